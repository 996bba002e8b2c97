//! One request per operation: every byte of it, and every member of its answer.

mod keys;
mod logins;
mod profiles;

use ibm_iam_token::ClientCredentials;
use ibm_iam_token::iam::DelegatedResponseType;
use serde_json::json;
use test_support::{Sent, ok};

use crate::support::{Iam, access, posted};

/// The form of one of IBM's own grants.
fn ibm(grant: &str, fields: &str) -> Sent {
    posted(&format!(
        "grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3A{grant}&{fields}"
    ))
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
