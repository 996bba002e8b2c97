//! One request per operation: every byte of it, and every member of its answer.

use ibm_iam_token::ClientCredentials;
use ibm_iam_token::iam::{
    AssumeProfile, AssumeSubject, ComputeResourceProfile, DelegatedResponseType,
};
use serde_json::json;

use crate::support::{ACCOUNT, BX, Iam, Sent, access, bx, exactly, members, ok, pair};

const PROFILE_ID: &str = "Profile-00000000-0000-0000-0000-000000000000";
const PROFILE_CRN: &str = "crn:v1:bluemix:public:iam-identity::a/my-account::profile:my-profile";
const PROFILE_CRN_ENCODED: &str =
    "crn%3Av1%3Abluemix%3Apublic%3Aiam-identity%3A%3Aa%2Fmy-account%3A%3Aprofile%3Amy-profile";

/// The form of one of IBM's own grants.
fn ibm(grant: &str, fields: &str) -> Sent {
    Sent::form(&format!(
        "grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3A{grant}&{fields}"
    ))
}

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

#[tokio::test]
async fn trusted_profile_is_assumed_by_each_proof_and_each_name_of_the_profile() {
    let by_id = || AssumeProfile::Id(PROFILE_ID.into());
    let by_crn = || AssumeProfile::Crn(PROFILE_CRN.into());
    let by_name = || AssumeProfile::Name {
        profile_name: "my profile".into(),
        account: ACCOUNT.into(),
    };
    let shown = || AssumeSubject::AccessToken("my-access-token".into());
    let id = format!("profile_id={PROFILE_ID}");
    let crn = format!("profile_crn={PROFILE_CRN_ENCODED}");
    let name = format!("profile_name=my+profile&account={ACCOUNT}");
    let cases = [
        (
            shown(),
            by_id(),
            format!("access_token=my-access-token&{id}"),
        ),
        (
            shown(),
            by_crn(),
            format!("access_token=my-access-token&{crn}"),
        ),
        (
            shown(),
            by_name(),
            format!("access_token=my-access-token&{name}"),
        ),
        (
            AssumeSubject::RefreshToken("my-refresh-token".into()),
            by_id(),
            format!("refresh_token=my-refresh-token&{id}"),
        ),
        (
            AssumeSubject::Cookie("my iam cookie".into()),
            by_name(),
            format!("cookie=my+iam+cookie&{name}"),
        ),
    ];
    for (subject, profile, fields) in cases {
        let iam = Iam::answering([ok(&json!({
            "access_token": "my-profile-access-token",
            "token_type": "Bearer",
            "expires_in": 3597,
            "expiration": 1_767_229_197,
        }))])
        .await;

        let answer = iam.client.get_token_assume(subject, profile).await.unwrap();

        assert_eq!(iam.sent().await, [ibm("assume", &fields)]);
        assert_eq!(
            members(&answer),
            exactly([
                ("access_token", "my-profile-access-token"),
                ("token_type", "Bearer"),
                ("expires_in", "3597"),
                ("expiration", "1767229197"),
            ])
        );
    }
}

#[tokio::test]
async fn trusted_profile_is_assumed_with_every_option() {
    let iam = Iam::answering([access("my-profile-access-token")]).await;

    let subject = AssumeSubject::AccessToken("my-access-token".into());
    let request = iam
        .client
        .get_token_assume(subject, AssumeProfile::Id(PROFILE_ID.into()));
    request.transaction_id("my-transaction-1").await.unwrap();

    let fields = format!("access_token=my-access-token&profile_id={PROFILE_ID}");
    assert_eq!(
        iam.sent().await,
        [ibm("assume", &fields).with("transaction-id", "my-transaction-1")]
    );
}

#[tokio::test]
async fn compute_resource_token_is_sent_with_each_name_of_the_profile() {
    let cases = [
        (
            ComputeResourceProfile::Id(PROFILE_ID.into()),
            format!("profile_id={PROFILE_ID}"),
        ),
        (
            ComputeResourceProfile::Crn(PROFILE_CRN.into()),
            format!("profile_crn={PROFILE_CRN_ENCODED}"),
        ),
        (
            ComputeResourceProfile::Name("my profile".into()),
            "profile_name=my+profile".to_owned(),
        ),
    ];
    for (profile, field) in cases {
        let iam = Iam::answering([ok(&json!({
            "access_token": "my-profile-access-token",
            "token_type": "Bearer",
            "expires_in": 3600,
            "expiration": 1_767_229_200,
        }))])
        .await;

        let answer = iam
            .client
            .get_token_cr_token("my.compute.token", profile)
            .await
            .unwrap();

        assert_eq!(
            iam.sent().await,
            [ibm(
                "cr-token",
                &format!("cr_token=my.compute.token&{field}")
            )]
        );
        assert_eq!(
            members(&answer),
            exactly([
                ("access_token", "my-profile-access-token"),
                ("token_type", "Bearer"),
                ("expires_in", "3600"),
                ("expiration", "1767229200"),
            ])
        );
    }
}

#[tokio::test]
async fn compute_resource_token_is_sent_with_every_option() {
    let iam = Iam::answering([access("my-profile-access-token")]).await;

    let profile = ComputeResourceProfile::Name("my-profile".into());
    let request = iam
        .client
        .get_token_cr_token("my-compute-resource-token", profile)
        .client(bx())
        .ibm_cloud_tenant(["my-account", "my-enterprise", "other"])
        .transaction_id("my-transaction-1");
    request.await.unwrap();

    assert_eq!(
        iam.sent().await,
        [ibm(
            "cr-token",
            "cr_token=my-compute-resource-token&profile_name=my-profile"
        )
        .with("authorization", BX)
        .with("ibm-cloud-tenant", "my-account,my-enterprise,other")
        .with("transaction-id", "my-transaction-1")]
    );
}

#[tokio::test]
async fn service_authorization_is_asked_for_by_the_resource() {
    let iam = Iam::answering([
        ok(&json!({
            "access_token": "my-resource-access-token",
            "token_type": "Bearer",
            "expires_in": 1800,
            "expiration": 1_767_227_400,
        })),
        access("my-resource-access-token"),
    ])
    .await;

    let resource =
        "crn-crn:v1:bluemix:public:cloud-object-storage:global:a/my-account:my-instance::";
    let answer = iam
        .client
        .get_token_iam_authz("my-access-token", resource)
        .await
        .unwrap();
    let request = iam.client.get_token_iam_authz("my-access-token", resource);
    request.transaction_id("my-transaction-1").await.unwrap();

    let sent = ibm(
        "iam-authz",
        "access_token=my-access-token&desired_iam_id=crn-crn%3Av1%3Abluemix%3Apublic%3Acloud-object-storage\
         %3Aglobal%3Aa%2Fmy-account%3Amy-instance%3A%3A",
    );
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
            ("access_token", "my-resource-access-token"),
            ("token_type", "Bearer"),
            ("expires_in", "1800"),
            ("expiration", "1767227400"),
        ])
    );
}

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
        .get_token_password(bx(), "user@example.com", "p&ss wörd+")
        .await
        .unwrap();

    assert_eq!(
        iam.sent().await,
        [Sent::form(
            "grant_type=password&username=user%40example.com&password=p%26ss+w%C3%B6rd%2B"
        )
        .with("authorization", BX)]
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
        .get_token_password(bx(), "user@example.com", "my-password")
        .account(ACCOUNT)
        .ibm_cloud_tenant(["my-enterprise"])
        .transaction_id("my-transaction-1");
    request.await.unwrap();

    let form = format!(
        "grant_type=password&username=user%40example.com&password=my-password&account={ACCOUNT}"
    );
    assert_eq!(
        iam.sent().await,
        [Sent::form(&form)
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
        .get_token_refresh_token(bx(), "my-refresh-token")
        .await
        .unwrap();

    assert_eq!(
        iam.sent().await,
        [
            Sent::form("grant_type=refresh_token&refresh_token=my-refresh-token")
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
        .get_token_refresh_token(bx(), "my-refresh-token")
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
        [Sent::form(&form)
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
        .redeem_delegated_refresh_token(receiver(), "my-delegated-refresh-token")
        .await
        .unwrap();
    let request = iam
        .client
        .redeem_delegated_refresh_token(receiver(), "my-delegated-refresh-token");
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
async fn h5_client_is_encoded_raw_as_iam_expects_it() {
    let iam = Iam::answering([access("my-access-token")]).await;

    let client = ClientCredentials::new("my client+ü", "s:e%c rét");
    iam.client
        .get_token_api_key("my-api-key")
        .client(client)
        .await
        .unwrap();

    // The base64 of `my client+ü:s:e%c rét` in UTF-8: neither half is form-encoded first.
    let sent = ibm("apikey", "apikey=my-api-key")
        .with("authorization", "Basic bXkgY2xpZW50K8O8OnM6ZSVjIHLDqXQ=");
    assert_eq!(iam.sent().await, [sent]);
}

#[tokio::test]
async fn h7_a_request_that_is_sent_again_is_the_same_bytes() {
    let iam = Iam::answering([access("one"), access("two"), access("three")]).await;

    let request = iam
        .client
        .get_token_api_key("my-api-key")
        .scope("ibm openid")
        .ibm_cloud_tenant(["a", "b"]);
    request.send().await.unwrap();
    request.send().await.unwrap();
    request.clone().await.unwrap();

    let [first, second, third] = iam.sent().await.try_into().unwrap();
    assert_eq!(first, second);
    assert_eq!(first, third);
}

#[tokio::test]
async fn a_response_type_that_has_no_name_yet_is_sent_as_it_is() {
    let iam = Iam::answering([ok(&json!({}))]).await;

    let kind = DelegatedResponseType::from("cloud_iam uaa delegated_refresh_token");
    let request =
        iam.client
            .get_token_api_key_delegated_refresh_token("my-api-key", kind, ["kube"]);
    request.await.unwrap();

    let fields = "apikey=my-api-key&response_type=cloud_iam+uaa+delegated_refresh_token&receiver_client_ids=kube";
    assert_eq!(iam.sent().await, [ibm("apikey", fields)]);
}
