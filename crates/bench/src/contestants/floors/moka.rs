//! moka: a general cache with one load per key.

use std::sync::Arc;
use std::time::{Duration, Instant};

use moka::Expiry;
use moka::future::Cache;

use super::Token;
use crate::contestant::{BoxError, Contestant, Key, Keyed, Kind, SCOPE, Setting};
use crate::upstream::Upstream;

/// `or_try_insert_with`, and an expiry for each token.
pub struct Moka {
    upstream: Arc<Upstream>,
    cache: Cache<String, Arc<Token>>,
}

impl Moka {
    async fn by_name(&self, name: &str) -> Result<Arc<Token>, BoxError> {
        let token = async { self.upstream.grant().await.map(Token::new) };
        match self
            .cache
            .entry_by_ref(name)
            .or_try_insert_with(token)
            .await
        {
            Ok(entry) => Ok(entry.into_value()),
            Err(error) => Err(error.to_string().into()),
        }
    }
}

impl Contestant for Moka {
    const KIND: Kind = Kind::Floor;
    const NAME: &'static str = "moka try_get_with";
    const NOTE: &'static str = "entry_by_ref().or_try_insert_with(), and an Expiry";
    type Token = Arc<Token>;

    async fn build(setting: &Setting) -> Result<Self, BoxError> {
        Ok(Self {
            upstream: Arc::clone(&setting.upstream),
            cache: Cache::builder()
                .max_capacity(100_000)
                .expire_after(EndOfToken)
                .build(),
        })
    }

    async fn token(&self) -> Result<Arc<Token>, BoxError> {
        self.by_name(SCOPE).await
    }

    fn text(token: &Arc<Token>) -> &str {
        &token.text
    }
}

impl Keyed for Moka {
    async fn token_of(&self, key: &Key) -> Result<Arc<Token>, BoxError> {
        self.by_name(&key.name).await
    }
}

struct EndOfToken;

impl Expiry<String, Arc<Token>> for EndOfToken {
    fn expire_after_create(
        &self,
        _: &String,
        token: &Arc<Token>,
        now: Instant,
    ) -> Option<Duration> {
        Some(token.end.saturating_duration_since(now))
    }

    fn expire_after_update(
        &self,
        _: &String,
        token: &Arc<Token>,
        now: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(token.end.saturating_duration_since(now))
    }
}
