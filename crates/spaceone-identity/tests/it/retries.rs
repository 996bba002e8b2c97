//! What is tried again, and what is not.

use std::time::Duration;

use api_core::RetryPolicy;
use spaceone_identity::v2::token::{AuthType, GrantType, Scope};
use spaceone_identity::{Error, SecretObject, v1, v2};
use wiremock::ResponseTemplate;

use crate::support::{Identity, credentials, structured};

/// The policy that applications have by default, with no pauses.
fn impatient() -> RetryPolicy {
    RetryPolicy::default().with_first_pause(Duration::ZERO)
}

/// Calls each operation of both versions, and gives how often it was sent, by its path.
async fn attempts(answer: ResponseTemplate) -> Vec<(&'static str, usize)> {
    let identity = Identity::responding(answer).await;
    let v1 = v1::Client::builder()
        .base_url(identity.uri())
        .retry(impatient())
        .build()
        .unwrap()
        .token();
    let v2 = v2::Client::builder()
        .base_url(identity.uri())
        .retry(impatient())
        .build()
        .unwrap()
        .token();
    let password = SecretObject::from_iter([("password", "my-password")]);
    let _refused: [Error; 4] = [
        v1.issue(password, "domain-123").await.unwrap_err(),
        v1.refresh("my-refresh-token").await.unwrap_err(),
        v2.issue(credentials(), "domain-123", AuthType::Local)
            .await
            .unwrap_err(),
        v2.grant(GrantType::RefreshToken, "my-refresh-token", Scope::Domain)
            .await
            .unwrap_err(),
    ];
    let lines = identity.lines().await;
    let operations = [
        "v1/token/issue",
        "v1/token/refresh",
        "v2/token/issue",
        "v2/token/grant",
    ];
    operations
        .map(|path| (path, lines.iter().filter(|line| *line == path).count()))
        .into()
}

#[tokio::test]
async fn h3_a_failure_of_the_service_is_tried_again_but_for_a_refresh_that_may_serve_once() {
    for status in [408, 429, 502, 503, 504] {
        assert_eq!(
            attempts(ResponseTemplate::new(status)).await,
            [
                ("v1/token/issue", 4),
                ("v1/token/refresh", 1),
                ("v2/token/issue", 4),
                ("v2/token/grant", 4)
            ],
            "{status}"
        );
    }
}

#[tokio::test]
async fn h3_status_500_which_mostly_means_a_wrong_request_is_not_tried_again() {
    let answers = [
        ResponseTemplate::new(500),
        structured(500, "ERROR_UNKNOWN"),
        structured(500, "ERROR_MFA_REQUIRED"),
    ];
    for answer in answers {
        assert_eq!(
            attempts(answer).await,
            [
                ("v1/token/issue", 1),
                ("v1/token/refresh", 1),
                ("v2/token/issue", 1),
                ("v2/token/grant", 1)
            ]
        );
    }
}

#[tokio::test]
async fn h3_a_refusal_is_not_tried_again() {
    for status in [400, 401, 403, 503] {
        assert_eq!(
            attempts(structured(status, "ERROR_AUTHENTICATE_FAILURE")).await,
            [
                ("v1/token/issue", 1),
                ("v1/token/refresh", 1),
                ("v2/token/issue", 1),
                ("v2/token/grant", 1)
            ],
            "{status}"
        );
    }
}
