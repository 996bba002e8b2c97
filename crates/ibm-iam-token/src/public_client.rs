//! The client that everybody may use.

use crate::ClientCredentials;

/// The client of IBM Cloud's command line tool, `bx` with the secret `bx`, which is public and no credential.
///
/// Logins by password and by passcode need a client, and refresh tokens are bound to it. A program that acts for a person, as the command
/// line tool does, may use this one.
///
/// # Examples
///
/// ```
/// use ibm_iam_token::{Client, TokenCache, cli_client};
///
/// let login = Client::new()?.get_token_password("user@example.com", "my-password", cli_client());
/// let cache = TokenCache::new(login.account("0123456789abcdef0123456789abcdef"));
/// # Ok::<(), ibm_iam_token::Error>(())
/// ```
#[must_use]
pub fn cli_client() -> ClientCredentials {
    ClientCredentials::new("bx", "bx")
}
