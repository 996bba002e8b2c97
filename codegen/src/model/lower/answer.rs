//! What good answers hold.

use super::Lowering;
use super::draft::Draft;
use super::media::{Media, essence, representations};
use super::registry::Naming;
use super::shape::Shape;
use crate::diagnostic::{Place, Problem};
use crate::load::openapi::{Entry as LoadEntry, MediaType, Response, Status};
use crate::model::{
    AnswerVariant, Answers, Docs, Kind, Module, Reading, Statuses, Type, TypeRef, Usage,
};

/// What a success brings, and how it is asked for and read.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) type_: Option<Type>,
    pub(super) reading: Reading,
    pub(super) accept: Option<String>,
    pub(super) redirects: bool,
}

/// What one answer holds.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Content {
    Empty,
    Read(Type, Reading),
}

impl<'d> Lowering<'d, '_> {
    /// What a success brings.
    pub(super) fn lower_answer(
        &mut self,
        draft: &Draft<'d>,
        module: &mut Module,
    ) -> Option<Answer> {
        let good = good(&draft.operation.responses);
        let Some(first) = good.first() else {
            self.problems.remark(
                Problem::new("no-answer", "an operation without an answer of success")
                    .at(&draft.operation.method.place, "no response here is 2xx")
                    .note("whatever it answers with is given as bytes")
                    .help("add what the operation answers with, such as `'204': {description: Done.}`"),
            );
            return (self.problems.is_foreign()).then(|| Answer {
                type_: Some(Type::Bytes),
                reading: Reading::Bytes,
                accept: Some("*/*".to_owned()),
                redirects: false,
            });
        };
        let mut accept = Vec::new();
        let mut answers: Vec<(&Response, Content)> = Vec::new();
        for response in &good {
            let naming = self.answer_naming(draft, response, "response")?;
            let read = self.good_body(response, &naming, &mut accept)?;
            answers.push((response, read));
        }
        let redirects = good.iter().any(|it| is_redirect(it.status.value));
        let accept = accepted(accept);
        if answers.iter().all(|(_, read)| *read == answers[0].1) {
            let (type_, reading) = match answers.swap_remove(0).1 {
                Content::Empty => (None, Reading::Json),
                Content::Read(type_, reading) => (Some(type_), reading),
            };
            return Some(Answer {
                type_,
                reading,
                accept,
                redirects,
            });
        }
        let (type_, index) = self.several_answers(draft, module, answers, &first.place)?;
        Some(Answer {
            type_: Some(type_),
            reading: Reading::Status(index),
            accept,
            redirects,
        })
    }

    /// The body of a good answer and how it is read; notes the media types to ask for.
    fn good_body(
        &mut self,
        response: &'d Response,
        naming: &Naming,
        accept: &mut Vec<String>,
    ) -> Option<Content> {
        if is_redirect(response.status.value) {
            let location = Type::Nullable(Box::new(Type::String));
            return Some(Content::Read(location, Reading::Location));
        }
        let ways = representations(&response.content);
        let Some(way) = ways.first() else {
            return Some(Content::Empty);
        };
        let same = response.content.iter().filter(|entry| {
            Media::of(&entry.key.value) == way.media || essence(&entry.key.value) == "*/*"
        });
        accept.extend(same.map(|entry| essence(&entry.key.value)));
        Some(match way.media {
            Media::Json => match self.json_body(&response.content, naming) {
                Ok(Some(type_)) => Content::Read(type_, Reading::Json),
                Ok(None) => Content::Empty,
                Err(_) => return None,
            },
            Media::Text | Media::Form => Content::Read(Type::String, Reading::Text),
            Media::Bytes | Media::Multipart => Content::Read(Type::Bytes, Reading::Bytes),
        })
    }

    /// The enum of answers with different bodies.
    fn several_answers(
        &mut self,
        draft: &Draft<'d>,
        module: &mut Module,
        answers: Vec<(&'d Response, Content)>,
        place: &'d Place,
    ) -> Option<(Type, usize)> {
        let derived = crate::model::names::pascal(&format!("{} answer", draft.subject));
        let Some(derived) = derived else {
            self.nameless(draft.name.as_str(), place);
            return None;
        };
        let name = self.free_name(draft.document, &derived);
        let mut taken = crate::model::names::Taken::default();
        let mut variants = Vec::new();
        for (response, content) in answers {
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
                    Content::Read(type_, reading) => Some((type_, reading)),
                },
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

    /// The type of a JSON body; `Ok(None)`: there is none. `Err(Some(_))`: it is not JSON. `Err(None)`: a problem was reported.
    pub(super) fn json_body(
        &mut self,
        content: &'d [LoadEntry<MediaType>],
        naming: &Naming,
    ) -> Result<Option<Type>, Option<&'d LoadEntry<MediaType>>> {
        let Some(first) = content.first() else {
            return Ok(None);
        };
        let json = content.iter().find(|entry| {
            Media::of(&entry.key.value) == Media::Json || essence(&entry.key.value) == "*/*"
        });
        let Some(json) = json else {
            return Err(Some(first));
        };
        let Some(schema) = &json.value.schema else {
            return Ok(Some(Type::Any));
        };
        let seen = self.see(schema).ok_or(None)?;
        if let Some(Shape::Nothing) = self.shape(&seen) {
            return Ok(None);
        }
        let nullable = seen.nullable;
        let type_ = self.type_of_seen(seen, Usage::READ, naming).ok_or(None)?;
        Ok(Some(if nullable {
            Type::Nullable(Box::new(type_))
        } else {
            type_
        }))
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

fn is_redirect(status: Status) -> bool {
    matches!(
        status,
        Status::Code(301 | 302 | 303 | 307 | 308) | Status::Range(3)
    )
}

/// The media types to ask for; none where that is JSON alone. Errors are JSON more often than not.
fn accepted(mut types: Vec<String>) -> Option<String> {
    types.retain(|it| it.contains('/') && it.bytes().all(|byte| matches!(byte, b'!'..=b'~')));
    let mut seen = Vec::new();
    for type_ in types {
        if !seen.contains(&type_) {
            seen.push(type_);
        }
    }
    if seen
        .iter()
        .all(|it| it == "application/json" || it == "*/*")
    {
        return None;
    }
    if !seen.iter().any(|it| it == "application/json") {
        seen.push("application/json;q=0.5".to_owned());
    }
    Some(seen.join(", "))
}

/// The name of the variant for a status.
fn variant_word(status: Status) -> String {
    let word = match status {
        Status::Code(200) => "Ok",
        Status::Code(201) => "Created",
        Status::Code(202) => "Accepted",
        Status::Code(203) => "NonAuthoritative",
        Status::Code(204) => "NoContent",
        Status::Code(205) => "ResetContent",
        Status::Code(206) => "PartialContent",
        Status::Code(207) => "MultiStatus",
        Status::Code(301) => "MovedPermanently",
        Status::Code(302) => "Found",
        Status::Code(303) => "SeeOther",
        Status::Code(307) => "TemporaryRedirect",
        Status::Code(308) => "PermanentRedirect",
        Status::Code(code) => return format!("Status{code}"),
        Status::Range(_) | Status::Default => "Other",
    };
    word.to_owned()
}

fn status_words(status: Status) -> String {
    match status {
        Status::Code(code) => format!("Status {code}"),
        Status::Range(hundred) => format!("Any other status from {hundred}00 to {hundred}99"),
        Status::Default => "Any other status of success".to_owned(),
    }
}
