//! What a document says of an operation.

use super::super::description::{Constant, Place};
use super::departure::Departure;
use super::shape::{Member, Shape, Spread};
use super::trip::Trip;
use crate::runtime::BasicEncoding;

/// An operation, as the document has it.
#[derive(Debug)]
pub struct Case<C: 'static> {
    /// What the document calls it.
    pub operation: &'static str,
    /// Its method; without a word, `GET`.
    pub method: &'static str,
    /// Its path in each path style; `{0}` stands for the first path parameter.
    pub paths: &'static [&'static str],
    /// The arguments.
    pub parameters: &'static [Parameter],
    /// What is sent by itself.
    pub constants: &'static [Constant],
    /// The credentials of the client that it is called with.
    pub credentials: &'static [Credential],
    /// What its body is written in.
    pub body: Body,
    /// What it answers: one of these.
    pub answers: &'static [&'static Shape],
    /// The same for each other media type that may be asked for.
    pub others: &'static [&'static [&'static Shape]],
    /// The headers that its answers have.
    pub headers: &'static [Member],
    /// Mounts a double and makes the request for it, both filled from a sample.
    pub send: fn(&C, &Trip<'_>) -> Departure,
}

impl<C> Case<C> {
    /// An operation that takes nothing and answers nothing, as far as is known yet.
    #[must_use]
    pub const fn of(send: fn(&C, &Trip<'_>) -> Departure) -> Self {
        Self {
            operation: "",
            method: "GET",
            paths: &[],
            parameters: &[],
            constants: &[],
            credentials: &[],
            body: Body::None,
            answers: &[],
            others: &[],
            headers: &[],
            send,
        }
    }

    /// The ways to send its request.
    pub(super) fn ways(&self) -> impl Iterator<Item = Way> + use<C> {
        let headers = (!self.headers.is_empty()).then_some(Way::Headers);
        let others = (0..self.others.len()).map(Way::Other);
        [Way::Plain].into_iter().chain(headers).chain(others)
    }
}

/// A way to send a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Way {
    /// As it is.
    Plain,
    /// So that the documented headers of the answer are read.
    Headers,
    /// Asking for the answer in the other media type of this number.
    Other(usize),
}

/// An argument of an operation.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    pub(super) place: Place,
    pub(super) member: Member,
    pub(super) spread: Spread,
}

impl Parameter {
    const fn new(place: Place, member: Member) -> Self {
        Self {
            place,
            member,
            spread: Spread::Plain,
        }
    }

    /// A member of the body that is always there.
    #[must_use]
    pub const fn member(name: &'static str, shape: &'static Shape) -> Self {
        Self::required(Place::Member, name, shape)
    }

    /// A member of the body that may be absent.
    #[must_use]
    pub const fn optional_member(name: &'static str, shape: &'static Shape) -> Self {
        Self::optional(Place::Member, name, shape)
    }

    /// An argument that is always there.
    #[must_use]
    pub const fn required(place: Place, name: &'static str, shape: &'static Shape) -> Self {
        Self::new(place, Member::required(name, shape))
    }

    /// An argument that may be absent.
    #[must_use]
    pub const fn optional(place: Place, name: &'static str, shape: &'static Shape) -> Self {
        Self::new(place, Member::optional(name, shape))
    }

    /// An argument that may be absent or null, which are two things.
    #[must_use]
    pub const fn nullable(place: Place, name: &'static str, shape: &'static Shape) -> Self {
        Self::new(place, Member::nullable(name, shape))
    }

    /// The same, written in another way than usual.
    #[must_use]
    pub const fn spread(mut self, spread: Spread) -> Self {
        self.spread = spread;
        self
    }
}

/// What a body is written in.
#[derive(Clone, Copy, Debug)]
pub enum Body {
    /// There is none.
    None,
    /// A JSON object, or one JSON value, of this media type. Whether it is sent without any member.
    Json(&'static str, bool),
    /// A form, and whether it is sent without any member.
    Form(bool),
    /// Parts, and whether they are sent without any member.
    Parts(bool),
    /// A form that is one value, which is not looked into here.
    Laid,
    /// Something of this media type, as it is.
    Raw(&'static str),
}

impl Body {
    /// JSON that is always sent.
    pub const JSON: Self = Self::Json("application/json", true);
}

/// A credential of the client, by the name that its scheme has, and how it is carried.
#[derive(Clone, Copy, Debug)]
pub enum Credential {
    /// As a bearer token.
    Bearer(&'static str),
    /// As a Basic header.
    Basic(&'static str, BasicEncoding),
    /// In a header of this name.
    Header(&'static str, &'static str),
    /// In a query parameter of this name.
    Query(&'static str, &'static str),
    /// In a cookie of this name.
    Cookie(&'static str, &'static str),
}
