//! From the tokens that `render` wrote to a file that a person can read.

use crate::load::Document;
use crate::stack;
use crate::write::{GeneratedFile, checksum, draft, spacing};

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

    /// Lays out all files of a run, and gives them in the same order. For formatters that are quicker with all of them at once than with one after the other.
    ///
    /// # Errors
    ///
    /// For each file by itself, as with [`format`](Self::format).
    fn format_all(&self, codes: Vec<String>) -> Vec<Result<String, String>> {
        codes.into_iter().map(|code| self.format(code)).collect()
    }

    /// Whether it lays out everything by itself. It is then spared what prettyplease would do, and given drafts: code whose documentation stands in comments, with
    /// blank lines between items, and otherwise without a layout.
    fn takes_drafts(&self) -> bool {
        false
    }

    /// What the layout hangs on besides the code: the formatter and its settings. Files then end their first lines with a checksum, and a file that was laid out from
    /// the same code on the same terms is left as it is, if nobody has changed it since. With `None` every file is laid out in every run.
    fn terms(&self) -> Option<String> {
        None
    }
}

/// The layout of the crate prettyplease, as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Prettyplease;

impl Formatter for Prettyplease {
    fn format(&self, code: String) -> Result<String, String> {
        Ok(code)
    }

    fn terms(&self) -> Option<String> {
        Some("prettyplease".to_owned())
    }
}

/// A file, the documents of its crate, and what is on the disk in its place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sheet<'a> {
    pub(crate) file: &'a GeneratedFile,
    pub(crate) documents: &'a [Document],
    pub(crate) found: Option<&'a str>,
}

/// The whole texts of files, in their order.
pub(crate) fn texts(
    sheets: &[Sheet<'_>],
    origin: &dyn Fn(&Document) -> String,
    formatter: &dyn Formatter,
) -> Vec<Result<String, String>> {
    let terms = formatter.terms();
    let found = |sheet: &Sheet<'_>| {
        let text = sheet.found?.replace("\r\n", "\n");
        checksum::confirmed(&text, terms.as_deref()?, &sheet.file.parts).map(str::to_owned)
    };
    let found: Vec<_> = stack::each(sheets, found);
    let found: Vec<_> = found.into_iter().map(Option::flatten).collect();
    let new = sheets.iter().zip(&found);
    let new = new.filter_map(|(sheet, found)| found.is_none().then_some(*sheet));
    let mut laid_out = laid_out(&new.collect::<Vec<_>>(), formatter).into_iter();
    let none = || Err("it was not laid out".to_owned());
    let sheets = sheets.iter().zip(found);
    let text = |(sheet, found): (&Sheet<'_>, Option<String>)| {
        let mut text = header(sheet, origin);
        if let Some(end) = found {
            text.push_str(&end);
            return Ok(text);
        }
        let code = laid_out.next().unwrap_or_else(none)?;
        let mut code = code.replace("\r\n", "\n");
        match code.trim() {
            "" => code.clear(),
            _ if code.ends_with('\n') => {}
            _ => code.push('\n'),
        }
        if let Some(terms) = &terms {
            text.push_str(&checksum::line(terms, &sheet.file.parts, &code));
        }
        if !code.is_empty() {
            text.push('\n');
            text.push_str(&code);
        }
        Ok(text)
    };
    sheets.map(text).collect()
}

/// Code in the formatter's layout.
fn laid_out(sheets: &[Sheet<'_>], formatter: &dyn Formatter) -> Vec<Result<String, String>> {
    if formatter.takes_drafts() {
        from_drafts(sheets, formatter)
    } else {
        formatted(pretty(sheets), formatter)
    }
}

/// What the formatter makes of these codes. A reason why there is none stays.
fn formatted(
    mut codes: Vec<Result<String, String>>,
    formatter: &dyn Formatter,
) -> Vec<Result<String, String>> {
    let sound = codes.iter_mut().filter_map(|code| code.as_mut().ok());
    let sound = sound.map(std::mem::take).collect();
    let mut done = formatter.format_all(sound).into_iter();
    let less = || Err("the formatter gave less files than it got".to_owned());
    let codes = codes.into_iter();
    codes
        .map(|code| code.and_then(|_| done.next().unwrap_or_else(less)))
        .collect()
}

/// What it makes of drafts; and where it leaves a draft as it is, of what prettyplease makes of the file.
fn from_drafts(sheets: &[Sheet<'_>], formatter: &dyn Formatter) -> Vec<Result<String, String>> {
    let drafts = sheets.iter().map(|sheet| Ok(drafted(sheet))).collect();
    let mut codes = formatted(drafts, formatter);
    let rough =
        |code: &Result<String, String>| code.as_ref().map_or(true, |it| draft::is_rough(it));
    let again: Vec<usize> = (0..codes.len()).filter(|&it| rough(&codes[it])).collect();
    let anew: Vec<Sheet<'_>> = again.iter().map(|&it| sheets[it]).collect();
    let anew = formatted(pretty(&anew), formatter);
    for (index, code) in again.into_iter().zip(anew) {
        codes[index] = code;
    }
    codes
}

/// A file that a formatter has yet to lay out.
fn drafted(sheet: &Sheet<'_>) -> String {
    let parts = sheet.file.parts.iter().map(String::as_str);
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    parts.join("\n")
}

/// The files as prettyplease lays them out.
fn pretty(sheets: &[Sheet<'_>]) -> Vec<Result<String, String>> {
    let parts = sheets.iter().flat_map(|sheet| &sheet.file.parts);
    let parts: Vec<&str> = parts.map(String::as_str).collect();
    // What panicked is reported for the file that it belongs to.
    let undone = || Err("it could not be laid out".to_owned());
    let done = stack::each(&parts, |part| prettyplease(part)).into_iter();
    let mut done = done.map(|part| part.unwrap_or_else(undone));
    let whole = |sheet: &Sheet<'_>| {
        let parts = done.by_ref().take(sheet.file.parts.len());
        let parts: Result<String, String> = parts.collect();
        Ok(spacing::set_apart(&parts?))
    };
    sheets.iter().map(whole).collect()
}

fn prettyplease(part: &str) -> Result<String, String> {
    let syntax = syn::parse_file(part).map_err(|error| format!("it is no Rust: {error}"))?;
    Ok(prettyplease::unparse(&syntax))
}

/// What marks a file as generated, for reviewers, for tools and for the next run.
pub(super) const MARK: &str = "@generated";

/// The first lines of a file.
fn header(sheet: &Sheet<'_>, origin: &dyn Fn(&Document) -> String) -> String {
    let Sheet {
        file, documents, ..
    } = sheet;
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
