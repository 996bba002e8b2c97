//! Errors, made of answers that did not come.

use std::borrow::Cow;
use std::error::Error as StdError;

use auth_core::{Error, ErrorKind};

use crate::mask::Mask;
use crate::transport::{TlsReason, TransportError, TransportErrorKind};

/// The error of an attempt that brought no answer.
pub(crate) fn read(failure: TransportError, mask: &Mask, body_limit: usize) -> Error {
    let (kind, message) = describe(&failure, body_limit);
    let error = Error::new(kind, message);
    if failure.source().is_none() {
        return error;
    }
    // A transport is told to keep secrets out of its causes. One that does not loses them.
    if shows_secret(&failure, mask) {
        return error.with_source(failure.without_source());
    }
    error.with_source(failure)
}

fn describe(failure: &TransportError, body_limit: usize) -> (ErrorKind, Cow<'static, str>) {
    match failure.kind() {
        TransportErrorKind::Unsupported => (
            ErrorKind::Configuration,
            "the transport cannot carry this request".into(),
        ),
        TransportErrorKind::Connect => (ErrorKind::Connect, "no connection to the server".into()),
        TransportErrorKind::Tls => (ErrorKind::Tls, distrust(failure.tls_reason()).into()),
        TransportErrorKind::Timeout => (ErrorKind::Timeout, "no answer in time".into()),
        TransportErrorKind::Broken => (
            ErrorKind::Connect,
            "the connection ended before the answer was complete".into(),
        ),
        TransportErrorKind::TooLarge => (
            ErrorKind::Unreadable,
            format!("the answer is larger than {body_limit} bytes, the `body_limit`").into(),
        ),
        TransportErrorKind::Unreadable => (
            ErrorKind::Unreadable,
            "the answer is no HTTP that can be read".into(),
        ),
    }
}

/// Which of the things that must hold for a connection to be trusted does not.
const fn distrust(reason: Option<TlsReason>) -> &'static str {
    match reason {
        Some(TlsReason::UnknownAuthority) => {
            "the server's certificate is signed by an authority that is not trusted here"
        }
        Some(TlsReason::WrongHost) => "the server's certificate is for another host",
        Some(TlsReason::Expired) => {
            "the server's certificate has expired, or the local clock is wrong"
        }
        Some(TlsReason::NotYetValid) => {
            "the server's certificate is not valid yet, or the local clock is wrong"
        }
        Some(TlsReason::Revoked) => "the server's certificate was revoked",
        Some(TlsReason::ClientCertificate) => {
            "the server wants a client certificate, and got none that it takes"
        }
        Some(TlsReason::NoTls) => "what answers at this address does not speak TLS",
        Some(TlsReason::Other) | None => "the server's identity is not proven",
    }
}

fn shows_secret(failure: &TransportError, mask: &Mask) -> bool {
    let mut cause = failure.source();
    while let Some(error) = cause {
        if mask.finds_in(&error.to_string()) {
            return true;
        }
        cause = error.source();
    }
    mask.finds_in(&format!("{failure:?}"))
}
