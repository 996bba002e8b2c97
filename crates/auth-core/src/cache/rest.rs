//! A cache in the size that it needs.

use std::sync::Arc;

use super::shell::Shared;
use super::state::Resting;
use super::{Settings, TokenCache, TokenRef};
use crate::{AccessToken, Moment, TokenSource};

/// A cache that nobody has a handle to: a service may keep a great many that do nothing but hold their tokens, and those are small.
pub(crate) enum Sleeper {
    Asleep(Box<dyn TokenSource>, Resting),
    Awake(TokenCache),
}

impl Sleeper {
    /// The token at hand, if there is nothing else to do than to hand it out.
    #[inline]
    pub(crate) fn hit(&self, now: Moment) -> Option<AccessToken> {
        match self {
            Self::Asleep(_, resting) => {
                let is_fresh = resting.token().window().is_fresh(now);
                is_fresh.then(|| resting.token().clone())
            }
            Self::Awake(cache) => cache.hit(now),
        }
    }

    /// As [`TokenCache::peek`], for who knows the time. It may outlive this cache.
    pub(crate) fn look<'a>(&self, now: Moment) -> Option<TokenRef<'a>> {
        match self {
            Self::Asleep(_, resting) => {
                let token = resting.token();
                let is_usable = token.window().is_usable(now);
                is_usable.then(|| TokenRef::of(token.clone()))
            }
            Self::Awake(cache) => cache.look(now),
        }
    }

    /// Whether a request is under way, or somebody holds a handle.
    pub(crate) fn is_in_use(&self) -> bool {
        match self {
            Self::Asleep(..) => false,
            Self::Awake(cache) => cache.is_in_use(),
        }
    }

    /// Whether this handle is one to it.
    pub(crate) fn is(&self, handle: &TokenCache) -> bool {
        match self {
            Self::Asleep(..) => false,
            Self::Awake(cache) => cache.is_same(handle),
        }
    }

    /// A handle, if it is awake.
    pub(crate) fn handle(&self) -> Option<TokenCache> {
        match self {
            Self::Asleep(..) => None,
            Self::Awake(cache) => Some(cache.clone()),
        }
    }

    /// Whether it could sleep, and does not.
    pub(crate) fn is_tired(&self) -> bool {
        match self {
            Self::Asleep(..) => false,
            Self::Awake(cache) => !cache.is_in_use() && cache.shared.is_resting(),
        }
    }

    /// Wakes it. Nothing foreign runs here.
    pub(crate) fn awake(self, settings: &Arc<Settings>) -> TokenCache {
        match self {
            Self::Asleep(source, resting) => TokenCache {
                shared: Arc::new(Shared::awake(source, Arc::clone(settings), resting)),
            },
            Self::Awake(cache) => cache,
        }
    }

    /// Lets it sleep, if nobody uses it and it holds a token and nothing else. Nothing foreign runs here.
    pub(crate) fn asleep(self) -> Self {
        let shared = match self {
            Self::Awake(TokenCache { shared }) => shared,
            asleep @ Self::Asleep(..) => return asleep,
        };
        let shared = match Arc::try_unwrap(shared).map(Shared::at_rest) {
            Ok(Ok((source, resting))) => return Self::Asleep(source, resting),
            Ok(Err(busy)) => Arc::new(busy),
            Err(used) => used,
        };
        Self::Awake(TokenCache { shared })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::Inner;

    /// What ten thousand caches cost that hold a token each: besides the token's bytes, its source and the key.
    #[test]
    fn g12_a_cache_that_sleeps_is_small() {
        // Two counters before what an `Arc` holds; and one, with the address of a function, behind `Bytes`.
        let counters = 2 * size_of::<usize>();
        let parts = [
            size_of::<Sleeper>(),
            counters + size_of::<Inner>(),
            counters + size_of::<Box<[u8]>>(),
        ];
        let sum: usize = parts.iter().sum();
        // A clock that is moved by hand takes a word of the token.
        let limit = 184 + size_of::<crate::Clock>();
        assert!(sum <= limit, "{sum} bytes: {parts:?}");
    }
}
