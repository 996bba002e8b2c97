//! Values of any deserializer as JSON text.

use std::fmt::Display;

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserializer, Serialize};

use crate::wiped::WipedBuffer;

/// Values are nested so deep at most: JSON text that is nested deeper is not read either.
const DEEPEST: usize = 128;

/// What a visitor expects.
macro_rules! expects_json {
    () => {
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a value that JSON can hold")
        }
    };
}

pub(super) use expects_json;

fn put<E: Error>(out: &mut WipedBuffer, value: &(impl Serialize + ?Sized)) -> Result<(), E> {
    // The errors of a writer quote nothing; a buffer in memory has none.
    serde_json::to_writer(out, value).map_err(|_| E::custom("the value is no JSON"))
}

/// Writes a value.
pub(super) struct Value<'b> {
    out: &'b mut WipedBuffer,
    depth: usize,
}

impl<'b> Value<'b> {
    pub(super) fn new(out: &'b mut WipedBuffer) -> Self {
        Self { out, depth: 0 }
    }

    fn inside<E: Error>(&mut self) -> Result<(), E> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(E::custom("the value is nested too deep"));
        }
        Ok(())
    }

    fn number<E: Error>(self, finite: bool, value: impl Serialize) -> Result<(), E> {
        if finite {
            put(self.out, &value)
        } else {
            Err(E::custom("JSON has no number for this"))
        }
    }
}

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_any(self)
    }
}

/// Visits whose value is written as it is.
macro_rules! plain {
    ($($visit:ident($value:ty)),* $(,)?) => {
        $(
            fn $visit<E: Error>(self, value: $value) -> Result<(), E> {
                put(self.out, &value)
            }
        )*
    };
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = ();

    expects_json!();

    plain! {
        visit_bool(bool), visit_i64(i64), visit_i128(i128), visit_u64(u64), visit_u128(u128), visit_str(&str),
    }

    fn visit_f32<E: Error>(self, value: f32) -> Result<(), E> {
        self.number(value.is_finite(), value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.number(value.is_finite(), value)
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        put(self.out, &())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        self.inside()?;
        self.out.push(b"[");
        let mut before: &[u8] = b"";
        loop {
            let item = Item {
                before,
                value: Value {
                    out: &mut *self.out,
                    depth: self.depth,
                },
            };
            if items.next_element_seed(item)?.is_none() {
                break;
            }
            before = b",";
        }
        self.out.push(b"]");
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, members: A) -> Result<(), A::Error> {
        self.inside()?;
        let Self { out, depth } = self;
        Members { out, depth }.others_from(b"{", members)
    }
}

/// An item, with what stands before it.
struct Item<'b> {
    before: &'static [u8],
    value: Value<'b>,
}

impl<'de> DeserializeSeed<'de> for Item<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, item: D) -> Result<(), D::Error> {
        self.value.out.push(self.before);
        self.value.deserialize(item)
    }
}

/// Writes the members of an object.
pub(super) struct Members<'b> {
    out: &'b mut WipedBuffer,
    depth: usize,
}

impl<'b> Members<'b> {
    /// An object that stands in no other value.
    pub(super) fn new(out: &'b mut WipedBuffer) -> Self {
        Self { out, depth: 1 }
    }

    /// Where the first key goes.
    pub(super) fn key(&mut self) -> &mut WipedBuffer {
        self.out
    }

    /// What takes the value behind a key.
    pub(super) fn value(&mut self) -> Value<'_> {
        self.out.push(b":");
        let (out, depth) = (&mut *self.out, self.depth);
        Value { out, depth }
    }

    /// The members behind the first one.
    pub(super) fn others<'de, A: MapAccess<'de>>(self, members: A) -> Result<(), A::Error> {
        self.others_from(b",", members)
    }

    /// An object without members.
    pub(super) fn end(self) {
        self.out.push(b"{}");
    }

    fn others_from<'de, A: MapAccess<'de>>(
        mut self,
        start: &'static [u8],
        mut members: A,
    ) -> Result<(), A::Error> {
        let mut before = start;
        loop {
            let key = Key {
                name: None,
                before,
                out: &mut *self.out,
            };
            if members.next_key_seed(key)?.is_none() {
                break;
            }
            members.next_value_seed(self.value())?;
            before = b",";
        }
        if before == b"{" {
            self.out.push(b"{");
        }
        self.out.push(b"}");
        Ok(())
    }
}

/// Writes a key, unless it is the one with this name. Gives whether it is.
pub(super) struct Key<'b> {
    name: Option<&'static str>,
    before: &'static [u8],
    out: &'b mut WipedBuffer,
}

impl<'b> Key<'b> {
    /// The first key of an object.
    pub(super) fn first(name: Option<&'static str>, out: &'b mut WipedBuffer) -> Self {
        Self {
            name,
            before: b"{",
            out,
        }
    }

    fn text<E: Error>(self, text: impl Display) -> Result<bool, E> {
        self.visit_str(&text.to_string())
    }
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, key: D) -> Result<bool, D::Error> {
        key.deserialize_any(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = bool;

    expects_json!();

    fn visit_str<E: Error>(self, key: &str) -> Result<bool, E> {
        if self.name == Some(key) {
            return Ok(true);
        }
        self.out.push(self.before);
        put(self.out, key)?;
        Ok(false)
    }

    fn visit_bool<E: Error>(self, key: bool) -> Result<bool, E> {
        self.text(key)
    }

    fn visit_i64<E: Error>(self, key: i64) -> Result<bool, E> {
        self.text(key)
    }

    fn visit_u64<E: Error>(self, key: u64) -> Result<bool, E> {
        self.text(key)
    }
}
