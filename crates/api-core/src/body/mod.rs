//! Request bodies, written into buffers that are wiped.

mod escape;
mod form;
mod json;
mod layout;
mod multipart;
mod node;

pub(crate) use self::escape::ESCAPED;
pub use self::form::Form;
pub use self::json::Json;
pub(crate) use self::json::{note_credential, note_secret};
pub(crate) use self::layout::Laid;
pub use self::layout::{Layout, Style};
pub use self::multipart::{FilePart, Multipart};
