//! The core under every generated client.

use std::fmt;
use std::sync::Arc;

use auth_core::Error;
use bytes::Bytes;
use http::Request;

use crate::runtime::{Answer, Call};

/// The core under every generated client: one address, one transport, one set of rules. A clone is another handle of the same.
#[derive(Clone)]
pub struct Client(pub(crate) Arc<Core>);

pub(crate) struct Core {
    pub(crate) base_url: String,
}

impl Client {
    /// The address of the service, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.0.base_url
    }

    /// The request that [`Client::execute`] would send first, without sending it. Its headers and body hold the credentials.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when the call does not fill the path of its operation.
    pub fn request(&self, call: &Call) -> Result<Request<Bytes>, Error> {
        let _ = call;
        Err(Error::configuration("transport", "is not there yet"))
    }

    /// Sends the call, again where that is worth it and allowed, and gives the answer.
    ///
    /// # Errors
    ///
    /// Whatever kept a good answer from coming.
    pub async fn execute(&self, call: Call) -> Result<Answer, Error> {
        std::future::ready(self.request(&call).map(|_| ())).await?;
        Err(Error::configuration("transport", "is not there yet"))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.0.base_url)
            .finish_non_exhaustive()
    }
}
