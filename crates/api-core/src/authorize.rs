//! Calls that carry a token: attaching it, noticing that it was refused, and asking for another once.

mod challenge;
#[cfg(feature = "reqwest-middleware")]
mod middleware;
#[cfg_attr(
    not(any(feature = "reqwest", feature = "tower")),
    allow(
        dead_code,
        reason = "a client has one address, which is checked when it is made"
    )
)]
mod origin;
#[cfg(feature = "reqwest")]
mod peek;
mod refusal;
#[cfg(feature = "reqwest")]
mod request_builder;
mod token_auth;
#[cfg(feature = "tower")]
mod tower;

use auth_core::AccessToken;
use http::{HeaderMap, header};

#[cfg(feature = "reqwest-middleware")]
pub use self::middleware::TokenAuthMiddleware;
pub use self::refusal::RefusalRules;
#[cfg(feature = "reqwest")]
pub use self::request_builder::RequestBuilderExt;
pub use self::token_auth::TokenAuth;
#[cfg(feature = "tower")]
pub use self::tower::{CloneBody, NoRepeat, RepeatBody, TokenAuthLayer, TokenAuthService};

/// Writes the token into the headers of a request, as `Authorization: Bearer …` (RFC 6750 section 2.1), in place of what stands there.
///
/// The value is marked sensitive and shares the token's bytes. A token that could break out of the header cannot be made: see [`AccessToken`].
///
/// ```
/// use api_core::{AccessToken, authorize, http};
///
/// let token = AccessToken::fixed("abc.def")?;
/// let mut request = http::Request::new(());
/// authorize(request.headers_mut(), &token);
/// assert_eq!(request.headers()["authorization"], "Bearer abc.def");
/// assert!(request.headers()["authorization"].is_sensitive());
/// # Ok::<(), api_core::Error>(())
/// ```
pub fn authorize(headers: &mut HeaderMap, token: &AccessToken) {
    headers.insert(header::AUTHORIZATION, token.authorization().clone());
}
