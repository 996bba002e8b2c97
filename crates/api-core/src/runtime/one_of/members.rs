//! The members of an object one by one: those that have a name, and the others.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeOwned, Error, MapAccess, Visitor};
use serde_ignored::Path;
use serde_json::value::RawValue;

use super::OneOf;
use super::text::Text;

impl OneOf<'_> {
    /// Reads the members of an object that has others beside them, which [`additional`](Self::additional) gives.
    ///
    /// # Errors
    ///
    /// When it is not of this type; the error does not quote it.
    pub fn known<T: DeserializeOwned, E: Error>(&self) -> Result<T, E> {
        self.counting(
            |path| matches!(path, Path::Map { parent, .. } if !matches!(parent, Path::Root)),
        )
        .map_err(|error| match missing_member(&error) {
            Some(name) => E::custom(format_args!("missing field `{name}`")),
            None => E::custom("one of its members is of another type"),
        })
    }

    /// The members of an object other than these.
    ///
    /// # Errors
    ///
    /// When one of them is not of this type; the error does not quote it.
    pub fn additional<T: DeserializeOwned, E: Error>(
        &self,
        known: &[&str],
    ) -> Result<BTreeMap<String, T>, E> {
        let mut members = BTreeMap::new();
        let mut failed = false;
        self.visit_members(|name, value| {
            if known.contains(&name) {
                return;
            }
            match OneOf(Text::Borrowed(value)).counting(|_| true) {
                Ok(value) => drop(members.insert(name.to_owned(), value)),
                Err(_) => failed = true,
            }
        });
        if failed {
            return Err(E::custom("an additional member is of another type"));
        }
        Ok(members)
    }

    pub(super) fn visit_members<'s>(&'s self, visit: impl FnMut(&str, &'s str)) {
        // The text is JSON already: it cannot fail, and if it did, no member would be there.
        let mut deserializer = serde_json::Deserializer::from_str(self.text());
        let _ = deserializer.deserialize_map(Members(visit));
    }
}

/// The member that a type wants and the value does not have: its name comes from the type.
fn missing_member(error: &serde_json::Error) -> Option<String> {
    let text = error.to_string();
    let (name, _) = text.strip_prefix("missing field `")?.split_once('`')?;
    Some(name.to_owned())
}

/// Hands the members of an object to a function, in their order.
struct Members<F>(F);

impl<'de, F: FnMut(&str, &'de str)> Visitor<'de> for Members<F> {
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

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[test]
    fn other_members_are_those_without_a_name() {
        #[derive(Debug, Deserialize)]
        struct Known {
            a: u8,
        }
        let mut deserializer = serde_json::Deserializer::from_str(r#"{"a":1,"b":2,"c":3}"#);
        let value = OneOf::read(&mut deserializer).unwrap();
        assert_eq!(value.known::<Known, serde_json::Error>().unwrap().a, 1);
        let others = value.additional::<u8, serde_json::Error>(&["a"]).unwrap();
        assert_eq!(others, BTreeMap::from([("b".into(), 2), ("c".into(), 3)]));
        let error = value
            .additional::<bool, serde_json::Error>(&[])
            .unwrap_err();
        assert!(!error.to_string().contains('2'), "{error}");
    }
}
