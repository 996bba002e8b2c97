//! What a session logs in with, where, and how often.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use auth_core::ManualClock;
use serde_json::json;
use spaceone_identity::{
    AtEnd, Credentials, Domain, Error, ErrorKind, Scope, SecretObject, Session,
};
use test_support::ok;

use crate::support::{Identity, Served, Server, granted, jwt, pair, posted, refused, structured};

const ISSUE: &str = "/identity/v2/token/issue";
const AUTH_INFO: &str = "/identity/v2/domain/get-auth-info";

fn external(token: &str) -> SecretObject {
    SecretObject::from_iter([("access_token", token)])
}

fn external_login(token: &str) -> String {
    format!(
        r#"{{"credentials":{{"access_token":"{token}"}},"domain_id":"domain-123","auth_type":"EXTERNAL"}}"#
    )
}

#[tokio::test]
async fn an_external_providers_credentials_go_out_as_they_are() {
    let identity =
        Identity::answering([pair("profile", "refresh-1"), granted("my-access-token")]).await;
    let credentials = Credentials::external("domain-123", external("token-of-keycloak"));
    let session = Session::new(identity.v2(), credentials);

    session.user().into_cache().token().await.unwrap();

    let sent = identity.sent().await;
    assert_eq!(sent[0], posted(ISSUE, &external_login("token-of-keycloak")));
    assert!(session.user().into_cache().identity().is_some());
}

#[tokio::test]
async fn credentials_that_are_made_anew_are_asked_for_at_each_login() {
    let (server, identity) = Server::start(Served::Documented).await;
    let made = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&made);
    let credentials = Credentials::external_from("domain-123", move || {
        let number = count.fetch_add(1, Relaxed);
        async move { Ok(external(&format!("token-{number}"))) }
    });
    let hand = ManualClock::new();
    let session = Session::builder(identity.v2(), credentials)
        .clock(hand.clone())
        .build();
    let cache = session.user().into_cache();
    assert_eq!(made.load(Relaxed), 0);

    cache.token().await.unwrap();
    hand.advance(Duration::from_secs(3 * 3_600));
    cache.token().await.unwrap();

    assert_eq!((server.logins(), made.load(Relaxed)), (2, 2));
    let sent = identity.sent().await;
    let logins: Vec<_> = sent
        .iter()
        .filter(|sent| sent.line().ends_with("/issue"))
        .collect();
    let expected = ["token-0", "token-1"].map(|token| posted(ISSUE, &external_login(token)));
    assert_eq!(logins, expected.iter().collect::<Vec<_>>());
    // What changes with each login has no name under which a store could keep it.
    assert!(cache.identity().is_none());
}

#[tokio::test]
async fn credentials_that_cannot_be_made_end_the_login_with_their_error() {
    let identity = Identity::answering([]).await;
    let credentials = Credentials::external_from("domain-123", || async {
        Err(Error::new(ErrorKind::Unavailable, "the provider is down"))
    });
    let session = Session::new(identity.v2(), credentials);
    let error = session.user().into_cache().token().await.unwrap_err();
    assert_eq!(error.to_string(), "the provider is down");
    assert_eq!(identity.sent().await, []);
}

#[tokio::test]
async fn a_domain_that_is_known_by_name_is_looked_up_at_each_login() {
    let identity = Identity::answering([
        ok(&json!({"domain_id": "domain-123", "name": "my-company", "external_auth_state": "DISABLED"})),
        pair("profile", &jwt("refresh", 10_800)),
        granted("one"),
        granted("two"),
    ])
    .await;
    let domain = Domain::name("my-company");
    let session =
        Session::log_in(identity.v2(), domain, "user@example.com", "my-password").unwrap();

    session.user().into_cache().token().await.unwrap();
    session.domain().into_cache().token().await.unwrap();

    let sent = identity.sent().await;
    let login = r#"{"credentials":{"password":"my-password","user_id":"user@example.com"},"domain_id":"domain-123","auth_type":"LOCAL"}"#;
    assert_eq!(
        sent[..2],
        [
            posted(AUTH_INFO, r#"{"name":"my-company"}"#),
            posted(ISSUE, login)
        ]
    );
    assert_eq!(sent.len(), 4);
}

#[tokio::test]
async fn a_domain_that_nobody_knows_is_told_by_the_operation_that_looked_for_it() {
    let identity = Identity::answering([structured(404, "ERROR_NOT_FOUND")]).await;
    let domain = Domain::name("nobody");
    let session =
        Session::log_in(identity.v2(), domain, "user@example.com", "my-password").unwrap();
    let error = session.user().into_cache().token().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.operation()),
        (ErrorKind::NotFound, Some("get_auth_info"))
    );
}

#[tokio::test]
async fn an_id_and_a_name_that_read_alike_are_two_domains() {
    let identity = Identity::answering([]).await;
    let session = |domain: Domain| {
        Session::log_in(identity.v2(), domain, "user@example.com", "my-password").unwrap()
    };
    assert_ne!(
        session(Domain::id("one")).user().into_cache().identity(),
        session(Domain::name("one")).user().into_cache().identity()
    );
}

#[tokio::test]
async fn asking_for_a_scope_again_gives_the_same_cache_and_no_further_grant() {
    let (server, identity) = Server::start(Served::Documented).await;
    let session = Session::log_in(
        identity.v2(),
        "domain-123",
        "user@example.com",
        "my-password",
    )
    .unwrap();
    let other_handle = session.clone();
    for _ in 0..3 {
        session
            .workspace("north")
            .into_cache()
            .token()
            .await
            .unwrap();
        let same = other_handle.scope(Scope::workspace("north"));
        same.into_cache().token().await.unwrap();
    }
    assert_eq!((server.logins(), server.grants()), (1, 1));

    // Other settings are another token.
    session
        .workspace("north")
        .timeout(60)
        .into_cache()
        .token()
        .await
        .unwrap();
    session
        .workspace("south")
        .into_cache()
        .token()
        .await
        .unwrap();
    assert_eq!((server.logins(), server.grants()), (1, 3));
}

#[tokio::test]
async fn g15_the_status_tells_the_end_of_the_session_ahead() {
    let (_, identity) = Server::start(Served::Documented).await;
    let hand = ManualClock::new();
    let credentials =
        Credentials::password("domain-123", "user@example.com", "my-password").unwrap();
    let session = Session::builder(identity.v2(), credentials)
        .clock(hand.clone())
        .build();
    let before = session.status();
    assert_eq!((before.ends_at, before.at_end), (None, AtEnd::LogsIn));
    assert_eq!(before.login.unwrap().requests, 0);

    let end = hand
        .now()
        .after(Duration::from_secs(3 * 3_600))
        .system_time();
    session.user().into_cache().token().await.unwrap();

    let status = session.status();
    assert_eq!((status.ends_at, status.at_end), (Some(end), AtEnd::LogsIn));
    assert_eq!(status.login.unwrap().issued, 1);
}

#[tokio::test]
async fn h8_a_client_of_a_scope_carries_its_tokens_and_asks_for_another_when_one_is_refused() {
    let (one, two) = (jwt("one", 1_800), jwt("two", 1_800));
    let identity = Identity::answering([
        pair("profile", &jwt("refresh", 10_800)),
        granted(&one),
        refused("Token is invalid or expired."),
        granted(&two),
        ok(&json!({"results": [{"workspace_id": "workspace-north"}], "total_count": 1})),
    ])
    .await;
    let session = Session::log_in(
        identity.v2(),
        "domain-123",
        "user@example.com",
        "my-password",
    )
    .unwrap();

    let client = session.user().client();
    let mine = client.user_profile().get_workspaces().await.unwrap();

    assert_eq!(mine.total_count, Some(1));
    let sent = identity.sent().await;
    let call = posted("/identity/v2/user-profile/get-workspaces", "{}");
    let carrying = |token: &str| {
        call.clone()
            .with("authorization", &format!("Bearer {token}"))
    };
    assert_eq!([&sent[2], &sent[4]], [&carrying(&one), &carrying(&two)]);
    assert_eq!(sent.len(), 5);
}
