//! What a schema is, once references and wrappings are seen through.

use super::Lowering;
use crate::diagnostic::{Place, Problem, Spanned};
use crate::load::openapi::{
    self, AdditionalProperties, Annotations, Schema, SchemaId, SchemaObject, Type, Value,
};
use crate::model::Literal;

/// A schema seen through references, through an `allOf` of one, and through "this or null".
#[derive(Debug, Clone)]
pub(super) struct Seen<'d> {
    /// The schema at the end.
    pub(super) object: &'d SchemaObject,
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
    Secret,
    SecretObject,
    FreeObject,
    /// An object without members, now and for ever.
    Nothing,
    Map(&'d Schema),
    List(&'d Schema),
    /// Strings out of a list of at least two.
    Enum(Vec<&'d str>),
    /// Always the same.
    Constant(Literal),
    Struct,
    /// One of several.
    Union(&'d [Schema]),
}

/// Follows references and wrappings, and notes the components on the way.
fn see<'d>(
    documents: &'d [openapi::Document],
    schema: &'d Schema,
    through: &mut Vec<SchemaId>,
) -> Option<Seen<'d>> {
    let mut schema = schema;
    let mut id = None;
    let mut annotations = Vec::new();
    let mut nullable = false;
    // `load` refuses circles of references; wrappings could still make one.
    for _ in 0..64 {
        match schema {
            Schema::Ref(reference) => {
                annotations.push(&reference.annotations);
                through.push(reference.target.clone());
                id = Some(reference.target.clone());
                schema = openapi::find(documents, &reference.target)?;
            }
            Schema::Inline(object) => {
                annotations.push(&object.annotations);
                nullable |= object.nullable;
                annotations.extend(remarks(object));
                let Some(inner) = wrapped(object, &mut nullable) else {
                    return Some(Seen {
                        object,
                        id,
                        annotations,
                        nullable,
                    });
                };
                schema = inner;
            }
        }
    }
    None
}

/// The only schema inside `allOf: [x]`, `anyOf: [x, null]` or `oneOf: [x, null]`, where nothing else is said.
fn wrapped<'d>(object: &'d SchemaObject, nullable: &mut bool) -> Option<&'d Schema> {
    let plain = object.properties.is_empty()
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
            parts.next().is_none().then_some(only)
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
    /// Looks through a schema; a circle of wrappings is a problem.
    pub(super) fn see(&mut self, schema: &'d Schema) -> Option<Seen<'d>> {
        let mut through = Vec::new();
        let seen = see(self.documents, schema, &mut through);
        self.used.extend(through);
        if seen.is_none() {
            self.problem(
                Problem::new("schema-circle", "this schema is made of nothing but itself")
                    .at(schema.place(), "goes round in a circle"),
            );
        }
        seen
    }

    /// What kind of schema it is. `None`: a problem was reported.
    pub(super) fn shape(&mut self, seen: &Seen<'d>) -> Option<Shape<'d>> {
        let shape = self.shape_as_written(seen)?;
        if is_password(seen.object) && !matches!(shape, Shape::Secret | Shape::SecretObject) {
            self.problem(
                Problem::new("secret-type", "`format: password` on something that cannot be hidden")
                    .at(&seen.object.place, "neither a string nor a free-form object")
                    .note("a string becomes a `SecretString`, an object without known members a `SecretObject`")
                    .help("put `format: password` on the strings inside that are secret"),
            );
            return None;
        }
        Some(shape)
    }

    fn shape_as_written(&mut self, seen: &Seen<'d>) -> Option<Shape<'d>> {
        let object = seen.object;
        let place = &object.place;
        if let [first, ..] = object.any_of.as_slice() {
            self.problem(
                Problem::new("any-of", "`anyOf` has no Rust type")
                    .at(first.place(), "one of several that may hold together")
                    .note("a value that may be of several types at once cannot be told apart")
                    .help("write `oneOf` where exactly one holds, or one schema with optional members"),
            );
            return None;
        }
        if !object.one_of.is_empty() && object.all_of.is_empty() && object.properties.is_empty() {
            return Some(Shape::Union(&object.one_of));
        }
        if let Some(literal) = self.constant(object) {
            return literal.map(Shape::Constant);
        }
        let types: Vec<Type> = object.types.iter().map(|kind| kind.value).collect();
        let structured = !object.properties.is_empty() || !object.all_of.is_empty();
        match types.as_slice() {
            [] if structured => Some(self.object_shape(seen)),
            [] if object.items.is_some() => self.list_shape(object),
            [] | [Type::String] if !object.allowed.is_empty() => self.enum_shape(object),
            [] => match &object.additional_properties {
                AdditionalProperties::Unstated if object.format.is_none() => Some(Shape::Any),
                AdditionalProperties::Unstated => {
                    self.problem(
                        Problem::new("untyped", "a schema with a `format` and no `type`")
                            .at(place, "what type has it?")
                            .help("add `type`"),
                    );
                    None
                }
                _ => Some(self.object_shape(seen)),
            },
            [Type::Null] => Some(Shape::Null),
            [Type::Boolean] => Some(Shape::Bool),
            [Type::Integer] => self.no_strings(object, Shape::Integer),
            [Type::Number] => self.no_strings(object, Shape::Number),
            [Type::String] if is_password(object) => Some(Shape::Secret),
            [Type::String] => Some(Shape::String),
            [Type::Array] => self.list_shape(object),
            [Type::Object] => Some(self.object_shape(seen)),
            // A value of several JSON types, without more: any value, and its documentation says which.
            _ => Some(Shape::Any),
        }
    }

    fn object_shape(&mut self, seen: &Seen<'d>) -> Shape<'d> {
        let object = seen.object;
        if !object.properties.is_empty() || !object.all_of.is_empty() {
            if let AdditionalProperties::Schema(extra) = &object.additional_properties {
                self.problem(
                    Problem::new("additional-properties", "an object with known members and typed further ones")
                        .at(extra.place(), "further members have this type")
                        .note("a struct has no place for members without a name")
                        .help("leave `additionalProperties` out, or make the further members an object of their own"),
                );
            }
            return Shape::Struct;
        }
        match &object.additional_properties {
            _ if is_password(object) => Shape::SecretObject,
            AdditionalProperties::None(_) => Shape::Nothing,
            AdditionalProperties::Schema(values) => Shape::Map(values),
            AdditionalProperties::Any(_) | AdditionalProperties::Unstated => Shape::FreeObject,
        }
    }

    fn list_shape(&mut self, object: &'d SchemaObject) -> Option<Shape<'d>> {
        let Some(items) = &object.items else {
            self.problem(
                Problem::new("untyped-array", "an array without `items`")
                    .at(&object.place, "of what?")
                    .help("add `items`; `items: {}` admits any value"),
            );
            return None;
        };
        Some(Shape::List(items))
    }

    /// An enum of strings; null among them only says that the value is nullable, which `load` has noted.
    fn enum_shape(&mut self, object: &'d SchemaObject) -> Option<Shape<'d>> {
        let mut values: Vec<&str> = Vec::new();
        for allowed in &object.allowed {
            match &allowed.value {
                Value::String(text) if values.contains(&text.as_str()) => self.problem(
                    Problem::new("enum-twice", format!("`{text}` stands twice in this enum"))
                        .at(&allowed.place, "stands before already")
                        .help("remove one of them"),
                ),
                Value::String(text) => values.push(text),
                Value::Null => {}
                _ => {
                    self.problem(
                        Problem::new("enum-type", "an enum of something else than strings")
                            .at(&allowed.place, "not a string")
                            .help("leave `enum` out and name the values in the description"),
                    );
                    return None;
                }
            }
        }
        Some(Shape::Enum(values))
    }

    /// Numbers out of a list stay numbers, and their documentation names the list.
    fn no_strings(&mut self, object: &'d SchemaObject, shape: Shape<'d>) -> Option<Shape<'d>> {
        for allowed in &object.allowed {
            if !matches!(allowed.value, Value::Number(_) | Value::Null) {
                self.problem(
                    Problem::new("enum-type", "a number that must be no number")
                        .at(&allowed.place, "not a number"),
                );
                return None;
            }
        }
        Some(shape)
    }

    /// `const`, or an `enum` of one. `Some(None)`: one that cannot be sent, which was reported.
    #[expect(clippy::option_option, reason = "no constant, an impossible one, one")]
    fn constant(&mut self, object: &'d SchemaObject) -> Option<Option<Literal>> {
        let value = match (&object.constant, object.allowed.as_slice()) {
            (Some(value), _) => value,
            (None, [value]) if value.value != Value::Null => value,
            _ => return None,
        };
        let literal = match &value.value {
            Value::String(text) => Some(Literal::String(text.clone())),
            Value::Bool(bool) => Some(Literal::Bool(*bool)),
            Value::Number(number) => number.as_i64().map(Literal::Integer),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        };
        if literal.is_none() {
            self.problem(
                Problem::new(
                    "constant-type",
                    "a constant that is no string, boolean or integer",
                )
                .at(&value.place, "cannot be sent by itself")
                .help("describe the value instead, so that the application gives it"),
            );
        }
        Some(literal)
    }

    pub(super) fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// A name that could not be made.
    pub(super) fn nameless(&mut self, name: &str, place: &Place) {
        self.problem(
            Problem::new("name", format!("no Rust name can be made of `{name}`"))
                .at(place, "has no letter or digit that a name could be made of")
                .help("add `x-rust-name`"),
        );
    }
}

pub(super) fn is_password(object: &SchemaObject) -> bool {
    object
        .format
        .as_ref()
        .is_some_and(|format| format.value == "password")
}
