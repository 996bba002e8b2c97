//! Secrets on their way into and out of JSON bodies.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_with::ser::SerializeAsWrap;
use serde_with::{DeserializeAs, SerializeAs};

use crate::body::{note_credential, note_secret};
use crate::{Presence, SecretObject};

/// Writes secrets that stand inside the types of a request body, at any depth, through [`As`](super::As).
///
/// A `SecretString` has no `Serialize`, so that it cannot leave by accident; a generated body says where it may:
///
/// ```
/// use api_core::SecretString;
/// use api_core::runtime::{As, Exposed};
///
/// #[derive(serde::Serialize)]
/// struct User {
///     #[serde(with = "As::<Exposed>")]
///     password: SecretString,
///     #[serde(with = "As::<Option<Vec<Exposed>>>")]
///     recovery_codes: Option<Vec<SecretString>>,
/// }
///
/// let user = User { password: "hunter2".into(), recovery_codes: Some(vec!["1234".into()]) };
/// assert_eq!(serde_json::to_string(&user)?, r#"{"password":"hunter2","recovery_codes":["1234"]}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug)]
pub struct Exposed {
    /// Never made. Of a size, as what it stands for: linters take a map of what has none for a set.
    _size: u8,
}

impl SerializeAs<SecretString> for Exposed {
    fn serialize_as<S: Serializer>(
        secret: &SecretString,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        note_credential(secret);
        serializer.serialize_str(secret.expose_secret())
    }
}

impl<'de> DeserializeAs<'de, SecretString> for Exposed {
    fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<SecretString, D::Error> {
        SecretString::deserialize(deserializer)
    }
}

/// For a member that may be absent and may be null. An absent one is to be left out.
impl<T, U: SerializeAs<T>> SerializeAs<Presence<T>> for Option<U> {
    fn serialize_as<S: Serializer>(
        presence: &Presence<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match presence {
            Presence::Absent | Presence::Null => serializer.serialize_none(),
            Presence::Present(value) => {
                serializer.serialize_some(&SerializeAsWrap::<_, U>::new(value))
            }
        }
    }
}

impl<'de, T, U: DeserializeAs<'de, T>> DeserializeAs<'de, Presence<T>> for Option<U> {
    fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<Presence<T>, D::Error> {
        let value: Option<T> =
            <Self as DeserializeAs<'de, Option<T>>>::deserialize_as(deserializer)?;
        Ok(value.map_or(Presence::Null, Presence::Present))
    }
}

impl SerializeAs<SecretObject> for Exposed {
    fn serialize_as<S: Serializer>(
        object: &SecretObject,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        object.leaves(note_secret);
        object.expose().serialize(serializer)
    }
}

impl<'de> DeserializeAs<'de, SecretObject> for Exposed {
    fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<SecretObject, D::Error> {
        SecretObject::deserialize(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use super::*;
    use crate::runtime::As;

    #[derive(Deserialize, Serialize)]
    struct Login {
        #[serde(
            default,
            skip_serializing_if = "Presence::is_absent",
            with = "As::<Option<Exposed>>"
        )]
        password: Presence<SecretString>,
    }

    #[test]
    fn it_has_a_size_as_what_it_stands_for() {
        assert_ne!(size_of::<Exposed>(), 0);
    }

    #[test]
    fn a_secret_may_be_absent_null_or_there() {
        for text in ["{}", r#"{"password":null}"#, r#"{"password":"hunter2"}"#] {
            let login: Login = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&login).unwrap(), text);
        }
    }
}
