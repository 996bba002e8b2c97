//! Who asks: an OAuth client.

use std::fmt;

use secrecy::SecretString;

/// The id and secret of an OAuth client (RFC 6749 section 2.3.1).
///
/// ```
/// use api_core::ClientCredentials;
///
/// let client = ClientCredentials::new("my-service", "s3cr3t");
/// assert_eq!(client.id(), "my-service");
/// assert!(!format!("{client:?}").contains("s3cr3t"));
/// ```
#[derive(Clone)]
pub struct ClientCredentials {
    id: String,
    secret: SecretString,
}

impl ClientCredentials {
    /// The two as the provider issued them. They are checked when a request is made of them: no control characters.
    pub fn new(id: impl Into<String>, secret: impl Into<SecretString>) -> Self {
        Self {
            id: id.into(),
            secret: secret.into(),
        }
    }

    /// The client's id, which is no secret.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The client's secret.
    #[must_use]
    pub fn secret(&self) -> &SecretString {
        &self.secret
    }
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
