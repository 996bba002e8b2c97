//! What kind of schema it is.

use std::rc::Rc;

use super::Lowering;
use super::listed::{has_texts, text_shape};
pub(super) use super::seen::{Seen, is_null};
use crate::diagnostic::{Place, Problem};
use crate::load::openapi::{AdditionalProperties, Schema, SchemaId, SchemaObject, Type};
use crate::model::{Literal, TextFormat};

/// The kinds of schema that have a Rust type.
#[derive(Debug, Clone)]
pub(super) enum Shape<'d> {
    Any,
    Null,
    Bool,
    Integer,
    Number,
    String,
    /// A string that has a type of its own.
    Text(TextFormat),
    Secret,
    SecretObject,
    FreeObject,
    /// An object without members, now and for ever.
    Nothing,
    Map(&'d Schema),
    /// Of anything, where the document does not say of what.
    List(Option<&'d Schema>),
    /// Strings out of a list of at least two.
    Enum(Rc<[&'d str]>),
    /// Always the same.
    Constant(Literal),
    Struct,
    /// One of several.
    Union(&'d [Schema]),
}

impl<'d> Lowering<'d, '_> {
    /// The schema of that name.
    pub(super) fn component(&self, id: &SchemaId) -> Option<&'d Schema> {
        self.components.get(id).copied()
    }

    /// What kind of schema the top of a body is: a choice between members stands among its members, not around them.
    pub(super) fn body_shape(&mut self, seen: &Seen<'d>) -> Option<Shape<'d>> {
        let choices: Vec<&'d Schema> = seen
            .written
            .all_of
            .iter()
            .filter(|part| match part {
                Schema::Inline(object) => !object.one_of.is_empty(),
                Schema::Ref(reference) => matches!(
                    self.component(&reference.target),
                    Some(Schema::Inline(object)) if !object.one_of.is_empty()
                ),
            })
            .collect();
        let between_members = choices.iter().all(|choice| {
            self.see(choice)
                .is_some_and(|choice| self.is_choice(&choice))
        });
        if !choices.is_empty() && between_members {
            return Some(Shape::Struct);
        }
        self.shape(seen)
    }

    /// What kind of schema it is. `None`: a problem was reported.
    pub(super) fn shape(&mut self, seen: &Seen<'d>) -> Option<Shape<'d>> {
        if seen.object.never {
            self.problems.remark(
                Problem::new("unsupported", "the schema `false` is not supported")
                    .at(&seen.object.place, "no value fulfils it")
                    .help("remove what can never be there"),
            );
            return self.problems.is_foreign().then_some(Shape::Any);
        }
        let mut shape = self.shape_as_written(seen);
        if seen.write_only() && matches!(shape, Shape::String | Shape::Text(_)) {
            shape = Shape::Secret;
        }
        let hidden = matches!(
            shape,
            Shape::Secret | Shape::SecretObject | Shape::List(_) | Shape::Map(_)
        );
        if is_password(seen.object) && !hidden {
            self.problems.remark(
                Problem::new("secret-type", "`format: password` on something that cannot be hidden")
                    .at(&seen.object.place, "neither a string nor a free-form object, nor a list or a map of such")
                    .note("a string becomes a `SecretString`, an object without known members a `SecretObject`")
                    .help("put `format: password` on the strings inside that are secret"),
            );
        }
        Some(shape)
    }

    fn shape_as_written(&mut self, seen: &Seen<'d>) -> Shape<'d> {
        let object = seen.object;
        if !object.one_of.is_empty() {
            return self
                .only_strings(&object.one_of)
                .unwrap_or(Shape::Union(&object.one_of));
        }
        if let Some(constant) = self.constant(object) {
            return constant;
        }
        let mut types: Vec<Type> = object.types.iter().map(|kind| kind.value).collect();
        if types.contains(&Type::Number) {
            types.retain(|kind| *kind != Type::Integer);
        }
        match types.as_slice() {
            [] if !object.properties.is_empty() => self.object_shape(seen),
            [] if object.items.is_some() || !object.prefix_items.is_empty() => {
                self.list_shape(object)
            }
            [] | [Type::String] if has_texts(object) => self.enum_shape(object),
            [] => match &object.additional_properties {
                AdditionalProperties::Unstated => self.untyped(object),
                _ => self.object_shape(seen),
            },
            [Type::Null] => Shape::Null,
            [Type::Boolean] => Shape::Bool,
            [Type::Integer] => {
                self.no_strings(object);
                Shape::Integer
            }
            [Type::Number] => {
                self.no_strings(object);
                Shape::Number
            }
            [Type::String] => text_shape(object),
            [Type::Array] => self.list_shape(object),
            [Type::Object] => self.object_shape(seen),
            // A value of nearly every JSON type: any value, and its documentation says which.
            _ => Shape::Any,
        }
    }

    fn object_shape(&mut self, seen: &Seen<'d>) -> Shape<'d> {
        let object = seen.object;
        if !object.properties.is_empty() {
            return Shape::Struct;
        }
        match &object.additional_properties {
            _ if is_password(object) => Shape::SecretObject,
            _ if !object.required.is_empty() && self.problems.is_foreign() => Shape::Struct,
            AdditionalProperties::None(_) => Shape::Nothing,
            AdditionalProperties::Schema(values) => Shape::Map(values),
            AdditionalProperties::Any(_) | AdditionalProperties::Unstated => Shape::FreeObject,
        }
    }

    fn list_shape(&mut self, object: &'d SchemaObject) -> Shape<'d> {
        if let Some(items) = &object.items {
            return if object.prefix_items.is_empty() {
                Shape::List(Some(items))
            } else {
                Shape::List(None)
            };
        }
        if let [only] = object.prefix_items.as_slice() {
            return Shape::List(Some(only));
        }
        if object.prefix_items.is_empty() {
            self.problems.remark(
                Problem::new("untyped-array", "an array without `items`")
                    .at(&object.place, "of what?")
                    .help("add `items`; `items: {}` admits any value"),
            );
        }
        Shape::List(None)
    }

    pub(super) fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// A name that could not be made.
    pub(super) fn nameless(&mut self, name: &str, place: &Place) {
        self.problem(nameless(name, place));
    }
}

/// The problem of a name that no Rust name can be made of.
pub(super) fn nameless(name: &str, place: &Place) -> Problem {
    Problem::new("name", format!("no Rust name can be made of `{name}`"))
        .at(place, "has no letter or digit that a name could be made of")
        .help("add `x-rust-name`")
}

pub(super) fn is_password(object: &SchemaObject) -> bool {
    object
        .format
        .as_ref()
        .is_some_and(|format| format.value == "password")
}
