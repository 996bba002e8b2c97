//! "Exactly one of" several groups of members of a body.

use super::Lowering;
use super::body::Frame;
use super::branch_names::Siblings;
use super::declare::Lowered;
use super::docs::code;
use super::draft::Draft;
use super::registry::{Naming, choice_key};
use super::shape::{Seen, Shape, is_null};
use crate::diagnostic::Problem;
use crate::load::openapi::Schema;
use crate::model::names::{self, Taken};
use crate::model::{
    Choice, ChoiceVariant, Declaration, Docs, Entry, Field, Ident, Kind, ListStyle, Location,
    Presence, Type, Usage,
};

impl<'d> Lowering<'d, '_> {
    /// Whether a `oneOf` is a choice between groups of members: each branch an object that is written in place.
    pub(super) fn is_choice(&mut self, seen: &Seen<'d>) -> bool {
        let branches: Vec<_> = seen
            .object
            .one_of
            .iter()
            .filter(|it| !is_null(it))
            .collect();
        branches.into_iter().all(|branch| {
            let seen = self.see(branch);
            seen.is_some_and(|seen| {
                seen.id.is_none() && matches!(self.shape(&seen), Some(Shape::Struct))
            })
        })
    }

    /// A branch with its members, and values of theirs for an example.
    fn choice_variant(
        &mut self,
        branch: &Seen<'d>,
        name: Ident,
        (parent, document): (&Ident, usize),
        frame: Frame<'d>,
    ) -> Option<(ChoiceVariant, serde_json::Map<String, serde_json::Value>)> {
        let mut fields = Vec::new();
        let mut entries = Vec::new();
        let mut names = Taken::default();
        let mut values = serde_json::Map::new();
        for member in self.members(branch) {
            match self.form_or_json_member(&member, parent, document, frame, &mut names)? {
                Lowered::Field(field) => {
                    let seen = self.see(member.schema)?;
                    let (value, _) = self.example_for(None, &seen, field.name.as_str());
                    values.insert(member.name.to_owned(), value);
                    entries.push(Entry::Field(fields.len()));
                    fields.push(field);
                }
                Lowered::Constant(constant) => entries.push(Entry::Constant(constant)),
                Lowered::Nothing => {}
            }
        }
        let docs = if has_description(branch) {
            self.branch_docs(branch, name.as_str())
        } else {
            members_docs(&fields, &name)
        };
        let variant = ChoiceVariant {
            name,
            docs,
            fields,
            entries,
        };
        Some((variant, values))
    }

    /// Whether a branch of a choice has a member that is sent.
    fn sends(&mut self, branch: &'d Schema) -> bool {
        self.see(branch).is_none_or(|seen| {
            let members = self.members(&seen);
            members.is_empty()
                || members
                    .iter()
                    .any(|member| !self.is_read_only(member.schema))
        })
    }

    fn is_read_only(&mut self, schema: &'d Schema) -> bool {
        let seen = self.see(schema);
        seen.is_some_and(|seen| seen.annotations.iter().any(|it| it.read_only))
    }

    pub(super) fn body_choice(
        &mut self,
        draft: &mut Draft<'d>,
        choice: &Seen<'d>,
        frame: Frame<'d>,
    ) -> Option<Entry> {
        let branches = choice.object.one_of.iter();
        let branches: Vec<_> = branches.filter(|it| !is_null(it)).collect();
        if !branches.iter().any(|branch| self.sends(branch)) {
            return None;
        }
        let (parent, document) = self.owner(&choice.object.place, draft);
        let naming = Naming::below(document, &parent, "Choice");
        if choice.id.is_none()
            && choice.object.annotations.title.is_none()
            && choice.object.annotations.rust_name.is_none()
        {
            self.problems.remark(
                Problem::new("choice-title", "a `oneOf` in a body without a title")
                    .at(
                        &choice.object.place,
                        "the title becomes the name of the enum and of the argument",
                    )
                    .help("add `title`, here and in every branch"),
            );
        }
        let reference = self.register(choice.clone(), Kind::Choice, Usage::WRITTEN, &naming)?;
        let document = choice
            .id
            .as_ref()
            .map_or(draft.document, |id| id.document.0);
        let mut variants = Vec::new();
        let mut taken = Taken::default();
        let mut example = None;
        let mut siblings = Siblings::of(&branches);
        for branch in branches.iter().copied() {
            let seen = self.see(branch)?;
            let shape = self.shape(&seen)?;
            if !matches!(shape, Shape::Struct) {
                self.unsupported(
                    &seen,
                    "a branch of a choice between members",
                    "is not an object with members",
                    "describe the members of each branch",
                );
                return None;
            }
            let derived = self.branch_name(branch, &mut siblings, &seen, &shape)?;
            let name = taken.take_numbered(&derived);
            let parent = (&reference.name, document);
            let (variant, values) = self.choice_variant(&seen, name, parent, frame)?;
            if variants.iter().any(|other| same(other, &variant)) {
                self.problems.remark(
                    Problem::new("choices", "two branches of a choice send the same")
                        .at(branch.place(), "nothing tells it from the one before")
                        .help("leave out one of them"),
                );
                continue;
            }
            variants.push(variant);
            example.get_or_insert(serde_json::Value::Object(values));
        }
        self.registry.declare(
            &choice_key(choice),
            Some(Declaration::Choice(Choice {
                name: reference.name.clone(),
                docs: self.type_docs(choice, &reference.name),
                variants,
                comparable: true,
            })),
        );
        let docs = self.value_docs(choice, "One of several.");
        let name = names::snake(reference.name.as_str())?;
        let field = Field {
            name,
            wire: reference.name.as_str().to_owned(),
            type_: Type::Named(reference),
            presence: Presence::Required,
            list_style: ListStyle::Commas,
            docs,
            deprecated: false,
            null_setter: None,
            // It hides what it has to by itself.
            hidden: false,
        };
        let example = (example.unwrap_or_default(), None);
        let index = draft.add(field, Location::Member, example);
        Some(Entry::Field(index))
    }
}

/// Whether two branches put the same on the wire, whatever it is.
fn same(one: &ChoiceVariant, other: &ChoiceVariant) -> bool {
    let fields = |variant: &ChoiceVariant| -> Vec<_> {
        let fields = variant.fields.iter();
        fields
            .map(|it| {
                (
                    it.wire.clone(),
                    it.type_.clone(),
                    it.presence,
                    it.list_style,
                )
            })
            .collect()
    };
    one.entries == other.entries && fields(one) == fields(other)
}

fn has_description(seen: &Seen<'_>) -> bool {
    !seen.description().is_empty()
}

/// The documentation of a variant that says nothing of its own: that of its only member, or the list of them.
fn members_docs(fields: &[Field], name: &Ident) -> Docs {
    match fields {
        [field] => field.docs.clone(),
        [] => Docs::of(&format!("The form `{name}`.")),
        fields => {
            let names: Vec<_> = fields.iter().map(|field| code(&field.wire)).collect();
            let (last, others) = names
                .split_last()
                .map_or(("", &[][..]), |(last, others)| (last.as_str(), others));
            Docs::of(&format!("By {} and {last}.", others.join(", ")))
        }
    }
}
