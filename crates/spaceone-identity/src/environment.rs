//! A login from the environment.

use api_core::Environment;
use api_core::runtime::check_part_of_credential;
use auth_core::{Error, TokenCache};
use secrecy::ExposeSecret;

use crate::session::Session;
use crate::v2::Client;

const ENDPOINT: &str = "SPACEONE_ENDPOINT";
const DOMAIN_ID: &str = "SPACEONE_DOMAIN_ID";
const USER_ID: &str = "SPACEONE_USER_ID";
const PASSWORD: &str = "SPACEONE_PASSWORD";
const WORKSPACE_ID: &str = "SPACEONE_WORKSPACE_ID";

/// A token cache for the login in the environment, scoped to a workspace or, without one, to what belongs to the user.
///
/// The vendor documents no names for these variables; they are ours.
///
/// | variable | meaning |
/// |---|---|
/// | `SPACEONE_ENDPOINT` | the address of the identity API, such as `https://identity.api.example.com`; required |
/// | `SPACEONE_DOMAIN_ID` | the domain, such as `domain-123`; required |
/// | `SPACEONE_USER_ID` | the user; required |
/// | `SPACEONE_PASSWORD` | the user's password; required |
/// | `SPACEONE_WORKSPACE_ID` | the workspace to which the tokens are scoped |
///
/// # Errors
///
/// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) naming the variable that is missing or unusable: an
/// address that is none, a user or a password with a control character, such as the line feed at the end of the file that it came from.
///
/// # Examples
///
/// ```no_run
/// # async fn example() -> Result<(), spaceone_identity::Error> {
/// let cache = spaceone_identity::from_env()?;
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
/// let cache = spaceone_identity::from_environment(&Environment::from_iter([
///     ("SPACEONE_ENDPOINT", "https://identity.api.example.com"),
///     ("SPACEONE_DOMAIN_ID", "domain-123"),
///     ("SPACEONE_USER_ID", "user@example.com"),
///     ("SPACEONE_PASSWORD", "my-password"),
///     ("SPACEONE_WORKSPACE_ID", "workspace-north"),
/// ]))?;
/// # Ok::<(), spaceone_identity::Error>(())
/// ```
pub fn from_environment(environment: &Environment) -> Result<TokenCache, Error> {
    let endpoint = environment.required(ENDPOINT)?;
    let domain_id = environment.required(DOMAIN_ID)?;
    let user_id = environment.required(USER_ID)?;
    let password = environment.required_secret(PASSWORD)?;
    check_part_of_credential(USER_ID, &user_id)?;
    check_part_of_credential(PASSWORD, password.expose_secret())?;
    let client = Client::new(endpoint).map_err(|error| {
        Error::configuration(ENDPOINT, "is no usable address").with_source(error)
    })?;
    let session = Session::log_in(client, domain_id, user_id, password)?;
    let scope = match environment.var(WORKSPACE_ID)? {
        Some(workspace_id) => session.workspace(workspace_id),
        None => session.user(),
    };
    Ok(scope.into_cache())
}
