#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod cache;
mod caches;
mod clock;
mod credential;
mod error;
mod exchange;
mod flight;
mod from_fn;
mod issued;
mod jwt;
mod life;
mod provider;
mod schedule;
mod source;
#[cfg(feature = "testing")]
mod testing;
mod token;

pub use self::cache::{Status, TokenCache, TokenCacheBuilder, TokenRef, TokenState, caller_waits};
pub use self::caches::{TokenCaches, TokenCachesBuilder};
#[cfg(feature = "testing")]
pub use self::clock::ManualClock;
pub use self::clock::{Clock, Moment};
pub use self::credential::{CredentialId, CredentialIdBuilder};
pub use self::error::{Error, ErrorKind};
pub use self::exchange::with_token;
pub use self::from_fn::{FromFn, from_fn};
pub use self::issued::{Issued, RefreshToken};
pub use self::life::Life;
pub use self::provider::{TokenFuture, TokenProvider};
pub use self::source::{Attempt, SourceTraits, TokenSource};
#[cfg(feature = "testing")]
pub use self::testing::ScriptedSource;
pub use self::token::AccessToken;
