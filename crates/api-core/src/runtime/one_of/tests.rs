//! Choices among types.

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
