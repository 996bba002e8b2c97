//! Choices among types.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::MapDeserializer;
use serde_json::{Value, json};

use super::*;

#[derive(Debug, Deserialize, PartialEq)]
struct Small {
    a: Option<u8>,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Large {
    a: Option<u8>,
    b: Option<Inner>,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Inner {
    c: Option<u8>,
    deep: Option<Box<Any>>,
}

#[derive(Debug, PartialEq)]
enum Any {
    Small(Small),
    Large(Large),
    List(Vec<Any>),
    Unknown(UnknownJson),
}

impl<'de> Deserialize<'de> for Any {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = OneOf::read(deserializer)?;
        let found = value.choose(&[
            Branch::new(Guard::Object, |value| {
                value.decode(&["kind"]).map(Self::Small)
            }),
            Branch::new(Guard::Object, |value| {
                value.decode(&["kind"]).map(Self::Large)
            }),
            Branch::new(Guard::List, |value| value.decode(&[]).map(Self::List)),
        ]);
        Ok(found.unwrap_or_else(|| Self::Unknown(value.keep())))
    }
}

fn read(text: &str) -> Any {
    serde_json::from_str(text).unwrap()
}

#[test]
fn the_branch_that_loses_nothing_is_taken_also_when_the_loss_is_deep_inside() {
    assert!(matches!(read("{}"), Any::Small(_)));
    assert!(matches!(read(r#"{"kind":"x","a":1}"#), Any::Small(_)));
    assert!(matches!(read(r#"{"b":{"c":1}}"#), Any::Large(_)));
    assert!(
        matches!(read(r#"{"b":{"d":1}}"#), Any::Small(_)),
        "both lose one: the first"
    );
    assert!(matches!(read(r#"{"b":{"deep":{"b":{}}}}"#), Any::Large(_)));
}

#[test]
fn what_fits_nothing_is_kept_wherever_it_stands() {
    let Any::List(items) = read(r#"[{"a":1}, "s3cret", {"a":"no"}]"#) else {
        panic!("a list");
    };
    assert!(matches!(items[0], Any::Small(_)));
    assert!(matches!(&items[1], Any::Unknown(json) if json.expose() == r#""s3cret""#));
    assert!(matches!(&items[2], Any::Unknown(json) if json.expose() == r#"{"a":"no"}"#));
    assert!(!format!("{items:?}").contains("s3cret"));
}

#[test]
fn hostile_nesting_costs_neither_the_stack_nor_exponential_time() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let Any::List(items) = read(&deep) else {
        panic!("a list")
    };
    assert_eq!(items.len(), 1);
    let (open, close) = (r#"{"b":{"d":0,"deep":"#, "}}");
    let wide = format!("{}1{}", open.repeat(40), close.repeat(40));
    let _ = read(&wide);
}

#[test]
fn works_beneath_the_reader_that_tracks_the_way_to_a_fault() {
    #[derive(Debug, Deserialize)]
    struct Outer {
        inner: Vec<Any>,
        #[expect(dead_code, reason = "only whether it can be read matters")]
        number: u8,
    }
    let read = |text: &str| {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        serde_path_to_error::deserialize::<_, Outer>(&mut deserializer)
    };
    let outer = read(r#"{"inner": [{}, 7], "number": 1}"#).unwrap();
    assert!(matches!(outer.inner[1], Any::Unknown(_)));
    let error = read(r#"{"inner": [], "number": "x"}"#).unwrap_err();
    assert_eq!(error.path().to_string(), "number");
}

#[test]
fn h6_an_error_quotes_nothing() {
    let mut deserializer = serde_json::Deserializer::from_str(r#""s3cret""#);
    let value = OneOf::read(&mut deserializer).unwrap();
    let unknown: serde_json::Error = value.unknown("Detail");
    assert_eq!(unknown.to_string(), "a string that is no `Detail`");
    let known = value.known::<u8, serde_json::Error>().unwrap_err();
    assert!(!known.to_string().contains("s3cret"), "{known}");
    assert!(!format!("{value:?}").contains("s3cret"));
}

#[test]
fn values_are_read_from_wherever_they_are() {
    for text in [
        r#"{"a":1}"#,
        r#"{"b":{"deep":[{"a":1},{"b":{"c":2}}]}}"#,
        r#"[[],{"a":7}]"#,
        r#"{"x":[1,-2,1.5,true,null,"a\"\n"]}"#,
        "{}",
    ] {
        let value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(Any::deserialize(&value).unwrap(), read(text));
        assert_eq!(serde_json::from_value::<Any>(value).unwrap(), read(text));
        assert_eq!(
            serde_json::from_reader::<_, Any>(text.as_bytes()).unwrap(),
            read(text)
        );
    }
}

#[test]
fn values_that_serde_has_buffered_are_read() {
    #[derive(Debug, Deserialize, PartialEq)]
    struct Around {
        id: u8,
        #[serde(flatten)]
        rest: Any,
    }
    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(untagged)]
    enum Untagged {
        Number(u8),
        Any(Any),
    }
    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(tag = "type", rename_all = "lowercase")]
    enum Tagged {
        One { any: Any },
        Other(Any),
    }
    let small = || read(r#"{"a":1}"#);
    let around: Around = serde_json::from_str(r#"{"id":3,"a":1}"#).unwrap();
    assert_eq!((around.id, around.rest), (3, small()));
    let untagged = serde_json::from_str::<Untagged>;
    assert_eq!(untagged(r#"{"a":1}"#).unwrap(), Untagged::Any(small()));
    assert_eq!(untagged("1").unwrap(), Untagged::Number(1));
    let tagged = serde_json::from_str::<Tagged>;
    let one = Tagged::One { any: small() };
    assert_eq!(tagged(r#"{"type":"one","any":{"a":1}}"#).unwrap(), one);
    let other = Tagged::Other(small());
    assert_eq!(tagged(r#"{"type":"other","a":1}"#).unwrap(), other);
}

#[test]
fn what_is_none_of_them_is_kept_in_its_order() {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Buffered {
        Any(Any),
    }
    let buffered = r#"{"z":1,"a":[1.5,{"y":null,"b":18446744073709551615}],"s":"ü\u0000"}"#;
    let Any::Unknown(kept) = through_map(vec![("z", json!(1)), ("a", json!("x"))]) else {
        panic!("not kept");
    };
    assert_eq!(kept.expose(), r#"{"z":1,"a":"x"}"#);
    let Buffered::Any(Any::Unknown(kept)) = serde_json::from_str(buffered).unwrap() else {
        panic!("not kept");
    };
    assert_eq!(kept.expose(), buffered);
}

/// Of a deserializer that knows nothing of names and gives a map at once.
fn through_map(members: Vec<(&str, Value)>) -> Any {
    let map = MapDeserializer::<_, serde_json::Error>::new(members.into_iter());
    Any::deserialize(map).unwrap()
}

#[test]
fn what_json_does_not_have_is_refused() {
    let read = |value: f64| {
        let deserializer: serde::de::value::F64Deserializer<serde_json::Error> =
            value.into_deserializer();
        Any::deserialize(deserializer)
    };
    assert!(matches!(read(1.5), Ok(Any::Unknown(kept)) if kept.expose() == "1.5"));
    let error = read(f64::NAN).unwrap_err().to_string();
    assert!(error.contains("JSON has no number for this"), "{error}");
    let mut deep = Value::Null;
    for _ in 0..200 {
        deep = json!([deep]);
    }
    let map = BTreeMap::from([("a", deep)]);
    let map = MapDeserializer::<_, serde_json::Error>::new(map.into_iter());
    let error = Any::deserialize(map).unwrap_err().to_string();
    assert!(error.contains("nested too deep"), "{error}");
}

#[test]
fn a_member_with_the_name_of_raw_values_is_a_member() {
    struct Kept(String);
    impl<'de> Deserialize<'de> for Kept {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            OneOf::read(deserializer).map(|value| Self(value.text().to_owned()))
        }
    }
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Buffered {
        Kept(Kept),
    }
    let text = r#"{"$serde_json::private::RawValue":"no JSON"}"#;
    let kept: Kept = serde_json::from_str(text).unwrap();
    assert_eq!(kept.0, text);
    let Buffered::Kept(kept) = serde_json::from_str(text).unwrap();
    assert_eq!(kept.0, text);
}
