#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod environment;
mod generated;
mod tenant_token;

#[cfg(feature = "blocking")]
#[doc(no_inline)]
pub use api_core::blocking;
pub use api_core::oauth2::{ClientAuthentication, NearlyOver};
pub use api_core::{ClientCredentials, Error, ErrorKind, ExposeSecret, SecretString};
pub use auth_core::{AccessToken, TokenCache, TokenProvider};

pub use self::environment::{from_env, from_environment};
pub use self::generated::*;
pub use self::tenant::Client;
pub use self::tenant_token::{TenantToken, TenantTokenBuilder, id_token};

/// The address of a tenant of OneAccess, for its domain name or for an address that is complete already.
///
/// The domain name is the "user access domain name" of the instance; each instance has its own.
///
/// # Examples
///
/// ```
/// use tenant_token::{Client, tenant_url};
///
/// assert_eq!(tenant_url("abcdefg.huaweioneaccess.com"), "https://abcdefg.huaweioneaccess.com");
/// assert_eq!(tenant_url("https://login.example.com/iam"), "https://login.example.com/iam");
/// let client = Client::new(tenant_url("abcdefg.huaweioneaccess.com"))?;
/// # Ok::<(), tenant_token::Error>(())
/// ```
#[must_use]
pub fn tenant_url(domain: &str) -> String {
    if domain.contains("://") {
        domain.to_owned()
    } else {
        format!("https://{domain}")
    }
}
