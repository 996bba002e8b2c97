//! Whose tokens go where: what every way of authorizing calls shares.

use std::fmt;
use std::sync::Arc;

use auth_core::{AccessToken, Error, TokenProvider};

use super::RefusalRules;
use super::origin::Origin;

/// Authorizes calls with the tokens of a provider: the settings that `RequestBuilderExt`, `TokenAuthMiddleware` and `TokenAuthLayer` share. A clone is
/// cheap.
///
/// Tokens go to https addresses, to this machine, and to the metadata address 169.254.169.254; anywhere else only by
/// [`TokenAuth::allow_plain_http`]. They go to every such address that requests are sent to, unless [`TokenAuth::only_to`] names those that may have them:
/// do so where a client also calls others, or where URLs come from outside.
///
/// ```
/// use api_core::{AccessToken, RefusalRules, TokenAuth};
///
/// let provider = AccessToken::fixed("from-elsewhere")?; // usually a `TokenCache`
/// let auth = TokenAuth::new(provider)
///     .only_to("https://tenant.example.com")?
///     .refusal_rules(RefusalRules::RFC_6750.with_error_body(&[400]));
/// # let _ = auth;
/// # Ok::<(), api_core::Error>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct TokenAuth(Arc<Settings>);

#[derive(Clone)]
struct Settings {
    provider: Arc<dyn TokenProvider>,
    rules: RefusalRules,
    /// Empty: every origin.
    origins: Vec<Origin>,
    allow_plain_http: bool,
}

/// Whether a token goes along.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[cfg_attr(
    not(any(feature = "reqwest", feature = "tower")),
    allow(
        dead_code,
        reason = "clients have one address, which is checked before"
    )
)]
pub(crate) enum Passage {
    Free,
    /// The origin is not among those that may have tokens.
    Closed,
}

impl TokenAuth {
    /// Authorizes calls with the tokens of this provider: a `TokenCache`, an [`AccessToken`], or an `Arc<dyn TokenProvider>`.
    pub fn new(provider: impl TokenProvider) -> Self {
        Self(Arc::new(Settings {
            provider: Arc::new(provider),
            rules: RefusalRules::RFC_6750,
            origins: Vec::new(),
            allow_plain_http: false,
        }))
    }

    /// Gives tokens to the origin of this address alone; call it again for more of them. The origin is scheme, host and port, such as `https://api.example.com`; a path
    /// behind it does not count.
    ///
    /// A middleware and a layer let requests to other origins pass without a token; `send_authorized` refuses them.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when it is no address.
    pub fn only_to(mut self, origin: &str) -> Result<Self, Error> {
        let origin = Origin::parse("only_to", origin)?;
        self.settings().origins.push(origin);
        Ok(self)
    }

    /// Which answers say that the token is refused. By default [`RefusalRules::RFC_6750`].
    pub fn refusal_rules(mut self, rules: RefusalRules) -> Self {
        self.settings().rules = rules;
        self
    }

    /// Lets tokens go over plain http to any host, for everyone on the way to read.
    pub fn allow_plain_http(mut self) -> Self {
        self.settings().allow_plain_http = true;
        self
    }

    fn settings(&mut self) -> &mut Settings {
        Arc::make_mut(&mut self.0)
    }

    /// A token that is usable now.
    pub(crate) async fn token(&self) -> Result<AccessToken, Error> {
        self.0.provider.token().await
    }

    /// Gives the refused token back and asks for another; `None` when the provider has no other, so that a repeat would be in vain.
    pub(crate) async fn replace(
        &self,
        refused: &AccessToken,
    ) -> Result<Option<AccessToken>, Error> {
        self.reject(refused);
        let token = self.0.provider.token().await?;
        Ok((token.expose() != refused.expose()).then_some(token))
    }

    /// Gives the refused token back, so that the next call gets another.
    pub(crate) fn reject(&self, refused: &AccessToken) {
        self.0.provider.reject(refused);
    }
}

#[cfg(any(feature = "reqwest", feature = "tower"))]
impl TokenAuth {
    pub(super) fn rules(&self) -> RefusalRules {
        self.0.rules
    }

    /// Whether a request to this origin takes a token along. An origin that is not known is a URL that is none of HTTP, or a URI without a host.
    pub(super) fn passage(&self, origin: Option<&Origin>) -> Result<Passage, Error> {
        let Some(origin) = origin else {
            return Err(Error::configuration(
                "url",
                "does not name an https or http host, so that nobody knows where the token would go",
            ));
        };
        if !self.0.origins.is_empty() && !self.0.origins.contains(origin) {
            return Ok(Passage::Closed);
        }
        if origin.is_safe() || self.0.allow_plain_http {
            return Ok(Passage::Free);
        }
        Err(Error::configuration(
            "url",
            "is plain http to another machine; use https, or allow tokens there by `allow_plain_http`",
        ))
    }
}

impl fmt::Debug for TokenAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenAuth")
            .field("provider", &self.0.provider)
            .field("rules", &self.0.rules)
            .field("origins", &self.0.origins)
            .field("allow_plain_http", &self.0.allow_plain_http)
            .finish()
    }
}
