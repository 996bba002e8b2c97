//! The one error of this workspace.

use std::any::Any;
use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;

/// What went wrong, told by what the application should do about it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Something that the application gave is unusable, and nothing was sent. Correct the field that the message names.
    Configuration,
    /// The provider refused the credential or the token: wrong, revoked, expired or locked. Repeating does not help; give
    /// another credential, or let a person look at the account.
    Refused,
    /// The credential is known, but a person must act first: a second factor, a new password, an agreement.
    Interaction,
    /// The identity is known but may not do this. Grant it the right, or ask for less.
    Denied,
    /// The request itself is wrong. Correct the call.
    Invalid,
    /// What the request names does not exist, or is hidden from this identity.
    NotFound,
    /// The request contradicts the present state. Read the state again, then decide.
    Conflict,
    /// Too many requests. Send fewer; [`Error::retry_after`] says when to come back if the provider said so.
    Throttled,
    /// The provider is not able to answer now. Try again later.
    Unavailable,
    /// No connection: name resolution, routing, a refused or broken connection. Check the network and the address.
    Connect,
    /// The connection is not to be trusted: an unknown authority, a wrong host, an expired certificate. Check the address and the roots.
    Tls,
    /// No answer in time. Try again, or allow more time.
    Timeout,
    /// An answer came and could not be understood. The provider has changed, or something else answered in its place.
    Unreadable,
    /// There is no async runtime to work on, or it ended while it was working. Call from inside a tokio runtime.
    Runtime,
    /// A token source panicked or broke its contract. This is a bug; report it.
    Internal,
}

impl ErrorKind {
    /// Whether the same request may well succeed a little later, with nothing changed.
    #[must_use]
    pub const fn is_retryable(self) -> bool {
        matches!(
            self,
            Self::Throttled | Self::Unavailable | Self::Connect | Self::Timeout
        )
    }
}

/// Why a token or an answer could not be had.
///
/// One type serves the token cache and every generated client, so that an application handles errors in one place. Cloning
/// is cheap: all who waited for one request share its error. No secret is in the error, nor in its `Debug` and `Display`: a
/// provider's answer is kept apart and only [`Error::raw_body`] gives it.
///
/// ```
/// use auth_core::{Error, ErrorKind};
///
/// fn advice(error: &Error) -> &'static str {
///     match error.kind() {
///         ErrorKind::Refused => "check the credential",
///         ErrorKind::Throttled => "slow down",
///         _ if error.is_retryable() => "try again later",
///         _ => "see the message",
///     }
/// }
///
/// let error = Error::new(ErrorKind::Refused, "the API key is not known").with_status(400);
/// assert_eq!(advice(&error), "check the credential");
/// assert_eq!(error.to_string(), "the API key is not known (status 400)");
/// ```
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    message: Cow<'static, str>,
    operation: Option<&'static str>,
    status: Option<u16>,
    code: Option<String>,
    vendor_message: Option<String>,
    request_id: Option<String>,
    retry_after: Option<Duration>,
    headers: Option<HeaderMap>,
    raw_body: Option<Bytes>,
    vendor_body: Option<Arc<dyn Any + Send + Sync>>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl Error {
    /// An error of this kind. The message is shown to people: it must hold no secret.
    pub fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Arc::new(Inner {
            kind,
            message: message.into(),
            operation: None,
            status: None,
            code: None,
            vendor_message: None,
            request_id: None,
            retry_after: None,
            headers: None,
            raw_body: None,
            vendor_body: None,
            source: None,
        }))
    }

    /// A field that the application gave is unusable; `reason` completes "`field` …".
    pub fn configuration(field: &str, reason: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Configuration, format!("`{field}` {reason}"))
    }

    /// What the application should do.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether the same request may well succeed a little later, with nothing changed.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.0.kind.is_retryable()
    }

    /// The operation that failed, by its id in the provider's API description.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }

    /// The HTTP status of the answer, where there was one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The provider's own code for this error, such as `BXNIM0415E` or `invalid_client`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The provider's own words, with control characters escaped, cut to a bounded length, and tokens masked.
    #[must_use]
    pub fn vendor_message(&self) -> Option<&str> {
        self.0.vendor_message.as_deref()
    }

    /// The provider's name for this request, to quote when asking its support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// How long the provider asked us to stay away.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The headers of the answer, where there was one. They may hold secrets and are therefore in no other output of this type.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.headers.as_ref()
    }

    /// The body of the answer as it came. It may hold secrets and is therefore in no other output of this type.
    #[must_use]
    pub fn raw_body(&self) -> Option<&[u8]> {
        self.0.raw_body.as_deref()
    }

    /// The typed body of a documented error answer; its type stands in the documentation of the operation.
    #[must_use]
    pub fn vendor_body<T: Any>(&self) -> Option<&T> {
        self.0.vendor_body.as_deref()?.downcast_ref()
    }

    /// Names the operation that failed.
    #[must_use]
    pub fn with_operation(mut self, operation: &'static str) -> Self {
        self.inner().operation = Some(operation);
        self
    }

    /// Adds the HTTP status of the answer.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.inner().status = Some(status);
        self
    }

    /// Adds the provider's own code.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<String>) -> Self {
        self.inner().code = Some(code.into());
        self
    }

    /// Adds the provider's own words. The caller has escaped, bounded and masked them.
    #[must_use]
    pub fn with_vendor_message(mut self, message: impl Into<String>) -> Self {
        self.inner().vendor_message = Some(message.into());
        self
    }

    /// Adds the provider's name for the request.
    #[must_use]
    pub fn with_request_id(mut self, id: impl Into<String>) -> Self {
        self.inner().request_id = Some(id.into());
        self
    }

    /// Adds how long the provider asked us to stay away.
    #[must_use]
    pub fn with_retry_after(mut self, pause: Duration) -> Self {
        self.inner().retry_after = Some(pause);
        self
    }

    /// Keeps the headers of the answer, for [`Error::headers`] alone.
    #[must_use]
    pub fn with_headers(mut self, headers: HeaderMap) -> Self {
        self.inner().headers = Some(headers);
        self
    }

    /// Keeps the body as it came, for [`Error::raw_body`] alone.
    #[must_use]
    pub fn with_raw_body(mut self, body: Bytes) -> Self {
        self.inner().raw_body = Some(body);
        self
    }

    /// Keeps the typed body of a documented error answer.
    #[must_use]
    pub fn with_vendor_body(mut self, body: Arc<dyn Any + Send + Sync>) -> Self {
        self.inner().vendor_body = Some(body);
        self
    }

    /// Keeps the cause. Its text must hold no secret.
    #[must_use]
    pub fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.inner().source = Some(Arc::new(source));
        self
    }

    fn inner(&mut self) -> &mut Inner {
        Arc::make_mut(&mut self.0)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if let Some(operation) = inner.operation {
            write!(f, "{operation}: ")?;
        }
        f.write_str(&inner.message)?;
        if let Some(message) = &inner.vendor_message {
            write!(f, ": {message}")?;
        }
        let mut details = Details { f, open: false };
        details.add("status", inner.status)?;
        details.add("code", inner.code.as_deref())?;
        details.add("request id", inner.request_id.as_deref())?;
        details.close()
    }
}

/// `(status 400, code X)` behind a message, or nothing.
struct Details<'a, 'f> {
    f: &'a mut fmt::Formatter<'f>,
    open: bool,
}

impl Details<'_, '_> {
    fn add(&mut self, name: &str, value: Option<impl fmt::Display>) -> fmt::Result {
        let Some(value) = value else { return Ok(()) };
        let before = if self.open { ", " } else { " (" };
        self.open = true;
        write!(self.f, "{before}{name} {value}")
    }

    fn close(self) -> fmt::Result {
        if self.open {
            self.f.write_str(")")
        } else {
            Ok(())
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        f.debug_struct("Error")
            .field("kind", &inner.kind)
            .field("message", &inner.message)
            .field("operation", &inner.operation)
            .field("status", &inner.status)
            .field("code", &inner.code)
            .field("vendor_message", &inner.vendor_message)
            .field("request_id", &inner.request_id)
            .field("retry_after", &inner.retry_after)
            .field("source", &inner.source)
            .finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0
            .source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_told_in_one_line() {
        let error = Error::new(ErrorKind::Refused, "the key is refused");
        assert_eq!(error.to_string(), "the key is refused");
        let error = error
            .with_operation("get_token")
            .with_vendor_message("Provided API key could not be found.")
            .with_status(400)
            .with_code("BXNIM0415E")
            .with_request_id("r-1");
        assert_eq!(
            error.to_string(),
            "get_token: the key is refused: Provided API key could not be found. \
             (status 400, code BXNIM0415E, request id r-1)"
        );
        assert_eq!(
            Error::configuration("url", "must be https").to_string(),
            "`url` must be https"
        );
    }

    #[test]
    fn clones_share_and_changes_do_not() {
        let one = Error::new(ErrorKind::Throttled, "slow down");
        let other = one.clone().with_retry_after(Duration::from_secs(5));
        assert_eq!(one.retry_after(), None);
        assert_eq!(other.retry_after(), Some(Duration::from_secs(5)));
    }

    #[test]
    fn what_may_succeed_later_is_told_apart() {
        use ErrorKind::{
            Conflict, Connect, Denied, Internal, Refused, Throttled, Timeout, Tls, Unavailable,
            Unreadable,
        };
        for kind in [Throttled, Unavailable, Connect, Timeout] {
            assert!(kind.is_retryable(), "{kind:?}");
        }
        for kind in [Refused, Denied, Conflict, Tls, Unreadable, Internal] {
            assert!(!kind.is_retryable(), "{kind:?}");
        }
    }

    #[test]
    fn the_cause_and_the_typed_body_are_at_hand() {
        let cause = std::io::Error::other("broken pipe");
        let error = Error::new(ErrorKind::Connect, "no connection")
            .with_source(cause)
            .with_headers(HeaderMap::from_iter([(
                http::header::SET_COOKIE,
                http::HeaderValue::from_static("sid=s3cr3t"),
            )]))
            .with_vendor_body(Arc::new(42_u32));
        assert_eq!(error.headers().unwrap()["set-cookie"], "sid=s3cr3t");
        assert!(!format!("{error} {error:?}").contains("s3cr3t"));
        assert_eq!(error.source().unwrap().to_string(), "broken pipe");
        assert_eq!(error.vendor_body::<u32>(), Some(&42));
        assert_eq!(error.vendor_body::<String>(), None);
    }
}
