//! What errors hold: the types of their bodies, and where they say what.

use super::Lowering;
use super::answer::good;
use super::draft::Draft;
use crate::load::openapi::{self, Response, Status};
use crate::model::{ErrorBodies, ErrorMap, Statuses, Type};

/// A documented error.
#[derive(Debug)]
pub(super) struct Failure<'d> {
    pub(super) response: &'d Response,
    /// The type of its body, where it is JSON.
    pub(super) body: Option<Type>,
}

impl<'d> Lowering<'d, '_> {
    /// The documented errors.
    pub(super) fn lower_failures(&mut self, draft: &Draft<'d>) -> Vec<Failure<'d>> {
        let operation = draft.operation;
        let good: Vec<_> = good(&operation.responses)
            .iter()
            .map(|response| response.status.value)
            .collect();
        operation
            .responses
            .iter()
            .filter(|response| !good.contains(&response.status.value))
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
