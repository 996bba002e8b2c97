//! A number of seconds, in every spelling that providers use.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// A number of seconds that is read however a provider writes it.
///
/// Documents say "integer" and servers send `3600`, `"3600"`, `3600.7`, `0`, `-1`, or thirty digits. All of them are read: a fraction is cut, and
/// what is beyond `i64` becomes its largest or smallest value. Null is an absent value (`Option<Seconds>`); anything else is no number and fails.
///
/// ```
/// use api_core::Seconds;
///
/// for (text, seconds) in [("3600", 3600), (r#""3600""#, 3600), ("3600.7", 3600), ("-1", -1), ("1e30", i64::MAX)] {
///     assert_eq!(serde_json::from_str::<Seconds>(text)?.as_i64(), seconds);
/// }
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Seconds(i64);

impl Seconds {
    /// So many seconds.
    #[must_use]
    pub const fn new(seconds: i64) -> Self {
        Self(seconds)
    }

    /// The number.
    #[must_use]
    pub const fn as_i64(self) -> i64 {
        self.0
    }

    /// Reads digits, with a sign, a fraction or an exponent; `None` for anything else.
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(seconds) = text.parse() {
            return Some(Self(seconds));
        }
        // `f64` would also read "inf" and "nan".
        if !text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))
        {
            return None;
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the cast cuts the fraction and saturates, which is what is wanted"
        )]
        text.parse::<f64>().ok().map(|seconds| Self(seconds as i64))
    }
}

impl From<i64> for Seconds {
    fn from(seconds: i64) -> Self {
        Self(seconds)
    }
}

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Seconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // By way of `Value`, because `serde_json/arbitrary_precision`, which any crate of a program may switch on, hands numbers to a visitor as maps.
        match Value::deserialize(deserializer)? {
            Value::Number(number) => Self::parse(&number.to_string()),
            Value::String(text) => Self::parse(&text),
            _ => None,
        }
        .ok_or_else(|| D::Error::custom("not a number of seconds"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<i64> {
        serde_json::from_str(text).ok().map(Seconds::as_i64)
    }

    #[test]
    fn h7_reads_every_spelling_of_a_number_of_seconds() {
        for (text, seconds) in [
            ("0", 0),
            ("-0", 0),
            ("-1", -1),
            ("-0.5", 0),
            ("3600.0", 3600),
            ("3600.99", 3600),
            ("1e3", 1000),
            ("1e30", i64::MAX),
            ("-1e30", i64::MIN),
            ("9223372036854775807", i64::MAX),
            ("9223372036854775808", i64::MAX),
            ("18446744073709551615", i64::MAX),
            ("123456789012345678901234567890", i64::MAX),
            ("-123456789012345678901234567890", i64::MIN),
            (r#""3600""#, 3600),
            (r#"" 3600 ""#, 3600),
            (r#""+3600""#, 3600),
            (r#""3600.5""#, 3600),
            (r#""123456789012345678901234567890""#, i64::MAX),
            (r#""1e999""#, i64::MAX),
        ] {
            assert_eq!(read(text), Some(seconds), "{text}");
        }
    }

    #[test]
    fn h7_refuses_what_is_no_number() {
        for text in [
            "null",
            "true",
            "[]",
            "{}",
            r#""""#,
            r#""soon""#,
            r#""inf""#,
            r#""NaN""#,
            r#""1h""#,
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn h6_says_nothing_of_a_value_that_it_refuses() {
        let error = serde_json::from_str::<Seconds>(r#""sup3r-s3cret""#).unwrap_err();
        assert!(!error.to_string().contains("s3cret"), "{error}");
    }
}
