//! What is tried again, and what is not.

use std::time::Duration;

use api_core::RetryPolicy;
use serde_json::json;
use tenant_token::Client;
use wiremock::ResponseTemplate;

use crate::support::{FORM, OneAccess, posted};

/// How often a request is sent that is always answered so, by the policy that applications have by default, with no pauses.
async fn attempts(answer: ResponseTemplate) -> usize {
    let oneaccess = OneAccess::responding(answer).await;
    let policy = RetryPolicy::default().with_first_pause(Duration::ZERO);
    let client = Client::builder()
        .base_url(oneaccess.server.uri())
        .retry(policy)
        .build()
        .unwrap();
    client
        .show_auth_token("my-client-id", "my-client-secret")
        .await
        .unwrap_err();
    let sent = oneaccess.sent().await;
    assert!(sent.iter().all(|sent| *sent == posted(FORM)), "{sent:?}");
    sent.len()
}

#[tokio::test]
async fn h3_a_failure_of_the_service_is_tried_again() {
    for status in [408, 429, 500, 502, 503, 504] {
        assert_eq!(attempts(ResponseTemplate::new(status)).await, 4, "{status}");
    }
    // Throttled, by the code of the gateway and whatever the status.
    let throttled = json!({"error_code": "APIG.0308", "error_msg": "Too many requests."});
    assert_eq!(
        attempts(ResponseTemplate::new(400).set_body_json(throttled)).await,
        4
    );
}

#[tokio::test]
async fn h3_a_refusal_is_not_tried_again() {
    for (status, error) in [
        (400, "invalid_client"),
        (401, "invalid_client"),
        (500, "invalid_client"),
        (400, "new"),
    ] {
        let answer = ResponseTemplate::new(status).set_body_json(json!({"error": error}));
        assert_eq!(attempts(answer).await, 1, "{status} {error}");
    }
}
