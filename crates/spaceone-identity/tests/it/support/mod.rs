//! Doubles of the identity service, and the answers that they give.

mod leaks;
mod sent;
mod server;

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use api_core::RetryPolicy;
use auth_core::{ManualClock, TokenSource};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use spaceone_identity::{SecretObject, TokenCache, v1, v2};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Respond, ResponseTemplate};

pub(crate) use self::leaks::{MARK, assert_hidden, shown, shown_error};
pub(crate) use self::sent::Sent;
pub(crate) use self::server::{Served, Server};

/// An identity service on loopback.
#[derive(Debug)]
pub(crate) struct Identity {
    server: MockServer,
}

impl Identity {
    /// Gives these answers in turn, whatever the path, and refuses what comes after the last.
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
        Self { server }
    }

    pub(crate) fn uri(&self) -> String {
        self.server.uri()
    }

    /// A client of version 1 that sends each request once.
    pub(crate) fn v1(&self) -> v1::Client {
        v1::Client::builder()
            .base_url(self.uri())
            .retry(RetryPolicy::never())
            .build()
            .unwrap()
    }

    /// A client of version 2 that sends each request once.
    pub(crate) fn v2(&self) -> v2::Client {
        v2::Client::builder()
            .base_url(self.uri())
            .retry(RetryPolicy::never())
            .build()
            .unwrap()
    }

    /// What arrived so far.
    pub(crate) async fn sent(&self) -> Vec<Sent> {
        let requests = self.server.received_requests().await.unwrap();
        requests.iter().map(Sent::from).collect()
    }

    /// The paths that were asked for so far, without their common beginning.
    pub(crate) async fn lines(&self) -> Vec<String> {
        let sent = self.sent().await;
        sent.iter()
            .map(|sent| sent.line().trim_start_matches("POST /identity/").to_owned())
            .collect()
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

    /// The token that it gives after a service refused the one at hand. A second has passed before: a provider whose tokens are
    /// refused one after the other is not asked faster.
    pub(crate) async fn after_rejection(&self) -> String {
        self.hand.advance(Duration::from_secs(1));
        self.cache.reject(&self.cache.token().await.unwrap());
        self.token().await
    }
}

pub(crate) fn ok(body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

/// The tokens of a login.
pub(crate) fn pair(access: &str, refresh: &str) -> ResponseTemplate {
    ok(&json!({"access_token": access, "refresh_token": refresh}))
}

/// An error of a service.
pub(crate) fn structured(status: u16, code: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(json!({"detail": {"code": code, "message": "No."}}))
}

/// A path that the server does not know.
pub(crate) fn not_served() -> ResponseTemplate {
    ResponseTemplate::new(404).set_body_json(json!({"detail": "Not Found"}))
}

/// A token as the service makes it, which lives so many seconds from a moment long past: only its length of life is of use.
pub(crate) fn jwt(id: &str, life: u64) -> String {
    let issued = 1_500_000_000;
    let claims =
        json!({"iss": "spaceone.identity", "jti": id, "iat": issued, "exp": issued + life});
    let [header, claims] =
        [json!({"alg": "RS256"}), claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    format!("{header}.{claims}.c2lnbmF0dXJl")
}

pub(crate) fn credentials() -> SecretObject {
    SecretObject::from_iter([("user_id", "user@example.com"), ("password", "my-password")])
}
