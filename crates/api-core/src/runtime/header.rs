//! The values of answer headers.

use http::HeaderMap;
use serde::de::value::{Error, MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::{de, forward_to_deserialize_any};

use super::decode::from_json;

/// How the text of a header holds its value: the style `simple` of OpenAPI, or JSON.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum HeaderLayout {
    /// One text.
    Text,
    /// `a,b`; a header that came several times is one list.
    List,
    /// `R,100,G,200`
    Object,
    /// `R=100,G=200`: with `explode`.
    Exploded,
    /// As JSON: a header with `content`.
    Json,
}

/// The value of a documented header. None where it is missing, or is not what the document says: no answer is lost for that.
#[must_use]
pub fn header<T: de::DeserializeOwned>(
    headers: &HeaderMap,
    name: &str,
    layout: HeaderLayout,
) -> Option<T> {
    let text = text(headers, name, layout)?;
    if layout == HeaderLayout::Json {
        return from_json(text.as_bytes()).ok();
    }
    T::deserialize(Laid {
        text: &text,
        layout,
    })
    .ok()
}

/// The text of a header. Of one that came several times where the document has one value, the first counts.
fn text(headers: &HeaderMap, name: &str, layout: HeaderLayout) -> Option<String> {
    let texts = headers.get_all(name).iter();
    let mut texts = texts.filter_map(|value| std::str::from_utf8(value.as_bytes()).ok());
    if layout == HeaderLayout::List {
        let all: Vec<_> = texts.collect();
        return (!all.is_empty()).then(|| all.join(","));
    }
    texts.next().map(|text| text.trim().to_owned())
}

/// A text that is read as whatever its type wants.
#[derive(Clone, Copy)]
struct Laid<'t> {
    text: &'t str,
    layout: HeaderLayout,
}

impl<'t> Laid<'t> {
    fn one(text: &'t str) -> Self {
        let layout = HeaderLayout::Text;
        Self {
            text: text.trim(),
            layout,
        }
    }

    /// The pieces between commas. Empty ones are no items (RFC 9110 section 5.6.1).
    fn pieces(self) -> impl Iterator<Item = &'t str> {
        let pieces = self.text.split(',').map(str::trim);
        pieces.filter(|piece| !piece.is_empty())
    }

    fn pairs(self) -> Vec<(&'t str, Self)> {
        let mut pieces = self.pieces();
        let mut pairs = Vec::new();
        while let Some(piece) = pieces.next() {
            let pair = if self.layout == HeaderLayout::Exploded {
                piece.split_once('=')
            } else {
                pieces.next().map(|value| (piece, value))
            };
            pairs.extend(pair.map(|(key, value)| (key.trim_end(), Self::one(value))));
        }
        pairs
    }
}

/// A number or a boolean by its text.
macro_rules! parsed {
    ($($method:ident $visit:ident $type:ty),* $(,)?) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.text.parse::<$type>() {
                Ok(value) => visitor.$visit(value),
                Err(_) => Err(de::Error::custom("is of another type")),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Laid<'de> {
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
        match self.layout {
            HeaderLayout::Text | HeaderLayout::Json => visitor.visit_borrowed_str(self.text),
            HeaderLayout::List => self.deserialize_seq(visitor),
            HeaderLayout::Object | HeaderLayout::Exploded => self.deserialize_map(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(SeqDeserializer::new(self.pieces().map(Self::one)))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(MapDeserializer::new(self.pairs().into_iter()))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }

    forward_to_deserialize_any! {
        i128 u128 char str string bytes byte_buf unit unit_struct tuple tuple_struct enum identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de> for Laid<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use http::HeaderValue;
    use serde::Deserialize;

    use super::*;
    use crate::DateTime;

    fn read<T: de::DeserializeOwned>(layout: HeaderLayout, texts: &[&str]) -> Option<T> {
        let mut headers = HeaderMap::new();
        for text in texts {
            headers.append("x", HeaderValue::from_bytes(text.as_bytes()).unwrap());
        }
        header(&headers, "X", layout)
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Colour {
        #[serde(rename = "R")]
        red: u8,
        name: Option<String>,
    }

    #[test]
    fn a_text_becomes_what_its_type_wants() {
        use HeaderLayout::Text;
        assert_eq!(read(Text, &["7"]), Some("7".to_owned()));
        assert_eq!(read(Text, &[" 7 "]), Some(7_i64));
        assert_eq!(read(Text, &["-1.5"]), Some(-1.5_f64));
        assert_eq!(read(Text, &["true"]), Some(true));
        assert_eq!(read(Text, &["a", "b"]), Some("a".to_owned()));
        let time: DateTime = read(Text, &["2026-01-02T03:04:05Z"]).unwrap();
        assert_eq!(time.as_str(), "2026-01-02T03:04:05Z");
        assert_eq!(read(Text, &["many"]), None::<i64>);
        assert_eq!(read(Text, &[]), None::<String>);
        let latin: &[u8] = b"\xe9";
        let mut headers = HeaderMap::new();
        headers.insert("x", HeaderValue::from_bytes(latin).unwrap());
        assert_eq!(header::<String>(&headers, "x", Text), None);
    }

    #[test]
    fn lists_and_objects_are_read_as_simple_has_them() {
        let three = Some(vec![1_i64, 2, 3]);
        assert_eq!(read(HeaderLayout::List, &["1, 2", "3,,"]), three);
        assert_eq!(read(HeaderLayout::List, &["1,b"]), None::<Vec<i64>>);
        let (red, name) = (100, Some("9".to_owned()));
        let colour = Some(Colour { red, name });
        assert_eq!(read(HeaderLayout::Object, &["R,100,name,9"]), colour);
        assert_eq!(read(HeaderLayout::Exploded, &["R=100, name=9"]), colour);
        assert_eq!(read(HeaderLayout::Object, &["name,9"]), None::<Colour>);
        let map: BTreeMap<String, i64> = read(HeaderLayout::Exploded, &["a=1,b=2"]).unwrap();
        assert_eq!(map["b"], 2);
        let json = r#"{"R": 100, "name": "9"}"#;
        assert_eq!(read(HeaderLayout::Json, &[json]), colour);
    }
}
