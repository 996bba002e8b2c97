#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "v2")]
mod environment;
#[cfg(any(feature = "v1", feature = "v2"))]
mod generated;
#[cfg(feature = "v2")]
mod session;

pub use api_core::{Error, ErrorKind, ExposeSecret, SecretObject, SecretString};
pub use auth_core::{AccessToken, TokenCache, TokenProvider};

#[cfg(feature = "v2")]
#[cfg_attr(docsrs, doc(cfg(feature = "v2")))]
pub use self::environment::{from_env, from_environment};
#[cfg(any(feature = "v1", feature = "v2"))]
pub use self::generated::*;
#[cfg(feature = "v2")]
#[cfg_attr(docsrs, doc(cfg(feature = "v2")))]
pub use self::session::{ScopedToken, Session, password_credentials};
