//! Trusted profiles, and tokens in the name of a resource.

use ibm_iam_token::iam::{AssumeProfile, AssumeSubject, ComputeResourceProfile};
use serde_json::json;

use super::ibm;
use crate::support::{ACCOUNT, BX, Iam, access, bx, exactly, members};
use test_support::ok;

const PROFILE_ID: &str = "Profile-00000000-0000-0000-0000-000000000000";
const PROFILE_CRN: &str = "crn:v1:bluemix:public:iam-identity::a/my-account::profile:my-profile";
const PROFILE_CRN_ENCODED: &str =
    "crn%3Av1%3Abluemix%3Apublic%3Aiam-identity%3A%3Aa%2Fmy-account%3A%3Aprofile%3Amy-profile";

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
