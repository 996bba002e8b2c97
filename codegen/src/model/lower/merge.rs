//! Schemas that are put together of others, in one form: `allOf` merged, `anyOf` and lists of types as `oneOf`.
//!
//! What comes out is an object that is either one of several (`one_of`), or a value of one type with everything that is said about it. Branches that
//! are made here are merged only when somebody looks at them, so that schemas may hold themselves.

use std::collections::HashSet;

use super::Lowering;
use super::branches::kinds;
use crate::diagnostic::Place;
use crate::load::openapi::{self, AdditionalProperties, Schema, SchemaId, SchemaObject};

/// Schemas that no document has: they are made of others, and live as long as the lowering.
#[derive(Default)]
pub(super) struct Made {
    schemas: typed_arena::Arena<Schema>,
    objects: typed_arena::Arena<SchemaObject>,
}

/// An object put together of its parts, and the choices that stand beside its members.
struct Flat<'d> {
    merged: SchemaObject,
    choices: Vec<Vec<&'d Schema>>,
}

impl<'d> Lowering<'d, '_> {
    /// The one form of a schema; `id` is its name, where it has one.
    pub(super) fn normal(
        &mut self,
        object: &'d SchemaObject,
        id: Option<&SchemaId>,
    ) -> &'d SchemaObject {
        let address = std::ptr::from_ref(object).addr();
        if let Some(normal) = self.normal.get(&address) {
            return normal;
        }
        let normal = self.make_normal(object, id);
        self.normal.insert(address, normal);
        normal
    }

    fn make_normal(&mut self, object: &'d SchemaObject, id: Option<&SchemaId>) -> &'d SchemaObject {
        let derived = self.derived_from(object, id);
        let simple = object.all_of.is_empty()
            && object.one_of.is_empty()
            && object.any_of.is_empty()
            && object.pattern_properties.is_empty()
            && derived.is_empty()
            && kinds(object).len() <= 1;
        if simple {
            return object;
        }
        let Flat {
            mut merged,
            choices,
        } = self.flatten(object, &mut HashSet::new());
        if let Some(discriminator) = &object.discriminator {
            merged.discriminator = Some(discriminator.clone());
        }
        if !derived.is_empty() {
            merged.one_of = derived;
        } else if choices.is_empty() {
            Self::split_types(&mut merged);
        } else {
            self.multiply(&mut merged, choices, id);
        }
        self.made.objects.alloc(merged)
    }

    /// A schema that is made here.
    pub(super) fn made(&self, schema: Schema) -> &'d Schema {
        self.made.schemas.alloc(schema)
    }

    /// The schemas that a discriminator stands for, where it stands at what they share instead of at a `oneOf`.
    fn derived_from(&self, object: &SchemaObject, id: Option<&SchemaId>) -> Vec<Schema> {
        let (Some(discriminator), Some(id)) = (&object.discriminator, id) else {
            return Vec::new();
        };
        if !object.one_of.is_empty() || !object.any_of.is_empty() {
            return Vec::new();
        }
        let mut ids: Vec<&SchemaId> = Vec::new();
        let heirs = self.heirs.get(id).into_iter().flatten();
        let mapped = discriminator.mapping.iter().map(|entry| &entry.value);
        for heir in mapped.chain(heirs) {
            if heir != id && !ids.contains(&heir) {
                ids.push(heir);
            }
        }
        if ids.is_empty() {
            return Vec::new();
        }
        let mut branches: Vec<Schema> = ids
            .into_iter()
            .map(|target| reference(&object.place, target))
            .collect();
        let itself = discriminator.mapping.is_empty()
            || discriminator.mapping.iter().any(|entry| entry.value == *id);
        if itself {
            let mut own = object.clone();
            own.place = below(&object.place, "itself");
            own.discriminator = None;
            own.annotations.title = Some(crate::diagnostic::Spanned::new(
                id.name.clone(),
                object.place.clone(),
            ));
            branches.push(Schema::Inline(Box::new(own)));
        }
        branches
    }

    /// Puts an object together of its own keywords and those of its `allOf` parts, in the order of the document. A part that is reached on several ways,
    /// which is told by its place, adds nothing the second time: `taken` are those that were reached.
    ///
    /// `load` limits how many parts are inside each other.
    fn flatten(&mut self, object: &'d SchemaObject, taken: &mut HashSet<&'d Place>) -> Flat<'d> {
        let mut own = object.clone();
        own.all_of = Vec::new();
        own.one_of = Vec::new();
        own.any_of = Vec::new();
        own.discriminator = None;
        take_patterns(&mut own);
        let mut choices: Vec<Vec<&'d Schema>> = [&object.one_of, &object.any_of]
            .into_iter()
            .filter(|branches| !branches.is_empty())
            .map(|branches| branches.iter().collect())
            .collect();
        if object.all_of.is_empty() {
            return Flat {
                merged: own,
                choices,
            };
        }
        let own_first = match (object.properties.first(), object.all_of.first()) {
            (Some(own), Some(part)) => own.key.place.location < part.place().location,
            _ => false,
        };
        let mut merged: Option<SchemaObject> = own_first.then(|| own.clone());
        let mut all_nullable = true;
        for part in &object.all_of {
            let mut through = Vec::new();
            let Some((part, id)) = self.part(part, &mut through) else {
                continue;
            };
            self.used.extend(through);
            all_nullable &= part.nullable;
            if !taken.insert(&part.place) {
                continue;
            }
            let flat = self.flatten(part, taken);
            // What is derived from a part has no use for the list of all that is.
            if id.is_none_or(|id| !self.heirs.contains_key(&id)) {
                choices.extend(flat.choices);
            }
            merged = Some(match merged {
                Some(before) => self.both(before, flat.merged),
                None => flat.merged,
            });
        }
        let merged = match merged {
            Some(parts) if !own_first => self.both(parts, own),
            Some(all) => all,
            None => own,
        };
        let mut merged = merged;
        merged.place = object.place.clone();
        let parts = std::mem::take(&mut merged.annotations);
        merged.annotations = object.annotations.clone();
        if merged.annotations.description.is_none() && merged.annotations.summary.is_none() {
            merged.annotations.description = parts.description;
        }
        merged.nullable = object.nullable || all_nullable;
        Flat { merged, choices }
    }

    /// The object at the end of a reference, and its name.
    pub(super) fn part(
        &self,
        schema: &'d Schema,
        through: &mut Vec<SchemaId>,
    ) -> Option<(&'d SchemaObject, Option<SchemaId>)> {
        let Schema::Ref(reference) = schema else {
            return object_of(schema).map(|object| (object, None));
        };
        through.push(reference.target.clone());
        let end = self.ends.get(&reference.target);
        through.extend(end.cloned());
        let end = end.unwrap_or(&reference.target);
        let object = self.component(end).and_then(object_of)?;
        Some((object, Some(end.clone())))
    }
}

fn object_of(schema: &Schema) -> Option<&SchemaObject> {
    match schema {
        Schema::Inline(object) => Some(object),
        Schema::Ref(_) => None,
    }
}

/// A place that no other schema has, so that a made schema is not taken for the one that it was made of.
pub(super) fn below(place: &Place, what: &str) -> Place {
    Place {
        location: place.location,
        pointer: format!("{}~{what}", place.pointer).into(),
    }
}

fn reference(place: &Place, target: &SchemaId) -> Schema {
    Schema::Ref(Box::new(openapi::SchemaReference {
        place: place.clone(),
        target: target.clone(),
        annotations: openapi::Annotations::default(),
    }))
}

/// Whether nothing is said that a type would be made of, other than `type`.
pub(super) fn is_bare(object: &SchemaObject) -> bool {
    has_no_content(object) && object.one_of.is_empty() && object.any_of.is_empty()
}

/// The same, but for a list of forms.
pub(super) fn has_no_content(object: &SchemaObject) -> bool {
    object.all_of.is_empty() && has_nothing_beside_parts(object)
}

/// The same, but for `allOf` too.
pub(super) fn has_nothing_beside_parts(object: &SchemaObject) -> bool {
    object.properties.is_empty()
        && object.items.is_none()
        && object.prefix_items.is_empty()
        && object.allowed.is_empty()
        && object.constant.is_none()
        && object.format.is_none()
        && object.pattern_properties.is_empty()
        && !object.never
        && matches!(
            object.additional_properties,
            AdditionalProperties::Unstated | AdditionalProperties::None(_)
        )
}

/// Members whose names follow a pattern are further members.
fn take_patterns(object: &mut SchemaObject) {
    let mut schemas = std::mem::take(&mut object.pattern_properties).into_iter();
    let Some(first) = schemas.next() else { return };
    let typed = matches!(
        object.additional_properties,
        AdditionalProperties::Schema(_) | AdditionalProperties::Any(_)
    );
    object.additional_properties = if typed || schemas.next().is_some() {
        AdditionalProperties::Any(first.key.place)
    } else {
        AdditionalProperties::Schema(first.value)
    };
}
