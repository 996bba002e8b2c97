//! Our picture of a crate's API: every name is chosen, every decision taken. `lower` makes it from documents; `render` writes it down.

mod docs;
mod error_content;
mod grant;
mod ident;
mod lower;
pub(crate) mod mock;
mod module;
pub(crate) mod names;
mod operation;
pub(crate) mod paging;
pub(crate) mod trips;
mod types;
mod way;

pub(crate) use self::docs::{Docs, Identifiers};
pub(crate) use self::error_content::{ErrorBodies, ErrorBody, ErrorContent};
pub(crate) use self::grant::{Grant, Member, Renewal, Source};
pub(crate) use self::ident::Ident;
pub(crate) use self::lower::{Needed, code, lower, needed, survey};
pub(crate) use self::module::{
    Client, Crate, CredentialMethod, Module, ServerPiece, ServerTemplate, ServerValue,
    ServerValues, Service, ServiceMethod, Shelf, TemplateVariable, Unserved,
};
pub(crate) use self::operation::{
    AnswerHeader, AnswerHeaders, AnswerVariant, Answers, Arguments, BasicEncoding, Body, Carrier,
    ConstantIn, ErrorAlias, ErrorEnum, ErrorKind, ErrorMap, ErrorTable, ErrorVariant, HeaderLayout,
    Location, Operation, Origin, OtherAnswer, OwnServer, Parameter, Reading, Repeat, Scheme,
    Security, Segment, SharedErrorMap, Statuses,
};
pub(crate) use self::types::{
    Additional, BodyKind, Choice, ChoiceVariant, Constant, Declaration, Entry, EnumVariant, Field,
    Kind, Layout, ListStyle, Literal, OpenEnum, Presence, Struct, Style, Test, TextFormat, Type,
    TypeRef, Union, UnionVariant, Usage,
};
pub(crate) use self::way::Way;
