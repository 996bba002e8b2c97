//! Settings of a cache.

use std::sync::Arc;
use std::time::Duration;

use super::TokenCache;
use super::shell::Shared;
use crate::{Clock, Error, TokenSource};

/// Settings of a [`TokenCache`]; made by [`TokenCache::builder`].
///
/// ```
/// use std::time::Duration;
/// use auth_core::{Issued, TokenCache, from_fn};
///
/// let cache = TokenCache::builder(from_fn(|_| async { Ok(Issued::new("a-token")) }))
///     .min_validity(Duration::from_secs(30))
///     .refresh_at(0.5)
///     .request_timeout(Duration::from_secs(20))
///     .build()?;
/// # Ok::<(), auth_core::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a cache is made by `build`"]
pub struct TokenCacheBuilder {
    source: Arc<dyn TokenSource>,
    settings: Settings,
}

impl TokenCacheBuilder {
    pub(super) fn new(source: Arc<dyn TokenSource>) -> Self {
        let settings = Settings::default();
        Self { source, settings }
    }

    /// How much of its life a token must have left to be handed out, so that it does not end on its way to the service: by default 10
    /// seconds. It is never more than a tenth of the life, and does not hold for a provider that gives the same token until it ends.
    pub fn min_validity(mut self, min_validity: Duration) -> Self {
        self.settings.min_validity = min_validity;
        self
    }

    /// The part of its life, above 0 and below 1, after which a token is refreshed in the background: by default 0.8. Each cache
    /// picks its own point in the first half of what then remains, so that a fleet spreads out: by default between 80 and 90 percent.
    /// A token that lives for a few minutes or less is refreshed so much earlier that half of what then remains lies before the point
    /// at which it is no longer handed out: a token of 2 seconds after 1.6 to 1.7.
    pub fn refresh_at(mut self, fraction: f64) -> Self {
        self.settings.refresh_at = fraction;
        self
    }

    /// The deadline of one visit to the provider with all its attempts: by default 125 seconds, enough for four attempts of 30 seconds
    /// and the pauses between them. It is the cache's own, whatever deadlines its callers have.
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.settings.request_timeout = timeout;
        self
    }

    /// Another clock, for tests.
    pub fn clock(mut self, clock: impl Into<Clock>) -> Self {
        self.settings.clock = clock.into();
        self
    }

    /// The cache.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming the setting that is out of its range.
    pub fn build(self) -> Result<TokenCache, Error> {
        self.settings.check()?;
        Ok(Arc::new(self.settings).cache(Box::new(self.source)))
    }
}

/// What the caches of one application have in common.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) min_validity: Duration,
    pub(crate) refresh_at: f64,
    pub(crate) request_timeout: Duration,
    pub(crate) clock: Clock,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            min_validity: Duration::from_secs(10),
            refresh_at: 0.8,
            request_timeout: Duration::from_secs(125),
            clock: Clock::system(),
        }
    }
}

impl Settings {
    pub(crate) fn check(&self) -> Result<(), Error> {
        if !(self.refresh_at > 0.0 && self.refresh_at < 1.0) {
            return Err(Error::configuration(
                "refresh_at",
                "must be above 0 and below 1",
            ));
        }
        if self.request_timeout.is_zero() {
            return Err(Error::configuration(
                "request_timeout",
                "must be above zero",
            ));
        }
        Ok(())
    }

    /// A cache with these settings, which are in range.
    pub(crate) fn cache(self: &Arc<Self>, source: Box<dyn TokenSource>) -> TokenCache {
        TokenCache {
            shared: Arc::new(Shared::new(source, Arc::clone(self))),
        }
    }
}
