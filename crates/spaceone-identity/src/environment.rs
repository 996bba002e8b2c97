//! Credentials from the environment.

use api_core::runtime::check_part_of_credential;
use api_core::{Environment, SecretObject};
use auth_core::{Error, TokenCache};
use secrecy::ExposeSecret;

use crate::api_key::ApiKey;
use crate::session::{Credentials, Domain, Scope, ScopedToken, Session};
use crate::v2::Client;

const ENDPOINT: &str = "SPACEONE_ENDPOINT";
const DOMAIN_ID: &str = "SPACEONE_DOMAIN_ID";
const DOMAIN_NAME: &str = "SPACEONE_DOMAIN_NAME";
const USER_ID: &str = "SPACEONE_USER_ID";
const PASSWORD: &str = "SPACEONE_PASSWORD";
const EXTERNAL_CREDENTIALS: &str = "SPACEONE_EXTERNAL_CREDENTIALS";
const REFRESH_TOKEN: &str = "SPACEONE_REFRESH_TOKEN";
const SYSTEM_TOKEN: &str = "SPACEONE_SYSTEM_TOKEN";
const API_KEY: &str = "SPACEONE_API_KEY";
const WORKSPACE_ID: &str = "SPACEONE_WORKSPACE_ID";
const SCOPE: &str = "SPACEONE_SCOPE";

/// A token cache for the credentials in the environment.
///
/// The vendor documents no names for these variables; they are ours. An empty one counts as not set. Exactly one kind of credentials may be there; nothing
/// goes before anything else, so that a variable that was left behind cannot change who a program is.
///
/// | variable | meaning |
/// |---|---|
/// | `SPACEONE_ENDPOINT` | the address of the identity API, such as `https://identity.api.example.com`; required but for an API key |
/// | `SPACEONE_DOMAIN_ID` or `SPACEONE_DOMAIN_NAME` | the domain, such as `domain-123`, or its name; one of them is required for a login, and the ID is the domain that a system token is to be good for |
/// | `SPACEONE_USER_ID` and `SPACEONE_PASSWORD` | a login by password |
/// | `SPACEONE_EXTERNAL_CREDENTIALS` | a login by an external provider: the JSON object that it wants |
/// | `SPACEONE_REFRESH_TOKEN` | a session that a login elsewhere began |
/// | `SPACEONE_SYSTEM_TOKEN` | a system token |
/// | `SPACEONE_API_KEY` | an App's client secret, used as it is: no scope applies |
/// | `SPACEONE_SCOPE` | `WORKSPACE`, `DOMAIN`, `USER` or `SYSTEM`; by default `WORKSPACE` where there is a workspace, else `USER` |
/// | `SPACEONE_WORKSPACE_ID` | the workspace to which the tokens are scoped |
///
/// # Errors
///
/// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) naming the variable that is missing, unusable or contradicts another: an
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
    if kind(environment)? == API_KEY {
        let key = environment.required_secret(API_KEY)?;
        for variable in [SCOPE, WORKSPACE_ID] {
            if environment.var(variable)?.is_some() {
                return Err(contradicts(variable, API_KEY));
            }
        }
        return Ok(ApiKey::named(API_KEY, key)?.into_cache());
    }
    let session = session_from_environment(environment)?;
    Ok(scope(environment, &session)?.into_cache())
}

/// A session for the credentials in the environment: for programs that need more scopes than the one of [`from_env`], whose variables these are.
/// `SPACEONE_SCOPE` and `SPACEONE_WORKSPACE_ID` are not read.
///
/// # Errors
///
/// As [`from_env`]; and an API key begins no session.
///
/// # Examples
///
/// ```no_run
/// let session = spaceone_identity::session_from_env()?;
/// let domain = session.domain().into_cache();
/// # Ok::<(), spaceone_identity::Error>(())
/// ```
pub fn session_from_env() -> Result<Session, Error> {
    session_from_environment(&Environment::process())
}

/// The same for an environment of the caller's making.
///
/// # Errors
///
/// As [`session_from_env`].
pub fn session_from_environment(environment: &Environment) -> Result<Session, Error> {
    let credentials = credentials(environment)?;
    let endpoint = environment.required(ENDPOINT)?;
    let client = Client::new(endpoint).map_err(|error| {
        Error::configuration(ENDPOINT, "is no usable address").with_source(error)
    })?;
    Ok(Session::new(client, credentials))
}

fn credentials(environment: &Environment) -> Result<Credentials, Error> {
    match kind(environment)? {
        EXTERNAL_CREDENTIALS => {
            let text = environment.required_secret(EXTERNAL_CREDENTIALS)?;
            // The cause is left out: it quotes what it could not read.
            let object: SecretObject = serde_json::from_str(text.expose_secret())
                .map_err(|_| Error::configuration(EXTERNAL_CREDENTIALS, "is no JSON object"))?;
            Ok(Credentials::external(domain(environment)?, object))
        }
        REFRESH_TOKEN => {
            let token = environment.required_secret(REFRESH_TOKEN)?;
            Credentials::refresh_token_named(REFRESH_TOKEN, token)
        }
        SYSTEM_TOKEN => {
            let token = environment.required_secret(SYSTEM_TOKEN)?;
            Credentials::system_token_named(SYSTEM_TOKEN, token)
        }
        API_KEY => Err(Error::configuration(
            API_KEY,
            "begins no session: it goes out as it is, for the scope that it was made for",
        )),
        _ => {
            let domain = domain(environment)?;
            let user_id = environment.required(USER_ID)?;
            let password = environment.required_secret(PASSWORD)?;
            check_part_of_credential(USER_ID, &user_id)?;
            check_part_of_credential(PASSWORD, password.expose_secret())?;
            Credentials::password(domain, user_id, password)
        }
    }
}

/// The variable that tells what kind of credentials there are: exactly one, and where there is none a password is what is missing.
fn kind(environment: &Environment) -> Result<&'static str, Error> {
    let mut found = None;
    for variable in [
        PASSWORD,
        EXTERNAL_CREDENTIALS,
        REFRESH_TOKEN,
        SYSTEM_TOKEN,
        API_KEY,
    ] {
        if environment.secret(variable)?.is_none() {
            continue;
        }
        if let Some(other) = found.replace(variable) {
            return Err(contradicts(variable, other));
        }
    }
    let kind = found.unwrap_or(PASSWORD);
    if kind != PASSWORD && environment.var(USER_ID)?.is_some() {
        return Err(contradicts(USER_ID, kind));
    }
    Ok(kind)
}

fn domain(environment: &Environment) -> Result<Domain, Error> {
    match (environment.var(DOMAIN_ID)?, environment.var(DOMAIN_NAME)?) {
        (Some(_), Some(_)) => Err(contradicts(DOMAIN_NAME, DOMAIN_ID)),
        (None, Some(name)) => Ok(Domain::Name(name)),
        (Some(id), None) => Ok(Domain::Id(id)),
        (None, None) => Ok(Domain::Id(environment.required(DOMAIN_ID)?)),
    }
}

fn scope(environment: &Environment, session: &Session) -> Result<ScopedToken, Error> {
    let workspace = environment.var(WORKSPACE_ID)?;
    let scope = match (environment.var(SCOPE)?.as_deref(), workspace) {
        (None | Some("WORKSPACE"), Some(id)) => Scope::Workspace(id),
        (Some("WORKSPACE"), None) => Scope::Workspace(environment.required(WORKSPACE_ID)?),
        (None | Some("USER"), None) => Scope::User,
        (Some("DOMAIN"), None) => Scope::Domain,
        (Some("SYSTEM"), None) => Scope::System,
        (Some("USER" | "DOMAIN" | "SYSTEM"), Some(_)) => {
            return Err(contradicts(WORKSPACE_ID, SCOPE));
        }
        (Some(_), _) => {
            return Err(Error::configuration(
                SCOPE,
                "is none of `WORKSPACE`, `DOMAIN`, `USER` and `SYSTEM`",
            ));
        }
    };
    let token = session.scope(scope);
    let with_domain = kind(environment)? == SYSTEM_TOKEN;
    Ok(match environment.var(DOMAIN_ID)? {
        Some(domain_id) if with_domain => token.in_domain(domain_id),
        _ => token,
    })
}

fn contradicts(variable: &str, other: &str) -> Error {
    Error::configuration(
        variable,
        format_args!("is set beside `{other}`: leave one of them out"),
    )
}
