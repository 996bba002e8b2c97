//! Bodies of requests.

use super::Lowering;
use super::declare::Lowered;
use super::docs::code;
use super::draft::Draft;
use super::object::{Member, Part};
use super::registry::Naming;
use super::shape::{Seen, Shape};
use crate::diagnostic::{Place, Problem, Spanned};
use crate::load::openapi::{Entry as LoadEntry, MediaType, Value};
use crate::model::names::{self, Taken};
use crate::model::{Body, BodyKind, Entry, Field, ListStyle, Location, Presence, Type, Usage};

/// What the members of a body have in common.
#[derive(Clone, Copy)]
pub(super) struct Frame<'d> {
    pub(super) kind: BodyKind,
    media: &'d MediaType,
    /// The example of the whole body.
    example: Option<&'d Spanned<Value>>,
}

impl<'d> Lowering<'d, '_> {
    /// Lowers what an operation sends. `None`: a problem was reported.
    pub(super) fn lower_body(&mut self, draft: &mut Draft<'d>) -> Option<Body> {
        let Some(body) = &draft.operation.request_body else {
            return Some(Body::None);
        };
        let (kind, entry) = self.media_type(&body.content)?;
        let media = &entry.value;
        let frame = Frame {
            kind,
            media,
            example: media.example.as_ref().or_else(|| {
                media
                    .examples
                    .iter()
                    .find_map(|example| example.value.value.as_ref())
            }),
        };
        let Some(schema) = &media.schema else {
            return self.whole_body(draft, body.required, None, frame, &body.place);
        };
        let seen = self.see(schema)?;
        let parts = match self.body_shape(&seen)? {
            // Members without a name have no place among arguments.
            Shape::Struct if kind == BodyKind::Json && self.additional(&seen).is_some() => {
                return self.whole_body(draft, body.required, Some(seen), frame, &body.place);
            }
            Shape::Struct => self.parts(&seen),
            Shape::Nothing => Vec::new(),
            Shape::Union(_) if kind == BodyKind::Form || self.is_choice(&seen) => {
                vec![Part::Choice(seen.clone())]
            }
            _ if kind == BodyKind::Form => {
                self.unsupported(
                    &seen,
                    "a form",
                    "has no fields that are known",
                    "describe its members",
                );
                return None;
            }
            _ => return self.whole_body(draft, body.required, Some(seen), frame, &body.place),
        };
        let demands = parts.iter().any(|part| match part {
            Part::Choice(_) => true,
            Part::Member(member) => member.required,
        });
        if !body.required && demands && kind == BodyKind::Json {
            // Required inside a body that can be left out: only the body as a whole can be optional.
            return self.whole_body(draft, false, Some(seen), frame, &body.place);
        }
        let names: Vec<_> = self.member_names(&parts);
        for encoding in &media.encoding {
            if !names.contains(&encoding.key.value.as_str()) {
                self.problem(
                    Problem::new(
                        "encoding",
                        format!("{} is no member of the form", code(&encoding.key.value)),
                    )
                    .at(&encoding.key.place, "names no member")
                    .help(super::one_of_these(&encoding.key.value, &names)),
                );
            }
        }
        let mut entries = Vec::new();
        for part in parts {
            let entry = match part {
                Part::Member(member) => self.body_member(draft, &member, frame),
                Part::Choice(choice) => self.body_choice(draft, &choice, frame),
            };
            entries.extend(entry);
        }
        Some(Body::Object {
            kind,
            // A form with a required field is always sent.
            required: body.required || demands,
            entries,
        })
    }

    /// JSON before a form, whatever their order.
    fn media_type(
        &mut self,
        content: &'d [LoadEntry<MediaType>],
    ) -> Option<(BodyKind, &'d LoadEntry<MediaType>)> {
        let find = |wanted: &str| {
            content
                .iter()
                .find(|entry| essence(&entry.key.value) == wanted)
        };
        let found = find("application/json")
            .map(|entry| (BodyKind::Json, entry))
            .or_else(|| {
                find("application/x-www-form-urlencoded").map(|entry| (BodyKind::Form, entry))
            });
        if found.is_none()
            && let Some(first) = content.first()
        {
            self.problem(
                Problem::new(
                    "media-type",
                    format!("a request in {} cannot be sent yet", code(&first.key.value)),
                )
                .at(&first.key.place, "neither JSON nor a form")
                .help("`application/json` and `application/x-www-form-urlencoded` are understood"),
            );
        }
        found
    }

    /// A body that is one value.
    fn whole_body(
        &mut self,
        draft: &mut Draft<'d>,
        required: bool,
        seen: Option<Seen<'d>>,
        frame: Frame<'d>,
        place: &'d Place,
    ) -> Option<Body> {
        if frame.kind == BodyKind::Form {
            self.problem(
                Problem::new("untyped-form", "a form without a schema")
                    .at(place, "which fields has it?")
                    .help("add `schema`"),
            );
            return None;
        }
        let name = names::snake("body")?;
        let naming = Naming::below(draft.document, &draft.subject, "Body");
        let (type_, docs, example) = match seen {
            Some(seen) => {
                let docs = self.value_docs(&seen, "The body.");
                let example = self.example_for(frame.example, &seen, "body");
                let type_ = self.type_of_seen(seen, Usage::WRITTEN, &naming)?;
                (type_, docs, example)
            }
            None => (
                Type::Any,
                crate::model::Docs::of("The body."),
                (serde_json::json!({}), None),
            ),
        };
        if matches!(type_, Type::Secret | Type::SecretObject) {
            self.problem(
                Problem::new("secret-body", "a body that is a secret as a whole")
                    .at(place, "hidden as a whole")
                    .help("describe its members"),
            );
            return None;
        }
        let field = Field {
            name,
            wire: "body".to_owned(),
            type_,
            presence: if required {
                Presence::Required
            } else {
                Presence::Optional
            },
            list_style: ListStyle::Commas,
            docs,
            deprecated: false,
            null_setter: None,
        };
        let index = draft.add(field, Location::Body, example);
        Some(Body::Parameter(index))
    }

    fn body_member(
        &mut self,
        draft: &mut Draft<'d>,
        member: &Member<'d>,
        frame: Frame<'d>,
    ) -> Option<Entry> {
        let mut taken = Taken::default();
        let subject = draft.subject.clone();
        let field =
            match self.form_or_json_member(member, &subject, draft.document, frame, &mut taken)? {
                Lowered::Field(field) => field,
                Lowered::Constant(constant) => return Some(Entry::Constant(constant)),
                Lowered::Nothing => return None,
            };
        let seen = self.see(member.schema)?;
        let written = seen
            .example()
            .or_else(|| member_example(frame.example, member.name));
        let example = self.example_for(written, &seen, field.name.as_str());
        let index = draft.add(field, Location::Member, example);
        Some(Entry::Field(index))
    }

    /// A member, with what its body adds: how a list in a form is written.
    pub(super) fn form_or_json_member(
        &mut self,
        member: &Member<'d>,
        parent: &crate::model::Ident,
        document: usize,
        frame: Frame<'d>,
        taken: &mut Taken,
    ) -> Option<Lowered> {
        let mut lowered = self.member(member, parent, document, Usage::WRITTEN, taken)?;
        if let Lowered::Field(field) = &mut lowered
            && frame.kind == BodyKind::Form
        {
            let seen = self.see(member.schema)?;
            if field.presence == Presence::OptionalNullable {
                field.presence = Presence::Optional;
            }
            if let Type::Nullable(inner) = &field.type_ {
                field.type_ = (**inner).clone();
                field.presence = Presence::Optional;
            }
            self.fits_text(&seen, &field.type_, "a field of a form")?;
            let encoding = frame
                .media
                .encoding
                .iter()
                .find(|encoding| encoding.key.value == member.name)
                .map(|encoding| &encoding.value);
            if let Some(content_type) = encoding.and_then(|it| it.content_type.as_ref())
                && essence(&content_type.value) != "text/plain"
            {
                self.problem(
                    Problem::new("encoding", "a field of a form in another media type")
                        .at(&content_type.place, "fields are written as text")
                        .help("remove `contentType`"),
                );
            }
            let explode = encoding
                .and_then(|it| it.explode.as_ref())
                .is_none_or(|explode| explode.value);
            field.list_style = if explode {
                ListStyle::Repeated
            } else {
                ListStyle::Commas
            };
        }
        Some(lowered)
    }

    fn member_names(&mut self, parts: &[Part<'d>]) -> Vec<&'d str> {
        let mut names = Vec::new();
        for part in parts {
            match part {
                Part::Member(member) => names.push(member.name),
                Part::Choice(choice) => {
                    for branch in &choice.object.one_of {
                        if let Some(seen) = self.see(branch) {
                            names.extend(self.members(&seen).into_iter().map(|it| it.name));
                        }
                    }
                }
            }
        }
        names
    }
}

/// A media type without its parameters, in lower case.
pub(super) fn essence(media_type: &str) -> String {
    media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

fn member_example<'d>(
    example: Option<&'d Spanned<Value>>,
    name: &str,
) -> Option<&'d Spanned<Value>> {
    match &example?.value {
        Value::Object(members) => members
            .iter()
            .find(|member| member.key.value == name)
            .map(|member| &member.value),
        _ => None,
    }
}
