//! How a cache is doing.

use std::time::SystemTime;

use crate::Error;

/// How a [`TokenCache`](crate::TokenCache) is doing: a snapshot for health pages. It holds no secret.
///
/// ```
/// use auth_core::{Issued, TokenCache, TokenState, from_fn};
///
/// let cache = TokenCache::new(from_fn(|_| async { Ok(Issued::new("a-token")) }));
/// let status = cache.status();
/// let healthy = status.state != TokenState::Empty || status.last_error.is_none();
/// assert!(healthy);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Status {
    /// What callers can have.
    pub state: TokenState,
    /// When the token at hand ends; `None` for an endless one, or where there is none.
    pub expires_at: Option<SystemTime>,
    /// When the refresh token at hand ends, as far as that is known: then the primary credential is needed.
    pub session_ends_at: Option<SystemTime>,
    /// Whether the provider is being asked.
    pub is_asking: bool,
    /// Before this time the provider is not asked again; `None` where nothing holds us back.
    pub next_attempt: Option<SystemTime>,
    /// The last failure, until a token is obtained.
    pub last_error: Option<Error>,
    /// Whether the provider is known, or was noticed, to give the same token until it ends.
    pub same_token_until_expiry: bool,
    /// How often the provider was asked.
    pub requests: u64,
    /// How often it gave a token.
    pub issued: u64,
    /// How often asking failed.
    pub failed: u64,
    /// How often a token was dropped because a service refused it.
    pub rejected: u64,
}

/// What callers can have from a cache.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum TokenState {
    /// Nothing yet, or nothing any more: the next caller waits for the provider.
    Empty,
    /// A token that is usable.
    Usable,
    /// A token that is usable and due for a refresh: the next caller starts it, if none is running.
    Due,
}
