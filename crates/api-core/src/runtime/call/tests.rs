use auth_core::ErrorKind;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::Method;

use super::*;
use crate::runtime::{ErrorMap, Repeat, Segment, no_vendor_body};

static OPERATION: Operation = Operation {
    id: "test",
    method: Method::POST,
    paths: &[&[Segment::Text("/a/"), Segment::Parameter(0)]],
    repeat: Repeat::Safe,
    never_retry: &[],
    also_retry: &[],
    errors: &ErrorMap::NONE,
    vendor_body: no_vendor_body,
};

fn call() -> Call {
    Call::new(&OPERATION)
}

fn authorization(id: &str, secret: &str, encoding: BasicEncoding) -> Result<String, Error> {
    let credentials = ClientCredentials::new(id, secret);
    let call = call().basic("client", &credentials, encoding)?;
    let value = &call.headers[header::AUTHORIZATION];
    assert!(value.is_sensitive());
    let pair = BASE64_STANDARD.decode(value.to_str().unwrap().strip_prefix("Basic ").unwrap());
    Ok(String::from_utf8(pair.unwrap()).unwrap())
}

#[test]
fn h5_writes_basic_credentials_as_the_vendor_reads_them() {
    use BasicEncoding::{Form, Raw};

    // RFC 7617's own example, and IBM's literal for `bx:bx`.
    assert_eq!(
        authorization("Aladdin", "open sesame", Raw).unwrap(),
        "Aladdin:open sesame"
    );
    let bx = call()
        .basic("client", &ClientCredentials::new("bx", "bx"), Raw)
        .unwrap();
    assert_eq!(bx.headers[header::AUTHORIZATION], "Basic Yng6Yng=");

    let (id, secret) = ("app:1+&=%/~", "p+q%41 r:ä");
    assert_eq!(
        authorization("plain+id", secret, Raw).unwrap(),
        "plain+id:p+q%41 r:ä"
    );
    assert_eq!(
        authorization(id, secret, Form).unwrap(),
        "app%3A1%2B%26%3D%25%2F~:p%2Bq%2541%20r%3A%C3%A4"
    );
    assert_eq!(
        authorization("cf", "", Raw).unwrap(),
        "cf:",
        "a public client has no secret"
    );
}

#[test]
fn h5_refuses_what_basic_cannot_carry() {
    let refused =
        |id, secret, encoding| authorization(id, secret, encoding).unwrap_err().to_string();
    assert_eq!(
        refused("a:b", "s3cret", BasicEncoding::Raw),
        "`client` has an id with a colon, which this provider's Basic scheme cannot carry"
    );
    for encoding in [BasicEncoding::Form, BasicEncoding::Raw] {
        for (id, secret) in [("a\nb", "s3cret"), ("ab", "s3cret\r\n"), ("ab", "s3cret\0")] {
            let shown = refused(id, secret, encoding);
            assert_eq!(
                shown,
                "`client` holds a control character, such as a line feed at its end"
            );
        }
    }
}

#[test]
fn h5_refuses_credentials_that_cannot_stand_in_a_header() {
    for token in [
        "s3cret\n",
        "s3cret x",
        "s3cret=x",
        "=",
        "",
        "s3cr\u{e4}t",
        "\"s3cret\"",
    ] {
        let error = call().bearer("access_token", &token.into()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().starts_with("`access_token` "), "{error}");
        assert!(!format!("{error:?}").contains("s3cr"), "{error:?}");
    }
    for secret in ["s3cret\r\nx: y", "s3cret\u{7f}", ""] {
        let error = call()
            .secret_header("x-api-key", &secret.into())
            .unwrap_err();
        assert!(error.to_string().starts_with("`x-api-key` "), "{error}");
        assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
    }
}

#[test]
fn h5_marks_credentials_sensitive() {
    let call = call()
        .bearer("token", &"abc-._~+/==".into())
        .and_then(|call| call.secret_header("x-api-key", &"s3cret key".into()))
        .and_then(|call| call.header("x-plain", "plain"))
        .unwrap();
    assert_eq!(call.headers[header::AUTHORIZATION], "Bearer abc-._~+/==");
    assert_eq!(call.headers["x-api-key"], "s3cret key");
    assert!(
        call.headers[header::AUTHORIZATION].is_sensitive()
            && call.headers["x-api-key"].is_sensitive()
    );
    assert!(!call.headers["x-plain"].is_sensitive());
}

#[test]
fn h4_refuses_path_parameters_that_would_name_another_path() {
    for value in ["", ".", ".."] {
        let error = call().path("id", value).unwrap_err();
        assert!(error.to_string().starts_with("`id` "), "{error}");
    }
    let call = call().path("id", "a/../b?c#d%2e ä").unwrap();
    assert_eq!(call.parameters, ["a%2F..%2Fb%3Fc%23d%252e%20%C3%A4"]);
}

#[test]
fn h4_encodes_queries() {
    let call = call()
        .query("version", "2022-03-01")
        .query("q", "a&b=c d+ä");
    assert_eq!(call.query, "version=2022-03-01&q=a%26b%3Dc%20d%2B%C3%A4");
}

#[test]
fn h4_refuses_headers_that_would_be_several() {
    for (name, value) in [("x-name", "a\r\nx: y"), ("x-name", "ä"), ("x name", "a")] {
        assert_eq!(
            call().header(name, value).unwrap_err().kind(),
            ErrorKind::Configuration
        );
    }
    let tenants = ["a".to_owned(), "b".to_owned()];
    let listed = call().header_list("ibm-cloud-tenant", &tenants).unwrap();
    assert_eq!(listed.headers["ibm-cloud-tenant"], "a,b");
    assert!(
        call()
            .header_list("x-none", &[])
            .unwrap()
            .headers
            .is_empty()
    );
}

#[test]
fn reads_an_answer_that_other_means_have_carried() {
    let response = |status: u16, body: &'static str| {
        Response::builder()
            .status(status)
            .body(Bytes::from_static(body.as_bytes()))
            .unwrap()
    };
    let call = || call().bearer("token", &"s3cret-token".into()).unwrap();
    assert_eq!(
        call()
            .answer(response(200, "[1]"))
            .unwrap()
            .json::<Vec<u8>>()
            .unwrap(),
        [1]
    );
    assert_eq!(call().answer(response(204, "")).unwrap().status(), 204);
    let error = call().answer(response(403, "")).unwrap_err();
    assert_eq!(
        (error.kind(), error.operation()),
        (ErrorKind::Denied, Some("test"))
    );
}

#[test]
fn g14_shows_no_secret_of_a_call() {
    let call = call()
        .path("id", "p4th")
        .and_then(|call| call.bearer("token", &"s3cret-token".into()))
        .and_then(|call| Ok(call.form(Form::new().secret("apikey", &"s3cret-key".into())?)))
        .unwrap();
    let shown = format!("{call:?}");
    assert!(
        !shown.contains("s3cret") && !shown.contains("p4th"),
        "{shown}"
    );
}
