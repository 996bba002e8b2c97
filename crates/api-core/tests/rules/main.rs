//! The rules H1 to H8, each kept by a test that fails when it is broken. What needs sockets has them on this machine.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "helpers of tests fail their tests"
)]

mod support;

#[cfg(feature = "blocking")]
mod blocking;
mod events;
#[cfg(feature = "reqwest")]
mod h1_addresses;
mod h2_limits;
mod h3_repeats;
mod h4_builder;
mod h6_errors;
mod h7_wire;
mod h8_calls;
#[cfg(feature = "reqwest")]
mod h8_reqwest;
#[cfg(feature = "tower")]
mod h8_tower;
mod paging;
mod path_styles;
#[cfg(feature = "reqwest")]
mod secrets;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod tls;
