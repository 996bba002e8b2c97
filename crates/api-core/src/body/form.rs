//! Form bodies.

use std::fmt;

use auth_core::Error;
use form_urlencoded::byte_serialize;
use secrecy::{ExposeSecret, SecretString};

use super::node::Node;
use super::{Json, Laid, Layout};
use crate::mask::Mask;
use crate::text::{check_credential, comma_list};
use crate::wiped::WipedBuffer;

/// A body of type `application/x-www-form-urlencoded`: fields in the order in which they are added, the same bytes each time.
///
/// ```
/// use api_core::runtime::Form;
///
/// let form = Form::new().text("grant_type", "client_credentials").secret("client_secret", &"s3cr3t &".into())?;
/// assert_eq!(form.expose(), b"grant_type=client_credentials&client_secret=s3cr3t+%26");
/// assert!(!format!("{form:?}").contains("s3cr3t"));
/// # Ok::<(), api_core::Error>(())
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct Form {
    pub(crate) text: WipedBuffer,
    pub(crate) mask: Mask,
}

impl Form {
    /// A form without fields.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field.
    pub fn text(mut self, name: &'static str, value: &str) -> Self {
        self.push(name, value);
        self
    }

    /// Adds a field that holds a credential.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when the credential is empty or holds a control character.
    pub fn secret(mut self, name: &'static str, value: &SecretString) -> Result<Self, Error> {
        check_credential(name, value)?;
        self.push(name, value.expose_secret());
        self.mask.add(value.clone());
        Ok(self)
    }

    /// Adds a field that holds a list, joined by commas. An empty list adds nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when an item is empty or holds a comma.
    pub fn list(mut self, name: &'static str, items: &[String]) -> Result<Self, Error> {
        let joined = comma_list(name, items)?;
        if !items.is_empty() {
            self.push(name, &joined);
        }
        Ok(self)
    }

    /// Adds a value that is no single text, in this layout. Null adds nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when it cannot be written, or holds a credential that is none.
    pub fn value(mut self, name: &'static str, layout: Layout, json: Json) -> Result<Self, Error> {
        let laid = Laid::new(name, layout, json)?;
        self.lay(name, &laid);
        self.mask.extend(laid.mask);
        Ok(self)
    }

    /// Adds the members of an object, each in the layout that is given for it: texts and numbers as they are, lists item by item, and objects as JSON, where
    /// none is given.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when it is no object or cannot be written, or holds a credential that is none.
    pub fn members(mut self, json: Json, layouts: &[(&str, Layout)]) -> Result<Self, Error> {
        let (text, mask) = json.finish()?;
        self.mask.extend(mask);
        let Ok(Node::Object(members)) = serde_json::from_slice(text.as_slice()) else {
            return Err(Error::configuration(
                "body",
                "is no object, and a form has fields",
            ));
        };
        for (name, value) in members {
            let given = layouts.iter().find(|(member, _)| *member == name);
            let layout = given.map_or(Layout::PLAIN, |(_, layout)| *layout);
            self.lay(&name, &Laid::part(layout, value));
        }
        Ok(self)
    }

    fn lay(&mut self, name: &str, laid: &Laid) {
        for (name, value) in laid.pairs(name) {
            self.push(&name, &value);
        }
    }

    /// The body as it goes out. It may hold secrets: write it nowhere.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        self.text.as_slice()
    }

    pub(crate) fn push(&mut self, name: &str, value: &str) {
        if !self.text.is_empty() {
            self.text.push(b"&");
        }
        for piece in byte_serialize(name.as_bytes()) {
            self.text.push(piece.as_bytes());
        }
        self.text.push(b"=");
        for piece in byte_serialize(value.as_bytes()) {
            self.text.push(piece.as_bytes());
        }
    }
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Form({} bytes)", self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use auth_core::ErrorKind;

    use super::*;

    #[test]
    fn h7_writes_fields_in_the_order_in_which_they_are_added() {
        let form = || -> Result<Form, Error> {
            let items = ["kube".to_owned(), "bx".to_owned()];
            Form::new()
                .text("z", "urn:ibm:params:oauth:grant-type:apikey")
                .secret("a", &"s3cr3t +&=%:/?#~*ä".into())?
                .list("list", &items)?
                .list("none", &[])
        };
        let text = "z=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Aapikey&a=s3cr3t+%2B%26%3D%25%3A%2F%3F%23%7E*%C3%A4&list=kube%2Cbx";
        assert_eq!(form().unwrap().expose(), text.as_bytes());
        assert_eq!(form().unwrap().expose(), form().unwrap().expose());
    }

    #[test]
    fn h5_refuses_a_credential_with_a_control_character_and_names_the_field() {
        for secret in ["s3cret\n", "s3\0cret", "\u{7f}s3cret", "s3cret\u{85}", ""] {
            let error = Form::new().secret("apikey", &secret.into()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration);
            let shown = format!("{error} {error:?}");
            assert!(
                shown.contains("`apikey`") && !shown.contains("s3cret"),
                "{shown}"
            );
        }
    }

    #[test]
    fn h4_refuses_list_items_that_would_read_as_others() {
        for item in ["a,b", ""] {
            let error = Form::new()
                .list("clients", &["x".to_owned(), item.to_owned()])
                .unwrap_err();
            assert!(
                error.to_string().starts_with("`clients` holds an"),
                "{error}"
            );
        }
    }
}
