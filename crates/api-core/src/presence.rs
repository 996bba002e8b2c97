//! Members that may be absent, null, or there.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_with::ser::SerializeAsWrap;
use serde_with::{DeserializeAs, SerializeAs};

/// A member that a document lets be absent and lets be null, and where the two mean different things: "leave it as it is" and "take it away".
///
/// With serde, use it with `#[serde(default, skip_serializing_if = "Presence::is_absent")]`: absence is told by the member being left out.
///
/// ```
/// use api_core::Presence;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Deserialize, Serialize)]
/// struct Update {
///     #[serde(default, skip_serializing_if = "Presence::is_absent")]
///     description: Presence<String>,
/// }
///
/// let read = |text| serde_json::from_str::<Update>(text).map(|update| update.description);
/// assert_eq!(read("{}")?, Presence::Absent);
/// assert_eq!(read(r#"{"description":null}"#)?, Presence::Null);
/// assert_eq!(read(r#"{"description":"new"}"#)?, Presence::from("new".to_owned()));
/// assert_eq!(serde_json::to_string(&Update { description: Presence::Absent })?, "{}");
/// assert_eq!(serde_json::to_string(&Update { description: Presence::Null })?, r#"{"description":null}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Presence<T> {
    /// The member is not there.
    #[default]
    Absent,
    /// The member is there and null.
    Null,
    /// The member is there and has a value.
    Present(T),
}

impl<T> Presence<T> {
    /// Whether the member is not there.
    #[must_use]
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the member is there and null.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value, where there is one.
    #[must_use]
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Present(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The value, where there is one.
    #[must_use]
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Present(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }
}

impl<T> From<T> for Presence<T> {
    fn from(value: T) -> Self {
        Self::Present(value)
    }
}

impl<T: Serialize> Serialize for Presence<T> {
    /// An absent member that was not left out becomes null.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

impl<T, As: SerializeAs<T>> SerializeAs<Presence<T>> for Presence<As> {
    fn serialize_as<S: Serializer>(value: &Presence<T>, serializer: S) -> Result<S::Ok, S::Error> {
        let value = value.value().map(SerializeAsWrap::<T, As>::new);
        value.serialize(serializer)
    }
}

impl<'de, T, As: DeserializeAs<'de, T>> DeserializeAs<'de, Presence<T>> for Presence<As> {
    fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<Presence<T>, D::Error> {
        let value: Option<T> = Option::<As>::deserialize_as(deserializer)?;
        Ok(value.map_or(Presence::Null, Presence::Present))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Presence<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Null, Self::Present))
    }
}

/// Reads a member that is there, and whose type has a null of its own: serde alone would take null for absence.
///
/// # Errors
///
/// When it cannot be read as this type.
pub fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
