//! Why the service refused.

use spaceone_identity::v2::token::AuthType;
use spaceone_identity::{Error, ErrorKind, Reason, SecretObject};

use crate::support::{Identity, credentials, refused, structured, told};

pub(crate) async fn v2_error(identity: &Identity) -> Error {
    let token = identity.v2().token();
    let login = token.issue(credentials(), "domain-123", AuthType::Local);
    login.await.unwrap_err()
}

pub(crate) async fn v1_error(identity: &Identity) -> Error {
    let credentials = SecretObject::from_iter([("password", "my-password")]);
    let token = identity.v1().token();
    token.issue(credentials, "domain-123").await.unwrap_err()
}

#[tokio::test]
async fn what_the_front_says_of_authentication_is_read_from_its_words() {
    let words = [
        (
            "A user \"u\" is not exist or password is not correct.",
            Reason::WrongPassword,
        ),
        (
            "Login is blocked. Please try again later.",
            Reason::LoginBlocked,
        ),
        ("Invalid credentials provided.", Reason::InvalidCredentials),
        ("A user is not authenticated.", Reason::NotAuthenticated),
        ("Token is invalid or expired.", Reason::TokenEnded),
        ("Token validation failed.", Reason::TokenInvalid),
        ("Cannot decode token.", Reason::TokenUnreadable),
        ("failed to decode token.", Reason::TokenUnreadable),
        ("empty token provided.", Reason::TokenMissing),
    ];
    for (words, reason) in words {
        for words in [
            words.to_owned(),
            format!("Authenticate failure. (message = {words})"),
        ] {
            let identity = Identity::answering([refused(&words)]).await;
            let error = v2_error(&identity).await;
            assert_eq!(Reason::of(&error), Some(reason), "{words}");
            assert_eq!(error.kind(), ErrorKind::Refused);
        }
    }
    let identity = Identity::answering([refused("Something new.")]).await;
    assert_eq!(Reason::of(&v2_error(&identity).await), None);
}

#[tokio::test]
async fn codes_that_are_handed_on_are_reasons_by_themselves() {
    let codes = [
        ("AUTHENTICATION_FAILURE", Reason::WrongPassword),
        ("LOGIN_BLOCKED", Reason::LoginBlocked),
        ("INVALID_CREDENTIALS", Reason::InvalidCredentials),
        ("NOT_AUTHENTICATED", Reason::NotAuthenticated),
        ("USER_STATE_DISABLED", Reason::UserDisabled),
        ("APP_STATE_DISABLED", Reason::AppDisabled),
        ("DOMAIN_STATE", Reason::DomainDisabled),
        ("WORKSPACE_STATE", Reason::WorkspaceDisabled),
        ("UPDATE_PASSWORD_REQUIRED", Reason::NewPasswordRequired),
        ("MFA_REQUIRED", Reason::MfaRequired),
        ("MFA_NOT_ACTIVATED", Reason::MfaNotActivated),
        ("INVALID_VERIFY_CODE", Reason::WrongCode),
        ("INVALID_REFRESH_TOKEN", Reason::RefreshTokenSpent),
        ("REFRESH_COUNT", Reason::NoRefreshLeft),
        ("MAX_REFRESH_COUNT", Reason::TooManyRefreshes),
        ("INVALID_GRANT_TYPE", Reason::WrongGrantType),
        ("PERMISSION_DENIED", Reason::NoPermission),
        ("UNSUPPORTED_API", Reason::UnknownOperation),
    ];
    for (code, reason) in codes {
        let identity = Identity::answering([structured(400, &format!("ERROR_{code}"))]).await;
        assert_eq!(
            Reason::of(&v1_error(&identity).await),
            Some(reason),
            "{code}"
        );
    }
}

#[tokio::test]
async fn a_password_that_is_a_word_of_the_message_does_not_hide_the_reason() {
    let words = "A user \"u\" is not exist or password is not correct.";
    for password in ["correct", "password", "is not exist or"] {
        let identity = Identity::answering([refused(words)]).await;
        let object = SecretObject::from_iter([("user_id", "u"), ("password", password)]);
        let token = identity.v2().token();
        let login = token.issue(object, "domain-123", AuthType::Local);
        let error = login.await.unwrap_err();
        assert_eq!(
            Reason::of(&error),
            Some(Reason::WrongPassword),
            "{password}"
        );
    }
}

#[tokio::test]
async fn a_name_that_reads_like_a_reason_is_none() {
    let words = "A user \"is blocked\" is not exist or password is not correct.";
    let identity =
        Identity::answering([refused(words), told(404, "ERROR_NOT_FOUND", "is blocked")]).await;
    assert_eq!(
        Reason::of(&v2_error(&identity).await),
        Some(Reason::WrongPassword)
    );
    assert_eq!(Reason::of(&v2_error(&identity).await), None);
}
