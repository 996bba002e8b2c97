//! Operations that issue tokens.

use super::Ident;
use super::types::Presence;

/// How the answer of an operation becomes an `auth_core::Issued`.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub(crate) access_token: Member,
    pub(crate) token_type: Option<Member>,
    pub(crate) expires_in: Option<Member>,
    pub(crate) expires_at: Option<Member>,
    pub(crate) scope: Option<Member>,
    pub(crate) refresh_token: Option<Member>,
    /// Literals in `refresh_token` that mean that there is none.
    pub(crate) no_refresh_token: Vec<String>,
    pub(crate) extra: Vec<Member>,
    /// In seconds.
    pub(crate) default_life: Option<u64>,
    pub(crate) same_token_until_expiry: bool,
    /// In seconds.
    pub(crate) refusal_pause: Option<u64>,
    pub(crate) renewal: Option<Renewal>,
    /// Whether the refresh token is for use: there is a renewal, or this operation is one. Otherwise it is only handed on.
    pub(crate) renewable: bool,
}

/// A member of the answer.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) name: Ident,
    pub(crate) wire: String,
    pub(crate) presence: Presence,
}

/// The request that a refresh token is used with.
#[derive(Debug, Clone)]
pub(crate) struct Renewal {
    /// The builder of the other operation.
    pub(crate) request: Ident,
    /// Its fields, all of them, and what they get.
    pub(crate) fields: Vec<(Ident, Source)>,
}

/// What a field of the renewing request gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// The refresh token; the field may be optional.
    Token { optional: bool },
    /// The value of this field of the request that is renewed. `wrap`: that one is always there, the target is optional.
    Field { name: Ident, wrap: bool },
    /// Nothing, in a field that is optional.
    Nothing(Presence),
}
