//! The members of an object, those of its `allOf` parts among them.

use std::collections::HashMap;

use super::Lowering;
use super::shape::Seen;
use crate::diagnostic::{Place, Problem};
use crate::load::openapi::{AdditionalProperties, Schema, SchemaObject};

/// A member of an object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member<'d> {
    pub(super) name: &'d str,
    pub(super) key: &'d Place,
    pub(super) schema: &'d Schema,
    pub(super) required: bool,
}

/// A part of an object, in the order of the document.
#[derive(Debug, Clone)]
pub(super) enum Part<'d> {
    Member(Member<'d>),
    /// An `allOf` part that is a `oneOf`: its members are members of the object around it.
    Choice(Seen<'d>),
}

/// What an object is made of.
#[derive(Debug, Default)]
struct Collected<'d> {
    parts: Vec<Part<'d>>,
    /// Where the member of a name stands.
    index: HashMap<&'d str, usize>,
    required: Vec<(&'d str, &'d Place)>,
}

impl<'d> Collected<'d> {
    fn get_mut(&mut self, name: &str) -> Option<&mut Part<'d>> {
        let at = self.index.get(name)?;
        self.parts.get_mut(*at)
    }

    /// A member that stands in two parts has to fulfil both: the later part is the narrower one.
    fn member(&mut self, member: Member<'d>) {
        if let Some(before) = self.get_mut(member.name) {
            *before = Part::Member(member);
        } else {
            self.index.insert(member.name, self.parts.len());
            self.parts.push(Part::Member(member));
        }
    }
}

impl<'d> Lowering<'d, '_> {
    /// The parts of an object.
    pub(super) fn parts(&mut self, seen: &Seen<'d>) -> Vec<Part<'d>> {
        let mut collected = Collected::default();
        if seen.object.one_of.is_empty() {
            collect(seen.object, &mut collected);
        } else {
            self.collect_around(seen.written, &mut collected);
        }
        for (name, place) in std::mem::take(&mut collected.required) {
            if let Some(Part::Member(member)) = collected.get_mut(name) {
                member.required = true;
                continue;
            }
            let known = collected.parts.iter().filter_map(member_name);
            let help = self.problems.one_of_these(name, known);
            self.problems.remark(
                Problem::new(
                    "required-unknown",
                    format!("`required` names `{name}`, which is no member"),
                )
                .at(place, "not among `properties`")
                .help(help),
            );
            let schema = Schema::Inline(Box::new(SchemaObject::blank(place)));
            let schema = self.made(schema);
            collected.member(Member {
                name,
                key: place,
                schema,
                required: true,
            });
        }
        collected.parts
    }

    /// The members of an object that has no choice beside them.
    pub(super) fn members(&mut self, seen: &Seen<'d>) -> Vec<Member<'d>> {
        let member = |part| match part {
            Part::Member(member) => Some(member),
            Part::Choice(_) => None,
        };
        self.parts(seen).into_iter().filter_map(member).collect()
    }

    /// What members without a name of an object with members hold, where it has some.
    pub(super) fn additional(&mut self, seen: &Seen<'d>) -> Option<&'d Schema> {
        match &seen.object.additional_properties {
            AdditionalProperties::Schema(schema) => Some(schema),
            AdditionalProperties::Any(place) => {
                let any = Schema::Inline(Box::new(SchemaObject::blank(place)));
                Some(self.made(any))
            }
            AdditionalProperties::Unstated | AdditionalProperties::None(_) => None,
        }
    }

    /// The members of `allOf` parts with the choices that are among them.
    fn collect_around(&mut self, object: &'d SchemaObject, into: &mut Collected<'d>) {
        let own_first = match (object.properties.first(), object.all_of.first()) {
            (Some(own), Some(part)) => own.key.place.location < part.place().location,
            _ => true,
        };
        if own_first {
            collect(object, into);
        }
        for part in &object.all_of {
            let Some(part) = self.see(part) else { continue };
            if part.object.one_of.is_empty() {
                collect(part.object, into);
            } else {
                into.parts.push(Part::Choice(part));
            }
        }
        if !own_first {
            collect(object, into);
        }
    }
}

fn collect<'d>(object: &'d SchemaObject, into: &mut Collected<'d>) {
    for property in &object.properties {
        if matches!(&property.value, Schema::Inline(object) if object.never) {
            continue;
        }
        into.member(Member {
            name: &property.key.value,
            key: &property.key.place,
            schema: &property.value,
            required: false,
        });
    }
    into.required.extend(
        object
            .required
            .iter()
            .map(|name| (name.value.as_str(), &name.place)),
    );
}

fn member_name<'d>(part: &Part<'d>) -> Option<&'d str> {
    match part {
        Part::Member(member) => Some(member.name),
        Part::Choice(_) => None,
    }
}
