//! What a generated enum of several types keeps of a value that is none of them.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// A JSON value that none of the documented types fits.
///
/// Generated enums of several types are open: a value that a provider adds later arrives as their variant `Unknown` and never fails an answer. It is kept as
/// it was sent, and written back unchanged. Nobody knows what is in it, so it is treated as a secret: hidden in `Debug` and wiped when it is dropped.
///
/// ```
/// use api_core::UnknownJson;
///
/// fn name(unknown: &UnknownJson) -> Option<String> {
///     let value: serde_json::Value = serde_json::from_str(unknown.expose()).ok()?;
///     Some(value.get("name")?.as_str()?.to_owned())
/// }
/// # let _ = name;
/// ```
#[derive(Clone)]
pub struct UnknownJson(SecretString);

impl UnknownJson {
    pub(crate) fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The value as JSON text. It may hold secrets: write it nowhere.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for UnknownJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UnknownJson({} bytes)", self.expose().len())
    }
}

/// Equal is what is written alike.
impl PartialEq for UnknownJson {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Serialize for UnknownJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::from_str::<&RawValue>(self.expose())
            .map_err(|_| serde::ser::Error::custom("no JSON"))?
            .serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::UnknownJson;

    #[test]
    fn is_written_back_as_it_was_sent_and_never_shown() {
        let unknown = UnknownJson::new(r#"{"b":1.0,"a":"s3cret"}"#);
        assert_eq!(
            serde_json::to_string(&unknown).unwrap(),
            r#"{"b":1.0,"a":"s3cret"}"#
        );
        assert_eq!(format!("{unknown:?}"), "UnknownJson(22 bytes)");
        assert_eq!(unknown, unknown.clone());
    }
}
