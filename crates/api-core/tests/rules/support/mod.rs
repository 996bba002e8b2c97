//! A service to call, a transport that follows a script, and servers of raw bytes.

mod scripted;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod secure;
#[cfg(feature = "reqwest")]
mod server;
mod tokens;

use api_core::runtime::{
    BasicEncoding, Call, ErrorAnswer, ErrorMap, Form, Method, Operation, Repeat, Segment, Service,
    Unserved,
};
use api_core::{Client, ClientBuilder, ClientCredentials, Error, ErrorKind};
use serde::Deserialize;
use test_support::MARK;

pub(crate) use self::scripted::{Scripted, Seen, Step};
#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub(crate) use self::secure::{Authority, NOW, Pair, Years, serve};
#[cfg(feature = "reqwest")]
pub(crate) use self::server::{Server, answer};
pub(crate) use self::tokens::{Tokens, token};

pub(crate) static SERVICE: Service = Service {
    product: "test-client/1.2.3",
    base_url: Some("https://api.example.com"),
    path_styles: &[],
    unserved: None,
};

pub(crate) static STYLED: Service = Service {
    product: "test-client/1.2.3",
    base_url: Some("https://api.example.com"),
    path_styles: &["documented", "deployed"],
    unserved: Some(Unserved {
        status: 404,
        string_at: "/detail",
    }),
};

static ERRORS: ErrorMap = ErrorMap {
    code: &["/error", "/detail/code"],
    message: &["/error_description", "/detail/message"],
    request_id: &["/request_id"],
    request_id_header: Some("x-request-id"),
    kinds: &[
        ("invalid_client", ErrorKind::Refused),
        ("slow_down", ErrorKind::Throttled),
    ],
};

/// The typed body of this service's errors.
#[derive(Debug, Deserialize)]
pub(crate) struct OAuthError {
    pub(crate) error: String,
}

const fn operation(id: &'static str, repeat: Repeat) -> Operation {
    Operation {
        id,
        method: Method::POST,
        paths: &[&[Segment::Text("/v2/token")], &[Segment::Text("/token")]],
        repeat,
        never_retry: &[],
        also_retry: &[],
        errors: &ERRORS,
        vendor_body: ErrorAnswer::json::<OAuthError>,
    }
}

/// Safe to repeat.
pub(crate) static TOKEN: Operation = operation("get_token", Repeat::Safe);
/// Not safe to repeat.
pub(crate) static CREATE: Operation = operation("create_thing", Repeat::Unsent);

/// A call with a credential in each place where one can stand.
pub(crate) fn call(operation: &'static Operation) -> Call {
    filled(operation).unwrap()
}

fn filled(operation: &'static Operation) -> Result<Call, Error> {
    let credentials = ClientCredentials::new("robot", format!("{MARK}-client-secret"));
    let form = Form::new()
        .text("grant_type", "client_credentials")
        .secret("apikey", &format!("{MARK}-apikey").into())?;
    let call = Call::new(operation)
        .basic("client", &credentials, BasicEncoding::Form)?
        .secret_header("x-secret", &format!("{MARK}-header").into())?;
    Ok(call.form(form))
}

pub(crate) fn scripted(steps: impl IntoIterator<Item = Step>) -> (Client, Scripted) {
    build(ClientBuilder::new(&SERVICE), steps)
}

pub(crate) fn build(
    builder: ClientBuilder,
    steps: impl IntoIterator<Item = Step>,
) -> (Client, Scripted) {
    let transport = Scripted::new(steps);
    (
        builder.transport(transport.clone()).build().unwrap(),
        transport,
    )
}
