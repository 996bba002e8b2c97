//! What a generated double knows of its operation.

use serde_json::Value;

use crate::runtime::{Operation, Service};

/// What a document says about the requests of an operation, beyond what the client needs to know.
#[derive(Debug)]
pub struct Description {
    /// The operation.
    pub operation: &'static Operation,
    /// The service that it belongs to.
    pub service: &'static Service,
    /// The names of its query parameters.
    pub query: &'static [&'static str],
    /// Whether requests have names that are not listed: those of the members of an object that is laid out in a query or a form.
    pub open: bool,
    /// Its body.
    pub body: Body,
    /// What every request of it holds.
    pub constants: &'static [Constant],
}

impl Description {
    /// An operation of which every request is without query, body and constants.
    #[must_use]
    pub const fn new(operation: &'static Operation, service: &'static Service) -> Self {
        Self {
            operation,
            service,
            query: &[],
            open: false,
            body: Body::None,
            constants: &[],
        }
    }

    /// With query parameters of these names.
    #[must_use]
    pub const fn query(mut self, names: &'static [&'static str]) -> Self {
        self.query = names;
        self
    }

    /// With names that are not listed.
    #[must_use]
    pub const fn open(mut self) -> Self {
        self.open = true;
        self
    }

    /// With a JSON object that has these members.
    #[must_use]
    pub const fn object(mut self, members: &'static [&'static str]) -> Self {
        self.body = Body::Object(members);
        self
    }

    /// With a form that has these fields.
    #[must_use]
    pub const fn form(mut self, fields: &'static [&'static str]) -> Self {
        self.body = Body::Form(fields);
        self
    }

    /// With parts that have these names.
    #[must_use]
    pub const fn parts(mut self, names: &'static [&'static str]) -> Self {
        self.body = Body::Parts(names);
        self
    }

    /// With a body that is one JSON value, or something else.
    #[must_use]
    pub const fn whole(mut self) -> Self {
        self.body = Body::Whole;
        self
    }

    /// With these constants.
    #[must_use]
    pub const fn constants(mut self, constants: &'static [Constant]) -> Self {
        self.constants = constants;
        self
    }
}

/// What a request's body is.
#[derive(Debug)]
pub enum Body {
    /// There is none.
    None,
    /// A form with these fields.
    Form(&'static [&'static str]),
    /// A JSON object with these members.
    Object(&'static [&'static str]),
    /// Parts with these names.
    Parts(&'static [&'static str]),
    /// One JSON value, or something else.
    Whole,
}

/// Something that is sent by itself.
#[derive(Debug)]
pub struct Constant {
    /// Where it stands.
    pub place: Place,
    /// Its name there.
    pub name: &'static str,
    /// What it is.
    pub value: Literal,
}

impl Constant {
    /// A constant.
    #[must_use]
    pub const fn new(place: Place, name: &'static str, value: Literal) -> Self {
        Self { place, name, value }
    }
}

/// A place in a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Place {
    /// The path parameter of this number.
    Path(usize),
    /// The query.
    Query,
    /// The headers.
    Header,
    /// The cookies.
    Cookie,
    /// The members of a JSON object, or the fields of a form.
    Member,
    /// The body as one value.
    Body,
}

/// The value of a constant.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Literal {
    /// A string.
    Text(&'static str),
    /// A boolean.
    Bool(bool),
    /// An integer.
    Integer(i64),
}

impl Literal {
    /// Whether it is this value, which is a string where there is no JSON.
    pub(super) fn is(self, value: &Value) -> bool {
        match (self, value) {
            (Self::Text(text), Value::String(value)) => text == value,
            (Self::Bool(bool), Value::Bool(value)) => bool == *value,
            (Self::Bool(bool), Value::String(value)) => bool.to_string() == *value,
            (Self::Integer(integer), Value::Number(value)) => value.as_i64() == Some(integer),
            (Self::Integer(integer), Value::String(value)) => integer.to_string() == *value,
            _ => false,
        }
    }

    /// As it is in JSON.
    pub(super) fn shown(self) -> String {
        match self {
            Self::Text(text) => Value::from(text).to_string(),
            Self::Bool(bool) => bool.to_string(),
            Self::Integer(integer) => integer.to_string(),
        }
    }
}
