//! The members of an object, those of its `allOf` parts among them.

use super::Lowering;
use super::shape::Seen;
use crate::diagnostic::{Place, Problem};
use crate::load::openapi::Schema;

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
    required: Vec<(&'d str, &'d Place)>,
}

impl<'d> Lowering<'d, '_> {
    /// The parts of an object.
    pub(super) fn parts(&mut self, seen: &Seen<'d>) -> Vec<Part<'d>> {
        let mut collected = Collected::default();
        self.collect(seen, &mut collected, 0);
        for (name, place) in &collected.required {
            let mut found = false;
            for part in &mut collected.parts {
                if let Part::Member(member) = part
                    && member.name == *name
                {
                    member.required = true;
                    found = true;
                }
            }
            if !found {
                let known: Vec<_> = collected.parts.iter().filter_map(member_name).collect();
                self.problem(
                    Problem::new(
                        "required-unknown",
                        format!("`required` names `{name}`, which is no member"),
                    )
                    .at(place, "not among `properties`")
                    .help(super::one_of_these(name, &known)),
                );
            }
        }
        collected.parts
    }

    /// The members of an object that has no place for a choice.
    pub(super) fn members(&mut self, seen: &Seen<'d>) -> Vec<Member<'d>> {
        let mut members = Vec::new();
        for part in self.parts(seen) {
            match part {
                Part::Member(member) => members.push(member),
                Part::Choice(choice) => self.problem(
                    Problem::new(
                        "choice-place",
                        "`oneOf` among the members of a nested object",
                    )
                    .at(
                        &choice.object.place,
                        "only the body of a request can hold this",
                    )
                    .help("make it a member of its own, or write its branches as optional members"),
                ),
            }
        }
        members
    }

    fn collect(&mut self, seen: &Seen<'d>, into: &mut Collected<'d>, depth: usize) {
        if depth > 32 {
            self.problem(
                Problem::new("schema-circle", "an `allOf` that holds itself")
                    .at(&seen.object.place, "goes round in a circle"),
            );
            return;
        }
        let object = seen.object;
        let own_first = match (object.properties.first(), object.all_of.first()) {
            (Some(own), Some(part)) => own.key.place.location < part.place().location,
            _ => true,
        };
        if own_first {
            self.collect_own(seen, into);
        }
        for part in &object.all_of {
            let Some(part) = self.see(part) else { continue };
            if !part.object.one_of.is_empty() && part.object.properties.is_empty() {
                into.parts.push(Part::Choice(part));
                continue;
            }
            let is_object = part
                .object
                .types
                .iter()
                .all(|kind| kind.value == crate::load::openapi::Type::Object);
            let scalar = !is_object
                || part.object.items.is_some()
                || !part.object.allowed.is_empty()
                || part.object.constant.is_some();
            if scalar {
                self.problem(
                    Problem::new("all-of", "an `allOf` part that is no object")
                        .at(&part.object.place, "cannot be put together with others")
                        .help("`allOf` joins the members of objects; say everything about other values in one schema"),
                );
                continue;
            }
            self.collect(&part, into, depth + 1);
        }
        if !own_first {
            self.collect_own(seen, into);
        }
    }

    fn collect_own(&mut self, seen: &Seen<'d>, into: &mut Collected<'d>) {
        let object = seen.object;
        for property in &object.properties {
            let member = Member {
                name: &property.key.value,
                key: &property.key.place,
                schema: &property.value,
                required: false,
            };
            // A member that stands in two parts has to fulfil both: the later part is the narrower one.
            let before = into
                .parts
                .iter_mut()
                .find(|part| member_name(part) == Some(member.name));
            match before {
                Some(before) => *before = Part::Member(member),
                None => into.parts.push(Part::Member(member)),
            }
        }
        if !object.one_of.is_empty() {
            self.problem(
                Problem::new("choice-place", "`oneOf` beside `properties` or `allOf`")
                    .at(
                        object.one_of[0].place(),
                        "one of these, and members beside them",
                    )
                    .help("make both parts of one `allOf`"),
            );
        }
        into.required.extend(
            object
                .required
                .iter()
                .map(|name| (name.value.as_str(), &name.place)),
        );
        if let Some(discriminator) = &object.discriminator {
            self.problem(
                Problem::new("discriminator", "a discriminator on an object that is no `oneOf`")
                    .at(&discriminator.place, "says that there are types that derive from this one")
                    .note("a value would be read as this type alone, and what the others add would be lost")
                    .help("describe the values by a `oneOf` of the types, and keep what they share in an `allOf` part"),
            );
        }
    }
}

fn member_name<'d>(part: &Part<'d>) -> Option<&'d str> {
    match part {
        Part::Member(member) => Some(member.name),
        Part::Choice(_) => None,
    }
}
