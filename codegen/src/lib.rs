//! Turns OpenAPI documents into typed, documented Rust clients over `api-core`.
//!
//! Four stages, each with its own types: `load` reads documents with positions and resolves references, `model` makes all decisions,
//! `render` writes them down as Rust, `write` formats the files and puts them in place, all or none. Every problem of a run is reported,
//! with file, line and JSON pointer, and nothing that stands in a document is skipped in silence.
//!
//! The path of a document is the path of its module: `specs/<crate>/v2/token.yaml` becomes
//! `crates/<crate>/src/generated/v2/token.rs`. What of OpenAPI is understood is described in `specs/README.md`.

mod count;
mod diagnostic;
mod digest;
mod driver;
mod failure;
mod load;
mod manifest;
mod model;
mod package;
mod render;
mod stack;
mod write;

pub use diagnostic::Style;
pub use driver::{CrateOutcome, Options, Outcome, generate};
pub use failure::Failure;
pub use package::{
    CrateOptions, CrateReport, LeftOut, LeftOutComponent, Runtime, check_document, code_of,
    generate_crate,
};
pub use write::{Formatter, Prettyplease};
