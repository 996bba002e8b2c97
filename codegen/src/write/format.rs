//! From the tokens that `render` wrote to a file that a person can read.

use crate::load::Document;
use crate::stack;
use crate::write::repeats::Repeats;
use crate::write::{GeneratedFile, checksum, draft, seams, spacing};

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
    /// blank lines between items, and otherwise without a layout. Comments between items are to stay where they are.
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
    let codes = codes.into_iter();
    codes
        .map(|code| code.and_then(|_| done.next().unwrap_or_else(less)))
        .collect()
}

/// What it makes of drafts; where it leaves a part of one as it is, of what prettyplease makes of that part; and where it fails, of what prettyplease makes of
/// the file.
fn from_drafts(sheets: &[Sheet<'_>], formatter: &dyn Formatter) -> Vec<Result<String, String>> {
    let drafts: Vec<Vec<&str>> = sheets.iter().map(drafted).collect();
    let mut codes = without_repeats(&drafts, formatter).unwrap_or_else(|| {
        let drafts = drafts.iter().map(|parts| Ok(parts.clone()));
        formatted_parts(drafts.collect(), formatter)
    });
    let pairs: Vec<_> = sheets.iter().zip(&codes).collect();
    let rough = stack::each(&pairs, |pair| rough(*pair)).into_iter();
    let rough: Vec<_> = rough.map(Option::unwrap_or_default).collect();
    let parts: Vec<&str> = rough.iter().flatten().map(|(_, part)| *part).collect();
    let mut done = by_prettyplease(&parts).into_iter();
    let again = rough.iter().filter(|parts| !parts.is_empty());
    let again = again.map(|parts| {
        let parts = done.by_ref().take(parts.len());
        parts.map(|part| Ok(spacing::set_apart(&part?))).collect()
    });
    let mut again = formatted_parts(again.collect(), formatter).into_iter();
    for (code, rough) in codes.iter_mut().zip(&rough) {
        if rough.is_empty() {
            continue;
        }
        let anew = again.next().unwrap_or_else(less);
        *code = std::mem::replace(code, Ok(Vec::new())).and_then(|mut code| {
            for ((index, _), part) in rough.iter().zip(anew?) {
                code[*index] = part;
            }
            Ok(code)
        });
    }
    let failed = sheets.iter().zip(&codes).filter(|(_, code)| code.is_err());
    let failed: Vec<Sheet<'_>> = failed.map(|(sheet, _)| *sheet).collect();
    let mut whole = formatted(pretty(&failed), formatter).into_iter();
    let code = |code: Result<Vec<String>, String>| match code {
        Ok(parts) => Ok(parts.join("\n")),
        Err(_) => whole.next().unwrap_or_else(less),
    };
    codes.into_iter().map(code).collect()
}

fn less<T>() -> Result<T, String> {
    Err("the formatter gave less files than it got".to_owned())
}

/// What the formatter makes of drafts, of members that look alike only once; `None` where it fails.
fn without_repeats(
    drafts: &[Vec<&str>],
    formatter: &dyn Formatter,
) -> Option<Vec<Result<Vec<String>, String>>> {
    let repeats = Repeats::of(drafts);
    let single = repeats.drafts().into_iter().map(Ok).collect();
    let done = formatted_parts(single, formatter).into_iter();
    let done: Vec<_> = done.collect::<Result<_, _>>().ok()?;
    let whole = repeats.whole(&done)?;
    Some(whole.into_iter().map(Ok).collect())
}

/// The same as [`formatted`], with files in parts.
fn formatted_parts(
    codes: Vec<Result<Vec<impl AsRef<str>>, String>>,
    formatter: &dyn Formatter,
) -> Vec<Result<Vec<String>, String>> {
    let counts = codes.iter().map(|code| code.as_ref().map_or(0, Vec::len));
    let counts: Vec<usize> = counts.collect();
    let sewn = codes.into_iter().map(|code| Ok(seams::sew(&code?)));
    let done = formatted(sewn.collect(), formatter);
    let parts = |(code, count): (Result<String, String>, usize)| {
        let moved = || "the formatter moved items".to_owned();
        seams::unpick(&code?, count).ok_or_else(moved)
    };
    done.into_iter().zip(counts).map(parts).collect()
}

/// A file that a formatter has yet to lay out.
fn drafted<'s>(sheet: &Sheet<'s>) -> Vec<&'s str> {
    let parts = sheet.file.parts.iter().map(String::as_str);
    parts.filter(|part| !part.is_empty()).collect()
}

/// The parts that the formatter has left as they were, with their places.
fn rough<'s>((sheet, code): (&Sheet<'s>, &Result<Vec<String>, String>)) -> Vec<(usize, &'s str)> {
    let parts = sheet.file.parts.iter().filter(|part| !part.is_empty());
    let parts = parts.map(String::as_str).enumerate();
    let code = code.as_deref().unwrap_or_default();
    let rough = code.iter().zip(parts);
    let rough = rough.filter(|(code, _)| draft::is_rough(code));
    rough.map(|(_, part)| part).collect()
}

/// The files as prettyplease lays them out.
fn pretty(sheets: &[Sheet<'_>]) -> Vec<Result<String, String>> {
    let parts = sheets.iter().flat_map(|sheet| &sheet.file.parts);
    let parts: Vec<&str> = parts.map(String::as_str).collect();
    let mut done = by_prettyplease(&parts).into_iter();
    let whole = |sheet: &Sheet<'_>| {
        let parts = done.by_ref().take(sheet.file.parts.len());
        let parts: Result<String, String> = parts.collect();
        Ok(spacing::set_apart(&parts?))
    };
    sheets.iter().map(whole).collect()
}

fn by_prettyplease(parts: &[&str]) -> Vec<Result<String, String>> {
    // What panicked is reported for the file that it belongs to.
    let undone = || Err("it could not be laid out".to_owned());
    let done = stack::each(parts, |part| prettyplease(part)).into_iter();
    done.map(|part| part.unwrap_or_else(undone)).collect()
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
