//! A token endpoint without a network.

use std::collections::VecDeque;
use std::error::Error as _;
use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use api_core::oauth2::{
    ClientCredentialsGrant, ClientCredentialsGrantBuilder, TokenAnswer, TokenEndpoint,
};
use api_core::{
    Bytes, ClientCredentials, Error, Limits, Transport, TransportError, async_trait, http,
};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

/// Marks every secret that the tests send: nothing that is shown may hold it.
pub(crate) const MARK: &str = "s3cr3t";

pub(crate) const URL: &str = "https://auth.example.com/oauth2/token";

pub(crate) const TOKEN: &str =
    r#"{"access_token":"s3cr3t-token","token_type":"Bearer","expires_in":3600}"#;

/// An answer: status, headers, body.
pub(crate) type Scripted = (u16, Vec<(&'static str, String)>, String);

pub(crate) fn answer(status: u16, body: &str) -> Scripted {
    let json = ("content-type", "application/json".to_owned());
    (status, vec![json], body.to_owned())
}

/// Answers as its script says; the last answer is repeated.
#[derive(Clone, Debug, Default)]
pub(crate) struct Provider(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    script: VecDeque<Scripted>,
    seen: Vec<http::Request<Bytes>>,
}

impl Provider {
    pub(crate) fn answering(script: impl IntoIterator<Item = Scripted>) -> Self {
        let provider = Self::default();
        provider.0.lock().unwrap().script = script.into_iter().collect();
        provider
    }

    /// One that gives a token.
    pub(crate) fn issuing() -> Self {
        Self::answering([answer(200, TOKEN)])
    }

    pub(crate) fn endpoint(&self) -> TokenEndpoint {
        let builder = TokenEndpoint::builder(URL);
        builder.transport(self.clone()).build().unwrap()
    }

    /// A grant of `my-id` with these settings.
    pub(crate) fn grant(
        &self,
        set: impl FnOnce(ClientCredentialsGrantBuilder) -> ClientCredentialsGrantBuilder,
    ) -> Result<ClientCredentialsGrant, Error> {
        let client = ClientCredentials::new("my-id", MARK);
        set(self.endpoint().client_credentials(client)).build()
    }

    /// What comes of a grant without settings.
    pub(crate) async fn send(&self) -> Result<TokenAnswer, Error> {
        self.grant(|grant| grant).unwrap().send().await
    }

    pub(crate) fn seen(&self) -> Vec<http::Request<Bytes>> {
        self.0.lock().unwrap().seen.clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.0.lock().unwrap().seen.len()
    }
}

#[async_trait]
impl Transport for Provider {
    async fn send(
        &self,
        request: http::Request<Bytes>,
        _: Limits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let mut state = self.0.lock().unwrap();
        state.seen.push(request);
        let (status, headers, body) = match state.script.len() {
            1 => state.script[0].clone(),
            _ => state.script.pop_front().unwrap(),
        };
        let mut response = http::Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(name, value);
        }
        Ok(response.body(Bytes::from(body)).unwrap())
    }
}

pub(crate) fn body(request: &http::Request<Bytes>) -> &str {
    std::str::from_utf8(request.body()).unwrap()
}

/// What stands behind `Basic`, decoded.
pub(crate) fn basic(request: &http::Request<Bytes>) -> Option<String> {
    let header = request.headers().get("authorization")?.to_str().unwrap();
    let encoded = header.strip_prefix("Basic ").unwrap();
    Some(String::from_utf8(BASE64_STANDARD.decode(encoded).unwrap()).unwrap())
}

/// All that `Debug` shows of a value.
pub(crate) fn shown(value: &impl Debug) -> String {
    format!("{value:?}\n{value:#?}")
}

/// All that an error and its causes show.
pub(crate) fn shown_error(error: &Error) -> String {
    let mut text = format!("{error}\n{}", shown(error));
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = write!(text, "\n{error}\n{error:?}");
        cause = error.source();
    }
    text
}
