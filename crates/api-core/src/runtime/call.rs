//! One call: an operation and what fills it.

mod credential;

use std::fmt;

use auth_core::{Clock, Error};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};

use crate::body::{Form, Json};
use crate::mask::Mask;
use crate::runtime::{Answer, Operation, Security};
use crate::text::{check_credential, comma_list, is_header_text};
use crate::wiped::WipedBuffer;
use crate::{ClientCredentials, RefusalRules, answer_error};

/// What stays as it is in a path segment or a query: RFC 3986's unreserved characters.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A request in the making: an operation and what fills it. It knows no address and does no input or output.
#[derive(Clone)]
#[must_use]
pub struct Call {
    pub(crate) operation: &'static Operation,
    pub(crate) parameters: Vec<String>,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The credentials of the client that the call wants.
    pub(crate) security: Security,
    /// Which answers refuse the token of the client's provider, for a call that goes out with one.
    pub(crate) authorized: Option<RefusalRules>,
    pub(crate) mask: Mask,
}

/// How id and secret are written into a Basic header.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum BasicEncoding {
    /// Each form-encoded before they are joined (RFC 6749 section 2.3.1). A blank becomes `%20`, which every decoder reads alike.
    Form,
    /// As they are (RFC 7617 alone). An id with a colon cannot be written so.
    Raw,
}

impl Call {
    /// A call of this operation that is not filled yet.
    pub fn new(operation: &'static Operation) -> Self {
        Self {
            operation,
            parameters: Vec::new(),
            query: String::new(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            security: &[],
            authorized: None,
            mask: Mask::default(),
        }
    }

    /// The operation.
    #[must_use]
    pub const fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Fills the next path parameter.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when the value is empty, `.` or `..`: it would name another path.
    pub fn path(mut self, name: &'static str, value: &str) -> Result<Self, Error> {
        if matches!(value, "" | "." | "..") {
            return Err(Error::configuration(
                name,
                "is empty, `.` or `..`, which would name another path",
            ));
        }
        self.parameters
            .push(utf8_percent_encode(value, ESCAPED).to_string());
        Ok(self)
    }

    /// Adds a query parameter.
    pub fn query(mut self, name: &'static str, value: &str) -> Self {
        self.push_query(name, value);
        self
    }

    /// Adds a query parameter that holds a list, joined by commas. An empty list adds nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when an item is empty or holds a comma.
    pub fn query_list(self, name: &'static str, items: &[String]) -> Result<Self, Error> {
        if items.is_empty() {
            return Ok(self);
        }
        let joined = comma_list(name, items)?;
        Ok(self.query(name, &joined))
    }

    /// Adds a header.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when the value holds anything but visible ASCII characters and blanks.
    pub fn header(self, name: &'static str, value: &str) -> Result<Self, Error> {
        if !is_header_text(value) {
            return Err(not_a_header(name));
        }
        let value = HeaderValue::from_str(value).map_err(|_| not_a_header(name))?;
        self.insert(name, value)
    }

    /// Adds a header that holds a list, joined by commas. An empty list adds nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when an item is empty, holds a comma, or cannot stand in a header.
    pub fn header_list(self, name: &'static str, items: &[String]) -> Result<Self, Error> {
        if items.is_empty() {
            return Ok(self);
        }
        let joined = comma_list(name, items)?;
        self.header(name, &joined)
    }

    /// Adds a header that holds a credential. It is marked sensitive.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when the credential is empty or cannot stand in a header.
    pub fn secret_header(
        mut self,
        name: &'static str,
        value: &SecretString,
    ) -> Result<Self, Error> {
        self.set_secret_header(name, name, value)?;
        Ok(self)
    }

    /// Says which credentials of the client the call wants, where it has none of its own: all schemes of one of these alternatives, the first that the client
    /// has all credentials for. Without one that the client has, the call fails before anything is sent, unless an alternative is empty.
    pub const fn secured(mut self, security: Security) -> Self {
        self.security = security;
        self
    }

    /// Adds the `Authorization` header of a client that proves itself by id and secret. `argument` is what the application knows them by.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when either holds a control character, or when the id holds a colon that the encoding
    /// does not hide.
    pub fn basic(
        mut self,
        argument: &'static str,
        client: &ClientCredentials,
        encoding: BasicEncoding,
    ) -> Result<Self, Error> {
        self.set_basic(argument, client, encoding)?;
        Ok(self)
    }

    /// Adds the `Authorization` header of a bearer token (RFC 6750 section 2.1). `argument` is what the application knows it by.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when it is empty or holds a character that no bearer token has.
    pub fn bearer(mut self, argument: &'static str, token: &SecretString) -> Result<Self, Error> {
        check_credential(argument, token)?;
        let body = token.expose_secret().trim_end_matches('=');
        let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
        if body.is_empty() || !body.bytes().all(legal) {
            return Err(Error::configuration(
                argument,
                "holds a character that no bearer token has",
            ));
        }
        let header = secret_value(argument, &["Bearer ", token.expose_secret()])?;
        self.mask.add(token.clone());
        self.headers.insert(header::AUTHORIZATION, header);
        Ok(self)
    }

    /// Sends a token of the client's [provider](crate::ClientBuilder::token_provider) as `Authorization: Bearer …`. `rules` says which answers refuse it: it is then
    /// given back, and the call is sent once more with another. An `Authorization` header of the call's own is replaced.
    pub const fn authorized(mut self, rules: RefusalRules) -> Self {
        self.authorized = Some(rules);
        self
    }

    /// Sends this form.
    pub fn form(mut self, form: Form) -> Self {
        self.mask.extend(form.mask);
        self.body(form.text, "application/x-www-form-urlencoded")
    }

    /// Sends this JSON.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when one of its members could not be written, or holds a credential with a control
    /// character.
    pub fn json(mut self, json: Json) -> Result<Self, Error> {
        let (text, mask) = json.finish()?;
        self.mask.extend(mask);
        Ok(self.body(text, "application/json"))
    }

    /// Reads an answer to this call that some other means has carried: the counterpart of [`Client::request`](crate::Client::request).
    ///
    /// # Errors
    ///
    /// The error that an answer of any status but success is.
    pub fn answer(self, response: Response<Bytes>) -> Result<Answer, Error> {
        if response.status().is_success() {
            return Ok(Answer::new(self.operation, response, self.mask));
        }
        let now = Clock::system().now().system_time();
        let refusal = answer_error::read(self.operation, &response, &self.mask, false, now);
        Err(refusal.error.with_operation(self.operation.id))
    }

    pub(crate) fn push_query(&mut self, name: &str, value: &str) {
        if !self.query.is_empty() {
            self.query.push('&');
        }
        self.query.extend(utf8_percent_encode(name, ESCAPED));
        self.query.push('=');
        self.query.extend(utf8_percent_encode(value, ESCAPED));
    }

    pub(crate) fn body(mut self, text: WipedBuffer, content_type: &'static str) -> Self {
        self.headers
            .insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        self.body = text.into_bytes();
        self
    }

    fn insert(mut self, name: &'static str, value: HeaderValue) -> Result<Self, Error> {
        let key = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| Error::configuration(name, "is no name of a header"))?;
        self.headers.insert(key, value);
        Ok(self)
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.operation.id)
            // Not `keys()`, whose `Debug` shows values, too.
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("body", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// A sensitive header value in a buffer that wipes itself.
fn secret_value(field: &str, pieces: &[&str]) -> Result<HeaderValue, Error> {
    if !pieces.iter().all(|piece| is_header_text(piece)) {
        return Err(not_a_header(field));
    }
    let mut buffer = WipedBuffer::with_capacity(pieces.iter().map(|piece| piece.len()).sum());
    for piece in pieces {
        buffer.push(piece.as_bytes());
    }
    let mut value =
        HeaderValue::from_maybe_shared(buffer.into_bytes()).map_err(|_| not_a_header(field))?;
    value.set_sensitive(true);
    Ok(value)
}

fn not_a_header(field: &str) -> Error {
    Error::configuration(field, "holds a character that cannot stand in a header")
}

#[cfg(test)]
mod tests;
