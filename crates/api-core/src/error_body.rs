//! Bodies of errors that have no form: nobody knows what is in them.

use std::fmt;

use bytes::Bytes;
use secrecy::{ExposeSecret, SecretString};

/// The body of an error that its document describes as text.
///
/// It is what a gateway or a program wrote at a bad moment, and may quote what it was sent. So it is treated as a secret: hidden in `Debug`, without
/// `Display`, and wiped when it is dropped.
///
/// ```
/// use api_core::ErrorText;
///
/// let text = ErrorText::from("no part of this number");
/// assert!(text.expose().starts_with("no part"));
/// assert_eq!(format!("{text:?}"), "ErrorText(22 bytes)");
/// ```
#[derive(Clone)]
pub struct ErrorText(SecretString);

impl ErrorText {
    /// The text. It may hold secrets: look at it before you write it anywhere.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl From<&str> for ErrorText {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for ErrorText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ErrorText({} bytes)", self.expose().len())
    }
}

/// The body of an error that its document describes as bytes, or not at all.
///
/// It may hold secrets as an [`ErrorText`] may, and is hidden in `Debug`.
///
/// ```
/// use api_core::{Bytes, ErrorBytes};
///
/// let bytes = ErrorBytes::from(Bytes::from_static(&[0, 159, 146, 150]));
/// assert_eq!(bytes.expose().len(), 4);
/// assert_eq!(format!("{bytes:?}"), "ErrorBytes(4 bytes)");
/// ```
#[derive(Clone)]
pub struct ErrorBytes(Bytes);

impl ErrorBytes {
    /// The bytes. They may hold secrets: look at them before you write them anywhere.
    #[must_use]
    pub const fn expose(&self) -> &Bytes {
        &self.0
    }
}

impl From<Bytes> for ErrorBytes {
    fn from(bytes: Bytes) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for ErrorBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ErrorBytes({} bytes)", self.0.len())
    }
}
