//! What fulfils two schemas.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Lowering;
use super::merge::{has_no_content, has_nothing_beside_parts, is_bare};
use crate::diagnostic::{Problem, Spanned};
use crate::load::openapi::{
    AdditionalProperties, Constraints, Entry, Schema, SchemaId, SchemaObject, Type, Value,
};

impl Lowering<'_, '_> {
    /// What fulfils two schemas. Where they contradict each other, the later one counts, which is the narrower one.
    pub(super) fn both(&mut self, first: SchemaObject, then: SchemaObject) -> SchemaObject {
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
        let properties = self.all_members(first.properties, then.properties);
        let mut required = Named::of(first.required, then.required.len(), |it| &it.value);
        for name in then.required {
            if required.position(&name.value).is_none() {
                required.push(name);
            }
        }
        // What is said of the values of a list that was cut does not fit it any more.
        let (allowed_names, allowed_docs) = if then.allowed.is_empty() {
            (first.allowed_names, first.allowed_docs)
        } else {
            (then.allowed_names, then.allowed_docs)
        };
        let allowed = if first.allowed.is_empty() {
            then.allowed
        } else {
            let both = common_values(&first.allowed, &then.allowed);
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
            allowed_names,
            allowed_docs,
            constant: then.constant.or(first.constant),
            properties,
            required: required.list,
            additional_properties: match (first.additional_properties, then.additional_properties) {
                (one, AdditionalProperties::Schema(schema)) => match one {
                    AdditionalProperties::Schema(other) => {
                        AdditionalProperties::Schema(self.both_schemas(other, schema))
                    }
                    _ => AdditionalProperties::Schema(schema),
                },
                (one @ (AdditionalProperties::Schema(_) | AdditionalProperties::Any(_)), _)
                | (_, one @ AdditionalProperties::Any(_)) => one,
                (_, other) => other,
            },
            pattern_properties: Vec::new(),
            items: match (first.items, then.items) {
                (Some(one), Some(other)) => Some(self.both_schemas(one, other)),
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

    fn all_members(
        &self,
        first: Vec<Entry<Schema>>,
        then: Vec<Entry<Schema>>,
    ) -> Vec<Entry<Schema>> {
        let mut all = Named::of(first, then.len(), |it| &it.key.value);
        for property in then {
            match all.position(&property.key.value) {
                Some(before) => self.both_members(&mut all.list[before], property),
                None => all.push(property),
            }
        }
        all.list
    }

    /// A member that stands in two parts has to fulfil both.
    fn both_members(&self, before: &mut Entry<Schema>, later: Entry<Schema>) {
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
        before.value = self.both_schemas(value, later.value);
    }

    fn both_schemas(&self, one: Schema, other: Schema) -> Schema {
        match (&one, &other) {
            (Schema::Ref(first), Schema::Ref(then)) if first.target == then.target => other,
            (Schema::Inline(first), _) if says_nothing(first) => other,
            (Schema::Inline(first), Schema::Inline(then)) if first.place == then.place => other,
            _ if self.is_narrower(&other, &one) => other,
            _ if self.is_narrower(&one, &other) => one,
            _ => {
                let mut place = other.place().clone();
                place.pointer = format!("{}&{}", place.pointer, one.place().pointer).into();
                let mut object = SchemaObject::blank(&place);
                object.annotations.read_only =
                    one.annotations().read_only || other.annotations().read_only;
                object.annotations.write_only =
                    one.annotations().write_only || other.annotations().write_only;
                // A member that stands in many parts is put together of them all at once.
                object.all_of = match one {
                    Schema::Inline(one) if is_joined(&one) => one.all_of,
                    one => vec![one],
                };
                object.all_of.push(other);
                Schema::Inline(Box::new(object))
            }
        }
    }

    /// Whether the first schema lists forms that the second lists too, so that it says all that both say together.
    fn is_narrower(&self, one: &Schema, than: &Schema) -> bool {
        let sides = |schema: &Schema| {
            let annotations = schema.annotations();
            (annotations.read_only, annotations.write_only)
        };
        let mut forms = BTreeSet::new();
        self.forms(than, &mut forms, 0);
        sides(one) == sides(than) && self.is_among(one, &mut forms, &mut BTreeSet::new(), 0)
    }

    /// The components each of which fulfils a schema as it is: those that a list of forms names, also by way of other lists.
    fn forms(&self, schema: &Schema, found: &mut BTreeSet<SchemaId>, depth: usize) {
        match schema {
            _ if depth > 32 => {}
            Schema::Ref(reference) => {
                let new = found.insert(reference.target.clone());
                if let Some(schema) = self.component(&reference.target).filter(|_| new) {
                    self.forms(schema, found, depth + 1);
                }
            }
            Schema::Inline(object) if is_list(object) => {
                let forms = object.one_of.iter().chain(&object.any_of);
                forms.for_each(|form| self.forms(form, found, depth + 1));
            }
            Schema::Inline(_) => {}
        }
    }

    /// Whether all that a schema admits is one of `forms`, to which is added what was found to be; `others` are components that are not. So each component
    /// is looked at once, be it in many lists.
    fn is_among(
        &self,
        schema: &Schema,
        forms: &mut BTreeSet<SchemaId>,
        others: &mut BTreeSet<SchemaId>,
        depth: usize,
    ) -> bool {
        match schema {
            _ if depth > 32 => false,
            Schema::Ref(reference) => {
                if forms.contains(&reference.target) {
                    return true;
                }
                if !others.insert(reference.target.clone()) {
                    return false;
                }
                let target = self.component(&reference.target);
                let among =
                    target.is_some_and(|schema| self.is_among(schema, forms, others, depth + 1));
                if among {
                    forms.insert(reference.target.clone());
                }
                among
            }
            Schema::Inline(object) => {
                let mut among = |list: &[Schema]| {
                    let mut list = list.iter();
                    list.len() > 0 && list.all(|form| self.is_among(form, forms, others, depth + 1))
                };
                !object.nullable && (among(&object.one_of) || among(&object.any_of))
            }
        }
    }
}

/// Whether a schema was made here of two or more, and says nothing else.
fn is_joined(object: &SchemaObject) -> bool {
    let annotations = &object.annotations;
    object.all_of.len() > 1
        && object.place.pointer.contains('&')
        && object.types.is_empty()
        && object.required.is_empty()
        && object.one_of.is_empty()
        && object.any_of.is_empty()
        && object.discriminator.is_none()
        && !object.nullable
        && has_nothing_beside_parts(object)
        && annotations.title.is_none()
        && annotations.description.is_none()
}

/// A list of what has names, with an index where many are looked for.
struct Named<T> {
    list: Vec<T>,
    index: Option<HashMap<String, usize>>,
    name: fn(&T) -> &String,
}

impl<T> Named<T> {
    fn of(list: Vec<T>, questions: usize, name: fn(&T) -> &String) -> Self {
        let index = (questions > 8).then(|| {
            let names = list.iter().enumerate();
            names.map(|(at, it)| (name(it).clone(), at)).collect()
        });
        Self { list, index, name }
    }

    fn position(&self, wanted: &String) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(wanted).copied(),
            None => self.list.iter().position(|it| (self.name)(it) == wanted),
        }
    }

    fn push(&mut self, item: T) {
        if let Some(index) = &mut self.index {
            index.insert((self.name)(&item).clone(), self.list.len());
        }
        self.list.push(item);
    }
}

/// The values of the second list that the first has too.
fn common_values(first: &[Spanned<Value>], then: &[Spanned<Value>]) -> Vec<Spanned<Value>> {
    let texts: HashSet<&str> = first.iter().filter_map(|it| text(&it.value)).collect();
    let in_first = |value: &Value| match text(value) {
        Some(text) => texts.contains(text),
        None => first.iter().any(|other| other.value == *value),
    };
    then.iter()
        .filter(|it| in_first(&it.value))
        .cloned()
        .collect()
}

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// Whether a schema is a list of forms and nothing else.
fn is_list(object: &SchemaObject) -> bool {
    object.one_of.is_empty() != object.any_of.is_empty()
        && object.types.is_empty()
        && has_no_content(object)
}

fn says_nothing(object: &SchemaObject) -> bool {
    is_bare(object) && object.types.is_empty() && object.annotations.description.is_none()
}

/// The types of values that fulfil both; `None` where there are none. Empty: any.
fn common_types(one: &SchemaObject, other: &SchemaObject) -> Option<Vec<Spanned<Type>>> {
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
            types.push(Spanned::new(guess, object.place.clone()));
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
