#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod api_key;
mod claims;
mod environment;
#[allow(
    unreachable_pub,
    reason = "version 1 is shown beside its session, in a module by hand"
)]
mod generated;
mod reason;
mod session;
mod session_v1;

pub use api_core::{Error, ErrorKind, ExposeSecret, SecretObject, SecretString};
pub use auth_core::{AccessToken, TokenCache, TokenProvider};

pub use self::api_key::ApiKey;
pub use self::environment::{
    from_env, from_environment, session_from_env, session_from_environment,
};
pub use self::generated::*;
pub use self::reason::Reason;
pub use self::session::{
    AtEnd, Credentials, Domain, MfaAnswer, MfaChallenge, MfaKind, MfaOccasion, Opened,
    PendingLogin, Scope, ScopedToken, SecondFactor, SecondFactorFn, Session, SessionBuilder,
    SessionStatus, password_credentials, second_factor_fn,
};

/// Version 1 of the API: the token service, and a [`Session`](v1::Session) over it.
pub mod v1 {
    pub use crate::generated::v1::*;
    pub use crate::session_v1::Session;
}
