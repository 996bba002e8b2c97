//! What a double answers.

use std::time::Duration;

use http::{HeaderName, HeaderValue};
use wiremock::ResponseTemplate;

use crate::runtime::Json;

/// An answer that is not the one that a caller hopes for.
///
/// ```
/// use std::time::Duration;
///
/// use api_core::mock::Fault;
///
/// let busy = Fault::status(503).header("retry-after", "2");
/// let html = Fault::status(502).body("text/html", "<h1>Bad Gateway</h1>");
/// let slow = Fault::garbage().after(Duration::from_millis(50));
/// let gone = Fault::reset();
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Fault(pub(super) Reply);

impl Fault {
    /// This status with an empty body. A status that HTTP does not have is a mistake that panics when the double is asked.
    pub const fn status(status: u16) -> Self {
        Self(Reply::empty(status))
    }

    /// Status 200 with a body that is not what the document says: a page of a captive portal.
    pub fn garbage() -> Self {
        Self::status(200).body("text/html", "<html><body>Please log in.</body></html>")
    }

    /// The connection ends before an answer.
    pub const fn reset() -> Self {
        let mut reply = Reply::empty(0);
        reply.reset = true;
        Self(reply)
    }

    /// With this body.
    pub fn body(mut self, content_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        self.0.body = Some((content_type, body.into()));
        self
    }

    /// With this header.
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.headers.push((name, value.into()));
        self
    }

    /// So much later. A connection that ends does so at once.
    pub const fn after(mut self, delay: Duration) -> Self {
        self.0.delay = Some(delay);
        self
    }
}

/// One answer of a double, as generated doubles make it.
#[derive(Clone)]
pub struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Option<(&'static str, Vec<u8>)>,
    delay: Option<Duration>,
    /// Instead of an answer.
    reset: bool,
}

impl Reply {
    /// An answer without a body.
    #[must_use]
    pub const fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: None,
            delay: None,
            reset: false,
        }
    }

    /// An answer with a body of JSON.
    ///
    /// # Panics
    ///
    /// Where the value cannot be written as JSON: a test cannot go on with it.
    #[must_use]
    #[track_caller]
    pub fn json(status: u16, body: Json) -> Self {
        let body = match body.finish() {
            Ok((text, _)) => text.as_slice().to_vec(),
            Err(error) => panic!("the answer of the double cannot be written: {error}"),
        };
        let mut reply = Self::empty(status);
        reply.body = Some(("application/json", body));
        reply
    }

    /// An answer with a body of text.
    #[must_use]
    pub fn text(status: u16, text: &str) -> Self {
        let mut reply = Self::empty(status);
        reply.body = Some(("text/plain; charset=utf-8", text.as_bytes().to_vec()));
        reply
    }

    /// An answer with a body of bytes.
    #[must_use]
    pub fn bytes(status: u16, bytes: &[u8]) -> Self {
        let mut reply = Self::empty(status);
        reply.body = Some(("application/octet-stream", bytes.to_vec()));
        reply
    }

    /// An answer that refers to another address, or that fails to say which.
    #[must_use]
    pub fn location(status: u16, url: Option<&str>) -> Self {
        let mut reply = Self::empty(status);
        let url = url.map(|url| ("location", url.to_owned()));
        reply.headers.extend(url);
        reply
    }

    pub(super) const fn is_reset(&self) -> bool {
        self.reset
    }

    pub(super) const fn delayed(&mut self, delay: Duration) {
        self.delay = Some(delay);
    }

    pub(super) fn template(&self) -> ResponseTemplate {
        let mut template = ResponseTemplate::new(self.status);
        if let Some((content_type, body)) = &self.body {
            template = template.set_body_raw(body.clone(), content_type);
        }
        for (name, value) in &self.headers {
            if let (Ok(name), Ok(value)) =
                (HeaderName::try_from(*name), HeaderValue::try_from(value))
            {
                template = template.insert_header(name, value);
            }
        }
        match self.delay {
            Some(delay) => template.set_delay(delay),
            None => template,
        }
    }
}

impl From<Fault> for Reply {
    fn from(fault: Fault) -> Self {
        fault.0
    }
}

/// Without the body, which may hold secrets.
impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.status)
            .field("delay", &self.delay)
            .field("reset", &self.reset)
            .finish_non_exhaustive()
    }
}
