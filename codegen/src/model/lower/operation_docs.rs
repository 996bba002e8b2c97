//! The documentation of operations.

use super::Lowering;
use super::docs::{code, link};
use super::operation::Lowered;
use crate::load::openapi::Status;
use crate::model::{
    Carrier, Docs, ErrorBody, Ident, Module, Presence, Reading, Type, TypeRef, Way,
};

impl<'d> Lowering<'d, '_> {
    pub(super) fn document_operation(
        &mut self,
        lowered: &mut Lowered<'d>,
        module: &Module,
        handle: Option<&Ident>,
    ) {
        lowered.model.docs = self.operation_docs(lowered, module);
        lowered.model.request_docs = request_docs(lowered, handle);
    }

    fn operation_docs(&mut self, lowered: &Lowered<'d>, module: &Module) -> Docs {
        let operation = lowered.draft.operation;
        let path = lowered.draft.path;
        let mut docs = Docs::default();
        for text in [
            &operation.summary,
            &operation.description,
            &path.summary,
            &path.description,
        ]
        .into_iter()
        .flatten()
        {
            docs.description(&text.value, &self.identifiers);
        }
        let route = format!("{} {}", operation.method.value.spelled(), path.path.value);
        let page = operation.external_docs.as_ref();
        let page = page.map(|it| link(it, &self.identifiers));
        docs.paragraph(&match page {
            Some(page) => format!("{}. {}.", code(&route), page.trim_end_matches('.')),
            None => format!("{}.", code(&route)),
        });
        if let Some(body) = &operation.request_body
            && let Some(description) = &body.description
        {
            docs.description(&description.value, &self.identifiers);
        }
        if !operation.tags.is_empty() {
            let tags: Vec<_> = operation.tags.iter().map(|tag| code(&tag.value)).collect();
            docs.paragraph(&format!("Tags: {}.", tags.join(", ")));
        }
        parameter_docs(lowered, &mut docs);
        security_docs(lowered, module, &mut docs);
        answer_docs(lowered, &mut docs);
        header_docs(lowered, module, &mut docs);
        if operation.pagination.is_some() {
            docs.paragraph(&format!(
                "One answer is one page: [`items`]({0}::items) of the request gives the items of all pages, [`pages`]({0}::pages) page after page.",
                lowered.model.request.as_str()
            ));
        }
        self.error_docs(lowered, module, &mut docs);
        docs.heading("Examples");
        docs.rust(&self.example(lowered, module));
        docs
    }

    fn error_docs(&self, lowered: &Lowered<'d>, module: &Module, docs: &mut Docs) {
        docs.heading("Errors");
        docs.paragraph(
            "An answer other than success is an [`Error`](::api_core::Error), and so is whatever kept an answer from coming.",
        );
        if let Some(errors) = &lowered.errors {
            docs.paragraph(&format!(
                "[`{0}::of`] tells the documented ones apart, by the status that stands here:",
                errors.name
            ));
        } else if lowered
            .failures
            .iter()
            .any(|failure| !failure.content.0.is_empty())
        {
            docs.paragraph(
                "[`vendor_body`](::api_core::Error::vendor_body) gives the body, in the type that stands here with the status:",
            );
        }
        for failure in &lowered.failures {
            let status = failure.response.status.value;
            let errors = lowered.errors.iter();
            let variants = errors.flat_map(|errors| {
                let variants = self.error_variants(errors, status).into_iter();
                variants.map(|variant| format!("[`{variant}`]({}::{variant})", errors.name))
            });
            let variants: Vec<_> = variants.collect();
            let variant = match variants.as_slice() {
                [] => String::new(),
                all => format!(", {}", all.join(" or ")),
            };
            let status = match status {
                Status::Code(code) => format!("`{code}`{variant}:"),
                Status::Range(hundred) => format!("`{hundred}XX`{variant}:"),
                Status::Default => format!("Any other status{variant}:"),
            };
            let bodies = failure.content.kinds();
            let bodies: Vec<_> = bodies.map(|body| error_body(body, &module.path)).collect();
            let body = match bodies.as_slice() {
                [] => String::new(),
                all => format!("Body: {}.", all.join(", or ")),
            };
            let text = &failure.response.description.value;
            docs.item(&status, text, &body, &self.identifiers);
        }
    }
}

/// Where the documented headers are.
fn header_docs(lowered: &Lowered<'_>, module: &Module, docs: &mut Docs) {
    if let Some(headers) = &lowered.model.headers {
        docs.paragraph(&format!(
            "[`send_with_headers`]({}::send_with_headers) gives the documented headers, too: {}.",
            lowered.model.request.as_str(),
            type_link(headers, &module.path),
        ));
    }
}

/// How the answer is had in other media types.
fn answer_docs(lowered: &Lowered<'_>, docs: &mut Docs) {
    let request = lowered.model.request.as_str();
    let others = lowered.model.other_answers.iter().map(|other| {
        let name = other.name.as_str();
        format!(
            "{} by [`{name}`]({request}::{name})",
            code(&other.media_type)
        )
    });
    let others: Vec<_> = others.collect();
    if !others.is_empty() {
        docs.paragraph(&format!(
            "The answer is there as another media type, too: {}.",
            others.join(", ")
        ));
    }
}

/// Which credentials of the client the operation wants.
fn security_docs(lowered: &Lowered<'_>, module: &Module, docs: &mut Docs) {
    let Some(security) = lowered
        .model
        .security
        .and_then(|index| module.security.get(index))
    else {
        return;
    };
    let client = if module.service.is_some() {
        "super::Client"
    } else {
        "Client"
    };
    let ways: Vec<_> = security
        .iter()
        .filter(|alternative| !alternative.is_empty())
        .map(|alternative| {
            let schemes = alternative.iter().map(|scheme| {
                let method = scheme.method.as_str();
                match scheme.carrier {
                    Carrier::Certificate => "a client certificate".to_owned(),
                    _ => format!("[`{method}`]({client}::{method})"),
                }
            });
            schemes.collect::<Vec<_>>().join(" and ")
        })
        .collect();
    let optional = if security.iter().any(Vec::is_empty) {
        ", if it has one; it works without"
    } else {
        ""
    };
    docs.paragraph(&format!(
        "Goes out with the client's credential{optional}: {}.",
        ways.join(", or ")
    ));
    let scopes: Vec<_> = lowered
        .draft
        .operation
        .security
        .iter()
        .flat_map(|requirement| &requirement.schemes)
        .filter(|entry| !entry.value.is_empty())
        .map(|entry| {
            let scopes: Vec<_> = entry.value.iter().map(|scope| code(&scope.value)).collect();
            format!("{} of {}", scopes.join(", "), code(&entry.key.value))
        })
        .collect();
    if !scopes.is_empty() {
        docs.paragraph(&format!("Scopes: {}.", scopes.join("; ")));
    }
}

fn parameter_docs(lowered: &Lowered<'_>, docs: &mut Docs) {
    let parameters = &lowered.model.parameters;
    let (required, optional): (Vec<_>, Vec<_>) = parameters
        .iter()
        .partition(|parameter| parameter.field.presence == Presence::Required);
    if !required.is_empty() {
        docs.heading("Parameters");
        for parameter in required {
            docs.finished_item(
                &format!("`{}`:", parameter.field.name.as_str()),
                &parameter.field.docs,
            );
        }
    }
    if !optional.is_empty() {
        let links: Vec<_> = optional
            .iter()
            .map(|parameter| {
                // Without `r#`, which rustdoc takes for a fragment.
                let name = parameter.field.name.as_str();
                format!("[`{name}`]({}::{name})", lowered.model.request.as_str())
            })
            .collect();
        docs.paragraph(&format!(
            "Optional, and set on the request: {}.",
            links.join(", ")
        ));
    }
}

fn request_docs(lowered: &Lowered<'_>, handle: Option<&Ident>) -> Docs {
    let model = &lowered.model;
    let handle = handle.map_or("Client", Ident::as_str);
    let mut docs = Docs::of(&format!(
        "The request of [`{handle}::{0}`], to be awaited or sent.",
        model.name.as_str()
    ));
    if let Some(grant) = &model.grant {
        let renewal = match &grant.renewal {
            Some(renewal) => format!(
                "A refresh token is presented by a [`{}`]; when that is refused, this request is sent again.",
                renewal.request
            ),
            None => {
                "It has no use for a refresh token: whatever the attempt, this request is sent."
                    .to_owned()
            }
        };
        docs.paragraph(&format!(
            "It is a [`TokenSource`](::auth_core::TokenSource): a cache over it sends it whenever a token is due. {renewal}"
        ));
    }
    docs
}

/// The type of an error's body in documentation.
fn error_body(body: &ErrorBody, from: &[Ident]) -> String {
    match body.reading {
        Reading::Text => "[`ErrorText`](::api_core::ErrorText)".to_owned(),
        Reading::Bytes => "[`ErrorBytes`](::api_core::ErrorBytes)".to_owned(),
        _ => shown(&body.type_, from),
    }
}

/// A type in documentation, with a link where it is declared in this crate.
fn shown(type_: &Type, from: &[Ident]) -> String {
    match type_ {
        Type::Named(reference) => type_link(reference, from),
        Type::Boxed(inner) | Type::Nullable(inner) => shown(inner, from),
        Type::List(items) => match items.named() {
            Some(reference) => format!("a list of {}", type_link(reference, from)),
            None => "`Vec<_>`".to_owned(),
        },
        Type::Map(values) => match values.named() {
            Some(reference) => format!("a map of {}", type_link(reference, from)),
            None => "`BTreeMap<String, _>`".to_owned(),
        },
        Type::Bool => "`bool`".to_owned(),
        Type::I32 => "`i32`".to_owned(),
        Type::I64 => "`i64`".to_owned(),
        Type::U64 => "`u64`".to_owned(),
        Type::Text(format) => format!("[`{0}`](::api_core::{0})", format.name()),
        Type::F64 => "`f64`".to_owned(),
        Type::String => "`String`".to_owned(),
        Type::Secret => "[`SecretString`](::secrecy::SecretString)".to_owned(),
        Type::SecretObject => "[`SecretObject`](::api_core::SecretObject)".to_owned(),
        Type::Seconds => "[`Seconds`](::api_core::Seconds)".to_owned(),
        Type::ClientCredentials => {
            "[`ClientCredentials`](::api_core::ClientCredentials)".to_owned()
        }
        Type::Bytes => "[`Bytes`](::api_core::Bytes)".to_owned(),
        Type::File(_) => "[`FilePart`](::api_core::FilePart)".to_owned(),
        Type::Any => "[`Value`](::serde_json::Value)".to_owned(),
        Type::Object => "[`Map`](::serde_json::Map)".to_owned(),
    }
}

/// A link to a declared type, from another module or the same.
pub(super) fn type_link(reference: &TypeRef, from: &[Ident]) -> String {
    let name = &reference.name;
    if reference.module == from {
        return format!("[`{name}`]");
    }
    let Way { up, down } = Way::between(from, &reference.module);
    let up = "super::".repeat(up);
    // rustdoc takes `r#` for the name and a place in it.
    let mut path: Vec<_> = down.iter().map(Ident::as_str).collect();
    path.push(name.as_str());
    format!("[`{name}`]({up}{})", path.join("::"))
}
