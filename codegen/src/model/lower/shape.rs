//! What a schema is, once references and wrappings are seen through.

use super::Lowering;
use super::listed::{has_texts, text_shape};
use crate::diagnostic::{Place, Problem, Spanned};
use crate::load::openapi::{
    AdditionalProperties, Annotations, Schema, SchemaId, SchemaObject, Type, Value,
};
use crate::model::{Literal, TextFormat};

/// A schema is wrapped into others so many times at most: `load` refuses more `allOf` inside each other, and more than that is a circle.
const MOST_WRAPPINGS: usize = 2 * crate::load::DEPTH;

/// A schema seen through references, through an `allOf` of one, and through "this or null".
#[derive(Debug, Clone)]
pub(super) struct Seen<'d> {
    /// The schema at the end, in the form of [`normal`](Lowering::normal).
    pub(super) object: &'d SchemaObject,
    /// The same as it is written.
    pub(super) written: &'d SchemaObject,
    /// The name that the last reference had.
    pub(super) id: Option<SchemaId>,
    /// What is said on the way, outermost first; the last is the schema's own.
    pub(super) annotations: Vec<&'d Annotations>,
    /// Whether null is admitted.
    pub(super) nullable: bool,
}

impl<'d> Seen<'d> {
    /// The first that is said.
    pub(super) fn said<T>(&self, pick: impl Fn(&'d Annotations) -> Option<&'d T>) -> Option<&'d T> {
        self.annotations.iter().copied().find_map(pick)
    }

    pub(super) fn description(&self) -> &'d str {
        self.said(|it| it.description.as_ref().or(it.summary.as_ref()))
            .map_or("", |text| text.value.as_str())
    }

    pub(super) fn example(&self) -> Option<&'d Spanned<Value>> {
        self.said(|it| it.example.as_ref())
    }

    pub(super) fn default(&self) -> Option<&'d Spanned<Value>> {
        self.said(|it| it.default.as_ref())
    }

    /// Whether it is said anywhere on the way that values are only sent.
    pub(super) fn write_only(&self) -> bool {
        self.annotations.iter().any(|it| it.write_only)
    }

    pub(super) fn deprecated(&self) -> bool {
        self.annotations.iter().any(|it| it.deprecated)
    }
}

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
    Enum(Vec<&'d str>),
    /// Always the same.
    Constant(Literal),
    Struct,
    /// One of several.
    Union(&'d [Schema]),
}

/// The only schema inside `allOf: [x]`, `anyOf: [x, null]` or `oneOf: [x, null]`, where nothing else is said.
fn wrapped<'d>(object: &'d SchemaObject, nullable: &mut bool) -> Option<&'d Schema> {
    let plain = object.properties.is_empty()
        && object.required.is_empty()
        && object.pattern_properties.is_empty()
        && object.allowed.is_empty()
        && object.constant.is_none()
        && object.items.is_none()
        && matches!(object.additional_properties, AdditionalProperties::Unstated);
    if !plain {
        return None;
    }
    match (
        object.all_of.as_slice(),
        object.one_of.as_slice(),
        object.any_of.as_slice(),
    ) {
        ([_, ..], [], []) => {
            let mut parts = object.all_of.iter().filter(|part| !is_remark(part));
            let only = parts.next()?;
            if parts.next().is_some() {
                return None;
            }
            *nullable |= object
                .all_of
                .iter()
                .any(|part| matches!(part, Schema::Inline(it) if is_remark(part) && it.nullable));
            Some(only)
        }
        ([], choices, []) | ([], [], choices) => {
            let mut others = choices.iter().filter(|choice| !is_null(choice));
            let only = others.next()?;
            *nullable |= choices.iter().any(is_null);
            others.next().is_none().then_some(only)
        }
        _ => None,
    }
}

/// What `allOf` parts say that do nothing else, such as `allOf: [{$ref: …}, {description: …}]`.
fn remarks(object: &SchemaObject) -> impl Iterator<Item = &Annotations> {
    object
        .all_of
        .iter()
        .filter(|part| is_remark(part))
        .map(Schema::annotations)
}

fn is_remark(schema: &Schema) -> bool {
    match schema {
        Schema::Ref(_) => false,
        Schema::Inline(object) => {
            object.types.is_empty()
                && object.format.is_none()
                && object.allowed.is_empty()
                && object.constant.is_none()
                && object.properties.is_empty()
                && object.required.is_empty()
                && object.items.is_none()
                && object.all_of.is_empty()
                && object.one_of.is_empty()
                && object.any_of.is_empty()
                && object.discriminator.is_none()
                && object.pattern_properties.is_empty()
                && !object.never
                && matches!(object.additional_properties, AdditionalProperties::Unstated)
        }
    }
}

/// The branch that stands for null.
pub(super) fn is_null(schema: &Schema) -> bool {
    matches!(schema, Schema::Inline(object)
        if matches!(object.types.as_slice(), [only] if only.value == Type::Null))
}

impl<'d> Lowering<'d, '_> {
    /// The schema of that name.
    pub(super) fn component(&self, id: &SchemaId) -> Option<&'d Schema> {
        self.components.get(id).copied()
    }

    /// Looks through a schema; a circle of wrappings is a problem.
    pub(super) fn see(&mut self, schema: &'d Schema) -> Option<Seen<'d>> {
        let mut next = schema;
        let mut id = None;
        let mut annotations = Vec::new();
        let mut nullable = false;
        // `load` refuses circles of references; wrappings could still make one.
        let mut wrappings = 0;
        while wrappings < MOST_WRAPPINGS {
            let object = match next {
                Schema::Ref(reference) => {
                    annotations.push(&reference.annotations);
                    self.used.insert(reference.target.clone());
                    id = Some(reference.target.clone());
                    next = self.component(&reference.target)?;
                    continue;
                }
                Schema::Inline(object) => object,
            };
            wrappings += 1;
            annotations.push(&object.annotations);
            nullable |= object.nullable || object.allowed.iter().any(|it| it.value == Value::Null);
            annotations.extend(remarks(object));
            if let Some(inner) = wrapped(object, &mut nullable) {
                next = inner;
                continue;
            }
            let normal = self.normal(object, id.as_ref());
            nullable |= normal.nullable;
            if let [only] = normal.one_of.as_slice() {
                next = only;
                continue;
            }
            return Some(Seen {
                object: normal,
                written: object,
                id,
                annotations,
                nullable,
            });
        }
        self.problem(
            Problem::new("schema-circle", "this schema is made of nothing but itself")
                .at(schema.place(), "goes round in a circle")
                .note(format!(
                    "or it stands in more than {MOST_WRAPPINGS} others that say nothing else"
                ))
                .help("write what the schema is, instead of one of the references"),
        );
        None
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
