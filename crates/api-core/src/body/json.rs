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
        let outer = NOTED.replace(Some(Noted::default()));
        let written = serde_json::to_writer(&mut self.text, value);
        let noted = NOTED.replace(outer).unwrap_or_default();
        for secret in noted.secrets {
            self.mask.add(secret);
        }
        if noted.refused {
            let error = Error::configuration(
                field,
                "holds a credential that is empty or has a control character",
            );
            self.error.get_or_insert(error);
        } else if written.is_err() {
            // serde's own words may quote the value.
            let error = Error::configuration(field, "cannot be written as JSON");
            self.error.get_or_insert(error);
        }
    }
}

/// What the value that is being written has exposed, so that the call knows its secrets.
#[derive(Default)]
struct Noted {
    secrets: Vec<SecretString>,
    refused: bool,
}

thread_local! {
    static NOTED: RefCell<Option<Noted>> = const { RefCell::new(None) };
}

/// Tells the JSON body that is being written on this thread, if one is, that this is a secret.
pub(crate) fn note_secret(secret: &str) {
    NOTED.with_borrow_mut(|noted| {
        if let Some(noted) = noted {
            noted.secrets.push(secret.into());
        }
    });
}

/// The same for a credential, which is refused like one that stands at the top of a body.
pub(crate) fn note_credential(credential: &SecretString) {
    note_secret(credential.expose_secret());
    let refused = check_credential("", credential).is_err();
    NOTED.with_borrow_mut(|noted| {
        if let Some(noted) = noted {
            noted.refused |= refused;
        }
    });
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Json({} bytes)", self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use auth_core::ErrorKind;
    use serde::Serialize;
    use serde_json::json;

    use super::*;
    use crate::runtime::{As, Exposed};

    #[derive(Serialize)]
    struct User {
        #[serde(with = "As::<Exposed>")]
        password: SecretString,
        #[serde(with = "As::<Vec<Exposed>>")]
        codes: Vec<SecretString>,
        #[serde(with = "As::<Option<Exposed>>")]
        free: Option<SecretObject>,
    }

    fn user(password: &str) -> User {
        User {
            password: password.into(),
            codes: vec!["c0de-one".into()],
            free: Some(SecretObject::from_iter([("pin", json!([4711]))])),
        }
    }

    fn finished(json: Json) -> String {
        let (text, _) = json.finish().unwrap();
        String::from_utf8(text.as_slice().to_vec()).unwrap()
    }

    #[test]
    fn h7_writes_members_in_the_order_in_which_they_are_added() {
        let json = || {
            Json::object()
                .member("z", &[1, 2])
                .secret("a", &"\u{e4}\"".into())
                .object_member("c", &SecretObject::from_iter([("user_id", "robot")]))
                .member("b", &None::<u8>)
        };
        let text = r#"{"z":[1,2],"a":"ä\"","c":{"user_id":"robot"},"b":null}"#;
        assert_eq!(finished(json()), text);
        assert_eq!(finished(json()), finished(json()));
        assert_eq!(finished(Json::object()), "{}");
        assert_eq!(finished(Json::value(&[true])), "[true]");
    }

    #[test]
    fn h6_knows_the_secrets_at_every_depth() {
        let (text, mask) = Json::object()
            .member("user", &user("hunter-2"))
            .finish()
            .unwrap();
        assert_eq!(
            std::str::from_utf8(text.as_slice()).unwrap(),
            r#"{"user":{"password":"hunter-2","codes":["c0de-one"],"free":{"pin":[4711]}}}"#
        );
        assert_eq!(
            mask.words("hunter-2 c0de-one 4711 robot", 99),
            "*** *** *** robot"
        );
        let (_, mask) = Json::value(&user("hunter-2")).finish().unwrap();
        assert!(mask.finds_in("c0de-one"));
    }

    #[test]
    fn h5_refuses_control_characters_in_credentials_at_every_depth() {
        for json in [
            Json::object().secret("password", &"s3cret\n".into()),
            Json::object().secret("password", &"".into()),
            Json::object().member("password", &user("s3cret\r")),
        ] {
            let error = json.finish().map(|_| ()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration);
            let shown = format!("{error} {error:?}");
            assert!(
                shown.contains("`password`") && !shown.contains("s3cret"),
                "{shown}"
            );
        }
    }

    #[test]
    fn h6_says_which_member_cannot_be_written_and_quotes_nothing() {
        let no_json = BTreeMap::from([(vec!["s3cret"], 1)]);
        let error = Json::object()
            .member("labels", &no_json)
            .finish()
            .map(|_| ())
            .unwrap_err();
        assert_eq!(error.to_string(), "`labels` cannot be written as JSON");
    }
}
