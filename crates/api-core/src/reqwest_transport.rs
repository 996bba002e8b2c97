//! The transport over reqwest.

mod failure;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use auth_core::Error;
use bytes::Bytes;
use http::{Request, Response};
use reqwest::redirect;

use self::failure::on_body;
pub(crate) use self::failure::on_request;
use crate::transport::{Limits, Transport, TransportError, TransportErrorKind};
use crate::wiped::WipedBuffer;

/// An idle connection is dropped after this time. Servers drop theirs, some after 5 s, and a request that meets the drop is lost.
const POOL_IDLE: Duration = Duration::from_secs(4);

/// The transport over [`reqwest`]: the one that a [`ClientBuilder`](crate::ClientBuilder) makes by itself where the feature `reqwest` is on.
///
/// Make one yourself to share its connections among several clients; a clone is another handle of the same.
///
/// ```
/// use api_core::ReqwestTransport;
///
/// let transport = ReqwestTransport::new(reqwest::Client::builder())?;
/// // one.builder().transport(transport.clone()); two.builder().transport(transport);
/// # let _ = transport;
/// # Ok::<(), api_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ReqwestTransport {
    pooled: reqwest::Client,
    /// Without a pool, for what follows a broken connection. It is made when it is first needed; `None` where only the application could make another client.
    unpooled: Option<Arc<Unpooled>>,
}

#[derive(Debug)]
struct Unpooled {
    rules: Rules,
    client: OnceLock<Option<reqwest::Client>>,
}

/// What is laid over every builder.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    pub(crate) connect_timeout: Duration,
    /// The only host to be called is this machine or its metadata service: no proxy stands before it, whatever the environment says.
    pub(crate) direct: bool,
    /// The address is plain http, and that was found to be allowed.
    pub(crate) plain_http: bool,
}

impl ReqwestTransport {
    /// A transport made of this builder, for several clients. The rules are laid over it last: redirects are not followed, reqwest repeats nothing by itself,
    /// idle connections are dropped after 4 s, no `Referer` is sent, and connecting takes 5 s at most.
    ///
    /// reqwest obeys the proxies of the environment even for this machine; give a builder with `no_proxy()` where the services are local.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when reqwest cannot make a client of the builder, such as for a certificate that cannot be
    /// read.
    pub fn new(builder: reqwest::ClientBuilder) -> Result<Self, Error> {
        let rules = Rules {
            connect_timeout: Duration::from_secs(5),
            direct: false,
            // The core has checked the address by the time that this transport sees it.
            plain_http: true,
        };
        Self::over(builder, rules)
    }

    /// A transport made of the application's builder.
    pub(crate) fn over(builder: reqwest::ClientBuilder, rules: Rules) -> Result<Self, Error> {
        Ok(Self {
            pooled: build(rules.lay_over(builder))?,
            unpooled: None,
        })
    }

    /// The transport that the application did not choose.
    pub(crate) fn standard(rules: Rules) -> Result<Self, Error> {
        Ok(Self {
            pooled: build(rules.lay_over(standard_builder()))?,
            unpooled: Some(Arc::new(Unpooled {
                rules,
                client: OnceLock::new(),
            })),
        })
    }

    fn client(&self, limits: Limits) -> &reqwest::Client {
        let unpooled = self.unpooled.as_deref().filter(|_| limits.fresh_connection);
        unpooled.and_then(Unpooled::client).unwrap_or(&self.pooled)
    }
}

impl Unpooled {
    fn client(&self) -> Option<&reqwest::Client> {
        let make = || {
            let builder = self.rules.lay_over(standard_builder());
            builder.pool_max_idle_per_host(0).build().ok()
        };
        self.client.get_or_init(make).as_ref()
    }
}

impl Rules {
    fn lay_over(self, builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
        let builder = builder
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(self.connect_timeout)
            .pool_idle_timeout(POOL_IDLE);
        // A builder that is stricter than the address stays so.
        let builder = if self.plain_http {
            builder
        } else {
            builder.https_only(true)
        };
        if self.direct {
            builder.no_proxy()
        } else {
            builder
        }
    }
}

/// rustls is named, so that a program in which something else has switched native-tls on as well does not change its roots.
fn standard_builder() -> reqwest::ClientBuilder {
    let builder = reqwest::Client::builder();
    #[cfg(feature = "rustls")]
    let builder = builder.tls_backend_rustls();
    builder
}

fn build(builder: reqwest::ClientBuilder) -> Result<reqwest::Client, Error> {
    builder.build().map_err(|error| {
        Error::configuration("reqwest", "makes no client").with_source(error.without_url())
    })
}

#[async_trait]
impl Transport for ReqwestTransport {
    async fn send(
        &self,
        request: Request<Bytes>,
        limits: Limits,
    ) -> Result<Response<Bytes>, TransportError> {
        let mut request = reqwest::Request::try_from(request).map_err(on_request)?;
        *request.timeout_mut() = Some(limits.timeout);
        let answer = self
            .client(limits)
            .execute(request)
            .await
            .map_err(on_request)?;
        read(answer, limits.body).await
    }
}

/// Collects an answer in a buffer that is wiped, counting what has come out of decompression.
async fn read(
    mut answer: reqwest::Response,
    limit: usize,
) -> Result<Response<Bytes>, TransportError> {
    let must_be_whole = answer.status().is_success();
    let stated = answer
        .content_length()
        .map_or(0, |length| usize::try_from(length).unwrap_or(usize::MAX));
    if must_be_whole && stated > limit {
        return Err(TransportError::new(TransportErrorKind::TooLarge));
    }
    let mut body = WipedBuffer::with_capacity(stated.min(limit));
    while let Some(chunk) = answer.chunk().await.map_err(on_body)? {
        let room = limit - body.len();
        if chunk.len() > room {
            if must_be_whole {
                return Err(TransportError::new(TransportErrorKind::TooLarge));
            }
            body.push(&chunk[..room]);
            break;
        }
        body.push(&chunk);
    }
    let mut response = Response::new(body.into_bytes());
    *response.status_mut() = answer.status();
    *response.version_mut() = answer.version();
    *response.headers_mut() = std::mem::take(answer.headers_mut());
    Ok(response)
}
