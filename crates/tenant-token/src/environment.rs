//! The credentials of an application from the environment.

use api_core::oauth2::{ClientAuthentication, NearlyOver};
use api_core::{ClientCredentials, Environment};
use auth_core::{Error, TokenCache};

use crate::tenant_token::WAIT;
use crate::{Client, TenantToken, tenant_url};

/// The domain name of the tenant, or its address.
const DOMAIN: &str = "ONEACCESS_DOMAIN";
const CLIENT_ID: &str = "ONEACCESS_CLIENT_ID";
const CLIENT_SECRET: &str = "ONEACCESS_CLIENT_SECRET";
const AUTHENTICATION: &str = "ONEACCESS_CLIENT_AUTHENTICATION";

/// A token cache for the application whose credentials are in the environment.
///
/// The vendor documents no names for these variables; they are ours.
///
/// | variable | meaning |
/// |---|---|
/// | `ONEACCESS_DOMAIN` | the tenant's domain name, such as `abcdefg.huaweioneaccess.com`, or its address; required |
/// | `ONEACCESS_CLIENT_ID` | the id of the application; required |
/// | `ONEACCESS_CLIENT_SECRET` | the secret of the application; required |
/// | `ONEACCESS_CLIENT_AUTHENTICATION` | how the application proves itself: `body` (the default), `basic` or `basic-raw`; see [`ClientAuthentication`] |
///
/// All else is as [`TenantToken::new`] has it.
///
/// # Errors
///
/// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) naming the variable that is missing or unusable.
///
/// # Examples
///
/// ```no_run
/// # async fn example() -> Result<(), tenant_token::Error> {
/// let cache = tenant_token::from_env()?;
/// let token = cache.token().await?;
/// # Ok(())
/// # }
/// ```
pub fn from_env() -> Result<TokenCache, Error> {
    from_environment(&Environment::process())
}

/// The same for an environment of the caller's making.
///
/// # Errors
///
/// As [`from_env`].
///
/// # Examples
///
/// ```
/// use api_core::Environment;
///
/// let cache = tenant_token::from_environment(&Environment::from_iter([
///     ("ONEACCESS_DOMAIN", "abcdefg.huaweioneaccess.com"),
///     ("ONEACCESS_CLIENT_ID", "my-application"),
///     ("ONEACCESS_CLIENT_SECRET", "my-secret"),
/// ]))?;
/// # Ok::<(), tenant_token::Error>(())
/// ```
pub fn from_environment(environment: &Environment) -> Result<TokenCache, Error> {
    let domain = environment.required(DOMAIN)?;
    let client_id = environment.required(CLIENT_ID)?;
    let client_secret = environment.required_secret(CLIENT_SECRET)?;
    let client = Client::new(tenant_url(&domain)).map_err(|error| {
        Error::configuration(DOMAIN, "is no usable domain name or address").with_source(error)
    })?;
    let application = ClientCredentials::new(client_id, client_secret);
    let authentication = authentication(environment)?;
    let source = TenantToken::over(&client, application, authentication, NearlyOver::Wait(WAIT))?;
    Ok(TokenCache::new(source))
}

fn authentication(environment: &Environment) -> Result<ClientAuthentication, Error> {
    match environment.var(AUTHENTICATION)?.as_deref() {
        None | Some("body") => Ok(ClientAuthentication::Body),
        Some("basic") => Ok(ClientAuthentication::Basic),
        Some("basic-raw") => Ok(ClientAuthentication::BasicRaw),
        Some(_) => Err(Error::configuration(
            AUTHENTICATION,
            "is none of `body`, `basic` and `basic-raw`",
        )),
    }
}
