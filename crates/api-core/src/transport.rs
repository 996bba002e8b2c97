//! What carries requests: the seam beneath every client.

use std::error::Error as StdError;
use std::fmt;
use std::fmt::Debug;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};

/// Carries one request and brings back its answer.
///
/// The core above it decides everything else: which addresses are allowed, what is repeated and when, what an answer means. A transport must send the request
/// once and as it is, follow no redirect, add no credential, and keep to the [`Limits`].
///
/// The example answers from memory, as a test may want it:
///
/// ```
/// use api_core::{Bytes, Limits, Transport, TransportError, async_trait, http};
///
/// #[derive(Debug)]
/// struct Canned(&'static str);
///
/// #[async_trait]
/// impl Transport for Canned {
///     async fn send(&self, request: http::Request<Bytes>, _limits: Limits) -> Result<http::Response<Bytes>, TransportError> {
///         let status = if request.method() == http::Method::POST { 200 } else { 405 };
///         let mut answer = http::Response::new(Bytes::from_static(self.0.as_bytes()));
///         *answer.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
///         Ok(answer)
///     }
/// }
/// ```
#[async_trait]
pub trait Transport: Debug + Send + Sync + 'static {
    /// Sends the request once and collects the whole answer, whatever its status.
    ///
    /// # Errors
    ///
    /// Whatever kept an answer from coming.
    async fn send(
        &self,
        request: Request<Bytes>,
        limits: Limits,
    ) -> Result<Response<Bytes>, TransportError>;
}

/// What one attempt may take.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Limits {
    /// How long the core waits for the whole answer. It drops the future then; a transport may use it to stop the rest sooner.
    pub timeout: Duration,
    /// The largest body to read, in bytes, counted after decompression. A larger one of a 2xx answer is
    /// [`TransportErrorKind::TooLarge`]; of any other answer, whose body only explains, it is cut.
    pub body: usize,
    /// Whether to open a new connection: set after a connection broke, because others in a pool may be as stale.
    pub fresh_connection: bool,
}

impl Limits {
    /// Limits on time and on the size of a body, with any connection.
    #[must_use]
    pub const fn new(timeout: Duration, body: usize) -> Self {
        Self {
            timeout,
            body,
            fresh_connection: false,
        }
    }

    /// The same limits on a new connection.
    #[must_use]
    pub const fn with_fresh_connection(mut self, fresh: bool) -> Self {
        self.fresh_connection = fresh;
        self
    }
}

/// Why no answer came.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    unsent: bool,
    tls: TlsReason,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What kept an answer from coming.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The request cannot be carried at all, such as https without TLS.
    Unsupported,
    /// No connection: name resolution, routing, a refused connection.
    Connect,
    /// The connection is not to be trusted.
    Tls,
    /// No answer in time.
    Timeout,
    /// The connection ended before the whole answer had come.
    Broken,
    /// The body of a 2xx answer is larger than [`Limits::body`].
    TooLarge,
    /// What came is no HTTP, or its encoding cannot be undone.
    Unreadable,
}

/// Why a connection is not to be trusted. An [`Error`](crate::Error) of [`ErrorKind::Tls`](crate::ErrorKind::Tls) says so in its message.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum TlsReason {
    /// No authority that is trusted here has signed the server's certificate.
    UnknownAuthority,
    /// The server's certificate is for another host.
    WrongHost,
    /// The server's certificate has expired. The local clock may be wrong, too.
    Expired,
    /// The server's certificate is not valid yet. The local clock may be wrong, too.
    NotYetValid,
    /// The server's certificate was revoked.
    Revoked,
    /// The server wants a client certificate, and got none or one that it does not take.
    ClientCertificate,
    /// What answers does not speak TLS.
    NoTls,
    /// Something else; the source tells more.
    Other,
}

impl TransportError {
    /// An error of this kind. The request is held to be unsent where the kind says so by itself: [`TransportErrorKind::Unsupported`],
    /// [`TransportErrorKind::Connect`] and [`TransportErrorKind::Tls`].
    #[must_use]
    pub const fn new(kind: TransportErrorKind) -> Self {
        let unsent = matches!(
            kind,
            TransportErrorKind::Unsupported | TransportErrorKind::Connect | TransportErrorKind::Tls
        );
        Self {
            kind,
            unsent,
            tls: TlsReason::Other,
            source: None,
        }
    }

    /// States whether it is certain that no byte of the request left. Only then is a request repeated that is not safe to repeat.
    #[must_use]
    pub const fn with_unsent(mut self, unsent: bool) -> Self {
        self.unsent = unsent;
        self
    }

    /// States why the connection is not to be trusted, for [`TransportErrorKind::Tls`].
    #[must_use]
    pub const fn with_tls_reason(mut self, reason: TlsReason) -> Self {
        self.tls = reason;
        self
    }

    /// Keeps the cause. Its texts become part of the error that an application sees: they must hold no secret, and no URL with one.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The same error without its cause.
    pub(crate) fn without_source(mut self) -> Self {
        self.source = None;
        self
    }

    /// What kept the answer from coming.
    #[must_use]
    pub const fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Why the connection is not to be trusted; `None` for every kind but [`TransportErrorKind::Tls`].
    #[must_use]
    pub fn tls_reason(&self) -> Option<TlsReason> {
        (self.kind == TransportErrorKind::Tls).then_some(self.tls)
    }

    /// Whether it is certain that no byte of the request left.
    #[must_use]
    pub const fn is_unsent(&self) -> bool {
        self.unsent
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Unsupported => "the transport does not support this request",
            TransportErrorKind::Connect => "connecting failed",
            TransportErrorKind::Tls => "the TLS handshake failed",
            TransportErrorKind::Timeout => "timed out",
            TransportErrorKind::Broken => "the connection broke",
            TransportErrorKind::TooLarge => "the body is too large",
            TransportErrorKind::Unreadable => "what came is no HTTP",
        })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}
