//! Requests as they arrived.

use std::fmt;
use std::ops::Deref;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::{HeaderMap, Method, header};
use secrecy::SecretString;

use super::description::{Body, Literal, Place};
use super::parts::{Content, Parts, decode, pairs};
use crate::runtime::BasicEncoding;
use crate::{ClientCredentials, Presence};

/// A request that arrived at a [`Server`](super::Server). Its headers and body may hold secrets, which `Debug` does not show.
#[derive(Clone)]
pub struct Received {
    pub(super) method: Method,
    /// As it arrived, with its escapes and without the query.
    pub(super) path: String,
    pub(super) bytes: Bytes,
    pub(super) parts: Parts,
}

/// A request with its arguments, which are at hand as its own: `arrived.name`.
#[derive(Debug)]
pub struct Arrived<'r, R> {
    arguments: R,
    request: &'r Received,
}

impl<'r, R: TryFrom<&'r Received, Error = Unreadable>> Arrived<'r, R> {
    /// Reads the arguments, for generated code.
    ///
    /// # Errors
    ///
    /// When one of them is not of its type.
    pub fn read(request: &'r Received) -> Result<Self, Unreadable> {
        let arguments = R::try_from(request)?;
        Ok(Self { arguments, request })
    }
}

impl<'r, R> Arrived<'r, R> {
    /// The request as it arrived, with its headers: the token of the client is `arrived.request().bearer()`.
    #[must_use]
    pub const fn request(&self) -> &'r Received {
        self.request
    }
}

impl<R> Deref for Arrived<'_, R> {
    type Target = R;

    fn deref(&self) -> &R {
        &self.arguments
    }
}

/// An argument that arrived and is not of the type that the document gives it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Unreadable {
    argument: &'static str,
}

impl Unreadable {
    pub(super) const fn new(argument: &'static str) -> Self {
        Self { argument }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is missing or not of its type", self.argument)
    }
}

impl std::error::Error for Unreadable {}

impl Received {
    pub(super) fn new(request: &wiremock::Request) -> Self {
        Self {
            method: request.method.clone(),
            path: request.url.path().to_owned(),
            bytes: Bytes::from(request.body.clone()),
            parts: Parts {
                parameters: Vec::new(),
                query: pairs(request.url.query().unwrap_or_default().as_bytes()),
                headers: request.headers.clone(),
                body: Content::None,
            },
        }
    }

    /// The method.
    #[must_use]
    pub const fn method(&self) -> &Method {
        &self.method
    }

    /// The path as it arrived, with its escapes and without the query.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The headers. They may hold credentials.
    #[must_use]
    pub const fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// The body. It may hold credentials.
    #[must_use]
    pub const fn body(&self) -> &Bytes {
        &self.bytes
    }

    /// The body as text, for generated code.
    ///
    /// # Errors
    ///
    /// When it is no UTF-8.
    pub fn read_raw_text<T: for<'a> From<&'a str>>(
        &self,
        argument: &'static str,
    ) -> Result<Presence<T>, Unreadable> {
        let text = std::str::from_utf8(&self.bytes).map_err(|_| Unreadable { argument })?;
        Ok(Presence::Present(text.into()))
    }

    /// The body as it is, for generated code.
    #[must_use]
    pub fn read_raw(&self) -> Presence<Bytes> {
        Presence::Present(self.bytes.clone())
    }

    /// The token of a bearer header.
    #[must_use]
    pub fn bearer(&self) -> Option<SecretString> {
        self.credential("bearer").map(SecretString::from)
    }

    /// The id and secret of a Basic header.
    #[must_use]
    pub fn basic(&self, encoding: BasicEncoding) -> Option<ClientCredentials> {
        let decoded = BASE64_STANDARD.decode(self.credential("basic")?).ok()?;
        let text = String::from_utf8(decoded).ok()?;
        let (id, secret) = text.split_once(':')?;
        Some(match encoding {
            BasicEncoding::Raw => ClientCredentials::new(id, secret),
            BasicEncoding::Form => {
                let plain = |text: &str| decode(&text.replace('+', " "));
                ClientCredentials::new(plain(id), plain(secret))
            }
        })
    }

    /// The token of a bearer header, for generated code.
    #[must_use]
    pub fn read_bearer(&self) -> Presence<SecretString> {
        self.bearer().map_or(Presence::Absent, Presence::Present)
    }

    /// The id and secret of a Basic header, for generated code.
    #[must_use]
    pub fn read_basic(&self, encoding: BasicEncoding) -> Presence<ClientCredentials> {
        self.basic(encoding)
            .map_or(Presence::Absent, Presence::Present)
    }

    /// Whether the body is the variant of a choice that needs `required` and these constants and may have `allowed`, out of all members `of` the choice; for
    /// generated code.
    #[must_use]
    pub fn holds(
        &self,
        required: &[&str],
        constants: &[(&str, Literal)],
        allowed: &[&str],
        of: &[&str],
    ) -> bool {
        let present = self.parts.names(Place::Member);
        let is = |(name, literal): &(&str, Literal)| {
            let values = self.parts.get(Place::Member, name);
            values.iter().any(|value| literal.is(value))
        };
        required.iter().all(|name| present.contains(name))
            && constants.iter().all(is)
            && present
                .iter()
                .filter(|name| of.contains(name))
                .all(|name| allowed.contains(name) || constants.iter().any(|(it, _)| it == name))
    }

    pub(super) fn understood(mut self, kind: &Body, parameters: Vec<String>) -> Self {
        self.parts.body = Content::read(kind, &self.bytes);
        self.parts.parameters = parameters;
        self
    }

    fn credential(&self, scheme: &str) -> Option<&str> {
        let header = self
            .parts
            .headers
            .get(header::AUTHORIZATION)?
            .to_str()
            .ok()?;
        let (found, rest) = header.split_once(' ')?;
        found.eq_ignore_ascii_case(scheme).then_some(rest)
    }
}

/// Without headers and body.
impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("method", &self.method)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
