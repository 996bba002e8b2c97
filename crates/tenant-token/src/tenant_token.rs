//! The token of a tenant: one credential, in whatever way it is presented.

use std::time::Duration;

use api_core::oauth2::{ClientAuthentication, NearlyOver};
use api_core::{ClientBuilder, ClientCredentials};
use async_trait::async_trait;
use auth_core::{
    AccessToken, Attempt, CredentialId, Error, Issued, SourceTraits, TokenCache, TokenSource,
};
use secrecy::{ExposeSecret, SecretString};

use crate::tenant::{
    Client, ShowAuthTokenBasicRawRequest, ShowAuthTokenBasicRequest, ShowAuthTokenRequest,
    TokenResponse,
};
use crate::tenant_url;

/// Enough for what a token that is asked for at its end may have left, since seconds are rounded and lives are counted from before a request was sent.
pub(crate) const WAIT: Duration = Duration::from_secs(5);

const ID_TOKEN: &str = "id_token";

/// The access token of one application at one tenant of OneAccess: a [`TokenSource`] to put a [`TokenCache`] over.
///
/// It is the generated [`show_auth_token`](Client::show_auth_token) with what a careful client adds: the credentials in the body or in a Basic header, and an
/// answer to tokens that come back nearly over.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use tenant_token::{ClientAuthentication, ClientCredentials, NearlyOver, TenantToken, TokenCache};
///
/// let application = ClientCredentials::new("my-client-id", "my-client-secret");
/// let source = TenantToken::builder("abcdefg.huaweioneaccess.com", application)
///     .authentication(ClientAuthentication::Basic)
///     .nearly_over(NearlyOver::Wait(Duration::from_secs(10)))
/// #   .http(tenant_token::Client::builder().transport(canned::Transport))
///     .build()?;
/// let cache = TokenCache::new(source);
/// # mod canned {
/// #     use api_core::{Bytes, Limits, TransportError, async_trait, http};
/// #     #[derive(Debug)]
/// #     pub struct Transport;
/// #     #[async_trait]
/// #     impl api_core::Transport for Transport {
/// #         async fn send(&self, _: http::Request<Bytes>, _: Limits) -> Result<http::Response<Bytes>, TransportError> {
/// #             Ok(http::Response::default())
/// #         }
/// #     }
/// # }
/// # Ok::<(), tenant_token::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct TenantToken {
    request: Request,
    nearly_over: NearlyOver,
}

#[derive(Clone, Debug)]
enum Request {
    Body(ShowAuthTokenRequest),
    Basic(ShowAuthTokenBasicRequest),
    BasicRaw(ShowAuthTokenBasicRawRequest),
}

impl TenantToken {
    /// The token of this application, with the default settings. The tenant is given by its domain name or by its address.
    ///
    /// # Errors
    ///
    /// As [`TenantTokenBuilder::build`].
    pub fn new(tenant: impl Into<String>, application: ClientCredentials) -> Result<Self, Error> {
        Self::builder(tenant, application).build()
    }

    /// Makes a token source with other settings. The tenant is given by its domain name or by its address, as for [`tenant_url`].
    pub fn builder(
        tenant: impl Into<String>,
        application: ClientCredentials,
    ) -> TenantTokenBuilder {
        TenantTokenBuilder {
            tenant: tenant.into(),
            application,
            authentication: ClientAuthentication::Body,
            nearly_over: NearlyOver::Wait(WAIT),
            http: Client::builder(),
        }
    }

    /// Asks for the token once, as the answer has it: nothing is waited out.
    ///
    /// # Errors
    ///
    /// Those of [`show_auth_token`](Client::show_auth_token).
    pub async fn send(&self) -> Result<TokenResponse, Error> {
        match &self.request {
            Request::Body(request) => request.send().await,
            Request::Basic(request) => request.send().await,
            Request::BasicRaw(request) => request.send().await,
        }
    }

    /// What a request is made of, checked before anything is sent.
    pub(crate) fn over(
        client: &Client,
        application: ClientCredentials,
        authentication: ClientAuthentication,
        nearly_over: NearlyOver,
    ) -> Result<Self, Error> {
        check(&application)?;
        let request = match authentication {
            ClientAuthentication::Body => {
                let id = application.id().to_owned();
                Request::Body(client.show_auth_token(id, application.secret().clone()))
            }
            ClientAuthentication::Basic => {
                Request::Basic(client.show_auth_token_basic(application))
            }
            ClientAuthentication::BasicRaw => {
                Request::BasicRaw(client.show_auth_token_basic_raw(application))
            }
            _ => {
                return Err(Error::configuration(
                    "authentication",
                    "is a way that OneAccess does not know",
                ));
            }
        };
        let call = match &request {
            Request::Body(request) => request.call(),
            Request::Basic(request) => request.call(),
            Request::BasicRaw(request) => request.call(),
        };
        let _ = call?;
        Ok(Self {
            request,
            nearly_over: nearly_over.check()?,
        })
    }

    fn source(&self) -> &dyn TokenSource {
        match &self.request {
            Request::Body(request) => request,
            Request::Basic(request) => request,
            Request::BasicRaw(request) => request,
        }
    }
}

#[async_trait]
impl TokenSource for TenantToken {
    async fn request(&self, _attempt: Attempt<'_>) -> Result<Issued, Error> {
        let ask = || self.send();
        let (answer, life) = self
            .nearly_over
            .ask(ask, |answer: &TokenResponse| answer.expires_in)
            .await?;
        let mut issued = Issued::new(answer.access_token)
            .token_type(answer.token_type)
            .life(life);
        if let Some(scope) = answer.scope {
            issued = issued.scope(scope);
        }
        if let Some(id_token) = answer.id_token {
            issued = issued.extra(ID_TOKEN, id_token);
        }
        Ok(issued)
    }

    /// OneAccess returns one token until it ends.
    fn traits(&self) -> SourceTraits {
        self.source().traits()
    }

    fn identity(&self) -> Option<CredentialId> {
        self.source().identity()
    }
}

/// Settings of a [`TenantToken`]; made by [`TenantToken::builder`].
#[derive(Debug)]
#[must_use = "a token source is made by `build`"]
pub struct TenantTokenBuilder {
    tenant: String,
    application: ClientCredentials,
    authentication: ClientAuthentication,
    nearly_over: NearlyOver,
    http: ClientBuilder<Client>,
}

impl TenantTokenBuilder {
    /// How the application proves itself. By default [`ClientAuthentication::Body`], which is what Huawei's reference shows. A best practice of Huawei's
    /// uses Basic authentication instead, and does not say whether id and secret are encoded: take [`ClientAuthentication::Basic`], and
    /// [`ClientAuthentication::BasicRaw`] if a secret with special characters is refused.
    ///
    /// The query, which the server is said to take as well, is not among the choices: a secret in a URL ends in access logs.
    pub fn authentication(mut self, authentication: ClientAuthentication) -> Self {
        self.authentication = authentication;
        self
    }

    /// What to do when OneAccess returns a token that has next to no life left. By default its end is waited for where that takes at most 5 seconds, so
    /// that callers get a token that they can use; [`NearlyOver`] has the choices.
    pub fn nearly_over(mut self, nearly_over: NearlyOver) -> Self {
        self.nearly_over = nearly_over;
        self
    }

    /// How OneAccess is reached: transport, timeouts, retries, headers. The address is that of the tenant, whatever is set here.
    pub fn http(mut self, http: ClientBuilder<Client>) -> Self {
        self.http = http;
        self
    }

    /// The token source.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) with the name of what is unusable: `base_url` is the tenant.
    pub fn build(self) -> Result<TenantToken, Error> {
        let client = self.http.base_url(tenant_url(&self.tenant)).build()?;
        TenantToken::over(
            &client,
            self.application,
            self.authentication,
            self.nearly_over,
        )
    }

    /// A cache over the token source, with the default settings.
    ///
    /// # Errors
    ///
    /// As [`TenantTokenBuilder::build`].
    pub fn cache(self) -> Result<TokenCache, Error> {
        self.build().map(TokenCache::new)
    }
}

/// The ID token that came with an access token, for APIs of other providers that are published in OneAccess ("enterprise APIs").
///
/// It is a credential like the access token and goes to the provider of the API, preferably in its `Authorization` header, and never in place of the access
/// token to the management APIs. What is in it is between OneAccess and that provider; here it is opaque. It comes anew with each access token and may live longer
/// or shorter, as the application's settings in OneAccess say.
///
/// # Examples
///
/// ```no_run
/// use tenant_token::{ExposeSecret, id_token};
///
/// # async fn example() -> Result<(), tenant_token::Error> {
/// let cache = tenant_token::from_env()?;
/// let token = cache.token().await?;
/// if let Some(id_token) = id_token(&token) {
///     let header = format!("Bearer {}", id_token.expose_secret());
///     # let _ = header;
/// }
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn id_token(token: &AccessToken) -> Option<&SecretString> {
    token.extra(ID_TOKEN)
}

/// Control characters in the secret are refused where it is written.
fn check(application: &ClientCredentials) -> Result<(), Error> {
    let id = application.id();
    if id.is_empty() {
        return Err(Error::configuration("client_id", "is empty"));
    }
    if application.secret().expose_secret().is_empty() {
        return Err(Error::configuration("client_secret", "is empty"));
    }
    if id.chars().any(char::is_control) {
        return Err(Error::configuration(
            "client_id",
            "holds a control character, such as a line feed at its end",
        ));
    }
    Ok(())
}
