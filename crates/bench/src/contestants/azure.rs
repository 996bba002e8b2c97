//! `azure_identity`: `ClientSecretCredential` over a transport in this process.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use azure_core::credentials::{AccessToken, Secret, TokenCredential};
use azure_core::http::headers::Headers;
use azure_core::http::{
    AsyncRawResponse, ClientOptions, HttpClient, Request, StatusCode, Transport,
};
use azure_identity::{ClientSecretCredential, ClientSecretCredentialOptions};

use crate::contestant::{BoxError, Contestant, Key, Keyed, Kind, SCOPE, Setting};
use crate::upstream::{Refusal, Upstream};

pub struct Azure(Arc<ClientSecretCredential>);

impl Contestant for Azure {
    const KIND: Kind = Kind::Peer("azure_identity");
    const NAME: &'static str = "azure_identity";
    const NOTE: &'static str =
        "ClientSecretCredential over an HttpClient in the process; its margin of 300 s is fixed";
    const MARGIN: Duration = Duration::from_secs(300);
    type Token = AccessToken;

    async fn build(setting: &Setting) -> Result<Self, BoxError> {
        let transport = Transport::new(Arc::new(InProcess(Arc::clone(&setting.upstream))));
        let options = ClientSecretCredentialOptions {
            client_options: ClientOptions {
                transport: Some(transport),
                ..ClientOptions::default()
            },
        };
        let credential = ClientSecretCredential::new(
            "00000000-0000-0000-0000-000000000000",
            "client".to_owned(),
            Secret::new("s3cr3t"),
            Some(options),
        )?;
        Ok(Self(credential))
    }

    async fn token(&self) -> Result<AccessToken, BoxError> {
        Ok(self.0.get_token(&[SCOPE], None).await?)
    }

    fn text(token: &AccessToken) -> &str {
        token.token.secret()
    }
}

impl Keyed for Azure {
    async fn token_of(&self, key: &Key) -> Result<AccessToken, BoxError> {
        Ok(self.0.get_token(&[&key.name], None).await?)
    }
}

struct InProcess(Arc<Upstream>);

impl fmt::Debug for InProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InProcess")
    }
}

#[async_trait]
impl HttpClient for InProcess {
    async fn execute_request(&self, _: &Request) -> azure_core::Result<AsyncRawResponse> {
        let (status, body) = match self.0.grant().await {
            Ok(grant) => (StatusCode::Ok, grant.body()),
            Err(Refusal(status)) => (StatusCode::from(status), Refusal::BODY.to_owned()),
        };
        Ok(AsyncRawResponse::from_bytes(status, Headers::new(), body))
    }
}
