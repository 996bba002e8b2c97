//! Locks around an `Option`.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::Token;
use crate::contestant::{BoxError, Contestant, Key, Keyed, Kind, Setting};
use crate::upstream::Upstream;

/// Looks, and asks without the lock: everybody who finds nothing asks.
pub struct StdRwLock {
    upstream: Arc<Upstream>,
    token: RwLock<Option<Arc<Token>>>,
    by_name: RwLock<HashMap<String, Arc<Token>>>,
}

impl Contestant for StdRwLock {
    const KIND: Kind = Kind::Floor;
    const NAME: &'static str = "std RwLock<Option<Arc>>";
    const NOTE: &'static str = "everybody who finds no token asks";
    type Token = Arc<Token>;

    async fn build(setting: &Setting) -> Result<Self, BoxError> {
        Ok(Self {
            upstream: Arc::clone(&setting.upstream),
            token: RwLock::default(),
            by_name: RwLock::default(),
        })
    }

    async fn token(&self) -> Result<Arc<Token>, BoxError> {
        let held = {
            let held = self.token.read().unwrap_or_else(PoisonError::into_inner);
            held.as_ref().filter(|token| token.is_live()).cloned()
        };
        if let Some(token) = held {
            return Ok(token);
        }
        let token = Token::new(self.upstream.grant().await?);
        let mut held = self.token.write().unwrap_or_else(PoisonError::into_inner);
        Ok(Arc::clone(held.insert(token)))
    }

    fn text(token: &Arc<Token>) -> &str {
        &token.text
    }
}

impl Keyed for StdRwLock {
    async fn token_of(&self, key: &Key) -> Result<Arc<Token>, BoxError> {
        let held = {
            let held = self.by_name.read().unwrap_or_else(PoisonError::into_inner);
            held.get(&key.name).filter(|token| token.is_live()).cloned()
        };
        if let Some(token) = held {
            return Ok(token);
        }
        let token = Token::new(self.upstream.grant().await?);
        let mut held = self.by_name.write().unwrap_or_else(PoisonError::into_inner);
        held.insert(key.name.clone(), Arc::clone(&token));
        Ok(token)
    }
}

/// Looks twice, and asks under the lock: one asks, and all others wait.
pub struct TokioRwLock {
    upstream: Arc<Upstream>,
    token: tokio::sync::RwLock<Option<Arc<Token>>>,
}

impl Contestant for TokioRwLock {
    const KIND: Kind = Kind::Floor;
    const NAME: &'static str = "tokio RwLock<Option<Arc>>";
    const NOTE: &'static str = "one asks under the lock at the end of a token; it has one key";
    type Token = Arc<Token>;

    async fn build(setting: &Setting) -> Result<Self, BoxError> {
        Ok(Self {
            upstream: Arc::clone(&setting.upstream),
            token: tokio::sync::RwLock::default(),
        })
    }

    async fn token(&self) -> Result<Arc<Token>, BoxError> {
        if let Some(token) = live(self.token.read().await.as_ref()) {
            return Ok(token);
        }
        let mut held = self.token.write().await;
        if let Some(token) = live(held.as_ref()) {
            return Ok(token);
        }
        let token = Token::new(self.upstream.grant().await?);
        Ok(Arc::clone(held.insert(token)))
    }

    fn text(token: &Arc<Token>) -> &str {
        &token.text
    }
}

fn live(held: Option<&Arc<Token>>) -> Option<Arc<Token>> {
    held.filter(|token| token.is_live()).cloned()
}
