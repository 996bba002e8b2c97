//! What a token endpoint answers.

use std::fmt;

use auth_core::{Error, ErrorKind};
use http::Method;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::Seconds;
use crate::runtime::{Answer, ErrorAnswer, ErrorMap, Operation, Repeat};

/// The grant as an operation: the address is the whole path.
pub(super) static CLIENT_CREDENTIALS: Operation = Operation {
    id: "client_credentials",
    method: Method::POST,
    paths: &[&[]],
    repeat: Repeat::Safe,
    never_retry: &[],
    also_retry: &[],
    errors: &ERRORS,
    vendor_body: ErrorAnswer::json::<ErrorResponse>,
};

static ERRORS: ErrorMap = ErrorMap {
    code: &["/error", "/error_code", "/errorCode"],
    message: &["/error_description", "/error_msg", "/errorMessage"],
    request_id: &[],
    request_id_header: None,
    kinds: &[
        ("invalid_client", ErrorKind::Refused),
        ("unauthorized_client", ErrorKind::Refused),
        ("invalid_grant", ErrorKind::Refused),
        ("access_denied", ErrorKind::Refused),
        ("invalid_request", ErrorKind::Invalid),
        ("invalid_scope", ErrorKind::Invalid),
        ("invalid_target", ErrorKind::Invalid),
        ("unsupported_grant_type", ErrorKind::Invalid),
        ("slow_down", ErrorKind::Throttled),
        ("temporarily_unavailable", ErrorKind::Unavailable),
        ("server_error", ErrorKind::Unavailable),
    ],
};

/// The body of an error (RFC 6749 section 5.2), as it came: had by [`Error::vendor_body`].
///
/// It is the provider's text, unescaped and of any length, and may quote what it was sent. To show it, take [`Error::code`] and
/// [`Error::vendor_message`], which are escaped, bounded and masked.
#[derive(Clone, Deserialize)]
#[non_exhaustive]
pub struct ErrorResponse {
    /// The code, such as `invalid_client`.
    pub error: String,
    /// What went wrong, for developers.
    pub error_description: Option<String>,
    /// A page about it.
    pub error_uri: Option<String>,
}

impl fmt::Debug for ErrorResponse {
    /// Without any of it: see the type.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ErrorResponse").finish_non_exhaustive()
    }
}

/// The answer of a token endpoint (RFC 6749 section 5.1). Unknown members are ignored, and so is a refresh token.
#[derive(Clone, Deserialize)]
#[non_exhaustive]
pub struct TokenAnswer {
    /// The token.
    pub access_token: SecretString,
    /// Its type as the provider spells it; it was found to be `Bearer`, in some case. `None` only where the grant was told to do without it.
    pub token_type: Option<String>,
    /// How many seconds it lives, where the answer says so.
    pub expires_in: Option<Seconds>,
    /// The scope that was granted, where the answer says so: else it is the one that was asked for.
    pub scope: Option<String>,
    /// The ID token that some providers send with it.
    pub id_token: Option<SecretString>,
}

impl TokenAnswer {
    /// Reads an answer and refuses one that holds no bearer token.
    pub(super) fn read(answer: Answer, assume_bearer: bool) -> Result<Self, Error> {
        let status = answer.status();
        let read: Self = answer.json()?;
        let unusable = match read.token_type.as_deref() {
            None if !assume_bearer => "the answer has no `token_type`",
            Some(other) if !other.eq_ignore_ascii_case("bearer") => {
                "the token is of a type other than `Bearer`"
            }
            _ if read.access_token.expose_secret().is_empty() => {
                "the answer's `access_token` is empty"
            }
            _ => return Ok(read),
        };
        Err(Error::new(ErrorKind::Unreadable, unusable)
            .with_operation(CLIENT_CREDENTIALS.id)
            .with_status(status))
    }
}

impl fmt::Debug for TokenAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenAnswer")
            .field("expires_in", &self.expires_in)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}
