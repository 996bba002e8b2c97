//! Authorized requests under `reqwest-middleware`.

use async_trait::async_trait;
use http::{Extensions, header};
use reqwest::{Request, Response};
use reqwest_middleware::{Error, Middleware, Next, Result};

use super::TokenAuth;
use super::origin::Origin;
use super::request_builder::{Exchange, Verdict};
use super::token_auth::Passage;

/// A middleware of `reqwest-middleware` that sends every request with a token, and once more with another when the answer says that the token is refused.
///
/// It sends no request again whose body is a stream, which is gone by then, nor when the provider has no other token; the answer is then the refusal.
/// A request goes out as it is when it has an `Authorization` header already, and when its URL is of none of the origins of [`TokenAuth::only_to`]. One that
/// would carry a token over plain http to another machine fails.
///
/// What fails before an answer comes is `reqwest_middleware::Error::Middleware`, and holds an [`Error`](crate::Error), as `downcast_ref` shows.
///
/// Put it behind a middleware that retries, so that each try has a fresh token, and before one that logs headers.
///
/// # Redirects
///
/// They are followed beneath the middlewares. reqwest itself takes the token off on the way to another origin, and this middleware does not put it back: an answer that comes
/// from another origin than the request went to is handed on as it is, whatever it says about tokens.
///
/// # Examples
///
/// ```
/// use api_core::{AccessToken, TokenAuth, TokenAuthMiddleware};
/// use reqwest_middleware::ClientBuilder;
///
/// let provider = AccessToken::fixed("from-elsewhere")?; // usually a `TokenCache`
/// let auth = TokenAuth::new(provider).only_to("https://tenant.example.com")?;
/// let http = ClientBuilder::new(reqwest::Client::new())
///     .with(TokenAuthMiddleware::new(auth))
///     .build();
/// let users = http.get("https://tenant.example.com/api/v2/tenant/users");
/// # let _ = users;
/// # Ok::<(), api_core::Error>(())
/// ```
#[cfg_attr(docsrs, doc(cfg(feature = "reqwest-middleware")))]
#[derive(Clone, Debug)]
pub struct TokenAuthMiddleware {
    auth: TokenAuth,
}

impl TokenAuthMiddleware {
    /// A middleware with these settings.
    #[must_use]
    pub const fn new(auth: TokenAuth) -> Self {
        Self { auth }
    }
}

#[async_trait]
impl Middleware for TokenAuthMiddleware {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        if request.headers().contains_key(header::AUTHORIZATION) {
            return next.run(request, extensions).await;
        }
        let origin = Origin::of_url(request.url());
        let passage = self.auth.passage(origin.as_ref());
        if passage.map_err(Error::middleware)? == Passage::Closed {
            return next.run(request, extensions).await;
        }
        let (exchange, request) = Exchange::begin(&self.auth, request)
            .await
            .map_err(Error::middleware)?;
        let response = next.clone().run(request, extensions).await?;
        match exchange.judge(response).await.map_err(Error::middleware)? {
            Verdict::Final(response) => Ok(response),
            Verdict::Again(request, _) => next.run(request, extensions).await,
        }
    }
}
