//! What a token is good for.

use std::sync::Arc;

use async_trait::async_trait;
use auth_core::{Attempt, CredentialId, Error, Issued, SourceTraits, TokenCache, TokenSource};
use secrecy::SecretString;

use super::basis::Basis;
use super::{Core, Session};
use crate::v2::Client;
use crate::v2::token::{self, GrantRequest, GrantType};

/// What a token of a [`Session`] is to be good for.
///
/// ```
/// use spaceone_identity::Scope;
///
/// let scopes = [Scope::workspace("workspace-123"), Scope::Domain, Scope::User];
/// # let _ = scopes;
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Scope {
    /// The workspace of this ID.
    Workspace(String),
    /// The user's domain.
    Domain,
    /// The user alone.
    User,
    /// The installation; for administrators of the root domain.
    System,
}

impl Scope {
    /// The workspace of this ID.
    pub fn workspace(workspace_id: impl Into<String>) -> Self {
        Self::Workspace(workspace_id.into())
    }

    const fn sent(&self) -> token::Scope {
        match self {
            Self::Workspace(_) => token::Scope::Workspace,
            Self::Domain => token::Scope::Domain,
            Self::User => token::Scope::User,
            Self::System => token::Scope::System,
        }
    }
}

/// A token of a session for one scope: a token source, made by [`Session::scope`] and its siblings.
#[derive(Clone, Debug)]
#[must_use = "a scope does nothing until it is made into a cache"]
pub struct ScopedToken {
    session: Session,
    wanted: Wanted,
}

/// All that tells the tokens of one session apart.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct Wanted {
    scope: Scope,
    timeout: Option<i32>,
    permissions: Vec<String>,
    domain_id: Option<String>,
}

impl ScopedToken {
    pub(super) const fn new(session: Session, scope: Scope) -> Self {
        Self {
            session,
            wanted: Wanted {
                scope,
                timeout: None,
                permissions: Vec::new(),
                domain_id: None,
            },
        }
    }

    /// The life of each access token in seconds. By default 1,800; servers cut more than 604,800 down to that.
    pub fn timeout(mut self, seconds: i32) -> Self {
        self.wanted.timeout = Some(seconds);
        self
    }

    /// The permissions to ask for. Servers ignore them in a grant for a refresh token; they are sent as the interface documents them.
    pub fn permissions(mut self, permissions: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.wanted.permissions = permissions.into_iter().map(Into::into).collect();
        self
    }

    /// The domain to ask for, in a session that begins with a system token. With a refresh token a server takes the domain from that one, and
    /// ignores this.
    pub fn in_domain(mut self, domain_id: impl Into<String>) -> Self {
        self.wanted.domain_id = Some(domain_id.into());
        self
    }

    /// The session's cache for this scope, which shares the session's login with those of its other scopes, and goes by the session's clock.
    ///
    /// A session has one cache for each scope with the same settings: asking again gives another handle to it, and no further grant. It forgets the
    /// cache of a scope that nobody holds and that was not asked for in an hour, and keeps 10,000 at most.
    ///
    /// For a cache of your own, with other settings, give the scope to [`TokenCache::builder`].
    #[must_use]
    pub fn into_cache(self) -> TokenCache {
        self.session.cache(&self.wanted)
    }

    /// The session's client, whose calls carry this scope's tokens. A token that the service refuses is given back, and the call is sent once more with another.
    ///
    /// ```no_run
    /// use spaceone_identity::{Session, v2::Client};
    ///
    /// # async fn example() -> Result<(), spaceone_identity::Error> {
    /// let client = Client::new("https://identity.api.example.com")?;
    /// let session = Session::log_in(client, "domain-123", "user@example.com", "my-password")?;
    /// let mine = session.user().client().user_profile().get_workspaces().await?;
    /// # let _ = mine;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn client(self) -> Client {
        let client = self.session.core.client.clone();
        client.with_tokens(self.into_cache())
    }
}

impl Wanted {
    pub(super) fn grant(
        &self,
        client: &Client,
        grant_type: GrantType,
        token: SecretString,
    ) -> GrantRequest {
        let mut grant = client.token().grant(grant_type, token, self.scope.sent());
        if let Scope::Workspace(workspace_id) = &self.scope {
            grant = grant.workspace_id(workspace_id);
        }
        if let Some(domain_id) = &self.domain_id {
            grant = grant.domain_id(domain_id);
        }
        if let Some(timeout) = self.timeout {
            grant = grant.timeout(timeout);
        }
        if !self.permissions.is_empty() {
            grant = grant.permissions(&self.permissions);
        }
        grant
    }

    pub(super) fn over(self, core: &Arc<Core>) -> Grants {
        Grants {
            core: Arc::clone(core),
            wanted: self,
        }
    }
}

#[async_trait]
impl TokenSource for ScopedToken {
    async fn request(&self, _attempt: Attempt<'_>) -> Result<Issued, Error> {
        let core = &self.session.core;
        core.basis.grant(&core.client, &self.wanted).await
    }

    fn traits(&self) -> SourceTraits {
        let core = &self.session.core;
        Basis::traits(&core.client, &self.wanted)
    }

    fn identity(&self) -> Option<CredentialId> {
        let core = &self.session.core;
        core.basis.identity(&core.client, &self.wanted)
    }
}

/// The source of a session's own cache, which the session holds, and which therefore must not hold the session.
#[derive(Debug)]
pub(super) struct Grants {
    core: Arc<Core>,
    wanted: Wanted,
}

#[async_trait]
impl TokenSource for Grants {
    async fn request(&self, _attempt: Attempt<'_>) -> Result<Issued, Error> {
        self.core.basis.grant(&self.core.client, &self.wanted).await
    }

    fn traits(&self) -> SourceTraits {
        Basis::traits(&self.core.client, &self.wanted)
    }

    fn identity(&self) -> Option<CredentialId> {
        self.core.basis.identity(&self.core.client, &self.wanted)
    }
}
