//! What a double answers that no caller hopes for.

use std::time::Duration;

use super::reply::Reply;

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
        Self(Reply::reset())
    }

    /// With this body.
    pub fn body(mut self, content_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        self.0 = self.0.body(content_type, body.into());
        self
    }

    /// With this header.
    ///
    /// # Panics
    ///
    /// When HTTP has no such header.
    #[track_caller]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0 = self.0.header(name, value);
        self
    }

    /// So much later. A connection that ends does so at once.
    pub fn after(self, delay: Duration) -> Self {
        Self(self.0.delayed(delay))
    }
}

impl From<Fault> for Reply {
    fn from(fault: Fault) -> Self {
        fault.0
    }
}
