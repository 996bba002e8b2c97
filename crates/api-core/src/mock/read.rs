//! How arguments are read out of requests that arrived.

use serde::de::DeserializeOwned;

use super::description::Place;
use super::parts::Content;
use super::received::{Received, Unreadable};
use super::texts::Texts;
use crate::Presence;

/// An argument of a request that is still to be read, for generated code.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Read<'r> {
    request: &'r Received,
    place: Place,
    /// What the client's function calls it.
    argument: &'static str,
    /// Its name in the request.
    wire: &'static str,
    commas: bool,
}

impl Received {
    /// The argument of this name, which has the same name at its place in the request. For generated code.
    pub const fn read(&self, place: Place, argument: &'static str) -> Read<'_> {
        Read {
            request: self,
            place,
            argument,
            wire: argument,
            commas: false,
        }
    }
}

impl Read<'_> {
    /// With another name in the request.
    pub const fn called(mut self, wire: &'static str) -> Self {
        self.wire = wire;
        self
    }

    /// A list with commas between its items, where it is not in JSON.
    pub const fn commas(mut self) -> Self {
        self.commas = true;
        self
    }

    /// What has to be there.
    ///
    /// # Errors
    ///
    /// When it is not there, or not of this type.
    pub fn required<T: DeserializeOwned>(self) -> Result<T, Unreadable> {
        Received::required(self.argument, self.presence()?)
    }

    /// What may be absent.
    ///
    /// # Errors
    ///
    /// When it is there and not of this type.
    pub fn optional<T: DeserializeOwned>(self) -> Result<Option<T>, Unreadable> {
        self.presence().map(Presence::into_value)
    }

    /// What may be absent or null, which are two things.
    ///
    /// # Errors
    ///
    /// When it is there and not of this type.
    pub fn presence<T: DeserializeOwned>(self) -> Result<Presence<T>, Unreadable> {
        let request = self.request;
        match (self.place, &request.parts.body) {
            (Place::Body, _) if request.bytes.is_empty() => Ok(Presence::Absent),
            (Place::Body, _) => self.settled(serde_json::from_slice(&request.bytes)),
            (Place::Member, Content::Object(members)) => match members.get(self.wire) {
                None => Ok(Presence::Absent),
                // Unions keep the text that they are read from.
                Some(value) => match serde_json::from_str(&value.to_string()) {
                    Err(_) if value.is_null() => Ok(Presence::Null),
                    read => self.settled(read),
                },
            },
            (Place::Path(index), _) => {
                let texts = request.parts.parameters.get(index).cloned();
                self.texts(texts.into_iter().collect())
            }
            (place, _) => self.texts(request.parts.texts(place, self.wire)),
        }
    }

    fn texts<T: DeserializeOwned>(self, mut texts: Vec<String>) -> Result<Presence<T>, Unreadable> {
        if texts.is_empty() {
            return Ok(Presence::Absent);
        }
        if self.commas {
            let split = texts.iter().flat_map(|text| text.split(','));
            texts = split.map(str::to_owned).collect();
        }
        self.settled(T::deserialize(Texts(texts)))
    }

    fn settled<T, E>(self, read: Result<T, E>) -> Result<Presence<T>, Unreadable> {
        read.map(Presence::Present)
            .map_err(|_| Unreadable::new(self.argument))
    }
}
