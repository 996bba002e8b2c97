#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod api_key;
mod compute_resource;
mod configuration;
mod endpoint;
mod environment;
mod exchange;
mod files;
mod generated;
pub mod guide;
mod public_client;
mod vpc_instance;

#[cfg(feature = "blocking")]
#[doc(no_inline)]
pub use api_core::blocking;
pub use api_core::{ClientCredentials, Error, ErrorKind, ExposeSecret, SecretString};
pub use auth_core::{AccessToken, TokenCache, TokenProvider};

pub use self::api_key::ApiKey;
pub use self::compute_resource::{ComputeResource, ComputeResourceToken, PLATFORM_TOKEN_FILES};
pub use self::configuration::{Configuration, Surroundings, from_env};
pub use self::endpoint::{Endpoint, Region};
pub use self::environment::{from_api_key_env, from_api_key_environment};
pub use self::exchange::{ServiceAuthorization, TrustedProfile};
pub use self::files::Files;
pub use self::generated::*;
pub use self::iam::Client;
pub use self::public_client::cli_client;
pub use self::vpc_instance::{InstanceProfile, MetadataVersion, VpcInstance};
