//! How long a session lasts, and what callers get when it ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use auth_core::ManualClock;
use spaceone_identity::v2::Client;
use spaceone_identity::{Credentials, Error, ErrorKind, Session, TokenCache};
use tokio::task::yield_now;
use tokio::time::timeout;
use wiremock::Request;

use crate::support::{Identity, Served, Server, granted, jwt, pair, structured};

const HOUR: Duration = Duration::from_secs(3_600);
const MINUTE: Duration = Duration::from_secs(60);

/// A session by password, and the hand that moves its time.
fn watched(client: Client) -> (Session, ManualClock) {
    let hand = ManualClock::new();
    let credentials = Credentials::password("domain-123", "user@example.com", "my-password");
    let session = Session::builder(client, credentials.unwrap())
        .clock(hand.clone())
        .build();
    (session, hand)
}

async fn token(cache: &TokenCache) -> String {
    cache.token().await.unwrap().expose().to_owned()
}

/// Lets what runs in the background go on until it has come so far.
async fn eventually(condition: impl Fn() -> bool) {
    let wait = async {
        while !condition() {
            yield_now().await;
        }
    };
    let patience = Duration::from_secs(30);
    timeout(patience, wait).await.expect("it never came so far");
}

/// The error of a scope says which step was refused, and why, in the server's words.
#[track_caller]
fn refused_by_the_server(error: &Error, operation: &str) {
    assert_eq!(
        (error.kind(), error.operation(), error.status()),
        (ErrorKind::Refused, Some(operation), Some(401))
    );
    assert_eq!(error.code(), Some("ERROR_AUTHENTICATE_FAILURE"));
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn g09_three_hours_after_the_login_there_is_a_new_one_and_long_before_there_is_none() {
    let (server, identity) = Server::start(Served::Documented).await;
    let (session, hand) = watched(identity.v2());
    let north = session.workspace("workspace-north").into_cache();

    // A grant each half an hour, the last of them just before the session would log in beside it.
    for grant in 1..=5 {
        let expected = jwt(&format!("workspace-north-{grant}"), 1_800);
        assert_eq!(token(&north).await, expected);
        assert_eq!((server.logins(), server.grants()), (1, grant));
        hand.advance(30 * MINUTE);
    }

    hand.advance(30 * MINUTE);
    assert_eq!(token(&north).await, jwt("workspace-north-6", 1_800));
    assert_eq!((server.logins(), server.grants()), (2, 6));

    let sent = identity.sent().await;
    let tokens: Vec<_> = sent
        .iter()
        .filter(|sent| sent.line().ends_with("/grant"))
        .map(|sent| sent.body().to_owned())
        .collect();
    let [before @ .., last] = &tokens[..] else {
        panic!("{tokens:?}")
    };
    let [first, second] = ["refresh-1", "refresh-2"].map(|id| jwt(id, 10_800));
    assert!(
        before.iter().all(|body| body.contains(&first)),
        "{before:?}"
    );
    assert!(last.contains(&second), "{last}");
}

#[tokio::test]
async fn g09_a_session_whose_token_cannot_be_read_lasts_three_hours() {
    let identity = Identity::answering([
        pair("profile", "refresh-1"),
        granted("north-1"),
        granted("north-2"),
        pair("profile", "refresh-2"),
        granted("north-3"),
    ])
    .await;
    let (session, hand) = watched(identity.v2());
    let north = session.workspace("workspace-north").into_cache();

    assert_eq!(token(&north).await, "north-1");
    hand.advance(2 * HOUR + 20 * MINUTE);
    assert_eq!(token(&north).await, "north-2");
    hand.advance(40 * MINUTE);
    assert_eq!(token(&north).await, "north-3");
}

#[tokio::test]
async fn g04_scoped_tokens_that_are_still_good_outlive_the_session() {
    let (server, identity) = Server::start(Served::Documented).await;
    let (session, hand) = watched(identity.v2());
    let long = session
        .workspace("workspace-long")
        .timeout(8 * 3_600)
        .into_cache();
    let short = session.workspace("workspace-short").into_cache();
    let first = token(&long).await;
    token(&short).await;

    // Only the short one has need of the session, and so of a new login.
    server.end_sessions();
    hand.advance(3 * HOUR);
    assert_eq!(token(&long).await, first);
    assert_eq!((server.logins(), server.grants()), (1, 2));
    assert_eq!(token(&short).await, jwt("workspace-short-3", 1_800));
    assert_eq!((server.logins(), server.grants()), (2, 3));

    hand.advance(3 * HOUR);
    assert_eq!(token(&long).await, first);
    assert_eq!((server.logins(), server.grants()), (2, 3));
}

#[tokio::test]
async fn g03_near_its_end_the_session_logs_in_beside_its_use() {
    let (server, identity) = Server::start(Served::Documented).await;
    let (session, hand) = watched(identity.v2());
    let north = session.workspace("workspace-north").into_cache();
    token(&north).await;

    // Past nine tenths of the refresh token's life, where the latest caches refresh.
    hand.advance(2 * HOUR + 45 * MINUTE);
    token(&north).await;
    eventually(|| server.logins() == 2).await;

    hand.advance(HOUR);
    token(&north).await;
    assert_eq!((server.logins(), server.grants()), (2, 3));
}

#[tokio::test]
async fn g05_a_login_that_fails_near_the_end_costs_nothing_until_the_end() {
    let logins = Arc::new(AtomicU32::new(0));
    let asked = Arc::clone(&logins);
    let grants = AtomicU32::new(0);
    let identity = Identity::responding(move |request: &Request| {
        if request.url.path().ends_with("/grant") {
            let grant = grants.fetch_add(1, Relaxed);
            return granted(&jwt(&format!("north-{grant}"), 600));
        }
        match asked.fetch_add(1, Relaxed) {
            0 => pair("profile", &jwt("refresh-1", 10_800)),
            _ => structured(503, "ERROR_GRPC_CONNECTION"),
        }
    })
    .await;
    let (session, hand) = watched(identity.v2());
    let north = session.workspace("workspace-north").into_cache();
    token(&north).await;

    hand.advance(2 * HOUR + 45 * MINUTE);
    token(&north).await;
    eventually(|| logins.load(Relaxed) > 1).await;
    hand.advance(10 * MINUTE);
    token(&north).await;

    hand.advance(10 * MINUTE);
    let error = north.token().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.operation(), error.code()),
        (
            ErrorKind::Unavailable,
            Some("issue"),
            Some("ERROR_GRPC_CONNECTION")
        )
    );
}

#[tokio::test]
async fn a_session_that_cannot_be_opened_again_tells_all_scopes_why() {
    let identity = Identity::answering([
        pair("profile", &jwt("refresh-1", 10_800)),
        granted(&jwt("north", 1_800)),
        structured(401, "ERROR_AUTHENTICATE_FAILURE"),
        structured(401, "ERROR_AUTHENTICATE_FAILURE"),
    ])
    .await;
    let (session, hand) = watched(identity.v2());
    let north = session.workspace("workspace-north").into_cache();
    token(&north).await;
    hand.advance(HOUR);

    // The refresh token is refused, and so is the login.
    refused_by_the_server(&north.token().await.unwrap_err(), "issue");
    let south = session.workspace("workspace-south").into_cache();
    refused_by_the_server(&south.token().await.unwrap_err(), "issue");

    assert_eq!(
        identity.lines().await,
        [
            "v2/token/issue",
            "v2/token/grant",
            "v2/token/grant",
            "v2/token/issue"
        ]
    );
}

#[tokio::test]
async fn a_login_that_gives_the_refused_token_again_leaves_the_refusal_of_the_grant() {
    let identity = Identity::answering([
        pair("profile", "refresh-1"),
        structured(401, "ERROR_AUTHENTICATE_FAILURE"),
        pair("profile", "refresh-1"),
    ])
    .await;
    let (session, _) = watched(identity.v2());

    let error = session.user().into_cache().token().await.unwrap_err();
    refused_by_the_server(&error, "grant");

    assert_eq!(
        identity.lines().await,
        ["v2/token/issue", "v2/token/grant", "v2/token/issue"]
    );
}

#[tokio::test]
async fn a_grant_that_refuses_the_new_token_as_well_is_not_tried_a_third_time() {
    let identity = Identity::answering([
        pair("profile", "refresh-1"),
        structured(401, "ERROR_AUTHENTICATE_FAILURE"),
        pair("profile", "refresh-2"),
        structured(401, "ERROR_AUTHENTICATE_FAILURE"),
    ])
    .await;
    let (session, _) = watched(identity.v2());

    let error = session.user().into_cache().token().await.unwrap_err();
    refused_by_the_server(&error, "grant");
    assert_eq!(
        error.to_string(),
        "grant: the provider refused the credential: No. (status 401, code ERROR_AUTHENTICATE_FAILURE)"
    );

    assert_eq!(identity.lines().await.len(), 4);
}
