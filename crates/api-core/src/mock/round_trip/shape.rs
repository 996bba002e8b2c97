//! What a document says of its values, as far as samples need to know it.

use super::super::description::Literal;
use crate::runtime::BasicEncoding;

/// What values look like.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Nothing at all: an answer without a body.
    Nothing,
    /// Another address, or none.
    Location,
    /// True or false.
    Bool,
    /// An integer of 32 bits.
    I32,
    /// An integer of 64 bits.
    I64,
    /// A natural number of 64 bits.
    U64,
    /// A number.
    F64,
    /// A number of seconds.
    Seconds,
    /// A text.
    Text,
    /// A text that is hidden.
    Secret,
    /// A date and a time.
    DateTime,
    /// A date.
    Date,
    /// A UUID.
    Uuid,
    /// Bytes in base64.
    Base64,
    /// Bytes as they are.
    Bytes,
    /// Id and secret of a client.
    Credentials,
    /// Any value.
    Any,
    /// A free-form object.
    Object,
    /// A free-form object that is hidden.
    SecretObject,
    /// One of these texts.
    Words(&'static [&'static str]),
    /// A list.
    List(&'static Shape),
    /// An object with members of one kind.
    Map(&'static Shape),
    /// A value or null.
    Nullable(&'static Shape),
    /// An object.
    Struct(&'static [Member]),
    /// A value of one of several kinds.
    Union(&'static [Branch]),
    /// One of several groups of members, which stand among those of the object around it.
    Choice(&'static [&'static [Member]]),
}

/// A member of an object.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    pub(super) name: &'static str,
    pub(super) presence: Presence,
    pub(super) what: What,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Presence {
    Required,
    Optional,
    Nullable,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    Value(&'static Shape),
    Constant(Literal),
    /// Members without a name of their own.
    Others(&'static Shape),
}

impl Member {
    const fn new(name: &'static str, presence: Presence, what: What) -> Self {
        Self {
            name,
            presence,
            what,
        }
    }

    /// One that is always there.
    #[must_use]
    pub const fn required(name: &'static str, shape: &'static Shape) -> Self {
        Self::new(name, Presence::Required, What::Value(shape))
    }

    /// One that may be absent.
    #[must_use]
    pub const fn optional(name: &'static str, shape: &'static Shape) -> Self {
        Self::new(name, Presence::Optional, What::Value(shape))
    }

    /// One that may be absent or null, which are two things.
    #[must_use]
    pub const fn nullable(name: &'static str, shape: &'static Shape) -> Self {
        Self::new(name, Presence::Nullable, What::Value(shape))
    }

    /// One that is always the same.
    #[must_use]
    pub const fn constant(name: &'static str, value: Literal) -> Self {
        Self::new(name, Presence::Required, What::Constant(value))
    }

    /// Others, without names.
    #[must_use]
    pub const fn others(shape: &'static Shape) -> Self {
        Self::new("another name", Presence::Optional, What::Others(shape))
    }
}

/// One of the kinds of a [`Shape::Union`].
#[derive(Clone, Copy, Debug)]
pub struct Branch {
    pub(super) shape: &'static Shape,
    pub(super) members: &'static [(&'static str, Literal)],
}

impl Branch {
    /// Values of this shape, which are objects with these members where there are some.
    #[must_use]
    pub const fn new(shape: &'static Shape, members: &'static [(&'static str, Literal)]) -> Self {
        Self { shape, members }
    }
}

/// How a value is written where there is no JSON.
#[derive(Clone, Copy, Debug)]
pub enum Spread {
    /// As a text; a list as one text for each item.
    Plain,
    /// A list with commas between its items.
    Commas,
    /// In a style that is not looked into here.
    Laid,
    /// As the token of a bearer header.
    Bearer,
    /// As a Basic header.
    Basic(BasicEncoding),
}
