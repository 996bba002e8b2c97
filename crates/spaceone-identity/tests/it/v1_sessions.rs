//! Sessions of version 1, on a server where a refresh token serves once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use auth_core::{ManualClock, TokenProvider};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use spaceone_identity::v1::{self, Session};
use spaceone_identity::{ErrorKind, Reason, SecretObject};
use tokio::task::JoinSet;
use wiremock::{Request, Respond, ResponseTemplate};

use crate::support::{Identity, pair, posted, structured};

const REFUSED: &str = "ERROR_INVALID_REFRESH_TOKEN";

/// A server of version 1 with one-time refresh tokens and a count of refreshes.
#[derive(Clone, Debug)]
struct Rotating(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    /// How many refreshes a login is good for.
    refreshes: u64,
    logins: u32,
    issued: u32,
    /// The refresh tokens that may still be presented, with the refreshes left.
    live: BTreeMap<String, u64>,
    /// How often a token was presented that was dead.
    dead_presented: u32,
    /// Answers that get lost on their way back, after the server has done its part.
    lost: u32,
}

impl Rotating {
    async fn start(refreshes: u64) -> (Self, Identity) {
        let server = Self(Arc::new(Mutex::new(State {
            refreshes,
            logins: 0,
            issued: 0,
            live: BTreeMap::new(),
            dead_presented: 0,
            lost: 0,
        })));
        let identity = Identity::responding(server.clone()).await;
        (server, identity)
    }

    fn lose_next_answer(&self) {
        self.0.lock().unwrap().lost = 1;
    }

    fn end_sessions(&self) {
        self.0.lock().unwrap().live.clear();
    }

    /// Logins, pairs of tokens in all, and dead tokens that were presented.
    fn counts(&self) -> (u32, u32, u32) {
        let state = self.0.lock().unwrap();
        (state.logins, state.issued, state.dead_presented)
    }
}

impl State {
    fn pair(&mut self, refreshes_left: u64) -> ResponseTemplate {
        self.issued += 1;
        let refresh = token("REFRESH_TOKEN", self.issued, 1_800, Some(refreshes_left));
        self.live.insert(refresh.clone(), refreshes_left);
        let answer = pair(&token("ACCESS_TOKEN", self.issued, 1_200, None), &refresh);
        if self.lost > 0 {
            self.lost -= 1;
            return structured(504, "ERROR_REQUEST_TIMEOUT");
        }
        answer
    }

    fn refresh(&mut self, token: &str) -> ResponseTemplate {
        match self.live.remove(token) {
            None => {
                self.dead_presented += 1;
                structured(401, REFUSED)
            }
            Some(0) => {
                self.dead_presented += 1;
                structured(401, "ERROR_REFRESH_COUNT")
            }
            Some(left) => self.pair(left - 1),
        }
    }
}

impl Respond for Rotating {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let mut state = self.0.lock().unwrap();
        if request.url.path().ends_with("/issue") {
            state.logins += 1;
            let refreshes = state.refreshes;
            return state.pair(refreshes);
        }
        let bearer = request.headers["authorization"].to_str().unwrap();
        assert_eq!(request.body, b"{}");
        state.refresh(bearer.strip_prefix("Bearer ").unwrap())
    }
}

fn token(kind: &str, number: u32, life: u64, refreshes_left: Option<u64>) -> String {
    let mut claims = json!({"cat": kind, "aud": number, "iat": 1_000, "exp": 1_000 + life});
    if let Some(left) = refreshes_left {
        claims["ttl"] = Value::from(left);
    }
    let [header, claims] =
        [json!({"alg": "RS256"}), claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    format!("{header}.{claims}.c2lnbmF0dXJl")
}

fn session(client: v1::Client, hand: &ManualClock) -> Session {
    let credentials = SecretObject::from_iter([("password", "my-password")]);
    let login = client
        .token()
        .issue(credentials, "domain-123")
        .user_id("user@example.com");
    Session::with_clock(client, login, hand.clone())
}

/// The life of an access token, and a bit.
const LIFE: Duration = Duration::from_secs(1_201);

#[tokio::test]
async fn v1_a_login_by_password_is_followed_by_its_refreshes() {
    let (server, identity) = Rotating::start(18).await;
    let session = Session::log_in(
        identity.v1(),
        "domain-123",
        "user@example.com",
        "my-password",
    )
    .unwrap();
    assert_eq!(session.refreshes_left(), None);
    let first = session.token().await.unwrap();
    session.reject(&first);
    session.token().await.unwrap();

    assert_eq!(server.counts(), (1, 2, 0));
    assert_eq!(session.refreshes_left(), Some(17));
    let sent = identity.sent().await;
    let body = r#"{"user_id":"user@example.com","credentials":{"password":"my-password"},"domain_id":"domain-123"}"#;
    assert_eq!(sent[0], posted("/identity/v1/token/issue", body));
    let bearer = format!("Bearer {}", token("REFRESH_TOKEN", 1, 1_800, Some(18)));
    let refresh = posted("/identity/v1/token/refresh", "{}");
    assert_eq!(sent[1], refresh.with("authorization", &bearer));
}

#[tokio::test]
async fn v1_refreshes_are_counted_and_at_the_last_the_login_is_repeated_unasked() {
    let (server, identity) = Rotating::start(2).await;
    let hand = ManualClock::new();
    let session = session(identity.v1(), &hand);
    let mut left = Vec::new();
    for _ in 0..7 {
        session.token().await.unwrap();
        left.push(session.refreshes_left().unwrap());
        hand.advance(LIFE);
    }
    assert_eq!(left, [2, 1, 0, 2, 1, 0, 2]);
    // No token was presented whose refreshes were used up.
    assert_eq!(server.counts(), (3, 7, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g11_v1_a_thousand_callers_on_one_time_refresh_tokens_never_present_a_dead_one() {
    let (server, identity) = Rotating::start(1_000).await;
    let hand = ManualClock::new();
    let session = session(identity.v1(), &hand);
    for round in 1..=5 {
        let mut callers = JoinSet::new();
        for _ in 0..1_000 {
            let session = session.clone();
            callers.spawn(async move { session.token().await.unwrap().expose().to_owned() });
        }
        let mut tokens = callers.join_all().await;
        tokens.dedup();
        assert_eq!(tokens.len(), 1);
        assert_eq!(server.counts(), (1, round, 0));
        hand.advance(LIFE);
    }
}

#[tokio::test]
async fn g11_v1_a_refresh_token_is_not_presented_again_when_the_answer_was_lost() {
    let (server, identity) = Rotating::start(18).await;
    let hand = ManualClock::new();
    let session = session(identity.v1(), &hand);
    session.token().await.unwrap();
    hand.advance(LIFE);

    server.lose_next_answer();
    session.token().await.unwrap();
    assert_eq!(server.counts(), (2, 3, 0));

    // The login has brought a new refresh token, and that one serves.
    hand.advance(LIFE);
    session.token().await.unwrap();
    assert_eq!(server.counts(), (2, 4, 0));
}

#[tokio::test]
async fn v1_a_refused_refresh_token_costs_one_login() {
    let (server, identity) = Rotating::start(18).await;
    let hand = ManualClock::new();
    let session = session(identity.v1(), &hand);
    session.token().await.unwrap();
    server.end_sessions();
    hand.advance(LIFE);

    session.token().await.unwrap();

    assert_eq!(server.counts(), (2, 2, 1));
    assert_eq!(
        identity.lines().await,
        ["v1/token/issue", "v1/token/refresh", "v1/token/issue"]
    );
}

#[tokio::test]
async fn v1_the_end_of_the_refresh_token_is_announced() {
    let (_, identity) = Rotating::start(18).await;
    let hand = ManualClock::new();
    let session = session(identity.v1(), &hand);
    assert_eq!(session.status().session_ends_at, None);
    let end = hand.now().after(Duration::from_secs(1_800)).system_time();
    session.token().await.unwrap();
    assert_eq!(session.status().session_ends_at, Some(end));
}

#[tokio::test]
async fn v1_a_session_of_a_refresh_token_follows_it_and_ends_with_it() {
    let (server, identity) = Rotating::start(1).await;
    let first = token("REFRESH_TOKEN", 0, 1_800, Some(2));
    server.0.lock().unwrap().live.insert(first.clone(), 2);
    let hand = ManualClock::new();
    let session =
        Session::from_refresh_token_with_clock(identity.v1(), first, hand.clone()).unwrap();
    for expected in [1, 0] {
        session.token().await.unwrap();
        assert_eq!(session.refreshes_left(), Some(expected));
        hand.advance(LIFE);
    }

    let error = session.token().await.unwrap_err();
    assert_eq!(
        (error.kind(), Reason::of(&error)),
        (ErrorKind::Refused, Some(Reason::SessionEnded))
    );
    assert_eq!(server.counts(), (0, 2, 0));
    assert!(session.identity().is_none());
}

#[tokio::test]
async fn v1_a_refresh_token_that_is_refused_from_the_start_ends_the_session() {
    let (server, identity) = Rotating::start(1).await;
    let first = token("REFRESH_TOKEN", 0, 1_800, Some(2));
    let session = Session::from_refresh_token(identity.v1(), first).unwrap();
    let error = session.token().await.unwrap_err();
    assert_eq!(Reason::of(&error), Some(Reason::SessionEnded));
    assert_eq!(error.code(), Some(REFUSED));
    assert_eq!(server.counts(), (0, 0, 1));
}
