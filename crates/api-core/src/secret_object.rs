//! A free-form object that is secret as a whole.

use std::fmt;

use secrecy::SecretString;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use zeroize::Zeroize;

use crate::wiped::WipedBuffer;

/// A JSON object whose members a document does not name and all of which may be secret, such as the `credentials` of a login.
///
/// It is hidden in `Debug` as a whole and wiped when it is dropped. It cannot be serialized by accident: [`SecretObject::expose`] is the only way in.
///
/// ```
/// use api_core::SecretObject;
///
/// let credentials = SecretObject::from_iter([("user_id", "robot"), ("password", "hunter2")]);
/// assert_eq!(format!("{credentials:?}"), "SecretObject([REDACTED])");
/// assert_eq!(credentials.expose()["user_id"], "robot");
/// ```
#[derive(Clone, Default)]
pub struct SecretObject(Map<String, Value>);

impl SecretObject {
    /// The members. They are credentials: write them nowhere.
    #[must_use]
    pub fn expose(&self) -> &Map<String, Value> {
        &self.0
    }

    /// The same text for the same members, whatever their order: what tells two credentials apart.
    #[must_use]
    pub fn canonical(&self) -> SecretString {
        let mut text = WipedBuffer::new();
        write_object(&mut text, &self.0);
        SecretString::from(std::str::from_utf8(text.as_slice()).unwrap_or_default())
    }

    /// Hands every text and number in it to `visit`.
    pub(crate) fn leaves(&self, mut visit: impl FnMut(&str)) {
        let mut pending: Vec<&Value> = self.0.values().collect();
        while let Some(value) = pending.pop() {
            match value {
                Value::String(text) => visit(text),
                Value::Number(number) => visit(&number.to_string()),
                Value::Array(items) => pending.extend(items),
                Value::Object(members) => pending.extend(members.values()),
                Value::Null | Value::Bool(_) => {}
            }
        }
    }
}

fn write_object(text: &mut WipedBuffer, members: &Map<String, Value>) {
    let mut sorted: Vec<_> = members.iter().collect();
    sorted.sort_unstable_by_key(|(name, _)| *name);
    text.push(b"{");
    for (position, (name, value)) in sorted.into_iter().enumerate() {
        if position > 0 {
            text.push(b",");
        }
        write_string(text, name);
        text.push(b":");
        write_value(text, value);
    }
    text.push(b"}");
}

fn write_value(text: &mut WipedBuffer, value: &Value) {
    match value {
        Value::Null => text.push(b"null"),
        Value::Bool(true) => text.push(b"true"),
        Value::Bool(false) => text.push(b"false"),
        Value::Number(number) => text.push(number.to_string().as_bytes()),
        Value::String(string) => write_string(text, string),
        Value::Array(items) => {
            text.push(b"[");
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    text.push(b",");
                }
                write_value(text, item);
            }
            text.push(b"]");
        }
        Value::Object(members) => write_object(text, members),
    }
}

#[expect(
    clippy::expect_used,
    reason = "neither a string nor this writer can fail"
)]
fn write_string(text: &mut WipedBuffer, string: &str) {
    serde_json::to_writer(text, string).expect("a string is always JSON");
}

fn wipe(members: &mut Map<String, Value>) {
    for (mut name, mut value) in std::mem::take(members) {
        name.zeroize();
        wipe_value(&mut value);
    }
}

fn wipe_value(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(items) => items.iter_mut().for_each(wipe_value),
        Value::Object(members) => wipe(members),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

impl Drop for SecretObject {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

impl fmt::Debug for SecretObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretObject([REDACTED])")
    }
}

impl From<Map<String, Value>> for SecretObject {
    fn from(members: Map<String, Value>) -> Self {
        Self(members)
    }
}

impl<K: Into<String>, V: Into<Value>> FromIterator<(K, V)> for SecretObject {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(members: I) -> Self {
        Self(
            members
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        )
    }
}

impl<'de> Deserialize<'de> for SecretObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Map::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> SecretObject {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn canonical_text_does_not_depend_on_the_order_of_members() {
        let one =
            SecretObject::from_iter([("b", json!([1, {"y": 1, "x": null}])), ("a", json!("\"\n"))]);
        let two = object(json!({"a": "\"\n", "b": [1, {"x": null, "y": 1}]}));
        assert_eq!(
            one.canonical().expose_secret(),
            r#"{"a":"\"\n","b":[1,{"x":null,"y":1}]}"#
        );
        assert_eq!(
            one.canonical().expose_secret(),
            two.canonical().expose_secret()
        );
        let three = object(json!({"a": "\"\n", "b": [{"x": null, "y": 1}, 1]}));
        assert_ne!(
            one.canonical().expose_secret(),
            three.canonical().expose_secret()
        );
    }

    #[test]
    fn visits_every_text_and_number() {
        let mut seen = Vec::new();
        object(json!({"a": "one", "b": ["two", {"c": 34}], "d": true}))
            .leaves(|leaf| seen.push(leaf.to_owned()));
        seen.sort();
        assert_eq!(seen, ["34", "one", "two"]);
    }
}
