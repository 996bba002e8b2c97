//! The request: every byte of it, and every member of its answer.

use api_core::Seconds;
use serde_json::json;
use tenant_token::{Client, ErrorKind, ExposeSecret, tenant_url};
use test_support::ok;

use crate::support::{FORM, OneAccess, access, posted};

#[tokio::test]
async fn credentials_are_sent_in_the_form_in_the_documents_order() {
    let oneaccess = OneAccess::answering([ok(&json!({
        "id_token": "my.id.token",
        "scope": "all",
        "expires_in": 1719,
        "token_type": "Bearer",
        "access_token": "my-access-token",
        "a member of next year": {"deep": [null]},
    }))])
    .await;

    let answer = oneaccess
        .client
        .show_auth_token("my-client-id", "my-client-secret")
        .await
        .unwrap();

    assert_eq!(oneaccess.sent().await, [posted(FORM)]);
    assert_eq!(answer.access_token.expose_secret(), "my-access-token");
    assert_eq!(answer.token_type.as_deref(), Some("Bearer"));
    assert_eq!(answer.expires_in.map(Seconds::as_i64), Some(1719));
    assert_eq!(answer.scope.as_deref(), Some("all"));
    assert_eq!(answer.id_token.unwrap().expose_secret(), "my.id.token");
}

#[tokio::test]
async fn an_answer_with_the_access_token_alone_suffices() {
    let oneaccess = OneAccess::answering([ok(&json!({"access_token": "my-access-token"}))]).await;

    let answer = oneaccess
        .client
        .show_auth_token("my-client-id", "my-client-secret")
        .send()
        .await
        .unwrap();

    assert_eq!(answer.access_token.expose_secret(), "my-access-token");
    assert!(answer.token_type.is_none() && answer.expires_in.is_none());
    assert!(answer.scope.is_none() && answer.id_token.is_none());
}

#[tokio::test]
async fn credentials_are_form_encoded() {
    let oneaccess = OneAccess::answering([access("my-access-token", 1800)]).await;

    oneaccess
        .client
        .show_auth_token("my client&id=", "p+ss/wörd%~*")
        .await
        .unwrap();

    let form = "grant_type=client_credentials&client_id=my+client%26id%3D&client_secret=p%2Bss%2Fw%C3%B6rd%25%7E*";
    assert_eq!(oneaccess.sent().await, [posted(form)]);
}

#[tokio::test]
async fn h7_a_request_that_is_sent_again_is_the_same_bytes() {
    let oneaccess = OneAccess::responding(access("my-access-token", 1800)).await;

    let request = oneaccess
        .client
        .show_auth_token("my-client-id", "my-client-secret");
    request.send().await.unwrap();
    request.clone().await.unwrap();

    assert_eq!(oneaccess.sent().await, [posted(FORM), posted(FORM)]);
}

#[tokio::test]
async fn h5_a_secret_that_cannot_be_meant_is_refused_before_anything_is_sent() {
    let oneaccess = OneAccess::answering([]).await;

    for secret in ["", "read-from-a-file\n", "tab\tbed"] {
        let error = oneaccess
            .client
            .show_auth_token("my-client-id", secret)
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("`client_secret`"), "{error}");
    }

    assert_eq!(oneaccess.sent().await, []);
}

#[test]
fn a_tenant_is_named_by_its_domain_or_its_address() {
    assert_eq!(
        tenant_url("abcdefg.huaweioneaccess.com"),
        "https://abcdefg.huaweioneaccess.com"
    );
    assert_eq!(
        tenant_url("https://login.example.com/iam"),
        "https://login.example.com/iam"
    );
    // The example address of the vendor's document is nobody's default.
    let error = Client::builder().build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("`base_url`"), "{error}");
}
