//! A source made of a closure.

use std::any::type_name;
use std::fmt;
use std::future::Future;

use async_trait::async_trait;

use crate::{Attempt, CredentialId, Error, Issued, RefreshToken, SourceTraits, TokenSource};

/// A [`TokenSource`] that calls an async closure for each request. It is given the refresh token of an earlier grant where there is
/// one; a source that knows no refresh tokens ignores it.
///
/// ```
/// use auth_core::{Issued, Life, TokenCache, from_fn};
///
/// let source = from_fn(|_refresh_token| async {
///     // Here the provider is asked.
///     Ok(Issued::new("a-token").life(Life::in_seconds(300)))
/// });
/// let cache = TokenCache::new(source);
/// ```
#[must_use = "a source does nothing until it is asked"]
pub fn from_fn<F, Fut>(request: F) -> FromFn<F>
where
    F: Fn(Option<RefreshToken>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Issued, Error>> + Send + 'static,
{
    FromFn {
        request,
        traits: SourceTraits::default(),
        identity: None,
    }
}

/// A source made of a closure, by [`from_fn`].
#[derive(Clone)]
pub struct FromFn<F> {
    request: F,
    traits: SourceTraits,
    identity: Option<CredentialId>,
}

impl<F> FromFn<F> {
    /// The same source with what its provider is known to do.
    #[must_use]
    pub fn with_traits(mut self, traits: SourceTraits) -> Self {
        self.traits = traits;
        self
    }

    /// The same source with a name for its whole chain of credentials.
    #[must_use]
    pub fn with_identity(mut self, identity: CredentialId) -> Self {
        self.identity = Some(identity);
        self
    }
}

#[async_trait]
impl<F, Fut> TokenSource for FromFn<F>
where
    F: Fn(Option<RefreshToken>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Issued, Error>> + Send + 'static,
{
    async fn request(&self, attempt: Attempt<'_>) -> Result<Issued, Error> {
        let refresh_token = match attempt {
            Attempt::Primary => None,
            Attempt::Renew(refresh_token) => Some(refresh_token.clone()),
        };
        (self.request)(refresh_token).await
    }

    fn traits(&self) -> SourceTraits {
        self.traits.clone()
    }

    fn identity(&self) -> Option<CredentialId> {
        self.identity.clone()
    }
}

impl<F> fmt::Debug for FromFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FromFn")
            .field("request", &type_name::<F>())
            .field("identity", &self.identity)
            .finish_non_exhaustive()
    }
}
