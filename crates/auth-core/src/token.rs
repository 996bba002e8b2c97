//! The token that applications hold.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::schedule::Window;
use crate::{Clock, Error, ErrorKind, Issued, Life, Moment};

/// The scheme and the blank before the token in the header (RFC 6750 section 2.1).
const SCHEME: &str = "Bearer ";

/// An access token: a secret that opens an API for a while.
///
/// A clone is one increment of a counter. The bytes are stored once, as the ready-made `Authorization` header, and are wiped when the
/// last clone is dropped.
///
/// ```
/// use auth_core::AccessToken;
///
/// let token = AccessToken::fixed("abc.def")?;
/// assert_eq!(token.expose(), "abc.def");
/// assert_eq!(token.authorization(), "Bearer abc.def");
/// assert!(token.authorization().is_sensitive());
/// assert!(!format!("{token:?}").contains("abc"));
/// # Ok::<(), auth_core::Error>(())
/// ```
#[derive(Clone)]
pub struct AccessToken(Arc<Inner>);

/// A token and what may be done with it: in one place, so that a hit looks at one. It is replaced as a whole, and never changed.
pub(crate) struct Inner {
    authorization: HeaderValue,
    life: Life,
    /// Most tokens come alone.
    with_it: Option<Arc<WithIt>>,
    clock: Clock,
    /// When it ends on either clock; `None` for an endless one.
    end: Option<Moment>,
    /// For the cache that hands it out.
    pub(crate) window: Window,
}

/// What else the provider said or sent.
struct WithIt {
    scope: Option<String>,
    extra: Vec<(&'static str, SecretString)>,
}

impl AccessToken {
    /// A token that the application has from elsewhere and that never ends, as far as we know.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] when it holds a character that no bearer token has (RFC 6750 section 2.1).
    pub fn fixed(token: impl Into<SecretString>) -> Result<Self, Error> {
        Self::new(
            Issued::new(token).life(Life::Endless),
            Life::Endless,
            None,
            Clock::system(),
        )
        .map_err(|_| Error::configuration("token", "holds a character that no bearer token has"))
    }

    /// The token of a grant, with the life that was worked out for it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unreadable`] for a token type other than `Bearer`, or for a token that cannot stand in a header.
    pub(crate) fn new(
        issued: Issued,
        life: Life,
        end: Option<Moment>,
        clock: Clock,
    ) -> Result<Self, Error> {
        if let Some(token_type) = &issued.token_type
            && !token_type.eq_ignore_ascii_case("bearer")
        {
            return Err(Error::new(
                ErrorKind::Unreadable,
                "the token is of a type other than `Bearer`",
            ));
        }
        let authorization =
            authorization(issued.access_token.expose_secret()).ok_or_else(|| {
                Error::new(
                    ErrorKind::Unreadable,
                    "the answer's access token is no bearer token",
                )
            })?;
        let Issued { scope, extra, .. } = issued;
        let is_alone = scope.is_none() && extra.is_empty();
        Ok(Self(Arc::new(Inner {
            authorization,
            life,
            with_it: (!is_alone).then(|| Arc::new(WithIt { scope, extra })),
            clock,
            end,
            window: Window::ENDLESS,
        })))
    }

    /// The same token, of the same bytes, for use in this window.
    pub(crate) fn in_window(&self, window: Window) -> Self {
        let inner = &*self.0;
        if inner.window == window {
            return self.clone();
        }
        Self(Arc::new(Inner {
            authorization: inner.authorization.clone(),
            life: inner.life,
            with_it: inner.with_it.clone(),
            clock: inner.clock.clone(),
            end: inner.end,
            window,
        }))
    }

    pub(crate) const fn from_inner(inner: Arc<Inner>) -> Self {
        Self(inner)
    }

    pub(crate) fn into_inner(self) -> Arc<Inner> {
        self.0
    }

    /// The same token with another end. It is not shared yet.
    pub(crate) fn ending(mut self, end: Option<Moment>) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.end = end;
        }
        self
    }

    /// Whether it has ended.
    pub(crate) fn is_over(&self) -> bool {
        self.0
            .end
            .is_some_and(|end| self.0.clock.now().reached(end))
    }

    /// The token itself. It is a credential: send it to services that are to act for you, and write it nowhere.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// The value for an `Authorization` header, marked sensitive. Cloning it copies no bytes.
    #[must_use]
    pub fn authorization(&self) -> &HeaderValue {
        self.0.authorization()
    }

    /// The token type, in the spelling of RFC 6750.
    #[must_use]
    pub const fn token_type(&self) -> &'static str {
        "Bearer"
    }

    /// How long it lives in all, as it was stated or found out.
    #[must_use]
    pub fn life(&self) -> Life {
        self.0.life
    }

    /// When it ends by the wall clock; `None` for an endless token.
    #[must_use]
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.0.end.map(Moment::system_time)
    }

    /// How much of its life is left; `None` for an endless token.
    #[must_use]
    pub fn remaining(&self) -> Option<Duration> {
        self.0.end.map(|end| self.0.clock.now().until(end))
    }

    /// The scope that was granted, as the provider spells it, where it said so.
    #[must_use]
    pub fn scope(&self) -> Option<&str> {
        self.0.scope()
    }

    /// Something else that the provider sent with the token, such as its `id_token`.
    #[must_use]
    pub fn extra(&self, name: &str) -> Option<&SecretString> {
        let with_it = self.0.with_it.as_deref()?;
        with_it
            .extra
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }
}

impl Inner {
    pub(crate) const fn authorization(&self) -> &HeaderValue {
        &self.authorization
    }

    fn scope(&self) -> Option<&str> {
        self.with_it.as_deref()?.scope.as_deref()
    }

    pub(crate) fn expose(&self) -> &str {
        // The header was made of ASCII alone.
        std::str::from_utf8(&self.authorization.as_bytes()[SCHEME.len()..]).unwrap_or_default()
    }
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken")
            .field("life", &self.life)
            .field("expires_at", &self.end.map(Moment::system_time))
            .field("scope", &self.scope())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The bytes of a header, which wipe themselves when the last of its clones is dropped.
type Wiped = Zeroizing<Vec<u8>>;

/// `Bearer <token>` in a buffer that wipes itself; `None` for what is no `b64token` (RFC 6750 section 2.1).
fn authorization(token: &str) -> Option<HeaderValue> {
    let body = token.trim_end_matches('=');
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
    if body.is_empty() || !body.bytes().all(legal) {
        return None;
    }
    // Made large enough at once: a `Vec` that grows leaves an unwiped copy behind.
    let mut bytes: Wiped = Zeroizing::new(Vec::with_capacity(SCHEME.len() + token.len()));
    bytes.extend_from_slice(SCHEME.as_bytes());
    bytes.extend_from_slice(token.as_bytes());
    let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(bytes)).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use zeroize::ZeroizeOnDrop;

    use super::*;

    #[test]
    fn a_token_is_what_rfc_6750_allows() {
        for token in ["a", "abc.DEF-123_~+/", "QUJD=", "QUI=="] {
            let fixed = AccessToken::fixed(token).unwrap();
            assert_eq!(fixed.expose(), token);
            assert_eq!(
                fixed.authorization().to_str().unwrap(),
                format!("Bearer {token}")
            );
        }
        for token in [
            "",
            "=",
            "a b",
            "a\nb",
            "a\r\nX: y",
            "a,b",
            "a=b",
            "\u{fc}",
            "a\0",
        ] {
            let error = AccessToken::fixed(token).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration, "{token:?}");
        }
    }

    #[test]
    fn a_token_type_other_than_bearer_is_refused() {
        let token = |token_type: &str| {
            let issued = Issued::new("a").token_type(token_type);
            AccessToken::new(issued, Life::Endless, None, Clock::system())
        };
        for token_type in ["Bearer", "bearer", "BEARER"] {
            assert_eq!(token(token_type).unwrap().token_type(), "Bearer");
        }
        for token_type in ["mac", "DPoP", ""] {
            assert_eq!(token(token_type).unwrap_err().kind(), ErrorKind::Unreadable);
        }
    }

    #[test]
    fn what_came_with_the_token_is_kept() {
        let issued = Issued::new("a").scope("read write").extra("id_token", "b");
        let token = AccessToken::new(issued, Life::Endless, None, Clock::system()).unwrap();
        assert_eq!(token.scope(), Some("read write"));
        assert_eq!(token.extra("id_token").unwrap().expose_secret(), "b");
        assert!(token.extra("other").is_none());
    }

    #[test]
    fn g14_the_bytes_of_a_token_wipe_themselves() {
        const fn wipes_itself<T: ZeroizeOnDrop>() {}
        const { wipes_itself::<Wiped>() };
        const { wipes_itself::<SecretString>() };
    }
}
