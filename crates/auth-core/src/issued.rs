//! What one grant gave.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use crate::Life;

/// What one grant gave: the answer of a token endpoint, in the terms of RFC 6749 section 5.1.
///
/// A [`TokenSource`](crate::TokenSource) returns it; the cache makes an [`AccessToken`](crate::AccessToken) of it.
///
/// ```
/// use auth_core::{Issued, Life, RefreshToken};
///
/// let issued = Issued::new("an-access-token")
///     .life(Life::in_seconds(3600))
///     .refresh_token(RefreshToken::new("a-refresh-token"))
///     .scope("read write");
/// assert!(!format!("{issued:?}").contains("an-access-token"));
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Issued {
    pub(crate) access_token: SecretString,
    pub(crate) token_type: Option<String>,
    pub(crate) life: Life,
    pub(crate) refresh_token: Option<RefreshToken>,
    pub(crate) scope: Option<String>,
    pub(crate) extra: Vec<(&'static str, SecretString)>,
}

impl Issued {
    /// An access token of type `Bearer` whose life is not stated.
    pub fn new(access_token: impl Into<SecretString>) -> Self {
        Self {
            access_token: access_token.into(),
            token_type: None,
            life: Life::Unstated,
            refresh_token: None,
            scope: None,
            extra: Vec::new(),
        }
    }

    /// How long the access token lives, counted from before the request was sent.
    pub fn life(mut self, life: Life) -> Self {
        self.life = life;
        self
    }

    /// The token type as the provider spells it. Only `Bearer`, in any case, is usable; another is refused by the cache.
    pub fn token_type(mut self, token_type: impl Into<String>) -> Self {
        self.token_type = Some(token_type.into());
        self
    }

    /// The refresh token that came with it.
    pub fn refresh_token(mut self, token: RefreshToken) -> Self {
        self.refresh_token = Some(token);
        self
    }

    /// The scope that was granted, as the provider spells it.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// Something else that the provider sent with the token, such as an `id_token`.
    pub fn extra(mut self, name: &'static str, value: impl Into<SecretString>) -> Self {
        self.extra.push((name, value.into()));
        self
    }
}

/// A refresh token and its own life.
///
/// ```
/// use auth_core::{Life, RefreshToken};
///
/// let token = RefreshToken::new("a-secret").with_life(Life::in_seconds(10_800));
/// assert_eq!(token.expose(), "a-secret");
/// assert!(!format!("{token:?}").contains("a-secret"));
/// ```
#[derive(Clone)]
pub struct RefreshToken {
    secret: SecretString,
    life: Life,
}

impl RefreshToken {
    /// A refresh token whose life is not stated. Where it is a JWT its own claims are read; else it is tried until the provider refuses
    /// it.
    #[must_use]
    pub fn new(secret: impl Into<SecretString>) -> Self {
        Self {
            secret: secret.into(),
            life: Life::Unstated,
        }
    }

    /// The same token with a stated life.
    #[must_use]
    pub fn with_life(mut self, life: Life) -> Self {
        self.life = life;
        self
    }

    /// The token itself. It is a credential: send it to its provider and nowhere else.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.secret.expose_secret()
    }

    /// How long it lives, as far as that is stated.
    #[must_use]
    pub const fn life(&self) -> Life {
        self.life
    }
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RefreshToken")
            .field("life", &self.life)
            .finish_non_exhaustive()
    }
}
