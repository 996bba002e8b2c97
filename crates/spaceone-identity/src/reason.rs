//! Why the service refused, where its code alone does not say.

use std::error::Error as StdError;
use std::fmt;

use auth_core::{Error, ErrorKind};
use serde_json::Value;

/// Why the identity service refused: what its code, or where that says too little its message, comes to.
///
/// The REST front turns every error of authentication into status 401 and `ERROR_AUTHENTICATE_FAILURE`, and wraps the words of the service behind it
/// once or twice. A wrong password, a blocked login and a token that has ended then differ in their message alone. [`Reason::of`] reads it, whatever the
/// wrapping, and is silent about words that it does not know.
///
/// Decide by [`Error::kind`] what to do, and by the reason what to tell a person.
///
/// ```
/// use spaceone_identity::{Error, ErrorKind, Reason};
///
/// fn advice(error: &Error) -> &'static str {
///     match Reason::of(error) {
///         Some(Reason::WrongPassword) => "user or password is wrong",
///         Some(Reason::LoginBlocked) => "too many failures: wait five minutes",
///         Some(Reason::SessionEnded) => "log in again",
///         _ => "something else went wrong",
///     }
/// }
///
/// let error = Error::new(ErrorKind::Refused, "the provider refused the credential")
///     .with_code("ERROR_AUTHENTICATE_FAILURE")
///     .with_vendor_message("Authenticate failure. (message = Login is blocked.)");
/// assert_eq!(advice(&error), "too many failures: wait five minutes");
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// The password is wrong. Version 1 says so of an unknown user, too; version 2 answers that with
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound).
    WrongPassword,
    /// The login failed too often. Servers that block do so for the rest of five minutes; the right password works all the while.
    LoginBlocked,
    /// A part of the credentials is missing; or, in the second step of a login, there is no code to compare with.
    InvalidCredentials,
    /// The user is not logged in. In the second step of a login this is also the answer to a request for another code, which was granted.
    NotAuthenticated,
    /// The user is disabled.
    UserDisabled,
    /// The App is disabled.
    AppDisabled,
    /// The domain is disabled.
    DomainDisabled,
    /// The workspace is disabled.
    WorkspaceDisabled,
    /// The user has to choose a new password first.
    NewPasswordRequired,
    /// A code of a second factor is needed.
    MfaRequired,
    /// The user must set up a second factor first.
    MfaNotActivated,
    /// The code of the second factor is wrong. Another may be tried.
    WrongCode,
    /// The code of the second factor was used before, has ended, or was never asked for. Ask for a new one.
    CodeEnded,
    /// The session has ended, and holds nothing to log in with: log in again.
    SessionEnded,
    /// The access token has ended or is none.
    TokenEnded,
    /// The token is not valid for this: a refresh token that has ended, or a token of another kind.
    TokenInvalid,
    /// The token is no token at all.
    TokenUnreadable,
    /// There was no token.
    TokenMissing,
    /// The refresh token of version 1 was used before or has ended.
    RefreshTokenSpent,
    /// The refresh token of version 1 has no refresh left.
    NoRefreshLeft,
    /// More refreshes were asked for than the server allows.
    TooManyRefreshes,
    /// What was presented for a grant is not of the kind that was said.
    WrongGrantType,
    /// The user has no role in the scope, or the role does not allow this.
    NoPermission,
    /// The server has no such operation.
    UnknownOperation,
}

impl Reason {
    /// Why this error came, as far as the service said so.
    #[must_use]
    pub fn of(error: &Error) -> Option<Self> {
        told(error).or_else(|| by_code(error))
    }
}

/// What this crate found out itself.
#[derive(Debug)]
struct Told {
    reason: Reason,
    cause: Option<Error>,
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            Some(cause) => cause.fmt(f),
            None => write!(f, "{:?}", self.reason),
        }
    }
}

impl StdError for Told {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let cause: &(dyn StdError + 'static) = self.cause.as_ref()?;
        Some(cause)
    }
}

fn told(error: &Error) -> Option<Reason> {
    let told = error.source()?.downcast_ref::<Told>()?;
    Some(told.reason)
}

/// An error of this crate's making about an answer of the server, with all that the answer said.
pub(crate) fn because(
    reason: Reason,
    kind: ErrorKind,
    message: &'static str,
    cause: Option<Error>,
) -> Error {
    let mut error = Error::new(kind, message);
    if let Some(cause) = &cause {
        if let Some(operation) = cause.operation() {
            error = error.with_operation(operation);
        }
        if let Some(status) = cause.status() {
            error = error.with_status(status);
        }
        if let Some(code) = cause.code() {
            error = error.with_code(code);
        }
    }
    error.with_source(Told { reason, cause })
}

fn by_code(error: &Error) -> Option<Reason> {
    Some(match error.code()? {
        "ERROR_AUTHENTICATE_FAILURE" => return by_words(&words(error)?),
        "ERROR_AUTHENTICATION_FAILURE" => Reason::WrongPassword,
        "ERROR_LOGIN_BLOCKED" => Reason::LoginBlocked,
        "ERROR_INVALID_CREDENTIALS" => Reason::InvalidCredentials,
        "ERROR_NOT_AUTHENTICATED" => Reason::NotAuthenticated,
        "ERROR_USER_STATE_DISABLED" => Reason::UserDisabled,
        "ERROR_APP_STATE_DISABLED" => Reason::AppDisabled,
        "ERROR_DOMAIN_STATE" => Reason::DomainDisabled,
        "ERROR_WORKSPACE_STATE" => Reason::WorkspaceDisabled,
        "ERROR_UPDATE_PASSWORD_REQUIRED" => Reason::NewPasswordRequired,
        "ERROR_MFA_REQUIRED" => Reason::MfaRequired,
        "ERROR_MFA_NOT_ACTIVATED" => Reason::MfaNotActivated,
        "ERROR_INVALID_VERIFY_CODE" => Reason::WrongCode,
        "ERROR_INVALID_REFRESH_TOKEN" => Reason::RefreshTokenSpent,
        "ERROR_REFRESH_COUNT" => Reason::NoRefreshLeft,
        "ERROR_MAX_REFRESH_COUNT" => Reason::TooManyRefreshes,
        "ERROR_INVALID_GRANT_TYPE" => Reason::WrongGrantType,
        "ERROR_PERMISSION_DENIED" => Reason::NoPermission,
        "ERROR_UNSUPPORTED_API" => Reason::UnknownOperation,
        _ => return None,
    })
}

/// The service's own words, as they came: what an error shows may have lost a word that the call had sent as a password.
pub(crate) fn words(error: &Error) -> Option<String> {
    let raw = error.raw_body().and_then(|body| {
        let body: Value = serde_json::from_slice(body).ok()?;
        body.pointer("/detail/message")?.as_str().map(str::to_owned)
    });
    raw.or_else(|| error.vendor_message().map(str::to_owned))
}

/// What tells the messages apart, in whatever wrapping, with the more telling words first: they may quote a user's name.
const TELLING: &[(&str, Reason)] = &[
    ("password is not correct", Reason::WrongPassword),
    ("is not exist or", Reason::WrongPassword),
    ("is blocked", Reason::LoginBlocked),
    ("not authenticated", Reason::NotAuthenticated),
    ("invalid credentials", Reason::InvalidCredentials),
    ("refresh token is invalid", Reason::RefreshTokenSpent),
    ("refresh count", Reason::NoRefreshLeft),
    ("invalid or expired", Reason::TokenEnded),
    ("validation failed", Reason::TokenInvalid),
    ("decode token", Reason::TokenUnreadable),
    ("empty token", Reason::TokenMissing),
    ("token is not set", Reason::TokenMissing),
];

fn by_words(words: &str) -> Option<Reason> {
    let words = words.to_lowercase();
    let found = TELLING.iter().find(|(telling, _)| words.contains(telling));
    found.map(|(_, reason)| *reason)
}

#[cfg(test)]
mod tests {
    use bytes_of::refused;

    use super::*;

    mod bytes_of {
        use super::*;

        pub(super) fn refused(words: &str) -> Error {
            Error::new(ErrorKind::Refused, "no")
                .with_code("ERROR_AUTHENTICATE_FAILURE")
                .with_vendor_message(words)
        }
    }

    #[test]
    fn the_wrapping_of_a_message_does_not_matter() {
        let inner = "Login is blocked.";
        let mut words = inner.to_owned();
        for _ in 0..4 {
            assert_eq!(
                Reason::of(&refused(&words)),
                Some(Reason::LoginBlocked),
                "{words}"
            );
            words = format!("Authenticate failure. (message =  {words})");
        }
    }

    #[test]
    fn words_that_nobody_knows_give_no_reason() {
        for words in [
            "",
            "Authenticate failure.",
            "(message = (message = ))",
            "Ошибка",
        ] {
            assert_eq!(Reason::of(&refused(words)), None, "{words}");
        }
        assert_eq!(
            Reason::of(&Error::new(ErrorKind::Timeout, "login is blocked")),
            None
        );
        let other = Error::new(ErrorKind::Invalid, "no").with_code("ERROR_SOMETHING");
        assert_eq!(Reason::of(&other), None);
    }

    #[test]
    fn what_this_crate_found_out_goes_before_what_the_server_said() {
        let cause = refused("Invalid credentials provided.")
            .with_status(401)
            .with_operation("issue");
        let error = because(
            Reason::CodeEnded,
            ErrorKind::Interaction,
            "the code has ended",
            Some(cause),
        );
        assert_eq!(Reason::of(&error), Some(Reason::CodeEnded));
        assert_eq!(
            error.to_string(),
            "issue: the code has ended (status 401, code ERROR_AUTHENTICATE_FAILURE)"
        );
        let cause = error.source().unwrap().source().unwrap();
        assert!(cause.to_string().contains("Invalid credentials"), "{cause}");
    }
}
