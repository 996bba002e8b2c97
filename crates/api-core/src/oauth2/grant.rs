//! The client credentials grant.

use std::fmt;

use async_trait::async_trait;
use auth_core::{Attempt, CredentialId, Error, Issued, SourceTraits, TokenSource};
use secrecy::{ExposeSecret, SecretString};

use super::answer::CLIENT_CREDENTIALS;
use super::{ClientAuthentication, NearlyOver, TokenAnswer};
use crate::runtime::{BasicEncoding, Call, Form};
use crate::{Client, ClientCredentials};

/// Values of a vendor's parameters from this length on are looked for in what a provider says: they may be credentials.
const MAY_BE_SECRET: usize = 8;

/// The client credentials grant of one client at one token endpoint (RFC 6749 section 4.4): a [`TokenSource`] to put a cache over.
///
/// Made by [`TokenEndpoint::client_credentials`](super::TokenEndpoint::client_credentials).
///
/// ```no_run
/// use api_core::ClientCredentials;
/// use api_core::oauth2::TokenEndpoint;
/// use auth_core::TokenCache;
///
/// # async fn example() -> Result<(), api_core::Error> {
/// let endpoint = TokenEndpoint::new("https://login.example.com/oauth2/token")?;
/// let client = ClientCredentials::new("my-service", "my-secret");
/// let cache = TokenCache::new(endpoint.client_credentials(client).build()?);
/// let token = cache.token().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct ClientCredentialsGrant {
    pub(super) core: Client,
    pub(super) client: ClientCredentials,
    pub(super) authentication: ClientAuthentication,
    pub(super) scope: String,
    pub(super) resources: Vec<String>,
    pub(super) parameters: Vec<(String, SecretString)>,
    pub(super) assume_bearer: bool,
    pub(super) nearly_over: NearlyOver,
    pub(super) traits: SourceTraits,
}

impl ClientCredentialsGrant {
    /// What would be sent, without sending it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming what cannot be sent.
    pub fn call(&self) -> Result<Call, Error> {
        let mut call = Call::new(&CLIENT_CREDENTIALS);
        let mut form = Form::new().text("grant_type", "client_credentials");
        match self.authentication {
            ClientAuthentication::Body => {
                form = form
                    .text("client_id", self.client.id())
                    .secret("client_secret", self.client.secret())?;
            }
            ClientAuthentication::Basic => {
                call = call.basic("client", &self.client, BasicEncoding::Form)?;
            }
            ClientAuthentication::BasicRaw => {
                call = call.basic("client", &self.client, BasicEncoding::Raw)?;
            }
        }
        if !self.scope.is_empty() {
            form = form.text("scope", &self.scope);
        }
        for uri in &self.resources {
            form = form.text("resource", uri);
        }
        for (name, value) in &self.parameters {
            form.push(name, value.expose_secret());
            if value.expose_secret().len() >= MAY_BE_SECRET {
                form.mask.add(value.clone());
            }
        }
        Ok(call.form(form))
    }

    /// Sends the request, once in the sense of a grant: what is worth repeating is repeated.
    ///
    /// # Errors
    ///
    /// Whatever kept a bearer token from coming; see the [module](super).
    pub async fn send(&self) -> Result<TokenAnswer, Error> {
        let answer = self.core.execute(self.call()?).await?;
        TokenAnswer::read(answer, self.assume_bearer)
    }
}

#[async_trait]
impl TokenSource for ClientCredentialsGrant {
    async fn request(&self, _attempt: Attempt<'_>) -> Result<Issued, Error> {
        let ask = || self.send();
        let (answer, life) = self
            .nearly_over
            .ask(ask, |answer: &TokenAnswer| answer.expires_in)
            .await?;
        let mut issued = Issued::new(answer.access_token).life(life);
        if let Some(token_type) = answer.token_type {
            issued = issued.token_type(token_type);
        }
        // Where the answer names none, the scope is the one that was asked for (RFC 6749 section 5.1).
        let asked = Some(self.scope.clone()).filter(|scope| !scope.is_empty());
        if let Some(scope) = answer.scope.or(asked) {
            issued = issued.scope(scope);
        }
        if let Some(id_token) = answer.id_token {
            issued = issued.extra("id_token", id_token);
        }
        Ok(issued)
    }

    fn traits(&self) -> SourceTraits {
        self.traits.clone()
    }

    fn identity(&self) -> Option<CredentialId> {
        let mut id = CredentialId::builder(env!("CARGO_PKG_NAME"), CLIENT_CREDENTIALS.id)
            .part("url", self.core.base_url())
            .secret("query", &self.core.endpoint_query().into())
            .part("client_id", self.client.id())
            .secret("client_secret", self.client.secret())
            .part("scope", &self.scope);
        for uri in &self.resources {
            id = id.part("resource", uri);
        }
        for (name, value) in &self.parameters {
            id = id.part("parameter", name).secret("value", value);
        }
        Some(id.build())
    }
}

impl fmt::Debug for ClientCredentialsGrant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentialsGrant")
            .field("url", &self.core.base_url())
            .field("client", &self.client)
            .field("authentication", &self.authentication)
            .field("scope", &self.scope)
            .field("resources", &self.resources)
            .finish_non_exhaustive()
    }
}
