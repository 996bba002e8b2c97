#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod clock;
mod credential;
mod error;
mod issued;
mod life;
mod provider;
mod source;
mod token;

#[cfg(feature = "testing")]
pub use self::clock::ManualClock;
pub use self::clock::{Clock, Moment};
pub use self::credential::{CredentialId, CredentialIdBuilder};
pub use self::error::{Error, ErrorKind};
pub use self::issued::{Issued, RefreshToken};
pub use self::life::Life;
pub use self::provider::{TokenFuture, TokenProvider};
pub use self::source::{Attempt, SourceTraits, TokenSource};
pub use self::token::AccessToken;
