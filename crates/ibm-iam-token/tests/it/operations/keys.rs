//! API keys.

use ibm_iam_token::iam::DelegatedResponseType;
use serde_json::json;

use super::ibm;
use crate::support::{BX, Iam, bx, exactly, members};
use test_support::ok;

#[tokio::test]
async fn api_key_is_sent_alone() {
    let iam = Iam::answering([ok(&json!({
        "access_token": "my-access-token",
        "refresh_token": "not_supported",
        "token_type": "Bearer",
        "expires_in": 3600,
        "expiration": 1_767_229_200,
        "scope": "ibm openid",
    }))])
    .await;

    let answer = iam
        .client
        .get_token_api_key("my+api/key of mine&more=ü")
        .await
        .unwrap();

    assert_eq!(
        iam.sent().await,
        [ibm(
            "apikey",
            "apikey=my%2Bapi%2Fkey+of+mine%26more%3D%C3%BC"
        )]
    );
    assert_eq!(
        members(&answer),
        exactly([
            ("access_token", "my-access-token"),
            ("refresh_token", "not_supported"),
            ("token_type", "Bearer"),
            ("expires_in", "3600"),
            ("expiration", "1767229200"),
            ("scope", "ibm openid"),
        ])
    );
}

#[tokio::test]
async fn api_key_is_sent_with_every_option_in_the_documents_order() {
    let iam = Iam::answering([ok(&json!({
        "uaa_refresh_token": "my-uaa-refresh-token",
        "uaa_token": "my-uaa-token",
        "iam_cookie": "my-iam-cookie",
        "ims_token": "my-ims-token",
        "ims_user_id": 9_007_199_254_740_993_i64,
        "id_token": "my-id-token",
        "session_id": "my-session",
        "scope": "ibm openid",
        "expiration": 4_102_444_800_i64,
        "expires_in": 3600,
        "token_type": "Bearer",
        "delegated_refresh_token": "my-delegated-refresh-token",
        "refresh_token": "my-refresh-token",
        "access_token": "my-access-token",
        "a member of next year": {"deep": [null]},
    }))])
    .await;

    let request = iam
        .client
        .get_token_api_key("my-api-key")
        .scope("ibm openid")
        .response_type("cloud_iam")
        .transaction_id("my-transaction-1")
        .ibm_cloud_tenant(["my-account", "my-enterprise"])
        .client(bx());
    let answer = request.send().await.unwrap();

    assert_eq!(
        iam.sent().await,
        [ibm(
            "apikey",
            "apikey=my-api-key&response_type=cloud_iam&scope=ibm+openid"
        )
        .with("authorization", BX)
        .with("ibm-cloud-tenant", "my-account,my-enterprise")
        .with("transaction-id", "my-transaction-1")]
    );
    assert_eq!(
        members(&answer),
        exactly([
            ("access_token", "my-access-token"),
            ("refresh_token", "my-refresh-token"),
            ("delegated_refresh_token", "my-delegated-refresh-token"),
            ("token_type", "Bearer"),
            ("expires_in", "3600"),
            ("expiration", "4102444800"),
            ("scope", "ibm openid"),
            ("session_id", "my-session"),
            ("id_token", "my-id-token"),
            ("ims_user_id", "9007199254740993"),
            ("ims_token", "my-ims-token"),
            ("iam_cookie", "my-iam-cookie"),
            ("uaa_token", "my-uaa-token"),
            ("uaa_refresh_token", "my-uaa-refresh-token"),
        ])
    );
}

#[tokio::test]
async fn delegated_refresh_token_is_asked_for_by_its_receiver() {
    let iam = Iam::answering([ok(
        &json!({"delegated_refresh_token": "my-delegated-refresh-token"}),
    )])
    .await;

    let alone = DelegatedResponseType::DelegatedRefreshToken;
    let request =
        iam.client
            .get_token_api_key_delegated_refresh_token("my-api-key", alone, ["my-receiver"]);
    let answer = request.await.unwrap();

    assert_eq!(
        iam.sent().await,
        [ibm(
            "apikey",
            "apikey=my-api-key&response_type=delegated_refresh_token&receiver_client_ids=my-receiver"
        )]
    );
    assert_eq!(
        members(&answer),
        exactly([("delegated_refresh_token", "my-delegated-refresh-token")])
    );
}

#[tokio::test]
async fn delegated_refresh_token_is_asked_for_with_every_option() {
    let iam = Iam::answering([ok(&json!({
        "access_token": "my-access-token",
        "delegated_refresh_token": "my-delegated-refresh-token",
        "expires_in": 3600,
    }))])
    .await;

    let both = DelegatedResponseType::CloudIamDelegatedRefreshToken;
    let request = iam
        .client
        .get_token_api_key_delegated_refresh_token("my-api-key", both, ["my-receiver", "kube"])
        .delegated_refresh_token_expiry(600)
        .ibm_cloud_tenant(["my-account"])
        .transaction_id("my-transaction-1");
    let answer = request.await.unwrap();

    let fields = "apikey=my-api-key&response_type=cloud_iam+delegated_refresh_token\
                  &receiver_client_ids=my-receiver%2Ckube&delegated_refresh_token_expiry=600";
    assert_eq!(
        iam.sent().await,
        [ibm("apikey", fields)
            .with("ibm-cloud-tenant", "my-account")
            .with("transaction-id", "my-transaction-1")]
    );
    assert_eq!(
        members(&answer),
        exactly([
            ("access_token", "my-access-token"),
            ("delegated_refresh_token", "my-delegated-refresh-token"),
            ("expires_in", "3600"),
        ])
    );
}
