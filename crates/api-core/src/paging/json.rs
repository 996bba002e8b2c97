//! Looking into JSON text, and changing one member of it, without touching the rest.

use std::borrow::Cow;
use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::wiped::WipedBuffer;

/// An object as its members, in their order, each value as it is written.
struct Members<'t>(Vec<(Cow<'t, str>, &'t RawValue)>);

impl<'t> Members<'t> {
    /// None where it is no object.
    fn of(text: &'t str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    fn get(&self, name: &str) -> Option<&'t str> {
        let found = self.0.iter().find(|(member, _)| member == name);
        found.map(|(_, value)| value.get())
    }
}

impl<'t> Deserialize<'t> for Members<'t> {
    fn deserialize<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;

        impl<'t> Visitor<'t> for All {
            type Value = Members<'t>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(name) = map.next_key::<Name<'t>>()? {
                    members.push((name.0, map.next_value()?));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(All)
    }
}

/// A name, borrowed where it is written without escapes.
#[derive(Deserialize)]
struct Name<'t>(#[serde(borrow)] Cow<'t, str>);

/// The value at the end of a way, as it is written. None where it is not there, or null.
pub(super) fn value_at<'t>(text: &'t str, way: &[&str]) -> Option<&'t str> {
    let mut value = text.trim_ascii();
    for name in way {
        value = Members::of(value)?.get(name)?;
    }
    (value != "null").then_some(value)
}

/// The items of the list at the end of a way, each as it is written. None where something else is there; a list that is not there is empty.
pub(super) fn items_at<'t>(text: &'t str, way: &[&str]) -> Option<Vec<&'t str>> {
    let Some(list) = value_at(text, way) else {
        return Some(Vec::new());
    };
    let items: Vec<&RawValue> = serde_json::from_str(list).ok()?;
    Some(items.into_iter().map(RawValue::get).collect())
}

/// Writes an object anew, with the value at the end of the way set. None where something that is no object is in the way.
pub(super) fn set(text: &str, way: &[&str], value: &str, to: &mut WipedBuffer) -> Option<()> {
    let Some((first, rest)) = way.split_first() else {
        to.push(value.as_bytes());
        return Some(());
    };
    let members = Members::of(match text.trim_ascii() {
        "" | "null" => "{}",
        text => text,
    })?;
    let missing = members.get(first).is_none().then_some((*first, "{}"));
    let all = members
        .0
        .iter()
        .map(|(name, value)| (name.as_ref(), value.get()))
        .chain(missing);
    to.push(b"{");
    for (number, (name, old)) in all.enumerate() {
        if number > 0 {
            to.push(b",");
        }
        serde_json::to_writer(&mut *to, name).ok()?;
        to.push(b":");
        if name == *first {
            set(old, rest, value, to)?;
        } else {
            to.push(old.as_bytes());
        }
    }
    to.push(b"}");
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(text: &str, way: &[&str], value: &str) -> Option<String> {
        let mut to = WipedBuffer::new();
        set(text, way, value, &mut to)?;
        String::from_utf8(to.as_slice().to_vec()).ok()
    }

    #[test]
    fn a_value_is_found_by_its_way_and_null_is_none() {
        let text = r#" {"a": {"b\u0063": [1, {"d": 2}]}, "e": null} "#;
        assert_eq!(value_at(text, &["a", "bc"]), Some(r#"[1, {"d": 2}]"#));
        assert_eq!(value_at(text, &["e"]), None);
        assert_eq!(value_at(text, &["e", "f"]), None);
        assert_eq!(value_at(text, &["a", "x"]), None);
        assert_eq!(value_at("[]", &["a"]), None);
        assert_eq!(value_at("", &["a"]), None);
    }

    #[test]
    fn a_list_is_taken_apart_and_a_missing_one_is_empty() {
        let text = r#"{"a": [1, {"b": [2]}], "c": 3}"#;
        assert_eq!(items_at(text, &["a"]), Some(vec!["1", r#"{"b": [2]}"#]));
        assert_eq!(items_at(text, &["x"]), Some(vec![]));
        assert_eq!(items_at(text, &["c"]), None);
    }

    #[test]
    fn one_member_is_set_and_all_others_stay_as_they_are_written() {
        let text = r#"{"z": 1.50, "a": {"y": "\u00e9", "p": {"start": 1, "limit": 5}}}"#;
        assert_eq!(
            changed(text, &["a", "p", "start"], "6").as_deref(),
            Some(r#"{"z":1.50,"a":{"y":"\u00e9","p":{"start":6,"limit":5}}}"#)
        );
    }

    #[test]
    fn objects_on_the_way_are_made() {
        assert_eq!(
            changed("", &["q", "p", "s"], "1").as_deref(),
            Some(r#"{"q":{"p":{"s":1}}}"#)
        );
        assert_eq!(
            changed(r#"{"q":null,"r":2}"#, &["q", "s"], "\"t\"").as_deref(),
            Some(r#"{"q":{"s":"t"},"r":2}"#)
        );
        assert_eq!(changed("[]", &["q"], "1"), None);
        assert_eq!(changed(r#"{"q":[1]}"#, &["q", "s"], "1"), None);
    }
}
