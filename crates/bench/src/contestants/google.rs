//! google-cloud-auth: credentials of a metadata server that listens on loopback.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use google_cloud_auth::credentials::{AccessToken, AccessTokenCredentials, mds};

use crate::contestant::{BoxError, Contestant, FEW, Key, Keyed, Kind, SCOPE, Setting};

pub struct Google {
    credentials: AccessTokenCredentials,
    by_name: RwLock<HashMap<String, AccessTokenCredentials>>,
    url: String,
}

impl Contestant for Google {
    const KIND: Kind = Kind::Peer("google-cloud-auth");
    const NAME: &'static str = "google-cloud-auth";
    const NOTE: &'static str = "mds credentials over loopback HTTP; its margin of 240 s and its short retry of 10 s are fixed; it has no cache of many keys: a map of credentials, 500 of them because each has a client and a task of its own";
    const MARGIN: Duration = Duration::from_secs(240);
    const OVER_HTTP: bool = true;
    type Token = AccessToken;

    async fn build(setting: &Setting) -> Result<Self, BoxError> {
        let url = setting.upstream.url.clone();
        Ok(Self {
            credentials: credentials(&url, SCOPE)?,
            by_name: RwLock::default(),
            url,
        })
    }

    async fn token(&self) -> Result<AccessToken, BoxError> {
        Ok(self.credentials.access_token().await?)
    }

    fn text(token: &AccessToken) -> &str {
        &token.token
    }
}

impl Keyed for Google {
    const KEYS: usize = FEW;

    async fn token_of(&self, key: &Key) -> Result<AccessToken, BoxError> {
        let known = {
            let by_name = self.by_name.read().unwrap_or_else(PoisonError::into_inner);
            by_name.get(&key.name).cloned()
        };
        let credentials = match known {
            Some(credentials) => credentials,
            None => self.insert(&key.name)?,
        };
        Ok(credentials.access_token().await?)
    }
}

impl Google {
    fn insert(&self, name: &str) -> Result<AccessTokenCredentials, BoxError> {
        let new = credentials(&self.url, name)?;
        let mut by_name = self.by_name.write().unwrap_or_else(PoisonError::into_inner);
        Ok(by_name.entry(name.to_owned()).or_insert(new).clone())
    }
}

fn credentials(url: &str, scope: &str) -> Result<AccessTokenCredentials, BoxError> {
    Ok(mds::Builder::default()
        .with_endpoint(url)
        .with_scopes([scope])
        .build_access_token_credentials()?)
}
