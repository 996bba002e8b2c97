//! Values of which a document says "one of these".

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeOwned, Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_ignored::Path;
use serde_json::value::RawValue;

use super::measure;
use crate::UnknownJson;

/// A JSON value that is looked at before it is read: how a generated enum finds out which of its variants a value is.
///
/// The value stays where it is, in the buffer that is being read; nothing of it is copied, since it may hold secrets. That is why it can only be had from
/// JSON text that is in memory (`serde_json::from_slice`, `serde_json::from_str`).
///
/// ```
/// use api_core::UnknownJson;
/// use api_core::runtime::{Branch, Guard, OneOf};
/// use serde::{Deserialize, Deserializer};
///
/// #[derive(Debug, Deserialize, PartialEq)]
/// struct Circle {
///     radius: u16,
/// }
///
/// #[derive(Debug, Deserialize, PartialEq)]
/// struct Ring {
///     radius: u16,
///     width: Option<u16>,
/// }
///
/// #[derive(Debug, PartialEq)]
/// enum Shape {
///     Name(String),
///     Circle(Circle),
///     Ring(Ring),
///     Unknown(UnknownJson),
/// }
///
/// impl<'de> Deserialize<'de> for Shape {
///     fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
///         let value = OneOf::read(deserializer)?;
///         let found = value.choose(&[
///             Branch::new(Guard::String, |value| value.decode(&[]).map(Self::Name)),
///             Branch::new(Guard::Object, |value| value.decode(&[]).map(Self::Circle)),
///             Branch::new(Guard::Object, |value| value.decode(&[]).map(Self::Ring)),
///         ]);
///         Ok(found.unwrap_or_else(|| Self::Unknown(value.keep())))
///     }
/// }
///
/// let read = serde_json::from_str::<Shape>;
/// assert_eq!(read(r#""dot""#)?, Shape::Name("dot".to_owned()));
/// assert_eq!(read(r#"{"radius": 7}"#)?, Shape::Circle(Circle { radius: 7 }));
/// // A circle would lose the width.
/// assert_eq!(read(r#"{"radius": 7, "width": 1}"#)?, Shape::Ring(Ring { radius: 7, width: Some(1) }));
/// assert!(matches!(read(r#"{"sides": 3}"#)?, Shape::Unknown(_)));
/// # Ok::<(), serde_json::Error>(())
/// ```
pub struct OneOf<'de>(&'de str);

/// What a value must be before it is read as a variant: the cheap part of the decision.
#[derive(Clone, Copy, Debug)]
pub enum Guard {
    /// Anything.
    Any,
    /// `true` or `false`.
    Boolean,
    /// A number without a fraction.
    Integer,
    /// A number.
    Number,
    /// A string.
    String,
    /// One of these strings.
    Strings(&'static [&'static str]),
    /// A list.
    List,
    /// An object.
    Object,
    /// An object in which each of these members, if it is there, has one of these values: a discriminator, or members that are constant.
    Members(&'static [(&'static str, &'static [Constant])]),
}

/// The value of a member that tells a variant from the others.
#[derive(Clone, Copy, Debug)]
pub enum Constant {
    /// A boolean.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A string.
    Text(&'static str),
}

/// One of the variants that a value may be.
pub struct Branch<T> {
    guard: Guard,
    read: fn(&OneOf<'_>) -> Option<T>,
}

impl<T> Branch<T> {
    /// A variant with what must hold before it is tried, and how it is read.
    pub const fn new(guard: Guard, read: fn(&OneOf<'_>) -> Option<T>) -> Self {
        Self { guard, read }
    }
}

impl<T> fmt::Debug for Branch<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Branch")
            .field("guard", &self.guard)
            .finish_non_exhaustive()
    }
}

impl<'de> OneOf<'de> {
    /// The value that is next.
    ///
    /// # Errors
    ///
    /// Those of the deserializer; and when it does not read JSON text that is in memory.
    pub fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&RawValue>::deserialize(deserializer).map(|raw| Self(raw.get()))
    }

    /// The variant that loses nothing of the value, else the one that loses the least; of equals the first. `None`: it is none of them, or choices are nested
    /// so deeply that looking further would cost too much.
    #[must_use]
    pub fn choose<T>(&self, branches: &[Branch<T>]) -> Option<T> {
        let _level = measure::Level::enter(self.0.len())?;
        let mut best: Option<(usize, T)> = None;
        for branch in branches.iter().filter(|branch| branch.guard.admits(self)) {
            let (read, lost) = measure::lost_in(|| (branch.read)(self));
            if let Some(value) = read.filter(|_| !measure::was_kept(self.0))
                && best.as_ref().is_none_or(|(least, _)| lost < *least)
            {
                best = Some((lost, value));
                if lost == 0 {
                    break;
                }
            }
        }
        let (lost, value) = best?;
        measure::lose(lost);
        Some(value)
    }

    /// Reads it as a type. `constants` are members that the type has no place for, because they are always the same.
    #[must_use]
    pub fn decode<T: DeserializeOwned>(&self, constants: &[&str]) -> Option<T> {
        if !measure::afford(self.0.len()) {
            return None;
        }
        self.counting(|path| !is_member(path, constants)).ok()
    }

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
            match OneOf(value).counting(|_| true) {
                Ok(value) => drop(members.insert(name.to_owned(), value)),
                Err(_) => failed = true,
            }
        });
        if failed {
            return Err(E::custom("an additional member is of another type"));
        }
        Ok(members)
    }

    /// Keeps the value as it is, where it is none of the variants.
    #[must_use]
    pub fn keep(&self) -> UnknownJson {
        measure::keep(self.0);
        UnknownJson::new(self.0)
    }

    /// The error for a value that is none of the variants, where there is no place to keep it; it does not quote it.
    #[must_use]
    pub fn unknown<E: Error>(&self, union: &'static str) -> E {
        let kind = match self.0.as_bytes().first() {
            Some(b'{') => "an object",
            Some(b'[') => "a list",
            Some(b'"') => "a string",
            Some(b't' | b'f') => "a boolean",
            Some(b'n') => "null",
            _ => "a number",
        };
        E::custom(format_args!("{kind} that is no `{union}`"))
    }

    /// Reads it, and takes note of what the type has no place for.
    fn counting<T: DeserializeOwned>(
        &self,
        counts: impl Fn(&Path<'_>) -> bool,
    ) -> Result<T, serde_json::Error> {
        let mut lost = 0;
        let mut deserializer = serde_json::Deserializer::from_str(self.0);
        let value = serde_ignored::deserialize(&mut deserializer, |path| {
            lost += usize::from(counts(&path));
        })?;
        measure::lose(lost);
        Ok(value)
    }

    fn is_number(&self) -> bool {
        self.0
            .starts_with(|sign: char| sign == '-' || sign.is_ascii_digit())
    }

    fn visit_members(&self, visit: impl FnMut(&str, &'de str)) {
        // The text is JSON already: it cannot fail, and if it did, no member would be there.
        let mut deserializer = serde_json::Deserializer::from_str(self.0);
        let _ = deserializer.deserialize_map(Members(visit));
    }
}

impl Guard {
    fn admits(self, value: &OneOf<'_>) -> bool {
        let text = value.0;
        match self {
            Self::Any => true,
            Self::Boolean => matches!(text, "true" | "false"),
            Self::Integer => value.is_number() && !text.contains(['.', 'e', 'E']),
            Self::Number => value.is_number(),
            Self::String => text.starts_with('"'),
            Self::Strings(texts) => {
                text.starts_with('"')
                    && serde_json::from_str::<Cow<'_, str>>(text)
                        .is_ok_and(|text| texts.contains(&&*text))
            }
            Self::List => text.starts_with('['),
            Self::Object => text.starts_with('{'),
            Self::Members(constants) => {
                let mut admits = text.starts_with('{');
                value.visit_members(|name, value| {
                    if let Some((_, values)) = constants.iter().find(|(member, _)| *member == name)
                    {
                        admits &= values.iter().any(|constant| constant.is(value));
                    }
                });
                admits
            }
        }
    }
}

impl Constant {
    fn is(self, text: &str) -> bool {
        match self {
            Self::Boolean(bool) => serde_json::from_str(text).is_ok_and(|it: bool| it == bool),
            Self::Integer(integer) => serde_json::from_str(text).is_ok_and(|it: i64| it == integer),
            Self::Text(constant) => {
                serde_json::from_str(text).is_ok_and(|it: Cow<'_, str>| it == constant)
            }
        }
    }
}

/// Whether a path is one of these members of the outermost object.
fn is_member(path: &Path<'_>, members: &[&str]) -> bool {
    matches!(path, Path::Map { parent: Path::Root, key } if members.contains(&key.as_str()))
}

/// The member that a type wants and the value does not have: its name comes from the type.
fn missing_member(error: &serde_json::Error) -> Option<String> {
    let text = error.to_string();
    let (name, _) = text.strip_prefix("missing field `")?.split_once('`')?;
    Some(name.to_owned())
}

impl fmt::Debug for OneOf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OneOf({} bytes)", self.0.len())
    }
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

    fn admits(guard: Guard, text: &str) -> bool {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        guard.admits(&OneOf::read(&mut deserializer).unwrap())
    }

    #[test]
    fn tells_the_types_of_json_apart() {
        let kinds = |text| {
            [
                Guard::Boolean,
                Guard::Integer,
                Guard::Number,
                Guard::String,
                Guard::List,
                Guard::Object,
            ]
            .map(|guard| u8::from(admits(guard, text)))
        };
        assert_eq!(kinds(" true "), [1, 0, 0, 0, 0, 0]);
        assert_eq!(kinds("-12"), [0, 1, 1, 0, 0, 0]);
        assert_eq!(kinds("1.5"), [0, 0, 1, 0, 0, 0]);
        assert_eq!(kinds("1e3"), [0, 0, 1, 0, 0, 0]);
        assert_eq!(kinds(r#""12""#), [0, 0, 0, 1, 0, 0]);
        assert_eq!(kinds("[1]"), [0, 0, 0, 0, 1, 0]);
        assert_eq!(kinds("{}"), [0, 0, 0, 0, 0, 1]);
        assert_eq!(kinds("null"), [0, 0, 0, 0, 0, 0]);
        assert!(admits(Guard::Strings(&["a/b"]), r#""a\/b""#));
        assert!(!admits(Guard::Strings(&["a"]), r#""b""#));
    }

    #[test]
    fn a_constant_member_decides_where_it_is_there() {
        let guard = Guard::Members(&[
            ("type", &[Constant::Text("a"), Constant::Text("b")]),
            ("version", &[Constant::Integer(2)]),
            ("live", &[Constant::Boolean(true)]),
        ]);
        assert!(admits(
            guard,
            r#"{"ty\u0070e":"b","version":2,"live":true}"#
        ));
        assert!(admits(guard, "{}"));
        assert!(!admits(guard, r#"{"type":"c"}"#));
        assert!(!admits(guard, r#"{"type":"a","version":3}"#));
        assert!(!admits(guard, r#"{"type":null}"#));
        assert!(!admits(guard, "[]"));
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
}
