//! Examples: values for parameters.

use serde_json::{Value, json};

use super::Lowering;
use super::example_writer::Writer;
use super::object::Part;
use super::shape::{Seen, Shape, is_null};
use crate::model::{Declaration, Field, Presence, TextFormat, Type, TypeRef};

/// So many values are in an example at most. Members that double at each level would make one that nobody reads and no memory holds.
const MOST_VALUES: usize = 1000;

impl<'d> Lowering<'d, '_> {
    /// A value that a schema admits, out of the examples in it where there are some. What would be too deep or too much is null.
    pub(super) fn example_value(&mut self, seen: &Seen<'d>, name: &str) -> Value {
        self.example_value_within(seen, name, 0, &mut { MOST_VALUES })
    }

    /// `left`: how many values there may be.
    fn example_value_within(
        &mut self,
        seen: &Seen<'d>,
        name: &str,
        depth: usize,
        left: &mut usize,
    ) -> Value {
        let Some(fewer) = left.checked_sub(1) else {
            return Value::Null;
        };
        *left = fewer;
        if let Some(example) = seen.example() {
            return super::docs::to_json(&example.value);
        }
        let Some(shape) = self.shape(seen).filter(|_| depth < 8) else {
            return Value::Null;
        };
        match shape {
            Shape::Any | Shape::Null => Value::Null,
            Shape::Bool => Value::Bool(true),
            Shape::Integer => json!(1),
            Shape::Number => json!(1.5),
            Shape::Text(format) => of_format(format),
            Shape::String | Shape::Secret => my(name),
            Shape::SecretObject | Shape::FreeObject | Shape::Nothing | Shape::Map(_) => json!({}),
            Shape::Constant(value) => value.json(),
            Shape::Enum(values) => values.first().copied().unwrap_or_default().into(),
            Shape::List(items) => match items.and_then(|items| self.see(items)) {
                Some(seen) => json!([self.example_value_within(&seen, name, depth + 1, left)]),
                None => json!([]),
            },
            Shape::Struct => {
                let mut object = serde_json::Map::new();
                for part in self.parts(seen) {
                    if let Part::Member(member) = part
                        && member.required
                        && let Some(seen) = self.see(member.schema)
                    {
                        let value = self.example_value_within(&seen, member.name, depth + 1, left);
                        object.insert(member.name.to_owned(), value);
                    }
                }
                Value::Object(object)
            }
            Shape::Union(branches) => branches
                .iter()
                .find(|branch| !is_null(branch))
                .and_then(|branch| self.see(branch))
                .map_or(Value::Null, |seen| {
                    self.example_value_within(&seen, name, depth + 1, left)
                }),
        }
    }
}

fn of_format(format: TextFormat) -> Value {
    let text = match format {
        TextFormat::DateTime => "2024-02-29T12:30:00Z",
        TextFormat::Date => "2024-02-29",
        TextFormat::Uuid => "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        TextFormat::Base64 => "AAEC",
    };
    text.into()
}

/// What a value is made in.
struct Within<'t> {
    /// The types that the value is a part of.
    open: Vec<&'t TypeRef>,
    /// How many values there may be.
    left: usize,
}

/// A text in the place of this name.
fn my(name: &str) -> Value {
    format!("my-{}", heck::ToKebabCase::to_kebab_case(name)).into()
}

impl Writer<'_, '_> {
    /// A value of a type; none where the type has no values that end, or none that is small enough to be read.
    pub(super) fn plausible(&self, type_: &Type, name: &str) -> Option<Value> {
        let mut within = Within {
            open: Vec::new(),
            left: MOST_VALUES,
        };
        self.plausible_within(type_, name, &mut within)
    }

    fn plausible_within<'t>(
        &'t self,
        type_: &'t Type,
        name: &str,
        within: &mut Within<'t>,
    ) -> Option<Value> {
        within.left = within.left.checked_sub(1)?;
        Some(match type_ {
            Type::Bool => true.into(),
            Type::I32 | Type::I64 | Type::U64 | Type::Seconds => 1.into(),
            Type::F64 => json!(1.5),
            Type::String | Type::Secret | Type::Bytes => my(name),
            Type::Text(format) => of_format(*format),
            Type::ClientCredentials | Type::File(_) | Type::Any | Type::Nullable(_) => Value::Null,
            Type::SecretObject | Type::Object | Type::Map(_) => json!({}),
            Type::List(items) => {
                let item = self.plausible_within(items, name, within);
                item.into_iter().collect()
            }
            Type::Boxed(inner) => self.plausible_within(inner, name, within)?,
            Type::Named(reference) => {
                if within.open.contains(&reference) {
                    return None;
                }
                within.open.push(reference);
                let value = self.plausible_declared(reference, name, within);
                within.open.pop();
                value?
            }
        })
    }

    fn plausible_declared<'t>(
        &'t self,
        reference: &TypeRef,
        name: &str,
        within: &mut Within<'t>,
    ) -> Option<Value> {
        let mut object = |fields: &'t [Field]| {
            let required = fields
                .iter()
                .filter(|field| field.presence == Presence::Required);
            let member = |field: &'t Field| {
                let value = self.plausible_within(&field.type_, &field.wire, within)?;
                Some((field.wire.clone(), value))
            };
            let members: Option<serde_json::Map<_, _>> = required.map(member).collect();
            members.map(Value::Object)
        };
        match self.registry.find(reference)?.declaration.as_ref()? {
            Declaration::OpenEnum(it) => it
                .variants
                .first()
                .map(|variant| variant.literal.as_str().into()),
            Declaration::Struct(it) => object(&it.fields),
            Declaration::Choice(it) => object(&it.variants.first()?.fields),
            Declaration::Union(it) => it.variants.iter().find_map(|variant| match &variant.value {
                Some(value) => Some(value.json()),
                None => self.plausible_within(&variant.type_, name, within),
            }),
        }
    }
}
