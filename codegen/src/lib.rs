//! Turns OpenAPI documents into typed, documented Rust clients over `api-core`.

mod diagnostic;
mod load;
mod model;
mod write;
