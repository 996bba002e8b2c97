//! auth-core with many keys.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use auth_core::{AccessToken, TokenCache};

use super::ours::Source;
use crate::contestant::{BoxError, Contestant, Key, Keyed, Kind, SCOPE, Setting};
use crate::upstream::Upstream;

/// A map of caches, as an application would write it.
pub struct Map {
    caches: RwLock<HashMap<String, TokenCache>>,
    upstream: Arc<Upstream>,
}

impl Map {
    async fn by_name(&self, name: &str) -> Result<AccessToken, BoxError> {
        let known = {
            let caches = self.caches.read().unwrap_or_else(PoisonError::into_inner);
            caches.get(name).cloned()
        };
        let cache = known.unwrap_or_else(|| self.insert(name));
        Ok(cache.token().await?)
    }

    fn insert(&self, name: &str) -> TokenCache {
        let mut caches = self.caches.write().unwrap_or_else(PoisonError::into_inner);
        caches
            .entry(name.to_owned())
            .or_insert_with(|| TokenCache::new(Source(Arc::clone(&self.upstream))))
            .clone()
    }
}

impl Contestant for Map {
    const KIND: Kind = Kind::Ours;
    const NAME: &'static str = "auth-core, a map of TokenCache";
    type Token = AccessToken;

    async fn build(setting: &Setting) -> Result<Self, BoxError> {
        Ok(Self {
            caches: RwLock::default(),
            upstream: Arc::clone(&setting.upstream),
        })
    }

    async fn token(&self) -> Result<AccessToken, BoxError> {
        self.by_name(SCOPE).await
    }

    fn text(token: &AccessToken) -> &str {
        token.expose()
    }
}

impl Keyed for Map {
    async fn token_of(&self, key: &Key) -> Result<AccessToken, BoxError> {
        self.by_name(&key.name).await
    }
}
