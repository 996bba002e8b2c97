//! A document as the later stages see it: typed, in document order, every reference resolved or named, every value
//! that can be at fault with its place.
//!
//! The structures keep the vocabulary of OpenAPI and hold no decision about Rust. Spellings that mean the same in 3.0 and 3.1
//! (`nullable: true`, `type: [string, "null"]`; `exclusiveMinimum: true` and a number) arrive in one form.
#![allow(
    dead_code,
    reason = "the picture is that of the whole document; the model reads the parts that it lowers"
)]

mod extensions;
mod pagination;
mod schema;

pub(crate) use extensions::{
    BasicEncoding, ErrorKind, Renewal, Repeat, Unserved, XError, XPathStyles, XRetry, XTokenGrant,
};
pub(crate) use pagination::{XFollow, XPageSize, XPagination};
pub(crate) use schema::{
    AdditionalProperties, Annotations, Bound, Constraints, Discriminator, Schema, SchemaId,
    SchemaObject, SchemaReference, Type,
};

use crate::diagnostic::{Place, SourceId, Spanned};

/// Names one document of a crate: its index in the list that `load` returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct DocumentId(pub(crate) usize);

/// One OpenAPI document.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) id: DocumentId,
    pub(crate) source: SourceId,
    /// Path below `specs/<crate>`, with `/`: `v2/token.yaml`.
    pub(crate) path: String,
    /// Path of its module below `generated`, with `/`: `v2/token`. Empty where the document is all that the crate is made of.
    pub(crate) module: String,
    /// SHA-256 of the file, in hexadecimal digits.
    pub(crate) digest: String,
    /// The root of the document, for problems that concern it as a whole.
    pub(crate) place: Place,
    pub(crate) version: Version,
    pub(crate) info: Info,
    pub(crate) servers: Vec<Server>,
    pub(crate) tags: Vec<Tag>,
    pub(crate) external_docs: Option<ExternalDocs>,
    /// Every operation that stands in the document, as `POST /token`, counted before anything is made of it.
    pub(crate) listed: Vec<String>,
    /// In the order of the document; empty where it only holds shared schemas.
    pub(crate) paths: Vec<PathItem>,
    /// `components.schemas`, in the order of the document. Other components have been resolved away.
    pub(crate) schemas: Vec<Entry<Schema>>,
    /// `components.securitySchemes`, in the order of the document.
    pub(crate) security_schemes: Vec<Entry<SecurityScheme>>,
    /// `x-service`: the name of this service among several that share a client.
    pub(crate) service: Option<Spanned<String>>,
    /// `x-feature`: the cargo features that the document's module needs, all of them.
    pub(crate) features: Vec<Spanned<String>>,
    /// `x-path-styles`.
    pub(crate) path_styles: Option<XPathStyles>,
    /// `x-error`; an operation's own replaces it.
    pub(crate) error: Option<XError>,
    /// `x-retry`; an operation's own replaces it.
    pub(crate) retry: Option<XRetry>,
}

impl Document {
    /// The schema of that name in `components.schemas`.
    #[cfg(test)]
    pub(crate) fn schema(&self, name: &str) -> Option<&Schema> {
        let mut schemas = self.schemas.iter();
        let found = schemas.find(|entry| entry.key.value == name);
        found.map(|entry| &entry.value)
    }

    /// The security scheme of that name. Every name that a [`SecurityRequirement`] holds is there.
    pub(crate) fn security_scheme(&self, name: &str) -> Option<&SecurityScheme> {
        self.security_schemes
            .iter()
            .find(|entry| entry.key.value == name)
            .map(|entry| &entry.value)
    }
}

/// The schema that a reference names.
#[cfg(test)]
pub(crate) fn find<'d>(documents: &'d [Document], id: &SchemaId) -> Option<&'d Schema> {
    documents.get(id.document.0)?.schema(&id.name)
}

/// The versions of OpenAPI that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    /// 3.0.x
    V3_0,
    /// 3.1.x
    V3_1,
}

impl Version {
    /// Without the patch: `3.1`.
    pub(crate) fn spelled(self) -> &'static str {
        match self {
            Self::V3_0 => "3.0",
            Self::V3_1 => "3.1",
        }
    }
}

/// A member of a map: its key where it stands, and its value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry<T> {
    /// The key. Its place points at the key, its pointer at the value.
    pub(crate) key: Spanned<String>,
    pub(crate) value: T,
}

/// Any value: an example, a default, a constant.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(serde_json::Number),
    String(String),
    Array(Vec<Spanned<Value>>),
    /// In the order of the document.
    Object(Vec<Entry<Spanned<Value>>>),
}

/// `info`.
#[derive(Debug)]
pub(crate) struct Info {
    pub(crate) place: Place,
    pub(crate) title: Spanned<String>,
    /// As it is spelled: `3.0` stays `3.0`.
    pub(crate) version: Spanned<String>,
    pub(crate) summary: Option<Spanned<String>>,
    pub(crate) description: Option<Spanned<String>>,
    pub(crate) terms_of_service: Option<Spanned<String>>,
    pub(crate) contact: Option<Contact>,
    pub(crate) license: Option<License>,
}

/// `info.contact`.
#[derive(Debug)]
pub(crate) struct Contact {
    pub(crate) name: Option<Spanned<String>>,
    pub(crate) url: Option<Spanned<String>>,
    pub(crate) email: Option<Spanned<String>>,
}

/// `info.license`.
#[derive(Debug)]
pub(crate) struct License {
    pub(crate) name: Spanned<String>,
    pub(crate) identifier: Option<Spanned<String>>,
    pub(crate) url: Option<Spanned<String>>,
}

/// One of `servers`.
#[derive(Debug, Clone)]
pub(crate) struct Server {
    pub(crate) place: Place,
    /// May hold `{variable}`s; each of them is in `variables`.
    pub(crate) url: Spanned<String>,
    pub(crate) description: Option<Spanned<String>>,
    pub(crate) variables: Vec<Entry<ServerVariable>>,
}

/// A variable of a server's URL.
#[derive(Debug, Clone)]
pub(crate) struct ServerVariable {
    pub(crate) default: Spanned<String>,
    pub(crate) allowed: Vec<Spanned<String>>,
    pub(crate) description: Option<Spanned<String>>,
}

/// One of `tags`.
#[derive(Debug)]
pub(crate) struct Tag {
    pub(crate) name: Spanned<String>,
    pub(crate) description: Option<Spanned<String>>,
    pub(crate) external_docs: Option<ExternalDocs>,
}

/// `externalDocs`: the vendor's page.
#[derive(Debug, Clone)]
pub(crate) struct ExternalDocs {
    pub(crate) url: Spanned<String>,
    pub(crate) description: Option<Spanned<String>>,
}

/// One of `paths`.
#[derive(Debug)]
pub(crate) struct PathItem {
    /// The key as it stands, with its fragment: `/identity/token#apikey`.
    pub(crate) path: Spanned<String>,
    pub(crate) summary: Option<Spanned<String>>,
    pub(crate) description: Option<Spanned<String>>,
    /// In the order of the document.
    pub(crate) operations: Vec<Operation>,
}

/// The methods that an operation may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
}

impl Method {
    /// As HTTP spells it.
    pub(crate) fn spelled(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
        }
    }
}

/// One operation. What its path item and the document say for all their operations is merged into it, except for `x-error` and `x-retry`.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) method: Spanned<Method>,
    pub(crate) id: Option<Spanned<String>>,
    /// The servers of the operation or its path, where they are others than those of the document.
    pub(crate) servers: Vec<Server>,
    pub(crate) summary: Option<Spanned<String>>,
    pub(crate) description: Option<Spanned<String>>,
    pub(crate) external_docs: Option<ExternalDocs>,
    pub(crate) tags: Vec<Spanned<String>>,
    pub(crate) deprecated: bool,
    /// Those of the path item that the operation does not replace, then its own. Each `{name}` of the path is among them.
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) request_body: Option<RequestBody>,
    /// In the order of the document.
    pub(crate) responses: Vec<Response>,
    /// The alternatives that count for this operation, the document's where it has none of its own. Empty: no credential.
    pub(crate) security: Vec<SecurityRequirement>,
    /// `x-rust-name`.
    pub(crate) rust_name: Option<Spanned<String>>,
    /// `x-token-grant`.
    pub(crate) token_grant: Option<XTokenGrant>,
    /// `x-pagination`.
    pub(crate) pagination: Option<XPagination>,
    /// `x-error` of this operation alone.
    pub(crate) error: Option<XError>,
    /// `x-retry` of this operation alone.
    pub(crate) retry: Option<XRetry>,
    /// `x-paths`: this operation's path in each style but the first. Every style of the document is there.
    pub(crate) paths: Vec<Entry<Spanned<String>>>,
}

/// Where a parameter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum ParameterIn {
    Path,
    Query,
    Header,
    Cookie,
}

/// How a list or an object is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    /// As JSON: a parameter with `content`.
    Json,
    /// A field of a form of which nothing is said: a text as it is, a list item by item, an object as JSON.
    Plain,
}

/// A parameter of an operation.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the document"
)]
pub(crate) struct Parameter {
    pub(crate) place: Place,
    /// Its name in `components.parameters`, where the document writes a reference.
    pub(crate) component: Option<String>,
    pub(crate) name: Spanned<String>,
    pub(crate) location: Spanned<ParameterIn>,
    /// Always true in a path.
    pub(crate) required: bool,
    pub(crate) description: Option<Spanned<String>>,
    pub(crate) deprecated: bool,
    pub(crate) schema: Schema,
    /// What the document says, else the default of OpenAPI: form in a query, simple elsewhere.
    pub(crate) style: Style,
    /// What the document says, else the default of OpenAPI: true with form.
    pub(crate) explode: bool,
    /// `allowReserved`.
    pub(crate) reserved: bool,
    pub(crate) example: Option<Spanned<Value>>,
    pub(crate) examples: Vec<Entry<Example>>,
    /// `x-rust-name`.
    pub(crate) rust_name: Option<Spanned<String>>,
    /// `x-tracing`: it marks a call in traces, and is no part of what the call asks for.
    pub(crate) tracing: bool,
}

impl Parameter {
    /// The parameter of a path whose document says nothing of it: a text.
    pub(crate) fn of_path(name: &str, place: &Place) -> Self {
        Self {
            place: place.clone(),
            component: None,
            name: Spanned::new(name.to_owned(), place.clone()),
            location: Spanned::new(ParameterIn::Path, place.clone()),
            required: true,
            description: None,
            deprecated: false,
            schema: Schema::text(place),
            style: Style::Simple,
            explode: false,
            reserved: false,
            example: None,
            examples: Vec::new(),
            rust_name: None,
            tracing: false,
        }
    }
}

/// What is sent.
#[derive(Debug, Clone)]
pub(crate) struct RequestBody {
    pub(crate) place: Place,
    /// Its name in `components.requestBodies`, where the document writes a reference.
    pub(crate) component: Option<String>,
    pub(crate) description: Option<Spanned<String>>,
    pub(crate) required: bool,
    /// By media type, in the order of the document; at least one.
    pub(crate) content: Vec<Entry<MediaType>>,
}

/// A body of one media type.
#[derive(Debug, Clone)]
pub(crate) struct MediaType {
    pub(crate) place: Place,
    pub(crate) schema: Option<Schema>,
    /// By member of the body.
    pub(crate) encoding: Vec<Entry<Encoding>>,
    pub(crate) example: Option<Spanned<Value>>,
    pub(crate) examples: Vec<Entry<Example>>,
}

/// How one member of a form is written.
#[derive(Debug, Clone)]
pub(crate) struct Encoding {
    pub(crate) place: Place,
    pub(crate) content_type: Option<Spanned<String>>,
    pub(crate) style: Option<Spanned<Style>>,
    pub(crate) explode: Option<Spanned<bool>>,
    /// `allowReserved`.
    pub(crate) reserved: bool,
}

/// One of `examples`.
#[derive(Debug, Clone)]
pub(crate) struct Example {
    pub(crate) place: Place,
    pub(crate) summary: Option<Spanned<String>>,
    pub(crate) description: Option<Spanned<String>>,
    pub(crate) value: Option<Spanned<Value>>,
}

/// Which answers a [`Response`] describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Status {
    /// One status, 100 to 599.
    Code(u16),
    /// A hundred of them: 4 for `4XX`.
    Range(u8),
    /// All that no other names.
    Default,
}

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Response {
    pub(crate) place: Place,
    /// Its name in `components.responses`, where the document writes a reference.
    pub(crate) component: Option<String>,
    pub(crate) status: Spanned<Status>,
    pub(crate) description: Spanned<String>,
    pub(crate) headers: Vec<Entry<Header>>,
    /// By media type, in the order of the document; empty where there is no body.
    pub(crate) content: Vec<Entry<MediaType>>,
}

/// A header of an answer.
#[derive(Debug, Clone)]
pub(crate) struct Header {
    pub(crate) place: Place,
    /// Its name in `components.headers`, where the document writes a reference.
    pub(crate) component: Option<String>,
    pub(crate) description: Option<Spanned<String>>,
    pub(crate) required: bool,
    pub(crate) deprecated: bool,
    pub(crate) schema: Option<Schema>,
    pub(crate) form: HeaderForm,
    pub(crate) example: Option<Spanned<Value>>,
}

/// How the text of a header holds a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeaderForm {
    /// The style `simple`, the only one.
    Simple,
    /// The same with `explode`.
    Exploded,
    /// As JSON: a header with `content`.
    Json,
}

/// One alternative of `security`: all of its schemes together. Without a scheme it is `{}`: no credential is needed.
#[derive(Debug, Clone)]
pub(crate) struct SecurityRequirement {
    pub(crate) place: Place,
    /// Names in the document's [`security_schemes`](Document::security_schemes), and the scopes that each must have.
    pub(crate) schemes: Vec<Entry<Vec<Spanned<String>>>>,
}

/// One of `components.securitySchemes`.
#[derive(Debug, Clone)]
pub(crate) struct SecurityScheme {
    pub(crate) place: Place,
    pub(crate) description: Option<Spanned<String>>,
    pub(crate) kind: SecurityKind,
    /// `x-argument`, only with `http` schemes: the name of the parameter that a call's own credential becomes.
    pub(crate) argument: Option<Spanned<String>>,
}

/// What a credential is.
#[derive(Debug, Clone)]
pub(crate) enum SecurityKind {
    /// `type: http`, `scheme: basic`.
    Basic {
        /// `x-basic-encoding`.
        encoding: Spanned<BasicEncoding>,
    },
    /// `type: http`, `scheme: bearer`.
    Bearer {
        /// `bearerFormat`, a hint for readers.
        format: Option<Spanned<String>>,
    },
    /// `type: http` with another scheme: the whole value of the `Authorization` header is the application's.
    Http { scheme: Spanned<String> },
    /// `type: apiKey`, in a header, in the query or in a cookie.
    ApiKey {
        name: Spanned<String>,
        location: Spanned<ParameterIn>,
    },
    /// `type: oauth2`.
    OAuth2 { flows: Vec<Entry<OAuthFlow>> },
    /// `type: openIdConnect`.
    OpenIdConnect { url: Spanned<String> },
    /// `type: mutualTLS`: a client certificate.
    MutualTls,
}

/// One of the flows of `oauth2`, named by its key: `implicit`, `password`, `clientCredentials`, `authorizationCode`.
#[derive(Debug, Clone)]
pub(crate) struct OAuthFlow {
    pub(crate) place: Place,
    pub(crate) authorization_url: Option<Spanned<String>>,
    pub(crate) token_url: Option<Spanned<String>>,
    pub(crate) refresh_url: Option<Spanned<String>>,
    /// Each scope and what it allows.
    pub(crate) scopes: Vec<Entry<Spanned<String>>>,
}
