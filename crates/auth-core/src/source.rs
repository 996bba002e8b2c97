//! Where tokens come from.

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use crate::{CredentialId, Error, Issued, RefreshToken};

/// One credential and one grant: asks the provider for a token each time it is called, and never caches.
///
/// Generated request builders of token operations are sources; an application writes its own for a provider that has no crate, or makes
/// one of a closure with [`from_fn`](crate::from_fn).
///
/// ```
/// use async_trait::async_trait;
/// use auth_core::{Attempt, Error, Issued, Life, TokenSource};
///
/// #[derive(Debug)]
/// struct Robot;
///
/// #[async_trait]
/// impl TokenSource for Robot {
///     async fn request(&self, _attempt: Attempt<'_>) -> Result<Issued, Error> {
///         Ok(Issued::new("beep").life(Life::in_seconds(60)))
///     }
/// }
/// ```
#[async_trait]
pub trait TokenSource: Debug + Send + Sync + 'static {
    /// Asks for a token.
    ///
    /// # Errors
    ///
    /// Whatever kept the provider from giving one. [`ErrorKind::Refused`](crate::ErrorKind::Refused) or
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) of an [`Attempt::Renew`] makes the cache drop the refresh token and ask again with
    /// [`Attempt::Primary`]. A source that tries again by itself does so only while [`caller_waits`](crate::caller_waits).
    async fn request(&self, attempt: Attempt<'_>) -> Result<Issued, Error>;

    /// What the provider is known to do.
    fn traits(&self) -> SourceTraits {
        SourceTraits::default()
    }

    /// Names the whole chain of credentials behind this source. `None` keeps its tokens out of every store.
    fn identity(&self) -> Option<CredentialId> {
        None
    }
}

#[async_trait]
impl<S: TokenSource + ?Sized> TokenSource for Arc<S> {
    async fn request(&self, attempt: Attempt<'_>) -> Result<Issued, Error> {
        (**self).request(attempt).await
    }

    fn traits(&self) -> SourceTraits {
        (**self).traits()
    }

    fn identity(&self) -> Option<CredentialId> {
        (**self).identity()
    }
}

/// With what a source should ask.
///
/// ```
/// use auth_core::Attempt;
///
/// fn form(attempt: Attempt<'_>) -> Vec<(&'static str, String)> {
///     match attempt {
///         Attempt::Primary => vec![("grant_type", "client_credentials".into())],
///         Attempt::Renew(token) => vec![
///             ("grant_type", "refresh_token".into()),
///             ("refresh_token", token.expose().into()),
///         ],
///     }
/// }
/// # form(Attempt::Primary);
/// ```
#[derive(Clone, Copy, Debug)]
pub enum Attempt<'a> {
    /// With the primary credential.
    Primary,
    /// With the refresh token of an earlier grant.
    Renew(&'a RefreshToken),
}

/// What a provider is known to do, as far as the cache must know it.
///
/// ```
/// use std::time::Duration;
/// use auth_core::SourceTraits;
///
/// let traits = SourceTraits::default()
///     .with_default_life(Duration::from_secs(1800))
///     .with_refusal_pause(Duration::from_secs(15 * 60));
/// assert!(!traits.same_token_until_expiry);
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct SourceTraits {
    /// How long a token lives whose life is stated nowhere. By default 5 minutes.
    pub default_life: Duration,
    /// Whether the provider hands out the token that it issued before, with less time left, until that one ends.
    pub same_token_until_expiry: bool,
    /// The longest pause between attempts after the provider refused the credential. By default 60 seconds; longer where accounts are
    /// locked after some tries.
    pub refusal_pause: Duration,
}

impl SourceTraits {
    /// The same traits with another default life.
    #[must_use]
    pub fn with_default_life(mut self, life: Duration) -> Self {
        self.default_life = life;
        self
    }

    /// The same traits for a provider that returns one token until it ends.
    #[must_use]
    pub fn with_same_token_until_expiry(mut self, same: bool) -> Self {
        self.same_token_until_expiry = same;
        self
    }

    /// The same traits with another longest pause after refusals.
    #[must_use]
    pub fn with_refusal_pause(mut self, pause: Duration) -> Self {
        self.refusal_pause = pause;
        self
    }
}

impl Default for SourceTraits {
    fn default() -> Self {
        Self {
            default_life: Duration::from_secs(5 * 60),
            same_token_until_expiry: false,
            refusal_pause: Duration::from_secs(60),
        }
    }
}
