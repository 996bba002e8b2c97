//! Tokens that the application brings: refresh tokens, system tokens and API keys.

use std::time::{Duration, SystemTime};

use auth_core::{Life, ManualClock};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use spaceone_identity::{ApiKey, AtEnd, Credentials, Error, ErrorKind, Reason, Session, v1};
use test_support::{MARK, assert_hidden, shown, shown_error};

use crate::support::{Identity, granted, posted, refused, structured};

const GRANT: &str = "/identity/v2/token/grant";
const YEAR: u64 = 365 * 24 * 3_600;

fn token(claims: &Value) -> String {
    let [header, claims] =
        [&json!({"alg": "RS256"}), claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    format!("{header}.{claims}.c2lnbmF0dXJl")
}

fn typed(kind: &str) -> String {
    token(&json!({"typ": kind, "iat": 1_000, "exp": 11_800}))
}

#[tokio::test]
async fn a_refresh_token_is_granted_from_without_a_login() {
    let identity = Identity::answering([granted("north"), granted("mine")]).await;
    let refresh = typed("REFRESH_TOKEN");
    let session = Session::new(
        identity.v2(),
        Credentials::refresh_token(refresh.as_str()).unwrap(),
    );

    session
        .workspace("north")
        .into_cache()
        .token()
        .await
        .unwrap();
    session.user().into_cache().token().await.unwrap();

    let body =
        |rest: &str| format!(r#"{{"grant_type":"REFRESH_TOKEN","token":"{refresh}",{rest}}}"#);
    assert_eq!(
        identity.sent().await,
        [
            posted(
                GRANT,
                &body(r#""scope":"WORKSPACE","workspace_id":"north""#)
            ),
            posted(GRANT, &body(r#""scope":"USER""#)),
        ]
    );
    let status = session.status();
    let end = SystemTime::UNIX_EPOCH + Duration::from_secs(11_800);
    assert_eq!(
        (status.ends_at, status.at_end),
        (Some(end), AtEnd::LogInAgain)
    );
    assert!(status.login.is_none());
}

#[tokio::test]
async fn a_session_that_cannot_log_in_says_that_somebody_must() {
    let words = "Authenticate failure. (message = Token validation failed.)";
    let identity = Identity::responding(refused(words)).await;
    let session = Session::new(
        identity.v2(),
        Credentials::refresh_token(typed("REFRESH_TOKEN")).unwrap(),
    );

    let error = session.user().into_cache().token().await.unwrap_err();

    assert_eq!(Reason::of(&error), Some(Reason::SessionEnded));
    assert_eq!(
        (error.kind(), error.operation(), error.status()),
        (ErrorKind::Refused, Some("grant"), Some(401))
    );
    assert!(error.to_string().contains("log in again"), "{error}");
    assert_eq!(identity.lines().await, ["v2/token/grant"]);

    // What is no end of the session is told as it is.
    let identity = Identity::responding(structured(403, "ERROR_PERMISSION_DENIED")).await;
    let session = Session::new(
        identity.v2(),
        Credentials::refresh_token(typed("REFRESH_TOKEN")).unwrap(),
    );
    let error = session.domain().into_cache().token().await.unwrap_err();
    assert_eq!(Reason::of(&error), Some(Reason::NoPermission));
}

#[tokio::test]
async fn a_system_token_has_no_end_and_names_the_domain_by_itself() {
    let identity =
        Identity::answering([granted("all"), structured(400, "ERROR_INVALID_GRANT_TYPE")]).await;
    let system = token(&json!({"typ": "SYSTEM_TOKEN", "iat": 1_000}));
    let session = Session::new(
        identity.v2(),
        Credentials::system_token(system.as_str()).unwrap(),
    );

    let scope = session
        .workspace("north")
        .in_domain("domain-123")
        .permissions(["identity:*"]);
    scope.into_cache().token().await.unwrap();

    let body = format!(
        r#"{{"grant_type":"SYSTEM_TOKEN","token":"{system}","scope":"WORKSPACE","permissions":["identity:*"],"domain_id":"domain-123","workspace_id":"north"}}"#
    );
    assert_eq!(identity.sent().await, [posted(GRANT, &body)]);
    assert_eq!(session.status().ends_at, None);
    let error = session.system().into_cache().token().await.unwrap_err();
    assert_eq!(Reason::of(&error), Some(Reason::WrongGrantType));
}

#[tokio::test]
async fn g09_a_token_that_is_granted_without_an_end_is_kept_until_it_is_refused() {
    let endless = token(&json!({"typ": "SYSTEM_TOKEN", "iat": 1_000}));
    let hand = ManualClock::new();
    let cache = ApiKey::new(endless)
        .unwrap()
        .with_clock(hand.clone())
        .into_cache();
    let first = cache.token().await.unwrap();
    assert_eq!(first.life(), Life::Endless);
    hand.advance(Duration::from_secs(10 * YEAR));
    assert_eq!(cache.token().await.unwrap().expose(), first.expose());
}

#[tokio::test]
async fn an_api_key_goes_out_as_it_is_until_its_own_end() {
    let hand = ManualClock::new();
    let now = hand.now().since_epoch().as_secs();
    let secret = token(
        &json!({"typ": "CLIENT_SECRET", "own": "APP", "iat": now - YEAR / 2, "exp": now + YEAR / 2}),
    );
    let key = ApiKey::new(secret.as_str())
        .unwrap()
        .with_clock(hand.clone());
    let end = SystemTime::UNIX_EPOCH + Duration::from_secs(now + YEAR / 2);
    assert_eq!(key.expires_at(), Some(end));
    let cache = key.into_cache();

    let held = cache.token().await.unwrap();
    assert_eq!(held.expose(), secret);
    assert_eq!(held.life(), Life::For(Duration::from_secs(YEAR / 2)));
    // A service refused it: there is no other.
    cache.reject(&held);
    assert_eq!(cache.token().await.unwrap().expose(), secret);

    hand.advance(Duration::from_secs(YEAR / 2));
    let error = cache.token().await.unwrap_err();
    assert_eq!(
        (error.kind(), Reason::of(&error)),
        (ErrorKind::Refused, Some(Reason::TokenEnded))
    );
}

#[track_caller]
fn unusable(error: &Error, field: &str, reason: &str) {
    assert_eq!(error.kind(), ErrorKind::Configuration);
    let text = error.to_string();
    assert!(
        text.starts_with(&format!("`{field}`")) && text.contains(reason),
        "{text}"
    );
    assert_hidden(&shown_error(error));
}

#[tokio::test]
async fn a_token_of_another_kind_is_refused_before_anything_is_sent() {
    let marked = |kind: &str| token(&json!({"typ": kind, "aud": MARK}));
    let refresh = |token: &str| Credentials::refresh_token(token).unwrap_err();
    unusable(
        &refresh(&marked("CLIENT_SECRET")),
        "refresh_token",
        "use `ApiKey`",
    );
    unusable(
        &refresh(&marked("ACCESS_TOKEN")),
        "refresh_token",
        "another kind",
    );
    unusable(&refresh(""), "refresh_token", "is empty");
    unusable(
        &refresh(&format!("{MARK}\n")),
        "refresh_token",
        "control character",
    );
    unusable(
        &refresh(&format!("{MARK} x")),
        "refresh_token",
        "no token has",
    );
    let system = Credentials::system_token(marked("REFRESH_TOKEN")).unwrap_err();
    unusable(&system, "system_token", "another kind");
    let key = |token: &str| ApiKey::new(token).unwrap_err();
    unusable(
        &key(&marked("REFRESH_TOKEN")),
        "api_key",
        "with which a session begins",
    );
    unusable(&key(&format!("{MARK}\n")), "api_key", "control character");

    let identity = Identity::answering([]).await;
    let access = token(&json!({"cat": "ACCESS_TOKEN", "aud": MARK}));
    let error = v1::Session::from_refresh_token(identity.v1(), access).unwrap_err();
    unusable(&error, "refresh_token", "another kind");

    // What says nothing of itself may be anything.
    Credentials::refresh_token("opaque").unwrap();
    Credentials::system_token("opaque").unwrap();
}

#[test]
fn g14_what_holds_a_token_does_not_show_it() {
    let secret = format!("{MARK}.{MARK}.{MARK}");
    assert_hidden(&shown(
        &Credentials::refresh_token(secret.as_str()).unwrap(),
    ));
    assert_hidden(&shown(&Credentials::system_token(secret.as_str()).unwrap()));
    assert_hidden(&shown(
        &Credentials::password("domain", "user", secret.as_str()).unwrap(),
    ));
    let key = ApiKey::new(secret).unwrap();
    assert_hidden(&shown(&key));
    assert_hidden(&shown(&key.into_cache()));
}
