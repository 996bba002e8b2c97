//! Values that are listed, constant, or told by a format alone.

use std::collections::HashSet;
use std::rc::Rc;

use super::Lowering;
use super::shape::Shape;
use crate::diagnostic::{Problem, Spanned};
use crate::load::openapi::{Schema, SchemaObject, Type, Value};
use crate::model::{Literal, TextFormat};

impl<'d> Lowering<'d, '_> {
    /// A schema that does not say its type: what its format or its values are.
    pub(super) fn untyped(&mut self, object: &'d SchemaObject) -> Shape<'d> {
        let numbers =
            |value: &Spanned<Value>| matches!(value.value, Value::Number(_) | Value::Null);
        if !object.allowed.is_empty() {
            let bools =
                |value: &Spanned<Value>| matches!(value.value, Value::Bool(_) | Value::Null);
            return if object.allowed.iter().all(bools) {
                Shape::Bool
            } else if object.allowed.iter().all(numbers) {
                let whole = |value: &Spanned<Value>| !matches!(&value.value, Value::Number(number) if number.is_f64());
                if object.allowed.iter().all(whole) {
                    Shape::Integer
                } else {
                    Shape::Number
                }
            } else {
                Shape::Any
            };
        }
        let Some(format) = &object.format else {
            return Shape::Any;
        };
        self.problems.remark(
            Problem::new("untyped", "a schema with a `format` and no `type`")
                .at(&object.place, "what type has it?")
                .help("add `type`"),
        );
        match format.value.as_str() {
            "int32" | "int64" | "uint32" | "uint64" => Shape::Integer,
            "float" | "double" => Shape::Number,
            _ => text_shape(object),
        }
    }

    /// Branches that are all strings: a string, or all strings that they list.
    pub(super) fn only_strings(&mut self, branches: &'d [Schema]) -> Option<Shape<'d>> {
        let address = branches.as_ptr().addr();
        if let Some(shape) = self.strings.get(&address) {
            return shape.clone();
        }
        let shape = self.strings_of(branches);
        self.strings.insert(address, shape.clone());
        shape
    }

    fn strings_of(&mut self, branches: &'d [Schema]) -> Option<Shape<'d>> {
        let mut texts: Vec<&'d str> = Vec::new();
        let mut known = HashSet::new();
        let mut shape = None;
        for branch in branches {
            let seen = self.see(branch)?;
            let object = seen.object;
            let is_text = matches!(object.types.as_slice(), [only] if only.value == Type::String)
                || (object.types.is_empty() && has_texts(object))
                || matches!(&object.constant, Some(it) if matches!(it.value, Value::String(_)));
            if !is_text || !object.one_of.is_empty() {
                return None;
            }
            let listed = object.constant.iter().chain(&object.allowed);
            let before = texts.len();
            for value in listed {
                if let Value::String(text) = &value.value
                    && known.insert(text.as_str())
                {
                    texts.push(text);
                }
            }
            if texts.len() == before {
                let text = text_shape(object);
                shape = Some(match (shape, text) {
                    (Some(Shape::Secret), _) | (_, Shape::Secret) => Shape::Secret,
                    (None, text) => text,
                    (Some(Shape::Text(one)), Shape::Text(other)) if one == other => {
                        Shape::Text(one)
                    }
                    _ => Shape::String,
                });
            }
        }
        match (shape, texts.is_empty()) {
            (Some(Shape::Secret), _) => Some(Shape::Secret),
            (Some(shape), true) => Some(shape),
            // An enum is open: it takes the other strings too.
            (_, false) => Some(Shape::Enum(texts.into())),
            (None, true) => None,
        }
    }

    /// An enum of strings; null among them only says that the value is nullable. Numbers among strings are strings that were not quoted.
    pub(super) fn enum_shape(&mut self, object: &'d SchemaObject) -> Shape<'d> {
        let address = std::ptr::from_ref(object).addr();
        if let Some(values) = self.listed.get(&address) {
            return Shape::Enum(Rc::clone(values));
        }
        let values = self.texts_of(object);
        self.listed.insert(address, Rc::clone(&values));
        Shape::Enum(values)
    }

    fn texts_of(&mut self, object: &'d SchemaObject) -> Rc<[&'d str]> {
        let mut values: Vec<&'d str> = Vec::new();
        let mut known = HashSet::new();
        for allowed in &object.allowed {
            match &allowed.value {
                Value::String(text) if !known.insert(text.as_str()) => self.problems.remark(
                    Problem::new("enum-twice", format!("`{text}` stands twice in this enum"))
                        .at(&allowed.place, "stands before already")
                        .help("remove one of them"),
                ),
                Value::String(text) => values.push(text),
                Value::Null => {}
                _ => self.problems.remark(
                    Problem::new("enum-type", "a value of an `enum` of strings that is no string")
                        .at(&allowed.place, "not a string")
                        .help("quote it if it is one, else leave `enum` out and name the values in the description"),
                ),
            }
        }
        values.into()
    }

    /// Numbers out of a list stay numbers, and their documentation names the list.
    pub(super) fn no_strings(&mut self, object: &'d SchemaObject) {
        for allowed in &object.allowed {
            if !matches!(allowed.value, Value::Number(_) | Value::Null) {
                self.problems.remark(
                    Problem::new(
                        "enum-type",
                        "a value of an `enum` of numbers that is no number",
                    )
                    .at(&allowed.place, "not a number")
                    .help("remove it, or name its type beside the numbers' in `type`"),
                );
            }
        }
    }

    /// `const`, or an `enum` of one.
    pub(super) fn constant(&mut self, object: &'d SchemaObject) -> Option<Shape<'d>> {
        let value = only_value(object)?;
        let literal = match &value.value {
            Value::String(text) => Some(Literal::String(text.clone())),
            Value::Bool(bool) => Some(Literal::Bool(*bool)),
            Value::Number(number) => number.as_i64().map(Literal::Integer),
            Value::Null => return Some(Shape::Null),
            Value::Array(_) | Value::Object(_) => None,
        };
        let Some(literal) = literal else {
            self.problems.remark(
                Problem::new(
                    "constant-type",
                    "a constant that is no string, boolean or integer",
                )
                .at(&value.place, "cannot be sent by itself")
                .help("describe the value instead, so that the application gives it"),
            );
            return Some(match &value.value {
                Value::Number(_) => Shape::Number,
                Value::Object(_) => Shape::FreeObject,
                _ => Shape::Any,
            });
        };
        Some(Shape::Constant(literal))
    }
}

/// The value of `const`, or that of an `enum` of one.
pub(super) fn only_value(object: &SchemaObject) -> Option<&Spanned<Value>> {
    let only = match object.allowed.as_slice() {
        [only] => Some(only),
        _ => None,
    };
    object.constant.as_ref().or(only)
}

/// Whether there are strings among the values that are listed, and nothing that a list of types would have said.
pub(super) fn has_texts(object: &SchemaObject) -> bool {
    object
        .allowed
        .iter()
        .any(|value| matches!(value.value, Value::String(_)))
        && (!object.types.is_empty()
            || object
                .allowed
                .iter()
                .all(|value| matches!(value.value, Value::String(_) | Value::Null)))
}

/// What a string is, by its format.
pub(super) fn text_shape<'d>(object: &SchemaObject) -> Shape<'d> {
    let encoded = object
        .content_encoding
        .as_ref()
        .is_some_and(|encoding| encoding.value == "base64");
    let format = object
        .format
        .as_ref()
        .map_or("", |format| format.value.as_str());
    match format {
        _ if object.annotations.write_only => Shape::Secret,
        "password" => Shape::Secret,
        "date-time" => Shape::Text(TextFormat::DateTime),
        "date" => Shape::Text(TextFormat::Date),
        "uuid" => Shape::Text(TextFormat::Uuid),
        "byte" => Shape::Text(TextFormat::Base64),
        _ if encoded => Shape::Text(TextFormat::Base64),
        _ => Shape::String,
    }
}
