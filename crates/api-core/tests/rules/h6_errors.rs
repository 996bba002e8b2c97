use std::error::Error as _;
use std::time::Duration;

use api_core::{ErrorKind, TransportError, TransportErrorKind};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use test_support::{MARK, assert_hidden, shown_error};

use crate::support::{OAuthError, Step, TOKEN, call, scripted};

#[tokio::test(start_paused = true)]
async fn h6_gives_everything_that_the_provider_says() {
    let body = r#"{"error":"invalid_client","error_description":"Bad client credentials","more":"unsaid"}"#;
    let headers = [("x-request-id", "r-1"), ("retry-after", "7")];
    let (client, _) = scripted([Step::with_headers(401, &headers, body)]);
    let error = client.execute(call(&TOKEN)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert_eq!(error.operation(), Some("get_token"));
    assert_eq!(error.status(), Some(401));
    assert_eq!(error.code(), Some("invalid_client"));
    assert_eq!(error.vendor_message(), Some("Bad client credentials"));
    assert_eq!(error.request_id(), Some("r-1"));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(
        error.vendor_body::<OAuthError>().unwrap().error,
        "invalid_client"
    );
    assert_eq!(error.raw_body(), Some(body.as_bytes()));
    assert!(!shown_error(&error).contains("unsaid"));
    assert_eq!(
        error.to_string(),
        "get_token: the provider refused the credential: Bad client credentials (status 401, code invalid_client, request id r-1)"
    );
}

#[tokio::test(start_paused = true)]
async fn h6_holds_every_status_but_success_to_be_an_error() {
    for status in (200..300).step_by(7) {
        let (client, _) = scripted([Step::answer(status, "{}")]);
        assert_eq!(client.execute(call(&TOKEN)).await.unwrap().status(), status);
    }
    for status in [304, 400, 404, 418, 451] {
        let (client, _) = scripted([Step::answer(status, r#"{"access_token":"t"}"#)]);
        assert_eq!(
            client.execute(call(&TOKEN)).await.unwrap_err().status(),
            Some(status)
        );
    }
}

#[tokio::test(start_paused = true)]
async fn h6_reports_a_good_status_with_an_unreadable_body() {
    let headers = [("content-type", "text/html; charset=utf-8")];
    let page = format!("<html>{MARK}</html>");
    let (client, _) = scripted([Step::with_headers(200, &headers, &page)]);
    let answer = client.execute(call(&TOKEN)).await.unwrap();
    let error = answer.json::<OAuthError>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreadable);
    for part in [
        "get_token",
        "status 200",
        "text/html; charset=utf-8",
        "25 bytes",
        "line 1 column 1",
    ] {
        assert!(error.to_string().contains(part), "{error}");
    }
    assert_hidden(&shown_error(&error));
    assert_eq!(error.raw_body(), Some(page.as_bytes()));
}

#[tokio::test(start_paused = true)]
async fn h6_maps_what_a_transport_reports() {
    for (kind, expected) in [
        (TransportErrorKind::Unsupported, ErrorKind::Configuration),
        (TransportErrorKind::Connect, ErrorKind::Connect),
        (TransportErrorKind::Tls, ErrorKind::Tls),
        (TransportErrorKind::Timeout, ErrorKind::Timeout),
        (TransportErrorKind::Broken, ErrorKind::Connect),
        (TransportErrorKind::TooLarge, ErrorKind::Unreadable),
        (TransportErrorKind::Unreadable, ErrorKind::Unreadable),
    ] {
        let fail = || Step::Fail(TransportError::new(kind).with_source("the cause"));
        let (client, _) = scripted([fail(), fail(), fail(), fail()]);
        let error = client.execute(call(&TOKEN)).await.unwrap_err();
        assert_eq!(error.kind(), expected);
        assert_eq!(
            (error.operation(), error.status()),
            (Some("get_token"), None)
        );
        let transport = error.source().unwrap();
        assert_eq!(
            transport.downcast_ref::<TransportError>().unwrap().kind(),
            kind
        );
        assert_eq!(transport.source().unwrap().to_string(), "the cause");
    }
}

#[tokio::test(start_paused = true)]
async fn h6_drops_a_cause_that_shows_a_secret_of_the_call() {
    let pair = STANDARD.encode(format!("robot:{MARK}-client-secret"));
    for cause in [
        format!("could not send apikey={MARK}-apikey"),
        format!("x-secret: {MARK}-header"),
        // As it goes out.
        format!("authorization: Basic {pair}"),
    ] {
        let error = TransportError::new(TransportErrorKind::Unreadable).with_source(cause);
        let (client, _) = scripted([Step::Fail(error)]);
        let error = client.execute(call(&TOKEN)).await.unwrap_err();
        let shown = shown_error(&error);
        assert_hidden(&shown);
        assert!(!shown.contains("cm9ib3Q6"), "{shown}");
        assert!(error.source().is_some(), "the kind stays");
    }
}

#[tokio::test(start_paused = true)]
async fn h6_masks_what_the_provider_quotes() {
    let description = format!(
        "no client for {MARK}-client-secret, apikey={MARK}-apikey, (access_token = eyJhbGciOiJSUzI1NiJ9.e30.{MARK})\u{1b}[2J"
    );
    let body =
        serde_json::json!({"error": format!("E_{MARK}-header"), "error_description": description});
    let id = format!("{MARK}-apikey");
    let headers = [("x-request-id", id.as_str())];
    let (client, _) = scripted([Step::with_headers(400, &headers, &body.to_string())]);
    let error = client.execute(call(&TOKEN)).await.unwrap_err();
    assert_hidden(&shown_error(&error));
    assert_eq!(error.code(), Some("E_***"));
    assert_eq!(error.request_id(), Some("***"));
    assert_eq!(
        error.vendor_message(),
        Some(r"no client for ***, apikey=***, (access_token = ***)\u{1b}[2J")
    );
}
