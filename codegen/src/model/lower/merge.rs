//! Schemas that are put together of others, in one form: `allOf` merged, `anyOf` and lists of types as `oneOf`.
//!
//! What comes out is an object that is either one of several (`one_of`), or a value of one type with everything that is said about it. Branches that
//! are made here are merged only when somebody looks at them, so that schemas may hold themselves.

use super::Lowering;
use super::shape::is_null;
use crate::diagnostic::{Place, Problem};
use crate::load::openapi::{
    self, AdditionalProperties, Constraints, Entry, Schema, SchemaId, SchemaObject, Type, Value,
};

/// A choice is multiplied out into so many branches at most.
const MOST_BRANCHES: usize = 64;

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
        } = self.flatten(object, 0);
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

    /// Puts an object together of its own keywords and those of its `allOf` parts, in the order of the document.
    fn flatten(&mut self, object: &'d SchemaObject, depth: usize) -> Flat<'d> {
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
        if object.all_of.is_empty() || depth > 32 {
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
            let flat = self.flatten(part, depth + 1);
            all_nullable &= part.nullable;
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
    fn part(
        &self,
        schema: &'d Schema,
        through: &mut Vec<SchemaId>,
    ) -> Option<(&'d SchemaObject, Option<SchemaId>)> {
        let mut schema = schema;
        let mut id = None;
        for _ in 0..64 {
            match schema {
                Schema::Ref(reference) => {
                    through.push(reference.target.clone());
                    id = Some(reference.target.clone());
                    schema = openapi::find(self.documents, &reference.target)?;
                }
                Schema::Inline(object) => return Some((object, id)),
            }
        }
        None
    }

    /// What fulfils two schemas. Where they contradict each other, the later one counts, which is the narrower one.
    fn both(&mut self, first: SchemaObject, then: SchemaObject) -> SchemaObject {
        let types = common_types(&first, &then);
        let clash = types.is_none();
        if clash {
            self.problems.remark(
                Problem::new("all-of", "`allOf` parts of which no value fulfils both")
                    .at(&then.place, "of another type")
                    .also(&first.place, "than this")
                    .help("`allOf` joins what is said of one value; remove what contradicts"),
            );
            return then;
        }
        let mut properties = first.properties;
        for property in then.properties {
            match properties
                .iter_mut()
                .find(|before| before.key.value == property.key.value)
            {
                Some(before) => both_members(before, property),
                None => properties.push(property),
            }
        }
        let mut required = first.required;
        for name in then.required {
            if !required.iter().any(|before| before.value == name.value) {
                required.push(name);
            }
        }
        let allowed = if first.allowed.is_empty() {
            then.allowed
        } else {
            let both: Vec<_> = then
                .allowed
                .iter()
                .filter(|value| first.allowed.iter().any(|other| other.value == value.value))
                .cloned()
                .collect();
            match (then.allowed.is_empty(), both.is_empty()) {
                (true, _) => first.allowed,
                (false, true) => then.allowed,
                (false, false) => both,
            }
        };
        SchemaObject {
            place: then.place,
            annotations: crate::load::overlay(then.annotations, first.annotations),
            never: first.never || then.never,
            types: types.unwrap_or_default(),
            nullable: first.nullable && then.nullable,
            format: then.format.or(first.format),
            allowed,
            constant: then.constant.or(first.constant),
            properties,
            required,
            additional_properties: match (first.additional_properties, then.additional_properties) {
                (one, AdditionalProperties::Schema(schema)) => match one {
                    AdditionalProperties::Schema(other) => {
                        AdditionalProperties::Schema(both_schemas(other, schema))
                    }
                    _ => AdditionalProperties::Schema(schema),
                },
                (one @ (AdditionalProperties::Schema(_) | AdditionalProperties::Any(_)), _)
                | (_, one @ AdditionalProperties::Any(_)) => one,
                (_, other) => other,
            },
            pattern_properties: Vec::new(),
            items: match (first.items, then.items) {
                (Some(one), Some(other)) => Some(both_schemas(one, other)),
                (one, other) => other.or(one),
            },
            prefix_items: if then.prefix_items.is_empty() {
                first.prefix_items
            } else {
                then.prefix_items
            },
            all_of: Vec::new(),
            one_of: Vec::new(),
            any_of: Vec::new(),
            discriminator: None,
            constraints: tighter(first.constraints, then.constraints),
            content_encoding: then.content_encoding.or(first.content_encoding),
            content_media_type: then.content_media_type.or(first.content_media_type),
        }
    }

    /// A value of one of several JSON types, as a choice between them.
    fn split_types(object: &mut SchemaObject) {
        let kinds = kinds(object);
        if kinds.len() < 2 || kinds.len() >= 5 {
            return;
        }
        object.one_of = kinds
            .into_iter()
            .map(|kind| Schema::Inline(Box::new(restricted(object, kind))))
            .collect();
    }

    /// A choice with what stands beside it in each of its branches.
    fn multiply(
        &mut self,
        merged: &mut SchemaObject,
        choices: Vec<Vec<&'d Schema>>,
        id: Option<&SchemaId>,
    ) {
        let mut products: Vec<Vec<&'d Schema>> = vec![Vec::new()];
        for branches in choices {
            let all = branches.len();
            let mut real: Vec<&'d Schema> = Vec::new();
            for branch in branches {
                let itself = matches!(branch, Schema::Ref(it) if Some(&it.target) == id);
                let again = real.iter().any(|other| match (other, branch) {
                    (Schema::Ref(one), Schema::Ref(other)) => one.target == other.target,
                    _ => false,
                });
                let never = matches!(branch, Schema::Inline(it) if it.never);
                if is_null(branch) {
                    merged.nullable = true;
                } else if !itself && !again && !never {
                    real.push(branch);
                }
            }
            // Branches that only say which members have to be there, or how long a text is, make no types of their own.
            let only_limits = real.iter().any(|branch| is_limit(branch));
            if real.is_empty() || (only_limits && (has_substance(merged) || all > 1)) {
                continue;
            }
            if products.len() * real.len() > MOST_BRANCHES && products.len() > 1 {
                self.problems.remark(
                    Problem::new("choices", "several choices in one object")
                        .at(&merged.place, "too many combinations")
                        .help("make each choice a member of its own"),
                );
                continue;
            }
            products = products
                .iter()
                .flat_map(|product| {
                    real.iter().map(move |branch| {
                        let mut longer = product.clone();
                        longer.push(*branch);
                        longer
                    })
                })
                .collect();
        }
        if matches!(products.as_slice(), [only] if only.is_empty()) {
            return Self::split_types(merged);
        }
        let beside = has_substance(merged);
        let one_of = products
            .into_iter()
            .enumerate()
            .map(|(index, product)| match product.as_slice() {
                [only] if !beside && !lacks_type(only, merged) => (*only).clone(),
                [only] if self.holds_all(only, merged) => (*only).clone(),
                product => {
                    let place = below(&merged.place, &format!("{index}"));
                    let mut object = SchemaObject::blank(&place);
                    let mut base = merged.clone();
                    base.annotations = openapi::Annotations::default();
                    base.nullable = false;
                    base.place = below(&merged.place, "base");
                    object.all_of.push(Schema::Inline(Box::new(base)));
                    object.all_of.extend(product.iter().copied().cloned());
                    object.annotations.title = product.iter().find_map(|part| name_of(part));
                    if let [only] = product {
                        object
                            .annotations
                            .description
                            .clone_from(&only.annotations().description);
                        object
                            .annotations
                            .rust_name
                            .clone_from(&only.annotations().rust_name);
                    }
                    Schema::Inline(Box::new(object))
                }
            })
            .collect();
        merged.one_of = one_of;
        merged.properties = Vec::new();
        merged.required = Vec::new();
        merged.additional_properties = AdditionalProperties::Unstated;
    }

    /// Whether a branch has every member of `base` already, because it is derived from it.
    fn holds_all(&self, branch: &'d Schema, base: &SchemaObject) -> bool {
        let Some((object, _)) = self.part(branch, &mut Vec::new()) else {
            return false;
        };
        let is_base = |part: &Schema| {
            matches!(part, Schema::Ref(_))
                && self
                    .part_of(part)
                    .is_some_and(|part| part.place.pointer == base.place.pointer)
        };
        object.all_of.iter().any(is_base)
    }

    fn part_of(&self, schema: &Schema) -> Option<&'d SchemaObject> {
        let Schema::Ref(reference) = schema else {
            return None;
        };
        let target = openapi::find(self.documents, &reference.target)?;
        self.part(target, &mut Vec::new()).map(|(object, _)| object)
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

/// A member that stands in two parts has to fulfil both.
fn both_members(before: &mut Entry<Schema>, later: Entry<Schema>) {
    let clash = match (&before.value, &later.value) {
        (Schema::Inline(one), Schema::Inline(other)) => {
            !one.never && !other.never && common_types(one, other).is_none()
        }
        _ => false,
    };
    if clash {
        // The narrower one, which was written later, is what the author meant.
        *before = later;
        return;
    }
    let value = std::mem::replace(
        &mut before.value,
        Schema::Inline(Box::new(SchemaObject::blank(&later.key.place))),
    );
    before.value = both_schemas(value, later.value);
}

fn both_schemas(one: Schema, other: Schema) -> Schema {
    match (&one, &other) {
        (Schema::Ref(first), Schema::Ref(then)) if first.target == then.target => other,
        (Schema::Inline(first), _) if says_nothing(first) => other,
        (Schema::Inline(first), Schema::Inline(then)) if first.place == then.place => other,
        _ => {
            let mut place = other.place().clone();
            place.pointer = format!("{}&{}", place.pointer, one.place().pointer).into();
            let mut object = SchemaObject::blank(&place);
            object.annotations.read_only =
                one.annotations().read_only || other.annotations().read_only;
            object.annotations.write_only =
                one.annotations().write_only || other.annotations().write_only;
            object.all_of = vec![one, other];
            Schema::Inline(Box::new(object))
        }
    }
}

fn says_nothing(object: &SchemaObject) -> bool {
    is_bare(object) && object.types.is_empty() && object.annotations.description.is_none()
}

/// Whether nothing is said that a type would be made of, other than `type`.
fn is_bare(object: &SchemaObject) -> bool {
    object.properties.is_empty()
        && object.items.is_none()
        && object.prefix_items.is_empty()
        && object.allowed.is_empty()
        && object.constant.is_none()
        && object.all_of.is_empty()
        && object.one_of.is_empty()
        && object.any_of.is_empty()
        && object.format.is_none()
        && object.pattern_properties.is_empty()
        && !object.never
        && matches!(
            object.additional_properties,
            AdditionalProperties::Unstated | AdditionalProperties::None(_)
        )
}

/// Whether a branch only limits what is said beside it.
fn is_limit(schema: &Schema) -> bool {
    matches!(schema, Schema::Inline(object)
        if object.types.is_empty() && (is_bare(object) || limits_members(object)))
}

/// Whether an object without a type says of members only that they are there or which value they have.
fn limits_members(object: &SchemaObject) -> bool {
    let mut bare = object.clone();
    bare.properties = Vec::new();
    !object.required.is_empty()
        && is_bare(&bare)
        && object.annotations.title.is_none()
        && object
            .properties
            .iter()
            .all(|member| matches!(&member.value, Schema::Inline(it) if is_bare(it) && it.types.is_empty()))
}

/// Whether there is something that every branch of a choice beside it has to get.
fn has_substance(object: &SchemaObject) -> bool {
    !object.properties.is_empty()
        || object.items.is_some()
        || !object.allowed.is_empty()
        || object.constant.is_some()
        || object.format.is_some()
        || matches!(
            object.additional_properties,
            AdditionalProperties::Schema(_) | AdditionalProperties::Any(_)
        )
}

/// Whether a branch without a type gets its type from what stands beside the choice.
fn lacks_type(branch: &Schema, base: &SchemaObject) -> bool {
    !base.types.is_empty()
        && matches!(branch, Schema::Inline(object) if object.types.is_empty()
            && object.properties.is_empty()
            && object.all_of.is_empty()
            && object.one_of.is_empty()
            && object.any_of.is_empty())
}

/// What a branch is called.
fn name_of(schema: &Schema) -> Option<crate::diagnostic::Spanned<String>> {
    if let Some(title) = &schema.annotations().title {
        return Some(title.clone());
    }
    match schema {
        Schema::Ref(reference) => Some(crate::diagnostic::Spanned::new(
            reference.target.name.clone(),
            reference.place.clone(),
        )),
        Schema::Inline(_) => None,
    }
}

/// The JSON types other than null that a value may have, as far as they are said.
fn kinds(object: &SchemaObject) -> Vec<Type> {
    let mut kinds: Vec<Type> = object.types.iter().map(|kind| kind.value).collect();
    if kinds.is_empty() && object.constant.is_none() {
        kinds = object
            .allowed
            .iter()
            .filter_map(|value| match &value.value {
                Value::Null => None,
                Value::Bool(_) => Some(Type::Boolean),
                Value::Number(number) if number.is_f64() => Some(Type::Number),
                Value::Number(_) => Some(Type::Integer),
                Value::String(_) => Some(Type::String),
                Value::Array(_) => Some(Type::Array),
                Value::Object(_) => Some(Type::Object),
            })
            .collect();
    }
    if kinds.contains(&Type::Number) {
        kinds.retain(|kind| *kind != Type::Integer);
    }
    let mut once: Vec<Type> = Vec::new();
    for kind in kinds {
        if !once.contains(&kind) && kind != Type::Null {
            once.push(kind);
        }
    }
    once
}

/// What is said of values of one type alone.
fn restricted(object: &SchemaObject, kind: Type) -> SchemaObject {
    let mut only = object.clone();
    only.place = below(&object.place, &format!("{kind:?}"));
    only.annotations = openapi::Annotations::default();
    only.nullable = false;
    only.types = vec![crate::diagnostic::Spanned::new(kind, object.place.clone())];
    only.allowed.retain(|value| match &value.value {
        Value::Null => false,
        Value::Bool(_) => kind == Type::Boolean,
        Value::Number(_) => matches!(kind, Type::Integer | Type::Number),
        Value::String(_) => kind == Type::String,
        Value::Array(_) => kind == Type::Array,
        Value::Object(_) => kind == Type::Object,
    });
    if kind != Type::Object {
        only.properties = Vec::new();
        only.required = Vec::new();
        only.additional_properties = AdditionalProperties::Unstated;
    }
    if kind != Type::Array {
        only.items = None;
        only.prefix_items = Vec::new();
    }
    if !matches!(kind, Type::String | Type::Integer | Type::Number) {
        only.format = None;
    }
    only
}

/// The types of values that fulfil both; `None` where there are none. Empty: any.
fn common_types(
    one: &SchemaObject,
    other: &SchemaObject,
) -> Option<Vec<crate::diagnostic::Spanned<Type>>> {
    let with_guess = |object: &SchemaObject| {
        let mut types = object.types.clone();
        let guess = if !object.properties.is_empty() {
            Some(Type::Object)
        } else if object.items.is_some() {
            Some(Type::Array)
        } else {
            None
        };
        if types.is_empty()
            && let Some(guess) = guess
        {
            types.push(crate::diagnostic::Spanned::new(guess, object.place.clone()));
        }
        types
    };
    let (one, other) = (with_guess(one), with_guess(other));
    if one.is_empty() || other.is_empty() {
        return Some(if other.is_empty() { one } else { other });
    }
    let mut both = Vec::new();
    for kind in &one {
        let narrower = other.iter().find(|it| {
            it.value == kind.value
                || (it.value == Type::Integer && kind.value == Type::Number)
                || (it.value == Type::Number && kind.value == Type::Integer)
        });
        if let Some(narrower) = narrower {
            both.push(if kind.value == Type::Integer {
                kind.clone()
            } else {
                narrower.clone()
            });
        }
    }
    (!both.is_empty()).then_some(both)
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

fn tighter(first: Constraints, then: Constraints) -> Constraints {
    Constraints {
        minimum: then.minimum.or(first.minimum),
        maximum: then.maximum.or(first.maximum),
        multiple_of: then.multiple_of.or(first.multiple_of),
        min_length: then.min_length.or(first.min_length),
        max_length: then.max_length.or(first.max_length),
        pattern: then.pattern.or(first.pattern),
        min_items: then.min_items.or(first.min_items),
        max_items: then.max_items.or(first.max_items),
        unique_items: then.unique_items || first.unique_items,
        min_properties: then.min_properties.or(first.min_properties),
        max_properties: then.max_properties.or(first.max_properties),
    }
}

/// For each schema, those that are put together of it by `allOf`, directly or through others.
pub(super) fn heirs(
    documents: &[openapi::Document],
) -> std::collections::BTreeMap<SchemaId, Vec<SchemaId>> {
    let mut direct: std::collections::BTreeMap<SchemaId, Vec<SchemaId>> =
        std::collections::BTreeMap::new();
    for document in documents {
        for entry in &document.schemas {
            let Schema::Inline(object) = &entry.value else {
                continue;
            };
            for part in &object.all_of {
                if let Schema::Ref(reference) = part {
                    direct
                        .entry(reference.target.clone())
                        .or_default()
                        .push(SchemaId {
                            document: document.id,
                            name: entry.key.value.clone(),
                        });
                }
            }
        }
    }
    let tagged = |id: &SchemaId| {
        matches!(openapi::find(documents, id), Some(Schema::Inline(object))
            if object.discriminator.is_some() || !object.one_of.is_empty())
    };
    let mut all = std::collections::BTreeMap::new();
    for id in direct.keys().filter(|id| tagged(id)) {
        let mut found: Vec<SchemaId> = Vec::new();
        let mut pending: std::collections::VecDeque<&SchemaId> = direct[id].iter().collect();
        while let Some(next) = pending.pop_front() {
            if !found.contains(next) && next != id {
                found.push(next.clone());
                pending.extend(direct.get(next).into_iter().flatten());
            }
        }
        all.insert(id.clone(), found);
    }
    all
}

/// The schemas that discriminators name by exactly one value of exactly one member: there that member is always the same.
pub(super) fn tags(
    documents: &[openapi::Document],
) -> std::collections::BTreeMap<SchemaId, (String, String)> {
    let mut found: std::collections::BTreeMap<SchemaId, Vec<(String, String)>> =
        std::collections::BTreeMap::new();
    for document in documents {
        for entry in &document.schemas {
            let Schema::Inline(object) = &entry.value else {
                continue;
            };
            for entry in object.discriminator.iter().flat_map(|it| &it.mapping) {
                let property = object
                    .discriminator
                    .as_ref()
                    .map(|it| it.property.value.clone());
                let tag = (property.unwrap_or_default(), entry.key.value.clone());
                let tags = found.entry(entry.value.clone()).or_default();
                if !tags.contains(&tag) {
                    tags.push(tag);
                }
            }
        }
    }
    found
        .into_iter()
        .filter_map(|(id, tags)| match <[_; 1]>::try_from(tags) {
            Ok([only]) => Some((id, only)),
            Err(_) => None,
        })
        .collect()
}
