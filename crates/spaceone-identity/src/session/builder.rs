//! Settings of a session.

use std::sync::Arc;
use std::time::Duration;

use auth_core::{Clock, Error, TokenCaches};

use super::basis::Basis;
use super::credentials::{Credentials, Kind};
use super::login::Login;
use super::mfa::SecondFactor;
use super::pending::{Opened, PendingLogin};
use super::scope::Wanted;
use super::{Core, Session};
use crate::reason::Reason;
use crate::v2::Client;

/// The deadline of a login or a grant with all its attempts: that of a cache.
const PATIENCE: Duration = Duration::from_secs(125);
/// The deadline of a login for which a person is asked. A code is good for five minutes.
const PATIENCE_WITH_PERSON: Duration = Duration::from_secs(10 * 60);

/// Settings of a [`Session`]; made by [`Session::builder`].
///
/// ```
/// use spaceone_identity::{Credentials, MfaAnswer, Session, second_factor_fn, v2::Client};
///
/// # fn ask(_: Option<&str>) -> String { String::new() }
/// let client = Client::new("https://identity.api.example.com")?;
/// let credentials = Credentials::password("domain-123", "user@example.com", "my-password")?;
/// let session = Session::builder(client, credentials)
///     .second_factor(second_factor_fn(|challenge| async move {
///         Ok(MfaAnswer::code(ask(challenge.hint())))
///     }))
///     .build();
/// # Ok::<(), spaceone_identity::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "a session is made by `build` or `open`"]
pub struct SessionBuilder {
    client: Client,
    credentials: Credentials,
    second_factor: Option<Arc<dyn SecondFactor>>,
    clock: Clock,
}

impl SessionBuilder {
    pub(super) fn new(client: Client, credentials: Credentials) -> Self {
        Self {
            client,
            credentials,
            second_factor: None,
            clock: Clock::system(),
        }
    }

    /// Who is asked for the code of a second factor, at each login with a password that needs one.
    ///
    /// The login waits for the answer for up to ten minutes, and so do the callers who need it.
    pub fn second_factor(mut self, second_factor: impl SecondFactor) -> Self {
        self.second_factor = Some(Arc::new(second_factor));
        self
    }

    /// Another clock, for tests: it tells when the session ends, and is the clock of every cache that
    /// [`ScopedToken::into_cache`](super::ScopedToken::into_cache) gives.
    ///
    /// With the feature `testing` of `auth-core`, a test of three hours takes no time:
    ///
    /// ```
    /// use std::time::Duration;
    /// use auth_core::ManualClock;
    /// use spaceone_identity::{Credentials, Session, v2::Client};
    ///
    /// let client = Client::new("https://identity.api.example.com")?;
    /// let credentials = Credentials::password("domain-123", "user@example.com", "my-password")?;
    /// let hand = ManualClock::new();
    /// let session = Session::builder(client, credentials).clock(hand.clone()).build();
    /// let cache = session.workspace("workspace-north").into_cache();
    /// hand.advance(Duration::from_secs(3 * 60 * 60));
    /// assert!(cache.peek().is_none());
    /// # Ok::<(), spaceone_identity::Error>(())
    /// ```
    pub fn clock(mut self, clock: impl Into<Clock>) -> Self {
        self.clock = clock.into();
        self
    }

    /// The session. Nothing is sent until a token is asked for.
    #[must_use]
    pub fn build(self) -> Session {
        let Self {
            client,
            credentials,
            second_factor,
            clock,
        } = self;
        let asks = second_factor.is_some();
        let patience = if asks { PATIENCE_WITH_PERSON } else { PATIENCE };
        let basis = match credentials.0 {
            Kind::Login(login) => {
                let login = Login::new(client.clone(), login, second_factor, clock.clone());
                Basis::login(login, clock.clone(), patience)
            }
            Kind::RefreshToken { token, ends_at } => Basis::refresh_token(token, ends_at),
            Kind::SystemToken { token } => Basis::system_token(token),
        };
        session(client, basis, clock, PATIENCE + patience)
    }

    /// Logs in now, as [`Session::open`].
    ///
    /// With a [`second_factor`](Self::second_factor) that one is asked for the code, and the session is open when this returns.
    ///
    /// # Errors
    ///
    /// Those of the login. A session that begins with a refresh token or a system token sends nothing here.
    pub async fn open(self) -> Result<Opened, Error> {
        let (client, clock) = (self.client.clone(), self.clock.clone());
        let two_steps = match (&self.credentials.0, &self.second_factor) {
            (Kind::Login(login), None) => login.with_second_step(),
            _ => None,
        };
        let session = self.build();
        let Some(refresh) = session.core.basis.refresh() else {
            return Ok(Opened::Session(session));
        };
        match (refresh.warm_up().await, two_steps) {
            (Ok(()), _) => Ok(Opened::Session(session)),
            (Err(error), Some(login)) if Reason::of(&error) == Some(Reason::MfaRequired) => {
                let pending = PendingLogin::begun(client, clock, &login, &error).await?;
                Ok(Opened::SecondFactor(pending))
            }
            (Err(error), _) => Err(error),
        }
    }
}

/// A session over what it has to show, whose grants may take so long.
pub(super) fn session(client: Client, basis: Basis, clock: Clock, patience: Duration) -> Session {
    let core = Arc::new(Core { client, basis });
    let maker = Arc::clone(&core);
    #[expect(clippy::expect_used, reason = "the settings are in range")]
    let scopes = TokenCaches::builder(move |wanted: &Wanted| Ok(wanted.clone().over(&maker)))
        .clock(clock)
        .request_timeout(patience)
        .build()
        .expect("the settings of the caches are in range");
    Session { core, scopes }
}

/// A session that a login in two steps has opened.
pub(super) fn opened(client: Client, basis: Basis, clock: Clock) -> Session {
    session(client, basis, clock, PATIENCE)
}
