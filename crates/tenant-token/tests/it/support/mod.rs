//! A double of OneAccess, and the answers that it gives.

mod leaks;
mod sent;

use std::collections::VecDeque;
use std::sync::Mutex;

use api_core::RetryPolicy;
use serde_json::{Value, json};
use tenant_token::{Client, TokenCache};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Respond, ResponseTemplate};

pub(crate) use self::leaks::{MARK, assert_hidden, shown, shown_error};
pub(crate) use self::sent::Sent;

/// The form of an application that is called `my-client-id`.
pub(crate) const FORM: &str =
    "grant_type=client_credentials&client_id=my-client-id&client_secret=my-client-secret";

/// OneAccess on loopback, and a client that sends each request once.
#[derive(Debug)]
pub(crate) struct OneAccess {
    pub(crate) server: MockServer,
    pub(crate) client: Client,
}

impl OneAccess {
    /// Gives these answers in turn, and refuses what comes after the last.
    pub(crate) async fn answering(answers: impl IntoIterator<Item = ResponseTemplate>) -> Self {
        let script = Mutex::new(VecDeque::from_iter(answers));
        Self::responding(move |_: &wiremock::Request| {
            let next = script.lock().unwrap().pop_front();
            next.unwrap_or_else(|| ResponseTemplate::new(418).set_body_string("beyond the script"))
        })
        .await
    }

    pub(crate) async fn responding(respond: impl Respond + 'static) -> Self {
        let server = MockServer::start().await;
        Mock::given(any())
            .respond_with(respond)
            .mount(&server)
            .await;
        let client = Client::builder()
            .base_url(server.uri())
            .retry(RetryPolicy::never())
            .build()
            .unwrap();
        Self { server, client }
    }

    /// A cache over the application of [`FORM`].
    pub(crate) fn cache(&self) -> TokenCache {
        TokenCache::new(
            self.client
                .show_auth_token("my-client-id", "my-client-secret"),
        )
    }

    /// What arrived so far.
    pub(crate) async fn sent(&self) -> Vec<Sent> {
        let requests = self.server.received_requests().await.unwrap();
        requests.iter().map(Sent::from).collect()
    }
}

pub(crate) fn ok(body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

/// A token with so many seconds left.
pub(crate) fn access(token: &str, expires_in: u64) -> ResponseTemplate {
    ok(&json!({"access_token": token, "token_type": "Bearer", "expires_in": expires_in}))
}
