#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod environment;
#[expect(unreachable_pub, reason = "the modules below give applications what is in it")]
mod generated;
mod session;

pub use api_core::{Error, ErrorKind, ExposeSecret, SecretObject, SecretString};
pub use auth_core::{AccessToken, TokenCache, TokenProvider};

pub use self::environment::{from_env, from_environment};

/// Version 1 of the identity service: a token is issued with a refresh token, and refreshed with it.
pub mod v1 {
    pub use crate::generated::v1::*;
}

/// Version 2 of the identity service: a session is opened by a login, and tokens are granted from it for a scope.
pub mod v2 {
    pub use crate::generated::v2::*;
    pub use crate::session::{ScopedToken, Session, password_credentials};
}
