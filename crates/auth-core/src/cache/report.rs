//! What the cache tells `tracing`: events with stable names and fields, and without secrets.

use std::time::Duration;

use tracing::field::debug;
use tracing::{Level, event};

use crate::flight::Grant;
use crate::{CredentialId, Error};

/// One line of the report of a step. Subscribers are foreign code: they hear of it when the lock is free.
pub(super) enum Report {
    Asking { grant: Grant, background: bool },
    Issued { life: Option<Duration> },
    Failed { error: Error },
    RefreshTokenDropped,
    SameTokenNoticed,
    Rejected,
    Lost,
}

const TARGET: &str = "auth_core";

impl Report {
    pub(super) fn send(self, identity: Option<&CredentialId>) {
        let credential = identity.map(debug);
        match self {
            Self::Asking { grant, background } => event!(
                name: "auth_core.request",
                target: TARGET,
                Level::DEBUG,
                credential,
                grant = grant.name(),
                background,
                "asking for a token"
            ),
            Self::Issued { life } => event!(
                name: "auth_core.issued",
                target: TARGET,
                Level::DEBUG,
                credential,
                life_seconds = life.map(|life| life.as_secs()),
                "obtained a token"
            ),
            Self::Failed { error } => event!(
                name: "auth_core.failed",
                target: TARGET,
                Level::WARN,
                credential,
                kind = debug(error.kind()),
                error = %error,
                "obtained no token"
            ),
            Self::RefreshTokenDropped => event!(
                name: "auth_core.refresh_token_dropped",
                target: TARGET,
                Level::INFO,
                credential,
                "the refresh token has ended or was refused; the primary credential is used"
            ),
            Self::SameTokenNoticed => event!(
                name: "auth_core.same_token_noticed",
                target: TARGET,
                Level::INFO,
                credential,
                "the provider gives the same token until it ends; it is asked at the end only"
            ),
            Self::Rejected => event!(
                name: "auth_core.rejected",
                target: TARGET,
                Level::INFO,
                credential,
                "a service refused the token"
            ),
            Self::Lost => event!(
                name: "auth_core.lost",
                target: TARGET,
                Level::WARN,
                credential,
                "the runtime that was asking for a token has ended or stands still"
            ),
        }
    }
}

impl Grant {
    const fn name(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Renew => "refresh_token",
        }
    }
}
