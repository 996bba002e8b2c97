//! Authorized requests of reqwest.

use std::future::Future;

use auth_core::{AccessToken, Error};
use reqwest::{Client, Request, RequestBuilder, Response};
use tracing::debug;

use super::origin::Origin;
use super::peek::peek;
use super::token_auth::Passage;
use super::{TokenAuth, authorize};
use crate::mask::Mask;
use crate::no_answer;
use crate::reqwest_transport::on_request;

/// Authorizes requests of [`reqwest`] with the tokens of a [`TokenAuth`], beside reqwest's own `basic_auth` and `bearer_auth`.
///
/// # Redirects
///
/// A `reqwest::Client` follows redirects unless it is told otherwise. On the way to another origin reqwest itself takes the `Authorization` header off, and nothing
/// here puts it back: an answer that comes from another origin than the request went to is handed on as it is, whatever it says about tokens.
///
/// # Examples
///
/// ```no_run
/// use api_core::{RequestBuilderExt, TokenAuth};
///
/// # async fn example(provider: api_core::AccessToken) -> Result<(), Box<dyn std::error::Error>> {
/// let http = reqwest::Client::new();
/// let auth = TokenAuth::new(provider).only_to("https://tenant.example.com")?;
/// let users = http.get("https://tenant.example.com/api/v2/tenant/users").send_authorized(&auth).await?;
/// println!("{}", users.error_for_status()?.text().await?);
/// # Ok(())
/// # }
/// ```
#[cfg_attr(docsrs, doc(cfg(feature = "reqwest")))]
pub trait RequestBuilderExt: sealed::Sealed + Sized {
    /// Adds a token to the request, in place of an `Authorization` header that stands there. Whoever sends it deals with refusals:
    /// [`RequestBuilderExt::send_authorized`] does both.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when the request cannot be built or its URL may not have a token; else the error of the
    /// provider.
    fn token_auth(
        self,
        auth: &TokenAuth,
    ) -> impl Future<Output = Result<RequestBuilder, Error>> + Send;

    /// Sends the request with a token. When the answer says that the token is refused (see [`RefusalRules`](crate::RefusalRules)), the token is given back, and the
    /// request is sent once more with another.
    ///
    /// It is not sent again when its body is a stream, which is gone by then, or when the provider has no other token. The answer is then the refusal.
    /// Answers of every status are `Ok`, as with reqwest's own `send`.
    ///
    /// # Errors
    ///
    /// As [`RequestBuilderExt::token_auth`]; or what kept an answer from coming.
    fn send_authorized(
        self,
        auth: &TokenAuth,
    ) -> impl Future<Output = Result<Response, Error>> + Send;
}

impl RequestBuilderExt for RequestBuilder {
    async fn token_auth(self, auth: &TokenAuth) -> Result<RequestBuilder, Error> {
        let (client, mut request) = build(self, auth)?;
        authorize(request.headers_mut(), &auth.token().await?);
        Ok(RequestBuilder::from_parts(client, request))
    }

    async fn send_authorized(self, auth: &TokenAuth) -> Result<Response, Error> {
        let (client, request) = build(self, auth)?;
        let (exchange, request) = Exchange::begin(auth, request).await?;
        let response = execute(&client, request, &exchange.token).await?;
        match exchange.judge(response).await? {
            Verdict::Final(response) => Ok(response),
            Verdict::Again(request, token) => execute(&client, request, &token).await,
        }
    }
}

/// The parts of a request that may have a token.
fn build(builder: RequestBuilder, auth: &TokenAuth) -> Result<(Client, Request), Error> {
    let (client, request) = builder.build_split();
    let request = request.map_err(|error| {
        Error::configuration("request", "cannot be built").with_source(error.without_url())
    })?;
    match auth.passage(Origin::of_url(request.url()).as_ref())? {
        Passage::Free => Ok((client, request)),
        Passage::Closed => Err(Error::configuration(
            "url",
            "is of none of the origins that tokens go to by `only_to`",
        )),
    }
}

async fn execute(
    client: &Client,
    request: Request,
    token: &AccessToken,
) -> Result<Response, Error> {
    client.execute(request).await.map_err(|error| {
        let mut mask = Mask::default();
        mask.add(token.expose().into());
        // Nothing of a body has been read, so its limit is not in the error.
        no_answer::read(on_request(error), &mask, usize::MAX)
    })
}

/// A request under way, and what a repeat of it needs.
pub(super) struct Exchange<'a> {
    auth: &'a TokenAuth,
    token: AccessToken,
    origin: Option<Origin>,
    repeat: Option<Request>,
}

/// What follows from an answer.
pub(super) enum Verdict {
    Final(Response),
    /// Send this instead; it has this token.
    Again(Request, AccessToken),
}

impl<'a> Exchange<'a> {
    /// Puts a token into a request.
    pub(super) async fn begin(
        auth: &'a TokenAuth,
        mut request: Request,
    ) -> Result<(Self, Request), Error> {
        let token = auth.token().await?;
        let exchange = Self {
            auth,
            token,
            origin: Origin::of_url(request.url()),
            repeat: request.try_clone(),
        };
        authorize(request.headers_mut(), &exchange.token);
        Ok((exchange, request))
    }

    /// Gives a refused token back and asks for another.
    pub(super) async fn judge(self, response: Response) -> Result<Verdict, Error> {
        let (response, refused) = self.is_refusal(response).await;
        if !refused {
            return Ok(Verdict::Final(response));
        }
        let status = response.status().as_u16();
        debug!(name: "api_core.token_refused", target: "api_core", status, "the token is refused");
        let Some(mut request) = self.repeat else {
            self.auth.reject(&self.token);
            return Ok(Verdict::Final(response));
        };
        let Some(token) = self.auth.replace(&self.token).await? else {
            return Ok(Verdict::Final(response));
        };
        authorize(request.headers_mut(), &token);
        Ok(Verdict::Again(request, token))
    }

    async fn is_refusal(&self, response: Response) -> (Response, bool) {
        let rules = self.auth.rules();
        let status = response.status();
        // Behind a redirect to elsewhere, the token was never shown.
        if Origin::of_url(response.url()) != self.origin {
            return (response, false);
        }
        if !rules.reads_body(status) {
            let refused = rules.is_refusal(status, response.headers(), b"");
            return (response, refused);
        }
        let (body, response) = peek(response).await;
        let refused = rules.is_refusal(status, response.headers(), &body);
        (response, refused)
    }
}

/// So that methods can be added to the trait.
mod sealed {
    #[expect(
        unnameable_types,
        reason = "that nobody else can name it is its purpose"
    )]
    pub trait Sealed {}
    impl Sealed for reqwest::RequestBuilder {}
}
