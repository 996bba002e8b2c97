//! Credentials from the surroundings, as IBM's SDK cores find them.

mod credential;
mod credential_file;
mod properties;
mod vcap;

use std::sync::Arc;

use api_core::{Bytes, Environment, Limits, Transport, TransportError, async_trait, http};
use auth_core::{Error, TokenCache, TokenSource};

use self::properties::Properties;
use crate::Files;

/// What a program finds around itself: environment variables and files.
///
/// ```
/// use api_core::Environment;
/// use ibm_iam_token::{Files, Surroundings};
///
/// // For tests: nothing of the process is read.
/// let environment = Environment::from_iter([("MY_SERVICE_APIKEY", "my-api-key")]);
/// let surroundings = Surroundings::new(environment, Files::from_iter([("", "")]));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    environment: Environment,
    files: Files,
}

impl Surroundings {
    /// The environment of this process and its file system.
    #[must_use]
    pub const fn process() -> Self {
        Self {
            environment: Environment::process(),
            files: Files::system(),
        }
    }

    /// Others, for tests.
    #[must_use]
    pub const fn new(environment: Environment, files: Files) -> Self {
        Self { environment, files }
    }
}

/// The configuration of one service, found where IBM's SDK cores look for it, under the same names and in the same order.
///
/// 1. a credential file: the one that `IBM_CREDENTIALS_FILE` names, else `ibm-credentials.env` in the working directory, else the same in
///    the home directory
/// 2. the environment
/// 3. `VCAP_SERVICES`: the entry of this name, else the first entry under this key
///
/// The first of them that says anything about the service counts, alone. A property has the name of the service before it, in capitals and with
/// underscores: `MY_SERVICE_APIKEY`.
///
/// | property | meaning |
/// |---|---|
/// | `AUTH_TYPE` (or `AUTHTYPE`) | `iam`, `iamAssume`, `container`, `vpc` or `bearerToken`, in any case. Without it `iam` where there is `APIKEY` or `REFRESH_TOKEN`, else `container` |
/// | `APIKEY` (or `IAM_APIKEY`) | the API key, for `iam` and `iamAssume` |
/// | `REFRESH_TOKEN` | a refresh token, for `iam` without an API key; needs the client that it was issued to |
/// | `CLIENT_ID`, `CLIENT_SECRET` | an IAM client, both or neither |
/// | `SCOPE` | the scope to ask for |
/// | `IAM_PROFILE_ID`, `IAM_PROFILE_CRN`, `IAM_PROFILE_NAME` | the trusted profile: one of them for `iamAssume` and `container`; none or one of the first two for `vpc` |
/// | `IAM_ACCOUNT_ID` | the account of the profile, with its name, for `iamAssume` |
/// | `CR_TOKEN_FILENAME` | the file with the compute resource token; by default [where platforms put it](crate::PLATFORM_TOKEN_FILES) |
/// | `VPC_IMS_VERSION` | the version of the metadata service, `2022-03-01` or `2025-08-26` |
/// | `BEARER_TOKEN` | the token itself, for `bearerToken` |
/// | `AUTH_URL` | another address of IAM or, for `vpc`, of the metadata service |
/// | `URL` | the address of the service; see [`Configuration::url`] |
///
/// # Examples
///
/// ```
/// use api_core::Environment;
/// use ibm_iam_token::{Configuration, Files, Surroundings};
///
/// let file = "# what IBM's tools call a credential file\nMY_SERVICE_URL=https://api.example.com\nMY_SERVICE_APIKEY=my-api-key\n";
/// let surroundings = Surroundings::new(
///     Environment::from_iter([("HOME", "/home/me")]),
///     Files::from_iter([("/home/me/ibm-credentials.env", file)]),
/// );
/// let configuration = Configuration::load("my-service", &surroundings)?;
/// assert_eq!(configuration.url(), Some("https://api.example.com"));
/// let cache = configuration.cache()?;
/// # Ok::<(), ibm_iam_token::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Configuration {
    properties: Properties,
    files: Files,
}

impl Configuration {
    /// Finds the configuration of a service. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when there is none, or when a place where it may be cannot be read. The error
    /// names the place and never quotes it.
    pub fn load(service: &str, surroundings: &Surroundings) -> Result<Self, Error> {
        let Surroundings { environment, files } = surroundings;
        Ok(Self {
            properties: properties::find(service, environment, files)?,
            files: files.clone(),
        })
    }

    /// The address of the service that is to be called with the tokens, where the configuration says it.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.properties.get(properties::URL)
    }

    /// A token cache for the credential.
    ///
    /// # Errors
    ///
    /// As [`Configuration::source`].
    pub fn cache(&self) -> Result<TokenCache, Error> {
        Ok(TokenCache::new(self.source()?))
    }

    /// The credential as a token source, for a cache with settings of its own: `TokenCache::builder(configuration.source()?)`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) naming the property that is missing, unusable, or at odds with another, and
    /// the place where it stands. It never quotes a value.
    pub fn source(&self) -> Result<Arc<dyn TokenSource>, Error> {
        credential::source(&self.properties, &self.files, None)
    }

    /// The same over a transport of the application's own, which then also decides how certificates are checked: a property
    /// `AUTH_DISABLE_SSL` is left to it.
    ///
    /// # Errors
    ///
    /// As [`Configuration::source`].
    pub fn source_over(&self, transport: impl Transport) -> Result<Arc<dyn TokenSource>, Error> {
        let transport = SharedTransport(Arc::new(transport));
        credential::source(&self.properties, &self.files, Some(&transport))
    }
}

/// A token cache for the credential of a service, found as [`Configuration`] describes.
///
/// # Errors
///
/// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when there is no credential, or naming the property that is missing or unusable
/// and the place where it stands.
///
/// # Examples
///
/// ```no_run
/// # async fn example() -> Result<(), ibm_iam_token::Error> {
/// // With `MY_SERVICE_APIKEY` in the environment, in `ibm-credentials.env`, or bound by Cloud Foundry.
/// let cache = ibm_iam_token::from_env("my_service")?;
/// let token = cache.token().await?;
/// # Ok(())
/// # }
/// ```
pub fn from_env(service: &str) -> Result<TokenCache, Error> {
    Configuration::load(service, &Surroundings::process())?.cache()
}

/// One transport for several clients.
#[derive(Clone, Debug)]
struct SharedTransport(Arc<dyn Transport>);

#[async_trait]
impl Transport for SharedTransport {
    async fn send(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        self.0.send(request, limits).await
    }
}
