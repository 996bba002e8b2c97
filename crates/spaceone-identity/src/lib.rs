#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(all(feature = "v1", feature = "v2")),
    allow(
        rustdoc::broken_intra_doc_links,
        reason = "the README speaks of what all features bring"
    )
)]

#[cfg(any(feature = "v1", feature = "v2"))]
mod api_key;
#[cfg(any(feature = "v1", feature = "v2"))]
mod claims;
#[cfg(feature = "v2")]
mod environment;
#[cfg(any(feature = "v1", feature = "v2"))]
#[allow(
    unreachable_pub,
    reason = "version 1 is shown beside its session, in a module by hand"
)]
mod generated;
#[cfg(feature = "v2")]
#[cfg_attr(docsrs, doc(cfg(feature = "v2")))]
pub mod query;
#[cfg(any(feature = "v1", feature = "v2"))]
mod reason;
#[cfg(feature = "v2")]
mod session;
#[cfg(feature = "v1")]
mod session_v1;

#[cfg(feature = "blocking")]
#[doc(no_inline)]
pub use api_core::blocking;
pub use api_core::{Error, ErrorKind, ExposeSecret, SecretObject, SecretString};
pub use auth_core::{AccessToken, TokenCache, TokenProvider};

#[cfg(any(feature = "v1", feature = "v2"))]
pub use self::api_key::ApiKey;
#[cfg(feature = "v2")]
#[cfg_attr(docsrs, doc(cfg(feature = "v2")))]
pub use self::environment::{
    from_env, from_environment, session_from_env, session_from_environment,
};
#[cfg(any(feature = "v1", feature = "v2"))]
pub use self::generated::*;
#[cfg(any(feature = "v1", feature = "v2"))]
pub use self::reason::Reason;
#[cfg(feature = "v2")]
#[cfg_attr(docsrs, doc(cfg(feature = "v2")))]
pub use self::session::{
    AtEnd, Credentials, Domain, MfaAnswer, MfaChallenge, MfaKind, MfaOccasion, Opened,
    PendingLogin, Scope, ScopedToken, SecondFactor, SecondFactorFn, Session, SessionBuilder,
    SessionStatus, password_credentials, second_factor_fn,
};

#[cfg(feature = "v1")]
#[cfg_attr(docsrs, doc(cfg(feature = "v1")))]
/// Version 1 of the API: the token service, and a [`Session`](v1::Session) over it.
pub mod v1 {
    pub use crate::generated::v1::*;
    pub use crate::session_v1::Session;
}
