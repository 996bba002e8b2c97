//! What a session begins with.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::SystemTime;

use api_core::SecretObject;
use api_core::runtime::check_part_of_credential;
use auth_core::{AccessToken, CredentialId, Error, TokenSource};
use secrecy::{ExposeSecret, SecretString};

use crate::claims::Claims;
use crate::v2::Client;
use crate::v2::token::{AuthType, IssueRequest};

/// What a [`Session`](crate::Session) begins with.
///
/// ```
/// use spaceone_identity::{Credentials, Domain};
///
/// let by_password = Credentials::password(Domain::name("my-company"), "user@example.com", "my-password")?;
/// let by_refresh_token = Credentials::refresh_token("the-refresh-token-of-a-console")?;
/// # let _ = (by_password, by_refresh_token);
/// # Ok::<(), spaceone_identity::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Credentials(pub(super) Kind);

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Login(LoginWith),
    RefreshToken {
        token: SecretString,
        ends_at: Option<SystemTime>,
    },
    SystemToken {
        token: SecretString,
    },
}

/// What `issue` takes.
#[derive(Clone, Debug)]
pub(super) struct LoginWith {
    domain: Domain,
    object: Object,
}

#[derive(Clone)]
enum Object {
    /// A user and a password.
    Local(SecretObject),
    /// What an external provider wants.
    External(SecretObject),
    /// The same, made anew at each login.
    Fresh(Arc<Make>),
}

type Make =
    dyn Fn() -> Pin<Box<dyn Future<Output = Result<SecretObject, Error>> + Send>> + Send + Sync;

impl Credentials {
    /// A user of the domain and the password: a login of type `LOCAL`.
    ///
    /// # Errors
    ///
    /// Those of [`password_credentials`].
    pub fn password(
        domain: impl Into<Domain>,
        user_id: impl Into<String>,
        password: impl Into<SecretString>,
    ) -> Result<Self, Error> {
        let object = password_credentials(user_id, &password.into())?;
        Ok(Self::login(domain.into(), Object::Local(object)))
    }

    /// What the external authentication of the domain wants: a login of type `EXTERNAL`, such as `{"access_token": …}` of Keycloak or Google.
    ///
    /// The object goes out as it is at each login. A token of a provider that is good for minutes only will be refused when the session logs in again:
    /// see [`Credentials::external_from`].
    pub fn external(domain: impl Into<Domain>, credentials: impl Into<SecretObject>) -> Self {
        Self::login(domain.into(), Object::External(credentials.into()))
    }

    /// The same, asked for anew at each login: for providers whose own tokens are short-lived.
    ///
    /// ```
    /// use spaceone_identity::{Credentials, SecretObject};
    ///
    /// # async fn token_of_keycloak() -> Result<String, spaceone_identity::Error> { Ok(String::new()) }
    /// let credentials = Credentials::external_from("domain-123", || async {
    ///     let token = token_of_keycloak().await?;
    ///     Ok(SecretObject::from_iter([("access_token", token)]))
    /// });
    /// # let _ = credentials;
    /// ```
    pub fn external_from<F, C>(domain: impl Into<Domain>, credentials: F) -> Self
    where
        F: Fn() -> C + Send + Sync + 'static,
        C: Future<Output = Result<SecretObject, Error>> + Send + 'static,
    {
        let make = move || {
            let made: Pin<Box<dyn Future<Output = _> + Send>> = Box::pin(credentials());
            made
        };
        Self::login(domain.into(), Object::Fresh(Arc::new(make)))
    }

    /// A refresh token that a login elsewhere gave, such as a console's. When it has ended, grants fail with
    /// [`Reason::SessionEnded`](crate::Reason::SessionEnded).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming `refresh_token` and never its value, when it is none: empty, with a character
    /// that no token has, or by its own words a token of another kind.
    pub fn refresh_token(token: impl Into<SecretString>) -> Result<Self, Error> {
        Self::refresh_token_named("refresh_token", token.into())
    }

    pub(crate) fn refresh_token_named(field: &str, token: SecretString) -> Result<Self, Error> {
        let claims = checked(field, &token, "REFRESH_TOKEN")?;
        let ends_at = claims.ends_at();
        Ok(Self(Kind::RefreshToken { token, ends_at }))
    }

    /// A system token, which has no end. Name the domain with [`ScopedToken::in_domain`](crate::ScopedToken::in_domain) where it matters.
    ///
    /// # Errors
    ///
    /// As [`Credentials::refresh_token`], naming `system_token`.
    pub fn system_token(token: impl Into<SecretString>) -> Result<Self, Error> {
        Self::system_token_named("system_token", token.into())
    }

    pub(crate) fn system_token_named(field: &str, token: SecretString) -> Result<Self, Error> {
        checked(field, &token, "SYSTEM_TOKEN")?;
        Ok(Self(Kind::SystemToken { token }))
    }

    const fn login(domain: Domain, object: Object) -> Self {
        Self(Kind::Login(LoginWith { domain, object }))
    }
}

/// Refuses what cannot be a token of this kind. A token that says nothing of itself may be one.
fn checked(field: &str, token: &SecretString, kind: &str) -> Result<Claims, Error> {
    check_part_of_credential(field, token.expose_secret())?;
    AccessToken::fixed(token.clone())
        .map_err(|_| Error::configuration(field, "holds a character that no token has"))?;
    let claims = Claims::of(token.expose_secret());
    match claims.kind.as_deref() {
        Some("CLIENT_SECRET") => Err(Error::configuration(
            field,
            "is the client secret of an App, which goes out as it is: use `ApiKey`",
        )),
        Some(other) if other != kind => Err(Error::configuration(
            field,
            "is a token of another kind, by its own words",
        )),
        _ => Ok(claims),
    }
}

impl LoginWith {
    /// The login, with the domain looked up and fresh credentials where they are made anew.
    pub(super) async fn request(&self, client: &Client) -> Result<IssueRequest, Error> {
        let domain_id = self.domain.resolve(client).await?;
        let credentials = match &self.object {
            Object::Local(object) | Object::External(object) => object.clone(),
            Object::Fresh(make) => make().await?,
        };
        let token = client.token();
        Ok(token.issue(credentials, domain_id, self.auth_type()))
    }

    /// The second step of the login, without the code, where there is one: external logins have none.
    pub(super) async fn second_step(&self, client: &Client) -> Result<Option<IssueRequest>, Error> {
        let Object::Local(object) = &self.object else {
            return Ok(None);
        };
        let domain_id = self.domain.resolve(client).await?;
        Ok(Some(client.token().issue(
            object.clone(),
            domain_id,
            AuthType::Mfa,
        )))
    }

    /// This login, if it may need a second step.
    pub(super) fn with_second_step(&self) -> Option<Self> {
        matches!(self.object, Object::Local(_)).then(|| self.clone())
    }

    const fn auth_type(&self) -> AuthType {
        match self.object {
            Object::Local(_) => AuthType::Local,
            Object::External(_) | Object::Fresh(_) => AuthType::External,
        }
    }

    /// Names the login. One whose credentials are made anew has no name that lasts.
    pub(super) fn identity(&self, client: &Client) -> Option<CredentialId> {
        let (Object::Local(object) | Object::External(object)) = &self.object else {
            return None;
        };
        let (known_by, domain) = match &self.domain {
            Domain::Id(id) => ("id", id),
            Domain::Name(name) => ("name", name),
        };
        let token = client.token();
        let login = token
            .issue(object.clone(), domain, self.auth_type())
            .identity()?;
        let id = CredentialId::builder("spaceone-identity", "session");
        Some(id.part("domain", known_by).beneath(&login).build())
    }
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Local(_) => "Local",
            Self::External(_) => "External",
            Self::Fresh(_) => "Fresh",
        })
    }
}

/// The domain of a user: by its ID, or by the name that people know. A text is an ID.
///
/// ```
/// use spaceone_identity::Domain;
///
/// assert_eq!(Domain::from("domain-123"), Domain::id("domain-123"));
/// assert_ne!(Domain::from("domain-123"), Domain::name("domain-123"));
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Domain {
    /// The domain with this ID, such as `domain-123`.
    Id(String),
    /// The domain with this name. Its ID is looked up at each login, for which no token is needed.
    Name(String),
}

impl Domain {
    /// The domain with this ID.
    pub fn id(id: impl Into<String>) -> Self {
        Self::Id(id.into())
    }

    /// The domain with this name.
    pub fn name(name: impl Into<String>) -> Self {
        Self::Name(name.into())
    }

    async fn resolve(&self, client: &Client) -> Result<String, Error> {
        match self {
            Self::Id(id) => Ok(id.clone()),
            Self::Name(name) => Ok(client.domain().get_auth_info(name).send().await?.domain_id),
        }
    }
}

impl From<&str> for Domain {
    fn from(id: &str) -> Self {
        Self::id(id)
    }
}

impl From<String> for Domain {
    fn from(id: String) -> Self {
        Self::Id(id)
    }
}

impl From<&String> for Domain {
    fn from(id: &String) -> Self {
        Self::id(id)
    }
}

/// The credentials object of a login by user id and password, for the logins `LOCAL` and `MFA`.
///
/// # Errors
///
/// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) naming `user_id` or `password`, and never its value, when it is
/// empty or holds a control character: most often the line feed at the end of the file that it was read from. The server would take
/// that for a wrong password, and block the login after some more.
///
/// # Examples
///
/// ```
/// use spaceone_identity::password_credentials;
///
/// let credentials = password_credentials("user@example.com", &"my-password".into())?;
/// assert!(!format!("{credentials:?}").contains("my-password"));
///
/// let error = password_credentials("user@example.com", &"my-password\n".into()).unwrap_err();
/// assert_eq!(error.to_string(), "`password` holds a control character, such as a line feed at its end");
/// # Ok::<(), spaceone_identity::Error>(())
/// ```
pub fn password_credentials(
    user_id: impl Into<String>,
    password: &SecretString,
) -> Result<SecretObject, Error> {
    let (user_id, password) = (user_id.into(), password.expose_secret());
    check_part_of_credential("user_id", &user_id)?;
    check_part_of_credential("password", password)?;
    Ok(SecretObject::from_iter([
        ("user_id", user_id),
        ("password", password.to_owned()),
    ]))
}
