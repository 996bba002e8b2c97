//! Hides secrets in words that others wrote.
//!
//! Providers put tokens into messages ("MFA is not activated. (`access_token` = eyJ…)") and gateways quote what they were sent. What an error shows is
//! therefore searched for the secrets that the call itself sent, and for what looks like a credential by its shape or by the name before it.

mod words;

use std::fmt;

use form_urlencoded::byte_serialize;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};

use crate::wiped::WipedBuffer;

/// What stands in place of a secret.
const HIDDEN: &str = "***";

/// Shorter secrets are hidden only where they stand as a word of their own: `on` would else tear every sentence.
const SHORT: usize = 4;

/// The secrets that a call sends, so that they can be found in what comes back.
#[derive(Clone, Default)]
pub(crate) struct Mask(Vec<SecretString>);

impl Mask {
    pub(crate) fn add(&mut self, secret: SecretString) {
        if !secret.expose_secret().is_empty() {
            self.0.push(secret);
        }
    }

    pub(crate) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// A provider's words, fit to be shown: no secrets, nothing that looks like one, no control characters, at most so many characters.
    pub(crate) fn words(&self, text: &str, longest: usize) -> String {
        printable(words::hide(&self.without_sent(text)).trim(), longest)
    }

    /// A code, an id or another name, fit to be shown. It may be long and look like a token without being one, so only a JWT is hidden by its shape.
    pub(crate) fn name(&self, text: &str, longest: usize) -> String {
        printable(words::hide_jwts(&self.without_sent(text)).trim(), longest)
    }

    /// Whether a secret of this call stands in the text.
    pub(crate) fn finds_in(&self, text: &str) -> bool {
        self.without_sent(text) != text
    }

    fn without_sent(&self, text: &str) -> String {
        let mut spellings: Vec<_> = self.0.iter().flat_map(spellings).collect();
        // The longest first: one secret may be part of another.
        spellings.sort_unstable_by_key(|spelling| std::cmp::Reverse(spelling.len()));
        let mut text = text.to_owned();
        for spelling in &spellings {
            // What was put together of strings is one.
            let spelling = std::str::from_utf8(spelling.as_slice()).unwrap_or_default();
            if spelling.len() < SHORT {
                text = replace_word(&text, spelling);
            } else if text.contains(spelling) {
                text = text.replace(spelling, HIDDEN);
            }
        }
        text
    }
}

/// A secret as it is, and as it goes out in a form or a URL.
fn spellings(secret: &SecretString) -> [WipedBuffer; 3] {
    let secret = secret.expose_secret();
    let escaped = utf8_percent_encode(secret, NON_ALPHANUMERIC);
    [
        WipedBuffer::of([secret]),
        WipedBuffer::of(byte_serialize(secret.as_bytes())),
        WipedBuffer::of(escaped),
    ]
}

fn replace_word(text: &str, word: &str) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(position) = rest.find(word) {
        let (before, after) = (&rest[..position], &rest[position + word.len()..]);
        let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let alone = !inside(before.chars().next_back().or(replaced.chars().next_back()))
            && !inside(after.chars().next());
        replaced.push_str(before);
        replaced.push_str(if alone { HIDDEN } else { word });
        rest = after;
    }
    replaced.push_str(rest);
    replaced
}

/// The text with what would move a terminal's cursor or turn its direction escaped, cut to so many characters.
fn printable(text: &str, longest: usize) -> String {
    let mut printable = String::with_capacity(text.len().min(longest));
    let mut length = 0;
    for c in text.chars() {
        let before = printable.len();
        if is_unprintable(c) {
            printable.extend(c.escape_default());
        } else {
            printable.push(c);
        }
        length += printable[before..].chars().count();
        if length > longest {
            printable.truncate(before);
            printable.push('…');
            break;
        }
    }
    printable
}

/// Controls, line and paragraph separators, invisible characters and those that turn the direction of writing.
fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

impl fmt::Debug for Mask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mask({} secrets)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mask(secrets: &[&str]) -> Mask {
        Mask(secrets.iter().map(|&secret| secret.into()).collect())
    }

    #[test]
    fn h6_hides_what_the_call_has_sent_in_each_spelling() {
        let mask = mask(&["p@ss w0rd", "p@ss w0rd-longer"]);
        for text in [
            "no such key: p@ss w0rd",
            "body was password=p%40ss+w0rd",
            "url was ?password=p%40ss%20w0rd&x",
            "«p@ss w0rdp@ss w0rd»",
            "p@ss w0rd-longer",
        ] {
            let shown = mask.words(text, 512);
            assert!(!shown.contains("w0rd"), "{shown}");
            assert!(!shown.contains("longer"), "{shown}");
            assert!(mask.finds_in(text));
        }
        assert!(!mask.finds_in("an innocent sentence"));
    }

    #[test]
    fn h6_hides_a_secret_that_ends_in_a_blank() {
        assert_eq!(mask(&[" s3cret "]).words(" s3cret ", 512), "***");
    }

    #[test]
    fn h6_hides_a_short_secret_only_as_a_word() {
        let mask = mask(&["on", "12"]);
        assert_eq!(
            mask.words("turned on at station 12, 123 of 912", 512),
            "turned *** at station ***, 123 of 912"
        );
        assert_eq!(mask.words("onon on", 512), "onon ***");
    }

    #[test]
    fn h6_escapes_what_is_not_printable() {
        let mask = Mask::default();
        assert_eq!(
            mask.words(" a\r\nb\u{1b}[31mc\u{202e}d\u{9b} ", 512),
            r"a\r\nb\u{1b}[31mc\u{202e}d\u{9b}"
        );
        assert_eq!(mask.words("größer, 大", 512), "größer, 大");
    }

    #[test]
    fn h6_cuts_after_it_has_hidden() {
        let mask = mask(&["0123456789"]);
        assert_eq!(mask.words("abc 0123456789", 7), "abc ***");
        assert_eq!(mask.words("abc 0123456789 def", 7), "abc ***…");
        assert_eq!(mask.words("ab\u{1}cd", 4), "ab…");
        assert_eq!(mask.words("größer", 3), "grö…");
    }

    proptest! {
        #[test]
        fn h6_shows_no_sent_secret_nothing_unprintable_and_not_too_much(
            secret in "[a-zA-Z0-9+/=_ .&ä-]{4,40}",
            before in any::<String>(),
            after in any::<String>(),
            longest in 0_usize..100,
        ) {
            prop_assume!(!secret.trim().is_empty());
            let encoded: String = byte_serialize(secret.as_bytes()).collect();
            let text = format!("{before}{secret}{after}{encoded}{before}");
            for shown in [mask(&[&secret]).words(&text, longest), mask(&[&secret]).name(&text, longest)] {
                prop_assert!(!shown.contains(&secret) && !shown.contains(&encoded), "{}", shown);
                prop_assert!(shown.chars().count() <= longest + 1);
                prop_assert!(!shown.chars().any(is_unprintable));
            }
        }
    }

    #[test]
    fn h6_leaves_ids_readable() {
        let mask = mask(&["s3cret"]);
        let id = "0123456789abcdef0123456789abcdef0123456789abcdef";
        assert_eq!(mask.name(id, 200), id);
        assert_eq!(mask.name("id-s3cret", 200), "id-***");
        assert_eq!(mask.name("eyJhbGciOiJIUzI1NiJ9.e30.abc", 200), "***");
    }
}
