//! From the tokens that `render` wrote to a file that a person can read.

use crate::load::Document;
use crate::write::{GeneratedFile, spacing};

/// Lays out Rust code.
///
/// The library formats in its own process, by [`Prettyplease`], and starts no other. A caller that wants its own style, such as that of
/// `rustfmt`, hands in another formatter; it is given what prettyplease made.
///
/// # Examples
///
/// ```
/// struct Tabs;
///
/// impl codegen::Formatter for Tabs {
///     fn format(&self, code: String) -> Result<String, String> {
///         Ok(code.replace("    ", "\t"))
///     }
/// }
/// ```
pub trait Formatter {
    /// Lays out one whole file.
    ///
    /// # Errors
    ///
    /// Says in a sentence why the file could not be laid out. Nothing is written then.
    fn format(&self, code: String) -> Result<String, String>;
}

/// The layout of the crate prettyplease, as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Prettyplease;

impl Formatter for Prettyplease {
    fn format(&self, code: String) -> Result<String, String> {
        Ok(code)
    }
}

/// The whole text of a file.
pub(super) fn text(
    file: &GeneratedFile,
    documents: &[Document],
    origin: &dyn Fn(&Document) -> String,
    formatter: &dyn Formatter,
) -> Result<String, String> {
    let syntax =
        syn::parse_file(&file.contents).map_err(|error| format!("it is no Rust: {error}"))?;
    let code = formatter.format(spacing::set_apart(&prettyplease::unparse(&syntax)))?;
    let mut text = header(file, documents, origin);
    if !code.trim().is_empty() {
        text.push('\n');
        text.push_str(&code.replace("\r\n", "\n"));
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    Ok(text)
}

/// What marks a file as generated, for reviewers, for tools and for the next run.
pub(super) const MARK: &str = "@generated";

/// The first lines of a file.
fn header(
    file: &GeneratedFile,
    documents: &[Document],
    origin: &dyn Fn(&Document) -> String,
) -> String {
    let origins: Vec<String> = file
        .documents
        .iter()
        .filter_map(|id| documents.iter().find(|document| document.id == *id))
        .map(|document| format!("{} (sha256:{})", origin(document), document.digest))
        .collect();
    match origins.as_slice() {
        [one] => format!("// {MARK} by `cargo xtask codegen` from {one}. Do not edit.\n"),
        many => {
            let mut header = format!("// {MARK} by `cargo xtask codegen`. Do not edit.\n");
            for origin in many {
                header.push_str("// From ");
                header.push_str(origin);
                header.push('\n');
            }
            header
        }
    }
}
