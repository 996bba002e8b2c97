//! A session of version 2: one login, and tokens for any number of scopes.

use std::time::Duration;

use api_core::SecretObject;
use api_core::runtime::check_part_of_credential;
use async_trait::async_trait;
use auth_core::{
    AccessToken, Attempt, Clock, CredentialId, Error, Issued, SourceTraits, TokenCache,
    TokenSource, with_token,
};
use secrecy::{ExposeSecret, SecretString};

use crate::v2::Client;
use crate::v2::token::{AuthType, GrantRequest, GrantType, IssueRequest, Scope};

/// How long a refresh token lives whose end cannot be read: three hours, as with all servers but for administrators who have more.
const SESSION_LIFE: Duration = Duration::from_secs(3 * 60 * 60);

/// A login that is kept alive, and from which scoped tokens are granted.
///
/// The token that `issue` gives opens next to nothing. What an application needs is a token that is granted for a scope, such as a
/// workspace, in exchange for the refresh token of the login. A session logs in when the first such token is asked for, and shares the
/// refresh token among all its scopes. A clone is a handle to the same session.
///
/// # The end of a session
///
/// No refresh token can be renewed: servers end it after three hours, a domain administrator's later where that is set. A session
/// therefore sends its login again. While scoped tokens are asked for, it does so in the background, after 80 to 90 percent of the
/// refresh token's life (its `exp` minus its `iat`, else three hours), and the present one serves until it ends. When it has ended,
/// or a server refuses it, the next caller who needs a grant waits for the login. Scoped tokens that are still good are handed out
/// all the while.
///
/// A login that works only once, with a code of a second factor or with a short-lived token of another provider, is refused when it is
/// sent again. Such a session lasts as long as its first refresh token.
///
/// # Errors of its tokens
///
/// [`Error::operation`] tells which of the two steps failed: `issue`, the login, or `grant`, the token for the scope. When the refresh
/// token is refused and the login that follows is refused as well, the error is that of the login:
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) with the server's code, such as `ERROR_AUTHENTICATE_FAILURE`. A refused login is
/// remembered for a growing time, up to 15 minutes, and told to all scopes, since newer servers block a login after ten failures.
///
/// # Examples
///
/// ```
/// use spaceone_identity::{Session, v2::Client};
///
/// let client = Client::new("https://identity.api.example.com")?;
/// let session = Session::log_in(client, "domain-123", "user@example.com", "my-password")?;
/// let north = session.workspace("workspace-north").timeout(3600).into_cache();
/// let south = session.workspace("workspace-south").permissions(["inventory:*"]).into_cache();
/// # Ok::<(), spaceone_identity::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Session {
    client: Client,
    /// A cache whose token is the refresh token: one login for all scopes, with all that a cache promises.
    refresh: TokenCache,
    clock: Clock,
}

impl Session {
    /// A session of a user of the domain, by password. Nothing is sent until a token is asked for.
    ///
    /// # Errors
    ///
    /// Those of [`password_credentials`].
    pub fn log_in(
        client: Client,
        domain_id: impl Into<String>,
        user_id: impl Into<String>,
        password: impl Into<SecretString>,
    ) -> Result<Self, Error> {
        let credentials = password_credentials(user_id, &password.into())?;
        let login = client
            .token()
            .issue(credentials, domain_id, AuthType::Local);
        Ok(Self::new(client, login))
    }

    /// A session over any login: of an external provider, with a code of a second factor, or with another `timeout`. Nothing is sent
    /// until a token is asked for.
    ///
    /// The credentials object goes out as it is: what an external provider wants may hold line breaks, as SAML's post data does. Only
    /// [`password_credentials`] knows what its members mean, and checks them.
    ///
    /// # Examples
    ///
    /// ```
    /// use spaceone_identity::{SecretObject, Session};
    /// use spaceone_identity::v2::{Client, token::AuthType};
    ///
    /// let client = Client::new("https://identity.api.example.com")?;
    /// let credentials = SecretObject::from_iter([("access_token", "token-of-keycloak")]);
    /// let login = client.token().issue(credentials, "domain-123", AuthType::External);
    /// let session = Session::new(client, login);
    /// # Ok::<(), spaceone_identity::Error>(())
    /// ```
    #[must_use]
    pub fn new(client: Client, login: IssueRequest) -> Self {
        Self::with_clock(client, login, Clock::system())
    }

    /// A session in another time, for tests: this clock tells when its refresh token ends, and it is the clock of every cache that
    /// [`ScopedToken::into_cache`] makes.
    ///
    /// # Examples
    ///
    /// With the feature `testing` of `auth-core`, a test of three hours takes no time:
    ///
    /// ```
    /// use std::time::Duration;
    /// use auth_core::ManualClock;
    /// use spaceone_identity::{Session, password_credentials};
    /// use spaceone_identity::v2::{Client, token::AuthType};
    ///
    /// let client = Client::new("https://identity.api.example.com")?;
    /// let credentials = password_credentials("user@example.com", &"my-password".into())?;
    /// let login = client.token().issue(credentials, "domain-123", AuthType::Local);
    /// let hand = ManualClock::new();
    /// let session = Session::with_clock(client, login, hand.clone());
    /// let cache = session.workspace("workspace-north").into_cache();
    /// hand.advance(Duration::from_secs(3 * 60 * 60));
    /// assert!(cache.peek().is_none());
    /// # Ok::<(), spaceone_identity::Error>(())
    /// ```
    #[must_use]
    pub fn with_clock(client: Client, login: IssueRequest, clock: impl Into<Clock>) -> Self {
        let clock = clock.into();
        Self {
            client,
            refresh: cache_over(Login(login), clock.clone()),
            clock,
        }
    }

    /// Tokens for a workspace.
    pub fn workspace(&self, workspace_id: impl Into<String>) -> ScopedToken {
        ScopedToken {
            workspace_id: Some(workspace_id.into()),
            ..self.scope(Scope::Workspace)
        }
    }

    /// Tokens for the whole domain of the user.
    pub fn domain(&self) -> ScopedToken {
        self.scope(Scope::Domain)
    }

    /// Tokens for what belongs to the user alone.
    pub fn user(&self) -> ScopedToken {
        self.scope(Scope::User)
    }

    /// Tokens for the system; only administrators of the root domain are granted one.
    pub fn system(&self) -> ScopedToken {
        self.scope(Scope::System)
    }

    fn scope(&self, scope: Scope) -> ScopedToken {
        ScopedToken {
            session: self.clone(),
            scope,
            workspace_id: None,
            timeout: None,
            permissions: Vec::new(),
        }
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

/// A token of a session for one scope: a token source, made by [`Session::workspace`] and its siblings.
#[derive(Clone, Debug)]
#[must_use = "a scope does nothing until it is made into a cache"]
pub struct ScopedToken {
    session: Session,
    scope: Scope,
    workspace_id: Option<String>,
    timeout: Option<i32>,
    permissions: Vec<String>,
}

impl ScopedToken {
    /// The life of each access token in seconds. By default 1,800; servers cut more than 604,800 down to that.
    pub fn timeout(mut self, seconds: i32) -> Self {
        self.timeout = Some(seconds);
        self
    }

    /// The permissions to ask for. Servers ignore them in a grant for a refresh token; they are sent as the interface documents them.
    pub fn permissions(mut self, permissions: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.permissions = permissions.into_iter().map(Into::into).collect();
        self
    }

    /// A cache over this scope, which shares the session's login with the caches of its other scopes, and goes by the session's clock.
    ///
    /// For other settings, give the scope to [`TokenCache::builder`].
    #[must_use]
    pub fn into_cache(self) -> TokenCache {
        let clock = self.session.clock.clone();
        cache_over(self, clock)
    }

    fn grant(&self, refresh_token: SecretString) -> GrantRequest {
        let scope = self.scope.clone();
        let mut grant =
            self.session
                .client
                .token()
                .grant(GrantType::RefreshToken, refresh_token, scope);
        if let Some(workspace_id) = &self.workspace_id {
            grant = grant.workspace_id(workspace_id);
        }
        if let Some(timeout) = self.timeout {
            grant = grant.timeout(timeout);
        }
        if !self.permissions.is_empty() {
            grant = grant.permissions(&self.permissions);
        }
        grant
    }
}

#[async_trait]
impl TokenSource for ScopedToken {
    async fn request(&self, _attempt: Attempt<'_>) -> Result<Issued, Error> {
        with_token(&self.session.refresh, |refresh| async move {
            self.grant(secret(&refresh)).request(Attempt::Primary).await
        })
        .await
    }

    fn traits(&self) -> SourceTraits {
        self.grant(unnamed()).traits()
    }

    fn identity(&self) -> Option<CredentialId> {
        let grant = self.grant(unnamed()).identity()?;
        let session = self.session.refresh.identity()?;
        Some(
            CredentialId::builder("spaceone-identity", "scope")
                .beneath(&grant)
                .beneath(&session)
                .build(),
        )
    }
}

/// A login whose token is its refresh token.
#[derive(Debug)]
struct Login(IssueRequest);

#[async_trait]
impl TokenSource for Login {
    async fn request(&self, _attempt: Attempt<'_>) -> Result<Issued, Error> {
        Ok(Issued::new(self.0.send().await?.refresh_token))
    }

    fn traits(&self) -> SourceTraits {
        self.0.traits().with_default_life(SESSION_LIFE)
    }

    fn identity(&self) -> Option<CredentialId> {
        let login = self.0.identity()?;
        Some(
            CredentialId::builder("spaceone-identity", "session")
                .beneath(&login)
                .build(),
        )
    }
}

#[expect(clippy::expect_used, reason = "the default settings are in range")]
fn cache_over(source: impl TokenSource, clock: Clock) -> TokenCache {
    let cache = TokenCache::builder(source).clock(clock).build();
    cache.expect("the default settings of a cache are in range")
}

fn secret(token: &AccessToken) -> SecretString {
    token.expose().to_owned().into()
}

/// Stands for the refresh token where only the rest of the grant counts.
fn unnamed() -> SecretString {
    SecretString::from(String::new())
}
