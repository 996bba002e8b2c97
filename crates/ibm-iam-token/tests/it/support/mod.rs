//! A double of IAM, and the answers that it gives.

mod leaks;
mod log;
mod memory;
mod sent;

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use api_core::RetryPolicy;
use auth_core::{ManualClock, Status, TokenSource};
use ibm_iam_token::iam::TokenResponse;
use ibm_iam_token::{Client, ClientCredentials, ExposeSecret, SecretString, TokenCache};
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Respond, ResponseTemplate};

pub(crate) use self::leaks::{MARK, assert_hidden, shown, shown_error};
pub(crate) use self::log::Log;
pub(crate) use self::memory::{Memory, Reply, Seen, configured, fields};
pub(crate) use self::sent::Sent;

pub(crate) const ACCOUNT: &str = "0123456789abcdef0123456789abcdef";

/// IAM on loopback, and a client that sends each request once.
#[derive(Debug)]
pub(crate) struct Iam {
    pub(crate) server: MockServer,
    pub(crate) client: Client,
}

impl Iam {
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
        log::prepare();
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

    /// What arrived so far.
    pub(crate) async fn sent(&self) -> Vec<Sent> {
        let requests = self.server.received_requests().await.unwrap();
        requests.iter().map(Sent::from).collect()
    }
}

/// A cache, and the hand that moves its time.
#[derive(Debug)]
pub(crate) struct Watched {
    pub(crate) cache: TokenCache,
    pub(crate) hand: ManualClock,
}

impl Watched {
    pub(crate) fn over(source: impl TokenSource) -> Self {
        let hand = ManualClock::new();
        let cache = TokenCache::builder(source)
            .clock(hand.clone())
            .build()
            .unwrap();
        Self { cache, hand }
    }

    /// The token that it gives now.
    pub(crate) async fn token(&self) -> String {
        self.cache.token().await.unwrap().expose().to_owned()
    }

    /// Waits until the refresh in the background has brought a token or has failed.
    pub(crate) async fn settled(&self) {
        let before = self.cache.status();
        let done = |now: &Status| now.issued + now.failed > before.issued + before.failed;
        let settling = async {
            while !done(&self.cache.status()) {
                tokio::task::yield_now().await;
            }
        };
        let in_time = tokio::time::timeout(Duration::from_secs(10), settling).await;
        assert!(in_time.is_ok(), "nothing came of it: {before:?}");
    }

    /// The token that it gives after a service refused the one at hand. A second has passed before: a provider whose tokens are
    /// refused one after the other is not asked faster.
    pub(crate) async fn after_rejection(&self) -> String {
        self.hand.advance(Duration::from_secs(1));
        self.cache.reject(&self.cache.token().await.unwrap());
        self.token().await
    }
}

/// The public client of IBM's command line tool.
pub(crate) fn bx() -> ClientCredentials {
    ClientCredentials::new("bx", "bx")
}

/// `Basic` and the base64 of `bx:bx`.
pub(crate) const BX: &str = "Basic Yng6Yng=";

pub(crate) fn ok(body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

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
