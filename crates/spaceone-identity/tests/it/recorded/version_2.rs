//! What the exchanges of version 2 have in common.

use serde_json::Value;
use spaceone_identity::ErrorKind;
use spaceone_identity::v2::Client;

use super::{Becomes, detail};
use crate::support::Identity;

pub(super) const MALFORMED: Becomes = Becomes::Failure(ErrorKind::Invalid, None);

pub(super) fn required(key: &str) -> Value {
    detail(
        "ERROR_REQUIRED_PARAMETER",
        &format!(" A parameter is missing. (key = {key})"),
    )
}

pub(super) fn unknown(words: &str) -> Value {
    detail("ERROR_UNKNOWN", words)
}

pub(super) fn denied() -> Value {
    detail("ERROR_PERMISSION_DENIED", "No permission.")
}

pub(super) fn not_found() -> Value {
    detail(
        "ERROR_NOT_FOUND",
        " Nothing is found. (id = somewhere-else)",
    )
}

/// A client that knows how released servers lay out their paths.
pub(super) fn deployed(identity: &Identity) -> Client {
    Client::builder()
        .base_url(identity.uri())
        .path_style("deployed")
        .retry(api_core::RetryPolicy::never())
        .build()
        .unwrap()
}
