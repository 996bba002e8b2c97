//! Authorized requests under `tower`, for HTTP and gRPC clients.

use std::error::Error as StdError;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};

use auth_core::{AccessToken, Error, ErrorKind};
use http::{HeaderName, HeaderValue, Request, Response, header};
use tower_layer::Layer;
use tower_service::Service;
use tracing::debug;

use super::TokenAuth;
use super::origin::Origin;
use super::token_auth::Passage;
use crate::wiped::WipedBuffer;

type BoxError = Box<dyn StdError + Send + Sync>;

/// A layer that sends every request of an HTTP or gRPC client with a token.
///
/// When the answer says that the token is refused, the token is given back. The request is sent once more with another only where a body can be had again: by
/// [`TokenAuthLayer::repeating`] for bodies that are `Clone`, or by [`TokenAuthLayer::repeating_by`]. Otherwise the answer is the refusal, and the
/// next request has another token. Of [`RefusalRules`](crate::RefusalRules), those about bodies have no effect here: a layer leaves bodies alone.
///
/// A request goes out as it is when it has the header already, and when it goes to none of the origins of [`TokenAuth::only_to`]. One that would carry a token
/// over plain http to another machine fails, and so does one whose URI names no host, unless [`TokenAuthLayer::target`] says where it goes.
///
/// # Examples
///
/// A gRPC client whose service, such as SpaceONE's, wants the bare token in the metadata entry `token`:
///
/// ```
/// use api_core::http::HeaderName;
/// use api_core::{AccessToken, RefusalRules, TokenAuth, TokenAuthLayer};
///
/// let provider = AccessToken::fixed("from-elsewhere")?; // usually a `TokenCache`
/// let auth = TokenAuth::new(provider).refusal_rules(RefusalRules::RFC_6750.with_grpc_status());
/// let layer = TokenAuthLayer::new(auth)
///     .header(HeaderName::from_static("token"))
///     .without_scheme()
///     .target("https://identity.example.com:50051")?;
/// // tower::ServiceBuilder::new().layer(layer).service(channel)
/// # let _ = layer;
/// # Ok::<(), api_core::Error>(())
/// ```
#[cfg_attr(docsrs, doc(cfg(feature = "tower")))]
#[derive(Clone, Debug)]
#[must_use]
pub struct TokenAuthLayer<R = NoRepeat> {
    settings: Settings,
    repeat: R,
}

#[derive(Clone, Debug)]
struct Settings {
    auth: TokenAuth,
    header: HeaderName,
    with_scheme: bool,
    target: Option<Origin>,
}

impl TokenAuthLayer {
    /// A layer with these settings, for the header `Authorization: Bearer …`.
    pub const fn new(auth: TokenAuth) -> Self {
        Self {
            settings: Settings {
                auth,
                header: header::AUTHORIZATION,
                with_scheme: true,
                target: None,
            },
            repeat: NoRepeat,
        }
    }
}

impl<R> TokenAuthLayer<R> {
    /// The header, or the gRPC metadata entry, that the token stands in. A layer or client that follows redirects knows only `Authorization` as something to take off on
    /// the way to another host: put one *above* this layer, not beneath it.
    pub fn header(mut self, name: HeaderName) -> Self {
        self.settings.header = name;
        self
    }

    /// The token by itself, without `Bearer` before it.
    pub const fn without_scheme(mut self) -> Self {
        self.settings.with_scheme = false;
        self
    }

    /// Where requests go whose URI names no host, as those of gRPC clients: the address of the channel beneath, such as `https://identity.example.com:443`.
    /// The same rules hold for it as for any other address.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when it is no address.
    pub fn target(mut self, origin: &str) -> Result<Self, Error> {
        self.settings.target = Some(Origin::parse("target", origin)?);
        Ok(self)
    }

    /// Sends a request once more when its token is refused, with a clone of its body.
    pub fn repeating(self) -> TokenAuthLayer<CloneBody> {
        self.repeating_by(CloneBody)
    }

    /// Sends a request once more when its token is refused, if its body can be had again by this function: `Fn(&B) -> Option<B>`.
    pub fn repeating_by<R2>(self, repeat: R2) -> TokenAuthLayer<R2> {
        TokenAuthLayer {
            settings: self.settings,
            repeat,
        }
    }
}

impl<S, R: Clone> Layer<S> for TokenAuthLayer<R> {
    type Service = TokenAuthService<S, R>;

    fn layer(&self, inner: S) -> Self::Service {
        TokenAuthService {
            inner,
            settings: self.settings.clone(),
            repeat: self.repeat.clone(),
        }
    }
}

/// How the body of a request is had a second time. Any `Fn(&B) -> Option<B>` is one.
#[cfg_attr(docsrs, doc(cfg(feature = "tower")))]
pub trait RepeatBody<B> {
    /// The body again; `None` for one that cannot be sent twice.
    fn repeat(&self, body: &B) -> Option<B>;
}

/// No body can be sent twice.
#[cfg_attr(docsrs, doc(cfg(feature = "tower")))]
#[derive(Clone, Copy, Debug, Default)]
pub struct NoRepeat;

/// Bodies are cloned before they are sent.
#[cfg_attr(docsrs, doc(cfg(feature = "tower")))]
#[derive(Clone, Copy, Debug, Default)]
pub struct CloneBody;

impl<B> RepeatBody<B> for NoRepeat {
    fn repeat(&self, _body: &B) -> Option<B> {
        None
    }
}

impl<B: Clone> RepeatBody<B> for CloneBody {
    fn repeat(&self, body: &B) -> Option<B> {
        Some(body.clone())
    }
}

impl<B, F: Fn(&B) -> Option<B>> RepeatBody<B> for F {
    fn repeat(&self, body: &B) -> Option<B> {
        self(body)
    }
}

/// The service of a [`TokenAuthLayer`].
#[cfg_attr(docsrs, doc(cfg(feature = "tower")))]
#[derive(Clone, Debug)]
pub struct TokenAuthService<S, R = NoRepeat> {
    inner: S,
    settings: Settings,
    repeat: R,
}

impl<S, R, B, A> Service<Request<B>> for TokenAuthService<S, R>
where
    S: Service<Request<B>, Response = Response<A>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    R: RepeatBody<B>,
    B: Send + 'static,
    A: Send + 'static,
{
    type Response = Response<A>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Response<A>, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // The service that is ready goes into the future; its clone has to become ready first.
        let clone = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, clone);
        let settings = self.settings.clone();
        match settings.passage(&request) {
            Ok(Passage::Free) => {
                let repeat = repeat(&self.repeat, &request);
                Box::pin(settings.run(inner, request, repeat))
            }
            Ok(Passage::Closed) => {
                let answer = inner.call(request);
                Box::pin(async { answer.await.map_err(Into::into) })
            }
            Err(error) => Box::pin(async { Err(error.into()) }),
        }
    }
}

/// The same request again, as far as its body can be had.
fn repeat<B>(how: &impl RepeatBody<B>, request: &Request<B>) -> Option<Request<B>> {
    let mut again = Request::new(how.repeat(request.body())?);
    *again.method_mut() = request.method().clone();
    *again.uri_mut() = request.uri().clone();
    *again.version_mut() = request.version();
    again.headers_mut().clone_from(request.headers());
    again.extensions_mut().clone_from(request.extensions());
    Some(again)
}

impl Settings {
    fn passage<B>(&self, request: &Request<B>) -> Result<Passage, Error> {
        if request.headers().contains_key(&self.header) {
            return Ok(Passage::Closed);
        }
        if request.uri().host().is_some() {
            return self.auth.passage(Origin::of_uri(request.uri()).as_ref());
        }
        match &self.target {
            Some(target) => self.auth.passage(Some(target)),
            None => Err(Error::configuration(
                "target",
                "is not given, and the request's URI names no host, so that nobody knows where the token would go",
            )),
        }
    }

    async fn run<S, B, A>(
        self,
        mut inner: S,
        mut request: Request<B>,
        repeat: Option<Request<B>>,
    ) -> Result<Response<A>, BoxError>
    where
        S: Service<Request<B>, Response = Response<A>>,
        S::Error: Into<BoxError>,
    {
        let token = self.auth.token().await?;
        self.attach(&mut request, &token)?;
        let response = inner.call(request).await.map_err(Into::into)?;
        let rules = self.auth.rules();
        if !rules.is_refusal(response.status(), response.headers(), b"") {
            return Ok(response);
        }
        let status = response.status().as_u16();
        debug!(name: "api_core.token_refused", target: "api_core", status, "the token is refused");
        let Some(mut again) = repeat else {
            self.auth.reject(&token);
            return Ok(response);
        };
        let Some(fresh) = self.auth.replace(&token).await? else {
            return Ok(response);
        };
        // A body that is not read may hold the only connection.
        drop(response);
        self.attach(&mut again, &fresh)?;
        poll_fn(|context| inner.poll_ready(context))
            .await
            .map_err(Into::into)?;
        inner.call(again).await.map_err(Into::into)
    }

    fn attach<B>(&self, request: &mut Request<B>, token: &AccessToken) -> Result<(), Error> {
        let value = if self.with_scheme {
            token.authorization().clone()
        } else {
            bare(token)?
        };
        request.headers_mut().insert(self.header.clone(), value);
        Ok(())
    }
}

/// The token without a scheme, in a buffer that wipes itself.
fn bare(token: &AccessToken) -> Result<HeaderValue, Error> {
    let bytes = WipedBuffer::of([token.expose()]).into_bytes();
    // What stands behind `Bearer` in a header can stand alone in one.
    let mut value = HeaderValue::from_maybe_shared(bytes)
        .map_err(|_| Error::new(ErrorKind::Internal, "the token cannot stand in a header"))?;
    value.set_sensitive(true);
    Ok(value)
}
