//! One answer of a double.

use std::fmt;
use std::time::Duration;

use http::header::CONTENT_TYPE;
use wiremock::ResponseTemplate;

use super::headers::Headers;
use crate::runtime::Json;

/// One answer of a double, as generated doubles make it.
#[derive(Clone)]
#[must_use]
pub struct Reply {
    status: u16,
    headers: Headers,
    /// With its media type.
    body: Option<(&'static str, Vec<u8>)>,
    delay: Option<Duration>,
    /// Instead of an answer.
    reset: bool,
}

impl Reply {
    /// An answer without a body.
    pub const fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Headers::new(),
            body: None,
            delay: None,
            reset: false,
        }
    }

    /// The end of the connection.
    pub(super) const fn reset() -> Self {
        let mut reply = Self::empty(0);
        reply.reset = true;
        reply
    }

    /// An answer with a body of JSON.
    ///
    /// # Panics
    ///
    /// Where the value cannot be written as JSON: a test cannot go on with it.
    #[track_caller]
    pub fn json(status: u16, body: Json) -> Self {
        match body.finish() {
            Ok((text, _)) => Self::empty(status).body("application/json", text.as_slice().to_vec()),
            Err(error) => panic!("the answer of the double cannot be written: {error}"),
        }
    }

    /// An answer with a body of text.
    pub fn text(status: u16, text: &str) -> Self {
        Self::empty(status).body("text/plain; charset=utf-8", text.as_bytes().to_vec())
    }

    /// An answer with a body of bytes.
    pub fn bytes(status: u16, bytes: &[u8]) -> Self {
        Self::empty(status).body("application/octet-stream", bytes.to_vec())
    }

    /// With its body called so.
    pub fn media_type(mut self, media_type: &'static str) -> Self {
        if let Some((it, _)) = &mut self.body {
            *it = media_type;
        }
        self
    }

    /// An answer that refers to another address, or that fails to say which.
    pub fn location(status: u16, url: Option<&str>) -> Self {
        let reply = Self::empty(status);
        match url {
            Some(url) => reply.header("location", url),
            None => reply,
        }
    }

    /// With this header.
    ///
    /// # Panics
    ///
    /// When HTTP has no such header.
    #[track_caller]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers = self.headers.add(name, value);
        self
    }

    /// With these headers.
    pub fn with_headers(mut self, headers: impl Into<Headers>) -> Self {
        self.headers.extend(headers.into());
        self
    }

    /// So much later.
    pub fn delayed(mut self, delay: Duration) -> Self {
        self.delay = Some(delay);
        self
    }

    pub(super) fn body(mut self, media_type: &'static str, body: Vec<u8>) -> Self {
        self.body = Some((media_type, body));
        self
    }

    pub(super) const fn is_reset(&self) -> bool {
        self.reset
    }

    pub(super) fn template(&self) -> ResponseTemplate {
        let mut template = ResponseTemplate::new(self.status);
        if let Some((media_type, body)) = &self.body {
            template = template.set_body_bytes(body.clone());
            if !self.headers.has(&CONTENT_TYPE) {
                template = template.append_header(CONTENT_TYPE, *media_type);
            }
        }
        template = template.append_headers(self.headers.iter());
        match self.delay {
            Some(delay) => template.set_delay(delay),
            None => template,
        }
    }
}

/// Without headers and body, which may hold secrets.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.status)
            .field("delay", &self.delay)
            .field("reset", &self.reset)
            .finish_non_exhaustive()
    }
}
