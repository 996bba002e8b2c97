#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod environment;
mod generated;
mod session;

pub use api_core::{Error, ErrorKind, ExposeSecret, SecretObject, SecretString};
pub use auth_core::{AccessToken, TokenCache, TokenProvider};

pub use self::environment::{from_env, from_environment};
pub use self::generated::*;
pub use self::session::{ScopedToken, Session, password_credentials};
