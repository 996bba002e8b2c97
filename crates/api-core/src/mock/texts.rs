//! Reads typed values out of texts: path parameters, queries, headers, forms.

use serde::de::value::{Error, SeqDeserializer};
use serde::de::{Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

/// The texts that a name has. As a single value it is the first; as a list it is all of them.
pub(super) struct Texts(pub(super) Vec<String>);

impl Texts {
    fn one(&self) -> Result<&str, Error> {
        match self.0.as_slice() {
            [one] => Ok(one),
            _ => Err(Error::custom("not exactly one value")),
        }
    }
}

/// For `IntoDeserializer` of the items of a list.
struct Text(String);

impl IntoDeserializer<'_> for Text {
    type Deserializer = Texts;

    fn into_deserializer(self) -> Texts {
        Texts(vec![self.0])
    }
}

macro_rules! parsed {
    ($($function:ident $visit:ident $type:ty,)*) => {$(
        fn $function<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            let value: $type = self.one()?.parse().map_err(Error::custom)?;
            visitor.$visit(value)
        }
    )*};
}

impl<'de> Deserializer<'de> for Texts {
    type Error = Error;

    parsed! {
        deserialize_bool visit_bool bool,
        deserialize_i8 visit_i8 i8,
        deserialize_i16 visit_i16 i16,
        deserialize_i32 visit_i32 i32,
        deserialize_i64 visit_i64 i64,
        deserialize_u8 visit_u8 u8,
        deserialize_u16 visit_u16 u16,
        deserialize_u32 visit_u32 u32,
        deserialize_u64 visit_u64 u64,
        deserialize_f32 visit_f32 f32,
        deserialize_f64 visit_f64 f64,
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_str(self.one()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(SeqDeserializer::new(self.0.into_iter().map(Text)))
    }

    forward_to_deserialize_any! {
        i128 u128 char str string bytes byte_buf unit unit_struct tuple tuple_struct map struct
        enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;

    use super::*;

    fn read<T: DeserializeOwned>(texts: &[&str]) -> Result<T, Error> {
        T::deserialize(Texts(texts.iter().map(|text| (*text).to_owned()).collect()))
    }

    #[test]
    fn a_text_is_read_as_the_type_that_is_asked_for() {
        assert_eq!(read::<String>(&["7"]).unwrap(), "7");
        assert_eq!(read::<i32>(&["7"]).unwrap(), 7);
        assert_eq!(read::<Option<bool>>(&["true"]).unwrap(), Some(true));
        assert_eq!(read::<Vec<i64>>(&["1", "2"]).unwrap(), [1, 2]);
        assert_eq!(read::<crate::Seconds>(&["3600"]).unwrap().as_i64(), 3600);
    }

    #[test]
    fn what_is_no_value_of_the_type_is_an_error() {
        assert!(read::<i32>(&["x"]).is_err());
        assert!(read::<String>(&["a", "b"]).is_err());
        assert!(read::<String>(&[]).is_err());
    }
}
