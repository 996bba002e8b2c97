#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod environment;
mod exchange;
mod generated;

pub use api_core::{ClientCredentials, Error, ErrorKind, ExposeSecret, SecretString};
pub use auth_core::{AccessToken, TokenCache, TokenProvider};

pub use self::environment::{from_env, from_environment};
pub use self::exchange::{ServiceAuthorization, TrustedProfile};
pub use self::generated::*;
pub use self::iam::Client;
