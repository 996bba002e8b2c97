//! Request bodies, written into buffers that are wiped.

mod form;
mod json;

pub use self::form::Form;
pub use self::json::Json;
pub(crate) use self::json::{note_credential, note_secret};
