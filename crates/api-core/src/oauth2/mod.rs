//! OAuth 2.0 token endpoints: the client credentials grant (RFC 6749 section 4.4) for any vendor that follows the form.
//!
//! A vendor with documents of its own gets a generated client. One that has nothing but a token endpoint needs a few lines:
//!
//! ```
//! use std::time::Duration;
//!
//! use api_core::ClientCredentials;
//! use api_core::oauth2::{ClientAuthentication, TokenEndpoint};
//! use auth_core::TokenCache;
//!
//! # fn main() -> Result<(), api_core::Error> {
//! let endpoint = TokenEndpoint::builder("https://login.example.com/oauth2/token")
//!     .total_timeout(Duration::from_secs(20))
//! #   .transport(canned::Transport)
//!     .build()?;
//! let grant = endpoint
//!     .client_credentials(ClientCredentials::new("my-service", "my-secret"))
//!     .authentication(ClientAuthentication::Body)
//!     .scope("invoices.read invoices.write")
//!     .resource("https://api.example.com/invoices")
//!     .parameter("audience", "invoices")
//!     .build()?;
//! let cache = TokenCache::new(grant);
//! # Ok(())
//! # }
//! # mod canned {
//! #     use api_core::{Bytes, Limits, TransportError, async_trait, http};
//! #     #[derive(Debug)]
//! #     pub struct Transport;
//! #     #[async_trait]
//! #     impl api_core::Transport for Transport {
//! #         async fn send(&self, _: http::Request<Bytes>, _: Limits) -> Result<http::Response<Bytes>, TransportError> {
//! #             Ok(http::Response::default())
//! #         }
//! #     }
//! # }
//! ```
//!
//! The cache then gives the token at any time; see `auth_core`. All rules of this crate hold: where credentials go, deadlines, repeats, errors, masking.
//!
//! # What is sent
//!
//! One `POST` to the address as it is given, its query kept, with `grant_type`, then the credentials if they go in the body, `scope`, `resource`, and
//! the vendor's own parameters in the order in which they were added. Each stands there once ([`resource`](ClientCredentialsGrantBuilder::resource) may
//! repeat, RFC 8707), an empty one not at all. The client proves itself in exactly one way: [`ClientAuthentication`]. A JWT assertion (RFC 7523)
//! is not among the ways.
//!
//! # What is read
//!
//! `access_token` and `token_type` must be there, and the type must be `Bearer`, in any case. `expires_in` is read in every spelling; where it is
//! absent the life is [`SourceTraits::default_life`](auth_core::SourceTraits). `scope` is the one that was asked for where the answer has none. `id_token` is
//! handed on as [`AccessToken::extra`](auth_core::AccessToken::extra). A refresh token is ignored: this grant has no use for one (section 4.4.3).
//!
//! Errors are read from `error` and `error_description` (section 5.2), from `error_code` and `error_msg`, from `errorCode` and `errorMessage`, and from
//! the status where there is no such body; also from an answer with status 200. `error.vendor_body::<`[`ErrorResponse`]`>()` gives the body of RFC 6749 with
//! its `error_uri`.
//!
//! | code | kind |
//! |---|---|
//! | `invalid_client`, `unauthorized_client`, `invalid_grant`, `access_denied` | [`Refused`](ErrorKind::Refused) |
//! | `invalid_request`, `invalid_scope`, `invalid_target`, `unsupported_grant_type` | [`Invalid`](ErrorKind::Invalid) |
//! | `slow_down` | [`Throttled`](ErrorKind::Throttled) |
//! | `temporarily_unavailable`, `server_error` | [`Unavailable`](ErrorKind::Unavailable) |
//! | any other | by the status |

mod answer;
mod builder;
mod grant;
mod nearly_over;

use std::fmt;

use auth_core::{Error, ErrorKind};

pub use self::answer::{ErrorResponse, TokenAnswer};
pub use self::builder::ClientCredentialsGrantBuilder;
pub use self::grant::ClientCredentialsGrant;
pub use self::nearly_over::NearlyOver;
use crate::runtime::Service;
use crate::{Client, ClientBuilder, ClientCredentials};

static SERVICE: Service = Service {
    product: concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")),
    base_url: None,
    path_styles: &[],
    unserved: None,
};

/// How a client proves itself to a token endpoint: exactly one way in each request (RFC 6749 section 2.3).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum ClientAuthentication {
    /// `client_id` and `client_secret` in the body; elsewhere called `client_secret_post`.
    Body,
    /// The `Authorization` header of the Basic scheme, id and secret form-encoded before they are joined, as RFC 6749 section 2.3.1 has it; elsewhere
    /// called `client_secret_basic`.
    Basic,
    /// The `Authorization` header of the Basic scheme, id and secret as they are, for providers that do not decode them. An id with a colon cannot be sent
    /// so.
    BasicRaw,
}

/// A token endpoint: one address, and how it is reached. A clone is another handle of the same.
///
/// ```no_run
/// use api_core::oauth2::TokenEndpoint;
///
/// let endpoint = TokenEndpoint::new("https://login.example.com/oauth2/token")?;
/// # Ok::<(), api_core::Error>(())
/// ```
#[derive(Clone)]
pub struct TokenEndpoint {
    core: Client,
}

impl TokenEndpoint {
    /// The endpoint at this address, with the default settings.
    ///
    /// # Errors
    ///
    /// As [`ClientBuilder::build`].
    pub fn new(url: impl Into<String>) -> Result<Self, Error> {
        Self::builder(url).build()
    }

    /// Makes an endpoint with other settings: transport, timeouts, retries, headers.
    ///
    /// The address is called exactly as it is, with the query that it has. It is refused when it has a fragment or a user, when it is plain http to
    /// another machine, or when its query holds what belongs in the body. The error names it `token_url`.
    pub fn builder(url: impl Into<String>) -> ClientBuilder<Self> {
        ClientBuilder::endpoint(&SERVICE, "token_url", url.into())
    }

    /// The address, without its query.
    #[must_use]
    pub fn url(&self) -> &str {
        self.core.base_url()
    }

    /// The grant by which this client asks for tokens of its own (RFC 6749 section 4.4).
    pub fn client_credentials(&self, client: ClientCredentials) -> ClientCredentialsGrantBuilder {
        ClientCredentialsGrantBuilder::new(self.core.clone(), client)
    }
}

impl From<Client> for TokenEndpoint {
    fn from(core: Client) -> Self {
        Self { core }
    }
}

impl fmt::Debug for TokenEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenEndpoint")
            .field("url", &self.url())
            .finish_non_exhaustive()
    }
}

/// Parameters that the grant itself writes, so that neither a query nor a vendor's parameter may.
const OWN_PARAMETERS: &[&str] = &[
    "grant_type",
    "client_id",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
    "scope",
    "resource",
];

/// What belongs to the grant stands in the body: a query with the same would say it twice, or write a credential into access logs.
fn check_query(query: &str) -> Result<(), Error> {
    let pairs = form_urlencoded::parse(query.trim_start_matches('?').as_bytes());
    for (name, _) in pairs {
        if OWN_PARAMETERS.contains(&&*name) {
            return Err(Error::new(
                ErrorKind::Configuration,
                format!("`token_url` holds `{name}` in its query; it is sent in the body"),
            ));
        }
    }
    Ok(())
}
