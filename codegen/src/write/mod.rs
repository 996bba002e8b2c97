//! Puts generated files in place: formatted, all or none, only where they differ, and without leaving stale ones behind.

mod checksum;
mod draft;
mod format;
mod plan;
mod repeats;
mod seams;
mod spacing;
mod words;

pub(crate) use draft::draft;
pub use format::{Formatter, Prettyplease};
pub(crate) use format::{Sheet, texts};
pub(crate) use plan::{Change, Folder, Wanted, apply, is_generated, look, loose, plan};

use crate::load::openapi::DocumentId;

/// A file that `render` made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GeneratedFile {
    /// Path below `generated/`, with `/`: `v2/token.rs`.
    pub(crate) path: String,
    /// The documents that it comes from; its first lines name them and their digests.
    pub(crate) documents: Vec<DocumentId>,
    /// [Drafts](draft) of Rust that `syn` can read, without the first lines, in parts of whole items that stand apart from each other. A part is what is parsed
    /// and laid out at a time: the fewer items it has, the less memory that takes.
    pub(crate) parts: Vec<String>,
}

#[cfg(test)]
mod tests;
