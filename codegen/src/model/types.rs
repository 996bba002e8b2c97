//! The types of an API: what a value is, and which types are declared.

use super::{Docs, Ident};
pub(crate) use crate::load::openapi::Style;

/// What a value is in Rust.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Type {
    Bool,
    I32,
    I64,
    U64,
    F64,
    String,
    /// A string with a type of its own.
    Text(TextFormat),
    /// `secrecy::SecretString`
    Secret,
    /// `api_core::SecretObject`
    SecretObject,
    /// `api_core::Seconds`
    Seconds,
    /// `api_core::ClientCredentials`; never in a body.
    ClientCredentials,
    /// `api_core::Bytes`; never in JSON.
    Bytes,
    /// `api_core::FilePart`, with the media type that the document has for it; never in JSON.
    File(String),
    /// Any JSON value.
    Any,
    /// A free-form object.
    Object,
    List(Box<Type>),
    Map(Box<Type>),
    /// A value or null.
    Nullable(Box<Type>),
    /// On the heap, to end a recursion or to keep an enum small.
    Boxed(Box<Type>),
    Named(TypeRef),
}

impl Type {
    /// Whether a value may hold a secret that is not inside a type with a name.
    pub(crate) fn is_secret(&self) -> bool {
        match self {
            Self::Secret | Self::SecretObject | Self::ClientCredentials => true,
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) | Self::Boxed(inner) => {
                inner.is_secret()
            }
            _ => false,
        }
    }

    /// Whether null is one of the values, and stays one where a value may be missing.
    pub(crate) fn has_null(&self) -> bool {
        match self {
            Self::Any => true,
            Self::Boxed(inner) => inner.has_null(),
            _ => false,
        }
    }

    /// Whether values are copied without being asked to.
    pub(crate) fn is_copy(&self) -> bool {
        match self {
            Self::Bool | Self::I32 | Self::I64 | Self::U64 | Self::F64 | Self::Seconds => true,
            Self::Nullable(inner) => inner.is_copy(),
            _ => false,
        }
    }

    /// The declared type in it.
    pub(crate) fn named(&self) -> Option<&TypeRef> {
        match self {
            Self::Named(name) => Some(name),
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) | Self::Boxed(inner) => {
                inner.named()
            }
            _ => None,
        }
    }
}

/// The formats of strings that have a type in `api_core`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum TextFormat {
    DateTime,
    Date,
    Uuid,
    Base64,
}

impl TextFormat {
    /// The type's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::DateTime => "DateTime",
            Self::Date => "Date",
            Self::Uuid => "Uuid",
            Self::Base64 => "Base64",
        }
    }
}

/// Names a declared type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TypeRef {
    /// The module, from `generated` down.
    pub(crate) module: Vec<Ident>,
    pub(crate) name: Ident,
    pub(crate) kind: Kind,
}

/// What kind of declaration a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    Struct,
    OpenEnum,
    /// One of several types of value.
    Union,
    /// "Exactly one of": one of several groups of members.
    Choice,
}

/// How a member can be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    Required,
    /// `Option`
    Optional,
    /// `api_core::Presence`: absent, null and value are three things.
    OptionalNullable,
}

/// How a list is written where there is no JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListStyle {
    /// Joined by commas.
    Commas,
    /// The name again for each item.
    Repeated,
    /// As the runtime lays out values that are neither texts nor lists of texts, or that have another style.
    Laid(Layout),
}

/// A style of OpenAPI with its settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) style: Style,
    pub(crate) explode: bool,
    pub(crate) reserved: bool,
}

/// Something with a name and a value: a member of an object, a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: Ident,
    /// The name that is sent or read.
    pub(crate) wire: String,
    pub(crate) type_: Type,
    pub(crate) presence: Presence,
    pub(crate) list_style: ListStyle,
    pub(crate) docs: Docs,
    pub(crate) deprecated: bool,
    /// The function that sets an optional and nullable one to null.
    pub(crate) null_setter: Option<Ident>,
    /// Whether it is left out of `Debug`: a secret of a type that shows what it holds.
    pub(crate) hidden: bool,
}

/// A member that is always the same, and sent by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Constant {
    pub(crate) wire: String,
    pub(crate) value: Literal,
}

/// The value of a constant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Literal {
    Bool(bool),
    Integer(i64),
    String(String),
}

impl Literal {
    /// The value as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        match self {
            Self::Bool(value) => (*value).into(),
            Self::Integer(value) => (*value).into(),
            Self::String(value) => value.as_str().into(),
        }
    }
}

/// A part of an object that is sent, in the order of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry {
    Constant(Constant),
    /// The index of a field, and whether that field is an "exactly one of" with members of its own.
    Field(usize),
}

/// What is done with the values of a type.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Usage {
    /// They are read from answers.
    pub(crate) read: bool,
    /// They are sent in JSON.
    pub(crate) written: bool,
}

impl Usage {
    /// What serde can do with them in every build: an application may keep an answer as JSON or hand it on, unless there are secrets in it.
    pub(crate) fn of_serde(self, secretless: bool) -> Self {
        Self {
            written: self.written || secretless,
            ..self
        }
    }

    pub(crate) const READ: Self = Self {
        read: true,
        written: false,
    };
    pub(crate) const WRITTEN: Self = Self {
        read: false,
        written: true,
    };

    /// Both uses together.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            read: self.read || other.read,
            written: self.written || other.written,
        }
    }
}

/// A declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Declaration {
    Struct(Struct),
    OpenEnum(OpenEnum),
    Union(Union),
    Choice(Choice),
}

impl Declaration {
    /// The name of the type.
    pub(crate) fn name(&self) -> &Ident {
        match self {
            Self::Struct(it) => &it.name,
            Self::OpenEnum(it) => &it.name,
            Self::Union(it) => &it.name,
            Self::Choice(it) => &it.name,
        }
    }

    /// The types in it.
    pub(crate) fn types(&self) -> Vec<&Type> {
        match self {
            Self::Struct(it) => it
                .fields
                .iter()
                .map(|field| &field.type_)
                .chain(it.additional.as_ref().map(|additional| &additional.type_))
                .collect(),
            Self::OpenEnum(_) => Vec::new(),
            Self::Union(it) => it.variants.iter().map(|variant| &variant.type_).collect(),
            Self::Choice(it) => it
                .variants
                .iter()
                .flat_map(|variant| &variant.fields)
                .map(|field| &field.type_)
                .collect(),
        }
    }
}

/// An object with known members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Struct {
    pub(crate) name: Ident,
    pub(crate) docs: Docs,
    pub(crate) fields: Vec<Field>,
    /// What is sent; only of use where the type is written.
    pub(crate) entries: Vec<Entry>,
    /// Members without a name.
    pub(crate) additional: Option<Additional>,
    pub(crate) usage: Usage,
    /// Whether values can be compared and, wherever they come from, be written: those with secrets cannot.
    pub(crate) comparable: bool,
}

/// The members of an object beside those that have a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Additional {
    pub(crate) name: Ident,
    /// Of their values.
    pub(crate) type_: Type,
    /// The names that are no additional members, constants among them.
    pub(crate) known: Vec<String>,
}

/// An enum of strings that keeps what it does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OpenEnum {
    pub(crate) name: Ident,
    pub(crate) docs: Docs,
    pub(crate) variants: Vec<EnumVariant>,
}

/// One of the values of an [`OpenEnum`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EnumVariant {
    pub(crate) name: Ident,
    pub(crate) docs: Docs,
    pub(crate) literal: String,
}

/// A value that has one of several types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Union {
    pub(crate) name: Ident,
    pub(crate) docs: Docs,
    /// In the order of the document.
    pub(crate) variants: Vec<UnionVariant>,
    /// Which variant a value is, tried in this order: an index of `variants` and what must hold.
    pub(crate) tests: Vec<(usize, Test)>,
    /// Whether a value that is none of them is kept.
    pub(crate) open: bool,
    pub(crate) usage: Usage,
    pub(crate) comparable: bool,
}

/// One of the types of a [`Union`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnionVariant {
    pub(crate) name: Ident,
    pub(crate) docs: Docs,
    pub(crate) type_: Type,
    /// The only value: the variant holds none.
    pub(crate) value: Option<Literal>,
    /// Members that are always the same, and that the type may have no place for.
    pub(crate) constants: Vec<String>,
    /// Whether a value of the type can only be meant as this variant.
    pub(crate) from: bool,
}

impl UnionVariant {
    /// Whether it is the variant of this value alone.
    pub(crate) fn is_only(&self, value: &serde_json::Value) -> bool {
        self.value.as_ref().is_some_and(|it| it.json() == *value)
    }
}

/// What must hold before a value is tried as a variant of a [`Union`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Test {
    Any,
    Bool,
    Integer,
    Number,
    String,
    /// One of these strings.
    Strings(Vec<String>),
    /// This value and no other.
    Value(Literal),
    List,
    Object,
    /// An object in which each of these members, if it is there, is one of these.
    Members(Vec<(String, Vec<Literal>)>),
}

/// "Exactly one of" several groups of members, which stand among the members of an object around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) name: Ident,
    pub(crate) docs: Docs,
    pub(crate) variants: Vec<ChoiceVariant>,
    pub(crate) comparable: bool,
}

/// One group of members. With a single, required member it is a tuple variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ChoiceVariant {
    pub(crate) name: Ident,
    pub(crate) docs: Docs,
    pub(crate) fields: Vec<Field>,
    pub(crate) entries: Vec<Entry>,
}

impl ChoiceVariant {
    /// The only member of a tuple variant.
    pub(crate) fn single(&self) -> Option<&Field> {
        match self.fields.as_slice() {
            [field] if field.presence == Presence::Required => Some(field),
            _ => None,
        }
    }
}

/// What a request's body is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyKind {
    Form,
    Multipart,
    Json,
}
