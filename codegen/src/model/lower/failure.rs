//! What errors hold: the types of their bodies, and where they say what.

use super::Lowering;
use super::answer::{Content, good};
use super::draft::Draft;
use super::media::{essence, media_of, stated};
use super::registry::Naming;
use crate::load::openapi::{self, Entry, MediaType, Response, Status};
use crate::model::{ErrorBodies, ErrorBody, ErrorContent, ErrorMap, Reading, Statuses};

/// A documented error.
#[derive(Debug)]
pub(super) struct Failure<'d> {
    pub(super) response: &'d Response,
    pub(super) content: ErrorContent,
}

impl<'d> Lowering<'d, '_> {
    /// The documented errors. A `default` with a body stands for them also where it stands for the answer of success, because the document has no other.
    pub(super) fn lower_failures(&mut self, draft: &Draft<'d>) -> Vec<Failure<'d>> {
        let operation = draft.operation;
        let good: Vec<_> = good(&operation.responses)
            .iter()
            .map(|response| response.status.value)
            .collect();
        operation
            .responses
            .iter()
            .filter(|response| {
                let status = response.status.value;
                let whole = status == Status::Default && !response.content.is_empty();
                whole || !good.contains(&status)
            })
            .filter_map(|response| {
                let naming = self.answer_naming(draft, response, "error")?;
                let content = self.error_content(response, &naming)?;
                Some(Failure { response, content })
            })
            .collect()
    }

    /// The bodies of an error. The first of JSON, text and bytes has the plain names; the answer says which of them it is.
    fn error_content(&mut self, response: &'d Response, naming: &Naming) -> Option<ErrorContent> {
        let mut entries: Vec<_> = response.content.iter().collect();
        // As for answers of success, a media type of its own name goes before a wildcard.
        entries.sort_by_key(|it| (media_of(it), it.key.value.contains('*')));
        let mut bodies: Vec<ErrorBody> = Vec::new();
        let mut first: Option<(&'d Entry<MediaType>, Content)> = None;
        for entry in entries {
            let media_type = essence(&entry.key.value);
            if bodies.iter().any(|it| it.media_type == media_type) {
                continue;
            }
            let mut naming = naming.clone();
            if !bodies.is_empty() {
                naming.own = format!("{} as {media_type}", naming.own);
            }
            let content = match &first {
                Some((first, content)) => {
                    self.content_beside((first, content), entry, media_of(entry), &naming)?
                }
                None => self.content(entry, media_of(entry), &naming)?,
            };
            first.get_or_insert_with(|| (entry, content.clone()));
            let Content::Read(type_, reading) = content else {
                continue;
            };
            let mut body = ErrorBody {
                type_,
                reading,
                stated: stated(&media_type),
                media_type,
                word: None,
            };
            body.word = match bodies.iter().find(|it| it.is_like(&body)) {
                Some(known) => known.word.clone(),
                None if bodies.is_empty() => None,
                None => Some(match body.reading {
                    Reading::Text => "text".to_owned(),
                    Reading::Bytes => "bytes".to_owned(),
                    _ => body.media_type.clone(),
                }),
            };
            bodies.push(body);
        }
        Some(ErrorContent(bodies))
    }
}

/// The table of error bodies; empty where no error has one. What a wider row says already is not said again.
pub(super) fn error_bodies(failures: &[Failure<'_>]) -> ErrorBodies {
    if failures.iter().all(|failure| failure.content.0.is_empty()) {
        return ErrorBodies::default();
    }
    let body_of = |wanted: Status| {
        failures
            .iter()
            .find(|failure| failure.response.status.value == wanted)
            .map(|failure| &failure.content)
    };
    let none = ErrorContent::default();
    let all = body_of(Status::Default).unwrap_or(&none);
    let mut rows: Vec<(Statuses, ErrorContent)> = Vec::new();
    // Tables that say the same in another order are one.
    let mut singles: Vec<_> = failures.iter().collect();
    singles.sort_by_key(|it| match it.response.status.value {
        Status::Code(code) => code,
        _ => 0,
    });
    for failure in singles {
        let Status::Code(code) = failure.response.status.value else {
            continue;
        };
        let range = u8::try_from(code / 100).ok().map(Status::Range);
        let wider = range.and_then(body_of).unwrap_or(all);
        if failure.content.is_read_like(wider) {
            continue;
        }
        let alike = |it: &ErrorContent| it.is_read_like(&failure.content);
        let same = rows
            .iter_mut()
            .find_map(|(statuses, content)| match statuses {
                Statuses::Codes(codes) if alike(content) => Some(codes),
                _ => None,
            });
        match same {
            Some(codes) => codes.push(code),
            None => rows.push((Statuses::Codes(vec![code]), failure.content.clone())),
        }
    }
    for failure in failures {
        if let Status::Range(hundred) = failure.response.status.value
            && !failure.content.is_read_like(all)
        {
            rows.push((Statuses::Range(hundred), failure.content.clone()));
        }
    }
    if !all.0.is_empty() {
        rows.push((Statuses::All, all.clone()));
    }
    ErrorBodies(rows)
}

/// The model of `x-error`.
pub(super) fn error_map(error: &openapi::XError) -> ErrorMap {
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
