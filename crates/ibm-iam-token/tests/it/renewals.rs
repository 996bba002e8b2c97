//! The grants as token sources: one credential, a cache over it, and what the cache asks for.

use auth_core::{Attempt, Life, RefreshToken, TokenSource};
use ibm_iam_token::{ClientCredentials, ErrorKind, ExposeSecret, TokenCache};
use serde_json::json;
use std::time::Duration;
use test_support::{Sent, Watched, ok};
use tokio::task::JoinSet;

use crate::support::{ACCOUNT, BX, Iam, access, bx, exception, pair, posted};

fn password_form() -> Sent {
    let form = format!(
        "grant_type=password&username=user%40example.com&password=my-password&account={ACCOUNT}"
    );
    posted(&form).with("authorization", BX)
}

fn refresh_form(refresh_token: &str) -> Sent {
    let form = format!("grant_type=refresh_token&refresh_token={refresh_token}&account={ACCOUNT}");
    posted(&form).with("authorization", BX)
}

/// A cache over a login by password.
fn login(iam: &Iam) -> Watched {
    let client = &iam.client;
    Watched::over(
        client
            .get_token_password("user@example.com", "my-password", bx())
            .account(ACCOUNT),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g02_a_thousand_callers_on_an_empty_cache_cause_one_request() {
    let iam = Iam::answering([access("my-access-token")]).await;
    let cache = TokenCache::new(iam.client.get_token_api_key("my-api-key"));

    let mut callers = JoinSet::new();
    for _ in 0..1_000 {
        let cache = cache.clone();
        callers.spawn(async move { cache.token().await });
    }
    for answer in callers.join_all().await {
        assert_eq!(answer.unwrap().expose(), "my-access-token");
    }

    assert_eq!(iam.sent().await.len(), 1);
}

#[tokio::test]
async fn a_grant_hands_on_life_scope_and_id_token() {
    let iam = Iam::answering([ok(&json!({
        "access_token": "my-access-token",
        "id_token": "my-id-token",
        "token_type": "Bearer",
        "expires_in": 1200,
        "expiration": 1_767_229_200,
        "scope": "ibm openid",
    }))])
    .await;
    let cache = TokenCache::new(
        iam.client
            .redeem_delegated_refresh_token("my-delegated-refresh-token", bx()),
    );

    let token = cache.token().await.unwrap();

    assert_eq!(token.expose(), "my-access-token");
    assert_eq!(token.authorization(), "Bearer my-access-token");
    assert_eq!(token.life(), Life::For(Duration::from_secs(1200)));
    assert_eq!(token.scope(), Some("ibm openid"));
    assert_eq!(
        token.extra("id_token").unwrap().expose_secret(),
        "my-id-token"
    );
}

#[tokio::test]
async fn g11_a_rejected_token_is_renewed_with_the_refresh_token_the_same_client_and_account() {
    let iam = Iam::answering([
        pair("access-1", "refresh-1"),
        pair("access-2", "refresh-2"),
        pair("access-3", "refresh-3"),
    ])
    .await;
    let cache = login(&iam);

    assert_eq!(cache.token().await, "access-1");
    assert_eq!(cache.after_rejection().await, "access-2");
    assert_eq!(cache.after_rejection().await, "access-3");

    assert_eq!(
        iam.sent().await,
        [
            password_form(),
            refresh_form("refresh-1"),
            refresh_form("refresh-2")
        ]
    );
}

#[tokio::test]
async fn g11_a_refresh_token_that_is_not_replaced_is_used_again() {
    let iam = Iam::answering([
        pair("access-1", "refresh-1"),
        access("access-2"),
        access("access-3"),
    ])
    .await;
    let cache = login(&iam);

    assert_eq!(cache.token().await, "access-1");
    assert_eq!(cache.after_rejection().await, "access-2");
    assert_eq!(cache.after_rejection().await, "access-3");

    assert_eq!(
        iam.sent().await,
        [
            password_form(),
            refresh_form("refresh-1"),
            refresh_form("refresh-1")
        ]
    );
}

#[tokio::test]
async fn g11_a_refused_refresh_token_is_dropped_and_the_password_is_used_in_the_same_flight() {
    for code in [
        "BXNIM0408E",
        "BXNIM0407E",
        "BXNIM0439E",
        "BXNIM0137E",
        "BXNIMO137E",
    ] {
        let iam = Iam::answering([
            pair("access-1", "refresh-1"),
            exception(400, code),
            pair("access-2", "refresh-2"),
            pair("access-3", "refresh-3"),
        ])
        .await;
        let cache = login(&iam);

        assert_eq!(cache.token().await, "access-1");
        assert_eq!(cache.after_rejection().await, "access-2", "{code}");
        assert_eq!(cache.after_rejection().await, "access-3");

        assert_eq!(
            iam.sent().await,
            [
                password_form(),
                refresh_form("refresh-1"),
                password_form(),
                refresh_form("refresh-2")
            ]
        );
    }
}

#[tokio::test]
async fn g11_not_supported_is_never_used_as_a_refresh_token() {
    let iam = Iam::answering([
        pair("access-1", "not_supported"),
        pair("access-2", "refresh-2"),
        pair("access-3", "not_supported"),
        pair("access-4", "refresh-4"),
    ])
    .await;
    let cache = login(&iam);

    assert_eq!(cache.token().await, "access-1");
    assert_eq!(cache.after_rejection().await, "access-2");
    assert_eq!(cache.after_rejection().await, "access-3");
    // The renewal gave no new refresh token, so the one at hand is still good.
    assert_eq!(cache.after_rejection().await, "access-4");

    assert_eq!(
        iam.sent().await,
        [
            password_form(),
            password_form(),
            refresh_form("refresh-2"),
            refresh_form("refresh-2")
        ]
    );
}

#[tokio::test]
async fn an_api_key_is_presented_again_even_where_a_refresh_token_came_with_the_token() {
    let iam = Iam::answering([pair("access-1", "refresh-1"), pair("access-2", "refresh-2")]).await;
    let cache = Watched::over(iam.client.get_token_api_key("my-api-key").client(bx()));

    assert_eq!(cache.token().await, "access-1");
    assert_eq!(cache.after_rejection().await, "access-2");

    let [first, second] = iam.sent().await.try_into().unwrap();
    assert_eq!(first, second);
}

#[tokio::test]
async fn a_redeemed_delegated_refresh_token_is_followed_by_refreshes_of_the_receivers_client() {
    let iam = Iam::answering([pair("access-1", "refresh-1"), pair("access-2", "refresh-2")]).await;
    let receiver = ClientCredentials::new("kube", "kube");
    let cache = Watched::over(
        iam.client
            .redeem_delegated_refresh_token("my-delegated-refresh-token", receiver),
    );

    assert_eq!(cache.token().await, "access-1");
    assert_eq!(cache.after_rejection().await, "access-2");

    let kube = "Basic a3ViZTprdWJl";
    let redeem = "grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Adelegated-refresh-token\
                  &refresh_token=my-delegated-refresh-token";
    assert_eq!(
        iam.sent().await,
        [
            posted(redeem).with("authorization", kube),
            posted("grant_type=refresh_token&refresh_token=refresh-1").with("authorization", kube),
        ]
    );
}

#[tokio::test]
async fn a_refresh_token_at_hand_is_a_source_that_follows_its_rotation() {
    let iam = Iam::answering([pair("access-1", "refresh-1"), pair("access-2", "refresh-2")]).await;
    let request = iam.client.get_token_refresh_token("refresh-0", bx());
    let request = request
        .account(ACCOUNT)
        .scope("ibm openid")
        .response_type("cloud_iam");
    let cache = Watched::over(request);

    assert_eq!(cache.token().await, "access-1");
    assert_eq!(cache.after_rejection().await, "access-2");

    let sent = |refresh_token: &str| {
        let rest = format!("response_type=cloud_iam&scope=ibm+openid&account={ACCOUNT}");
        posted(&format!(
            "grant_type=refresh_token&refresh_token={refresh_token}&{rest}"
        ))
        .with("authorization", BX)
    };
    assert_eq!(iam.sent().await, [sent("refresh-0"), sent("refresh-1")]);
}

#[tokio::test]
async fn g11_a_passcode_is_presented_once_and_its_refresh_token_from_then_on() {
    let iam = Iam::answering([
        pair("access-1", "refresh-1"),
        pair("access-2", "refresh-2"),
        pair("access-3", "refresh-3"),
    ])
    .await;
    let cache = Watched::over(iam.client.get_token_passcode("my-passcode", bx()));

    assert_eq!(cache.token().await, "access-1");
    assert_eq!(cache.after_rejection().await, "access-2");
    assert_eq!(cache.after_rejection().await, "access-3");

    let passcode =
        "grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Apasscode&passcode=my-passcode";
    let refresh = |token: &str| {
        posted(&format!("grant_type=refresh_token&refresh_token={token}")).with("authorization", BX)
    };
    assert_eq!(
        iam.sent().await,
        [
            posted(passcode).with("authorization", BX),
            refresh("refresh-1"),
            refresh("refresh-2")
        ]
    );
}

#[tokio::test]
async fn g07_a_refused_api_key_is_not_presented_again_at_once() {
    let iam = Iam::responding(exception(400, "BXNIM0415E")).await;
    let cache = Watched::over(iam.client.get_token_api_key("a-wrong-key"));

    for _ in 0..3 {
        let error = cache.cache.token().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.code()),
            (ErrorKind::Refused, Some("BXNIM0415E"))
        );
    }

    assert_eq!(iam.sent().await.len(), 1);
}

#[tokio::test]
async fn passwords_are_spared_longer_than_keys_after_a_refusal() {
    let iam = Iam::answering([]).await;
    let pause = |source: &dyn TokenSource| source.traits().refusal_pause;

    let password = pause(&iam.client.get_token_password("u", "p", bx()));
    let passcode = pause(&iam.client.get_token_passcode("p", bx()));
    let key = pause(&iam.client.get_token_api_key("k"));

    assert_eq!(password, Duration::from_secs(900));
    assert_eq!(passcode, Duration::from_secs(900));
    assert_eq!(key, Duration::from_secs(60));
}

#[tokio::test]
async fn what_tells_whose_token_it_is_tells_identities_apart() {
    let iam = Iam::answering([]).await;
    let key = |key: &str| iam.client.get_token_api_key(key);
    assert_eq!(key("one").identity(), key("one").identity());
    assert!(key("one").identity().is_some());

    let identities = [
        key("one").identity(),
        key("two").identity(),
        key("one").scope("ibm openid").identity(),
        key("one").ibm_cloud_tenant(["my-account"]).identity(),
        key("one").client(bx()).identity(),
        key("one")
            .client(ClientCredentials::new("bx", "other"))
            .identity(),
        ibm_iam_token::Client::new()
            .unwrap()
            .get_token_api_key("one")
            .identity(),
        iam.client.get_token_refresh_token("one", bx()).identity(),
        iam.client.get_token_password("one", "p", bx()).identity(),
        iam.client
            .get_token_password("one", "p", bx())
            .account(ACCOUNT)
            .identity(),
    ];
    for (index, identity) in identities.iter().enumerate() {
        assert!(
            !identities[..index].contains(identity),
            "{index}: {identity:?}"
        );
    }
}

#[tokio::test]
async fn without_a_renewal_a_renewing_attempt_is_answered_like_the_primary_one() {
    let iam = Iam::answering([access("one"), access("two")]).await;
    let source = iam.client.get_token_api_key("my-api-key");

    let refresh_token = RefreshToken::new("refresh-1");
    for attempt in [Attempt::Primary, Attempt::Renew(&refresh_token)] {
        let issued = source.request(attempt).await;
        assert!(issued.is_ok(), "{issued:?}");
    }

    let [first, second] = iam.sent().await.try_into().unwrap();
    assert_eq!(first, second);
}
