//! `gcp_auth`: `CustomServiceAccount` whose token endpoint listens on loopback.

use std::sync::Arc;
use std::time::Duration;

use gcp_auth::{CustomServiceAccount, Token, TokenProvider};

use super::service_account;
use crate::contestant::{BoxError, Contestant, Key, Keyed, Kind, SCOPE, Setting};

pub struct GcpAuth(CustomServiceAccount);

impl Contestant for GcpAuth {
    const KIND: Kind = Kind::Peer("gcp_auth");
    const NAME: &'static str = "gcp_auth";
    const NOTE: &'static str =
        "CustomServiceAccount over loopback HTTP; its margin of 20 s is fixed";
    const MARGIN: Duration = Duration::from_secs(20);
    const OVER_HTTP: bool = true;
    type Token = Arc<Token>;

    async fn build(setting: &Setting) -> Result<Self, BoxError> {
        let file = service_account::file(setting)?;
        Ok(Self(CustomServiceAccount::from_json(&file)?))
    }

    async fn token(&self) -> Result<Arc<Token>, BoxError> {
        Ok(self.0.token(&[SCOPE]).await?)
    }

    fn text(token: &Arc<Token>) -> &str {
        token.as_str()
    }
}

impl Keyed for GcpAuth {
    async fn token_of(&self, key: &Key) -> Result<Arc<Token>, BoxError> {
        Ok(self.0.token(&[&key.name]).await?)
    }
}
