//! The last of a file's first lines: a checksum of its code and of all that the layout hangs on. A file that bears it needs no other look at its layout.

use std::iter;

use crate::digest::sha256;

const START: &str = "// Checksum: sha256:";

/// The line for code that was laid out on these terms from these parts.
pub(super) fn line(terms: &str, parts: &[String], code: &str) -> String {
    let parts = parts.iter().map(String::as_str);
    let texts = [terms, code].into_iter().chain(parts);
    // With their lengths, so that nothing can go over from one to the next.
    let lengths: Vec<_> = texts.clone().map(|text| text.len().to_string()).collect();
    let lengths = lengths.join(",");
    let bytes = iter::once(lengths.as_str()).chain(texts).map(str::as_bytes);
    format!("{START}{}\n", sha256(bytes))
}

/// What is in a file from this line on, if the same would come of laying out these parts: nobody has changed it since.
pub(super) fn confirmed<'t>(text: &'t str, terms: &str, parts: &[String]) -> Option<&'t str> {
    let (_, end) = text.split_at(text.find(START)?);
    let (_, below) = end.split_once('\n')?;
    // A blank line stands above code, and nothing below the line where there is none.
    let code = match below {
        "" => "",
        _ => below.strip_prefix('\n').filter(|code| !code.is_empty())?,
    };
    end.starts_with(&line(terms, parts, code)).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_as_it_was_is_confirmed() {
        let parts = ["fn a () {}".to_owned(), "fn b () {}".to_owned()];
        for code in ["fn a() {}\n\nfn b() {}\n", ""] {
            let end = format!("{}\n{code}", line("2024", &parts, code));
            let end = end.trim_end_matches('\n').to_owned() + "\n";
            let text = format!("// First.\n{end}");
            let confirmed = |text: &str, terms: &str, parts: &[String]| {
                confirmed(text, terms, parts).map(str::to_owned)
            };
            assert_eq!(confirmed(&text, "2024", &parts), Some(end));
            // The code of the file, that of the generator, and the formatter's terms.
            assert_eq!(confirmed(&format!("{text}\n"), "2024", &parts), None);
            assert_eq!(confirmed(&text, "2024", &parts[..1]), None);
            assert_eq!(confirmed(&text, "2021", &parts), None);
            let moved = ["fn a () {}fn".to_owned(), " b () {}".to_owned()];
            assert_eq!(confirmed(&text, "2024", &moved), None);
            assert_eq!(confirmed("// First.\n", "2024", &parts), None);
            assert_eq!(confirmed(START, "2024", &parts), None);
        }
    }
}
