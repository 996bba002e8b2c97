//! What IAM's errors become.

use std::time::Duration;

use auth_core::{Attempt, TokenSource};
use ibm_iam_token::iam::{
    AssumeProfile, AssumeSubject, ComputeResourceProfile, DelegatedResponseType, IamError,
    OidcExceptionResponse, TraceErrorResponse,
};
use ibm_iam_token::{ClientCredentials, Error, ErrorKind, ExposeSecret};
use serde_json::json;
use test_support::ok;
use wiremock::ResponseTemplate;

use crate::support::{Iam, bx, exception};

/// The error that an answer becomes.
async fn error_of(answer: ResponseTemplate) -> Error {
    let iam = Iam::answering([answer]).await;
    let error = iam
        .client
        .get_token_api_key("my-api-key")
        .await
        .unwrap_err();
    assert_eq!(iam.sent().await.len(), 1);
    error
}

fn exception_of(error: &Error) -> &OidcExceptionResponse {
    match error.vendor_body() {
        Some(IamError::Exception(body)) => body,
        other => panic!("no exception: {other:?}"),
    }
}

fn trace_of(error: &Error) -> &TraceErrorResponse {
    match error.vendor_body() {
        Some(IamError::Trace(body)) => body,
        other => panic!("no trace: {other:?}"),
    }
}

#[tokio::test]
async fn a_wrong_api_key_is_a_refusal_though_its_status_is_400() {
    let error = error_of(ResponseTemplate::new(400).set_body_json(json!({
        "context": {
            "requestId": "my-request-1",
            "requestType": "incoming.Identity_Token",
            "userAgent": "my-agent",
            "clientIp": "192.0.2.7",
            "url": "https://iam.cloud.ibm.com",
            "instanceId": "my-instance",
            "threadId": "my-thread",
            "host": "my-host",
            "startTime": "01.01.2026 00:00:00:000 UTC",
            "endTime": "01.01.2026 00:00:00:012 UTC",
            "elapsedTime": "12",
            "locale": "en_US",
            "clusterName": "my-cluster",
        },
        "errorCode": "BXNIM0415E",
        "errorMessage": "No such API key.",
    })))
    .await;

    assert_eq!(error.kind(), ErrorKind::Refused);
    assert!(!error.is_retryable());
    assert_eq!(error.status(), Some(400));
    assert_eq!(error.code(), Some("BXNIM0415E"));
    assert_eq!(error.vendor_message(), Some("No such API key."));
    assert_eq!(error.request_id(), Some("my-request-1"));
    assert_eq!(error.operation(), Some("getTokenApiKey"));
    assert_eq!(error.retry_after(), None);

    let body = exception_of(&error);
    assert_eq!(body.error_code, "BXNIM0415E");
    assert_eq!(body.error_message.as_deref(), Some("No such API key."));
    assert_eq!(body.error_details, None);
    assert!(body.requirements.is_none());
    let context = body.context.as_ref().unwrap();
    let texts = [
        (&context.request_id, "my-request-1"),
        (&context.request_type, "incoming.Identity_Token"),
        (&context.user_agent, "my-agent"),
        (&context.client_ip, "192.0.2.7"),
        (&context.url, "https://iam.cloud.ibm.com"),
        (&context.instance_id, "my-instance"),
        (&context.thread_id, "my-thread"),
        (&context.host, "my-host"),
        (&context.start_time, "01.01.2026 00:00:00:000 UTC"),
        (&context.end_time, "01.01.2026 00:00:00:012 UTC"),
        (&context.elapsed_time, "12"),
        (&context.locale, "en_US"),
        (&context.cluster_name, "my-cluster"),
    ];
    for (text, expected) in texts {
        assert_eq!(text.as_deref(), Some(expected));
    }
}

#[tokio::test]
async fn a_login_that_lacks_something_asks_for_interaction_and_says_what() {
    let error = error_of(ResponseTemplate::new(401).set_body_json(json!({
        "errorCode": "BXNIM0400E",
        "errorMessage": "The login failed.",
        "errorDetails": "The external login failed.",
        "requirements": {
            "error": "The account is locked for 30 minutes.",
            "code": "SoftLayer_Exception_User_Customer_AccountLocked",
            "authorizationToken": "my-authorization-token",
        },
    })))
    .await;

    assert_eq!(error.kind(), ErrorKind::Interaction);
    assert!(!error.is_retryable());
    assert_eq!(error.status(), Some(401));
    assert_eq!(error.code(), Some("BXNIM0400E"));
    assert_eq!(error.vendor_message(), Some("The login failed."));
    assert_eq!(error.request_id(), None);

    let body = exception_of(&error);
    assert!(body.context.is_none());
    assert_eq!(
        body.error_details.as_deref(),
        Some("The external login failed.")
    );
    let requirements = body.requirements.as_ref().unwrap();
    assert_eq!(
        requirements.error.as_deref(),
        Some("The account is locked for 30 minutes.")
    );
    assert_eq!(
        requirements.code.as_deref(),
        Some("SoftLayer_Exception_User_Customer_AccountLocked")
    );
    let token = requirements.authorization_token.as_ref().unwrap();
    assert_eq!(token.expose_secret(), "my-authorization-token");
}

#[tokio::test]
async fn an_error_with_a_trace_is_read_as_well() {
    let error = error_of(ResponseTemplate::new(401).set_body_json(json!({
        "trace": "my-trace-1",
        "errors": [
            {"code": "invalid_access_token", "message": "The token is not valid."},
            {"code": "another", "message": "And this."},
        ],
        "status_code": 401,
    })))
    .await;

    assert_eq!(error.kind(), ErrorKind::Refused);
    assert!(!error.is_retryable());
    assert_eq!(error.status(), Some(401));
    assert_eq!(error.code(), Some("invalid_access_token"));
    assert_eq!(error.vendor_message(), Some("The token is not valid."));
    assert_eq!(error.request_id(), Some("my-trace-1"));

    let body = trace_of(&error);
    assert_eq!(body.trace.as_deref(), Some("my-trace-1"));
    assert_eq!(body.status_code, Some(401));
    let errors: Vec<_> = body
        .errors
        .iter()
        .map(|one| (one.code.as_deref(), one.message.as_deref()))
        .collect();
    assert_eq!(
        errors,
        [
            (
                Some("invalid_access_token"),
                Some("The token is not valid.")
            ),
            (Some("another"), Some("And this.")),
        ]
    );
}

#[tokio::test]
async fn an_error_that_is_short_of_members_is_read_as_far_as_it_goes() {
    let error =
        error_of(ResponseTemplate::new(409).set_body_json(json!({"errorCode": "BXNIM9999E"})))
            .await;
    assert_eq!(error.kind(), ErrorKind::Conflict);
    assert_eq!(error.code(), Some("BXNIM9999E"));
    assert_eq!(error.vendor_message(), None);
    assert_eq!(exception_of(&error).error_message, None);

    let error = error_of(ResponseTemplate::new(404).set_body_json(json!({"errors": []}))).await;
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(error.code(), None);
    assert!(trace_of(&error).errors.is_empty());
}

#[tokio::test]
async fn a_gateways_text_is_classified_by_its_status_and_kept_apart() {
    let busy = ResponseTemplate::new(429)
        .insert_header("Retry-After", "7")
        .set_body_string("Too many requests");
    let error = error_of(busy).await;
    assert_eq!(error.kind(), ErrorKind::Throttled);
    assert!(error.is_retryable());
    assert_eq!(error.status(), Some(429));
    assert_eq!(error.code(), None);
    assert_eq!(error.vendor_message(), None);
    assert_eq!(error.request_id(), None);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    assert!(error.vendor_body::<IamError>().is_none());
    assert_eq!(error.raw_body(), Some(&b"Too many requests"[..]));
    assert!(!error.to_string().contains("Too many"), "{error}");
}

#[tokio::test]
async fn a_gateways_html_is_classified_by_its_status_and_kept_apart() {
    let page = "<html><h1>502 Bad Gateway</h1></html>";
    for status in [500, 502, 503, 504] {
        let error = error_of(ResponseTemplate::new(status).set_body_raw(page, "text/html")).await;
        assert_eq!(error.kind(), ErrorKind::Unavailable, "{status}");
        assert!(error.is_retryable());
        assert_eq!(error.status(), Some(status));
        assert_eq!(error.code(), None);
        assert!(error.vendor_body::<IamError>().is_none());
        assert_eq!(error.raw_body(), Some(page.as_bytes()));
        assert!(!format!("{error} {error:?}").contains("html>"), "{error:?}");
    }
}

#[tokio::test]
async fn the_codes_decide_and_not_the_statuses() {
    use ErrorKind::{Denied, Interaction, Invalid, Refused};
    let codes = [
        ("BXNIM0415E", Refused),
        ("BXNIM0602E", Refused),
        ("BXNIM0308E", Refused),
        ("BXNIM0407E", Refused),
        ("BXNIM0408E", Refused),
        ("BXNIM0439E", Refused),
        ("BXNIM0137E", Refused),
        ("BXNIMO137E", Refused),
        ("BXNIM0139E", Refused),
        ("BXNIM0421E", Refused),
        ("BXNIM0141E", Denied),
        ("BXNIM0400E", Interaction),
        ("BXNIM0106E", Invalid),
        ("BXNIM0109E", Invalid),
    ];
    for (code, kind) in codes {
        for status in [400, 401, 404] {
            let error = error_of(exception(status, code)).await;
            assert_eq!((error.kind(), error.code()), (kind, Some(code)), "{status}");
            assert!(!error.is_retryable());
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
        (500, Unavailable),
    ];
    for (status, kind) in statuses {
        let error = error_of(exception(status, "BXNIM9999E")).await;
        assert_eq!(error.kind(), kind, "{status}");
        assert_eq!(exception_of(&error).error_code, "BXNIM9999E");
    }
}

#[tokio::test]
async fn the_transaction_id_of_the_header_names_a_request_whose_body_does_not() {
    let marked =
        |answer: ResponseTemplate| answer.insert_header("Transaction-Id", "my-transaction-1");
    assert_eq!(
        error_of(marked(exception(400, "BXNIM0415E")))
            .await
            .request_id(),
        Some("my-transaction-1")
    );
    assert_eq!(
        error_of(marked(ResponseTemplate::new(502)))
            .await
            .request_id(),
        Some("my-transaction-1")
    );
}

#[tokio::test]
async fn every_operation_has_its_errors_typed_and_under_its_name() {
    let iam = Iam::responding(exception(403, "BXNIM0141E")).await;
    let client = &iam.client;
    let profile = || AssumeProfile::Id("my-profile".into());
    let alone = DelegatedResponseType::DelegatedRefreshToken;
    let errors = [
        ("getTokenApiKey", client.get_token_api_key("k").await),
        (
            "getTokenApiKeyDelegatedRefreshToken",
            client
                .get_token_api_key_delegated_refresh_token("k", alone, ["r"])
                .await,
        ),
        (
            "getTokenAssume",
            client
                .get_token_assume(AssumeSubject::Cookie("c".into()), profile())
                .await,
        ),
        (
            "getTokenCrToken",
            client
                .get_token_cr_token("t", ComputeResourceProfile::Name("p".into()))
                .await,
        ),
        (
            "getTokenIamAuthz",
            client.get_token_iam_authz("t", "crn-crn").await,
        ),
        (
            "getTokenPassword",
            client.get_token_password("u", "p", bx()).await,
        ),
        (
            "getTokenPasscode",
            client.get_token_passcode("p", bx()).await,
        ),
        (
            "getTokenRefreshToken",
            client.get_token_refresh_token("t", bx()).await,
        ),
        (
            "redeemDelegatedRefreshToken",
            client.redeem_delegated_refresh_token("t", bx()).await,
        ),
    ];
    for (operation, answer) in errors {
        let error = answer.unwrap_err();
        assert_eq!(error.operation(), Some(operation));
        assert_eq!(error.kind(), ErrorKind::Denied);
        assert_eq!(exception_of(&error).error_code, "BXNIM0141E");
    }
}

#[tokio::test]
async fn h6_an_answer_that_cannot_be_read_is_described_and_not_printed() {
    let answers = [
        ResponseTemplate::new(200).set_body_raw("<html>welcome to the hotel</html>", "text/html"),
        ResponseTemplate::new(200).set_body_string(""),
        ok(&json!({"access_token": {"welcome": "hotel"}})),
        ok(&json!({"access_token": "welcome", "expiration": "hotel"})),
        ok(&json!(["welcome", "hotel"])),
    ];
    for answer in answers {
        let error = error_of(answer).await;
        assert_eq!(error.kind(), ErrorKind::Unreadable);
        assert!(!error.is_retryable());
        assert_eq!(error.status(), Some(200));
        let text = format!("{error} {error:?}");
        assert!(
            !text.contains("welcome") && !text.contains("hotel"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_grant_whose_answer_lacks_the_access_token_says_so() {
    let iam = Iam::answering([ok(&json!({"delegated_refresh_token": "my-token"}))]).await;
    let source = iam.client.get_token_api_key("my-api-key");
    let error = source.request(Attempt::Primary).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreadable);
    assert!(error.to_string().contains("access_token"), "{error}");
}

#[tokio::test]
async fn h5_a_credential_that_cannot_be_meant_is_refused_before_anything_is_sent() {
    let iam = Iam::answering([]).await;
    let client = &iam.client;
    let receivers = |receiver: &str| {
        let alone = DelegatedResponseType::DelegatedRefreshToken;
        client.get_token_api_key_delegated_refresh_token("k", alone, [receiver])
    };
    let unusable = [
        (
            "apikey",
            client.get_token_api_key("read-from-a-file\n").await,
        ),
        ("apikey", client.get_token_api_key("").await),
        (
            "password",
            client.get_token_password("u", "tab\tbed", bx()).await,
        ),
        (
            "client",
            client
                .get_token_password("u", "p", ClientCredentials::new("with:colon", "s"))
                .await,
        ),
        (
            "client",
            client
                .get_token_password("u", "p", ClientCredentials::new("c", "line\r\nfeed"))
                .await,
        ),
        (
            "Transaction-Id",
            client
                .get_token_api_key("k")
                .transaction_id("line\r\nfeed")
                .await,
        ),
        (
            "ibm-cloud-tenant",
            client
                .get_token_api_key("k")
                .ibm_cloud_tenant(["line\r\nfeed"])
                .await,
        ),
        (
            "ibm-cloud-tenant",
            client
                .get_token_api_key("k")
                .ibm_cloud_tenant(["one,two"])
                .await,
        ),
        ("receiver_client_ids", receivers("one,two").await),
    ];
    for (field, answer) in unusable {
        let error = answer.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{field}");
        assert!(error.to_string().contains(&format!("`{field}`")), "{error}");
    }
    assert_eq!(iam.sent().await, []);
}
