//! Values of which a document says "one of these", and values as text.

use std::borrow::Cow;
use std::fmt;

use secrecy::SecretString;
use serde::de::{DeserializeOwned, Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::wiped::WipedBuffer;

/// A JSON value that is looked at before it is read: how a generated enum finds out which of its variants a value is.
///
/// The value stays where it is, in the buffer that is being read; nothing of it is copied, since it may hold secrets. That is why it can only be had from
/// JSON text that is in memory (`serde_json::from_slice`, `serde_json::from_str`).
///
/// ```
/// use api_core::runtime::OneOf;
/// use serde::{Deserialize, Deserializer};
///
/// #[derive(Debug, Deserialize, PartialEq)]
/// struct Fault {
///     code: u16,
/// }
///
/// #[derive(Debug, PartialEq)]
/// enum Detail {
///     Text(String),
///     Fault(Fault),
/// }
///
/// impl<'de> Deserialize<'de> for Detail {
///     fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
///         let value = OneOf::read(deserializer)?;
///         if value.is_string() {
///             return value.decode().map(Self::Text);
///         }
///         if value.has(&["code"]) {
///             return value.decode().map(Self::Fault);
///         }
///         Err(value.unknown("Detail"))
///     }
/// }
///
/// assert_eq!(serde_json::from_str::<Detail>(r#""gone""#)?, Detail::Text("gone".to_owned()));
/// assert_eq!(serde_json::from_str::<Detail>(r#"{"code": 7}"#)?, Detail::Fault(Fault { code: 7 }));
/// # Ok::<(), serde_json::Error>(())
/// ```
pub struct OneOf<'de>(&'de str);

impl<'de> OneOf<'de> {
    /// The value that is next.
    ///
    /// # Errors
    ///
    /// Those of the deserializer; and when it does not read JSON text that is in memory.
    pub fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&RawValue>::deserialize(deserializer).map(|raw| Self(raw.get()))
    }

    /// Whether it is `true` or `false`.
    #[must_use]
    pub fn is_bool(&self) -> bool {
        matches!(self.0, "true" | "false")
    }

    /// Whether it is a number without fraction and exponent.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        self.is_number() && !self.0.contains(['.', 'e', 'E'])
    }

    /// Whether it is a number.
    #[must_use]
    pub fn is_number(&self) -> bool {
        self.0
            .starts_with(|sign: char| sign == '-' || sign.is_ascii_digit())
    }

    /// Whether it is a string.
    #[must_use]
    pub fn is_string(&self) -> bool {
        self.0.starts_with('"')
    }

    /// Whether it is a list.
    #[must_use]
    pub fn is_list(&self) -> bool {
        self.0.starts_with('[')
    }

    /// Whether it is an object that has all these members, none of them null.
    #[must_use]
    pub fn has(&self, members: &[&str]) -> bool {
        if !self.0.starts_with('{') {
            return false;
        }
        let mut missing = members.to_vec();
        self.visit_members(|name, value| {
            if value != "null" {
                missing.retain(|member| *member != name);
            }
        });
        missing.is_empty()
    }

    /// The string that a member holds, where it is an object that has this member.
    #[must_use]
    pub fn tag(&self, member: &str) -> Option<String> {
        let mut tag = None;
        if self.0.starts_with('{') {
            self.visit_members(|name, value| {
                if name == member {
                    tag = serde_json::from_str(value).ok();
                }
            });
        }
        tag
    }

    /// Reads it as a variant.
    ///
    /// # Errors
    ///
    /// When it is not of this type; the error does not quote it.
    pub fn decode<T: DeserializeOwned, E: Error>(&self) -> Result<T, E> {
        serde_json::from_str(self.0).map_err(|_| E::custom("one of its members is of another type"))
    }

    /// The error for a value that is none of the variants; it does not quote it.
    #[must_use]
    pub fn unknown<E: Error>(&self, union: &'static str) -> E {
        let kind = match self.0.as_bytes().first() {
            Some(b'{') => "an object",
            Some(b'[') => "a list",
            Some(b'"') => "a string",
            Some(b't' | b'f') => "a boolean",
            Some(b'n') => "null",
            _ => "a number",
        };
        E::custom(format_args!("{kind} that is no `{union}`"))
    }

    fn visit_members(&self, visit: impl FnMut(&str, &str)) {
        // The text is JSON already: it cannot fail, and if it did, no member would be there.
        let mut deserializer = serde_json::Deserializer::from_str(self.0);
        let _ = deserializer.deserialize_map(Members(visit));
    }
}

impl fmt::Debug for OneOf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OneOf({} bytes)", self.0.len())
    }
}

/// Hands the members of an object to a function, in their order.
struct Members<F>(F);

impl<'de, F: FnMut(&str, &str)> Visitor<'de> for Members<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key::<Cow<'_, str>>()? {
            let value: &RawValue = members.next_value()?;
            (self.0)(&name, value.get());
        }
        Ok(())
    }
}

/// The JSON text of a value, as part of what tells two credentials apart. None where it cannot be written.
#[must_use]
pub fn json_text<T: Serialize + ?Sized>(value: &T) -> Option<SecretString> {
    let mut text = WipedBuffer::new();
    serde_json::to_writer(&mut text, value).ok()?;
    std::str::from_utf8(text.as_slice())
        .ok()
        .map(SecretString::from)
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn look<R>(text: &str, look: impl Fn(&OneOf<'_>) -> R) -> R {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        look(&OneOf::read(&mut deserializer).unwrap())
    }

    #[test]
    fn tells_the_types_of_json_apart() {
        let kinds = |text| {
            look(text, |value| {
                [
                    value.is_bool(),
                    value.is_integer(),
                    value.is_number(),
                    value.is_string(),
                    value.is_list(),
                    value.has(&[]),
                ]
                .map(u8::from)
            })
        };
        assert_eq!(kinds(" true "), [1, 0, 0, 0, 0, 0]);
        assert_eq!(kinds("-12"), [0, 1, 1, 0, 0, 0]);
        assert_eq!(kinds("1.5"), [0, 0, 1, 0, 0, 0]);
        assert_eq!(kinds("1e3"), [0, 0, 1, 0, 0, 0]);
        assert_eq!(kinds(r#""12""#), [0, 0, 0, 1, 0, 0]);
        assert_eq!(kinds("[1]"), [0, 0, 0, 0, 1, 0]);
        assert_eq!(kinds("{}"), [0, 0, 0, 0, 0, 1]);
        assert_eq!(kinds("null"), [0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn looks_at_members_and_takes_null_for_absent() {
        let text = r#"{"a": {"b": 1}, "\u0063": "x", "d": null, "e": [1, {"f": 2}]}"#;
        look(text, |value| {
            assert!(value.has(&["a", "c", "e"]));
            assert!(!value.has(&["b"]));
            assert!(!value.has(&["d"]));
            assert_eq!(value.tag("c").as_deref(), Some("x"));
            assert_eq!(value.tag("a"), None);
        });
    }

    #[test]
    fn h6_an_error_quotes_nothing() {
        look(r#""s3cret""#, |value| {
            let unknown: serde_json::Error = value.unknown("Detail");
            assert_eq!(unknown.to_string(), "a string that is no `Detail`");
            let decoded = value.decode::<u8, serde_json::Error>().unwrap_err();
            assert!(!decoded.to_string().contains("s3cret"), "{decoded}");
            assert!(!format!("{value:?}").contains("s3cret"));
        });
    }

    #[test]
    fn works_beneath_the_reader_that_tracks_the_way_to_a_fault() {
        #[derive(Debug)]
        struct Text(String);
        impl<'de> Deserialize<'de> for Text {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = OneOf::read(deserializer)?;
                if value.is_string() {
                    return value.decode().map(Self);
                }
                Err(value.unknown("Text"))
            }
        }
        #[derive(Debug, Deserialize)]
        struct Outer {
            inner: Vec<Text>,
        }
        let read = |text: &str| {
            let mut deserializer = serde_json::Deserializer::from_str(text);
            serde_path_to_error::deserialize::<_, Outer>(&mut deserializer)
        };
        assert_eq!(read(r#"{"inner": ["a", "b"]}"#).unwrap().inner[1].0, "b");
        let error = read(r#"{"inner": ["a", 7]}"#).unwrap_err();
        assert_eq!(error.path().to_string(), "inner[1]");
    }

    #[test]
    fn text_of_values() {
        let text = json_text(&[1, 2]).unwrap();
        assert_eq!(text.expose_secret(), "[1,2]");
    }
}
