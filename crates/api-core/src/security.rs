//! Credentials that belong to a client: which of them a call carries, and how.

use auth_core::{Error, ErrorKind, TokenProvider};
use http::header;
use secrecy::SecretString;

use crate::runtime::{BasicEncoding, Call};
use crate::{Client, ClientCredentials, RefusalRules, TokenAuth};

/// A way to authenticate that belongs to the client and not to the single call, as an API description has it.
#[derive(Clone, Copy, Debug)]
pub struct Scheme {
    /// Its name in the description.
    pub name: &'static str,
    /// The method of the generated client that gives its credential, for the words of an error.
    pub method: &'static str,
    /// How a call carries the credential.
    pub carrier: Carrier,
}

/// How a call carries a credential.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Carrier {
    /// `Authorization: Bearer …`, with a token of a provider. One that the service refuses is given back, and the call is sent once more with another.
    Bearer,
    /// `Authorization: Basic …`.
    Basic(BasicEncoding),
    /// The whole value of `Authorization`.
    Authorization,
    /// The value of this header.
    Header(&'static str),
    /// The value of this query parameter. It is left out of whatever is shown; what stands on the way sees it.
    Query(&'static str),
    /// The value of this cookie.
    Cookie(&'static str),
    /// A client certificate, which belongs to the transport: nothing is added to the call.
    Certificate,
}

/// What an application has given for a [`Scheme`].
#[derive(Clone, Debug)]
pub enum Credential {
    /// For [`Carrier::Bearer`].
    Tokens(TokenAuth),
    /// A user or client with its secret, for [`Carrier::Basic`].
    Client(ClientCredentials),
    /// For all others.
    Secret(SecretString),
}

impl Credential {
    /// The tokens of this provider.
    pub fn tokens(provider: impl TokenProvider) -> Self {
        Self::Tokens(TokenAuth::new(provider))
    }
}

/// Alternatives, each of which is all of its schemes together. One without a scheme says that the call can do without.
pub type Security = &'static [&'static [Scheme]];

/// What a client has been given, by the name of the scheme.
#[derive(Clone, Debug, Default)]
pub(crate) struct Credentials(Vec<(&'static str, Credential)>);

impl Credentials {
    pub(crate) fn set(&mut self, scheme: &'static str, credential: Credential) {
        self.0.retain(|(name, _)| *name != scheme);
        self.0.push((scheme, credential));
    }

    /// Adds the credentials of the first alternative that has all of them; gives the provider whose tokens the call wants.
    pub(crate) fn attach<'a>(
        &'a self,
        call: &mut Call,
        provider: Option<&'a TokenAuth>,
    ) -> Result<Option<&'a TokenAuth>, Error> {
        // A call that brings a credential of its own needs none of the client's.
        if call.security.is_empty() || call.headers.contains_key(header::AUTHORIZATION) {
            return Ok(None);
        }
        let of = |scheme: &Scheme| self.find(scheme, provider);
        let chosen = call.security.iter().find(|alternative| {
            !alternative.is_empty() && alternative.iter().all(|scheme| of(scheme).is_some())
        });
        let Some(chosen) = chosen else {
            let can_do_without = call
                .security
                .iter()
                .any(|alternative| alternative.is_empty());
            return if can_do_without {
                Ok(None)
            } else {
                Err(self.missing(call, provider))
            };
        };
        let mut tokens = None;
        for scheme in *chosen {
            match (scheme.carrier, of(scheme)) {
                (Carrier::Bearer, Some(Given::Tokens(auth))) => {
                    call.authorized = Some(RefusalRules::RFC_6750);
                    tokens = Some(auth);
                }
                (Carrier::Basic(encoding), Some(Given::Client(client))) => {
                    call.set_basic(scheme.name, client, encoding)?;
                }
                (carrier, Some(Given::Secret(secret))) => {
                    carry(call, scheme.name, carrier, secret)?;
                }
                _ => {}
            }
        }
        Ok(tokens)
    }

    fn find<'a>(&'a self, scheme: &Scheme, provider: Option<&'a TokenAuth>) -> Option<Given<'a>> {
        let given = self.0.iter().find(|(name, _)| *name == scheme.name);
        match (scheme.carrier, given.map(|(_, credential)| credential)) {
            (Carrier::Certificate, _) => Some(Given::Nothing),
            (Carrier::Bearer, Some(Credential::Tokens(auth))) => Some(Given::Tokens(auth)),
            (Carrier::Bearer, _) => provider.map(Given::Tokens),
            (Carrier::Basic(_), Some(Credential::Client(client))) => Some(Given::Client(client)),
            (Carrier::Basic(_), _) => None,
            (_, Some(Credential::Secret(secret))) => Some(Given::Secret(secret)),
            _ => None,
        }
    }

    /// Names what was not given.
    fn missing(&self, call: &Call, provider: Option<&TokenAuth>) -> Error {
        let ways = call.security.iter().map(|alternative| {
            let names = alternative
                .iter()
                .filter(|scheme| self.find(scheme, provider).is_none())
                .map(|scheme| format!("`{}` (by `{}`)", scheme.name, scheme.method));
            names.collect::<Vec<_>>().join(" and ")
        });
        let ways: Vec<_> = ways.collect();
        Error::new(
            ErrorKind::Configuration,
            format!(
                "the operation wants a credential that the client was not given: {}",
                ways.join(", or ")
            ),
        )
    }
}

/// What there is for a scheme.
enum Given<'a> {
    Tokens(&'a TokenAuth),
    Client(&'a ClientCredentials),
    Secret(&'a SecretString),
    Nothing,
}

fn carry(
    call: &mut Call,
    scheme: &str,
    carrier: Carrier,
    secret: &SecretString,
) -> Result<(), Error> {
    match carrier {
        Carrier::Authorization => {
            call.set_secret_header(scheme, header::AUTHORIZATION.as_str(), secret)
        }
        Carrier::Header(name) => call.set_secret_header(scheme, name, secret),
        Carrier::Query(name) => call.set_secret_query(scheme, name, secret),
        Carrier::Cookie(name) => call.set_secret_cookie(scheme, name, secret),
        Carrier::Bearer | Carrier::Basic(_) | Carrier::Certificate => Ok(()),
    }
}

impl Client {
    /// A client that is the same but for this credential: it shares address and transport with the one before. Generated clients have a method for each
    /// scheme that calls it.
    #[must_use]
    pub fn with_credential(self, scheme: &'static str, credential: Credential) -> Self {
        self.with_core(|core| core.credentials.set(scheme, credential))
    }
}
