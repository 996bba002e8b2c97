//! The model as Rust; decides nothing.

use crate::model::Crate;
use crate::write::GeneratedFile;

/// The files of a crate's generated part.
pub(crate) fn render(_model: &Crate) -> Vec<GeneratedFile> {
    Vec::new()
}
