//! How a session is doing.

use std::time::SystemTime;

use auth_core::Status;

/// How a [`Session`](crate::Session) is doing: a snapshot for health pages. It holds no secret.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use spaceone_identity::{AtEnd, SessionStatus};
///
/// /// Whether somebody has to log in within ten minutes.
/// fn needs_somebody(status: &SessionStatus, now: SystemTime) -> bool {
///     let soon = now + Duration::from_secs(600);
///     status.at_end != AtEnd::LogsIn && status.ends_at.is_some_and(|end| end < soon)
/// }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SessionStatus {
    /// When the refresh token at hand ends; `None` before the first login, and for a system token, which has no end. Of a refresh token that the
    /// application gave, this is its own `exp`.
    pub ends_at: Option<SystemTime>,
    /// What happens then.
    pub at_end: AtEnd,
    /// How the login is doing: its last error, how often it was sent, before when it is not sent again. `None` where the session has no login.
    pub login: Option<Status>,
}

/// What happens when a session's refresh token ends.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum AtEnd {
    /// The session logs in by itself.
    LogsIn,
    /// The session logs in, and asks a person for a code where the server wants one.
    AsksForCode,
    /// The session is over. The application has to make another.
    LogInAgain,
}
