//! Schemas, with references and wrappings seen through.
//!
//! Where a component leads is found once, so that long chains of them cost no more than their length.

use std::collections::HashSet;
use std::rc::Rc;

use super::Lowering;
use crate::diagnostic::{Problem, Spanned};
use crate::load::openapi::{
    AdditionalProperties, Annotations, Schema, SchemaId, SchemaObject, Type, Value,
};

/// A schema is written into others that only wrap it so many times at most: `load` refuses documents that are nested deeper, and more than that is made of
/// choices beside members, by a circle of them or by too many.
const MOST_WRAPPINGS: usize = 2 * crate::load::DEPTH;

/// So many places on the way to a schema may say something of it.
const MOST_SAID: usize = 2 * crate::load::DEPTH;

/// A schema seen through references, through an `allOf` of one, and through "this or null".
#[derive(Debug, Clone)]
pub(super) struct Seen<'d> {
    /// The schema at the end, in the form of [`normal`](Lowering::normal).
    pub(super) object: &'d SchemaObject,
    /// The same as it is written.
    pub(super) written: &'d SchemaObject,
    /// The name that the last reference had.
    pub(super) id: Option<SchemaId>,
    /// What is said on the way and by the schema itself, outermost first.
    pub(super) annotations: Rc<[&'d Annotations]>,
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

/// The way from one component to the next, or to the end.
#[derive(Debug, Default)]
struct Stretch<'d> {
    /// The component that it begins at.
    from: Option<&'d SchemaId>,
    said: Vec<&'d Annotations>,
    nullable: bool,
}

impl<'d> Stretch<'d> {
    fn from(id: &'d SchemaId) -> Self {
        Self {
            from: Some(id),
            ..Self::default()
        }
    }

    fn says(&mut self, annotations: &'d Annotations) {
        if !annotations.is_blank() {
            self.said.push(annotations);
        }
    }

    /// What is seen from its beginning, where this is seen from its end. `None`: more is said than is listened to.
    fn before(&self, end: &Seen<'d>) -> Option<Seen<'d>> {
        let mut seen = end.clone();
        seen.id = seen.id.or_else(|| self.from.cloned());
        seen.nullable |= self.nullable;
        if !self.said.is_empty() {
            let said = self.said.iter().chain(end.annotations.iter()).copied();
            seen.annotations = said.collect();
        }
        (seen.annotations.len() <= MOST_SAID).then_some(seen)
    }
}

impl<'d> Lowering<'d, '_> {
    /// Looks through a schema; a circle of wrappings is a problem.
    pub(super) fn see(&mut self, schema: &'d Schema) -> Option<Seen<'d>> {
        let mut way = vec![Stretch::default()];
        let mut seen = self.walk(schema, &mut way);
        while let Some(stretch) = way.pop() {
            let before = seen.as_ref().map(|end| stretch.before(end));
            if let Some(None) = before {
                let title = format!(
                    "more than {MOST_SAID} references to references say something of one schema"
                );
                let problem = Problem::new("depth", title)
                    .at(schema.place(), "this leads to it")
                    .help("let the references lead to the schema itself");
                self.problem(problem);
            }
            seen = before.flatten();
            if let Some(id) = stretch.from {
                self.sights.insert(id, seen.clone());
            }
        }
        seen
    }

    /// Walks up to a component from which was seen before, or to the end, and gives what is seen from there. The last stretch of the way leads to it.
    fn walk(&mut self, schema: &'d Schema, way: &mut Vec<Stretch<'d>>) -> Option<Seen<'d>> {
        let mut passed = HashSet::new();
        let mut wrappings = 0;
        let mut next = schema;
        loop {
            let stretch = way.last_mut()?;
            let object = match next {
                Schema::Ref(reference) => {
                    stretch.says(&reference.annotations);
                    let id = &reference.target;
                    if let Some(sight) = self.sights.get(id) {
                        return sight.clone();
                    }
                    // `load` refuses circles of references; wrappings could still make one.
                    if !passed.insert(id) {
                        self.circle_of_references(schema);
                        return None;
                    }
                    self.used.insert(id.clone());
                    next = self.component(id)?;
                    way.push(Stretch::from(id));
                    wrappings = 0;
                    continue;
                }
                Schema::Inline(object) => object,
            };
            wrappings += 1;
            if wrappings > MOST_WRAPPINGS {
                self.too_deep(schema);
                return None;
            }
            stretch.says(&object.annotations);
            stretch.nullable |=
                object.nullable || object.allowed.iter().any(|it| it.value == Value::Null);
            remarks(object).for_each(|it| stretch.says(it));
            if let Some(inner) = wrapped(object, &mut stretch.nullable) {
                next = inner;
                continue;
            }
            let normal = self.normal(object, stretch.from);
            stretch.nullable |= normal.nullable;
            if let [only] = normal.one_of.as_slice() {
                next = only;
                continue;
            }
            return Some(Seen {
                object: normal,
                written: object,
                id: None,
                annotations: Rc::new([]),
                nullable: false,
            });
        }
    }

    fn circle_of_references(&mut self, schema: &'d Schema) {
        self.problem(
            Problem::new("schema-circle", "this schema is made of nothing but itself")
                .at(schema.place(), "goes round in a circle")
                .help("write what the schema is, instead of one of the references"),
        );
    }

    /// More wrappings than a document could have been written with.
    fn too_deep(&mut self, schema: &'d Schema) {
        let title = format!("choices are inside each other deeper than {MOST_WRAPPINGS} levels");
        self.problem(
            Problem::new("depth", title)
                .at(schema.place(), "each has members of its own and one branch")
                .note("or they lead round in a circle")
                .help("put the members together in one schema"),
        );
    }
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
