//! Errors, made of answers that did not come.

use std::borrow::Cow;
use std::error::Error as StdError;

use auth_core::{Error, ErrorKind};

use crate::mask::Mask;
use crate::transport::{TransportError, TransportErrorKind};

/// The error of an attempt that brought no answer.
pub(crate) fn read(failure: TransportError, mask: &Mask, body_limit: usize) -> Error {
    let (kind, message) = describe(failure.kind(), body_limit);
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

fn describe(kind: TransportErrorKind, body_limit: usize) -> (ErrorKind, Cow<'static, str>) {
    match kind {
        TransportErrorKind::Unsupported => (
            ErrorKind::Configuration,
            "the transport cannot carry this request".into(),
        ),
        TransportErrorKind::Connect => (ErrorKind::Connect, "no connection to the server".into()),
        TransportErrorKind::Tls => (ErrorKind::Tls, "the server's identity is not proven".into()),
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
