//! What the tests of this workspace share, whatever the vendor. It is not published.
//!
//! - [`Loopback`]: a service that answers as told, and the requests as they arrived there ([`Sent`]).
//! - [`Watched`]: a token cache whose time is moved by hand.
//! - [`MARK`], [`assert_hidden`], [`shown`], [`shown_error`]: the search for secrets in what programs print.
//! - [`Log`]: what a program that listens to `tracing` hears.
//!
//! The doubles of the vendors, and the answers that they give, stand beside the tests of their clients.
//!
//! # Panics
//!
//! Everything here panics where something is not as it should be: that is how a test fails.

#![expect(
    clippy::missing_panics_doc,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by a panic"
)]

mod leaks;
mod log;
mod loopback;
mod sent;
mod watched;

pub use self::leaks::{MARK, assert_hidden, shown, shown_error};
pub use self::log::Log;
pub use self::loopback::{Loopback, ok};
pub use self::sent::Sent;
pub use self::watched::Watched;
