//! From the tokens that `render` wrote to a file that a person can read.

use crate::load::Document;
use crate::stack;
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
pub trait Formatter: Sync {
    /// Lays out one whole file.
    ///
    /// # Errors
    ///
    /// Says in a sentence why the file could not be laid out. Nothing is written then.
    fn format(&self, code: String) -> Result<String, String>;

    /// Lays out the files of one folder, each with its path below the folder (`mod.rs`, `v2/token.rs`), and gives them in the same order. For formatters that are quicker with all of
    /// them at once than with one after the other.
    ///
    /// # Errors
    ///
    /// For each file by itself, as with [`format`](Self::format).
    fn format_folder(&self, files: Vec<(String, String)>) -> Vec<Result<String, String>> {
        let codes = files.into_iter().map(|(_, code)| code);
        codes.map(|code| self.format(code)).collect()
    }
}

/// The layout of the crate prettyplease, as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Prettyplease;

impl Formatter for Prettyplease {
    fn format(&self, code: String) -> Result<String, String> {
        Ok(code)
    }
}

/// The whole texts of all files, in their order.
pub(crate) fn texts_of(
    files: &[GeneratedFile],
    documents: &[Document],
    origin: &dyn Fn(&Document) -> String,
    formatter: &dyn Formatter,
) -> Vec<Result<String, String>> {
    texts(
        &files.iter().collect::<Vec<_>>(),
        documents,
        origin,
        formatter,
    )
}

/// The whole texts of files, in their order.
pub(super) fn texts(
    files: &[&GeneratedFile],
    documents: &[Document],
    origin: &dyn Fn(&Document) -> String,
    formatter: &dyn Formatter,
) -> Vec<Result<String, String>> {
    let mut codes = laid_out(files);
    let sound = codes.iter_mut().zip(files);
    let sound = sound
        .filter_map(|(code, file)| Some((file.path.clone(), std::mem::take(code.as_mut().ok()?))));
    let sound = sound.collect();
    let mut done = formatter.format_folder(sound).into_iter();
    let codes = codes.into_iter().map(|code| {
        code.and_then(|_| {
            done.next()
                .unwrap_or_else(|| Err("the formatter gave less files than it got".to_owned()))
        })
    });
    codes
        .zip(files)
        .map(|(code, file)| {
            let code = code?;
            let mut text = header(file, documents, origin);
            if !code.trim().is_empty() {
                text.push('\n');
                text.push_str(&code.replace("\r\n", "\n"));
            }
            if !text.ends_with('\n') {
                text.push('\n');
            }
            Ok(text)
        })
        .collect()
}

/// The files as prettyplease lays them out.
fn laid_out(files: &[&GeneratedFile]) -> Vec<Result<String, String>> {
    let parts: Vec<&str> = files
        .iter()
        .flat_map(|file| &file.parts)
        .map(String::as_str)
        .collect();
    // What panicked is reported for the file that it belongs to.
    let undone = || Err("it could not be laid out".to_owned());
    let done = stack::each(&parts, |part| prettyplease(part)).into_iter();
    let mut done = done.map(|part| part.unwrap_or_else(undone));
    let whole = |file: &&GeneratedFile| {
        let parts: Result<String, String> = done.by_ref().take(file.parts.len()).collect();
        Ok(spacing::set_apart(&parts?))
    };
    files.iter().map(whole).collect()
}

fn prettyplease(part: &str) -> Result<String, String> {
    let syntax = syn::parse_file(part).map_err(|error| format!("it is no Rust: {error}"))?;
    Ok(prettyplease::unparse(&syntax))
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
