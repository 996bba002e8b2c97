//! How long a token lives, as its provider states it.

use std::time::{Duration, SystemTime};

/// How long a token lives, as far as its provider says so.
///
/// ```
/// use std::time::Duration;
/// use auth_core::{Issued, Life};
///
/// // `"expires_in": 1719`
/// let issued = Issued::new("a-token").life(Life::in_seconds(1719));
/// // `"expires_at": 1767225600`
/// let issued = Issued::new("a-token").life(Life::until_epoch_seconds(1_767_225_600));
/// // A provider that documents half an hour, and says nothing.
/// let issued = Issued::new("a-token").life(Life::For(Duration::from_secs(1800)));
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Life {
    /// So long from the moment at which it was asked for: `expires_in` (RFC 6749 section 5.1). The best that a provider can say: it
    /// holds however wrong the local clock is.
    For(Duration),
    /// Until this time of the wall clock: `expiration` at IBM, `expires_at` elsewhere.
    ///
    /// The local clock must be right for this one. Where it is ahead, tokens are renewed early, and one that seems to have ended on
    /// arrival is an error that names the clock; where it is behind, a token is kept after its end, until a service refuses it. A source
    /// that also knows the span, or the provider's own time (the `Date` header of its answer), should state [`Life::For`] instead. So
    /// does the cache where the token is a JWT with `iat` and `exp`.
    Until(SystemTime),
    /// For ever: kept until it is rejected.
    Endless,
    /// Not said. The token itself is read where it is a JWT, else the source's default life holds.
    #[default]
    Unstated,
}

impl Life {
    /// The life that `expires_in` states, in seconds. Zero and negative ones are over at once; none is too large.
    ///
    /// ```
    /// use std::time::Duration;
    /// use auth_core::Life;
    ///
    /// assert_eq!(Life::in_seconds(3600), Life::For(Duration::from_secs(3600)));
    /// assert_eq!(Life::in_seconds(-1), Life::For(Duration::ZERO));
    /// ```
    #[must_use]
    pub fn in_seconds(seconds: i64) -> Self {
        Self::For(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
    }

    /// The life that ends so many seconds after 1970-01-01 UTC. A time before that is 1970; one beyond what the platform can express is
    /// [`Life::Endless`].
    #[must_use]
    pub fn until_epoch_seconds(seconds: i64) -> Self {
        let since = Duration::from_secs(u64::try_from(seconds).unwrap_or(0));
        SystemTime::UNIX_EPOCH
            .checked_add(since)
            .map_or(Self::Endless, Self::Until)
    }
}
