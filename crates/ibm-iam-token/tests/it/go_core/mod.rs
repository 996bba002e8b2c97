//! A counterpart for each test of IBM's Go SDK core, with the same inputs: `iam`, `assume`, `container` and `configuration` after its files, and `unwatched` for
//! what no core of IBM tests. A test has the name of the Go test.
//!
//! Where the core's behaviour is a fault, the counterpart asserts what is right, and says so. Go's live tests, which it skips, are the
//! examples of this crate: they talk to IBM where there are credentials.

mod assume;
mod configuration;
mod container;
mod iam;
mod unwatched;

use std::time::Duration;

use auth_core::TokenSource;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ibm_iam_token::{Error, ErrorKind};

use test_support::Watched;

use crate::support::{Memory, Seen, configured, fields};

/// The life of every token in Go's tests.
const LIFE: Duration = Duration::from_secs(3600);
/// Within the last tenth of a life a refresh is due, wherever a cache has put its point.
const IN_THE_WINDOW: Duration = Duration::from_secs(3300);
/// What is left of it then.
const REST: Duration = Duration::from_secs(300);
/// Go does not hand out a token with ten seconds left.
const UNTIL_10_SECONDS_BEFORE: Duration = Duration::from_secs(3590);

/// A JWT with the claims of Go's test data: it ended in 2019, and only what the answer says of its life may count.
fn ended_in_2019(name: &str) -> String {
    let part = |text: String| URL_SAFE_NO_PAD.encode(text);
    let claims = format!(
        "{{\"username\":\"hello\",\"iat\":1560277051,\"exp\":1560281819,\"jti\":\"{name}\"}}"
    );
    let header = part("{\"typ\":\"JWT\",\"alg\":\"HS256\"}".to_owned());
    format!("{header}.{}.signature", part(claims))
}

/// A cache over what properties configure, on the clock of a test and without a network.
fn watched(memory: &Memory, properties: &[(&str, &str)], files: &[(&str, &str)]) -> Watched {
    let found = configured(properties, files).unwrap();
    Watched::over(found.source_over(memory.clone()).unwrap())
}

/// The error of properties that make no source.
fn refused(properties: &[(&str, &str)]) -> Error {
    let source = configured(properties, &[]).and_then(|found| found.source());
    let error = source.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    error
}

/// Asserts that an error is about a property of the service in the tests.
#[track_caller]
fn names(error: &Error, property: &str) {
    let beginning = format!("`SVC_{property}` ");
    assert!(error.to_string().starts_with(&beginning), "{error}");
}

/// Asserts that two sources would send to the same address with the same credential.
#[track_caller]
fn same(one: &dyn TokenSource, other: &dyn TokenSource) {
    assert!(one.identity().is_some());
    assert_eq!(one.identity(), other.identity());
}

/// Asserts that a request is one that all cores agree on: its address, and its headers but for `User-Agent`.
#[track_caller]
fn as_the_cores_send_it(seen: &Seen, authorization: Option<&str>) {
    assert_eq!(seen.line, "POST https://iam.cloud.ibm.com/identity/token");
    let mut headers = fields(&[
        ("accept", "application/json"),
        ("content-type", "application/x-www-form-urlencoded"),
    ]);
    if let Some(authorization) = authorization {
        headers.insert("authorization".to_owned(), authorization.to_owned());
    }
    assert_eq!(seen.headers, headers);
}
