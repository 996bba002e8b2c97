//! Reads a crate's documents: text to tree with positions, tree to typed OpenAPI, references resolved.
//! Knows nothing of Rust code.

pub(crate) mod openapi;
mod tree;

pub(crate) use openapi::Document;
