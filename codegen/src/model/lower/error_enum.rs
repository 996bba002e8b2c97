//! Documented errors as enums: a variant for each status. Operations that document the same errors share one.

use super::Lowering;
use super::draft::Draft;
use super::failure::Failure;
use super::operation::Lowered;
use crate::load::openapi::Status;
use crate::model::names::{self, Taken};
use crate::model::{
    Docs, ErrorAlias, ErrorEnum, ErrorVariant, Ident, Kind, Module, Statuses, Type, TypeRef,
};

/// The same errors, whichever operations document them.
#[derive(Debug)]
pub(super) struct ErrorSet {
    /// The index of the document. What is in one document needs the same features.
    document: usize,
    /// In the order in which they count.
    rows: Vec<Row>,
    reference: TypeRef,
    /// The ids of the operations.
    operations: Vec<String>,
}

#[derive(Debug)]
struct Row {
    status: Status,
    body: Option<Type>,
    variant: Ident,
    /// What the document says of it, where all operations say the same.
    text: Option<String>,
    /// Whether it has a body that has no type.
    untyped: bool,
}

/// How an operation knows its errors.
#[derive(Debug)]
pub(super) struct Errors {
    /// An index of the sets.
    set: usize,
    /// In the operation's module.
    pub(super) name: Ident,
    /// Whether the enum is declared with this operation; else this is another name of it.
    own: bool,
}

impl<'d> Lowering<'d, '_> {
    /// The enum of an operation's errors, where the document tells some of them apart and types one. Under `default` alone there is nothing to match.
    pub(super) fn note_errors(
        &mut self,
        draft: &Draft<'d>,
        failures: &[Failure<'d>],
    ) -> Option<Errors> {
        let typed = failures.iter().any(|it| it.body.is_some());
        let told_apart = failures
            .iter()
            .any(|it| it.response.status.value != Status::Default);
        if !typed || !told_apart {
            return None;
        }
        let rows = rows(failures);
        let name = self.error_name(draft)?;
        let same = self.error_sets.iter_mut().enumerate().find(|(_, set)| {
            let alike = |(one, other): (&Row, &Row)| {
                one.status == other.status && one.body == other.body && one.untyped == other.untyped
            };
            set.document == draft.document
                && set.rows.len() == rows.len()
                && set.rows.iter().zip(&rows).all(alike)
        });
        if let Some((index, set)) = same {
            if !set.operations.contains(&draft.id) {
                set.operations.push(draft.id.clone());
            }
            for (known, other) in set.rows.iter_mut().zip(rows) {
                known.text = known
                    .text
                    .take()
                    .filter(|it| Some(it) == other.text.as_ref());
            }
            return Some(Errors {
                set: index,
                name,
                own: false,
            });
        }
        self.error_sets.push(ErrorSet {
            document: draft.document,
            rows,
            reference: TypeRef {
                module: draft.module.clone(),
                name: name.clone(),
                kind: Kind::Union,
            },
            operations: vec![draft.id.clone()],
        });
        Some(Errors {
            set: self.error_sets.len() - 1,
            name,
            own: true,
        })
    }

    /// `GetPartError`, unless the document has a schema of that name.
    fn error_name(&mut self, draft: &Draft<'d>) -> Option<Ident> {
        let named = |word: &str| names::pascal(&format!("{} {word}", draft.subject));
        let reserved = |name: &Ident| self.reserved.contains(&(draft.document, name.clone()));
        let first = named("error")?;
        let name = [Some(first.clone()), named("failure")]
            .into_iter()
            .flatten()
            .find(|name| !reserved(name))
            .unwrap_or(first);
        Some(self.free_name(draft.document, &name))
    }

    /// Puts the enum of an operation's errors, or its other name, into the module.
    pub(super) fn declare_errors(&mut self, lowered: &Lowered<'d>, module: &mut Module) {
        let Some(errors) = &lowered.errors else {
            return;
        };
        let handle = module.handle().map_or("Client", Ident::as_str).to_owned();
        let method = format!("[`{handle}::{}`]", lowered.model.name.as_str());
        let example = errors.own.then(|| self.error_example(lowered, module));
        let Some(set) = self.error_sets.get(errors.set) else {
            return;
        };
        let Some(example) = example else {
            let of = super::operation_docs::type_link(&set.reference, &module.path);
            module.error_aliases.push(ErrorAlias {
                name: errors.name.clone(),
                docs: Docs::of(&format!("The documented errors of {method}: {of}.")),
                of: set.reference.clone(),
            });
            return;
        };
        let others = if set.operations.len() > 1 {
            ", and of the operations that have another name for it"
        } else {
            ""
        };
        let mut docs = Docs::of(&format!(
            "The documented errors of {method}{others}, told apart by their status."
        ));
        docs.heading("Examples");
        docs.rust(&example);
        let variants = set.rows.iter().map(|row| {
            let mut docs = Docs::of(status_words(row.status).as_str());
            if let Some(text) = &row.text {
                docs.description(text, &self.identifiers);
            }
            if row.untyped {
                docs.paragraph("[`raw_body`](::api_core::Error::raw_body) has its body.");
            }
            ErrorVariant {
                name: row.variant.clone(),
                docs,
                statuses: match row.status {
                    Status::Code(code) => Statuses::Codes(vec![code]),
                    Status::Range(hundred) => Statuses::Range(hundred),
                    Status::Default => Statuses::All,
                },
                body: row.body.clone(),
            }
        });
        let variants = variants.collect();
        module.error_enums.push(ErrorEnum {
            name: errors.name.clone(),
            docs,
            operations: set.operations.clone(),
            variants,
        });
    }

    /// The variant for a status.
    pub(super) fn error_variant(&self, errors: &Errors, status: Status) -> Option<&Ident> {
        let rows = &self.error_sets.get(errors.set)?.rows;
        let row = rows.iter().find(|row| row.status == status)?;
        Some(&row.variant)
    }

    /// A pattern for the first typed error of an operation; it binds `body`.
    pub(super) fn error_pattern(&self, errors: &Errors) -> Option<String> {
        let rows = &self.error_sets.get(errors.set)?.rows;
        let row = rows.iter().find(|row| row.body.is_some())?;
        let variant = format!("{}::{}", errors.name, row.variant);
        Some(match row.status {
            Status::Code(_) => format!("{variant}(body)"),
            _ => format!("{variant} {{ body, .. }}"),
        })
    }
}

/// A status counts before its range, and that before what is said of all others.
fn rows(failures: &[Failure<'_>]) -> Vec<Row> {
    let mut sorted: Vec<_> = failures.iter().collect();
    sorted.sort_by_key(|it| match it.response.status.value {
        Status::Code(code) => (0, code),
        Status::Range(hundred) => (1, u16::from(hundred)),
        Status::Default => (2, 0),
    });
    let mut taken = Taken::with(&["Untyped"]);
    let row = |failure: &&Failure<'_>| {
        let status = failure.response.status.value;
        let text = failure.response.description.value.trim();
        Some(Row {
            status,
            body: failure.body.clone(),
            variant: taken.take_numbered(&Ident::new(&variant_word(status))?),
            text: (!text.is_empty()).then(|| text.to_owned()),
            untyped: failure.body.is_none() && !failure.response.content.is_empty(),
        })
    };
    sorted.iter().filter_map(row).collect()
}

/// What RFC 9110, and the registry of statuses that it founds, call a status.
fn variant_word(status: Status) -> String {
    let word = match status {
        Status::Code(304) => "NotModified",
        Status::Code(400) => "BadRequest",
        Status::Code(401) => "Unauthorized",
        Status::Code(402) => "PaymentRequired",
        Status::Code(403) => "Forbidden",
        Status::Code(404) => "NotFound",
        Status::Code(405) => "MethodNotAllowed",
        Status::Code(406) => "NotAcceptable",
        Status::Code(407) => "ProxyAuthenticationRequired",
        Status::Code(408) => "RequestTimeout",
        Status::Code(409) => "Conflict",
        Status::Code(410) => "Gone",
        Status::Code(411) => "LengthRequired",
        Status::Code(412) => "PreconditionFailed",
        Status::Code(413) => "ContentTooLarge",
        Status::Code(414) => "UriTooLong",
        Status::Code(415) => "UnsupportedMediaType",
        Status::Code(416) => "RangeNotSatisfiable",
        Status::Code(417) => "ExpectationFailed",
        Status::Code(421) => "MisdirectedRequest",
        Status::Code(422) => "UnprocessableContent",
        Status::Code(423) => "Locked",
        Status::Code(424) => "FailedDependency",
        Status::Code(425) => "TooEarly",
        Status::Code(426) => "UpgradeRequired",
        Status::Code(428) => "PreconditionRequired",
        Status::Code(429) => "TooManyRequests",
        Status::Code(431) => "RequestHeaderFieldsTooLarge",
        Status::Code(451) => "UnavailableForLegalReasons",
        Status::Code(500) => "InternalServerError",
        Status::Code(501) => "NotImplemented",
        Status::Code(502) => "BadGateway",
        Status::Code(503) => "ServiceUnavailable",
        Status::Code(504) => "GatewayTimeout",
        Status::Code(505) => "HttpVersionNotSupported",
        Status::Code(507) => "InsufficientStorage",
        Status::Code(508) => "LoopDetected",
        Status::Code(511) => "NetworkAuthenticationRequired",
        Status::Code(code) => return format!("Status{code}"),
        Status::Range(4) => "ClientError",
        Status::Range(5) => "ServerError",
        Status::Range(hundred) => return format!("Status{hundred}xx"),
        Status::Default => "Other",
    };
    word.to_owned()
}

fn status_words(status: Status) -> String {
    match status {
        Status::Code(code) => format!("Status {code}."),
        Status::Range(hundred) => format!("Any other status from {hundred}00 to {hundred}99."),
        Status::Default => "Any other status.".to_owned(),
    }
}
