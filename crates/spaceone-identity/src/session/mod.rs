//! A session of version 2: one login, and tokens for any number of scopes.

mod basis;
mod builder;
mod credentials;
mod failures;
mod login;
mod mfa;
mod pending;
mod scope;
mod status;

use std::sync::Arc;

use auth_core::{Error, TokenCache, TokenCaches};
use secrecy::SecretString;

use self::basis::Basis;
pub use self::builder::SessionBuilder;
pub use self::credentials::{Credentials, Domain, password_credentials};
pub use self::mfa::{
    MfaAnswer, MfaChallenge, MfaKind, MfaOccasion, SecondFactor, SecondFactorFn, second_factor_fn,
};
pub use self::pending::{Opened, PendingLogin};
use self::scope::Wanted;
pub use self::scope::{Scope, ScopedToken};
pub use self::status::{AtEnd, SessionStatus};
use crate::v2::Client;

/// A login that is kept alive, and from which scoped tokens are granted.
///
/// The token that `issue` gives opens next to nothing. What an application needs is a token that is granted for a scope, such as a
/// workspace, in exchange for the refresh token of the login. A session logs in when the first such token is asked for, and shares the
/// refresh token among all its scopes. A clone is a handle to the same session.
///
/// # The end of a session
///
/// No refresh token can be renewed: servers end it after three hours, a domain administrator's later where that is set. What comes then depends on what
/// the session began with, and [`Session::status`] tells it ahead:
///
/// - **A password, or an external provider's credentials**: the session sends its login again. While scoped tokens are asked for, it does so in the
///   background, after 80 to 90 percent of the refresh token's life (its `exp` minus its `iat`, else three hours), and the present one serves until it ends.
///   When it has ended, or a server refuses it, the next caller who needs a grant waits for the login.
/// - **A password with a second factor** that [`SessionBuilder::second_factor`] asks for: a person is not disturbed in the background. The login is
///   repeated at the very end, when a caller needs a grant, who waits while the code is asked for.
/// - **A refresh token, or a login in two steps** ([`Session::open`]): grants fail with [`Reason::SessionEnded`](crate::Reason::SessionEnded). Only a new
///   session helps.
/// - **A system token** has no end.
///
/// Scoped tokens that are still good are handed out all the while.
///
/// # Lockout
///
/// Newer servers block a user's login after ten failures within five minutes. A refused login is remembered for a growing time, up to 15 minutes, and told to
/// all scopes; and a session lets at most five logins fail within five minutes, whatever its callers do, wrong codes included: it repeats the last refusal
/// instead of asking the server. So two sessions of one user stay below ten, but many do not: share one session and its clones in a process, rather than make
/// one per request. Processes know nothing of each other.
///
/// # Errors of its tokens
///
/// [`Error::operation`] tells which of the two steps failed: `issue`, the login, or `grant`, the token for the scope. When the refresh
/// token is refused and the login that follows is refused as well, the error is that of the login:
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) with the server's code, such as `ERROR_AUTHENTICATE_FAILURE`. [`Reason::of`](crate::Reason::of) tells a
/// wrong password from a blocked login.
///
/// # Examples
///
/// ```
/// use spaceone_identity::{Scope, Session, v2::Client};
///
/// let client = Client::new("https://identity.api.example.com")?;
/// let session = Session::log_in(client, "domain-123", "user@example.com", "my-password")?;
/// let north = session.workspace("workspace-north").timeout(3600).into_cache();
/// let south = session.scope(Scope::workspace("workspace-south")).into_cache();
/// # Ok::<(), spaceone_identity::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Session {
    core: Arc<Core>,
    /// One cache for each scope that was asked for.
    scopes: TokenCaches<Wanted>,
}

/// What all scopes of a session share.
#[derive(Debug)]
struct Core {
    client: Client,
    basis: Basis,
}

impl Session {
    /// A session of a user of the domain, by password. Nothing is sent until a token is asked for.
    ///
    /// A domain that is known by its name is looked up at each login: [`Domain::name`].
    ///
    /// # Errors
    ///
    /// Those of [`password_credentials`].
    pub fn log_in(
        client: Client,
        domain: impl Into<Domain>,
        user_id: impl Into<String>,
        password: impl Into<SecretString>,
    ) -> Result<Self, Error> {
        let credentials = Credentials::password(domain, user_id, password)?;
        Ok(Self::new(client, credentials))
    }

    /// A session that begins with any credentials. Nothing is sent until a token is asked for.
    ///
    /// # Examples
    ///
    /// ```
    /// use spaceone_identity::{Credentials, SecretObject, Session, v2::Client};
    ///
    /// let client = Client::new("https://identity.api.example.com")?;
    /// let keycloak = SecretObject::from_iter([("access_token", "token-of-keycloak")]);
    /// let session = Session::new(client, Credentials::external("domain-123", keycloak));
    /// # Ok::<(), spaceone_identity::Error>(())
    /// ```
    #[must_use]
    pub fn new(client: Client, credentials: Credentials) -> Self {
        Self::builder(client, credentials).build()
    }

    /// A session with other settings: a second factor, another clock.
    pub fn builder(client: Client, credentials: Credentials) -> SessionBuilder {
        SessionBuilder::new(client, credentials)
    }

    /// Logs in now, where a second factor may be asked for: a login in two steps.
    ///
    /// # Errors
    ///
    /// Those of the login.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use spaceone_identity::{Credentials, Opened, Session, v2::Client};
    ///
    /// # async fn example(read_code: impl Fn(&str) -> String) -> Result<Session, spaceone_identity::Error> {
    /// let client = Client::new("https://identity.api.example.com")?;
    /// let credentials = Credentials::password("domain-123", "user@example.com", "my-password")?;
    /// let session = match Session::open(client, credentials).await? {
    ///     Opened::Session(session) => session,
    ///     Opened::SecondFactor(pending) => {
    ///         let code = read_code(pending.challenge().hint().unwrap_or("your device"));
    ///         pending.verify(code).await?
    ///     }
    /// };
    /// # Ok(session)
    /// # }
    /// ```
    pub async fn open(client: Client, credentials: Credentials) -> Result<Opened, Error> {
        Self::builder(client, credentials).open().await
    }

    /// Tokens for a scope.
    pub fn scope(&self, scope: Scope) -> ScopedToken {
        ScopedToken::new(self.clone(), scope)
    }

    /// Tokens for a workspace.
    pub fn workspace(&self, workspace_id: impl Into<String>) -> ScopedToken {
        self.scope(Scope::workspace(workspace_id))
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

    /// How the session is doing, and when it ends. Each scope's cache has a status of its own.
    #[must_use]
    pub fn status(&self) -> SessionStatus {
        self.core.basis.status()
    }

    #[expect(
        clippy::expect_used,
        reason = "making a source of a scope does not fail"
    )]
    fn cache(&self, wanted: &Wanted) -> TokenCache {
        let cache = self.scopes.get(wanted);
        cache.expect("a scope can always be made into a source")
    }
}
