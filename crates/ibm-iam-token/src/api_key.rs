//! API keys as people have them.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use auth_core::Error;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use zeroize::Zeroizing;

use crate::Files;

/// The name of the field in errors, and of the member in the file that the console downloads.
const FIELD: &str = "apikey";

/// An API key that has been looked at: it is not empty, and not a placeholder or a piece of JSON.
///
/// Whatever takes a `SecretString` takes an `ApiKey`.
///
/// # Examples
///
/// ```
/// use ibm_iam_token::{ApiKey, Client, TokenCache};
///
/// let cache = TokenCache::new(Client::new()?.get_token_api_key(ApiKey::new("my-api-key")?));
///
/// // A key that still wears the braces of a template, or the quotes of a shell script, is refused before it is sent.
/// assert!(ApiKey::new("{my-api-key}").is_err());
/// # Ok::<(), ibm_iam_token::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ApiKey(SecretString);

impl ApiKey {
    /// Takes an API key as it is.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) naming the field `apikey`: the key is empty, or begins or ends with
    /// a brace or a quotation mark, as IBM's SDKs refuse it.
    pub fn new(key: impl Into<SecretString>) -> Result<Self, Error> {
        let key = key.into();
        check(key.expose_secret()).map_err(|reason| Error::configuration(FIELD, reason))?;
        Ok(Self(key))
    }

    /// Takes the text of a file that holds nothing but an API key: blanks and line ends around the key do not count.
    ///
    /// # Errors
    ///
    /// As [`ApiKey::new`].
    ///
    /// # Examples
    ///
    /// ```
    /// use ibm_iam_token::{ApiKey, ExposeSecret, SecretString};
    ///
    /// let key: SecretString = ApiKey::from_text("my-api-key\n")?.into();
    /// assert_eq!(key.expose_secret(), "my-api-key");
    /// # Ok::<(), ibm_iam_token::Error>(())
    /// ```
    pub fn from_text(text: &str) -> Result<Self, Error> {
        Self::new(text.trim())
    }

    /// Takes the JSON that the console of IBM Cloud offers for download when an API key is created, `apikey.json`. Service credentials in
    /// JSON have the same member `apikey`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) naming the field `apikey`: the text is no JSON object with a string of
    /// that name, or the key is one that [`ApiKey::new`] refuses.
    ///
    /// # Examples
    ///
    /// ```
    /// use ibm_iam_token::{ApiKey, ExposeSecret, SecretString};
    ///
    /// let json = r#"{"name": "robot", "createdAt": "2026-01-01T00:00+0000", "apikey": "my-api-key"}"#;
    /// let key: SecretString = ApiKey::from_json(json)?.into();
    /// assert_eq!(key.expose_secret(), "my-api-key");
    /// # Ok::<(), ibm_iam_token::Error>(())
    /// ```
    pub fn from_json(json: &str) -> Result<Self, Error> {
        // What serde says of a fault quotes the text, so it is not kept.
        let members: Option<BTreeMap<String, Value>> = serde_json::from_str(json).ok();
        let Some(Value::String(key)) = members.and_then(|mut members| members.remove(FIELD)) else {
            let reason = "is no string member of this JSON object";
            return Err(Error::configuration(FIELD, reason));
        };
        Self::from_text(&Zeroizing::new(key))
    }

    /// Reads a file in either form: the console's JSON, or a text that is the key.
    ///
    /// # Errors
    ///
    /// As [`ApiKey::from_json`] and [`ApiKey::from_text`]; also when the file cannot be read, with its path.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::read_from(path.as_ref(), &Files::system())
    }

    fn read_from(path: &Path, files: &Files) -> Result<Self, Error> {
        let text = files
            .read(path)
            .map_err(|error| unreadable(FIELD, path, error))?;
        // Editors of Windows put a mark of the encoding before the text.
        let text = text.expose_secret().trim_start_matches('\u{feff}');
        // A text that begins with a brace can be nothing but the JSON, or a mistake that is refused either way.
        if text.trim_start().starts_with('{') {
            Self::from_json(text)
        } else {
            Self::from_text(text)
        }
    }
}

impl From<ApiKey> for SecretString {
    fn from(key: ApiKey) -> Self {
        key.0
    }
}

/// What is wrong with a key, to stand behind the name of its field.
pub(crate) fn check(key: &str) -> Result<(), &'static str> {
    if key.is_empty() {
        return Err("is empty");
    }
    let is_wrapping = |c: char| matches!(c, '{' | '}' | '"' | '\'');
    if key.starts_with(is_wrapping) || key.ends_with(is_wrapping) {
        return Err(
            "begins or ends with a brace or a quotation mark, which belongs to what stood around it",
        );
    }
    Ok(())
}

/// The error about a file. What the system says of it names neither its content nor a secret.
pub(crate) fn unreadable(field: &str, path: &Path, error: io::Error) -> Error {
    let reason = format!("cannot be read from {}: {}", path.display(), error.kind());
    Error::configuration(field, reason).with_source(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exposed(key: ApiKey) -> String {
        SecretString::from(key).expose_secret().to_owned()
    }

    #[test]
    fn a_file_may_be_json_or_text() {
        let files = Files::from_iter([
            ("apikey.json", "\n{\"apikey\": \"s3cr3t-key\"}\n"),
            ("key.txt", "s3cr3t-key\r\n"),
            ("windows.json", "\u{feff}{\"apikey\": \"s3cr3t-key\"}"),
        ]);
        for path in ["apikey.json", "key.txt", "windows.json"] {
            let key = ApiKey::read_from(Path::new(path), &files).unwrap();
            assert_eq!(exposed(key), "s3cr3t-key", "{path}");
        }
        let error = ApiKey::read_from(Path::new("missing.json"), &files).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`apikey` cannot be read from missing.json: entity not found"
        );
    }
}
