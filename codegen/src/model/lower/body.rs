//! Bodies of requests.

use std::collections::HashSet;

use super::Lowering;
use super::declare::Lowered;
use super::docs::code;
use super::draft::Draft;
use super::media::{Media, Representation, essence};
use super::object::{Member, Part};
use super::parameters::{TextFit, text_fit};
use super::registry::Naming;
use super::shape::{Seen, Shape};
use crate::diagnostic::{Place, Problem, Spanned};
use crate::load::openapi::{Encoding, MediaType, Value};
use crate::model::names::{self, Taken};
use crate::model::{
    Body, BodyKind, Docs, Entry, Field, Ident, Layout, ListStyle, Location, Presence, Style, Type,
    Usage,
};

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
        let Some(representation) = draft.representation else {
            return Some(Body::None);
        };
        let (kind, media) = (representation.media, &representation.entry.value);
        let place = &body.place;
        let kind = match kind {
            Media::Json => BodyKind::Json,
            Media::Form => BodyKind::Form,
            Media::Multipart => BodyKind::Multipart,
            Media::Text | Media::Bytes => {
                return self.raw_body(draft, body.required, representation);
            }
        };
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
            return match kind {
                BodyKind::Json | BodyKind::Form => {
                    self.whole_body(draft, body.required, None, frame, place)
                }
                BodyKind::Multipart => self.raw_body(draft, body.required, representation),
            };
        };
        let seen = self.see(schema)?;
        let parts = match self.body_shape(&seen)? {
            // Members without a name have no place among arguments.
            Shape::Struct if kind != BodyKind::Multipart && self.additional(&seen).is_some() => {
                return self.whole_body(draft, body.required, Some(seen), frame, place);
            }
            Shape::Struct => {
                self.remark_additional(&seen);
                self.parts(&seen)
            }
            Shape::Nothing => Vec::new(),
            Shape::Union(_) if self.is_choice(&seen) => {
                vec![Part::Choice(seen.clone())]
            }
            Shape::Union(_) if kind != BodyKind::Json && !self.problems.is_foreign() => {
                vec![Part::Choice(seen.clone())]
            }
            _ if kind == BodyKind::Multipart => {
                return self.raw_body(draft, body.required, representation);
            }
            _ if kind == BodyKind::Form && !self.problems.is_foreign() => {
                self.unsupported(
                    &seen,
                    "a form",
                    "has no fields that are known",
                    "describe its members",
                );
                return None;
            }
            Shape::Bool
            | Shape::Integer
            | Shape::Number
            | Shape::String
            | Shape::Text(_)
            | Shape::List(_)
                if kind == BodyKind::Form && self.problems.is_foreign() =>
            {
                let problem = Problem::new("fieldless-form", "a form that is no object")
                    .at(place, "a form has fields")
                    .help("describe its members; without them it is sent as a text");
                self.problems.remark(problem);
                return self.raw_body(draft, body.required, representation);
            }
            _ => return self.whole_body(draft, body.required, Some(seen), frame, place),
        };
        let demands = parts.iter().any(|part| match part {
            Part::Choice(_) => true,
            Part::Member(member) => member.required,
        });
        if !body.required && demands && kind == BodyKind::Json {
            // Required inside a body that can be left out: only the body as a whole can be optional.
            return self.whole_body(draft, false, Some(seen), frame, place);
        }
        self.check_encodings(media, &parts);
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

    /// Each encoding is one of a member.
    fn check_encodings(&mut self, media: &MediaType, parts: &[Part<'d>]) {
        let names: Vec<_> = self.member_names(parts);
        let known: HashSet<&str> = names.iter().copied().collect();
        for encoding in &media.encoding {
            if !known.contains(encoding.key.value.as_str()) {
                let names = names.iter().copied();
                let help = self.problems.one_of_these(&encoding.key.value, names);
                self.problems.remark(
                    Problem::new(
                        "encoding",
                        format!("{} is no member of the form", code(&encoding.key.value)),
                    )
                    .at(&encoding.key.place, "names no member")
                    .help(help),
                );
            }
        }
    }

    /// A body that is sent as it is: text, or bytes of any kind.
    fn raw_body(
        &mut self,
        draft: &mut Draft<'d>,
        required: bool,
        representation: Representation<'d>,
    ) -> Option<Body> {
        let text = matches!(representation.media, Media::Text | Media::Form);
        let media_type = representation.media_type();
        let stated = &representation.entry.key.value;
        let mut docs = Docs::of(&if text {
            format!("The body, as text of type {}.", code(stated))
        } else {
            format!("The body, as bytes of type {}.", code(stated))
        });
        if let Some(schema) = &representation.entry.value.schema
            && let Some(seen) = self.see(schema)
        {
            docs.description(seen.description(), &self.identifiers);
        }
        let type_ = if text {
            self.text_type(&representation.entry.value)
        } else {
            Type::Bytes
        };
        let field = whole(names::snake("body")?, type_, required, docs);
        let example = (serde_json::json!("my-body"), None);
        let index = draft.add(field, Location::Body, example);
        if stated.contains('*') || essence(stated).starts_with("multipart/") {
            add_content_type(draft, stated)?;
        }
        Some(Body::Raw { index, media_type })
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
        if frame.kind == BodyKind::Form && seen.is_none() {
            self.problems.remark(
                Problem::new("untyped-form", "a form without a schema")
                    .at(place, "which fields has it?")
                    .help("add `schema`"),
            );
            if !self.problems.is_foreign() {
                return None;
            }
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
            None if frame.kind == BodyKind::Form => (
                Type::Object,
                Docs::of("The fields of the form."),
                (serde_json::json!({}), None),
            ),
            None => (
                Type::Any,
                Docs::of("The body."),
                (serde_json::json!({}), None),
            ),
        };
        let field = whole(name, type_, required, docs);
        let index = draft.add(field, Location::Body, example);
        if frame.kind != BodyKind::Form {
            return Some(Body::Parameter(index));
        }
        let layouts = frame.media.encoding.iter().filter_map(|encoding| {
            let ListStyle::Laid(layout) = form_style(Some(&encoding.value), None) else {
                return None;
            };
            Some((encoding.key.value.clone(), layout))
        });
        Some(Body::Form(index, layouts.collect()))
    }

    fn body_member(
        &mut self,
        draft: &mut Draft<'d>,
        member: &Member<'d>,
        frame: Frame<'d>,
    ) -> Option<Entry> {
        let mut taken = Taken::default();
        let (parent, document) = self.owner(member.schema.place(), draft);
        let field = match self.form_or_json_member(member, &parent, document, frame, &mut taken)? {
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

    /// What a type inside a body is called after, and the document that it belongs to: the component around it, whichever operation meets it first, else the operation.
    pub(super) fn owner(&self, place: &Place, draft: &Draft<'d>) -> (Ident, usize) {
        self.component_around(place)
            .unwrap_or_else(|| (draft.subject.clone(), draft.document))
    }

    /// A member, with what its body adds: how a list in a form is written.
    pub(super) fn form_or_json_member(
        &mut self,
        member: &Member<'d>,
        parent: &Ident,
        document: usize,
        frame: Frame<'d>,
        taken: &mut Taken,
    ) -> Option<Lowered> {
        let mut lowered = self.member(member, parent, document, Usage::WRITTEN, taken)?;
        if let Lowered::Field(field) = &mut lowered
            && frame.kind != BodyKind::Json
        {
            let seen = self.see(member.schema)?;
            if field.presence == Presence::OptionalNullable {
                field.presence = Presence::Optional;
            }
            if let Type::Nullable(inner) = &field.type_ {
                field.type_ = (**inner).clone();
                field.presence = Presence::Optional;
            }
            let encoding = frame
                .media
                .encoding
                .iter()
                .find(|encoding| encoding.key.value == member.name)
                .map(|encoding| &encoding.value);
            let content_type = encoding.and_then(|it| it.content_type.as_ref());
            if frame.kind == BodyKind::Multipart {
                self.part_type(&seen, content_type, &mut field.type_);
            } else if let Some(content_type) = content_type
                && essence(&content_type.value) != "text/plain"
                // An object is JSON anyway.
                && (Media::of(&content_type.value) != Media::Json
                    || text_fit(&field.type_) != TextFit::Neither
                    || matches!(field.type_, Type::List(_)))
            {
                self.problems.remark(
                    Problem::new("encoding", "a field of a form in another media type")
                        .at(&content_type.place, "fields are written as text")
                        .help("remove `contentType`"),
                );
            }
            field.list_style = form_style(encoding, Some(&field.type_));
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

/// The setter of a media type that the document leaves open.
fn add_content_type(draft: &mut Draft<'_>, stated: &str) -> Option<()> {
    let field = Field {
        name: names::snake("content type")?,
        wire: "content-type".to_owned(),
        type_: Type::String,
        presence: Presence::Optional,
        list_style: ListStyle::Commas,
        docs: Docs::of(&format!(
            "The media type of the body: one of {}. Without it, `application/octet-stream`.",
            code(stated)
        )),
        deprecated: false,
        null_setter: None,
        hidden: false,
    };
    draft.add(field, Location::Header, (serde_json::Value::Null, None));
    Some(())
}

/// How a field of a form is written: as its encoding says, else as OpenAPI does where it says nothing.
fn form_style(encoding: Option<&Encoding>, type_: Option<&Type>) -> ListStyle {
    let style = encoding.and_then(|it| it.style.as_ref()).map(|it| it.value);
    let explode = encoding
        .and_then(|it| it.explode.as_ref())
        .map(|it| it.value);
    let reserved = encoding.is_some_and(|it| it.reserved);
    let fit = type_.map_or(TextFit::Neither, text_fit);
    match (fit, style) {
        (TextFit::Single, _) => ListStyle::Repeated,
        (TextFit::List, None | Some(Style::Form)) => {
            if explode.unwrap_or(true) {
                ListStyle::Repeated
            } else {
                ListStyle::Commas
            }
        }
        (_, style) => ListStyle::Laid(Layout {
            style: match (style, explode) {
                (Some(style), _) => style,
                (None, Some(_)) => Style::Form,
                (None, None) => Style::Plain,
            },
            explode: explode.unwrap_or(matches!(
                style,
                None | Some(Style::Form | Style::DeepObject)
            )),
            reserved,
        }),
    }
}

/// A body that is one value.
fn whole(name: Ident, type_: Type, required: bool, docs: Docs) -> Field {
    Field {
        name,
        wire: "body".to_owned(),
        type_,
        presence: presence(required),
        list_style: ListStyle::Commas,
        docs,
        deprecated: false,
        null_setter: None,
        hidden: false,
    }
}

fn presence(required: bool) -> Presence {
    if required {
        Presence::Required
    } else {
        Presence::Optional
    }
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
