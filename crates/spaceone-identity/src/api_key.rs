//! A key that is used as it is.

use std::fmt;
use std::time::SystemTime;

use api_core::runtime::check_part_of_credential;
use async_trait::async_trait;
use auth_core::{
    AccessToken, Attempt, Clock, CredentialId, Error, ErrorKind, Issued, Life, SourceTraits,
    TokenCache, TokenSource,
};
use secrecy::{ExposeSecret, SecretString};

use crate::claims::Claims;
use crate::reason::{Reason, because};

/// The client secret of an App, or an API key of version 1: a token that goes out as it is, without login and without grant.
///
/// It is good for the scope that it was made for, and no other can be granted in exchange for it. A client secret lives for a year at most; its end stands in
/// it, and a cache over it says so from then on, and hands it out no more. A server that disabled the App refuses it earlier.
///
/// ```
/// use spaceone_identity::ApiKey;
///
/// let cache = ApiKey::new("the-client-secret")?.into_cache();
/// # let _ = cache;
/// # Ok::<(), spaceone_identity::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "a key does nothing until it is made into a cache"]
pub struct ApiKey {
    secret: SecretString,
    claims: Claims,
    clock: Clock,
}

impl ApiKey {
    /// This key.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming `api_key` and never its value, when it is empty, holds a character that no
    /// token has, such as the line feed at the end of a file, or is a refresh token, which servers refuse as a key.
    pub fn new(secret: impl Into<SecretString>) -> Result<Self, Error> {
        Self::named("api_key", secret.into())
    }

    pub(crate) fn named(field: &str, secret: SecretString) -> Result<Self, Error> {
        check_part_of_credential(field, secret.expose_secret())?;
        AccessToken::fixed(secret.clone())
            .map_err(|_| Error::configuration(field, "holds a character that no token has"))?;
        let claims = Claims::of(secret.expose_secret());
        if claims.is("REFRESH_TOKEN") {
            return Err(Error::configuration(
                field,
                "is a refresh token, with which a session begins",
            ));
        }
        let clock = Clock::system();
        Ok(Self {
            secret,
            claims,
            clock,
        })
    }

    /// The same key in another time, for tests.
    pub fn with_clock(mut self, clock: impl Into<Clock>) -> Self {
        self.clock = clock.into();
        self
    }

    /// When it ends by its own words; `None` for one that says nothing.
    #[must_use]
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.claims.ends_at()
    }

    /// A provider of this key, until it ends.
    #[must_use]
    pub fn into_cache(self) -> TokenCache {
        cache_over(self)
    }
}

#[expect(clippy::expect_used, reason = "the default settings are in range")]
fn cache_over(key: ApiKey) -> TokenCache {
    let clock = key.clock.clone();
    let cache = TokenCache::builder(key).clock(clock).build();
    cache.expect("the default settings of a cache are in range")
}

#[async_trait]
impl TokenSource for ApiKey {
    async fn request(&self, _attempt: Attempt<'_>) -> Result<Issued, Error> {
        let life = match self.claims.expires {
            None => Life::Endless,
            Some(end) => {
                let left = end.saturating_sub(self.clock.now().since_epoch());
                if left.is_zero() {
                    return Err(because(
                        Reason::TokenEnded,
                        ErrorKind::Refused,
                        "the API key has ended: make a new one",
                        None,
                    ));
                }
                Life::For(left)
            }
        };
        Ok(Issued::new(self.secret.clone()).life(life))
    }

    fn traits(&self) -> SourceTraits {
        SourceTraits::default().with_same_token_until_expiry(true)
    }

    fn identity(&self) -> Option<CredentialId> {
        let id = CredentialId::builder("spaceone-identity", "api_key");
        Some(id.secret("api_key", &self.secret).build())
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKey")
            .field("expires_at", &self.expires_at())
            .finish_non_exhaustive()
    }
}
