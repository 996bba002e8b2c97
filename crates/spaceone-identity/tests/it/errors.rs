//! What the service's errors become.

use serde_json::{Value, json};
use spaceone_identity::v2::token::{AuthType, GrantType, Scope};
use spaceone_identity::{Error, ErrorKind, ExposeSecret, SecretObject, v1, v2};
use test_support::ok;
use wiremock::ResponseTemplate;

use crate::support::{Identity, credentials, jwt, structured};

/// The error that an answer becomes for version 2.
async fn error_of(answer: ResponseTemplate) -> Error {
    let identity = Identity::answering([answer]).await;
    let error = identity
        .v2()
        .token()
        .issue(credentials(), "domain-123", AuthType::Local)
        .await
        .unwrap_err();
    assert_eq!(identity.sent().await.len(), 1);
    error
}

fn detail(status: u16, detail: &Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(json!({"detail": detail}))
}

fn detail_of(error: &Error) -> &v2::token::ErrorDetail {
    &error
        .vendor_body::<v2::token::ErrorBody>()
        .expect("the body is typed")
        .detail
}

fn v1_detail_of(error: &Error) -> &v1::token::ErrorDetail {
    &error
        .vendor_body::<v1::token::ErrorBody>()
        .expect("the body is typed")
        .detail
}

#[tokio::test]
async fn an_error_of_a_service_is_an_object() {
    let message = "Authenticate failure. (message =  A user is not authenticated.)";
    let body = json!({"code": "ERROR_AUTHENTICATE_FAILURE", "message": message});
    let error = error_of(detail(401, &body)).await;

    assert_eq!(error.kind(), ErrorKind::Refused);
    assert!(!error.is_retryable());
    assert_eq!(error.status(), Some(401));
    assert_eq!(error.code(), Some("ERROR_AUTHENTICATE_FAILURE"));
    assert_eq!(error.vendor_message(), Some(message));
    assert_eq!(error.request_id(), None);
    assert_eq!(error.operation(), Some("issue"));
    let v2::token::ErrorDetail::Structured(body) = detail_of(&error) else {
        panic!("{error:?}")
    };
    assert_eq!(body.code.as_deref(), Some("ERROR_AUTHENTICATE_FAILURE"));
    assert_eq!(body.message.as_ref().unwrap().expose_secret(), message);
}

#[tokio::test]
async fn v1_an_error_of_a_service_lists_what_failed() {
    let body = json!({
        "code": "ERROR_AUTHENTICATION_FAILURE",
        "message": "Wrong user or password.",
        "fail_items": {"first": {"reason": "no"}},
    });
    let identity = Identity::answering([detail(401, &body)]).await;
    let error = identity
        .v1()
        .token()
        .refresh("my-refresh-token")
        .await
        .unwrap_err();

    assert_eq!(error.kind(), ErrorKind::Refused);
    assert_eq!(error.status(), Some(401));
    assert_eq!(error.code(), Some("ERROR_AUTHENTICATION_FAILURE"));
    assert_eq!(error.vendor_message(), Some("Wrong user or password."));
    assert_eq!(error.operation(), Some("refresh"));
    let v1::token::ErrorDetail::Structured(body) = v1_detail_of(&error) else {
        panic!("{error:?}")
    };
    assert_eq!(body.code.as_deref(), Some("ERROR_AUTHENTICATION_FAILURE"));
    assert_eq!(
        body.message.as_ref().unwrap().expose_secret(),
        "Wrong user or password."
    );
    assert_eq!(body.fail_items.as_ref().unwrap()["first"]["reason"], "no");
}

#[tokio::test]
async fn v1_an_error_of_the_web_server_is_a_text_or_a_list() {
    let text = Identity::answering([detail(405, &json!("Method Not Allowed"))]).await;
    let error = text
        .v1()
        .token()
        .refresh("my-refresh-token")
        .await
        .unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Invalid, None));
    assert!(
        matches!(v1_detail_of(&error), v1::token::ErrorDetail::Text(text) if text == "Method Not Allowed")
    );

    let list = Identity::answering([detail(422, &json!([{"msg": "not an object"}]))]).await;
    let error = list
        .v1()
        .token()
        .refresh("my-refresh-token")
        .await
        .unwrap_err();
    assert_eq!(error.vendor_message(), Some("not an object"));
    let v1::token::ErrorDetail::Validation(problems) = v1_detail_of(&error) else {
        panic!("{error:?}")
    };
    assert_eq!(problems[0].msg.as_deref(), Some("not an object"));
}

#[tokio::test]
async fn an_error_of_the_web_server_is_a_text() {
    let error = error_of(detail(405, &json!("Method Not Allowed"))).await;

    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(!error.is_retryable());
    assert_eq!(error.status(), Some(405));
    assert_eq!(error.code(), None);
    assert_eq!(error.vendor_message(), Some("Method Not Allowed"));
    let v2::token::ErrorDetail::Text(text) = detail_of(&error) else {
        panic!("{error:?}")
    };
    assert_eq!(text, "Method Not Allowed");
}

#[tokio::test]
async fn an_error_of_the_validation_is_a_list() {
    let problems = json!([
        {"loc": ["body", "filters", 3], "msg": "value is not a valid list", "type": "type_error.list"},
        {"msg": "something else"},
    ]);
    let error = error_of(detail(422, &problems)).await;

    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(!error.is_retryable());
    assert_eq!(error.status(), Some(422));
    assert_eq!(error.code(), None);
    assert_eq!(error.vendor_message(), Some("value is not a valid list"));
    let v2::token::ErrorDetail::Validation(problems) = detail_of(&error) else {
        panic!("{error:?}")
    };
    let [first, second] = &problems[..] else {
        panic!("{problems:?}")
    };
    assert_eq!(first.msg.as_deref(), Some("value is not a valid list"));
    assert_eq!(first.r#type.as_deref(), Some("type_error.list"));
    let steps = first.loc.as_ref().unwrap();
    assert!(matches!(
        &steps[..],
        [v2::token::LocationStep::Member(body), v2::token::LocationStep::Member(filters), v2::token::LocationStep::Index(3)]
            if body == "body" && filters == "filters"
    ));
    assert!(second.loc.is_none() && second.r#type.is_none());
    assert_eq!(second.msg.as_deref(), Some("something else"));
}

#[tokio::test]
async fn a_proxys_page_is_classified_by_its_status_and_kept_apart() {
    let page = "<html><h1>502 Bad Gateway</h1></html>";
    let error = error_of(ResponseTemplate::new(502).set_body_raw(page, "text/html")).await;

    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert!(error.is_retryable());
    assert_eq!(error.code(), None);
    assert_eq!(error.vendor_message(), None);
    assert!(error.vendor_body::<v2::token::ErrorBody>().is_none());
    assert_eq!(error.raw_body(), Some(page.as_bytes()));
    assert!(!format!("{error} {error:?}").contains("html>"), "{error:?}");
}

#[tokio::test]
async fn a_body_without_detail_is_left_untyped() {
    let error =
        error_of(ResponseTemplate::new(403).set_body_json(json!({"message": "Forbidden"}))).await;
    assert_eq!(error.kind(), ErrorKind::Denied);
    assert!(error.vendor_body::<v2::token::ErrorBody>().is_none());
}

#[tokio::test]
async fn a_second_factor_is_asked_for_with_status_500() {
    let message = " A second factor is needed. (user_id = user@example.com), (mfa_type = EMAIL)";
    let error = error_of(detail(
        500,
        &json!({"code": "ERROR_MFA_REQUIRED", "message": message}),
    ))
    .await;
    assert_eq!(error.kind(), ErrorKind::Interaction);
    assert!(!error.is_retryable());
    assert_eq!(error.status(), Some(500));
    assert_eq!(error.code(), Some("ERROR_MFA_REQUIRED"));
    // Which factor it is stands in the text alone.
    assert!(
        error
            .vendor_message()
            .unwrap()
            .contains("(mfa_type = EMAIL)"),
        "{error}"
    );
}

#[tokio::test]
async fn h6_a_token_in_the_text_of_an_error_is_masked() {
    let token = jwt("my-secret-token", 1_800);
    let message = format!(
        " MFA is not activated. (mfa_state = DISABLED), (access_token = {token}), (end = 1)"
    );
    let body = json!({"code": "ERROR_MFA_NOT_ACTIVATED", "message": message});
    let error = error_of(detail(500, &body)).await;

    assert_eq!(error.kind(), ErrorKind::Interaction);
    let shown = format!("{error} {error:?} {:?}", detail_of(&error));
    for part in token.split('.') {
        assert!(!shown.contains(part), "{shown}");
    }
    let text = error.vendor_message().unwrap();
    assert!(
        text.contains("MFA is not activated.") && text.contains("(end = 1)"),
        "{text}"
    );
    // Who needs the token asks for it by name.
    let v2::token::ErrorDetail::Structured(body) = detail_of(&error) else {
        panic!("{error:?}")
    };
    assert!(
        body.message
            .as_ref()
            .unwrap()
            .expose_secret()
            .contains(&token)
    );
}

#[tokio::test]
async fn v2_codes_decide_and_not_the_statuses() {
    use ErrorKind::{Denied, Interaction, Invalid, NotFound, Refused, Unavailable};
    let codes = [
        (
            Refused,
            "ERROR_AUTHENTICATE_FAILURE ERROR_AUTHENTICATION_FAILURE ERROR_INVALID_CREDENTIALS",
        ),
        (
            Refused,
            "ERROR_NOT_AUTHENTICATED ERROR_LOGIN_BLOCKED ERROR_USER_STATE_DISABLED",
        ),
        (Refused, "ERROR_APP_STATE_DISABLED ERROR_DOMAIN_STATE"),
        (Denied, "ERROR_PERMISSION_DENIED"),
        (
            Interaction,
            "ERROR_MFA_REQUIRED ERROR_MFA_NOT_ACTIVATED ERROR_INVALID_VERIFY_CODE",
        ),
        (Interaction, "ERROR_UPDATE_PASSWORD_REQUIRED"),
        (
            Invalid,
            "ERROR_INVALID_ARGUMENT ERROR_REQUIRED_PARAMETER ERROR_INVALID_PARAMETER",
        ),
        (
            Invalid,
            "ERROR_INVALID_PARAMETER_TYPE ERROR_INVALID_FORMAT ERROR_JSON_FORMAT ERROR_INVALID_GRANT_TYPE",
        ),
        (
            Invalid,
            "ERROR_INVALID_AUTHENTICATION_TYPE ERROR_REQUIRED_FIELDS ERROR_UNSUPPORTED_SERVICE",
        ),
        (Invalid, "ERROR_UNSUPPORTED_RESOURCE ERROR_UNSUPPORTED_API"),
        (NotFound, "ERROR_NOT_FOUND"),
        (
            Unavailable,
            "ERROR_UNAVAILAVBLE ERROR_GRPC_CONNECTION ERROR_GRPC_TIMEOUT ERROR_GRPC_TLS_HANDSHAKE",
        ),
        (Unavailable, "ERROR_SERVICE_NOT_FOUND ERROR_REQUEST_TIMEOUT"),
    ];
    for (kind, codes) in codes {
        for code in codes.split(' ') {
            let error = error_of(structured(500, code)).await;
            assert_eq!((error.kind(), error.code()), (kind, Some(code)));
        }
    }
}

#[tokio::test]
async fn v1_codes_decide_and_not_the_statuses() {
    use ErrorKind::{Denied, Invalid, NotFound, Refused, Unavailable};
    let codes = [
        (
            Refused,
            "ERROR_AUTHENTICATE_FAILURE ERROR_AUTHENTICATION_FAILURE ERROR_INVALID_CREDENTIALS",
        ),
        (
            Refused,
            "ERROR_NOT_AUTHENTICATED ERROR_NOT_ALLOWED_ISSUE_TOKEN_API_USER ERROR_INVALID_REFRESH_TOKEN",
        ),
        (
            Refused,
            "ERROR_REFRESH_COUNT ERROR_NOT_FOUND_PRIVATE_KEY ERROR_DOMAIN_STATE",
        ),
        (Denied, "ERROR_PERMISSION_DENIED"),
        (
            Invalid,
            "ERROR_MAX_REFRESH_COUNT ERROR_INVALID_ARGUMENT ERROR_REQUIRED_PARAMETER ERROR_INVALID_PARAMETER",
        ),
        (
            Invalid,
            "ERROR_INVALID_PARAMETER_TYPE ERROR_INVALID_FORMAT ERROR_JSON_FORMAT ERROR_UNSUPPORTED_API",
        ),
        (NotFound, "ERROR_NOT_FOUND"),
        (
            Unavailable,
            "ERROR_UNAVAILAVBLE ERROR_GRPC_CONNECTION ERROR_GRPC_TLS_HANDSHAKE ERROR_REQUEST_TIMEOUT",
        ),
    ];
    for (kind, codes) in codes {
        for code in codes.split(' ') {
            let identity = Identity::answering([structured(401, code)]).await;
            let credentials = SecretObject::from_iter([("password", "my-password")]);
            let error = identity
                .v1()
                .token()
                .issue(credentials, "domain-123")
                .await
                .unwrap_err();
            assert_eq!((error.kind(), error.code()), (kind, Some(code)));
        }
    }
}

#[tokio::test]
async fn the_status_decides_where_the_code_is_new() {
    use ErrorKind::{Conflict, Denied, Invalid, NotFound, Refused, Throttled, Unavailable};
    let statuses = [
        (400, Invalid),
        (401, Refused),
        (403, Denied),
        (404, NotFound),
        (409, Conflict),
        (429, Throttled),
        (503, Unavailable),
        (504, Unavailable),
    ];
    for (status, kind) in statuses {
        assert_eq!(
            error_of(structured(status, "ERROR_NEW")).await.kind(),
            kind,
            "{status}"
        );
    }
}

#[tokio::test]
async fn every_operation_has_its_errors_typed_and_under_its_name() {
    let identity = Identity::responding(structured(403, "ERROR_PERMISSION_DENIED")).await;
    let credentials = || SecretObject::from_iter([("password", "my-password")]);

    let token = identity.v2().token();
    let errors = [
        (
            "issue",
            token
                .issue(credentials(), "domain-123", AuthType::Local)
                .await
                .unwrap_err(),
        ),
        (
            "grant",
            token
                .grant(GrantType::RefreshToken, "t", Scope::Domain)
                .await
                .unwrap_err(),
        ),
    ];
    for (operation, error) in errors {
        assert_eq!(
            (error.operation(), error.kind()),
            (Some(operation), ErrorKind::Denied)
        );
        assert!(matches!(
            detail_of(&error),
            v2::token::ErrorDetail::Structured(_)
        ));
    }

    let token = identity.v1().token();
    let errors = [
        (
            "issue",
            token.issue(credentials(), "domain-123").await.unwrap_err(),
        ),
        ("refresh", token.refresh("t").await.unwrap_err()),
    ];
    for (operation, error) in errors {
        assert_eq!(
            (error.operation(), error.kind()),
            (Some(operation), ErrorKind::Denied)
        );
        let v1::token::ErrorDetail::Structured(body) = v1_detail_of(&error) else {
            panic!("{error:?}")
        };
        assert_eq!(body.code.as_deref(), Some("ERROR_PERMISSION_DENIED"));
    }
}

#[tokio::test]
async fn h6_an_answer_that_cannot_be_read_is_described_and_not_printed() {
    let answers = [
        ok(&json!({"access_token": "welcome"})),
        ok(&json!({"access_token": "welcome", "refresh_token": {"welcome": "hotel"}})),
        ResponseTemplate::new(200).set_body_raw("<html>welcome to the hotel</html>", "text/html"),
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
