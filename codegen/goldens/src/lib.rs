//! Committed outputs of the generator for small documents, compiled and driven.
//!
//! `cargo xtask codegen` writes them too: what changes in them is what a change of the generator does.

mod generated;

pub use self::generated::*;
