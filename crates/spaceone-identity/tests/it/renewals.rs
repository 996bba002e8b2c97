//! The grants as token sources: one credential, a cache over it, and what the cache asks for.

use std::time::Duration;

use auth_core::{Life, TokenSource};
use spaceone_identity::v2::token::{AuthType, GrantType, Scope};
use spaceone_identity::{ErrorKind, SecretObject, TokenCache, v1};
use test_support::{Sent, Watched};
use tokio::task::JoinSet;

use crate::support::{Identity, credentials, jwt, pair, posted, structured};

const ISSUE: &str = "/identity/v1/token/issue";
const REFRESH: &str = "/identity/v1/token/refresh";

fn login_of(client: &v1::Client) -> Watched {
    let credentials = SecretObject::from_iter([("password", "my-password")]);
    Watched::over(
        client
            .token()
            .issue(credentials, "domain-123")
            .user_id("user@example.com")
            .timeout(600),
    )
}

fn issue_body() -> Sent {
    let body = concat!(
        r#"{"user_id":"user@example.com","credentials":{"password":"my-password"},"#,
        r#""domain_id":"domain-123","timeout":600}"#
    );
    posted(ISSUE, body)
}

fn refresh_with(token: &str) -> Sent {
    posted(REFRESH, "{}").with("authorization", &format!("Bearer {token}"))
}

#[tokio::test]
async fn v1_a_rejected_token_is_renewed_with_the_refresh_token_as_bearer_and_its_rotation_is_followed()
 {
    let [refresh_1, refresh_2, refresh_3] = ["r1", "r2", "r3"].map(|id| jwt(id, 1_800));
    let identity = Identity::answering([
        pair("access-1", &refresh_1),
        pair("access-2", &refresh_2),
        pair("access-3", &refresh_3),
    ])
    .await;
    let cache = login_of(&identity.v1());

    assert_eq!(cache.token().await, "access-1");
    assert_eq!(cache.after_rejection().await, "access-2");
    assert_eq!(cache.after_rejection().await, "access-3");

    assert_eq!(
        identity.sent().await,
        [
            issue_body(),
            refresh_with(&refresh_1),
            refresh_with(&refresh_2)
        ]
    );
}

#[tokio::test]
async fn v1_a_refused_refresh_token_is_dropped_and_the_login_is_repeated_in_the_same_flight() {
    for code in [
        "ERROR_AUTHENTICATE_FAILURE",
        "ERROR_INVALID_REFRESH_TOKEN",
        "ERROR_REFRESH_COUNT",
    ] {
        let identity = Identity::answering([
            pair("access-1", "refresh-1"),
            structured(401, code),
            pair("access-2", "refresh-2"),
        ])
        .await;
        let cache = login_of(&identity.v1());

        assert_eq!(cache.token().await, "access-1");
        assert_eq!(cache.after_rejection().await, "access-2", "{code}");

        assert_eq!(
            identity.sent().await,
            [issue_body(), refresh_with("refresh-1"), issue_body()]
        );
    }
}

#[tokio::test]
async fn v1_a_refresh_token_that_has_ended_by_its_claims_is_not_presented() {
    let identity = Identity::answering([
        pair(&jwt("a1", 1_200), &jwt("r1", 1_800)),
        pair(&jwt("a2", 1_200), &jwt("r2", 1_800)),
        pair(&jwt("a3", 1_200), &jwt("r3", 1_800)),
    ])
    .await;
    let cache = login_of(&identity.v1());

    assert_eq!(cache.token().await, jwt("a1", 1_200));
    cache.hand.advance(Duration::from_secs(1_799));
    assert_eq!(cache.token().await, jwt("a2", 1_200));
    cache.hand.advance(Duration::from_secs(1_800));
    assert_eq!(cache.token().await, jwt("a3", 1_200));

    assert_eq!(
        identity.sent().await,
        [issue_body(), refresh_with(&jwt("r1", 1_800)), issue_body()]
    );
}

#[tokio::test]
async fn v1_a_refresh_token_at_hand_is_a_source_that_follows_its_rotation() {
    let identity =
        Identity::answering([pair("access-1", "refresh-1"), pair("access-2", "refresh-2")]).await;
    let cache = Watched::over(identity.v1().token().refresh("refresh-0"));

    assert_eq!(cache.token().await, "access-1");
    assert_eq!(cache.after_rejection().await, "access-2");

    assert_eq!(
        identity.sent().await,
        [refresh_with("refresh-0"), refresh_with("refresh-1")]
    );
}

#[tokio::test]
async fn g09_a_life_is_the_length_between_two_claims_of_the_token_and_not_its_dates() {
    // The tokens ended years ago by any clock, if one went by their dates.
    let identity = Identity::answering([pair(&jwt("a1", 1_200), "refresh-1")]).await;
    let cache = login_of(&identity.v1());

    for _ in 0..3 {
        let token = cache.cache.token().await.unwrap();
        assert_eq!(token.life(), Life::For(Duration::from_secs(1_200)));
        let left = token.remaining().unwrap();
        assert!(
            left > Duration::from_secs(1_100) && left <= Duration::from_secs(1_200),
            "{left:?}"
        );
    }
    assert_eq!(identity.sent().await.len(), 1);
}

#[tokio::test]
async fn g09_a_token_that_cannot_be_read_lives_as_long_as_the_vendor_says() {
    let identity = Identity::responding(pair("opaque-access", "opaque-refresh")).await;
    let v1 = login_of(&identity.v1());
    let v2 = TokenCache::new(identity.v2().token().issue(
        credentials(),
        "domain-123",
        AuthType::Local,
    ));

    assert_eq!(
        v1.cache.token().await.unwrap().life(),
        Life::For(Duration::from_secs(1_200))
    );
    assert_eq!(
        v2.token().await.unwrap().life(),
        Life::For(Duration::from_secs(1_800))
    );
}

#[tokio::test]
async fn v2_a_login_has_no_renewal_but_itself() {
    let identity =
        Identity::answering([pair("access-1", "refresh-1"), pair("access-2", "refresh-2")]).await;
    let cache = Watched::over(identity.v2().token().issue(
        credentials(),
        "domain-123",
        AuthType::Local,
    ));

    assert_eq!(cache.token().await, "access-1");
    assert_eq!(cache.after_rejection().await, "access-2");

    let [first, second] = identity.sent().await.try_into().unwrap();
    assert_eq!(first, second);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g02_a_thousand_callers_on_an_empty_cache_cause_one_login() {
    let identity = Identity::answering([pair("access-1", "refresh-1")]).await;
    let cache = login_of(&identity.v1());

    let mut callers = JoinSet::new();
    for _ in 0..1_000 {
        let cache = cache.cache.clone();
        callers.spawn(async move { cache.token().await });
    }
    for answer in callers.join_all().await {
        assert_eq!(answer.unwrap().expose(), "access-1");
    }

    assert_eq!(identity.sent().await.len(), 1);
}

#[tokio::test]
async fn g07_a_refused_login_is_not_tried_again_at_once() {
    let identity = Identity::responding(structured(401, "ERROR_AUTHENTICATE_FAILURE")).await;
    let cache = login_of(&identity.v1());

    for _ in 0..3 {
        assert_eq!(
            cache.cache.token().await.unwrap_err().kind(),
            ErrorKind::Refused
        );
    }

    assert_eq!(identity.sent().await.len(), 1);
}

#[tokio::test]
async fn logins_are_spared_longer_than_other_grants_after_a_refusal() {
    let identity = Identity::answering([]).await;
    let (v1, v2) = (identity.v1().token(), identity.v2().token());
    let credentials = || SecretObject::from_iter([("password", "my-password")]);
    let pause = |source: &dyn TokenSource| source.traits().refusal_pause.as_secs();

    assert_eq!(pause(&v1.issue(credentials(), "domain-123")), 900);
    assert_eq!(
        pause(&v2.issue(credentials(), "domain-123", AuthType::Local)),
        900
    );
    assert_eq!(pause(&v1.refresh("t")), 60);
    assert_eq!(
        pause(&v2.grant(GrantType::RefreshToken, "t", Scope::Domain)),
        60
    );
}

#[tokio::test]
async fn what_tells_whose_token_it_is_tells_identities_apart() {
    let identity = Identity::answering([]).await;
    let (v1, v2) = (identity.v1().token(), identity.v2().token());
    let object =
        |password: &str| SecretObject::from_iter([("user_id", "u"), ("password", password)]);
    let backwards = SecretObject::from_iter([("password", "one"), ("user_id", "u")]);
    let login = |password: &str| v2.issue(object(password), "domain-123", AuthType::Local);
    assert!(login("one").identity().is_some());
    assert_eq!(
        login("one").identity(),
        v2.issue(backwards, "domain-123", AuthType::Local)
            .identity()
    );

    let grant = |token: &str| v2.grant(GrantType::RefreshToken, token, Scope::Workspace);
    let identities = [
        login("one").identity(),
        login("two").identity(),
        login("one").timeout(60).identity(),
        v2.issue(object("one"), "domain-456", AuthType::Local)
            .identity(),
        v2.issue(object("one"), "domain-123", AuthType::External)
            .identity(),
        grant("one").workspace_id("w").identity(),
        grant("two").workspace_id("w").identity(),
        grant("one").workspace_id("x").identity(),
        v1.issue(object("one"), "domain-123").identity(),
        v1.refresh("one").identity(),
    ];
    for (index, identity) in identities.iter().enumerate() {
        assert!(
            !identities[..index].contains(identity),
            "{index}: {identity:?}"
        );
    }
}
