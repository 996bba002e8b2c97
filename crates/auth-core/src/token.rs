//! The token that applications hold.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::clock::nanos;
use crate::schedule::{Lifetime, Window};
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
///
/// A service may hold a great many, so that what most tokens do not have stands apart. The order is that of declaration: a hit looks at
/// the window, next to the counters before it.
#[repr(C)]
pub(crate) struct Inner {
    /// For the cache that hands it out.
    pub(crate) window: Window,
    /// From when it was asked for to its end, in nanoseconds.
    span: u64,
    apart: Option<Arc<Apart>>,
    authorization: HeaderValue,
    clock: Clock,
}

/// What else the provider said or sent.
struct Apart {
    /// As it was stated or found out, where that is not the span to the end.
    life: Option<Life>,
    by_claims: bool,
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
        let clock = Clock::system();
        let lifetime = Lifetime {
            asked: Moment::NEVER,
            end: None,
            by_claims: false,
        };
        Self::new(Issued::new(token), Life::Endless, &lifetime, clock).map_err(|_| {
            Error::configuration("token", "holds a character that no bearer token has")
        })
    }

    /// The token of a grant, with the life that was worked out for it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unreadable`] for a token type other than `Bearer`, or for a token that cannot stand in a header.
    pub(crate) fn new(
        issued: Issued,
        life: Life,
        lifetime: &Lifetime,
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
        let end = lifetime.end.unwrap_or(Moment::NEVER);
        let span = nanos(lifetime.asked.until(end));
        let is_the_span = lifetime.end.is_some() && life == Life::For(Duration::from_nanos(span));
        let apart = Apart {
            life: (!is_the_span || lifetime.by_claims).then_some(life),
            by_claims: lifetime.by_claims,
            scope,
            extra,
        };
        Ok(Self(Arc::new(Inner {
            window: Window::until(end),
            span,
            apart: apart.is_needed().then(|| Arc::new(apart)),
            authorization,
            clock,
        })))
    }

    /// The same token, of the same bytes, for use in this window.
    pub(crate) fn in_window(mut self, window: Window) -> Self {
        if self.0.window == window {
            return self;
        }
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.window = window;
            return self;
        }
        let inner = &*self.0;
        Self(Arc::new(Inner {
            window,
            span: inner.span,
            apart: inner.apart.clone(),
            authorization: inner.authorization.clone(),
            clock: inner.clock.clone(),
        }))
    }

    /// What it knows of its life. That may differ from what it was made with where its parts have saturated.
    pub(crate) fn lifetime(&self) -> Lifetime {
        let inner = &*self.0;
        Lifetime {
            asked: inner.window.end.before_nanos(inner.span),
            end: inner.end(),
            by_claims: inner.apart.as_ref().is_some_and(|apart| apart.by_claims),
        }
    }

    pub(crate) fn window(&self) -> &Window {
        &self.0.window
    }

    #[inline]
    pub(crate) const fn from_inner(inner: Arc<Inner>) -> Self {
        Self(inner)
    }

    pub(crate) fn into_inner(self) -> Arc<Inner> {
        self.0
    }

    /// The same token with another life, whose end may be earlier. It is not shared yet.
    pub(crate) fn living(mut self, lifetime: &Lifetime) -> Self {
        if let (Some(inner), Some(end)) = (Arc::get_mut(&mut self.0), lifetime.end) {
            inner.window = Window::until(end);
            inner.span = nanos(lifetime.asked.until(end));
        }
        self
    }

    /// Whether it has ended.
    pub(crate) fn is_over(&self) -> bool {
        let end = self.0.end();
        end.is_some_and(|end| self.0.clock.now().reached(end))
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
        self.0.life()
    }

    /// When it ends by the wall clock; `None` for an endless token.
    #[must_use]
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.0.end().map(Moment::system_time)
    }

    /// How much of its life is left; `None` for an endless token.
    #[must_use]
    pub fn remaining(&self) -> Option<Duration> {
        self.0.end().map(|end| self.0.clock.now().until(end))
    }

    /// The scope that was granted, as the provider spells it, where it said so.
    #[must_use]
    pub fn scope(&self) -> Option<&str> {
        self.0.scope()
    }

    /// Something else that the provider sent with the token, such as its `id_token`.
    #[must_use]
    pub fn extra(&self, name: &str) -> Option<&SecretString> {
        let apart = self.0.apart.as_deref()?;
        apart
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
        self.apart.as_deref()?.scope.as_deref()
    }

    fn life(&self) -> Life {
        let stated = self.apart.as_ref().and_then(|apart| apart.life);
        stated.unwrap_or(Life::For(Duration::from_nanos(self.span)))
    }

    /// When it ends on either clock; `None` for an endless one.
    fn end(&self) -> Option<Moment> {
        let is_endless = matches!(self.life(), Life::Endless | Life::Unstated);
        (!is_endless).then_some(self.window.end)
    }

    pub(crate) fn expose(&self) -> &str {
        // The header was made of ASCII alone.
        std::str::from_utf8(&self.authorization.as_bytes()[SCHEME.len()..]).unwrap_or_default()
    }
}

impl Apart {
    /// Most tokens come alone, and live for the span that was stated.
    fn is_needed(&self) -> bool {
        self.life.is_some() || self.scope.is_some() || !self.extra.is_empty()
    }
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken")
            .field("life", &self.life())
            .field("expires_at", &self.end().map(Moment::system_time))
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
type Wiped = Zeroizing<Box<[u8]>>;

/// `Bearer <token>` in a buffer that wipes itself; `None` for what is no `b64token` (RFC 6750 section 2.1).
fn authorization(token: &str) -> Option<HeaderValue> {
    let body = token.trim_end_matches('=');
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
    if body.is_empty() || !body.bytes().all(legal) {
        return None;
    }
    // Made as large as it gets: a buffer that grows or shrinks leaves an unwiped copy behind.
    let mut bytes: Wiped = Zeroizing::new(vec![0; SCHEME.len() + token.len()].into());
    let (scheme, rest) = bytes.split_at_mut(SCHEME.len());
    scheme.copy_from_slice(SCHEME.as_bytes());
    rest.copy_from_slice(token.as_bytes());
    let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(bytes)).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use zeroize::ZeroizeOnDrop;

    use super::*;

    fn of(issued: Issued) -> Result<AccessToken, Error> {
        let clock = Clock::system();
        let (life, lifetime) = Lifetime::work_out(Life::Endless, None, Duration::ZERO, clock.now());
        AccessToken::new(issued, life, &lifetime, clock)
    }

    /// The life is kept in few words, and given as it came.
    #[test]
    fn g09_a_token_tells_the_life_that_it_was_made_with() {
        let asked = Moment::new(
            Duration::from_secs(1_000),
            Duration::from_secs(2_000_000_000),
        );
        let lives = [
            Life::For(Duration::from_millis(1500)),
            Life::For(Duration::ZERO),
            Life::For(Duration::MAX),
            Life::Until(SystemTime::UNIX_EPOCH + Duration::from_secs(2_000_000_060)),
            Life::Until(SystemTime::UNIX_EPOCH),
            Life::Endless,
        ];
        for stated in lives {
            let (life, lifetime) = Lifetime::work_out(stated, None, Duration::ZERO, asked);
            let token =
                AccessToken::new(Issued::new("a"), life, &lifetime, Clock::system()).unwrap();
            assert_eq!(token.life(), stated);
            let end = lifetime.end.map(Moment::system_time);
            assert_eq!(token.expires_at(), end, "{stated:?}");
        }
    }

    #[test]
    fn g12_a_token_knows_its_life_again() {
        let asked = Moment::new(
            Duration::from_secs(1_000),
            Duration::from_secs(2_000_000_000),
        );
        let hour = Life::in_seconds(3600);
        for by_claims in [false, true] {
            let end = Some(asked.after(Duration::from_secs(3600)));
            let lifetime = Lifetime {
                asked,
                end,
                by_claims,
            };
            let token =
                AccessToken::new(Issued::new("a"), hour, &lifetime, Clock::system()).unwrap();
            assert_eq!(token.lifetime(), lifetime);
            assert_eq!(token.0.apart.is_some(), by_claims);
            assert_eq!(token.life(), hour);
        }
    }

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
            of(issued)
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
        let token = of(issued).unwrap();
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
