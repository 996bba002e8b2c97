//! A double of IAM, and the answers that it gives.

mod memory;

use std::time::Duration;

use api_core::RetryPolicy;
use auth_core::Status;
use ibm_iam_token::iam::TokenResponse;
use ibm_iam_token::{Client, ClientCredentials, ExposeSecret, SecretString};
use serde_json::json;
use test_support::{Loopback, Sent, Watched, ok, product};
use wiremock::{Respond, ResponseTemplate};

pub(crate) use self::memory::{Memory, Reply, Seen, configured, fields};

pub(crate) const ACCOUNT: &str = "0123456789abcdef0123456789abcdef";

/// IAM on loopback, and a client that sends each request once.
#[derive(Debug)]
pub(crate) struct Iam {
    pub(crate) server: Loopback,
    pub(crate) client: Client,
}

impl Iam {
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

    /// What arrived so far.
    pub(crate) async fn sent(&self) -> Vec<Sent> {
        self.server.sent().await
    }
}

/// Waits until the refresh in the background has brought a token or has failed.
pub(crate) async fn settled(watched: &Watched) {
    let before = watched.cache.status();
    let done = |now: &Status| now.issued + now.failed > before.issued + before.failed;
    let settling = async {
        while !done(&watched.cache.status()) {
            tokio::task::yield_now().await;
        }
    };
    let in_time = tokio::time::timeout(Duration::from_secs(10), settling).await;
    assert!(in_time.is_ok(), "nothing came of it: {before:?}");
}

/// The form that a token operation sends: no header but those that every request has.
pub(crate) fn posted(body: &str) -> Sent {
    Sent::form(product!(), "/identity/token", body)
}

/// The public client of IBM's command line tool.
pub(crate) fn bx() -> ClientCredentials {
    ClientCredentials::new("bx", "bx")
}

/// `Basic` and the base64 of `bx:bx`.
pub(crate) const BX: &str = "Basic Yng6Yng=";

/// An access token, as the grants without a refresh token give it.
pub(crate) fn access(token: &str) -> ResponseTemplate {
    ok(&json!({"access_token": token, "token_type": "Bearer", "expires_in": 3600}))
}

/// An access token and the refresh token that belongs to it.
pub(crate) fn pair(access: &str, refresh: &str) -> ResponseTemplate {
    ok(
        &json!({"access_token": access, "refresh_token": refresh, "token_type": "Bearer", "expires_in": 3600}),
    )
}

/// An error in the form that IBM calls an exception.
pub(crate) fn exception(status: u16, code: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(json!({"errorCode": code, "errorMessage": "No."}))
}

/// The members of an answer that are there, by their names on the wire.
pub(crate) fn members(answer: &TokenResponse) -> Vec<(&'static str, String)> {
    let secret =
        |value: &Option<SecretString>| value.as_ref().map(|value| value.expose_secret().to_owned());
    let all = [
        ("access_token", secret(&answer.access_token)),
        ("refresh_token", secret(&answer.refresh_token)),
        (
            "delegated_refresh_token",
            secret(&answer.delegated_refresh_token),
        ),
        ("token_type", answer.token_type.clone()),
        (
            "expires_in",
            answer.expires_in.map(|seconds| seconds.to_string()),
        ),
        (
            "expiration",
            answer.expiration.map(|seconds| seconds.to_string()),
        ),
        ("scope", answer.scope.clone()),
        ("session_id", answer.session_id.clone()),
        ("id_token", secret(&answer.id_token)),
        ("ims_user_id", answer.ims_user_id.map(|id| id.to_string())),
        ("ims_token", secret(&answer.ims_token)),
        ("iam_cookie", secret(&answer.iam_cookie)),
        ("uaa_token", secret(&answer.uaa_token)),
        ("uaa_refresh_token", secret(&answer.uaa_refresh_token)),
    ];
    all.into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}

/// What [`members`] is expected to give.
pub(crate) fn exactly<const N: usize>(
    expected: [(&'static str, &str); N],
) -> Vec<(&'static str, String)> {
    expected
        .into_iter()
        .map(|(name, value)| (name, value.to_owned()))
        .collect()
}
