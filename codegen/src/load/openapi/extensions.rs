//! The `x-` extensions of the dialect; `specs/README.md` says what they mean.

use super::Entry;
use crate::diagnostic::{Place, Spanned};

/// `x-token-grant`: this operation issues access tokens. Names of members and parameters are as written; whether they exist is the model's to check.
#[derive(Debug, Clone)]
pub(crate) struct XTokenGrant {
    pub(crate) place: Place,
    pub(crate) access_token: Spanned<String>,
    pub(crate) token_type: Option<Spanned<String>>,
    pub(crate) expires_in: Option<Spanned<String>>,
    pub(crate) expires_at: Option<Spanned<String>>,
    pub(crate) scope: Option<Spanned<String>>,
    pub(crate) refresh_token: Option<Spanned<String>>,
    /// Literals in `refresh_token` that mean that there is none.
    pub(crate) no_refresh_token: Vec<Spanned<String>>,
    pub(crate) extra: Vec<Spanned<String>>,
    /// In seconds.
    pub(crate) default_life: Option<Spanned<u64>>,
    pub(crate) same_token_until_expiry: bool,
    /// In seconds.
    pub(crate) refusal_pause: Option<Spanned<u64>>,
    pub(crate) renewal: Option<Renewal>,
}

/// `x-token-grant.renewal`: how a refresh token is used.
#[derive(Debug, Clone)]
pub(crate) struct Renewal {
    pub(crate) place: Place,
    /// The `operationId`.
    pub(crate) operation: Spanned<String>,
    /// The parameter of that operation that takes the refresh token.
    pub(crate) token: Spanned<String>,
    /// Parameters whose values are passed on.
    pub(crate) with: Vec<Spanned<String>>,
}

/// `x-error`: where an error's body says what. Every pointer begins with `/`.
#[derive(Debug, Clone)]
pub(crate) struct XError {
    pub(crate) place: Place,
    pub(crate) code: Vec<Spanned<String>>,
    pub(crate) message: Vec<Spanned<String>>,
    pub(crate) request_id: Vec<Spanned<String>>,
    pub(crate) request_id_header: Option<Spanned<String>>,
    /// Which codes mean what; no code stands twice.
    pub(crate) kinds: Vec<(Spanned<ErrorKind>, Vec<Spanned<String>>)>,
}

/// What a vendor's error code can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum ErrorKind {
    Refused,
    Denied,
    Interaction,
    Invalid,
    NotFound,
    Conflict,
    Throttled,
    Unavailable,
}

/// `x-retry`: changes to the statuses that are worth another attempt.
#[derive(Debug, Clone)]
pub(crate) struct XRetry {
    pub(crate) place: Place,
    /// Statuses that are not.
    pub(crate) never: Vec<Spanned<u16>>,
    /// Further statuses that are.
    pub(crate) also: Vec<Spanned<u16>>,
    pub(crate) repeat: Option<Spanned<Repeat>>,
}

/// `x-retry.repeat`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Repeat {
    /// A request whose fate is unknown may be sent again.
    Safe,
    /// Only what surely was not sent.
    Unsent,
}

/// `x-path-styles`: other paths that a deployment may serve the same operations under.
#[derive(Debug, Clone)]
pub(crate) struct XPathStyles {
    pub(crate) place: Place,
    /// Name and description; the first is the style of `paths`. At least two.
    pub(crate) styles: Vec<Entry<Spanned<String>>>,
    pub(crate) unserved: Unserved,
}

/// `x-path-styles.x-unserved`: the answer that means: not under this path.
#[derive(Debug, Clone)]
pub(crate) struct Unserved {
    pub(crate) place: Place,
    pub(crate) status: Spanned<u16>,
    /// JSON pointer to a member of the body that is a string.
    pub(crate) string: Spanned<String>,
}

/// `x-basic-encoding`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum BasicEncoding {
    /// Client id and secret are form-encoded before base64 (RFC 6749 section 2.3.1).
    Form,
    /// They are not (RFC 7617 alone).
    Raw,
}
