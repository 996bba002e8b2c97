//! Caches of many credentials, found by a key.

mod builder;
mod shards;

use std::fmt;
use std::hash::Hash;
use std::sync::Arc;

pub use self::builder::TokenCachesBuilder;

use self::shards::Shards;
use crate::cache::Settings;
use crate::{AccessToken, Error, Moment, TokenCache, TokenFuture, TokenRef, TokenSource};

/// Makes the source of one key.
type Make<K> = dyn Fn(&K) -> Result<Box<dyn TokenSource>, Error> + Send + Sync;

/// A [`TokenCache`] for each key: for services that act for many tenants, accounts or scopes.
///
/// Caches are made when their keys are first asked for, by the function that [`TokenCaches::builder`] takes, and forgotten when there are
/// too many or when they were not used for long. A clone is another handle to the same caches. There is no task in the background, and
/// none of the keys waits for another: neither while a source is made nor while a token is asked for is anything locked.
///
/// ```
/// use std::time::Duration;
/// use auth_core::{Issued, Life, TokenCaches, from_fn};
///
/// # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
/// let caches = TokenCaches::builder(|tenant: &String| {
///     let tenant = tenant.clone();
///     Ok(from_fn(move |_refresh_token| {
///         // Ask the provider here, with the credential of this tenant.
///         let token = format!("token-of-{tenant}");
///         async { Ok(Issued::new(token).life(Life::in_seconds(3600))) }
///     }))
/// })
/// .capacity(1000)
/// .idle(Duration::from_secs(30 * 60))
/// .build()?;
///
/// let token = caches.token(&"blue".to_owned()).await?;
/// assert_eq!(token.expose(), "token-of-blue");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # What is forgotten, and when
///
/// - **Too many keys** ([`TokenCachesBuilder::capacity`]): the key that finds no room makes idle ones go, and where there are none the
///   least recently used sixteenth, and at least one. Uses within one tick of the clock count as simultaneous. Callers who bring new keys at the same moment may exceed the
///   capacity by their own number, for that moment.
/// - **Keys that nobody uses** ([`TokenCachesBuilder::idle`]): a key that was not used for so long is made anew when it is asked for. Any
///   use of any key clears such keys away, four times in that span and every quarter of an hour. A cache to which somebody holds a handle, or which is asking its
///   provider, is not idle.
/// - **On demand**: [`TokenCaches::remove`], [`TokenCaches::retain`], [`TokenCaches::evict_idle`].
///
/// A cache that is forgotten goes on for those who hold a handle to it: a request that is under way is finished, its callers get the
/// token, and the handles keep it. With the cache go its refresh token and its memory of failures, so the capacity should be
/// well above the number of keys in use, and the idle span above the longest pause after refusals.
///
/// # Cost
///
/// A hit, [`TokenCaches::token`] with a usable token at hand, hashes the key, holds a lock that readers share and that one of 64 groups of
/// keys has for itself, and allocates nothing. Who calls for one key often should keep the [`TokenCache`] of [`TokenCaches::get`], whose
/// hits take no lock.
///
/// A key whose token is at hand, and for which nothing else goes on, takes about 230 bytes on 64-bit machines with its place in the table,
/// and besides them the bytes of the token, the source, and what the key itself keeps on the heap. One that has more to do takes half a
/// kilobyte more: to which somebody holds a handle, or which has a refresh token or a failure to remember. It is small again a quarter of
/// an hour later at the latest.
pub struct TokenCaches<K> {
    shared: Arc<Shared<K>>,
}

struct Shared<K> {
    make: Box<Make<K>>,
    settings: Arc<Settings>,
    shards: Shards<K>,
}

impl<K: Eq + Hash + Clone + Send + Sync + 'static> TokenCaches<K> {
    /// Caches whose sources this function makes. It is called for a key that is not at hand, without any lock, and may be called more
    /// than once for a key: when callers ask at the same moment, one of the sources is used and the others are dropped. Its error is given
    /// to the caller and not remembered. What must be awaited to make a source belongs in the source itself.
    ///
    /// Everything that tells credentials apart should be in the key. Keys of whole credentials are found by
    /// [`CredentialId`](crate::CredentialId), which shows none of them.
    pub fn builder<S: TokenSource>(
        source: impl Fn(&K) -> Result<S, Error> + Send + Sync + 'static,
    ) -> TokenCachesBuilder<K> {
        TokenCachesBuilder::new(Box::new(move |key: &K| {
            let source: Box<dyn TokenSource> = Box::new(source(key)?);
            Ok(source)
        }))
    }

    /// The cache of this key, made if it is not at hand. A hit costs a hash, a shared lock and an increment.
    ///
    /// Keep the handle for as long as it is of use: it works also when the key is forgotten. Its use is not seen here, but while
    /// it is kept, its key is not idle.
    ///
    /// # Errors
    ///
    /// What the function gave that makes sources.
    pub fn get(&self, key: &K) -> Result<TokenCache, Error> {
        self.cache(key, self.now())
    }

    /// A usable token for this key: at once when one is at hand, else as soon as its provider gave one. As
    /// [`TokenCache::token`], for the cache of this key.
    ///
    /// # Errors
    ///
    /// What the function gave that makes sources; else as [`TokenCache::token`].
    pub fn token(&self, key: &K) -> TokenFuture<'static> {
        let now = self.now();
        let hit = self.shared.shards.find(key, now, |cache| cache.hit(now));
        match hit.flatten() {
            Some(token) => TokenFuture::ready(Ok(token)),
            None => self.token_of_awake(key, now),
        }
    }

    /// Of a key that has something to do.
    #[cold]
    fn token_of_awake(&self, key: &K, now: Moment) -> TokenFuture<'static> {
        let cache = match self.cache(key, now) {
            Ok(cache) => cache,
            Err(error) => return TokenFuture::ready(Err(error)),
        };
        let (caches, key) = (self.clone(), key.clone());
        TokenFuture::boxed(async move {
            let answer = cache.token().await;
            drop(cache);
            caches.shared.shards.settle(&key);
            answer
        })
    }

    /// The token of this key if it is at hand and usable. As [`TokenCache::peek`]; hold it as briefly.
    #[must_use]
    pub fn peek(&self, key: &K) -> Option<TokenRef<'_>> {
        let now = self.now();
        self.shared
            .shards
            .find(key, now, |cache| cache.look(now))
            .flatten()
    }

    /// Says that a service refused this token of this key. As [`TokenCache::reject`]; without effect where the key is not at hand.
    pub fn reject(&self, key: &K, token: &AccessToken) {
        let cache = self.shared.handle(key, self.now());
        if let Some(cache) = cache {
            cache.reject(token);
        }
    }

    /// Forgets this key, and gives its cache if it was at hand. For a tenant that has left or whose credential has changed.
    pub fn remove(&self, key: &K) -> Option<TokenCache> {
        let Shared {
            shards, settings, ..
        } = &*self.shared;
        shards.remove(key, settings, |_| true)
    }

    /// Forgets the keys for which `keep` says no. It is called without a lock, for what was at hand at the start; a key that is made
    /// anew meanwhile stays.
    pub fn retain(&self, mut keep: impl FnMut(&K, &TokenCache) -> bool) {
        let Shared {
            shards, settings, ..
        } = &*self.shared;
        for (key, cache) in self.entries() {
            if !keep(&key, &cache) {
                shards.remove(&key, settings, |it| it.is(&cache));
            }
        }
    }

    /// Forgets the keys that are idle now. Uses of the caches do this by themselves from time to time; this is for services whose
    /// calls may cease altogether.
    pub fn evict_idle(&self) {
        self.shared.shards.evict_idle(self.now());
    }

    /// All keys at hand and their caches, in no order: for health pages.
    #[must_use]
    pub fn entries(&self) -> Vec<(K, TokenCache)> {
        self.shared.shards.entries(&self.shared.settings)
    }

    fn cache(&self, key: &K, now: Moment) -> Result<TokenCache, Error> {
        if let Some(cache) = self.shared.handle(key, now) {
            return Ok(cache);
        }
        let Shared {
            make,
            settings,
            shards,
        } = &*self.shared;
        let cache = settings.cache(make(key)?);
        Ok(shards.insert(key.clone(), cache, now, settings))
    }
}

impl<K: Eq + Hash> Shared<K> {
    fn handle(&self, key: &K, now: Moment) -> Option<TokenCache> {
        self.shards.handle(key, now, &self.settings)
    }
}

impl<K> TokenCaches<K> {
    /// How many keys are at hand; among them those that are idle and not yet cleared away.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shared.shards.len()
    }

    /// Whether no key is at hand.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn now(&self) -> Moment {
        self.shared.settings.clock.now()
    }
}

impl<K> Clone for TokenCaches<K> {
    fn clone(&self) -> Self {
        let shared = Arc::clone(&self.shared);
        Self { shared }
    }
}

/// Keys may name people, and are not shown.
impl<K> fmt::Debug for TokenCaches<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenCaches")
            .field("len", &self.len())
            .field("capacity", &self.shared.shards.capacity())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
