//! One login, and tokens for any number of scopes.

use std::time::Duration;

use auth_core::{Life, TokenSource};
use spaceone_identity::{ErrorKind, TokenCache};
use spaceone_identity::{Session, v2::Client};
use test_support::Sent;
use tokio::task::JoinSet;

use crate::support::{Identity, Served, Server, granted, jwt, pair, posted, structured};

const ISSUE: &str = "/identity/v2/token/issue";
const GRANT: &str = "/identity/v2/token/grant";

fn log_in(client: Client) -> Session {
    Session::log_in(client, "domain-123", "user@example.com", "my-password").unwrap()
}

fn login_body() -> Sent {
    let body = concat!(
        r#"{"credentials":{"password":"my-password","user_id":"user@example.com"},"#,
        r#""domain_id":"domain-123","auth_type":"LOCAL"}"#
    );
    posted(ISSUE, body)
}

fn grant_body(refresh_token: &str, rest: &str) -> Sent {
    posted(
        GRANT,
        &format!(r#"{{"grant_type":"REFRESH_TOKEN","token":"{refresh_token}",{rest}}}"#),
    )
}

async fn token(cache: &TokenCache) -> String {
    cache.token().await.unwrap().expose().to_owned()
}

#[tokio::test]
async fn two_workspaces_take_one_login_and_a_grant_each() {
    let refresh = jwt("refresh", 10_800);
    let identity = Identity::answering([
        pair(&jwt("profile", 1_800), &refresh),
        granted(&jwt("north", 3_600)),
        granted(&jwt("south", 1_800)),
    ])
    .await;
    let session = log_in(identity.v2());
    let north = session
        .workspace("workspace-north")
        .timeout(3_600)
        .into_cache();
    let south = session
        .workspace("workspace-south")
        .permissions(["inventory:*", "cost:*"])
        .into_cache();

    for _ in 0..3 {
        assert_eq!(token(&north).await, jwt("north", 3_600));
        assert_eq!(token(&south).await, jwt("south", 1_800));
    }

    assert_eq!(
        identity.sent().await,
        [
            login_body(),
            grant_body(
                &refresh,
                r#""scope":"WORKSPACE","timeout":3600,"workspace_id":"workspace-north""#
            ),
            grant_body(
                &refresh,
                r#""scope":"WORKSPACE","permissions":["inventory:*","cost:*"],"workspace_id":"workspace-south""#
            ),
        ]
    );
}

#[tokio::test]
async fn each_scope_is_asked_for_by_its_name() {
    let scopes = ["DOMAIN", "USER", "SYSTEM"];
    for name in scopes {
        let identity =
            Identity::answering([pair("profile", "refresh-1"), granted("my-access-token")]).await;
        let session = log_in(identity.v2());
        let scope = match name {
            "DOMAIN" => session.domain(),
            "USER" => session.user(),
            _ => session.system(),
        };
        assert_eq!(token(&scope.into_cache()).await, "my-access-token");
        let expected = format!(r#""scope":"{name}""#);
        assert_eq!(
            identity.sent().await,
            [login_body(), grant_body("refresh-1", &expected)]
        );
    }
}

#[tokio::test]
async fn nothing_is_sent_until_a_token_is_asked_for() {
    let identity = Identity::answering([]).await;
    let cache = log_in(identity.v2())
        .workspace("workspace-north")
        .into_cache();
    assert!(cache.peek().is_none());
    assert!(cache.identity().is_some());
    assert_eq!(identity.sent().await, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g02_a_thousand_callers_over_twenty_workspaces_cause_one_login_and_twenty_grants() {
    let (server, identity) = Server::start(Served::Documented).await;
    let session = log_in(identity.v2());
    let caches: Vec<_> = (0..20)
        .map(|number| {
            session
                .workspace(format!("workspace-{number}"))
                .into_cache()
        })
        .collect();

    let mut callers = JoinSet::new();
    for caller in 0..1_000 {
        let number = caller % caches.len();
        let cache = caches[number].clone();
        callers.spawn(async move { (number, cache.token().await) });
    }
    let mut tokens = vec![None; caches.len()];
    for (number, token) in callers.join_all().await {
        let token = token.unwrap().expose().to_owned();
        assert_eq!(tokens[number].get_or_insert_with(|| token.clone()), &token);
    }
    tokens.sort();
    tokens.dedup();

    assert_eq!(
        (server.logins(), server.grants(), tokens.len()),
        (1, 20, 20)
    );
    assert_eq!(identity.sent().await.len(), 21);
}

#[tokio::test]
async fn a_refused_refresh_token_leads_to_one_new_login() {
    let (server, identity) = Server::start(Served::Documented).await;
    let session = log_in(identity.v2());
    let north = session.workspace("workspace-north").into_cache();
    let south = session.workspace("workspace-south").into_cache();
    north.reject(&north.token().await.unwrap());
    south.reject(&south.token().await.unwrap());
    assert_eq!((server.logins(), server.grants()), (1, 2));

    server.end_sessions();
    assert_eq!(token(&north).await, jwt("workspace-north-3", 1_800));
    assert_eq!(token(&south).await, jwt("workspace-south-4", 1_800));

    assert_eq!((server.logins(), server.grants()), (2, 4));
    let lines = identity.lines().await;
    assert_eq!(
        lines[3..],
        [
            "v2/token/grant",
            "v2/token/issue",
            "v2/token/grant",
            "v2/token/grant"
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g10_twenty_scopes_whose_refresh_token_is_refused_at_once_cause_one_new_login() {
    let (server, identity) = Server::start(Served::Documented).await;
    let session = log_in(identity.v2());
    let caches: Vec<_> = (0..20)
        .map(|number| {
            session
                .workspace(format!("workspace-{number}"))
                .into_cache()
        })
        .collect();
    for cache in &caches {
        cache.reject(&cache.token().await.unwrap());
    }
    server.end_sessions();

    let mut callers = JoinSet::new();
    for cache in caches {
        callers.spawn(async move { cache.token().await.map(drop) });
    }
    for answer in callers.join_all().await {
        answer.unwrap();
    }

    assert_eq!((server.logins(), server.grants()), (2, 40));
}

#[tokio::test]
async fn a_grant_that_is_denied_costs_no_login() {
    let identity = Identity::answering([
        pair("profile", "refresh-1"),
        structured(403, "ERROR_PERMISSION_DENIED"),
        granted("my-access-token"),
    ])
    .await;
    let session = log_in(identity.v2());

    let error = session.domain().into_cache().token().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.operation()),
        (ErrorKind::Denied, Some("grant"))
    );
    assert_eq!(token(&session.user().into_cache()).await, "my-access-token");

    assert_eq!(
        identity.lines().await,
        ["v2/token/issue", "v2/token/grant", "v2/token/grant"]
    );
}

#[tokio::test]
async fn g07_a_refused_login_is_told_to_all_scopes_and_not_tried_again_at_once() {
    let identity = Identity::responding(structured(401, "ERROR_AUTHENTICATE_FAILURE")).await;
    let session = log_in(identity.v2());

    let mut callers = JoinSet::new();
    for number in 0..20 {
        let cache = session
            .workspace(format!("workspace-{number}"))
            .into_cache();
        callers.spawn(async move { cache.token().await.unwrap_err() });
    }
    for error in callers.join_all().await {
        assert_eq!(
            (error.kind(), error.operation()),
            (ErrorKind::Refused, Some("issue"))
        );
    }

    assert_eq!(identity.lines().await, ["v2/token/issue"]);
}

#[tokio::test]
async fn g09_the_life_of_a_scoped_token_is_read_from_it() {
    let (_, identity) = Server::start(Served::Documented).await;
    let cache = log_in(identity.v2())
        .workspace("workspace-north")
        .timeout(7_200)
        .into_cache();

    assert_eq!(
        cache.token().await.unwrap().life(),
        Life::For(Duration::from_secs(7_200))
    );
}

#[tokio::test]
async fn sessions_and_scopes_that_differ_have_different_identities() {
    let client = Client::new("https://identity.example.com").unwrap();
    let log_in = |domain: &str, user: &str, password: &str| {
        Session::log_in(client.clone(), domain, user, password).unwrap()
    };
    let session = |user: &str| log_in("domain-123", user, "my-password");
    let one = session("one");
    assert!(one.user().identity().is_some());
    assert_eq!(
        one.workspace("w").identity(),
        session("one").workspace("w").identity()
    );

    let identities = [
        one.user().identity(),
        one.domain().identity(),
        one.system().identity(),
        one.workspace("w").identity(),
        one.workspace("x").identity(),
        one.workspace("w").timeout(60).identity(),
        one.workspace("w").permissions(["inventory:*"]).identity(),
        session("two").workspace("w").identity(),
        log_in("domain-456", "one", "my-password")
            .workspace("w")
            .identity(),
        log_in("domain-123", "one", "other")
            .workspace("w")
            .identity(),
    ];
    for (index, identity) in identities.iter().enumerate() {
        assert!(
            !identities[..index].contains(identity),
            "{index}: {identity:?}"
        );
    }
}
