//! A cache in a test's own time.

use std::time::Duration;

use auth_core::{ManualClock, TokenCache, TokenSource};

/// A cache, and the hand that moves its time.
#[derive(Debug)]
pub struct Watched {
    /// The cache.
    pub cache: TokenCache,
    /// Moves the cache's time.
    pub hand: ManualClock,
}

impl Watched {
    /// An empty cache over this source.
    pub fn over(source: impl TokenSource) -> Self {
        let hand = ManualClock::new();
        let cache = TokenCache::builder(source)
            .clock(hand.clone())
            .build()
            .unwrap();
        Self { cache, hand }
    }

    /// The token that it gives now.
    pub async fn token(&self) -> String {
        self.cache.token().await.unwrap().expose().to_owned()
    }

    /// The token that it gives after a service refused the one at hand. A second has passed before: a provider whose tokens are
    /// refused one after the other is not asked faster.
    pub async fn after_rejection(&self) -> String {
        self.hand.advance(Duration::from_secs(1));
        self.cache.reject(&self.cache.token().await.unwrap());
        self.token().await
    }
}
