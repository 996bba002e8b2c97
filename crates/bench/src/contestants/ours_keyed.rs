//! auth-core with many keys.

use std::sync::Arc;

use auth_core::{AccessToken, TokenCaches};

use super::ours::Source;
use crate::contestant::{BoxError, Contestant, Key, Keyed, Kind, SCOPE, Setting};

/// `TokenCaches::token()`.
pub struct Caches(TokenCaches<String>);

impl Contestant for Caches {
    const KIND: Kind = Kind::Ours;
    const NAME: &'static str = "auth-core TokenCaches";
    const NOTE: &'static str = "a bounded cache by key, with room for all keys";
    type Token = AccessToken;

    async fn build(setting: &Setting) -> Result<Self, BoxError> {
        let upstream = Arc::clone(&setting.upstream);
        let caches = TokenCaches::builder(move |_: &String| Ok(Source(Arc::clone(&upstream))))
            .capacity(2 * Self::KEYS)
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

impl Keyed for Caches {
    async fn token_of(&self, key: &Key) -> Result<AccessToken, BoxError> {
        Ok(self.0.token(&key.name).await?)
    }
}
