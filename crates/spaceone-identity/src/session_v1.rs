//! A session of version 1: a login whose refresh token changes with each use.

use std::error::Error as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use api_core::runtime::check_part_of_credential;
use api_core::{SecretObject, TransportError};
use async_trait::async_trait;
use auth_core::{
    AccessToken, Attempt, Clock, CredentialId, Error, ErrorKind, Issued, RefreshToken,
    SourceTraits, Status, TokenCache, TokenFuture, TokenProvider, TokenSource,
};
use secrecy::{ExposeSecret, SecretString};

use crate::claims::Claims;
use crate::generated::v1::Client;
use crate::generated::v1::token::{IssueRequest, TokenInfo};
use crate::reason::{Reason, because};

/// A login of version 1 that is kept alive: a provider of access tokens.
///
/// Version 1 knows no scopes: the access token of the login opens the API, and each refresh gives a new pair of tokens. A session refreshes once at a time, for
/// all its callers, and keeps the new refresh token before anyone uses the new access token. A clone is a handle to the same session.
///
/// A server can be set up so that a refresh token serves once only. So a session with a login never presents one twice: where the answer to a refresh was lost,
/// it logs in again. It does so as well when the refresh token is refused, has ended, or has no refresh left (`ttl` 0 in its claims; at most 18 by default).
/// A session that began with a refresh token alone has no login; where the answer was lost it can but try again, and at the end its error is
/// [`Reason::SessionEnded`](crate::Reason::SessionEnded).
///
/// ```
/// use spaceone_identity::v1::{Client, Session};
///
/// let client = Client::new("https://console-api.example.com")?;
/// let session = Session::log_in(client, "domain-123", "user@example.com", "my-password")?;
/// let cache = session.cache(); // a provider of tokens
/// # let _ = cache;
/// # Ok::<(), spaceone_identity::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Session {
    cache: TokenCache,
    source: Arc<Rotating>,
}

impl Session {
    /// A session of a user of the domain, by password. Nothing is sent until a token is asked for.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming `user_id` or `password` and never its value, when it is empty or holds a control
    /// character.
    pub fn log_in(
        client: Client,
        domain_id: impl Into<String>,
        user_id: impl Into<String>,
        password: impl Into<SecretString>,
    ) -> Result<Self, Error> {
        let (user_id, password) = (user_id.into(), password.into());
        check_part_of_credential("user_id", &user_id)?;
        check_part_of_credential("password", password.expose_secret())?;
        let password = password.expose_secret().to_owned();
        let credentials = SecretObject::from_iter([("password", password)]);
        let login = client
            .token()
            .issue(credentials, domain_id)
            .user_id(user_id);
        Ok(Self::new(client, login))
    }

    /// A session over any login: of a domain's owner, with a number of refreshes or with another `timeout`, which holds until the first refresh.
    ///
    /// ```
    /// use spaceone_identity::{SecretObject, v1::{Client, Session, token::UserType}};
    ///
    /// let client = Client::new("https://console-api.example.com")?;
    /// let credentials = SecretObject::from_iter([("password", "my-password")]);
    /// let login = client.token().issue(credentials, "domain-123").user_id("owner").user_type(UserType::DomainOwner);
    /// let session = Session::new(client, login);
    /// # Ok::<(), spaceone_identity::Error>(())
    /// ```
    #[must_use]
    pub fn new(client: Client, login: IssueRequest) -> Self {
        Self::with_clock(client, login, Clock::system())
    }

    /// The same in another time, for tests.
    #[must_use]
    pub fn with_clock(client: Client, login: IssueRequest, clock: impl Into<Clock>) -> Self {
        Self::over(Rotating::new(client, Primary::Login(login)), clock.into())
    }

    /// A session that begins with a refresh token, and has no login: it lasts as long as its refresh tokens follow each other.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming `refresh_token` and never its value, when it is none.
    pub fn from_refresh_token(
        client: Client,
        token: impl Into<SecretString>,
    ) -> Result<Self, Error> {
        Self::from_refresh_token_with_clock(client, token, Clock::system())
    }

    /// The same in another time, for tests.
    ///
    /// # Errors
    ///
    /// As [`Session::from_refresh_token`].
    pub fn from_refresh_token_with_clock(
        client: Client,
        token: impl Into<SecretString>,
        clock: impl Into<Clock>,
    ) -> Result<Self, Error> {
        let token = token.into();
        check_part_of_credential("refresh_token", token.expose_secret())?;
        let claims = Claims::of(token.expose_secret());
        if claims.kind.is_some() && !claims.is("REFRESH_TOKEN") {
            return Err(Error::configuration(
                "refresh_token",
                "is a token of another kind, by its own words",
            ));
        }
        let source = Rotating::new(client, Primary::Token(Mutex::new(Some(token))));
        Ok(Self::over(source, clock.into()))
    }

    #[expect(clippy::expect_used, reason = "the default settings are in range")]
    fn over(source: Rotating, clock: Clock) -> Self {
        let source = Arc::new(source);
        let cache = TokenCache::builder(Arc::clone(&source))
            .clock(clock)
            .build()
            .expect("the default settings of a cache are in range");
        Self { cache, source }
    }

    /// The provider of its tokens.
    #[must_use]
    pub const fn cache(&self) -> &TokenCache {
        &self.cache
    }

    /// How it is doing: [`Status::session_ends_at`] is when the refresh token at hand ends.
    #[must_use]
    pub fn status(&self) -> Status {
        self.cache.status()
    }

    /// How many refreshes are left until a login is needed; `None` before the first token, and where the refresh token does not say.
    #[must_use]
    pub fn refreshes_left(&self) -> Option<u64> {
        self.source.state().refreshes_left
    }
}

impl TokenProvider for Session {
    fn token(&self) -> TokenFuture<'_> {
        self.cache.token()
    }

    fn reject(&self, token: &AccessToken) {
        self.cache.reject(token);
    }

    fn identity(&self) -> Option<CredentialId> {
        self.cache.identity()
    }
}

/// The source beneath: a login, and the refresh tokens that follow from it.
#[derive(Debug)]
struct Rotating {
    client: Client,
    primary: Primary,
    state: Mutex<State>,
}

#[derive(Debug)]
enum Primary {
    Login(IssueRequest),
    /// The token that the session began with, until it is presented.
    Token(Mutex<Option<SecretString>>),
}

#[derive(Debug, Default)]
struct State {
    /// The refresh token that was presented last, and about which no answer came: it may be spent.
    doubtful: Option<SecretString>,
    refreshes_left: Option<u64>,
}

impl Rotating {
    fn new(client: Client, primary: Primary) -> Self {
        Self {
            client,
            primary,
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Presents a refresh token. One about which no answer comes is remembered as doubtful.
    async fn refresh(&self, token: &str) -> Result<Issued, Error> {
        self.state().doubtful = Some(token.into());
        let answer = self.client.token().refresh(token).send().await;
        // Where nothing was sent the token is as good as before.
        if !matches!(&answer, Err(error) if is_doubtful(error)) {
            self.state().doubtful = None;
        }
        answer.map(|tokens| self.issued(tokens))
    }

    fn issued(&self, tokens: TokenInfo) -> Issued {
        let refresh = tokens.refresh_token;
        self.state().refreshes_left = Claims::of(refresh.expose_secret()).refreshes_left;
        Issued::new(tokens.access_token).refresh_token(RefreshToken::new(refresh))
    }

    fn is_doubtful(&self, token: &str) -> bool {
        let state = self.state();
        state
            .doubtful
            .as_ref()
            .is_some_and(|it| it.expose_secret() == token)
    }

    async fn renew(&self, token: &str) -> Option<Result<Issued, Error>> {
        let has_login = matches!(self.primary, Primary::Login(_));
        let is_spent = Claims::of(token).refreshes_left == Some(0);
        if is_spent || (has_login && self.is_doubtful(token)) {
            return None;
        }
        match self.refresh(token).await {
            // The token may be spent: a login is the safe way.
            Err(error) if has_login && is_doubtful(&error) => None,
            answer => Some(answer),
        }
    }

    async fn begin(&self) -> Result<Issued, Error> {
        let token = match &self.primary {
            Primary::Login(login) => return Ok(self.issued(login.send().await?)),
            Primary::Token(token) => token.lock().unwrap_or_else(PoisonError::into_inner).take(),
        };
        let Some(first) = token else {
            return Err(ended(None));
        };
        self.refresh(first.expose_secret()).await.map_err(|error| {
            if error.kind() == ErrorKind::Refused {
                return ended(Some(error));
            }
            if let Primary::Token(token) = &self.primary {
                *token.lock().unwrap_or_else(PoisonError::into_inner) = Some(first);
            }
            error
        })
    }
}

/// Whether the server may have taken the refresh token, and the answer was lost.
fn is_doubtful(error: &Error) -> bool {
    let transport = error
        .source()
        .and_then(|cause| cause.downcast_ref::<TransportError>());
    let is_unsent = transport.is_some_and(TransportError::is_unsent);
    let may_be_lost = matches!(
        error.kind(),
        ErrorKind::Connect
            | ErrorKind::Timeout
            | ErrorKind::Unavailable
            | ErrorKind::Unreadable
            | ErrorKind::Internal
    );
    may_be_lost && !is_unsent
}

fn ended(cause: Option<Error>) -> Error {
    because(
        Reason::SessionEnded,
        ErrorKind::Refused,
        "the session has ended, and holds nothing to log in with: log in again",
        cause,
    )
}

#[async_trait]
impl TokenSource for Rotating {
    async fn request(&self, attempt: Attempt<'_>) -> Result<Issued, Error> {
        if let Attempt::Renew(token) = attempt
            && let Some(answer) = self.renew(token.expose()).await
        {
            return answer;
        }
        self.begin().await
    }

    fn traits(&self) -> SourceTraits {
        match &self.primary {
            Primary::Login(login) => login.traits(),
            Primary::Token(_) => self.client.token().refresh("").traits(),
        }
    }

    fn identity(&self) -> Option<CredentialId> {
        let id = CredentialId::builder("spaceone-identity", "v1/session");
        let beneath = match &self.primary {
            Primary::Login(login) => login.identity()?,
            // Named by a token that changes, it has no name that lasts.
            Primary::Token(_) => return None,
        };
        Some(id.beneath(&beneath).build())
    }
}
