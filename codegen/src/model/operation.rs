//! The operations of an API.

use super::error_content::{ErrorBodies, ErrorBody};
use super::paging::Paging;
use super::types::{Constant, Entry, Field, Layout, ListStyle, Type, TypeRef};
use super::{BodyKind, Docs, Grant, Ident};
use crate::load::openapi::DocumentId;
pub(crate) use crate::load::openapi::{BasicEncoding, ErrorKind, Method, Repeat};

/// An operation: a method that gives a request builder.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    /// The `operationId`.
    pub(crate) id: String,
    /// What it is in the document: several operations of ours may send one of the document, each in another representation.
    pub(crate) origin: Origin,
    /// The method.
    pub(crate) name: Ident,
    /// The request builder.
    pub(crate) request: Ident,
    /// The static that describes the operation to the runtime.
    pub(crate) constant: Ident,
    pub(crate) docs: Docs,
    pub(crate) request_docs: Docs,
    pub(crate) deprecated: bool,
    pub(crate) method: Method,
    /// One per path style.
    pub(crate) paths: Vec<Vec<Segment>>,
    pub(crate) repeat: Repeat,
    pub(crate) never_retry: Vec<u16>,
    pub(crate) also_retry: Vec<u16>,
    /// None where the document does not say where errors say what.
    pub(crate) error_map: Option<ErrorTable>,
    /// An index of the module's tables of error bodies.
    pub(crate) error_table: Option<usize>,
    /// Its own error bodies, which may have other media types than the first that are read alike.
    pub(crate) error_bodies: ErrorBodies,
    /// All that the builder holds: what is required first, as the arguments of the method, in the order of the document.
    pub(crate) parameters: Vec<Parameter>,
    /// The struct of the arguments, where they are too many to stand in a row.
    pub(crate) arguments: Option<Arguments>,
    /// What is sent outside the body by itself.
    pub(crate) constants: Vec<(ConstantIn, Constant)>,
    pub(crate) body: Body,
    /// The media type of a JSON body, where it is another than `application/json`.
    pub(crate) json_type: Option<String>,
    /// What a success brings; nothing, where the body is empty.
    pub(crate) answer: Option<Type>,
    pub(crate) reading: Reading,
    /// The first status that the document has for it.
    pub(crate) status: u16,
    /// What it is written in, where that is another than `application/json`.
    pub(crate) media_type: Option<String>,
    /// The media types to ask for, where it is not JSON alone.
    pub(crate) accept: Option<String>,
    /// The documented headers of its answers.
    pub(crate) headers: Option<TypeRef>,
    /// Whether an answer of redirection is one of success.
    pub(crate) redirects: bool,
    /// The address of this operation, where it is not that of the client.
    pub(crate) server: Option<OwnServer>,
    /// The further representations of its answer.
    pub(crate) other_answers: Vec<OtherAnswer>,
    pub(crate) grant: Option<Grant>,
    pub(crate) paging: Option<Paging>,
    /// An index of the module's lists of credentials: those of the client that the operation wants.
    pub(crate) security: Option<usize>,
}

/// An operation of a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Origin {
    pub(crate) document: DocumentId,
    /// Its method and its path as they stand there: `POST /token#apikey`.
    pub(crate) listed: String,
}

/// Ways to authenticate by credentials of the client: all schemes of one of these alternatives. An empty one says that the operation can do without.
pub(crate) type Security = Vec<Vec<Scheme>>;

/// A way to authenticate that belongs to the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scheme {
    /// Its name in the document.
    pub(crate) name: String,
    /// The client's method that gives the credential.
    pub(crate) method: Ident,
    pub(crate) carrier: Carrier,
}

/// How a call carries a credential of the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Carrier {
    Bearer,
    Basic(BasicEncoding),
    /// The whole value of `Authorization`.
    Authorization,
    Header(String),
    Query(String),
    Cookie(String),
    /// A certificate of the transport: nothing is sent.
    Certificate,
}

/// The address of an operation that has one of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum OwnServer {
    Fixed(String),
    /// One with variables: the type that makes it.
    Template(TypeRef),
}

/// The answer as it is when another media type is asked for.
#[derive(Debug, Clone)]
pub(crate) struct OtherAnswer {
    /// The function that sends the request so.
    pub(crate) name: Ident,
    pub(crate) media_type: String,
    /// What an answer says of itself, where that is another than what is usual for its kind: a range is none.
    pub(crate) stated: Option<String>,
    /// What is asked for.
    pub(crate) accept: String,
    pub(crate) type_: Option<Type>,
    pub(crate) reading: Reading,
}

/// A piece of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Segment {
    Text(String),
    /// The index of a path parameter among the path parameters.
    Parameter(usize),
}

/// The struct that holds all arguments of an operation.
#[derive(Debug, Clone)]
pub(crate) struct Arguments {
    pub(crate) name: Ident,
    pub(crate) docs: Docs,
}

/// A field of a request builder.
#[derive(Debug, Clone)]
pub(crate) struct Parameter {
    pub(crate) field: Field,
    pub(crate) location: Location,
    /// Whether it only marks a call in traces: no part of a credential's identity.
    pub(crate) tracing: bool,
}

/// Where a parameter goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Location {
    Path,
    Query(ListStyle),
    Header,
    Cookie,
    Basic(BasicEncoding),
    Bearer,
    /// A member of the body, or an "exactly one of" with some.
    Member,
    /// The whole body.
    Body,
}

/// Where a constant goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ConstantIn {
    Query,
    Header,
    Cookie,
}

/// How an answer of success is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reading {
    Json,
    Text,
    Bytes,
    /// The header `Location`.
    Location,
    /// By its status: an index of the module's answers.
    Status(usize),
}

/// Several answers of success, told apart by their status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answers {
    pub(crate) name: Ident,
    pub(crate) docs: Docs,
    pub(crate) variants: Vec<AnswerVariant>,
}

/// One of several answers of success.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AnswerVariant {
    pub(crate) name: Ident,
    pub(crate) docs: Docs,
    pub(crate) statuses: Statuses,
    /// What it holds, and how that is read; nothing, where the body is empty.
    pub(crate) type_: Option<(Type, Reading)>,
    /// What it is written in, where that is another than `application/json`.
    pub(crate) media_type: Option<String>,
}

/// What is sent.
#[derive(Debug, Clone)]
pub(crate) enum Body {
    None,
    /// An object, made of parameters. Where it is not required, it is sent when one of them is set.
    Object {
        kind: BodyKind,
        required: bool,
        /// The fields are indices of the operation's parameters.
        entries: Vec<Entry>,
    },
    /// The JSON of a parameter.
    Parameter(usize),
    /// The form of a parameter, whose members are laid out as it is said for some of them.
    Form(usize, Vec<(String, Layout)>),
    /// The text or the bytes of a parameter, as they are.
    Raw {
        index: usize,
        media_type: String,
    },
}

/// Where errors say what, as `x-error` has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ErrorMap {
    pub(crate) code: Vec<String>,
    pub(crate) message: Vec<String>,
    pub(crate) request_id: Vec<String>,
    pub(crate) request_id_header: Option<String>,
    pub(crate) kinds: Vec<(String, ErrorKind)>,
}

/// Where an error map is declared: which module, and which of that module's it is, the shared ones behind its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ErrorTable {
    pub(crate) module: Vec<Ident>,
    pub(crate) index: usize,
}

/// An error map that several modules use, in the root of the crate.
#[derive(Debug, Clone)]
pub(crate) struct SharedErrorMap {
    pub(crate) map: ErrorMap,
    /// It is compiled where all features of one of these are on, or always where there are none.
    pub(crate) features: Vec<Vec<String>>,
}

/// The documented errors of operations, told apart by their status.
#[derive(Debug, Clone)]
pub(crate) struct ErrorEnum {
    pub(crate) name: Ident,
    pub(crate) docs: Docs,
    /// The ids of the operations that have them.
    pub(crate) operations: Vec<String>,
    /// In the order in which they count.
    pub(crate) variants: Vec<ErrorVariant>,
}

/// One of several documented errors. A status whose media types differ in Rust has a variant for each of these, one behind the other.
#[derive(Debug, Clone)]
pub(crate) struct ErrorVariant {
    pub(crate) name: Ident,
    pub(crate) docs: Docs,
    pub(crate) statuses: Statuses,
    /// Its body, where it has one.
    pub(crate) body: Option<ErrorBody>,
}

/// What the errors of one more operation with the same errors are called.
#[derive(Debug, Clone)]
pub(crate) struct ErrorAlias {
    pub(crate) name: Ident,
    pub(crate) docs: Docs,
    pub(crate) of: TypeRef,
}

/// The headers that answers are documented to have.
#[derive(Debug, Clone)]
pub(crate) struct AnswerHeaders {
    pub(crate) name: Ident,
    pub(crate) docs: Docs,
    pub(crate) headers: Vec<AnswerHeader>,
}

/// One of them.
#[derive(Debug, Clone)]
pub(crate) struct AnswerHeader {
    pub(crate) name: Ident,
    pub(crate) docs: Docs,
    pub(crate) wire: String,
    pub(crate) type_: Type,
    pub(crate) layout: HeaderLayout,
    pub(crate) deprecated: bool,
}

/// How the text of a header holds its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeaderLayout {
    Text,
    List,
    Object,
    Exploded,
    Json,
}

/// Some statuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Statuses {
    Codes(Vec<u16>),
    /// A hundred of them: 4 for 400 to 499.
    Range(u8),
    All,
}
