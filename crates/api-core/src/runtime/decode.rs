//! JSON texts into values and back.

use secrecy::SecretString;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::numbers;
use crate::wiped::WipedBuffer;

/// Why a JSON text could not be read.
#[derive(Debug)]
pub(crate) struct Fault {
    /// The path of members to the fault.
    pub(crate) place: String,
    /// Its words quote the value: show them nowhere.
    pub(crate) cause: serde_json::Error,
}

/// Reads a JSON text. A whole number may be written with a fraction where the type wants an integer.
pub(crate) fn from_json<T: DeserializeOwned>(json: &[u8]) -> Result<T, Fault> {
    match once(json) {
        Err(fault) if fault.cause.is_data() => match numbers::plain(json) {
            Some(plain) => once(plain.as_slice()),
            None => Err(fault),
        },
        read => read,
    }
}

fn once<T: DeserializeOwned>(json: &[u8]) -> Result<T, Fault> {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| Fault {
        place: error.path().to_string(),
        cause: error.into_inner(),
    })?;
    deserializer.end().map_err(|cause| Fault {
        place: ".".to_owned(),
        cause,
    })?;
    Ok(value)
}

/// The JSON text of a value, as part of what tells two credentials apart. None where it cannot be written.
#[must_use]
pub fn json_text<T: Serialize + ?Sized>(value: &T) -> Option<SecretString> {
    let mut text = WipedBuffer::new();
    serde_json::to_writer(&mut text, value).ok()?;
    std::str::from_utf8(text.as_slice())
        .ok()
        .map(SecretString::from)
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn text_of_values() {
        let text = json_text(&[1, 2]).unwrap();
        assert_eq!(text.expose_secret(), "[1,2]");
    }

    #[test]
    fn h7_a_whole_number_with_a_fraction_is_an_integer() {
        let read = |text: &str| from_json::<Vec<i64>>(text.as_bytes()).map_err(|fault| fault.place);
        assert_eq!(read("[1.0, 2e3, 3]"), Ok(vec![1, 2000, 3]));
        assert_eq!(read("[1.5]"), Err("[0]".to_owned()));
        assert_eq!(read("[1.0, 1.5]"), Err("[1]".to_owned()));
        assert_eq!(read("[1] 2"), Err(".".to_owned()));
    }
}
