//! What a value must be before it is read.

use std::borrow::Cow;

use super::OneOf;

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
    /// This value and no other.
    Value(Constant),
    /// A list.
    List,
    /// An object.
    Object,
    /// An object in which each of these members, if it is there, has one of these values: a discriminator, or members that are constant.
    Members(&'static [(&'static str, &'static [Constant])]),
}

/// A value that tells a variant from the others, or that of a member which does.
#[derive(Clone, Copy, Debug)]
pub enum Constant {
    /// A boolean.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A string.
    Text(&'static str),
}

impl OneOf<'_> {
    fn is_number(&self) -> bool {
        self.text()
            .starts_with(|sign: char| sign == '-' || sign.is_ascii_digit())
    }
}

impl Guard {
    pub(super) fn admits(self, value: &OneOf<'_>) -> bool {
        let text = value.text();
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
            Self::Value(constant) => constant.is(text),
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

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_value_is_told_from_all_others() {
        let one = Guard::Value(Constant::Integer(1));
        let found = ["1", " 1", "2", "1.5", r#""1""#, "true"].map(|text| admits(one, text));
        assert_eq!(found, [true, true, false, false, false, false]);
        let auto = Guard::Value(Constant::Text("auto"));
        let found = [r#""\u0061uto""#, r#""manual""#, "[]"].map(|text| admits(auto, text));
        assert_eq!(found, [true, false, false]);
        let yes = Guard::Value(Constant::Boolean(true));
        assert!(admits(yes, "true") && !admits(yes, "false"));
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
}
