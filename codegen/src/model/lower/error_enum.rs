//! Documented errors as enums: a variant for each status. Operations that document the same errors share one.

use super::Lowering;
use super::docs::code;
use super::draft::Draft;
use super::failure::Failure;
use super::operation::Lowered;
use crate::load::openapi::Status;
use crate::model::names::{self, Taken};
use crate::model::{
    Docs, ErrorAlias, ErrorBody, ErrorContent, ErrorEnum, ErrorVariant, Ident, Kind, Module,
    Reading, Statuses, TypeRef,
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
    content: ErrorContent,
    /// One for each of the bodies that differ in Rust; where there are none, one without.
    variants: Vec<(Ident, Option<ErrorBody>)>,
    /// What the document says of it, where all operations say the same.
    text: Option<String>,
}

impl Row {
    /// Whether nobody can tell the two from each other.
    fn is_like(&self, other: &Self) -> bool {
        self.status == other.status && self.content.is_read_like(&other.content)
    }
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
    /// The enum of an operation's errors, where the document tells some of them apart and one has a body. Under `default` alone, with one type of body, there is
    /// nothing to match.
    pub(super) fn note_errors(
        &mut self,
        draft: &Draft<'d>,
        failures: &[Failure<'d>],
    ) -> Option<Errors> {
        let typed = failures.iter().any(|it| !it.content.0.is_empty());
        let told_apart = failures.iter().any(|it| {
            it.response.status.value != Status::Default || it.content.kinds().count() > 1
        });
        if !typed || !told_apart {
            return None;
        }
        let rows = rows(failures);
        let name = self.error_name(draft)?;
        let same = self.error_sets.iter_mut().enumerate().find(|(_, set)| {
            let mut pairs = set.rows.iter().zip(&rows);
            set.document == draft.document
                && set.rows.len() == rows.len()
                && pairs.all(|(one, other)| one.is_like(other))
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
        let variants = set.rows.iter().flat_map(|row| {
            row.variants.iter().map(|(name, body)| {
                let told_apart = body.as_ref().filter(|_| row.variants.len() > 1);
                let media_types = told_apart.map(|body| media_types(&row.content, body));
                let media_types = media_types.unwrap_or_default();
                let mut docs = Docs::of(&format!("{}{media_types}.", status_words(row.status)));
                if let Some(text) = &row.text {
                    docs.description(text, &self.identifiers);
                }
                ErrorVariant {
                    name: name.clone(),
                    docs,
                    statuses: match row.status {
                        Status::Code(code) => Statuses::Codes(vec![code]),
                        Status::Range(hundred) => Statuses::Range(hundred),
                        Status::Default => Statuses::All,
                    },
                    body: body.clone(),
                }
            })
        });
        let variants = variants.collect();
        module.error_enums.push(ErrorEnum {
            name: errors.name.clone(),
            docs,
            operations: set.operations.clone(),
            variants,
        });
    }

    /// The variants for a status.
    pub(super) fn error_variants(&self, errors: &Errors, status: Status) -> Vec<&Ident> {
        let set = self.error_sets.get(errors.set);
        let mut rows = set.iter().flat_map(|set| &set.rows);
        let row = rows.find(|row| row.status == status);
        let variants = row.iter().flat_map(|row| &row.variants);
        variants.map(|(name, _)| name).collect()
    }

    /// An arm for one of the errors of an operation, the first as JSON where there is one.
    pub(super) fn error_arm(&self, errors: &Errors) -> Option<String> {
        let rows = &self.error_sets.get(errors.set)?.rows;
        let of_row = |row: &Row| {
            let status = row.status;
            let variants = row.variants.iter();
            let held =
                variants.filter_map(move |(name, body)| Some((status, name, body.as_ref()?)));
            held.map(|(status, name, body)| (status, name.clone(), body.reading.clone()))
                .collect::<Vec<_>>()
        };
        let held: Vec<_> = rows.iter().flat_map(of_row).collect();
        let json = held.iter().find(|(_, _, it)| *it == Reading::Json);
        let (status, name, reading) = json.or(held.first())?;
        let variant = format!("{}::{name}", errors.name);
        let pattern = match status {
            Status::Code(_) => format!("{variant}(body)"),
            _ => format!("{variant} {{ body, .. }}"),
        };
        let shown = match reading {
            Reading::Json => "println!(\"{body:?}\")",
            // It may hold secrets: an example does not print it.
            _ => "println!(\"{} bytes\", body.expose().len())",
        };
        Some(format!("{pattern} => {shown},"))
    }
}

/// `, as X or Y`: the media types in which an answer has this body.
fn media_types(content: &ErrorContent, body: &ErrorBody) -> String {
    let alike = content.0.iter().filter(|it| it.is_like(body));
    let names: Vec<_> = alike.map(|it| code(&it.media_type)).collect();
    format!(", as {}", names.join(" or "))
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
        let word = variant_word(status);
        let mut variants = Vec::new();
        for body in failure.content.kinds() {
            let name = match &body.word {
                None => Ident::new(&word),
                Some(way) => names::pascal(&format!("{word} as {way}")),
            };
            variants.push((taken.take_numbered(&name?), Some(body.clone())));
        }
        if variants.is_empty() {
            variants.push((taken.take_numbered(&Ident::new(&word)?), None));
        }
        Some(Row {
            status,
            content: failure.content.clone(),
            variants,
            text: (!text.is_empty()).then(|| text.to_owned()),
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
        Status::Code(code) => format!("Status {code}"),
        Status::Range(hundred) => format!("Any other status from {hundred}00 to {hundred}99"),
        Status::Default => "Any other status".to_owned(),
    }
}
