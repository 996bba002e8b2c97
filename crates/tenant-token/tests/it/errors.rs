//! What OneAccess's errors become.

use std::time::Duration;

use serde_json::json;
use tenant_token::tenant::TokenError;
use tenant_token::{Error, ErrorKind};
use test_support::ok;
use wiremock::ResponseTemplate;

use crate::support::OneAccess;

/// The error that an answer becomes.
async fn error_of(answer: ResponseTemplate) -> Error {
    let oneaccess = OneAccess::answering([answer]).await;
    let error = oneaccess
        .client
        .show_auth_token("my-client-id", "my-client-secret")
        .await
        .unwrap_err();
    assert_eq!(oneaccess.sent().await.len(), 1);
    error
}

#[tokio::test]
async fn an_error_in_the_form_of_oauth_is_read_whatever_its_status() {
    for status in [400, 401] {
        let answer = ResponseTemplate::new(status).set_body_json(json!({
            "error": "invalid_client",
            "error_description": "Unknown client or wrong secret.",
        }));
        let error = error_of(answer).await;

        assert_eq!(error.kind(), ErrorKind::Refused);
        assert!(!error.is_retryable());
        assert_eq!(error.status(), Some(status));
        assert_eq!(error.code(), Some("invalid_client"));
        assert_eq!(
            error.vendor_message(),
            Some("Unknown client or wrong secret.")
        );
        assert_eq!(error.request_id(), None);
        assert_eq!(error.operation(), Some("showAuthToken"));
        let Some(TokenError::OAuth(body)) = error.vendor_body() else {
            panic!("{error:?}")
        };
        assert_eq!(body.error, "invalid_client");
        assert_eq!(
            body.error_description.as_deref(),
            Some("Unknown client or wrong secret.")
        );
    }
}

#[tokio::test]
async fn an_error_in_the_form_of_parameters_is_read_whatever_its_status() {
    for status in [400, 401] {
        let answer = ResponseTemplate::new(status).set_body_json(json!({
            "error_code": "APP.0001",
            "error_msg": "No such application.",
        }));
        let error = error_of(answer).await;

        assert_eq!(error.kind(), ErrorKind::Refused);
        assert!(!error.is_retryable());
        assert_eq!(error.status(), Some(status));
        assert_eq!(error.code(), Some("APP.0001"));
        assert_eq!(error.vendor_message(), Some("No such application."));
        let Some(TokenError::Parameter(body)) = error.vendor_body() else {
            panic!("{error:?}")
        };
        assert_eq!(body.error_code, "APP.0001");
        assert_eq!(body.error_msg.as_deref(), Some("No such application."));
    }
}

#[tokio::test]
async fn an_error_with_a_code_alone_is_read_as_far_as_it_goes() {
    let error =
        error_of(ResponseTemplate::new(400).set_body_json(json!({"error": "invalid_scope"}))).await;
    assert_eq!(
        (error.kind(), error.vendor_message()),
        (ErrorKind::Invalid, None)
    );
    assert!(
        matches!(error.vendor_body(), Some(TokenError::OAuth(body)) if body.error_description.is_none())
    );

    let error =
        error_of(ResponseTemplate::new(400).set_body_json(json!({"error_code": "USER.0033"})))
            .await;
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::Invalid, Some("USER.0033"))
    );
    assert!(
        matches!(error.vendor_body(), Some(TokenError::Parameter(body)) if body.error_msg.is_none())
    );
}

#[tokio::test]
async fn an_error_without_a_body_is_classified_by_its_status() {
    use ErrorKind::{Denied, Invalid, NotFound, Refused, Throttled, Unavailable};
    let statuses = [
        (400, Invalid),
        (401, Refused),
        (403, Denied),
        (404, NotFound),
        (429, Throttled),
        (500, Unavailable),
    ];
    for (status, kind) in statuses {
        for answer in [
            ResponseTemplate::new(status),
            ResponseTemplate::new(status).set_body_json(json!({})),
        ] {
            let error = error_of(answer).await;
            assert_eq!(
                (error.kind(), error.status(), error.code()),
                (kind, Some(status), None)
            );
            assert!(matches!(
                error.vendor_body::<TokenError>(),
                None | Some(TokenError::Unknown(_))
            ));
        }
    }
}

#[tokio::test]
async fn a_gateways_page_is_classified_by_its_status_and_kept_apart() {
    let page = "<html><h1>503 Service Unavailable</h1></html>";
    let answer = ResponseTemplate::new(503)
        .insert_header("Retry-After", "2")
        .set_body_raw(page, "text/html");
    let error = error_of(answer).await;

    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert!(error.is_retryable());
    assert_eq!(error.code(), None);
    assert_eq!(error.vendor_message(), None);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(2)));
    assert!(error.vendor_body::<TokenError>().is_none());
    assert_eq!(error.raw_body(), Some(page.as_bytes()));
    assert!(!format!("{error} {error:?}").contains("html>"), "{error:?}");
}

#[tokio::test]
async fn the_codes_decide_and_not_the_statuses() {
    use ErrorKind::{Invalid, Refused, Throttled, Unavailable};
    let codes = [
        ("error", "invalid_client", Refused),
        ("error", "unauthorized_client", Refused),
        ("error", "invalid_grant", Refused),
        ("error", "access_denied", Refused),
        ("error", "invalid_token", Refused),
        ("error_code", "APP.0001", Refused),
        ("error_code", "APP.0003", Refused),
        ("error", "invalid_request", Invalid),
        ("error", "invalid_scope", Invalid),
        ("error", "invalid_target", Invalid),
        ("error", "unsupported_grant_type", Invalid),
        ("error_code", "APP.0002", Invalid),
        ("error_code", "PARAM.0004", Invalid),
        ("error_code", "PARAM.0005", Invalid),
        ("error", "slow_down", Throttled),
        ("error_code", "APIG.0308", Throttled),
        ("error", "server_error", Unavailable),
        ("error", "temporarily_unavailable", Unavailable),
    ];
    for (member, code, kind) in codes {
        for status in [400, 401, 404] {
            let error =
                error_of(ResponseTemplate::new(status).set_body_json(json!({member: code}))).await;
            assert_eq!((error.kind(), error.code()), (kind, Some(code)), "{status}");
        }
    }
}

#[tokio::test]
async fn h6_an_answer_that_cannot_be_read_is_described_and_not_printed() {
    let answers = [
        ResponseTemplate::new(200).set_body_raw("<html>welcome to the hotel</html>", "text/html"),
        ok(&json!({"token": "welcome", "expires_in": "hotel"})),
        ok(&json!({"access_token": "welcome", "expires_in": "hotel"})),
    ];
    for answer in answers {
        let error = error_of(answer).await;
        assert_eq!(
            (error.kind(), error.status()),
            (ErrorKind::Unreadable, Some(200))
        );
        let text = format!("{error} {error:?}");
        assert!(
            !text.contains("welcome") && !text.contains("hotel"),
            "{text}"
        );
    }
}
