//! What good answers hold.

use super::Lowering;
use super::draft::Draft;
use super::media::{Media, accepted, essence, representations, stated};
use super::registry::Naming;
use super::shape::Shape;
use super::status_words::{first_of, status_words, variant_word};
use crate::diagnostic::Problem;
use crate::load::is_header_value;
use crate::load::openapi::{Entry as LoadEntry, MediaType, Response, Status};
use crate::model::{
    AnswerVariant, Answers, Docs, Kind, Module, OtherAnswer, Reading, Statuses, Type, TypeRef,
    Usage,
};

/// What a success brings, and how it is asked for and read.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) type_: Option<Type>,
    pub(super) reading: Reading,
    /// The first status that the document has for it.
    pub(super) status: u16,
    /// What it is written in, where that is another than `application/json`.
    pub(super) media_type: Option<String>,
    pub(super) accept: Option<String>,
    pub(super) redirects: bool,
    /// The same in other media types.
    pub(super) others: Vec<OtherAnswer>,
}

/// What one answer holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Content {
    Empty,
    Read(Type, Reading),
}

/// One of the good answers of an operation.
struct Good<'d> {
    response: &'d Response,
    /// What it holds when nothing else is asked for.
    content: Content,
    /// The media types of that.
    accept: Vec<String>,
    /// What it holds when a media type is asked for by its name.
    others: Vec<(Media, String, Content)>,
}

/// A good answer in one of its media types.
struct Given<'d> {
    response: &'d Response,
    content: Content,
    /// Where it is another than `application/json`.
    media_type: Option<String>,
}

impl<'d> Good<'d> {
    /// The answer when nothing else is asked for.
    fn given(&self) -> Given<'d> {
        Given {
            response: self.response,
            content: self.content.clone(),
            media_type: self.accept.first().and_then(|it| stated(it)),
        }
    }

    /// The answer when this media type is asked for.
    fn given_as(&self, media_type: &str) -> Given<'d> {
        let other = self.others.iter().find(|(_, it, _)| it == media_type);
        match other {
            None => self.given(),
            Some((_, media_type, content)) => Given {
                response: self.response,
                content: content.clone(),
                media_type: stated(media_type),
            },
        }
    }
}

impl<'d> Lowering<'d, '_> {
    /// What a success brings.
    pub(super) fn lower_answer(
        &mut self,
        draft: &mut Draft<'d>,
        module: &mut Module,
    ) -> Option<Answer> {
        let responses = good(&draft.operation.responses);
        if responses.is_empty() {
            self.problems.remark(
                Problem::new("no-answer", "an operation without an answer of success")
                    .at(&draft.operation.method.place, "no response here is 2xx")
                    .note("whatever it answers with is given as bytes")
                    .help("add what the operation answers with, such as `'204': {description: Done.}`"),
            );
            return (self.problems.is_foreign()).then(|| Answer {
                type_: Some(Type::Bytes),
                reading: Reading::Bytes,
                status: 200,
                media_type: None,
                accept: Some("*/*".to_owned()),
                redirects: false,
                others: Vec::new(),
            });
        }
        let each = responses.iter();
        // All of them are looked at before any of them matters.
        let answers: Vec<_> = each.map(|it| self.good_answer(draft, it)).collect();
        let answers: Vec<_> = answers.into_iter().collect::<Option<_>>()?;
        let given: Vec<_> = answers.iter().map(Good::given).collect();
        let first = given.first();
        let status = first.map_or(200, |it| first_of(it.response.status.value));
        let media_type = first.and_then(|it| it.media_type.clone());
        let (type_, reading) = self.one_or_several(draft, module, given, "")?;
        let accept = answers.iter().flat_map(|it| it.accept.clone());
        Some(Answer {
            type_,
            reading,
            status,
            media_type,
            accept: accepted(accept.collect()),
            redirects: answers
                .iter()
                .any(|it| is_redirect(it.response.status.value)),
            others: self.other_answers(draft, module, &answers)?,
        })
    }

    /// The answer in each of its other media types.
    fn other_answers(
        &mut self,
        draft: &mut Draft<'d>,
        module: &mut Module,
        answers: &[Good<'d>],
    ) -> Option<Vec<OtherAnswer>> {
        let mut named: Vec<(Media, &String)> = Vec::new();
        for (media, media_type, _) in answers.iter().flat_map(|it| &it.others) {
            // What stands for anything cannot be asked for, nor what no header can hold.
            let asked = media_type != "*/*" && is_header_value(media_type);
            if asked && !named.contains(&(*media, media_type)) {
                named.push((*media, media_type));
            }
        }
        let first = answers.iter().filter_map(|it| it.accept.first());
        let first: Vec<_> = first.map(|it| Media::of(it)).collect();
        let mut others = Vec::new();
        for (media, media_type) in &named {
            let alike = named.iter().filter(|(other, _)| other == media).count() > 1;
            let word = if alike || first.contains(media) {
                media_type.as_str()
            } else {
                media.word()
            };
            let place = &draft.operation.method.place;
            let name = self.value_name(None, &format!("send as {word}"), place)?;
            let given = answers.iter().map(|it| it.given_as(media_type)).collect();
            let (type_, reading) = self.one_or_several(draft, module, given, word)?;
            others.push(OtherAnswer {
                name: draft.take(&name),
                media_type: (*media_type).clone(),
                stated: stated(media_type),
                accept: match media {
                    // Another JSON would be taken for this one.
                    Media::Json => (*media_type).clone(),
                    _ => accepted(vec![(*media_type).clone()])
                        .unwrap_or_else(|| (*media_type).clone()),
                },
                type_,
                reading,
            });
        }
        Some(others)
    }

    /// The one type that all answers have, or an enum of them; `word` is what tells it from others of the operation.
    fn one_or_several(
        &mut self,
        draft: &Draft<'d>,
        module: &mut Module,
        mut answers: Vec<Given<'d>>,
        word: &str,
    ) -> Option<(Option<Type>, Reading)> {
        let first = answers.first()?.content.clone();
        if answers.iter().all(|it| it.content == first) {
            return Some(match answers.swap_remove(0).content {
                Content::Empty => (None, Reading::Json),
                Content::Read(type_, reading) => (Some(type_), reading),
            });
        }
        let (type_, index) = self.several_answers(draft, module, answers, word)?;
        Some((Some(type_), Reading::Status(index)))
    }

    /// A good answer in its media types.
    fn good_answer(&mut self, draft: &Draft<'d>, response: &'d Response) -> Option<Good<'d>> {
        let mut good = Good {
            response,
            content: Content::Empty,
            accept: Vec::new(),
            others: Vec::new(),
        };
        if is_redirect(response.status.value) {
            let location = Type::Nullable(Box::new(Type::String));
            good.content = Content::Read(location, Reading::Location);
            return Some(good);
        }
        let ways = representations(&response.content);
        let Some(way) = ways.first() else {
            return Some(good);
        };
        if matches!(response.status.value, Status::Code(204 | 205)) {
            self.problems.remark(
                Problem::new("no-content", "a body of an answer that has none")
                    .at(&way.entry.key.place, "nothing of this arrives")
                    .note("HTTP lets no answer with status 204 or 205 have a body, so this one brings nothing")
                    .help("remove `content`, or say that the status is 200"),
            );
            return Some(good);
        }
        let naming = self.answer_naming(draft, response, "response")?;
        let content = self.content(way.entry, way.media, &naming)?;
        good.content = self.hidden_text(content, way.entry);
        let first_type = essence(&way.entry.key.value);
        for entry in &response.content {
            let media_type = essence(&entry.key.value);
            let media = match Media::of(&media_type) {
                _ if media_type == "*/*" => way.media,
                media => media,
            };
            if std::ptr::eq(entry, way.entry) {
                good.accept.push(media_type);
                continue;
            }
            let mut naming = naming.clone();
            naming.own = format!("{} as {media_type}", naming.own);
            let first = (way.entry, &good.content);
            let content = self.content_beside(first, entry, media, &naming)?;
            let content = self.hidden_text(content, entry);
            if media == way.media && content == good.content {
                good.accept.push(media_type.clone());
                if media == Media::Json || media_type == "*/*" {
                    continue;
                }
                // Texts and bytes differ by what they hold: each can be asked for, the first one as well.
                if !good.others.iter().any(|(_, known, _)| *known == first_type) {
                    good.others
                        .push((media, first_type.clone(), content.clone()));
                }
            }
            good.others.push((media, media_type, content));
        }
        Some(good)
    }

    /// What an answer of this media type holds.
    pub(super) fn content(
        &mut self,
        entry: &'d LoadEntry<MediaType>,
        media: Media,
        naming: &Naming,
    ) -> Option<Content> {
        Some(match media {
            Media::Json => self.json_content(entry, naming)?,
            Media::Text | Media::Form => Content::Read(Type::String, Reading::Text),
            Media::Bytes | Media::Multipart => Content::Read(Type::Bytes, Reading::Bytes),
        })
    }

    /// The enum of answers with different bodies.
    fn several_answers(
        &mut self,
        draft: &Draft<'d>,
        module: &mut Module,
        answers: Vec<Given<'d>>,
        word: &str,
    ) -> Option<(Type, usize)> {
        let derived = crate::model::names::pascal(&format!("{} answer {word}", draft.subject));
        let Some(derived) = derived else {
            self.nameless(draft.name.as_str(), draft.place());
            return None;
        };
        let name = self.free_name(draft.document, &derived);
        let mut taken = crate::model::names::Taken::default();
        let mut variants = Vec::new();
        for Given {
            response,
            content,
            media_type,
        } in answers
        {
            let status = response.status.value;
            let name = taken.take_numbered(&crate::model::Ident::new(&variant_word(status))?);
            let mut docs = Docs::of(&format!("{}:", status_words(status)));
            let text = &response.description.value;
            docs = if text.trim().is_empty() {
                Docs::of(&format!("{}.", status_words(status)))
            } else {
                docs.description(text, &self.identifiers);
                docs
            };
            variants.push(AnswerVariant {
                name,
                docs,
                statuses: match status {
                    Status::Code(code) => Statuses::Codes(vec![code]),
                    Status::Range(hundred) => Statuses::Range(hundred),
                    Status::Default => Statuses::All,
                },
                type_: match content {
                    Content::Empty => None,
                    Content::Read(type_, reading) => Some((boxed(type_), reading)),
                },
                media_type,
            });
        }
        // A class goes after its members, and all others go last.
        variants.sort_by_key(|variant| match variant.statuses {
            Statuses::Codes(_) => 0,
            Statuses::Range(_) => 1,
            Statuses::All => 2,
        });
        let docs = Docs::of(&format!(
            "What `{}` answers with, by the status.",
            draft.name.as_str()
        ));
        module.answers.push(Answers {
            name: name.clone(),
            docs,
            variants,
        });
        let reference = TypeRef {
            module: module.path.clone(),
            name,
            kind: Kind::Union,
        };
        Some((Type::Named(reference), module.answers.len() - 1))
    }

    pub(super) fn answer_naming(
        &mut self,
        draft: &Draft<'d>,
        response: &'d Response,
        what: &str,
    ) -> Option<Naming> {
        let parent = match &response.component {
            Some(component) => crate::model::names::pascal(component),
            None => Some(draft.subject.clone()),
        };
        let Some(parent) = parent else {
            self.nameless(draft.name.as_str(), &response.place);
            return None;
        };
        let own = match response.status.value {
            Status::Code(code) if what == "error" => format!("{what} {code}"),
            Status::Range(hundred) if what == "error" => format!("{what} {hundred}xx"),
            // The plain name is that of all errors of the operation.
            Status::Default if what == "error" && response.component.is_none() => {
                "error body".to_owned()
            }
            _ => what.to_owned(),
        };
        Some(Naming::below(draft.document, &parent, own))
    }

    /// What a JSON body holds.
    fn json_content(
        &mut self,
        entry: &'d LoadEntry<MediaType>,
        naming: &Naming,
    ) -> Option<Content> {
        let Some(schema) = &entry.value.schema else {
            return Some(Content::Read(Type::Any, Reading::Json));
        };
        let seen = self.see(schema)?;
        if let Some(Shape::Nothing) = self.shape(&seen) {
            return Some(Content::Empty);
        }
        let nullable = seen.nullable;
        let type_ = self.type_of_seen(seen, Usage::READ, naming)?;
        let type_ = if nullable {
            Type::Nullable(Box::new(type_))
        } else {
            type_
        };
        Some(Content::Read(type_, Reading::Json))
    }
}

/// The answers of success: those of 2xx; where there are none, whatever is said of all answers. A redirection is one where the operation names it as what it
/// does, and that what was asked for has moved for good where nothing else is.
pub(super) fn good(responses: &[Response]) -> Vec<&Response> {
    let success = |status: Status| matches!(status, Status::Code(200..=299) | Status::Range(2));
    let found = |status: Status| matches!(status, Status::Code(302 | 303));
    let mut good: Vec<_> = responses
        .iter()
        .filter(|it| success(it.status.value) || found(it.status.value))
        .collect();
    if good.is_empty() {
        good.extend(responses.iter().filter(|it| is_redirect(it.status.value)));
    }
    if good.is_empty() {
        let all = |it: &&Response| it.status.value == Status::Default;
        good.extend(responses.iter().filter(all));
    }
    good
}

/// A struct in a box: the enum stays small, whatever its members grow to.
fn boxed(type_: Type) -> Type {
    match type_ {
        Type::Named(TypeRef {
            kind: Kind::Struct, ..
        }) => Type::Boxed(Box::new(type_)),
        Type::Nullable(inner) => Type::Nullable(Box::new(boxed(*inner))),
        _ => type_,
    }
}

fn is_redirect(status: Status) -> bool {
    matches!(
        status,
        Status::Code(301 | 302 | 303 | 307 | 308) | Status::Range(3)
    )
}
