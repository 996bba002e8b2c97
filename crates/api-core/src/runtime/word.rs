//! The values of open enums.

use std::fmt;

use serde::Deserializer;
use serde::de::{Error, Visitor};

/// The text of the next value, for an enum of strings. Servers write a number where a document promises a word, and no answer is lost for that: a number
/// and a boolean are read as they are spelled.
///
/// # Errors
///
/// Those of the deserializer, and when the value is neither; the error does not quote it.
pub fn word<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    deserializer.deserialize_any(Word)
}

struct Word;

impl Visitor<'_> for Word {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<String, E> {
        Ok(text)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<String, E> {
        Ok(value.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::word;

    #[test]
    fn words_numbers_and_booleans_have_a_text() {
        let read = |text| word(&mut serde_json::Deserializer::from_str(text)).ok();
        for (json, text) in [
            (r#""a\"b""#, "a\"b"),
            ("7", "7"),
            ("-7", "-7"),
            ("1.5", "1.5"),
            ("true", "true"),
        ] {
            assert_eq!(read(json).as_deref(), Some(text), "{json}");
        }
        for json in ["null", "[]", "{}"] {
            assert_eq!(read(json), None, "{json}");
        }
    }
}
