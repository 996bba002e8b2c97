//! How clients are made.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use auth_core::Error;
use secrecy::SecretString;

use crate::client::Core;
use crate::runtime::Service;
use crate::{Client, RetryPolicy, Transport};

/// Makes a client: everything about it that an application may decide.
#[must_use = "a client is made by `build`"]
pub struct ClientBuilder<C = Client> {
    service: &'static Service,
    base_url: Option<String>,
    path_style: Option<String>,
    transport: Option<Arc<dyn Transport>>,
    #[cfg(feature = "reqwest")]
    reqwest: Option<reqwest::ClientBuilder>,
    connect_timeout: Duration,
    attempt_timeout: Duration,
    total_timeout: Duration,
    body_limit: usize,
    retry: RetryPolicy,
    headers: Vec<(String, SecretString)>,
    app: Option<String>,
    allow_plain_http: bool,
    client: PhantomData<fn() -> C>,
}

impl<C: From<Client>> ClientBuilder<C> {
    /// A builder for a client of this service, with the defaults of every setting.
    pub fn new(service: &'static Service) -> Self {
        Self {
            service,
            base_url: None,
            path_style: None,
            transport: None,
            #[cfg(feature = "reqwest")]
            reqwest: None,
            connect_timeout: Duration::from_secs(5),
            attempt_timeout: Duration::from_secs(30),
            total_timeout: Duration::from_secs(60),
            body_limit: 1024 * 1024,
            retry: RetryPolicy::default(),
            headers: Vec::new(),
            app: None,
            allow_plain_http: false,
            client: PhantomData,
        }
    }

    /// The address of the service. It must be https, and may have a path that comes before those of the operations; with or without a slash at its end is the
    /// same. By default the one that the service documents, where it documents one.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Fixes the way in which the deployment lays out its paths. By default the client finds out.
    pub fn path_style(mut self, name: &str) -> Self {
        self.path_style = Some(name.to_owned());
        self
    }

    /// Carries requests by this transport instead of reqwest.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Carries requests by a client made of this builder.
    #[cfg(feature = "reqwest")]
    #[cfg_attr(docsrs, doc(cfg(feature = "reqwest")))]
    pub fn reqwest(mut self, builder: reqwest::ClientBuilder) -> Self {
        self.reqwest = Some(builder);
        self
    }

    /// How long a connection may take to come about. By default 5 s.
    pub const fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long one attempt may take, from the connection to the last byte of the answer. By default 30 s.
    pub const fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// How long a call may take with all its attempts and pauses. By default 60 s.
    pub const fn total_timeout(mut self, timeout: Duration) -> Self {
        self.total_timeout = timeout;
        self
    }

    /// The largest body of an answer to read, in bytes, counted after decompression. By default 1 MiB.
    pub const fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// How often and after which pauses a call is repeated.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// A header that goes out with every request.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<SecretString>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Names the application in the `User-Agent` header, as `name/version`.
    pub fn app(mut self, app: impl Into<String>) -> Self {
        self.app = Some(app.into());
        self
    }

    /// Allows plain http to any host. Credentials then travel in the clear.
    pub const fn allow_plain_http(mut self) -> Self {
        self.allow_plain_http = true;
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) with the name of the setting that is unusable.
    pub fn build(self) -> Result<C, Error> {
        let base_url = self
            .base_url
            .or_else(|| self.service.base_url.map(str::to_owned))
            .ok_or_else(|| Error::configuration("base_url", "is not given"))?;
        Ok(Client(Arc::new(Core { base_url })).into())
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("product", &self.service.product)
            .finish_non_exhaustive()
    }
}
