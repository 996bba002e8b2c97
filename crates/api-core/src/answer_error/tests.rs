use http::Method;
use serde::Deserialize;

use super::*;
use crate::runtime::{Repeat, Segment, VendorBody};

#[derive(Debug, Deserialize, PartialEq)]
struct Detail {
    detail: Inner,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Inner {
    code: String,
}

static OPERATION: Operation = Operation {
    id: "issue",
    method: Method::POST,
    paths: &[&[Segment::Text("/issue")]],
    repeat: Repeat::Safe,
    never_retry: &[],
    also_retry: &[],
    errors: &ErrorMap {
        code: &["/detail/code", "/errorCode", "/errors/0/code"],
        message: &["/detail/message", "/errorMessage"],
        request_id: &["/context/requestId"],
        request_id_header: Some("x-request-id"),
        kinds: &[
            ("ERROR_MFA_REQUIRED", ErrorKind::Interaction),
            ("BXNIM0415E", ErrorKind::Refused),
            ("4290", ErrorKind::Throttled),
        ],
    },
    vendor_body: |answer| -> VendorBody {
        if answer.status() == 500 {
            answer.json::<Detail>()
        } else {
            None
        }
    },
};

fn respond(status: u16, headers: &[(&'static str, &str)], body: &str) -> Response<Bytes> {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response
        .body(Bytes::copy_from_slice(body.as_bytes()))
        .unwrap()
}

fn refusal(status: u16, headers: &[(&'static str, &str)], body: &str) -> Refusal {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
    read(
        &OPERATION,
        &respond(status, headers, body),
        &Mask::default(),
        false,
        now,
    )
}

fn error(status: u16, headers: &[(&'static str, &str)], body: &str) -> Error {
    refusal(status, headers, body).error
}

#[test]
fn h6_takes_the_kind_from_the_code_first_and_the_status_second() {
    let mfa = refusal(
        500,
        &[],
        r#"{"detail":{"code":"ERROR_MFA_REQUIRED","message":" MFA is required."}}"#,
    );
    assert_eq!(mfa.coded, Some(ErrorKind::Interaction));
    assert_eq!(mfa.error.kind(), ErrorKind::Interaction);
    assert_eq!(mfa.error.code(), Some("ERROR_MFA_REQUIRED"));
    assert_eq!(mfa.error.vendor_message(), Some("MFA is required."));
    assert_eq!(mfa.error.status(), Some(500));

    let unlisted = refusal(403, &[], r#"{"errorCode":"BXNIM9999E"}"#);
    assert_eq!(unlisted.coded, None);
    assert_eq!(unlisted.error.kind(), ErrorKind::Denied);
    assert_eq!(unlisted.error.code(), Some("BXNIM9999E"));

    assert_eq!(
        error(400, &[], r#"{"errorCode":"BXNIM0415E"}"#).kind(),
        ErrorKind::Refused
    );
    assert_eq!(
        error(400, &[], r#"{"errors":[{"code":4290}]}"#).kind(),
        ErrorKind::Throttled
    );
}

#[test]
fn h6_knows_what_each_status_means() {
    for (status, kind) in [
        (302, ErrorKind::Unreadable),
        (304, ErrorKind::Unreadable),
        (400, ErrorKind::Invalid),
        (401, ErrorKind::Refused),
        (403, ErrorKind::Denied),
        (404, ErrorKind::NotFound),
        (405, ErrorKind::Invalid),
        (408, ErrorKind::Timeout),
        (409, ErrorKind::Conflict),
        (410, ErrorKind::NotFound),
        (422, ErrorKind::Invalid),
        (425, ErrorKind::Unavailable),
        (429, ErrorKind::Throttled),
        (499, ErrorKind::Unavailable),
        (500, ErrorKind::Unavailable),
        (501, ErrorKind::Invalid),
        (502, ErrorKind::Unavailable),
        (503, ErrorKind::Unavailable),
        (504, ErrorKind::Unavailable),
        (599, ErrorKind::Unavailable),
    ] {
        assert_eq!(error(status, &[], "").kind(), kind, "{status}");
    }
}

#[test]
fn h6_reads_errors_of_every_shape_and_of_none() {
    // A routing error of FastAPI, a list of FastAPI, a gateway's page, a BOM, nothing.
    assert_eq!(error(404, &[], r#"{"detail":"Not Found"}"#).code(), None);
    assert_eq!(
        error(422, &[], r#"{"detail":[{"loc":["body"]}]}"#).code(),
        None
    );
    assert_eq!(error(502, &[], "<html>").code(), None);
    assert_eq!(
        error(400, &[], "\u{feff}{\"errorCode\":\"X\"}").code(),
        Some("X")
    );
    let empty = error(403, &[], "");
    assert_eq!((empty.code(), empty.raw_body()), (None, None));
    // An empty code is none, and the next place counts.
    assert_eq!(
        error(400, &[], r#"{"detail":{"code":""},"errorCode":"B"}"#).code(),
        Some("B")
    );
}

#[test]
fn h6_takes_the_request_id_from_the_header_or_the_body() {
    let body = r#"{"context":{"requestId":"in-body"}}"#;
    assert_eq!(
        error(400, &[("x-request-id", "in-header")], body).request_id(),
        Some("in-header")
    );
    assert_eq!(
        error(400, &[("x-request-id", "")], body).request_id(),
        Some("in-body")
    );
    assert_eq!(error(400, &[], "{}").request_id(), None);
}

#[test]
fn h6_gives_the_typed_and_the_raw_body_only_through_accessors() {
    let body = r#"{"detail":{"code":"ERROR_UNKNOWN","marker":"in-the-body"}}"#;
    let error = error(500, &[], body);
    let typed = error.vendor_body::<Detail>().unwrap();
    assert_eq!(typed.detail.code, "ERROR_UNKNOWN");
    assert_eq!(error.raw_body(), Some(body.as_bytes()));
    assert!(!format!("{error:?} {error}").contains("in-the-body"));
}

#[test]
fn h6_masks_and_bounds_every_field_that_a_server_fills() {
    let mut mask = Mask::default();
    mask.add("s3cr3t-key".into());
    let long = "x".repeat(2000);
    let body = serde_json::json!({
        "errorCode": format!("E-s3cr3t-key\n{long}"),
        "errorMessage": format!("no key s3cr3t-key\r\n{long}"),
        "context": {"requestId": format!("s3cr3t-key{long}")},
    });
    let response = respond(400, &[], &body.to_string());
    let error = read(&OPERATION, &response, &mask, false, SystemTime::UNIX_EPOCH).error;
    assert!(!format!("{error:?} {error}").contains("s3cr3t"));
    assert!(error.code().unwrap().starts_with(r"E-***\nxxx"));
    assert_eq!(error.code().unwrap().chars().count(), LONGEST_NAME + 1);
    assert!(
        error
            .vendor_message()
            .unwrap()
            .starts_with(r"no key ***\r\nxxx")
    );
    assert_eq!(
        error.vendor_message().unwrap().chars().count(),
        LONGEST_MESSAGE + 1
    );
    assert_eq!(
        error.request_id().unwrap().chars().count(),
        LONGEST_NAME + 1
    );
}

#[test]
fn h1_says_that_a_redirect_is_not_followed_and_only_whither() {
    let location = [(
        "location",
        "https://user:pw@other.example:8443/login?key=s3cret",
    )];
    assert_eq!(
        error(307, &location, "").to_string(),
        "the answer is a redirect to https://other.example:8443, and redirects are never followed (status 307)"
    );
    assert_eq!(
        error(302, &[("location", "/login?key=s3cret")], "").to_string(),
        "the answer is a redirect, and redirects are never followed (status 302)"
    );
}

#[test]
fn h3_reads_retry_after_as_seconds_and_as_a_date() {
    let after = |value: &str| error(429, &[("retry-after", value)], "").retry_after();
    assert_eq!(after("2"), Some(Duration::from_secs(2)));
    assert_eq!(after(" 0 "), Some(Duration::ZERO));
    assert_eq!(after("99999999999999999999999"), Some(LONGEST_RETRY_AFTER));
    assert_eq!(
        after("Sun, 06 Nov 1994 08:49:47 GMT"),
        Some(Duration::from_secs(10))
    );
    assert_eq!(after("Sun, 06 Nov 1994 08:00:00 GMT"), Some(Duration::ZERO));
    assert_eq!(
        after("Sat, 06 Nov 2094 08:00:00 GMT"),
        Some(LONGEST_RETRY_AFTER)
    );
    assert_eq!(after("soon"), None);
    assert_eq!(after("-1"), None);
    assert_eq!(after(""), None);
    // The server's own clock decides where it tells it.
    let headers = [
        ("retry-after", "Sat, 22 Nov 2036 10:00:30 GMT"),
        ("date", "Sat, 22 Nov 2036 10:00:00 GMT"),
    ];
    assert_eq!(
        error(503, &headers, "").retry_after(),
        Some(Duration::from_secs(30))
    );
}
