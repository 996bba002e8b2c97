//! Servers of IBM Cloud VPC: two requests to the metadata service.

use api_core::RetryPolicy;
use auth_core::{Attempt, Life, TokenSource};
use ibm_iam_token::{
    Error, ErrorKind, InstanceProfile, MetadataVersion, TokenCache, VpcInstance, vpc,
};
use serde_json::{Value, json};
use std::time::Duration;
use wiremock::matchers::{body_json, header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::Iam;
use test_support::{MARK, assert_hidden, ok, shown, shown_error};

const PATHS: [(MetadataVersion, &str, &str); 2] = [
    (
        MetadataVersion::V2022,
        "/instance_identity/v1/token",
        "/instance_identity/v1/iam_token",
    ),
    (
        MetadataVersion::V2025,
        "/identity/v1/token",
        "/identity/v1/iam_tokens",
    ),
];

fn client(uri: String) -> vpc::Client {
    let builder = vpc::Client::builder().base_url(uri);
    builder.retry(RetryPolicy::never()).build().unwrap()
}

fn token(token: &str, life: u64) -> ResponseTemplate {
    ok(&json!({
        "access_token": token,
        "created_at": "2026-01-01T00:00:00.000Z",
        "expires_at": "2026-01-01T01:00:00.000Z",
        "expires_in": life,
    }))
}

#[tokio::test]
async fn each_version_takes_two_requests_and_names_itself_in_both() {
    let profiles = [
        (InstanceProfile::Default, None),
        (
            InstanceProfile::Id("my-id".into()),
            Some(json!({"trusted_profile": {"id": "my-id"}})),
        ),
        (
            InstanceProfile::Crn("crn:my \"crn\"".into()),
            Some(json!({"trusted_profile": {"crn": "crn:my \"crn\""}})),
        ),
    ];
    for (version, first, second) in PATHS {
        for (profile, body) in profiles.clone() {
            let server = MockServer::start().await;
            Mock::given(method("PUT"))
                .and(path(first))
                .and(query_param("version", version.as_str()))
                .and(header("metadata-flavor", "ibm"))
                .and(header("accept", "application/json"))
                .and(header("content-type", "application/json"))
                .and(body_json(json!({"expires_in": 300})))
                .respond_with(token("my-identity-token", 300))
                .expect(1)
                .mount(&server)
                .await;
            Mock::given(method("POST"))
                .and(path(second))
                .and(query_param("version", version.as_str()))
                .and(header("authorization", "Bearer my-identity-token"))
                .and(header("accept", "application/json"))
                .respond_with(token("my-access-token", 3600))
                .expect(1)
                .mount(&server)
                .await;

            let source = VpcInstance::new(client(server.uri()), profile).version(version);
            let token = TokenCache::new(source).token().await.unwrap();

            assert_eq!(token.expose(), "my-access-token");
            assert_eq!(token.life(), Life::For(Duration::from_secs(3600)));
            let requests = server.received_requests().await.unwrap();
            let sent: Option<Value> = serde_json::from_slice(&requests[1].body).ok();
            assert_eq!(sent, body);
            assert_eq!(
                requests[1].headers.contains_key("content-type"),
                body.is_some()
            );
        }
    }
}

#[test]
fn the_address_is_that_of_the_metadata_service_and_the_version_that_of_the_sdks() {
    let client = vpc::Client::new().unwrap();
    assert!(
        format!("{client:?}").contains("http://169.254.169.254"),
        "{client:?}"
    );
    assert_eq!(MetadataVersion::default().as_str(), "2022-03-01");
}

/// The error of a source whose requests are answered like this in turn.
async fn error_of(answers: impl IntoIterator<Item = ResponseTemplate>) -> Error {
    let metadata = Iam::answering(answers).await;
    let source = VpcInstance::new(client(metadata.server.uri()), InstanceProfile::Default);
    source.request(Attempt::Primary).await.unwrap_err()
}

#[tokio::test]
async fn an_error_of_either_step_says_which_and_why() {
    let body = json!({
        "errors": [{"code": "not_authorized", "message": "No profile is linked.", "more_info": "https://example.com"}],
        "trace": "my-trace-1",
    });
    let refused = || ResponseTemplate::new(403).set_body_json(&body);
    for (answers, operation) in [
        (vec![refused()], "createInstanceIdentityToken"),
        (
            vec![token("my-identity-token", 300), refused()],
            "createInstanceIamToken",
        ),
    ] {
        let error = error_of(answers).await;
        assert_eq!(error.operation(), Some(operation));
        assert_eq!(error.kind(), ErrorKind::Denied);
        assert_eq!(error.status(), Some(403));
        assert_eq!(error.code(), Some("not_authorized"));
        assert_eq!(error.vendor_message(), Some("No profile is linked."));
        assert_eq!(error.request_id(), Some("my-trace-1"));
        let body: &vpc::VpcErrors = error.vendor_body().unwrap();
        let errors = body.errors.as_ref().unwrap();
        assert_eq!(errors[0].more_info.as_deref(), Some("https://example.com"));
    }
}

#[tokio::test]
async fn a_text_instead_of_an_error_is_kept_apart() {
    let error = error_of([ResponseTemplate::new(401).set_body_string("Sorry, not you")]).await;
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert_eq!(error.raw_body(), Some(&b"Sorry, not you"[..]));
    assert!(!error.to_string().contains("Sorry"), "{error}");
}

#[tokio::test]
async fn what_depends_on_the_server_is_kept_out_of_stores() {
    let source = VpcInstance::new(vpc::Client::new().unwrap(), InstanceProfile::Default);
    assert_eq!(source.identity(), None);
}

#[tokio::test]
async fn g14_errors_hide_the_identity_token() {
    let quoting = format!("The token {MARK}Identity is not valid.");
    let body = json!({"errors": [{"code": "no", "message": quoting}]});
    let error = error_of([
        token(&format!("{MARK}Identity"), 300),
        ResponseTemplate::new(400).set_body_json(&body),
    ])
    .await;
    assert_eq!(error.code(), Some("no"));
    assert_hidden(&shown_error(&error));

    let unusable = error_of([token(&format!("{MARK}\n"), 300)]).await;
    assert_hidden(&shown_error(&unusable));
    let client = vpc::Client::new().unwrap();
    assert_hidden(&shown(&client.create_iam_token(MARK)));
}
