//! An API key from the environment, under the names of IBM Cloud's command line tool.

use api_core::Environment;
use auth_core::{Error, TokenCache};
use secrecy::ExposeSecret;

use crate::{Client, Endpoint, api_key};

/// The API key of a user or of a service ID. The name is that of IBM Cloud's command line tool.
const API_KEY: &str = "IBMCLOUD_API_KEY";
/// Another address of IAM, such as that of a private network. The name is that of IBM Cloud's command line tool and Terraform provider.
const IAM_ENDPOINT: &str = "IBMCLOUD_IAM_API_ENDPOINT";

/// A token cache for the API key that IBM Cloud's command line tool and Terraform provider use. For the configuration of a service, as IBM's
/// SDKs find it, see [`from_env`](crate::from_env).
///
/// | variable | meaning |
/// |---|---|
/// | `IBMCLOUD_API_KEY` | the API key; required |
/// | `IBMCLOUD_IAM_API_ENDPOINT` | the address of IAM; by default `https://iam.cloud.ibm.com` |
///
/// # Errors
///
/// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) naming the variable that is missing or unusable.
///
/// # Examples
///
/// ```no_run
/// # async fn example() -> Result<(), ibm_iam_token::Error> {
/// let cache = ibm_iam_token::from_api_key_env()?;
/// let token = cache.token().await?;
/// # Ok(())
/// # }
/// ```
pub fn from_api_key_env() -> Result<TokenCache, Error> {
    from_api_key_environment(&Environment::process())
}

/// The same for an environment of the caller's making.
///
/// # Errors
///
/// As [`from_api_key_env`].
///
/// # Examples
///
/// ```
/// use api_core::Environment;
///
/// let environment = Environment::from_iter([("IBMCLOUD_API_KEY", "my-api-key")]);
/// let cache = ibm_iam_token::from_api_key_environment(&environment)?;
/// assert!(ibm_iam_token::from_api_key_environment(&Environment::from_iter([("", "")])).is_err());
/// # Ok::<(), ibm_iam_token::Error>(())
/// ```
pub fn from_api_key_environment(environment: &Environment) -> Result<TokenCache, Error> {
    let api_key = environment.required_secret(API_KEY)?;
    api_key::check(api_key.expose_secret())
        .map_err(|reason| Error::configuration(API_KEY, reason))?;
    let mut builder = Client::builder();
    if let Some(endpoint) = environment.var(IAM_ENDPOINT)? {
        builder = builder.base_url(Endpoint::from(endpoint));
    }
    let client = builder.build().map_err(|error| {
        Error::configuration(IAM_ENDPOINT, "is no usable address").with_source(error)
    })?;
    Ok(TokenCache::new(client.get_token_api_key(api_key)))
}
