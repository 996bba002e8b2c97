//! Passwords and refresh tokens.

use ibm_iam_token::ClientCredentials;
use serde_json::json;

use super::ibm;
use crate::support::{ACCOUNT, BX, Iam, access, bx, exactly, members, pair, posted};
use test_support::ok;

#[tokio::test]
async fn password_is_sent_under_the_plain_grant_type_with_the_client() {
    let iam = Iam::answering([ok(&json!({
        "access_token": "my-access-token",
        "refresh_token": "my-refresh-token",
        "token_type": "Bearer",
        "expires_in": 3600,
        "expiration": 1_767_229_200,
        "scope": "ibm openid",
    }))])
    .await;

    let answer = iam
        .client
        .get_token_password("user@example.com", "p&ss wörd+", bx())
        .await
        .unwrap();

    assert_eq!(
        iam.sent().await,
        [
            posted("grant_type=password&username=user%40example.com&password=p%26ss+w%C3%B6rd%2B")
                .with("authorization", BX)
        ]
    );
    assert_eq!(
        members(&answer),
        exactly([
            ("access_token", "my-access-token"),
            ("refresh_token", "my-refresh-token"),
            ("token_type", "Bearer"),
            ("expires_in", "3600"),
            ("expiration", "1767229200"),
            ("scope", "ibm openid"),
        ])
    );
}

#[tokio::test]
async fn password_is_sent_with_every_option() {
    let iam = Iam::answering([pair("my-access-token", "my-refresh-token")]).await;

    let request = iam
        .client
        .get_token_password("user@example.com", "my-password", bx())
        .account(ACCOUNT)
        .ibm_cloud_tenant(["my-enterprise"])
        .transaction_id("my-transaction-1");
    request.await.unwrap();

    let form = format!(
        "grant_type=password&username=user%40example.com&password=my-password&account={ACCOUNT}"
    );
    assert_eq!(
        iam.sent().await,
        [posted(&form)
            .with("authorization", BX)
            .with("ibm-cloud-tenant", "my-enterprise")
            .with("transaction-id", "my-transaction-1")]
    );
}

#[tokio::test]
async fn refresh_token_is_sent_with_the_client_alone() {
    let iam = Iam::answering([ok(&json!({
        "access_token": "my-access-token",
        "refresh_token": "my-next-refresh-token",
        "token_type": "Bearer",
        "expires_in": 3600,
        "expiration": 1_767_229_200,
        "scope": "ibm openid",
    }))])
    .await;

    let answer = iam
        .client
        .get_token_refresh_token("my-refresh-token", bx())
        .await
        .unwrap();

    assert_eq!(
        iam.sent().await,
        [
            posted("grant_type=refresh_token&refresh_token=my-refresh-token")
                .with("authorization", BX)
        ]
    );
    assert_eq!(
        members(&answer),
        exactly([
            ("access_token", "my-access-token"),
            ("refresh_token", "my-next-refresh-token"),
            ("token_type", "Bearer"),
            ("expires_in", "3600"),
            ("expiration", "1767229200"),
            ("scope", "ibm openid"),
        ])
    );
}

#[tokio::test]
async fn refresh_token_is_sent_with_every_option() {
    let iam = Iam::answering([pair("my-access-token", "my-next-refresh-token")]).await;

    let request = iam
        .client
        .get_token_refresh_token("my-refresh-token", bx())
        .account(ACCOUNT)
        .scope("ibm openid")
        .response_type("cloud_iam")
        .transaction_id("my-transaction-1");
    request.await.unwrap();

    let form = format!(
        "grant_type=refresh_token&refresh_token=my-refresh-token&response_type=cloud_iam&scope=ibm+openid&account={ACCOUNT}"
    );
    assert_eq!(
        iam.sent().await,
        [posted(&form)
            .with("authorization", BX)
            .with("transaction-id", "my-transaction-1")]
    );
}

#[tokio::test]
async fn delegated_refresh_token_is_redeemed_with_the_receivers_client() {
    let iam = Iam::answering([
        ok(&json!({
            "access_token": "my-access-token",
            "id_token": "my-id-token",
            "refresh_token": "my-refresh-token",
            "token_type": "Bearer",
            "expires_in": 3600,
            "expiration": 1_767_229_200,
            "scope": "ibm openid",
        })),
        access("my-access-token"),
    ])
    .await;
    let receiver = || ClientCredentials::new("kube", "kube");

    let answer = iam
        .client
        .redeem_delegated_refresh_token("my-delegated-refresh-token", receiver())
        .await
        .unwrap();
    let request = iam
        .client
        .redeem_delegated_refresh_token("my-delegated-refresh-token", receiver());
    request.transaction_id("my-transaction-1").await.unwrap();

    let sent = ibm(
        "delegated-refresh-token",
        "refresh_token=my-delegated-refresh-token",
    )
    .with("authorization", "Basic a3ViZTprdWJl");
    assert_eq!(
        iam.sent().await,
        [
            sent.clone(),
            sent.with("transaction-id", "my-transaction-1")
        ]
    );
    assert_eq!(
        members(&answer),
        exactly([
            ("access_token", "my-access-token"),
            ("refresh_token", "my-refresh-token"),
            ("token_type", "Bearer"),
            ("expires_in", "3600"),
            ("expiration", "1767229200"),
            ("scope", "ibm openid"),
            ("id_token", "my-id-token"),
        ])
    );
}

#[tokio::test]
async fn passcode_is_sent_with_the_client() {
    let iam = Iam::answering([
        pair("my-access-token", "my-refresh-token"),
        pair("my-access-token", "my-refresh-token"),
    ])
    .await;

    let answer = iam
        .client
        .get_token_passcode("my-passcode", bx())
        .await
        .unwrap();
    let request = iam
        .client
        .get_token_passcode("my-passcode", bx())
        .response_type("cloud_iam")
        .transaction_id("my-transaction-1");
    request.await.unwrap();

    assert_eq!(
        iam.sent().await,
        [
            ibm("passcode", "passcode=my-passcode").with("authorization", BX),
            ibm("passcode", "passcode=my-passcode&response_type=cloud_iam")
                .with("authorization", BX)
                .with("transaction-id", "my-transaction-1"),
        ]
    );
    assert_eq!(
        members(&answer),
        exactly([
            ("access_token", "my-access-token"),
            ("refresh_token", "my-refresh-token"),
            ("token_type", "Bearer"),
            ("expires_in", "3600"),
        ])
    );
}
