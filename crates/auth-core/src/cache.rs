//! The cache: one credential's token, kept fresh.

mod builder;
mod line;
mod obtain;
mod published;
mod report;
mod rest;
mod shell;
mod state;
mod status;
mod task;

use std::fmt;
use std::sync::Arc;

pub(crate) use self::builder::Settings;
pub use self::builder::TokenCacheBuilder;
pub use self::published::TokenRef;
pub(crate) use self::rest::Sleeper;
pub use self::status::{Status, TokenState};
pub use self::task::caller_waits;

use self::obtain::Obtain;
use self::shell::Shared;
use crate::{AccessToken, CredentialId, Error, Moment, TokenFuture, TokenProvider, TokenSource};

/// Keeps the token of one [`TokenSource`] at hand, and asks for a new one in time.
///
/// A clone is another handle to the same cache. Making one starts nothing and needs no runtime; requests run as tasks on the tokio
/// runtime of the caller who needs one.
///
/// ```
/// use auth_core::{Issued, Life, TokenCache, from_fn};
///
/// # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
/// let cache = TokenCache::new(from_fn(|_refresh_token| async {
///     Ok(Issued::new("a-token").life(Life::in_seconds(3600)))
/// }));
/// let token = cache.token().await?;
/// assert_eq!(token.authorization(), "Bearer a-token");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct TokenCache {
    shared: Arc<Shared>,
}

impl TokenCache {
    /// A cache with the default settings.
    #[must_use]
    pub fn new(source: impl TokenSource) -> Self {
        Arc::new(Settings::default()).cache(Box::new(source))
    }

    /// A cache with other settings.
    pub fn builder(source: impl TokenSource) -> TokenCacheBuilder {
        TokenCacheBuilder::new(Arc::new(source))
    }

    /// A usable token: at once when one is at hand, else as soon as the provider gave one.
    ///
    /// From some point of the token's life on ([`TokenCacheBuilder::refresh_at`]) this call also starts a refresh in the background;
    /// the caller gets the present token at once nevertheless. Dropping the future affects nobody else.
    ///
    /// # Errors
    ///
    /// What kept the source from giving a token; all who waited for the same request get the same error. Also
    /// [`ErrorKind::Timeout`](crate::ErrorKind::Timeout) when the request did not end in time,
    /// [`ErrorKind::Runtime`](crate::ErrorKind::Runtime) when a request is needed and the future is polled outside of a tokio runtime, and
    /// [`ErrorKind::Internal`](crate::ErrorKind::Internal) when the source panicked.
    #[inline]
    pub fn token(&self) -> TokenFuture<'_> {
        match self.hit(self.shared.now()) {
            Some(token) => TokenFuture::ready(Ok(token)),
            None => self.token_to_come(),
        }
    }

    /// Apart, so that a hit is short.
    #[cold]
    #[inline(never)]
    fn token_to_come(&self) -> TokenFuture<'_> {
        let Some(token) = self.look(self.shared.now()) else {
            return TokenFuture::boxed(Obtain::new(&self.shared));
        };
        let token = token.to_token();
        // Where the future is polled there is a runtime more likely than here: `runtime.block_on(cache.token())`.
        TokenFuture::boxed(async move {
            self.shared.refresh();
            Ok(token)
        })
    }

    /// The token at hand if it is usable, without a count, a wait or a refresh. Hold it briefly, and not across an `.await`.
    #[inline]
    #[must_use]
    pub fn peek(&self) -> Option<TokenRef<'_>> {
        let published = self.shared.published();
        let usable = published
            .as_ref()
            .is_some_and(|inner| inner.window.is_usable(self.shared.now()));
        usable.then(|| TokenRef::new(published))
    }

    /// Says that a service refused this token. If it is still the one at hand, it is not handed out again, and the next caller asks
    /// for a new one; else nothing happens, so that late reports do no harm. Where the provider gives the very same token again,
    /// that is handed out, and rejecting it has no effect for a growing time, up to a minute.
    pub fn reject(&self, token: &AccessToken) {
        self.shared.reject(token);
    }

    /// Forgets failures and pauses: the next caller without a token asks the provider at once. For a person who has just repaired
    /// the account, and not for a loop.
    pub fn retry_now(&self) {
        self.shared.retry_now();
    }

    /// Obtains a token if none is usable, for use before the first request needs it.
    ///
    /// # Errors
    ///
    /// As [`TokenCache::token`].
    pub async fn warm_up(&self) -> Result<(), Error> {
        self.token().await.map(drop)
    }

    /// The token at hand, if there is nothing else to do than to hand it out.
    #[inline]
    pub(crate) fn hit(&self, now: Moment) -> Option<AccessToken> {
        let published = self.shared.published();
        let inner = published.as_ref()?;
        let is_fresh = inner.window.is_fresh(now);
        is_fresh.then(|| AccessToken::from_inner(Arc::clone(inner)))
    }

    /// As [`TokenCache::peek`], for who knows the time. It may outlive this handle.
    pub(crate) fn look<'a>(&self, now: Moment) -> Option<TokenRef<'a>> {
        let published = self.shared.published();
        let usable = published
            .as_ref()
            .is_some_and(|inner| inner.window.is_usable(now));
        usable.then(|| TokenRef::new(published))
    }

    /// Whether a request is under way, or somebody else holds a handle.
    pub(crate) fn is_in_use(&self) -> bool {
        Arc::strong_count(&self.shared) > 1
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }

    /// How this cache is doing, for health pages.
    #[must_use]
    pub fn status(&self) -> Status {
        self.shared.status()
    }

    /// Names the whole chain of credentials behind this cache, where its source does.
    #[must_use]
    pub fn identity(&self) -> Option<CredentialId> {
        self.shared.source().identity()
    }
}

impl TokenProvider for TokenCache {
    fn token(&self) -> TokenFuture<'_> {
        self.token()
    }

    fn reject(&self, token: &AccessToken) {
        self.reject(token);
    }

    fn identity(&self) -> Option<CredentialId> {
        self.identity()
    }
}

impl From<TokenCache> for Arc<dyn TokenProvider> {
    fn from(cache: TokenCache) -> Self {
        Arc::new(cache) as Self
    }
}

impl fmt::Debug for TokenCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenCache")
            .field("identity", &self.identity())
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}
