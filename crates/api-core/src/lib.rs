#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod access;
mod answer_error;
mod answered;
mod authorize;
mod base_url;
#[cfg(feature = "blocking")]
pub mod blocking;
mod body;
mod builder;
mod client;
mod client_credentials;
mod environment;
mod error_body;
mod execution;
mod format;
mod mask;
#[cfg(feature = "mock")]
pub mod mock;
mod no_answer;
pub mod oauth2;
mod paging;
mod path_style;
mod presence;
#[cfg(feature = "reqwest")]
mod reqwest_transport;
mod retry;
pub mod runtime;
mod seconds;
mod secret_object;
mod security;
mod text;
mod transport;
mod unknown_json;
mod unknown_value;
mod wiped;

pub use async_trait::async_trait;
pub use auth_core::{AccessToken, Error, ErrorKind, TokenCache, TokenProvider};
pub use bytes::Bytes;
pub use http;
pub use secrecy::{ExposeSecret, SecretString};

pub use self::answered::Answered;
#[cfg(feature = "reqwest")]
pub use self::authorize::RequestBuilderExt;
#[cfg(feature = "reqwest-middleware")]
pub use self::authorize::TokenAuthMiddleware;
#[cfg(feature = "tower")]
pub use self::authorize::{CloneBody, NoRepeat, RepeatBody, TokenAuthLayer, TokenAuthService};
pub use self::authorize::{RefusalRules, TokenAuth, authorize};
pub use self::body::FilePart;
pub use self::builder::ClientBuilder;
pub use self::client::Client;
pub use self::client_credentials::ClientCredentials;
pub use self::environment::Environment;
pub use self::error_body::{ErrorBytes, ErrorText};
pub use self::format::{Base64, Date, DateTime, Uuid};
pub use self::paging::{Items, Pages};
pub use self::presence::Presence;
#[cfg(feature = "reqwest")]
pub use self::reqwest_transport::ReqwestTransport;
pub use self::retry::RetryPolicy;
pub use self::seconds::Seconds;
pub use self::secret_object::SecretObject;
pub use self::transport::{Limits, TlsReason, Transport, TransportError, TransportErrorKind};
pub use self::unknown_json::UnknownJson;
pub use self::unknown_value::UnknownValue;
