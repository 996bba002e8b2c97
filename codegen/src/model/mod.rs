//! Our own picture of a client: all names and all decisions.

use crate::diagnostic::Problems;
use crate::load::Document;

/// The generated part of one crate.
#[derive(Debug)]
pub(crate) struct Crate;

/// Lowers the documents of one crate.
pub(crate) fn lower(_documents: &[Document], _problems: &mut Problems) -> Option<Crate> {
    Some(Crate)
}
