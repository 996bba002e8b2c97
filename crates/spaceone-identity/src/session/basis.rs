//! What a session has to show for a grant.

use std::time::{Duration, SystemTime};

use auth_core::{
    AccessToken, Attempt, Clock, CredentialId, Error, ErrorKind, Issued, SourceTraits, TokenCache,
    TokenSource, with_token,
};
use secrecy::SecretString;

use super::login::Login;
use super::scope::Wanted;
use super::status::{AtEnd, SessionStatus};
use crate::reason::{Reason, because};
use crate::v2::Client;
use crate::v2::token::GrantType;

/// With what grants are asked for.
#[derive(Debug)]
pub(super) enum Basis {
    /// A cache whose token is the refresh token: one login for all scopes, with all that a cache promises.
    Login { refresh: TokenCache, asks: bool },
    /// A token that nothing renews.
    Held(Held),
}

#[derive(Debug)]
pub(super) struct Held {
    grant_type: GrantType,
    token: SecretString,
    ends_at: Option<SystemTime>,
}

impl Basis {
    /// Logs in when that is due.
    #[expect(clippy::expect_used, reason = "the settings are in range")]
    pub(super) fn login(login: Login, clock: Clock, patience: Duration) -> Self {
        let asks = login.asks();
        let refresh = TokenCache::builder(login)
            .clock(clock)
            .request_timeout(patience)
            .build()
            .expect("the settings of a cache are in range");
        Self::Login { refresh, asks }
    }

    pub(super) const fn refresh_token(token: SecretString, ends_at: Option<SystemTime>) -> Self {
        Self::Held(Held {
            grant_type: GrantType::RefreshToken,
            token,
            ends_at,
        })
    }

    pub(super) const fn system_token(token: SecretString) -> Self {
        Self::Held(Held {
            grant_type: GrantType::SystemToken,
            token,
            ends_at: None,
        })
    }

    /// Asks for a token of this scope.
    pub(super) async fn grant(&self, client: &Client, wanted: &Wanted) -> Result<Issued, Error> {
        match self {
            Self::Login { refresh, .. } => {
                with_token(refresh, |refresh| async move {
                    let grant = wanted.grant(client, GrantType::RefreshToken, secret(&refresh));
                    grant.request(Attempt::Primary).await
                })
                .await
            }
            Self::Held(held) => {
                let grant = wanted.grant(client, held.grant_type.clone(), held.token.clone());
                let answer = grant.request(Attempt::Primary).await;
                answer.map_err(|error| held.explain(error))
            }
        }
    }

    pub(super) fn traits(client: &Client, wanted: &Wanted) -> SourceTraits {
        let unnamed = SecretString::from(String::new());
        wanted
            .grant(client, GrantType::RefreshToken, unnamed)
            .traits()
    }

    pub(super) fn identity(&self, client: &Client, wanted: &Wanted) -> Option<CredentialId> {
        let id = CredentialId::builder("spaceone-identity", "scope");
        let id = match self {
            Self::Login { refresh, .. } => {
                let unnamed = SecretString::from(String::new());
                let grant = wanted.grant(client, GrantType::RefreshToken, unnamed);
                id.beneath(&grant.identity()?).beneath(&refresh.identity()?)
            }
            Self::Held(held) => {
                let grant = wanted.grant(client, held.grant_type.clone(), held.token.clone());
                id.beneath(&grant.identity()?)
            }
        };
        Some(id.build())
    }

    pub(super) fn status(&self) -> SessionStatus {
        match self {
            Self::Login { refresh, asks } => {
                let login = refresh.status();
                SessionStatus {
                    ends_at: login.expires_at,
                    at_end: if *asks {
                        AtEnd::AsksForCode
                    } else {
                        AtEnd::LogsIn
                    },
                    login: Some(login),
                }
            }
            Self::Held(held) => SessionStatus {
                ends_at: held.ends_at,
                at_end: AtEnd::LogInAgain,
                login: None,
            },
        }
    }

    /// The cache of the login, where there is one.
    pub(super) const fn refresh(&self) -> Option<&TokenCache> {
        match self {
            Self::Login { refresh, .. } => Some(refresh),
            Self::Held(_) => None,
        }
    }
}

impl Held {
    /// The server alone decides whether the token has ended: by the local clock it may seem so hours too early or too late.
    fn explain(&self, error: Error) -> Error {
        if self.grant_type == GrantType::RefreshToken && error.status() == Some(401) {
            return because(
                Reason::SessionEnded,
                ErrorKind::Refused,
                "the session has ended, and holds nothing to log in with: log in again",
                Some(error),
            );
        }
        error
    }
}

fn secret(token: &AccessToken) -> SecretString {
    token.expose().to_owned().into()
}
