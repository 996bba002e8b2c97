//! What is tried again, and what is not.

use std::time::Duration;

use api_core::RetryPolicy;
use ibm_iam_token::{Client, ErrorKind};
use wiremock::ResponseTemplate;

use crate::support::{Iam, access, bx, exception};

/// The policy that applications have by default, with no pauses.
fn impatient(iam: &Iam) -> Client {
    let policy = RetryPolicy::default()
        .with_first_pause(Duration::ZERO)
        .with_longest_pause(Duration::ZERO);
    Client::builder()
        .base_url(iam.server.uri())
        .retry(policy)
        .build()
        .unwrap()
}

#[tokio::test]
async fn h3_a_failure_of_the_service_is_tried_again() {
    for status in [429, 500, 502, 503, 504] {
        let iam = Iam::answering([ResponseTemplate::new(status), access("my-access-token")]).await;
        impatient(&iam)
            .get_token_api_key("my-api-key")
            .await
            .unwrap();
        let [first, second] = iam.sent().await.try_into().unwrap();
        assert_eq!(first, second, "{status}");
    }
}

#[tokio::test]
async fn h3_a_failure_that_lasts_is_reported_after_four_attempts() {
    let iam = Iam::responding(ResponseTemplate::new(503)).await;
    let error = impatient(&iam)
        .get_token_api_key("my-api-key")
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::Unavailable, Some(503))
    );
    assert_eq!(iam.sent().await.len(), 4);
}

#[tokio::test]
async fn h3_a_refusal_is_not_tried_again() {
    // Also where its status is one that is tried again otherwise.
    for status in [400, 401, 403, 404, 409, 500] {
        let iam = Iam::responding(exception(status, "BXNIM0415E")).await;
        let error = impatient(&iam)
            .get_token_api_key("my-api-key")
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Refused);
        assert_eq!(iam.sent().await.len(), 1, "{status}");
    }
}

#[tokio::test]
async fn h1_a_redirect_is_not_followed() {
    let elsewhere = Iam::answering([access("stolen")]).await;
    for status in [301, 302, 303, 307, 308] {
        let target = format!("{}/identity/token", elsewhere.server.uri());
        let iam =
            Iam::responding(ResponseTemplate::new(status).insert_header("Location", target)).await;
        let error = impatient(&iam)
            .get_token_api_key("my-api-key")
            .await
            .unwrap_err();
        assert_eq!(error.status(), Some(status));
        assert_eq!(iam.sent().await.len(), 1);
    }
    assert_eq!(elsewhere.sent().await, []);
}

#[tokio::test]
async fn h3_a_passcode_that_iam_may_have_seen_is_not_sent_again() {
    for status in [500, 502, 503, 504] {
        let iam = Iam::responding(ResponseTemplate::new(status)).await;
        let error = impatient(&iam)
            .get_token_passcode("my-passcode", bx())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unavailable);
        assert_eq!(iam.sent().await.len(), 1, "{status}");
    }
}
