//! What reqwest's errors mean.

use std::error::Error as StdError;
use std::io;

use crate::transport::{TransportError, TransportErrorKind};

/// An error before an answer began.
pub(super) fn on_request(error: reqwest::Error) -> TransportError {
    let unsent = error.is_builder() || error.is_connect();
    let kind = if error.is_builder() {
        TransportErrorKind::Unsupported
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if is_tls(&error) {
        TransportErrorKind::Tls
    } else if error.is_connect() {
        TransportErrorKind::Connect
    } else {
        TransportErrorKind::Broken
    };
    // Its texts would else carry the URL.
    TransportError::new(kind)
        .with_unsent(unsent)
        .with_source(error.without_url())
}

/// An error within an answer.
pub(super) fn on_body(error: reqwest::Error) -> TransportError {
    let kind = if error.is_timeout() {
        TransportErrorKind::Timeout
    } else {
        TransportErrorKind::Broken
    };
    TransportError::new(kind).with_source(error.without_url())
}

fn is_tls(error: &reqwest::Error) -> bool {
    let _ = (error as &dyn StdError, io::ErrorKind::InvalidData);
    false
}
