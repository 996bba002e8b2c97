//! Control characters in the strings of JSON, which YAML does not admit there.

use std::borrow::Cow;
use std::fmt::Write as _;

/// A text without such characters, and how to find what stood at a place of it.
#[derive(Debug)]
pub(super) struct Escaped<'t> {
    pub(super) text: Cow<'t, str>,
    /// Where an escape ends, and how many bytes the text has grown by up to there.
    grown: Vec<(usize, usize)>,
}

impl<'t> Escaped<'t> {
    /// The text as it is.
    pub(super) fn none(text: &'t str) -> Self {
        let grown = Vec::new();
        let text = Cow::Borrowed(text);
        Self { text, grown }
    }

    /// JSON, whose strings are those of YAML but for these characters.
    pub(super) fn json(text: &'t str) -> Self {
        if !text.contains(is_forbidden) {
            return Self::none(text);
        }
        let mut escaped = String::with_capacity(text.len() + text.len() / 64);
        let mut grown = Vec::new();
        for sign in text.chars() {
            if !is_forbidden(sign) {
                escaped.push(sign);
                continue;
            }
            // Writing to a text does not fail.
            let _ = write!(escaped, "\\u{:04x}", u32::from(sign));
            let before = grown.last().map_or(0, |(_, by)| *by);
            grown.push((escaped.len(), before + 6 - sign.len_utf8()));
        }
        let text = Cow::Owned(escaped);
        Self { text, grown }
    }

    /// Where the byte at this offset stands in the text that was given.
    pub(super) fn original(&self, offset: usize) -> usize {
        let passed = self.grown.partition_point(|(end, _)| *end <= offset);
        let by = passed.checked_sub(1).map_or(0, |last| self.grown[last].1);
        offset - by
    }
}

/// All of them have four hexadecimal digits.
fn is_forbidden(sign: char) -> bool {
    matches!(sign, '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::Escaped;

    #[test]
    fn places_are_those_of_the_text_that_was_given() {
        let text = "{\"a\u{80}\": \"\u{7f}b\u{ffff}\", \"c\": 1}";
        let escaped = Escaped::json(text);
        assert_eq!(
            escaped.text,
            "{\"a\\u0080\": \"\\u007fb\\uffff\", \"c\": 1}"
        );
        for sign in ["{", "a", "b", "c", "1", "}"] {
            let there = escaped.text.rfind(sign).map(|at| escaped.original(at));
            assert_eq!(there, text.rfind(sign), "{sign}");
        }
        assert!(Escaped::json("{\"\u{85}\u{a0}\": 1}").grown.is_empty());
    }
}
