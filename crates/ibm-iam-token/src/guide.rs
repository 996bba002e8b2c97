//! Longer reading: for those who come from IBM's own SDKs, and about what IBM expects of clients.

/// For those who know IBM's SDK cores: authenticator by authenticator.
#[doc = include_str!("docs/coming-from-sdk-cores.md")]
pub mod coming_from_sdk_cores {}

/// Feature by feature: IBM's four SDK cores and this crate.
#[doc = include_str!("docs/features.md")]
pub mod features {}

/// How many tokens one may ask for, and how to stay far below.
#[doc = include_str!("docs/quotas.md")]
pub mod quotas {}
