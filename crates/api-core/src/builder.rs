//! How clients are made.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use auth_core::{Clock, Error, TokenProvider};
use http::{HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use crate::base_url::BaseUrl;
use crate::client::Core;
use crate::mask::Mask;
use crate::path_style::PathStyles;
use crate::runtime::Service;
use crate::security::Credentials;
use crate::text::is_header_text;
use crate::{Client, RetryPolicy, TokenAuth, Transport};

/// Headers that belong to the protocol: to the body, to the connection, or to the credential. No extra header may stand in their place.
const PROTOCOL: &[&str] = &[
    "accept",
    "accept-encoding",
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
];

/// Values of extra headers from this length on are looked for in what a provider says: they may be credentials. Shorter ones are words such as `eu-de`.
const MAY_BE_SECRET: usize = 8;

/// Makes a client: everything about it that an application may decide. All generated clients share it; `C` is the client that it makes.
///
/// ```
/// use std::time::Duration;
/// use api_core::{Client, ClientBuilder, Error, RetryPolicy};
/// # use api_core::{Bytes, Limits, Transport, TransportError, async_trait, http};
/// # #[derive(Debug)]
/// # struct MyTransport;
/// # #[async_trait]
/// # impl Transport for MyTransport {
/// #     async fn send(&self, _: http::Request<Bytes>, _: Limits) -> Result<http::Response<Bytes>, TransportError> {
/// #         Ok(http::Response::default())
/// #     }
/// # }
///
/// fn tuned(builder: ClientBuilder) -> Result<Client, Error> {
///     builder
///         .base_url("https://iam.example.com/rest")
///         .total_timeout(Duration::from_secs(20))
///         .retry(RetryPolicy::default().with_attempts(2))
///         .header("x-tenant", "blue")
///         .app("billing/2.1")
///         .build()
/// }
/// # use api_core::runtime::Service;
/// # static SERVICE: Service = Service { product: "test/1", base_url: None, path_styles: &[], unserved: None };
/// # assert_eq!(tuned(ClientBuilder::new(&SERVICE).transport(MyTransport))?.base_url(), "https://iam.example.com/rest");
/// # Ok::<(), Error>(())
/// ```
#[must_use = "a client is made by `build`"]
pub struct ClientBuilder<C = Client> {
    service: &'static Service,
    base_url: Option<String>,
    /// Whether that is one which the API's description names.
    documented: bool,
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
    auth: Option<TokenAuth>,
    allow_plain_http: bool,
    /// Names the address where it is an endpoint, which is called as it is.
    endpoint: Option<&'static str>,
    client: PhantomData<fn() -> C>,
}

impl<C: From<Client>> ClientBuilder<C> {
    /// A builder for a client of this service, with the default of every setting. Generated clients have a function `builder()` that calls it.
    pub fn new(service: &'static Service) -> Self {
        Self {
            service,
            base_url: None,
            documented: false,
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
            auth: None,
            allow_plain_http: false,
            endpoint: None,
            client: PhantomData,
        }
    }

    /// A builder for a client of one endpoint, which is called as it is. `field` is what the application knows the address by.
    pub(crate) fn endpoint(service: &'static Service, field: &'static str, url: String) -> Self {
        Self {
            base_url: Some(url),
            endpoint: Some(field),
            ..Self::new(service)
        }
    }

    /// The address of the service: https, or plain http to this machine or to the metadata address 169.254.169.254. It may have a path, which comes before
    /// those of the operations; a slash at its end makes no difference. By default the address that the service documents, where it documents one.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self.documented = false;
        self
    }

    /// One of the addresses that the service documents, such as one out of a generated type of its servers: as [`base_url`](Self::base_url), but operations
    /// that are documented to have a server of their own go there.
    pub fn server(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self.documented = true;
        self
    }

    /// Fixes the way in which the deployment lays out its paths, for a service that has several. By default the client begins with the documented one, goes on
    /// when the deployment says that it does not serve it, and remembers what worked.
    pub fn path_style(mut self, name: &str) -> Self {
        self.path_style = Some(name.to_owned());
        self
    }

    /// Carries requests by this transport. The timeout for connecting is then the transport's own business; every other rule stays.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Carries requests by reqwest, with this builder's proxies, roots, client certificate and other settings.
    ///
    /// Our rules are laid over it last: redirects are not followed, reqwest repeats nothing by itself, the timeouts are those given here, idle connections
    /// are dropped after 4 s, no `Referer` is sent, and for this machine and the metadata address no proxy is used.
    #[cfg(feature = "reqwest")]
    #[cfg_attr(docsrs, doc(cfg(feature = "reqwest")))]
    pub fn reqwest(mut self, builder: reqwest::ClientBuilder) -> Self {
        self.reqwest = Some(builder);
        self
    }

    /// How long a connection may take to come about, TLS included. By default 5 s.
    pub const fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long one attempt may take, from connecting to the last byte of the answer. By default 30 s.
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

    /// How often and after which pauses a call is repeated. By default at most 4 attempts; see [`RetryPolicy`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// A header that goes out with every request, once per name: the last value counts. Headers of the protocol itself (`Authorization`, `Content-Type`,
    /// `Accept`, `User-Agent`, `Host`, `Content-Length` and those of the connection) are refused, and a header that an operation defines wins.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<SecretString>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Names the application in the `User-Agent` header, as `name/version`: `ibm-iam-token/0.1.0 (+name/version)`.
    pub fn app(mut self, app: impl Into<String>) -> Self {
        self.app = Some(app.into());
        self
    }

    /// Authorizes the calls of operations that want a token with those of this provider: a `TokenCache`, an [`AccessToken`](crate::AccessToken), or an
    /// `Arc<dyn TokenProvider>`. Tokens go to the address of the service and nowhere else.
    ///
    /// A token that the service refuses is given back, and the call is sent once more with another.
    pub fn token_provider(mut self, provider: impl TokenProvider) -> Self {
        self.auth = Some(TokenAuth::new(provider));
        self
    }

    /// Allows plain http to any host. Credentials and tokens then travel in the clear, for everyone on the way to read.
    pub const fn allow_plain_http(mut self) -> Self {
        self.allow_plain_http = true;
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) with the name of the setting that is unusable.
    pub fn build(mut self) -> Result<C, Error> {
        let given = self.base_url.take();
        let base_url = given.as_deref().or(self.service.base_url).ok_or_else(|| {
            Error::configuration(
                "base_url",
                "is not given, and the service has no address of its own",
            )
        })?;
        let base_url = match self.endpoint {
            Some(field) => BaseUrl::endpoint(base_url, self.allow_plain_http, field)?,
            None => BaseUrl::parse(base_url, self.allow_plain_http)?,
        };
        for (name, timeout) in [
            ("connect_timeout", self.connect_timeout),
            ("attempt_timeout", self.attempt_timeout),
            ("total_timeout", self.total_timeout),
        ] {
            if timeout.is_zero() {
                return Err(Error::configuration(name, "is zero, which leaves no time"));
            }
        }
        let (headers, mask) = self.extra_headers()?;
        let core = Core {
            has_given_url: given.is_some() && !self.documented,
            user_agent: self.user_agent()?,
            headers,
            mask,
            auth: self.auth.take(),
            credentials: Credentials::default(),
            styles: Arc::new(PathStyles::new(self.service, self.path_style.as_deref())?),
            transport: self.take_transport(&base_url)?,
            base_url,
            retry: self.retry,
            attempt_timeout: self.attempt_timeout,
            total_timeout: self.total_timeout,
            body_limit: self.body_limit,
            clock: Clock::system(),
        };
        Ok(Client::new(core).into())
    }

    fn user_agent(&self) -> Result<HeaderValue, Error> {
        let product = self.service.product;
        let Some(app) = &self.app else {
            return HeaderValue::from_str(product)
                .map_err(|_| Error::configuration("product", "cannot stand in a header"));
        };
        let is_legal = |byte: u8| byte.is_ascii_graphic() && !b"()".contains(&byte);
        if app.is_empty() || !app.bytes().all(is_legal) {
            return Err(Error::configuration(
                "app",
                "is no `name/version`: it may hold visible ASCII characters, and neither blanks nor parentheses",
            ));
        }
        HeaderValue::from_str(&format!("{product} (+{app})"))
            .map_err(|_| Error::configuration("app", "cannot stand in a header"))
    }

    fn extra_headers(&self) -> Result<(HeaderMap, Mask), Error> {
        let mut headers = HeaderMap::with_capacity(self.headers.len());
        let mut mask = Mask::default();
        for (name, value) in &self.headers {
            let refused = |reason: &str| Error::configuration("header", reason);
            let name = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| refused("has a name that no header has"))?;
            if PROTOCOL.contains(&name.as_str()) {
                return Err(refused(&format!(
                    "names `{name}`, which belongs to the protocol and is never overridden"
                )));
            }
            let text = value.expose_secret();
            let unfit = || {
                refused(&format!(
                    "has a value for `{name}` that cannot stand in a header"
                ))
            };
            if !is_header_text(text) {
                return Err(unfit());
            }
            let mut value = HeaderValue::from_str(text).map_err(|_| unfit())?;
            value.set_sensitive(true);
            if text.len() >= MAY_BE_SECRET {
                mask.add(text.into());
            }
            headers.insert(name, value);
        }
        Ok((headers, mask))
    }

    #[cfg(feature = "reqwest")]
    fn take_transport(&mut self, base_url: &BaseUrl) -> Result<Arc<dyn Transport>, Error> {
        use crate::reqwest_transport::{ReqwestTransport, Rules};

        let rules = Rules {
            connect_timeout: self.connect_timeout,
            direct: base_url.is_direct(),
            plain_http: base_url.is_plain(),
        };
        match (self.transport.take(), self.reqwest.take()) {
            (Some(_), Some(_)) => Err(Error::configuration(
                "reqwest",
                "is given beside `transport`; give one of them",
            )),
            (Some(transport), None) => Ok(transport),
            (None, Some(builder)) => Ok(Arc::new(ReqwestTransport::over(builder, rules)?)),
            (None, None)
                if !cfg!(any(feature = "rustls", feature = "native-tls"))
                    && !base_url.is_plain() =>
            {
                Err(Error::configuration(
                    "base_url",
                    "is https, and this build has no TLS: switch on the feature `rustls` or `native-tls`, or give a `transport`",
                ))
            }
            (None, None) => Ok(Arc::new(ReqwestTransport::standard(rules)?)),
        }
    }

    #[cfg(not(feature = "reqwest"))]
    fn take_transport(&mut self, _base_url: &BaseUrl) -> Result<Arc<dyn Transport>, Error> {
        self.transport.take().ok_or_else(|| {
            Error::configuration("transport", "is not given, and this build has none of its own: switch on the feature `rustls`, `native-tls` or `reqwest`")
        })
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    /// Without the address, which is not checked yet and may hold a password, and without the values of headers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("product", &self.service.product)
            .field("path_style", &self.path_style)
            .field("transport", &self.transport)
            .field("connect_timeout", &self.connect_timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("total_timeout", &self.total_timeout)
            .field("body_limit", &self.body_limit)
            .field("retry", &self.retry)
            .field("allow_plain_http", &self.allow_plain_http)
            .finish_non_exhaustive()
    }
}
