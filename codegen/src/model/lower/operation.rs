//! Operations.

use super::Lowering;
use super::draft::Draft;
use super::error_enum::Errors;
use super::failure::{Failure, error_bodies, error_map};
use super::media::{Media, Representation, essence, representations};
use crate::load::listed;
use crate::load::openapi::{self, Method, PathItem};
use crate::model::{
    Arguments, Body, Docs, Entry, ErrorTable, Ident, Module, Operation, Origin, Presence, Repeat,
    Segment, names,
};

/// As many arguments stand in a row; more are members of a struct.
const MOST_ARGUMENTS: usize = 6;

/// An operation that is lowered but for its grant and its documentation, which need to know all types.
#[derive(Debug)]
pub(super) struct Lowered<'d> {
    pub(super) draft: Draft<'d>,
    pub(super) failures: Vec<Failure<'d>>,
    /// The enum of its errors, where they differ by status.
    pub(super) errors: Option<Errors>,
    /// An index of the sets of headers.
    pub(super) headers: Option<usize>,
    pub(super) model: Operation,
}

impl<'d> Lowering<'d, '_> {
    pub(super) fn lower_operation(
        &mut self,
        document: usize,
        path: &'d PathItem,
        operation: &'d openapi::Operation,
        module: &mut Module,
    ) -> Vec<Lowered<'d>> {
        let content = operation
            .request_body
            .as_ref()
            .map_or(&[][..], |body| &body.content);
        let ways = representations(content);
        let Some((first, others)) = ways.split_first() else {
            return Vec::from_iter(self.lower_way(document, path, operation, module, (None, "")));
        };
        let way = (Some(*first), "");
        let mut lowered = Vec::from_iter(self.lower_way(document, path, operation, module, way));
        for other in others {
            let alike = ways.iter().filter(|way| way.media == other.media).count() > 1;
            let suffix = if alike {
                essence(&other.entry.key.value)
            } else {
                other.media.word().to_owned()
            };
            let way = (Some(*other), suffix.as_str());
            lowered.extend(self.lower_way(document, path, operation, module, way));
        }
        lowered
    }

    /// Lowers an operation whose body is sent in one of its representations.
    fn lower_way(
        &mut self,
        document: usize,
        path: &'d PathItem,
        operation: &'d openapi::Operation,
        module: &mut Module,
        (representation, suffix): (Option<Representation<'d>>, &str),
    ) -> Option<Lowered<'d>> {
        let mut draft = self.draft(
            (document, &module.path),
            path,
            operation,
            representation,
            suffix,
        )?;
        // The order of the arguments: what is asked for, then who asks.
        let constants = self.lower_parameters(&mut draft);
        let body = self.lower_body(&mut draft);
        let security = self.lower_security(&mut draft);
        let answer = self.lower_answer(&mut draft, module);
        let failures = self.lower_failures(&draft);
        let errors = self.note_errors(&draft, &failures);
        let headers = self.note_headers(&draft);
        let (mut body, answer, security) = (body?, answer?, security?);
        let new = draft.sort_required_first();
        let arguments = self.arguments(&draft, module);
        match &mut body {
            Body::None => {}
            Body::Parameter(index) | Body::Form(index, _) | Body::Raw { index, .. } => {
                *index = new[*index];
            }
            Body::Object { entries, .. } => {
                for entry in entries {
                    if let Entry::Field(index) = entry {
                        *index = new[*index];
                    }
                }
            }
        }
        let documents = self.documents;
        let source = documents.get(document)?;
        let retry = operation.retry.as_ref().or(source.retry.as_ref());
        let statuses = |list: &[crate::diagnostic::Spanned<u16>]| {
            list.iter().map(|status| status.value).collect::<Vec<_>>()
        };
        let repeat = retry
            .and_then(|retry| retry.repeat.as_ref())
            .map_or_else(|| default_repeat(operation), |repeat| repeat.value);
        let error = operation.error.as_ref().or(source.error.as_ref());
        let error_map = error.map(|error| ErrorTable {
            module: module.path.clone(),
            index: index_of(&mut module.error_maps, error_map(error)),
        });
        let error_bodies = error_bodies(&failures);
        let error_table = error_bodies.note(&mut module.error_bodies);
        let model = Operation {
            id: draft.id.clone(),
            origin: Origin {
                document: source.id,
                listed: listed(operation.method.value.spelled(), &path.path.value),
            },
            name: draft.name.clone(),
            request: draft.request.clone(),
            constant: static_name(&draft.name)?,
            docs: Docs::default(),
            request_docs: Docs::default(),
            deprecated: operation.deprecated,
            method: operation.method.value,
            paths: paths_of(source, path, operation),
            repeat,
            never_retry: retry.map_or_else(Vec::new, |retry| statuses(&retry.never)),
            also_retry: retry.map_or_else(Vec::new, |retry| statuses(&retry.also)),
            error_map,
            error_table,
            error_bodies,
            parameters: draft.parameters.clone(),
            arguments,
            constants,
            body,
            json_type: json_type(representation),
            answer: answer.type_,
            reading: answer.reading,
            status: answer.status,
            media_type: answer.media_type,
            accept: answer.accept,
            headers: headers.and_then(|set| self.headers_of(set)),
            redirects: answer.redirects,
            server: self.own_server(source, operation, (&draft.subject, module)),
            other_answers: answer.others,
            grant: None,
            paging: None,
            security: (!security.is_empty()).then(|| index_of(&mut module.security, security)),
        };
        Some(Lowered {
            draft,
            failures,
            errors,
            headers,
            model,
        })
    }
}

impl<'d> Lowering<'d, '_> {
    /// The struct of an operation's arguments, where they are more than one tells apart by their order.
    fn arguments(&mut self, draft: &Draft<'d>, module: &Module) -> Option<Arguments> {
        let required = |it: &&crate::model::Parameter| it.field.presence == Presence::Required;
        if draft.parameters.iter().filter(required).count() <= MOST_ARGUMENTS {
            return None;
        }
        let name = names::pascal(&format!("{} arguments", draft.subject))?;
        let handle = module.handle().map_or("Client", Ident::as_str);
        let docs = format!("The arguments of [`{handle}::{}`].", draft.name.as_str());
        Some(Arguments {
            name: self.free_name(draft.document, &name),
            docs: Docs::of(&docs),
        })
    }
}

/// The media type of a JSON body, where it is another than `application/json`.
fn json_type(representation: Option<Representation<'_>>) -> Option<String> {
    let representation = representation.filter(|it| it.media == Media::Json)?;
    let stated = representation.media_type();
    let usual = matches!(
        essence(&stated).as_str(),
        "application/json" | "application/octet-stream"
    );
    (!usual).then_some(stated)
}

/// The path in each style, the document's own first.
fn paths_of(
    document: &openapi::Document,
    path: &PathItem,
    operation: &openapi::Operation,
) -> Vec<Vec<Segment>> {
    let parameters: Vec<_> = template_names(&path.path.value);
    let own = segments(&path.path.value, &parameters);
    let Some(styles) = &document.path_styles else {
        return vec![own];
    };
    let others = styles.styles.iter().skip(1).map(|style| {
        operation
            .paths
            .iter()
            .find(|entry| entry.key.value == style.key.value)
            .map_or_else(
                || own.clone(),
                |entry| segments(&entry.value.value, &parameters),
            )
    });
    std::iter::once(own.clone()).chain(others).collect()
}

/// The name of an operation's static; never one that the module has for something else.
fn static_name(method: &Ident) -> Option<Ident> {
    let name = names::shouty(method.as_str())?;
    let prefix = ["ERRORS", "SECURITY"];
    let numbered = prefix.iter().find_map(|it| name.as_str().strip_prefix(it));
    let other = name.as_str() == "SERVICE"
        || numbered.is_some_and(|rest| {
            rest.trim_start_matches(['_', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
                .is_empty()
        });
    // Where letters have no case, it would be called like the function of its double.
    if other || name.as_str() == method.as_str() {
        names::shouty(&format!("{} operation", method.as_str()))
    } else {
        Some(name)
    }
}

/// Where `value` stands in the list; it is added where it is not there yet.
fn index_of<T: PartialEq>(list: &mut Vec<T>, value: T) -> usize {
    list.iter()
        .position(|one| *one == value)
        .unwrap_or_else(|| {
            list.push(value);
            list.len() - 1
        })
}

/// Whether twice has the effect of once: what HTTP says of the method, and asking for a token.
fn default_repeat(operation: &openapi::Operation) -> Repeat {
    let idempotent = matches!(
        operation.method.value,
        Method::Get | Method::Head | Method::Options | Method::Put | Method::Delete
    );
    if idempotent || operation.token_grant.is_some() {
        Repeat::Safe
    } else {
        Repeat::Unsent
    }
}

/// A path without its fragment.
fn bare(path: &str) -> &str {
    path.split_once('#').map_or(path, |(bare, _)| bare)
}

/// The names in braces, in their order.
fn template_names(path: &str) -> Vec<&str> {
    bare(path)
        .split('{')
        .skip(1)
        .filter_map(|piece| piece.split_once('}'))
        .map(|(name, _)| name)
        .collect()
}

/// A path as text and parameters.
fn segments(path: &str, parameters: &[&str]) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut rest = bare(path);
    while let Some((text, behind)) = rest.split_once('{') {
        let Some((name, after)) = behind.split_once('}') else {
            break;
        };
        if !text.is_empty() {
            segments.push(Segment::Text(text.to_owned()));
        }
        if let Some(index) = parameters.iter().position(|parameter| *parameter == name) {
            segments.push(Segment::Parameter(index));
        }
        rest = after;
    }
    if !rest.is_empty() {
        segments.push(Segment::Text(rest.to_owned()));
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::{Segment, segments, template_names};

    #[test]
    fn a_path_is_compiled_to_segments() {
        let path = "/a/{date.year}/b/{x}-{y}#fragment";
        let names = template_names(path);
        assert_eq!(names, ["date.year", "x", "y"]);
        assert_eq!(
            segments(path, &names),
            [
                Segment::Text("/a/".to_owned()),
                Segment::Parameter(0),
                Segment::Text("/b/".to_owned()),
                Segment::Parameter(1),
                Segment::Text("-".to_owned()),
                Segment::Parameter(2),
            ]
        );
    }

    #[test]
    fn another_style_may_have_another_order() {
        assert_eq!(
            segments("/{y}/{x}", &["x", "y"]),
            [
                Segment::Text("/".to_owned()),
                Segment::Parameter(1),
                Segment::Text("/".to_owned()),
                Segment::Parameter(0),
            ]
        );
    }
}
