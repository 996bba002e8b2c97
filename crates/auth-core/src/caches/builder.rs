//! Settings of keyed caches.

use std::fmt;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use super::shards::Shards;
use super::{Make, Shared, TokenCaches};
use crate::cache::Settings;
use crate::{Clock, Error};

/// Settings of [`TokenCaches`]; made by [`TokenCaches::builder`].
///
/// ```
/// use std::time::Duration;
/// use auth_core::{Issued, TokenCaches, from_fn};
///
/// let caches = TokenCaches::builder(|_account: &u64| {
///     Ok(from_fn(|_refresh_token| async { Ok(Issued::new("a-token")) }))
/// })
/// .capacity(50_000)
/// .idle(Duration::from_secs(2 * 3600))
/// .min_validity(Duration::from_secs(30))
/// .build()?;
/// assert!(caches.is_empty());
/// # Ok::<(), auth_core::Error>(())
/// ```
#[must_use = "caches are made by `build`"]
pub struct TokenCachesBuilder<K> {
    make: Box<Make<K>>,
    capacity: usize,
    idle: Duration,
    settings: Settings,
}

impl<K: Eq + Hash + Clone + Send + Sync + 'static> TokenCachesBuilder<K> {
    pub(super) fn new(make: Box<Make<K>>) -> Self {
        Self {
            make,
            capacity: 10_000,
            idle: Duration::from_secs(3600),
            settings: Settings::default(),
        }
    }

    /// How many keys are kept: by default 10,000. [`TokenCaches`] says which ones go when there are more.
    pub fn capacity(mut self, keys: usize) -> Self {
        self.capacity = keys;
        self
    }

    /// How long a key is kept that nobody uses: by default an hour. [`Duration::MAX`] is for ever. Time in which the machine is
    /// suspended does not count.
    pub fn idle(mut self, span: Duration) -> Self {
        self.idle = span;
        self
    }

    /// As [`TokenCacheBuilder::min_validity`](crate::TokenCacheBuilder::min_validity), for each key.
    pub fn min_validity(mut self, min_validity: Duration) -> Self {
        self.settings.min_validity = min_validity;
        self
    }

    /// As [`TokenCacheBuilder::refresh_at`](crate::TokenCacheBuilder::refresh_at), for each key.
    pub fn refresh_at(mut self, fraction: f64) -> Self {
        self.settings.refresh_at = fraction;
        self
    }

    /// As [`TokenCacheBuilder::request_timeout`](crate::TokenCacheBuilder::request_timeout), for each key.
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.settings.request_timeout = timeout;
        self
    }

    /// Another clock, for tests.
    pub fn clock(mut self, clock: impl Into<Clock>) -> Self {
        self.settings.clock = clock.into();
        self
    }

    /// The caches. No source is made yet.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming the setting that is out of its range.
    pub fn build(self) -> Result<TokenCaches<K>, Error> {
        self.settings.check()?;
        for (field, is_zero) in [
            ("capacity", self.capacity == 0),
            ("idle", self.idle.is_zero()),
        ] {
            if is_zero {
                return Err(Error::configuration(field, "must be above zero"));
            }
        }
        let shards = Shards::new(self.capacity, self.idle, self.settings.clock.now());
        Ok(TokenCaches {
            shared: Arc::new(Shared {
                make: self.make,
                settings: Arc::new(self.settings),
                shards,
            }),
        })
    }
}

impl<K> fmt::Debug for TokenCachesBuilder<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenCachesBuilder")
            .field("capacity", &self.capacity)
            .field("idle", &self.idle)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
