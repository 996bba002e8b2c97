//! The JSON text of a value, wherever the value is read from.

use std::sync::OnceLock;

use serde::de::value::Error as NoValue;
use serde::de::{DeserializeSeed, EnumAccess, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, forward_to_deserialize_any};
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::write::{Key, Members, Value, expects_json};
use crate::wiped::WipedBuffer;

/// The text of a JSON value.
pub(super) enum Text<'de> {
    /// In the buffer that is being read.
    Borrowed(&'de str),
    /// Of a value that was read elsewhere and may hold secrets.
    Owned(Zeroizing<String>),
}

impl<'de> Text<'de> {
    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Borrowed(text) => text,
            Self::Owned(text) => text,
        }
    }

    /// The text of the value that is next: as it stands there, where JSON text is read; else as it would be written.
    pub(super) fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = raw_name();
        deserializer.deserialize_newtype_struct(name.unwrap_or_default(), Reading { name })
    }
}

/// The name by which [`RawValue`] asks for the text of a value. What knows it answers with a map that has the name as its key; all others give the value.
fn raw_name() -> Option<&'static str> {
    static NAME: OnceLock<Option<&str>> = OnceLock::new();
    *NAME.get_or_init(|| {
        let mut name = None;
        // There is no value to be had here.
        let _ = <&RawValue>::deserialize(Asked(&mut name));
        name
    })
}

/// Takes note of what it is asked for.
struct Asked<'n>(&'n mut Option<&'static str>);

impl<'de> Deserializer<'de> for Asked<'_> {
    type Error = NoValue;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, NoValue> {
        Err(NoValue::custom("no value"))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, NoValue> {
        *self.0 = Some(name);
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct seq tuple tuple_struct map struct enum
        identifier ignored_any
    }
}

/// Takes the answer to that name.
struct Reading {
    name: Option<&'static str>,
}

/// What is written by a function.
fn written<'de, E: Error>(
    write: impl FnOnce(&mut WipedBuffer) -> Result<(), E>,
) -> Result<Text<'de>, E> {
    let mut out = WipedBuffer::new();
    write(&mut out)?;
    let text = out.into_text();
    text.map(Text::Owned)
        .ok_or_else(|| E::custom("the value is no JSON"))
}

/// Visits that give a value where no name was understood.
macro_rules! values {
    ($($visit:ident($value:ty)),* $(,)?) => {
        $(
            fn $visit<E: Error>(self, value: $value) -> Result<Self::Value, E> {
                written(|out| Value::new(out).$visit(value))
            }
        )*
    };
}

impl<'de> Visitor<'de> for Reading {
    type Value = Text<'de>;

    expects_json!();

    values! {
        visit_bool(bool), visit_i64(i64), visit_i128(i128), visit_u64(u64), visit_u128(u128), visit_f32(f32), visit_f64(f64), visit_str(&str),
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        written(|out| Value::new(out).visit_unit())
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<Self::Value, D::Error> {
        self.visit_newtype_struct(value)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, value: D) -> Result<Self::Value, D::Error> {
        written(|out| Value::new(out).deserialize(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        written(|out| Value::new(out).visit_seq(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut out = WipedBuffer::new();
        let mut object = Members::new(&mut out);
        let key = Key::first(self.name, object.key());
        match members.next_key_seed(key)? {
            Some(true) => return members.next_value_seed(Raw),
            Some(false) => {
                members.next_value_seed(object.value())?;
                object.others(members)?;
            }
            None => object.end(),
        }
        written(|whole| {
            *whole = out;
            Ok(())
        })
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> {
        Err(A::Error::custom("an enum is no JSON value"))
    }
}

/// The text itself.
struct Raw;

impl<'de> DeserializeSeed<'de> for Raw {
    type Value = Text<'de>;

    fn deserialize<D: Deserializer<'de>>(self, text: D) -> Result<Self::Value, D::Error> {
        text.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Raw {
    type Value = Text<'de>;

    expects_json!();

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Text::Borrowed(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(Text::Owned(Zeroizing::new(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_asked_for_by_its_name() {
        assert!(raw_name().is_some_and(|name| name.contains("RawValue")));
    }

    #[test]
    fn the_text_that_is_read_is_not_copied_and_stays_as_it_is() {
        let text = r#" {"b": 1.00, "a": 123456789012345678901234567890} "#;
        let read = Text::read(&mut serde_json::Deserializer::from_str(text));
        let read = read.unwrap();
        assert!(matches!(read, Text::Borrowed(_)));
        assert_eq!(read.as_str(), text.trim());
        let read = Text::read(&mut serde_json::Deserializer::from_reader(text.as_bytes()));
        assert_eq!(read.unwrap().as_str(), text.trim());
    }
}
