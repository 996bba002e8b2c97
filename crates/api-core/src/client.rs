//! The core under every generated client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use auth_core::{Clock, Error, ErrorKind};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, header};

use crate::base_url::BaseUrl;
use crate::mask::Mask;
use crate::path_style::{self, PathStyles};
use crate::runtime::{Answer, Call, Segment};
use crate::security::Credentials;
use crate::transport::Transport;
use crate::{RetryPolicy, TokenAuth};

/// The core under every generated client: one address, one transport, one set of rules. A clone is another handle of the same.
///
/// It is made by [`ClientBuilder`](crate::ClientBuilder). Calls work inside a tokio runtime that has its timer and, for the transport over reqwest, its input
/// and output enabled, as `#[tokio::main]` does.
#[derive(Clone)]
pub struct Client(Arc<Core>);

/// What a builder has decided, and the credentials.
#[derive(Clone)]
pub(crate) struct Core {
    pub(crate) base_url: BaseUrl,
    /// Whether the address is the application's, and none that the API's description names.
    pub(crate) has_given_url: bool,
    pub(crate) user_agent: HeaderValue,
    /// The application's own headers.
    pub(crate) headers: HeaderMap,
    /// What the application's own headers hold.
    pub(crate) mask: Mask,
    /// Who has the tokens of authorized calls.
    pub(crate) auth: Option<TokenAuth>,
    pub(crate) credentials: Credentials,
    pub(crate) transport: Arc<dyn Transport>,
    /// Shared by all handles, so that what one has found out serves the others.
    pub(crate) styles: Arc<PathStyles>,
    pub(crate) retry: RetryPolicy,
    pub(crate) attempt_timeout: Duration,
    pub(crate) total_timeout: Duration,
    pub(crate) body_limit: usize,
    pub(crate) clock: Clock,
}

impl Client {
    pub(crate) fn new(core: Core) -> Self {
        Self(Arc::new(core))
    }

    /// The same client but for this change; other handles keep what they have.
    pub(crate) fn with_core(mut self, change: impl FnOnce(&mut Core)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// The address of the service: without a slash at its end, or as it was given where it is an endpoint that is called as it is; and without its query.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.0.base_url.as_str()
    }

    /// The query of an endpoint, with its question mark.
    pub(crate) fn endpoint_query(&self) -> &str {
        self.0.base_url.query()
    }

    /// The request that [`Client::execute`] would send first, without sending it. Its headers and body hold the credentials, but not the token of
    /// [an authorized call](Call::authorized), which has to be asked for: [`authorize`](crate::authorize()) adds one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] when the operation wants a credential that this client was not given, or when the URL would be none, because it is
    /// too long.
    pub fn request(&self, call: &Call) -> Result<Request<Bytes>, Error> {
        let mut call = call.clone();
        let attached = self.0.credentials.attach(&mut call, self.0.auth.as_ref());
        let request = attached.and_then(|_| self.0.assemble(&call, self.0.styles.first()));
        request.map_err(|error| error.with_operation(call.operation.id))
    }

    /// Sends the call, again where that is worth it and allowed, and gives the answer.
    ///
    /// Dropping the future stops the call.
    ///
    /// # Errors
    ///
    /// Whatever kept a good answer from coming: see [`ErrorKind`].
    ///
    /// # Panics
    ///
    /// As tokio does, when the runtime has no timer.
    pub async fn execute(&self, call: Call) -> Result<Answer, Error> {
        let operation = call.operation.id;
        let answer = self.0.run(call).await;
        // The error of a token names the operation that did not give it.
        answer.map_err(|error| match error.operation() {
            Some(_) => error,
            None => error.with_operation(operation),
        })
    }
}

impl Core {
    /// The request of a call under a path style.
    pub(crate) fn assemble(&self, call: &Call, style: usize) -> Result<Request<Bytes>, Error> {
        let own = call.server.as_deref().filter(|_| !self.has_given_url);
        let mut target = own.unwrap_or(self.base_url.as_str()).to_owned();
        let start = target.len();
        for segment in path_style::path(call.operation, style) {
            target.push_str(match segment {
                Segment::Text(text) => text,
                Segment::Parameter(number) => call.parameters.get(*number).ok_or_else(|| {
                    Error::new(
                        ErrorKind::Internal,
                        "the call leaves a parameter of its path open",
                    )
                })?,
            });
        }
        // An argument alone cannot be one of these, but several of them, or one beside a text, can.
        if target[start..]
            .split('/')
            .any(|piece| piece == "." || piece == "..")
        {
            return Err(Error::new(
                ErrorKind::Configuration,
                "the path would lead to another one, by a piece that is `.` or `..`",
            ));
        }
        target.push_str(self.base_url.query());
        if !call.query.is_empty() {
            target.push(if target.contains('?') { '&' } else { '?' });
            target.push_str(&call.query);
        }
        let mut request = Request::new(call.body.clone());
        *request.method_mut() = call.operation.method.clone();
        *request.uri_mut() = target.parse().map_err(|_| {
            Error::new(
                ErrorKind::Configuration,
                "the URL of the request is no URL, or too long",
            )
        })?;
        let headers = request.headers_mut();
        headers.clone_from(&self.headers);
        for (name, value) in &call.headers {
            headers.insert(name, value.clone());
        }
        headers.insert(header::ACCEPT, HeaderValue::from_static(call.accept));
        headers.insert(header::USER_AGENT, self.user_agent.clone());
        Ok(request)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.base_url())
            .finish_non_exhaustive()
    }
}
