//! Settings of a grant, and their checks.

use std::fmt;

use auth_core::{Error, SourceTraits};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::{
    ClientAuthentication, ClientCredentialsGrant, NearlyOver, OWN_PARAMETERS, check_query,
};
use crate::text::{check_credential, check_no_control};
use crate::{Client, ClientCredentials};

/// Settings of a [`ClientCredentialsGrant`]; made by [`TokenEndpoint::client_credentials`](super::TokenEndpoint::client_credentials).
#[derive(Clone)]
#[must_use = "a grant is made by `build`"]
pub struct ClientCredentialsGrantBuilder {
    core: Client,
    client: ClientCredentials,
    authentication: ClientAuthentication,
    scope: String,
    resources: Vec<String>,
    parameters: Vec<(String, SecretString)>,
    assume_bearer: bool,
    nearly_over: NearlyOver,
    traits: SourceTraits,
}

impl ClientCredentialsGrantBuilder {
    pub(super) fn new(core: Client, client: ClientCredentials) -> Self {
        Self {
            core,
            client,
            authentication: ClientAuthentication::Basic,
            scope: String::new(),
            resources: Vec::new(),
            parameters: Vec::new(),
            assume_bearer: false,
            nearly_over: NearlyOver::HandOut,
            traits: SourceTraits::default(),
        }
    }

    /// How the client proves itself. By default [`ClientAuthentication::Basic`], which RFC 6749 section 2.3.1 demands of every server.
    pub fn authentication(mut self, authentication: ClientAuthentication) -> Self {
        self.authentication = authentication;
        self
    }

    /// The scope to ask for: names with blanks between them (RFC 6749 section 3.3). Called again it adds more. By default none is sent.
    pub fn scope(mut self, scope: impl AsRef<str>) -> Self {
        for name in scope.as_ref().split(' ').filter(|name| !name.is_empty()) {
            if !self.scope.is_empty() {
                self.scope.push(' ');
            }
            self.scope.push_str(name);
        }
        self
    }

    /// A service that the token is for: an absolute URI without fragment (RFC 8707 section 2). Called again it adds another.
    pub fn resource(mut self, uri: impl Into<String>) -> Self {
        self.resources.push(uri.into());
        self
    }

    /// A parameter of the vendor's own, such as `audience`. An empty value counts as none and is left out. Values are not shown.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<SecretString>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Takes an answer without `token_type` for one with a bearer token. RFC 6749 section 5.1 demands the member, and by default so do we.
    pub fn assume_bearer(mut self) -> Self {
        self.assume_bearer = true;
        self
    }

    /// What to do with a token that comes with next to no life left. By default it is handed out.
    pub fn nearly_over(mut self, nearly_over: NearlyOver) -> Self {
        self.nearly_over = nearly_over;
        self
    }

    /// What the provider is known to do: how long a token lives when the answer does not say, and whether the same one comes back until it ends.
    pub fn traits(mut self, traits: SourceTraits) -> Self {
        self.traits = traits;
        self
    }

    /// The grant.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) with the name of what cannot be sent. No value is shown.
    pub fn build(mut self) -> Result<ClientCredentialsGrant, Error> {
        check_query(self.core.endpoint_query())?;
        check_client(&self.client)?;
        check_scope(&self.scope)?;
        for uri in &self.resources {
            check_resource(uri)?;
        }
        self.parameters
            .retain(|(_, value)| !value.expose_secret().is_empty());
        let mut seen = OWN_PARAMETERS.to_vec();
        for (name, value) in &self.parameters {
            check_parameter(name, value, &seen)?;
            seen.push(name);
        }
        let grant = ClientCredentialsGrant {
            core: self.core,
            client: self.client,
            authentication: self.authentication,
            scope: self.scope,
            resources: self.resources,
            parameters: self.parameters,
            assume_bearer: self.assume_bearer,
            nearly_over: self.nearly_over.check()?,
            traits: self.traits,
        };
        // What cannot be written is found now and not at the first request.
        let _ = grant.call()?;
        Ok(grant)
    }
}

/// Id and secret are there and hold no control characters (RFC 6749 appendix A.1 and A.2).
fn check_client(client: &ClientCredentials) -> Result<(), Error> {
    if client.id().is_empty() {
        return Err(Error::configuration("client_id", "is empty"));
    }
    check_no_control("client_id", client.id())?;
    check_credential("client_secret", client.secret())
}

/// RFC 6749 section 3.3.
fn check_scope(scope: &str) -> Result<(), Error> {
    let legal = |byte: u8| matches!(byte, b' ' | 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    if scope.bytes().all(legal) {
        return Ok(());
    }
    Err(Error::configuration(
        "scope",
        "holds a character that no scope has: visible ASCII but `\"` and `\\` is allowed",
    ))
}

/// RFC 8707 section 2.
fn check_resource(uri: &str) -> Result<(), Error> {
    let refused = |reason: &str| Err(Error::configuration("resource", reason));
    if !uri.bytes().all(|byte| byte.is_ascii_graphic()) {
        return refused("holds a character that no URI has");
    }
    match Url::parse(uri) {
        Err(_) => refused("is no absolute URI"),
        Ok(uri) if uri.fragment().is_some() => refused("has a fragment"),
        Ok(_) => Ok(()),
    }
}

fn check_parameter(name: &str, value: &SecretString, seen: &[&str]) -> Result<(), Error> {
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::configuration(
            "parameter",
            "has a name that is empty or holds other than visible ASCII characters",
        ));
    }
    if seen.contains(&name) {
        return Err(Error::configuration(
            name,
            "is sent already, and a parameter stands in a request once",
        ));
    }
    check_no_control(name, value.expose_secret())
}

impl fmt::Debug for ClientCredentialsGrantBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentialsGrantBuilder")
            .field("url", &self.core.base_url())
            .field("client", &self.client)
            .field("authentication", &self.authentication)
            .finish_non_exhaustive()
    }
}
