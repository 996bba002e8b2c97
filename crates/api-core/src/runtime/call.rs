//! One call: an operation and what fills it.

mod credential;

use std::borrow::Cow;
use std::fmt;

use auth_core::{Clock, Error};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use percent_encoding::utf8_percent_encode;
use secrecy::{ExposeSecret, SecretString};

use crate::base_url::BaseUrl;
use crate::body::{ESCAPED, Form, Json, Laid, Layout, Multipart};
use crate::mask::Mask;
use crate::runtime::{Answer, Operation, Security};
use crate::text::{check_credential, comma_list, is_header_text};
use crate::wiped::WipedBuffer;
use crate::{ClientCredentials, RefusalRules, answer_error};

/// A request in the making: an operation and what fills it. It knows no address and does no input or output.
#[derive(Clone)]
#[must_use]
pub struct Call {
    pub(crate) operation: &'static Operation,
    pub(crate) parameters: Vec<String>,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The media types that are asked for.
    pub(crate) accept: &'static str,
    /// Whether an answer with a status of redirection is a good one.
    pub(crate) redirects: bool,
    /// The address, where the operation has one of its own.
    pub(crate) server: Option<Cow<'static, str>>,
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
            accept: "application/json",
            redirects: false,
            server: None,
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

    /// Fills the next path parameter with a value that is no single text, or in a style of its own.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when nothing of it can be written, or when the text would name another path.
    pub fn path_value(
        mut self,
        name: &'static str,
        layout: Layout,
        json: Json,
    ) -> Result<Self, Error> {
        let laid = Laid::new(name, layout, json)?;
        let text = laid.path(name);
        if matches!(text.as_str(), "" | "." | "..") {
            return Err(Error::configuration(
                name,
                "is empty, `.` or `..`, which would name another path",
            ));
        }
        self.mask.extend(laid.mask);
        self.parameters.push(text);
        Ok(self)
    }

    /// Adds query parameters that hold a value that is no single text, or in a style of its own. Null adds nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when it cannot be written.
    pub fn query_value(
        mut self,
        name: &'static str,
        layout: Layout,
        json: Json,
    ) -> Result<Self, Error> {
        let laid = Laid::new(name, layout, json)?;
        let text = laid.query(name);
        if !text.is_empty() {
            if !self.query.is_empty() {
                self.query.push('&');
            }
            self.query.push_str(&text);
        }
        self.mask.extend(laid.mask);
        Ok(self)
    }

    /// Adds a query parameter that holds a credential, for an API that documents it there: it is shown in no error and no event, but what stands on the way
    /// sees it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when the credential is empty or holds a control character.
    pub fn secret_query(mut self, name: &'static str, value: &SecretString) -> Result<Self, Error> {
        self.set_secret_query(name, name, value)?;
        Ok(self)
    }

    /// Fills the next path parameter with a credential, for an API that documents it there: see [`Call::secret_query`].
    ///
    /// # Errors
    ///
    /// Those of [`Call::path`]; and when the credential holds a control character.
    pub fn secret_path(mut self, name: &'static str, value: &SecretString) -> Result<Self, Error> {
        check_credential(name, value)?;
        self.mask.add(value.clone());
        self.path(name, value.expose_secret())
    }

    /// Adds a header that holds a value that is no single text. Null adds nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when it cannot stand in a header.
    pub fn header_value(
        mut self,
        name: &'static str,
        layout: Layout,
        json: Json,
    ) -> Result<Self, Error> {
        let laid = Laid::new(name, layout, json)?;
        let text = laid.header(name)?;
        self.mask.extend(laid.mask);
        if text.is_empty() {
            return Ok(self);
        }
        self.header(name, &text)
    }

    /// Adds a cookie. What a cookie cannot hold is escaped by percent signs.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when name or value cannot stand in a header.
    pub fn cookie(mut self, name: &'static str, value: &str) -> Result<Self, Error> {
        self.push_cookie(name, name, &[value], false)?;
        Ok(self)
    }

    /// Adds a cookie that holds a credential.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when the credential is empty or holds a control character.
    pub fn secret_cookie(
        mut self,
        name: &'static str,
        value: &SecretString,
    ) -> Result<Self, Error> {
        self.set_secret_cookie(name, name, value)?;
        Ok(self)
    }

    /// Adds cookies that hold a value that is no single text. Null adds nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when it cannot stand in a header.
    pub fn cookie_value(
        mut self,
        name: &'static str,
        layout: Layout,
        json: Json,
    ) -> Result<Self, Error> {
        let laid = Laid::new(name, layout, json)?;
        for (cookie, pieces) in laid.cookies(name) {
            self.push_cookie(name, &cookie, &pieces, false)?;
        }
        self.mask.extend(laid.mask);
        Ok(self)
    }

    /// Asks for answers of these media types, instead of JSON.
    pub const fn accept(mut self, media_types: &'static str) -> Self {
        self.accept = media_types;
        self
    }

    /// Takes an answer with a status of redirection for a good one, which the API documents. It is not followed.
    pub const fn redirects(mut self) -> Self {
        self.redirects = true;
        self
    }

    /// Sends the call to this address, which the API documents for the operation, unless the application has given the client one.
    pub fn server(mut self, url: &'static str) -> Self {
        self.server = Some(Cow::Borrowed(url));
        self
    }

    /// The same with an address out of a [template](super::ServerUrl).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when it is no address, or one of plain http to another machine.
    pub fn server_at(mut self, url: &str) -> Result<Self, Error> {
        let url = BaseUrl::parse(url, false)?;
        self.server = Some(Cow::Owned(url.as_str().to_owned()));
        Ok(self)
    }

    /// Adds a query parameter.
    pub fn query(mut self, name: &'static str, value: &str) -> Self {
        self.push_query(name, value);
        self
    }

    /// Adds a query parameter that holds a list: its items with commas between them; a comma in an item is escaped (RFC 6570 section 3.2.8). An empty list
    /// adds nothing.
    pub fn query_list(mut self, name: &'static str, items: &[String]) -> Self {
        if let Some((first, others)) = items.split_first() {
            self.push_query(name, first);
            for item in others {
                self.query.push(',');
                self.query.extend(utf8_percent_encode(item, ESCAPED));
            }
        }
        self
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

    /// Sends this JSON as another media type, such as `application/merge-patch+json`.
    ///
    /// # Errors
    ///
    /// Those of [`Call::json`].
    pub fn json_as(mut self, media_type: &'static str, json: Json) -> Result<Self, Error> {
        let (text, mask) = json.finish()?;
        self.mask.extend(mask);
        Ok(self.body(text, media_type))
    }

    /// Sends this body of several parts.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when a part could not be written, holds a credential that is none, or has a media type
    /// that is none.
    pub fn multipart(mut self, multipart: Multipart) -> Result<Self, Error> {
        let (body, media_type, mask) = multipart.finish()?;
        self.mask.extend(mask);
        let media_type =
            HeaderValue::try_from(media_type).map_err(|_| not_a_header("content-type"))?;
        self.headers.insert(header::CONTENT_TYPE, media_type);
        self.body = body.into_bytes();
        Ok(self)
    }

    /// Sends these bytes. A media type that the call was given as the header `content-type` before counts more than this one.
    pub fn raw(mut self, media_type: &'static str, body: &[u8]) -> Self {
        let media_type = HeaderValue::from_static(media_type);
        self.headers
            .entry(header::CONTENT_TYPE)
            .or_insert(media_type);
        self.body = Bytes::copy_from_slice(body);
        self
    }

    /// Reads an answer to this call that some other means has carried: the counterpart of [`Client::request`](crate::Client::request).
    ///
    /// # Errors
    ///
    /// The error that an answer of any status but success is.
    pub fn answer(self, response: Response<Bytes>) -> Result<Answer, Error> {
        if self.is_good(response.status()) {
            return Ok(Answer::new(self.operation, response, self.mask));
        }
        let now = Clock::system().now().system_time();
        let refusal = answer_error::read(self.operation, &response, &self.mask, false, now);
        Err(refusal.error.with_operation(self.operation.id))
    }

    /// Whether an answer with this status is a good one.
    pub(crate) fn is_good(&self, status: StatusCode) -> bool {
        status.is_success() || (self.redirects && status.is_redirection())
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
