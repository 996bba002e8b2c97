//! Texts in another encoding than UTF-8.

use std::string::FromUtf8Error;

use crate::diagnostic::{Location, Problem, Sources};

const HELP: &str = "save it as UTF-8, if it is a text";

/// The problem of a file that is not UTF-8, with the place of the first byte that is at fault.
pub(super) fn not_utf8(shown: String, error: &FromUtf8Error, sources: &mut Sources) -> Problem {
    let bytes = error.as_bytes();
    if is_utf16(bytes) {
        return utf16(&shown);
    }
    let at = error.utf8_error().valid_up_to();
    let problem = Problem::new("encoding", format!("`{shown}` is not UTF-8"))
        .note(format!("byte {at} is the first that cannot be read"))
        .help(HELP);
    if bytes.contains(&0) {
        // Not a text, and nothing to be shown to a reader.
        return problem;
    }
    // What stands before the first fault is as long in both.
    let source = sources.add(shown, String::from_utf8_lossy(bytes));
    let location = Location {
        source,
        start: at,
        end: at + char::REPLACEMENT_CHARACTER.len_utf8(),
    };
    problem.at_location(location, "a byte of another encoding")
}

/// The problem of a file that is UTF-16.
pub(super) fn utf16(shown: &str) -> Problem {
    Problem::new("encoding", format!("`{shown}` is UTF-16, and not UTF-8")).help(HELP)
}

/// Whether bytes are UTF-16, by the mark at its beginning or the zeros beside its first letters.
pub(super) fn is_utf16(bytes: &[u8]) -> bool {
    match bytes {
        // The mark of UTF-32 begins like that of UTF-16.
        [0xff, 0xfe, 0, 0, ..] => false,
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => true,
        [first, 0, second, 0, ..] | [0, first, 0, second, ..] => *first != 0 && *second != 0,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_utf16;

    #[test]
    fn utf16_is_told_by_its_mark_or_its_zeros() {
        let utf16 = |text: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            text.encode_utf16().flat_map(bytes).collect()
        };
        for text in ["\u{feff}{}", "{}", "openapi: 3.0.0"] {
            assert!(is_utf16(&utf16(text, u16::to_le_bytes)), "{text}");
            assert!(is_utf16(&utf16(text, u16::to_be_bytes)), "{text}");
            assert!(!is_utf16(text.as_bytes()), "{text}");
        }
        for other in [
            &[][..],
            b"{",
            &[0, 0, 0xfe, 0xff],
            &[0xff, 0xfe, 0, 0],
            &[0; 8],
        ] {
            assert!(!is_utf16(other), "{other:?}");
        }
    }
}
