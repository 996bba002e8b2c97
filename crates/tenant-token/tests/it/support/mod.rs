//! A double of OneAccess, and the answers that it gives.

use api_core::RetryPolicy;
use serde_json::json;
use tenant_token::{Client, TokenCache};
use test_support::{Loopback, Sent, ok, product};
use wiremock::{Respond, ResponseTemplate};

/// The form of an application that is called `my-client-id`.
pub(crate) const FORM: &str =
    "grant_type=client_credentials&client_id=my-client-id&client_secret=my-client-secret";

/// OneAccess on loopback, and a client that sends each request once.
#[derive(Debug)]
pub(crate) struct OneAccess {
    pub(crate) server: Loopback,
    pub(crate) client: Client,
}

impl OneAccess {
    /// Gives these answers in turn, and refuses what comes after the last.
    pub(crate) async fn answering(answers: impl IntoIterator<Item = ResponseTemplate>) -> Self {
        Self::at(Loopback::answering(answers).await)
    }

    pub(crate) async fn responding(respond: impl Respond + 'static) -> Self {
        Self::at(Loopback::responding(respond).await)
    }

    fn at(server: Loopback) -> Self {
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
        self.server.sent().await
    }
}

/// The form that the operation sends: no header but those that every request has.
pub(crate) fn posted(body: &str) -> Sent {
    Sent::form(product!(), "/api/v2/tenant/token", body)
}

/// A token with so many seconds left.
pub(crate) fn access(token: &str, expires_in: u64) -> ResponseTemplate {
    ok(&json!({"access_token": token, "token_type": "Bearer", "expires_in": expires_in}))
}
