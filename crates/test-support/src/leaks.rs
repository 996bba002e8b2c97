//! The search for secrets in what programs print.

use std::error::Error as StdError;
use std::fmt::{Debug, Write};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// Part of every secret in these tests. Letters and digits alone, so that URL and JSON encoding leave it as it is, and long enough to
/// be recognized in base64. `cargo xtask test` looks for its middle in all that tests print.
pub const MARK: &str = "Xs3cr3tMark9";

/// Asserts that a text does not hold the mark: neither as it is nor in another case, in base64 at whatever position, in hex, or as a
/// list of bytes.
#[track_caller]
pub fn assert_hidden(text: &str) {
    if let Some(form) = leak(text) {
        panic!("shows a secret, as `{form}`: {text}");
    }
}

/// The form in which a text holds the mark.
fn leak(text: &str) -> Option<String> {
    let text = text.to_lowercase();
    forms()
        .into_iter()
        .find(|form| text.contains(&form.to_lowercase()))
}

fn forms() -> Vec<String> {
    let bytes = MARK.as_bytes();
    let mut forms = vec![MARK.to_owned(), hex(bytes)];
    // In base64 a text looks different at each of three offsets.
    for skip in 0..3 {
        let aligned = &bytes[skip..];
        let whole_groups = &aligned[..aligned.len() / 3 * 3];
        forms.push(STANDARD_NO_PAD.encode(whole_groups));
        forms.push(URL_SAFE_NO_PAD.encode(whole_groups));
    }
    let listed: Vec<_> = bytes.iter().map(u8::to_string).collect();
    forms.push(listed.join(", "));
    forms.push(listed.join(",\n    "));
    forms
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

/// All that `Debug` shows of a value.
#[must_use]
pub fn shown(value: &impl Debug) -> String {
    format!("{value:?}\n{value:#?}")
}

/// All that an error and its causes show.
#[must_use]
pub fn shown_error(error: &(dyn StdError + 'static)) -> String {
    let mut text = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        writeln!(text, "{error}\n{error:#}\n{error:?}\n{error:#?}").unwrap();
        next = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_search_finds_a_secret_in_every_encoding() {
        for offset in 0..3 {
            let text = format!("{}{MARK}+/ü", &"user:"[..offset]);
            let encodings = [
                text.clone(),
                text.to_uppercase(),
                format!("{text:?}"),
                format!("{:?}", text.as_bytes()),
                format!("{:#?}", text.as_bytes()),
                STANDARD_NO_PAD.encode(&text),
                URL_SAFE_NO_PAD.encode(&text),
                hex(text.as_bytes()).to_uppercase(),
            ];
            for encoding in encodings {
                assert!(leak(&encoding).is_some(), "{encoding}");
            }
        }
        assert_eq!(leak("nothing of it"), None);
    }

    #[test]
    #[should_panic(expected = "shows a secret")]
    fn a_text_with_a_secret_fails_the_test() {
        // The text stands in the panic, and what tests print must not hold the mark.
        assert_hidden(&hex(MARK.as_bytes()));
    }

    #[test]
    fn an_error_is_shown_with_its_causes() {
        let cause = std::io::Error::other("the cause");
        let error = auth_core::Error::configuration("field", "is empty").with_source(cause);
        let text = shown_error(&error);
        assert!(
            text.contains("`field` is empty") && text.contains("the cause"),
            "{text}"
        );
    }
}
