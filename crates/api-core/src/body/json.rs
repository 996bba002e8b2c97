//! JSON bodies.

use std::cell::RefCell;
use std::fmt;

use auth_core::Error;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

use crate::SecretObject;
use crate::mask::Mask;
use crate::text::check_credential;
use crate::wiped::WipedBuffer;

/// A body of type `application/json`: members in the order in which they are added, the same bytes each time.
///
/// A member that cannot be written is reported by [`Call::json`](crate::runtime::Call::json).
///
/// ```
/// use api_core::runtime::Json;
///
/// let json = Json::object().member("domain_id", "domain-1").member("timeout", &3600).secret("password", &"hunter2".into());
/// assert_eq!(json.expose(), br#"{"domain_id":"domain-1","timeout":3600,"password":"hunter2""#);
/// assert!(!format!("{json:?}").contains("hunter2"));
/// ```
#[must_use]
pub struct Json {
    pub(crate) text: WipedBuffer,
    pub(crate) mask: Mask,
    pub(crate) error: Option<Error>,
    object: bool,
}

impl Json {
    /// An object without members.
    pub fn object() -> Self {
        let mut text = WipedBuffer::new();
        text.push(b"{");
        Self {
            text,
            mask: Mask::default(),
            error: None,
            object: true,
        }
    }

    /// A body that is one value. Secrets inside it are written by [`Exposed`](crate::runtime::Exposed).
    pub fn value<T: Serialize + ?Sized>(value: &T) -> Self {
        let mut json = Self {
            text: WipedBuffer::new(),
            mask: Mask::default(),
            error: None,
            object: false,
        };
        json.write("body", value);
        json
    }

    /// Adds a member. Secrets inside it are written by [`Exposed`](crate::runtime::Exposed).
    pub fn member<T: Serialize + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        self.name(name);
        self.write(name, value);
        self
    }

    /// Adds a member that holds a credential.
    pub fn secret(mut self, name: &'static str, value: &SecretString) -> Self {
        if let Err(error) = check_credential(name, value) {
            self.error.get_or_insert(error);
        }
        self.name(name);
        self.write(name, value.expose_secret());
        self.mask.add(value.clone());
        self
    }

    /// Adds a member that is a free-form object of credentials.
    pub fn object_member(mut self, name: &'static str, value: &SecretObject) -> Self {
        self.name(name);
        self.write(name, value.expose());
        value.leaves(|leaf| self.mask.add(leaf.into()));
        self
    }

    /// The bytes so far; the last brace is added by [`Call::json`](crate::runtime::Call::json). They may hold secrets: write them nowhere.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        self.text.as_slice()
    }

    /// The finished body.
    pub(crate) fn finish(mut self) -> Result<(WipedBuffer, Mask), Error> {
        if let Some(error) = self.error {
            return Err(error);
        }
        if self.object {
            self.text.push(b"}");
        }
        Ok((self.text, self.mask))
    }

    fn name(&mut self, name: &'static str) {
        if self.text.len() > 1 {
            self.text.push(b",");
        }
        self.write(name, name);
        self.text.push(b":");
    }

    fn write<T: Serialize + ?Sized>(&mut self, field: &'static str, value: &T) {
        let before = NOTED.replace(Some(Vec::new()));
        let written = serde_json::to_writer(&mut self.text, value);
        for secret in NOTED.replace(before).unwrap_or_default() {
            self.mask.add(secret);
        }
        if written.is_err() {
            // serde's own words may quote the value.
            let error = Error::configuration(field, "cannot be written as JSON");
            self.error.get_or_insert(error);
        }
    }
}

thread_local! {
    /// The secrets that the value being written has exposed, so that the call knows them.
    static NOTED: RefCell<Option<Vec<SecretString>>> = const { RefCell::new(None) };
}

/// Tells the JSON body that is being written on this thread, if one is, that this is a secret.
pub(crate) fn note_secret(secret: &str) {
    NOTED.with_borrow_mut(|noted| {
        if let Some(noted) = noted {
            noted.push(secret.into());
        }
    });
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Json({} bytes)", self.text.len())
    }
}
