//! What the cache shows to callers.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use arc_swap::Guard;
use http::HeaderValue;

use crate::AccessToken;
use crate::token::Inner;

/// The published token, held without a count that threads share.
pub(super) type Published = Guard<Option<Arc<Inner>>>;

/// A look at the token of a [`TokenCache`](crate::TokenCache).
///
/// It is cheaper than an owned token, and meant for the moment in which a header is written: each thread has few places for looks,
/// and further ones cost more than an owned token. [`TokenRef::to_token`] gives one to keep.
///
/// ```
/// # use auth_core::{Issued, Life, TokenCache, from_fn};
/// # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
/// # let cache = TokenCache::new(from_fn(|_| async { Ok(Issued::new("a-token").life(Life::in_seconds(3600))) }));
/// assert!(cache.peek().is_none(), "nobody has asked for a token yet");
/// cache.warm_up().await?;
/// let header = cache.peek().map(|token| token.authorization().clone());
/// assert_eq!(header.unwrap(), "Bearer a-token");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub struct TokenRef<'a> {
    /// Of a published token, never of none.
    published: Published,
    cache: PhantomData<&'a ()>,
}

impl TokenRef<'_> {
    /// The guard holds a token: the caller has looked.
    pub(super) const fn new(published: Published) -> Self {
        Self {
            published,
            cache: PhantomData,
        }
    }

    /// Of a token that this look keeps.
    pub(super) fn of(token: AccessToken) -> Self {
        Self::new(Guard::from_inner(Some(token.into_inner())))
    }

    /// The token itself. It is a credential: send it to services that are to act for you, and write it nowhere.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.token().expose()
    }

    /// The value for an `Authorization` header, marked sensitive. Cloning it copies no bytes.
    #[must_use]
    pub fn authorization(&self) -> &HeaderValue {
        self.token().authorization()
    }

    /// The token, to keep.
    #[must_use]
    pub fn to_token(&self) -> AccessToken {
        AccessToken::from_inner(Arc::clone(self.token()))
    }

    #[expect(
        clippy::expect_used,
        reason = "made of guards that hold a token alone, and a guard never changes"
    )]
    fn token(&self) -> &Arc<Inner> {
        self.published.as_ref().expect("a published token")
    }
}

impl fmt::Debug for TokenRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TokenRef").field(self.token()).finish()
    }
}
