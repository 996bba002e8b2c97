//! What reqwest's errors mean.
//!
//! reqwest tells connecting from the rest and knows timeouts; what lies beneath is found in the chain of causes. Its texts carry the URL and are stripped of it.

mod tls;

use std::error::Error as StdError;
use std::io;
use std::iter::successors;

use crate::transport::{TlsReason, TransportError, TransportErrorKind};

/// An error before an answer began.
pub(crate) fn on_request(error: reqwest::Error) -> TransportError {
    let unsent = error.is_builder() || error.is_connect();
    let kind = if error.is_builder() || causes(&error).any(is_without_tls) {
        TransportErrorKind::Unsupported
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if causes(&error).any(is_tls) {
        TransportErrorKind::Tls
    } else if error.is_connect() {
        TransportErrorKind::Connect
    } else if causes(&error).any(is_no_http) {
        TransportErrorKind::Unreadable
    } else {
        TransportErrorKind::Broken
    };
    let reason = causes(&error).find_map(tls::reason);
    TransportError::new(kind)
        .with_unsent(unsent)
        .with_tls_reason(reason.unwrap_or(TlsReason::Other))
        .with_source(error.without_url())
}

/// An error within an answer.
pub(super) fn on_body(error: reqwest::Error) -> TransportError {
    let kind = if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if causes(&error).any(is_no_encoding) {
        TransportErrorKind::Unreadable
    } else {
        TransportErrorKind::Broken
    };
    TransportError::new(kind).with_source(error.without_url())
}

type Cause<'a> = &'a (dyn StdError + 'static);

fn causes(error: &reqwest::Error) -> impl Iterator<Item = Cause<'_>> {
    successors(Some(error as Cause<'_>), |&cause| beneath(cause))
}

/// What lies beneath an error. An `io::Error` that wraps another error names as its source what lies beneath that one, so it is opened by hand.
fn beneath(cause: Cause<'_>) -> Option<Cause<'_>> {
    let wrapped = cause
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref);
    wrapped
        .map(|wrapped| wrapped as Cause<'_>)
        .or_else(|| cause.source())
}

/// Whether a client without TLS was to speak https. The connector has no type for it.
fn is_without_tls(cause: Cause<'_>) -> bool {
    cause.to_string() == "invalid URL, scheme is not http"
}

/// Whether the parties cannot agree or do not trust each other. A connection that merely ends while they talk about it is none of that.
fn is_tls(cause: Cause<'_>) -> bool {
    is_rustls(cause) || is_native_tls(cause)
}

/// rustls's errors come as the content of an `io::Error` of this kind, and nothing else does before a body.
fn is_rustls(cause: Cause<'_>) -> bool {
    let cause = cause.downcast_ref::<io::Error>();
    cause.is_some_and(|error| {
        error.kind() == io::ErrorKind::InvalidData
            && error
                .get_ref()
                .is_some_and(|inner| !inner.is::<io::Error>())
    })
}

#[cfg(feature = "native-tls")]
fn is_native_tls(cause: Cause<'_>) -> bool {
    // Where the platform's library is OpenSSL, an alert that comes after the handshake has no type that could be named here, and the end of a connection has
    // no cause.
    const ALERT: &str = "SSL routines:";
    const END: &str = "unexpected EOF";
    match cause.downcast_ref::<native_tls::Error>() {
        Some(error) => {
            let ended = error.source().is_some_and(<dyn StdError>::is::<io::Error>)
                || error.to_string() == END;
            !ended
        }
        None => cause.to_string().contains(ALERT),
    }
}

#[cfg(not(feature = "native-tls"))]
const fn is_native_tls(_cause: Cause<'_>) -> bool {
    false
}

/// Whether something answered that does not speak HTTP.
fn is_no_http(cause: Cause<'_>) -> bool {
    cause
        .downcast_ref::<hyper::Error>()
        .is_some_and(hyper::Error::is_parse)
}

/// Whether the body is not encoded in the way that it says.
fn is_no_encoding(cause: Cause<'_>) -> bool {
    cause.downcast_ref::<io::Error>().is_some_and(|error| {
        matches!(
            error.kind(),
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput
        )
    })
}
