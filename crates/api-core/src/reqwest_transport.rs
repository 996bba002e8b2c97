//! The transport over reqwest.

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};

use crate::{Limits, Transport, TransportError, TransportErrorKind};

/// The transport over [`reqwest`].
#[derive(Clone, Debug)]
pub struct ReqwestTransport {
    pooled: reqwest::Client,
}

#[async_trait]
impl Transport for ReqwestTransport {
    async fn send(
        &self,
        request: Request<Bytes>,
        _limits: Limits,
    ) -> Result<Response<Bytes>, TransportError> {
        let _ = (request, &self.pooled);
        Err(TransportError::new(TransportErrorKind::Unsupported))
    }
}
