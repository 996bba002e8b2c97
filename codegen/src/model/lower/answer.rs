//! What answers hold, good ones and errors.

use super::Lowering;
use super::body::essence;
use super::draft::Draft;
use super::registry::Naming;
use super::shape::Shape;
use crate::diagnostic::Problem;
use crate::load::openapi::{self, Entry as LoadEntry, MediaType, Response, Status};
use crate::model::{ErrorBodies, ErrorMap, Statuses, Type, Usage};

/// What an answer is typed as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum AnswerType {
    Empty,
    Type(Type),
}

/// A documented error.
#[derive(Debug)]
pub(super) struct Failure<'d> {
    pub(super) response: &'d Response,
    /// The type of its body, where it is JSON.
    pub(super) body: Option<Type>,
}

impl<'d> Lowering<'d, '_> {
    /// What a success brings.
    pub(super) fn lower_answer(&mut self, draft: &Draft<'d>) -> Option<AnswerType> {
        let good: Vec<_> = draft
            .operation
            .responses
            .iter()
            .filter(|response| is_good(response.status.value))
            .collect();
        let Some(first) = good.first() else {
            self.problem(
                Problem::new("no-answer", "an operation without an answer of success")
                    .at(&draft.operation.method.place, "no response here is 2xx")
                    .help("add what the operation answers with, such as `'204': {description: Done.}`"),
            );
            return None;
        };
        let mut answer: Option<AnswerType> = None;
        for response in &good {
            let naming = self.answer_naming(draft, response, "response")?;
            let typed = match self.json_body(&response.content, &naming) {
                Ok(typed) => typed.map_or(AnswerType::Empty, AnswerType::Type),
                Err(Some(entry)) => {
                    let named = super::docs::code(&entry.key.value);
                    self.problem(
                        Problem::new(
                            "media-type",
                            format!("an answer in {named} cannot be read yet"),
                        )
                        .at(&entry.key.place, "is not JSON")
                        .help("only `application/json` and `…+json` are understood"),
                    );
                    return None;
                }
                Err(None) => return None,
            };
            if answer.as_ref().is_some_and(|answer| *answer != typed) {
                self.problem(
                    Problem::new("answers", "two answers of success with different bodies")
                        .at(&response.status.place, "this one has another body")
                        .also(&first.status.place, "than this one")
                        .note("an operation has one type that it returns")
                        .help("describe one body that covers both, with optional members or as a `oneOf`"),
                );
                return None;
            }
            answer = Some(typed);
        }
        answer
    }

    /// The documented errors.
    pub(super) fn lower_failures(&mut self, draft: &Draft<'d>) -> Vec<Failure<'d>> {
        let operation = draft.operation;
        operation
            .responses
            .iter()
            .filter(|response| !is_good(response.status.value))
            .filter_map(|response| {
                let naming = self.answer_naming(draft, response, "error")?;
                let body = match self.json_body(&response.content, &naming) {
                    Ok(body) => body,
                    // An error in another form has no typed body; its raw bytes are in the error.
                    Err(Some(_)) => None,
                    Err(None) => return None,
                };
                Some(Failure { response, body })
            })
            .collect()
    }

    fn answer_naming(
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
            _ => what.to_owned(),
        };
        Some(Naming::below(draft.document, &parent, own))
    }

    /// The type of a JSON body; `Ok(None)`: there is none. `Err(Some(_))`: it is not JSON. `Err(None)`: a problem was reported.
    fn json_body(
        &mut self,
        content: &'d [LoadEntry<MediaType>],
        naming: &Naming,
    ) -> Result<Option<Type>, Option<&'d LoadEntry<MediaType>>> {
        let Some(first) = content.first() else {
            return Ok(None);
        };
        let json = content.iter().find(|entry| {
            let essence = essence(&entry.key.value);
            essence == "application/json" || essence == "*/*" || essence.ends_with("+json")
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

/// The table of error bodies; none where no error has one. What a wider row says already is not said again.
pub(super) fn error_bodies(failures: &[Failure<'_>]) -> Option<ErrorBodies> {
    if failures.iter().all(|failure| failure.body.is_none()) {
        return None;
    }
    let body_of = |wanted: Status| {
        failures
            .iter()
            .find(|failure| failure.response.status.value == wanted)
            .map(|failure| &failure.body)
    };
    let all = body_of(Status::Default).unwrap_or(&None);
    let mut rows: Vec<(Statuses, Option<Type>)> = Vec::new();
    for failure in failures {
        let Status::Code(code) = failure.response.status.value else {
            continue;
        };
        let range = u8::try_from(code / 100).ok().map(Status::Range);
        if failure.body == *range.and_then(body_of).unwrap_or(all) {
            continue;
        }
        let same = rows.iter_mut().find_map(|(statuses, body)| match statuses {
            Statuses::Codes(codes) if *body == failure.body => Some(codes),
            _ => None,
        });
        match same {
            Some(codes) => codes.push(code),
            None => rows.push((Statuses::Codes(vec![code]), failure.body.clone())),
        }
    }
    for failure in failures {
        if let Status::Range(hundred) = failure.response.status.value
            && failure.body != *all
        {
            rows.push((Statuses::Range(hundred), failure.body.clone()));
        }
    }
    if all.is_some() {
        rows.push((Statuses::All, all.clone()));
    }
    Some(ErrorBodies(rows))
}

/// The model of `x-error`.
pub(super) fn error_map(error: Option<&openapi::XError>) -> ErrorMap {
    let Some(error) = error else {
        return ErrorMap::default();
    };
    let texts = |list: &[crate::diagnostic::Spanned<String>]| {
        list.iter().map(|text| text.value.clone()).collect()
    };
    ErrorMap {
        code: texts(&error.code),
        message: texts(&error.message),
        request_id: texts(&error.request_id),
        request_id_header: error
            .request_id_header
            .as_ref()
            .map(|header| header.value.clone()),
        kinds: error
            .kinds
            .iter()
            .flat_map(|(kind, codes)| codes.iter().map(|code| (code.value.clone(), kind.value)))
            .collect(),
    }
}

fn is_good(status: Status) -> bool {
    matches!(status, Status::Code(200..=299) | Status::Range(2))
}
