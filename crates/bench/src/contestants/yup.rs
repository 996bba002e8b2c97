//! yup-oauth2: `ServiceAccountAuthenticator` whose token endpoint listens on loopback.

use std::time::Duration;

use yup_oauth2::authenticator::DefaultAuthenticator;
use yup_oauth2::{AccessToken, ServiceAccountAuthenticator, ServiceAccountKey};

use super::service_account;
use crate::contestant::{BoxError, Contestant, Key, Keyed, Kind, SCOPE, Setting};

pub struct Yup(DefaultAuthenticator);

impl Contestant for Yup {
    const KIND: Kind = Kind::Peer("yup-oauth2");
    const NAME: &'static str = "yup-oauth2";
    const NOTE: &'static str = "ServiceAccountAuthenticator over loopback HTTP, tokens kept in memory; its margin of 60 s is fixed";
    const MARGIN: Duration = Duration::from_secs(60);
    const OVER_HTTP: bool = true;
    type Token = AccessToken;

    async fn build(setting: &Setting) -> Result<Self, BoxError> {
        let key: ServiceAccountKey = serde_json::from_str(&service_account::file(setting)?)?;
        let authenticator = ServiceAccountAuthenticator::builder(key).build().await?;
        Ok(Self(authenticator))
    }

    async fn token(&self) -> Result<AccessToken, BoxError> {
        Ok(self.0.token(&[SCOPE]).await?)
    }

    fn text(token: &AccessToken) -> &str {
        token.token().unwrap_or_default()
    }
}

impl Keyed for Yup {
    async fn token_of(&self, key: &Key) -> Result<AccessToken, BoxError> {
        Ok(self.0.token(&[&key.name]).await?)
    }
}
