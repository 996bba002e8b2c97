//! What a round has for its request and its answer.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::super::server::Server;
use super::case::Way;
use crate::{ClientCredentials, Presence};

/// One round: a sample of a request and its answer.
#[derive(Debug)]
pub struct Trip<'s> {
    /// None where the request goes elsewhere.
    pub(super) server: Option<&'s Server>,
    pub(super) arguments: Vec<Argument>,
    pub(super) answer: Value,
    pub(super) answered: usize,
    /// An object.
    pub(super) headers: Value,
    pub(super) way: Way,
}

/// What an argument is in a round.
#[derive(Debug)]
pub(super) struct Argument {
    pub(super) value: Presence<Value>,
    /// Which variant of a choice it is.
    pub(super) variant: usize,
}

impl Trip<'_> {
    /// An argument that is always there, by its number.
    ///
    /// # Panics
    ///
    /// When it cannot be read as this type.
    #[must_use]
    #[track_caller]
    pub fn given<T: DeserializeOwned>(&self, index: usize) -> T {
        match self.state(index) {
            Presence::Present(value) => value,
            _ => panic!("argument {index} is not there"),
        }
    }

    /// An argument that may be absent or null.
    ///
    /// # Panics
    ///
    /// When it cannot be read as this type.
    #[must_use]
    #[track_caller]
    pub fn state<T: DeserializeOwned>(&self, index: usize) -> Presence<T> {
        match self.arguments.get(index).map(|it| &it.value) {
            None | Some(Presence::Absent) => Presence::Absent,
            Some(Presence::Null) => Presence::Null,
            Some(Presence::Present(value)) => Presence::Present(read(value)),
        }
    }

    /// An argument that may be absent or null, made of what the sample has.
    ///
    /// # Panics
    ///
    /// When the sample has something of another type.
    #[must_use]
    #[track_caller]
    pub fn made<T: DeserializeOwned, V>(
        &self,
        index: usize,
        make: impl FnOnce(T) -> V,
    ) -> Presence<V> {
        match self.state(index) {
            Presence::Absent => Presence::Absent,
            Presence::Null => Presence::Null,
            Presence::Present(value) => Presence::Present(make(value)),
        }
    }

    /// Which variant an argument that is a choice is, where it is there.
    #[must_use]
    pub fn variant(&self, index: usize) -> Option<usize> {
        let argument = self.arguments.get(index)?;
        argument.value.value().map(|_| argument.variant)
    }

    /// A member of an argument that is a choice.
    ///
    /// # Panics
    ///
    /// When it cannot be read as this type.
    #[must_use]
    #[track_caller]
    pub fn member<T: DeserializeOwned>(&self, index: usize, name: &str) -> Presence<T> {
        let argument = self.arguments.get(index).map(|it| &it.value);
        match argument
            .and_then(Presence::value)
            .and_then(|it| it.get(name))
        {
            None => Presence::Absent,
            // Null may be a value of the type.
            Some(Value::Null) => {
                serde_json::from_str("null").map_or(Presence::Null, Presence::Present)
            }
            Some(value) => Presence::Present(read(value)),
        }
    }

    /// A member of an argument that is a choice, which is always there.
    ///
    /// # Panics
    ///
    /// When it is not, or cannot be read as this type.
    #[must_use]
    #[track_caller]
    pub fn member_given<T: DeserializeOwned>(&self, index: usize, name: &str) -> T {
        match self.member(index, name) {
            Presence::Present(value) => value,
            _ => panic!("`{name}` is not there"),
        }
    }

    /// A documented header of the answer, where it is there.
    ///
    /// # Panics
    ///
    /// When it cannot be read as this type.
    #[must_use]
    #[track_caller]
    pub fn header<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        self.headers.get(name).map(read)
    }

    /// How the request is to be sent.
    #[must_use]
    pub const fn way(&self) -> Way {
        self.way
    }

    /// The answer.
    ///
    /// # Panics
    ///
    /// When it cannot be read as this type.
    #[must_use]
    #[track_caller]
    pub fn answer<T: DeserializeOwned>(&self) -> T {
        read(&self.answer)
    }

    /// Which of the answers of the operation it is the turn of.
    #[must_use]
    pub const fn answered(&self) -> usize {
        self.answered
    }
}

/// Id and secret of a client, as samples have them.
#[must_use]
pub fn credentials((id, secret): (String, String)) -> ClientCredentials {
    ClientCredentials::new(id, secret)
}

#[track_caller]
fn read<T: DeserializeOwned>(value: &Value) -> T {
    // Unions keep the text that they are read from.
    match serde_json::from_str(&value.to_string()) {
        Ok(value) => value,
        Err(error) => panic!("{value} is none of its type: {error}"),
    }
}
