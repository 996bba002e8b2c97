//! auth-core with many keys.

use std::sync::Arc;

use auth_core::{AccessToken, TokenCaches};

use super::ours::Source;
use crate::contestant::{BoxError, Contestant, Key, Keyed, Kind, MANY, SCOPE, Setting};

/// `TokenCaches::token()`, with so many keys.
pub struct Caches<const KEYS: usize>(TokenCaches<String>);

impl<const KEYS: usize> Contestant for Caches<KEYS> {
    const KIND: Kind = Kind::Ours;
    const NAME: &'static str = if KEYS == MANY {
        "auth-core TokenCaches"
    } else {
        "auth-core TokenCaches, few keys"
    };
    const NOTE: &'static str = if KEYS == MANY {
        "a bounded cache by key, with room for all keys"
    } else {
        "the same with as many keys as google-cloud-auth has"
    };
    type Token = AccessToken;

    async fn build(setting: &Setting) -> Result<Self, BoxError> {
        let upstream = Arc::clone(&setting.upstream);
        let caches = TokenCaches::builder(move |_: &String| Ok(Source(Arc::clone(&upstream))))
            .capacity(2 * KEYS)
            .build()?;
        Ok(Self(caches))
    }

    async fn token(&self) -> Result<AccessToken, BoxError> {
        Ok(self.0.token(&SCOPE.to_owned()).await?)
    }

    fn text(token: &AccessToken) -> &str {
        token.expose()
    }
}

impl<const KEYS: usize> Keyed for Caches<KEYS> {
    const KEYS: usize = KEYS;

    async fn token_of(&self, key: &Key) -> Result<AccessToken, BoxError> {
        Ok(self.0.token(&key.name).await?)
    }
}
