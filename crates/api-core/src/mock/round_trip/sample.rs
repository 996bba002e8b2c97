//! Values made from shapes.

use serde_json::{Map, Value, json};

use super::super::description::{Literal, Place};
use super::shape::{Member, Presence, Shape, What};

/// How deep objects are filled. Below that, they have what they must have.
const FULL: usize = 4;
/// How deep objects are made at all.
const DEEPEST: usize = 12;
/// The number of rounds in which every union and every enum shows another value, whatever the number of these.
const MOST: usize = 40;

/// The first words of every secret, by which it is found where it should not be.
pub(super) const MARK: &str = "Xs3cr3tMark9";

/// Makes values: in every round others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sampler {
    pub(super) round: usize,
    /// Whether what may be absent is absent.
    pub(super) least: bool,
    pub(super) place: Place,
    /// Whether texts may be empty, which items between commas may not.
    pub(super) empty: bool,
    /// Whether any value may be null: in JSON, where that is not the same as nothing.
    pub(super) nulls: bool,
}

/// What became of a member.
pub(super) enum Made {
    Absent,
    Null,
    Value(Value),
}

impl Sampler {
    /// What a member is in this round; none where it has to be there and cannot be made.
    pub(super) fn member(self, member: &Member, index: usize, depth: usize) -> Option<Made> {
        let shape = match member.what {
            What::Constant(literal) => return Some(Made::Value(value_of(literal))),
            What::Value(shape) | What::Others(shape) => shape,
        };
        let required = member.presence == Presence::Required;
        if !required && (self.least || depth > FULL) {
            return Some(Made::Absent);
        }
        // Null has a meaning of its own in JSON alone.
        let json = matches!(self.place, Place::Member | Place::Body);
        if member.presence == Presence::Nullable && json && (self.round + index) % 3 == 2 {
            return Some(Made::Null);
        }
        match self.value(shape, member.name, depth) {
            Some(value) => Some(Made::Value(value)),
            None => (!required).then_some(Made::Absent),
        }
    }

    /// The members of an object, or of a variant of a choice.
    pub(super) fn members(self, members: &[Member], depth: usize) -> Option<Map<String, Value>> {
        let mut object = Map::new();
        for (index, member) in members.iter().enumerate() {
            let value = match self.member(member, index, depth)? {
                Made::Absent => continue,
                Made::Null => Value::Null,
                Made::Value(value) => value,
            };
            object.insert(member.name.to_owned(), value);
        }
        Some(object)
    }

    /// A value; none where objects would be nested too deep.
    pub(super) fn value(self, shape: &Shape, name: &str, depth: usize) -> Option<Value> {
        let round = self.round;
        Some(match *shape {
            Shape::Nothing => Value::Null,
            Shape::Location if round % 3 == 2 => Value::Null,
            Shape::Location => format!("https://a.example/{name}?round={round}").into(),
            Shape::Bool => (round % 2 == 1).into(),
            Shape::I32 if round == 0 => i32::MAX.into(),
            Shape::I64 if round == 0 => i64::MAX.into(),
            Shape::U64 if round == 0 => u64::MAX.into(),
            Shape::I32 | Shape::I64 | Shape::U64 | Shape::Seconds => round.into(),
            Shape::F64 => json!(0.25 + f64::from(u16::try_from(round).unwrap_or_default())),
            Shape::Text | Shape::Bytes => self.text(name).into(),
            Shape::Secret => format!("{MARK}-{name}-{round}").into(),
            Shape::DateTime => format!("2024-02-29T12:30:{:02}Z", round % 60).into(),
            Shape::Date => format!("2024-02-{:02}", round % 29 + 1).into(),
            Shape::Uuid => format!("f81d4fae-7dec-11d0-a765-{round:012x}").into(),
            Shape::Base64 => ["AAEC", "AAE=", "AA=="][round % 3].into(),
            Shape::Credentials => json!([format!("id of {name}"), format!("{MARK}:{name} +%ä")]),
            Shape::Any => self.any(name),
            Shape::Object => free(name, "text"),
            Shape::SecretObject => free(name, MARK),
            Shape::Words(words) => {
                let word = *words.get(round % words.len().max(1))?;
                if word.is_empty() && !self.empty {
                    return None;
                }
                word.into()
            }
            Shape::List(_) if depth > FULL => json!([]),
            Shape::List(items) => {
                let next = Self {
                    round: round + 1,
                    ..self
                };
                let items = [
                    self.value(items, name, depth + 1),
                    next.value(items, name, depth + 1),
                ];
                items.into_iter().flatten().collect::<Vec<_>>().into()
            }
            Shape::Map(_) if depth > FULL => json!({}),
            Shape::Map(values) => {
                let value = self.value(values, name, depth + 1);
                let members = value.map(|value| (format!("key of {name}"), value));
                Value::Object(members.into_iter().collect())
            }
            Shape::Nullable(_) if round % 3 == 2 || depth > FULL => Value::Null,
            Shape::Nullable(inner) => self.value(inner, name, depth)?,
            Shape::Struct(_) | Shape::Union(_) | Shape::Choice(_) if depth > DEEPEST => {
                return None;
            }
            Shape::Struct(members) => self.members(members, depth + 1)?.into(),
            Shape::Union(branches) => {
                let mut tried =
                    (0..branches.len()).map(|next| branches[(round + next) % branches.len()]);
                tried.find_map(|branch| {
                    let mut value = self.value(branch.shape, name, depth + 1)?;
                    if let Value::Object(object) = &mut value {
                        let members = branch.members.iter();
                        object
                            .extend(members.map(|(name, is)| ((*name).to_owned(), value_of(*is))));
                    } else if let [(_, is)] = branch.members {
                        value = value_of(*is);
                    }
                    Some(value)
                })?
            }
            Shape::Choice(variants) => self
                .members(variants.get(self.variant(variants.len()))?, depth)?
                .into(),
        })
    }

    /// Which of so many variants it is the turn of.
    pub(super) const fn variant(self, count: usize) -> usize {
        if count == 0 { 0 } else { self.round % count }
    }

    /// A text with signs that have a meaning at its place, and are to arrive nevertheless.
    fn text(self, name: &str) -> String {
        let round = self.round;
        match self.place {
            Place::Path(_) => format!("{name}/{round} ä?"),
            Place::Query => format!("{name}&{round} ä=+"),
            Place::Header => format!("{name} {round}"),
            Place::Cookie => format!("{name};{round} \"="),
            Place::Member | Place::Body => format!("{name} \"{round}\" ä&"),
        }
    }

    fn any(self, name: &str) -> Value {
        let json = matches!(self.place, Place::Member | Place::Body);
        match self.round % 4 {
            1 if json => json!([name, true, 1.5]),
            2 if self.nulls => Value::Null,
            3 if json => free(name, "text"),
            _ => self.text(name).into(),
        }
    }
}

/// An object of any members.
fn free(name: &str, text: &str) -> Value {
    json!({
        name: format!("{text} \"{name}\" ä"),
        "number": 1.5,
        "truth": false,
        "list": ["a", 2.5, {"deep": null}],
        "inner": {},
    })
}

pub(super) fn value_of(literal: Literal) -> Value {
    match literal {
        Literal::Text(text) => text.into(),
        Literal::Bool(bool) => bool.into(),
        Literal::Integer(integer) => integer.into(),
    }
}

/// How many rounds it takes until every value of every enum and every kind of every union was there, up to a limit.
pub(super) fn rounds<'s>(shapes: impl Iterator<Item = &'s Shape>) -> usize {
    let most = shapes.map(|shape| variants(shape, 0)).max();
    most.unwrap_or_default().clamp(3, MOST)
}

fn variants(shape: &Shape, depth: usize) -> usize {
    let of = |members: &[Member]| {
        let shapes = members.iter().filter_map(|member| match member.what {
            What::Value(shape) | What::Others(shape) => Some(shape),
            What::Constant(_) => None,
        });
        shapes.map(|shape| variants(shape, depth + 1)).max()
    };
    if depth > FULL {
        return 1;
    }
    match *shape {
        Shape::Words(words) => words.len(),
        Shape::List(inner) | Shape::Map(inner) | Shape::Nullable(inner) => {
            variants(inner, depth + 1)
        }
        Shape::Struct(members) => of(members).unwrap_or(1),
        Shape::Union(branches) => {
            let inside = branches
                .iter()
                .map(|branch| variants(branch.shape, depth + 1));
            branches.len().max(inside.max().unwrap_or(1))
        }
        Shape::Choice(groups) => {
            let inside = groups.iter().filter_map(|members| of(members));
            groups.len().max(inside.max().unwrap_or(1))
        }
        _ => 1,
    }
}
