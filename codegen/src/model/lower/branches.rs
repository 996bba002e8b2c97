//! Choices, with what stands beside them in each of their branches.

use std::collections::HashSet;

use super::Lowering;
use super::merge::{below, is_bare};
use super::shape::is_null;
use crate::diagnostic::{Problem, Spanned};
use crate::load::openapi::{
    self, AdditionalProperties, Schema, SchemaId, SchemaObject, Type, Value,
};

/// A choice is multiplied out into so many branches at most.
const MOST_BRANCHES: usize = 64;

/// So many branches are made in all. Choices in choices that meet again and again would be multiplied out without an end.
const ALL_BRANCHES: usize = 10_000;

impl<'d> Lowering<'d, '_> {
    /// A value of one of several JSON types, as a choice between them.
    pub(super) fn split_types(object: &mut SchemaObject) {
        let kinds = kinds(object);
        if kinds.len() < 2 || kinds.len() >= 5 {
            return;
        }
        object.one_of = kinds
            .into_iter()
            .map(|kind| Schema::Inline(Box::new(restricted(object, kind))))
            .collect();
    }

    /// Whether null is among the values of a branch, which then is one of the choice's.
    fn is_nullable(&self, branch: &'d Schema) -> bool {
        let end = self.part(branch, &mut Vec::new());
        end.is_some_and(|(object, _)| object.nullable)
    }

    /// A choice with what stands beside it in each of its branches.
    pub(super) fn multiply(
        &mut self,
        merged: &mut SchemaObject,
        choices: Vec<Vec<&'d Schema>>,
        id: Option<&SchemaId>,
    ) {
        let mut products: Vec<Vec<&'d Schema>> = vec![Vec::new()];
        for branches in choices {
            let all = branches.len();
            let mut real: Vec<&'d Schema> = Vec::new();
            let mut targets = HashSet::new();
            for branch in branches {
                let itself = matches!(branch, Schema::Ref(it) if Some(&it.target) == id);
                let again = matches!(branch, Schema::Ref(it) if !targets.insert(&it.target));
                let never = matches!(branch, Schema::Inline(it) if it.never);
                if is_null(branch) {
                    merged.nullable = true;
                } else if !itself && !again && !never {
                    merged.nullable |= self.is_nullable(branch);
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
        let as_it_is: Vec<bool> = products
            .iter()
            .map(|product| match product.as_slice() {
                [only] => (!beside && !lacks_type(only, merged)) || self.holds_all(only, merged),
                _ => false,
            })
            .collect();
        let new = as_it_is.iter().filter(|as_it_is| !**as_it_is).count();
        let before = self.multiplied;
        self.multiplied += new;
        if self.multiplied > ALL_BRANCHES {
            // Told once: all that follow are of the same making.
            if before <= ALL_BRANCHES {
                let problem = Problem::new("choices", "choices that lead to too many others")
                    .at(
                        &merged.place,
                        "multiplied out together with those inside it",
                    )
                    .help("make each choice a member of its own");
                self.problem(problem);
            }
            return;
        }
        let one_of = products
            .into_iter()
            .enumerate()
            .map(|(index, product)| match product.as_slice() {
                [only] if as_it_is[index] => (*only).clone(),
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
        let target = self.component(&reference.target)?;
        self.part(target, &mut Vec::new()).map(|(object, _)| object)
    }
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
fn name_of(schema: &Schema) -> Option<Spanned<String>> {
    if let Some(title) = &schema.annotations().title {
        return Some(title.clone());
    }
    match schema {
        Schema::Ref(reference) => Some(Spanned::new(
            reference.target.name.clone(),
            reference.place.clone(),
        )),
        Schema::Inline(_) => None,
    }
}

/// The JSON types other than null that a value may have, as far as they are said.
pub(super) fn kinds(object: &SchemaObject) -> Vec<Type> {
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
    only.types = vec![Spanned::new(kind, object.place.clone())];
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
