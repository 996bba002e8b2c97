//! How arguments are read out of requests that arrived.

use serde::de::DeserializeOwned;

use super::description::Place;
use super::expectation::Argument;
use super::parts::Content;
use super::received::{Received, Unreadable};
use super::texts::Texts;
use crate::Presence;

/// Arguments, for generated code.
impl Received {
    /// An argument that has to be there.
    ///
    /// # Errors
    ///
    /// When it is not there, or not of this type.
    pub fn required<T: DeserializeOwned>(
        &self,
        place: Place,
        argument: impl Into<Argument>,
    ) -> Result<T, Unreadable> {
        let argument = argument.into();
        Self::found(argument.name, self.read(place, argument)?)
    }

    /// An argument that may be absent.
    ///
    /// # Errors
    ///
    /// When it is there and not of this type.
    pub fn optional<T: DeserializeOwned>(
        &self,
        place: Place,
        argument: impl Into<Argument>,
    ) -> Result<Option<T>, Unreadable> {
        self.read(place, argument.into()).map(Presence::into_value)
    }

    /// An argument that may be absent or null, which are two things.
    ///
    /// # Errors
    ///
    /// When it is there and not of this type.
    pub fn presence<T: DeserializeOwned>(
        &self,
        place: Place,
        argument: impl Into<Argument>,
    ) -> Result<Presence<T>, Unreadable> {
        // Null comes first: a union would take it for a value that it does not know.
        let read = self.read::<Option<T>>(place, argument.into())?;
        Ok(match read {
            Presence::Present(Some(value)) => Presence::Present(value),
            Presence::Present(None) | Presence::Null => Presence::Null,
            Presence::Absent => Presence::Absent,
        })
    }

    /// What was found in some other way and has to be there.
    ///
    /// # Errors
    ///
    /// When it is not there.
    pub fn found<T>(argument: &'static str, found: Presence<T>) -> Result<T, Unreadable> {
        found.into_value().ok_or(Unreadable::new(argument))
    }

    fn read<T: DeserializeOwned>(
        &self,
        place: Place,
        argument: Argument,
    ) -> Result<Presence<T>, Unreadable> {
        match (place, &self.parts.body) {
            (Place::Body, _) if self.bytes.is_empty() => Ok(Presence::Absent),
            (Place::Body, _) => settled(argument, serde_json::from_slice(&self.bytes)),
            (Place::Member, Content::Object(members)) => match members.get(argument.wire) {
                None => Ok(Presence::Absent),
                // Unions keep the text that they are read from.
                Some(value) => match serde_json::from_str(&value.to_string()) {
                    Err(_) if value.is_null() => Ok(Presence::Null),
                    read => settled(argument, read),
                },
            },
            (Place::Path(index), _) => {
                let texts = self.parts.parameters.get(index).cloned();
                from_texts(argument, texts.into_iter().collect())
            }
            (place, _) => from_texts(argument, self.parts.texts(place, argument.wire)),
        }
    }
}

fn from_texts<T: DeserializeOwned>(
    argument: Argument,
    mut texts: Vec<String>,
) -> Result<Presence<T>, Unreadable> {
    if texts.is_empty() {
        return Ok(Presence::Absent);
    }
    if argument.commas {
        let split = texts.iter().flat_map(|text| text.split(','));
        texts = split.map(str::to_owned).collect();
    }
    settled(argument, T::deserialize(Texts(texts)))
}

fn settled<T, E>(argument: Argument, read: Result<T, E>) -> Result<Presence<T>, Unreadable> {
    read.map(Presence::Present)
        .map_err(|_| Unreadable::new(argument.name))
}
