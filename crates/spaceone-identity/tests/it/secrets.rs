//! Nothing that prints itself prints a secret.

use std::fmt::Debug;

use auth_core::{Attempt, TokenSource};
use serde_json::json;
use spaceone_identity::v2::token::{AuthType, GrantType, Scope};
use spaceone_identity::{Error, SecretObject, SecretString, TokenCache, v1, v2};
use spaceone_identity::{Session, password_credentials};
use test_support::{MARK, assert_hidden, ok, shown, shown_error};
use wiremock::ResponseTemplate;

use crate::support::{Identity, jwt, pair};

/// A secret with the mark in it, legal as a bearer token, and with characters that some encodings change.
fn text(name: &str) -> String {
    format!("{name}+/{MARK}/+==")
}

fn secret(name: &str) -> SecretString {
    text(name).into()
}

fn credentials() -> SecretObject {
    SecretObject::from_iter([
        ("password", json!(text("password"))),
        (MARK, json!({"deep": [text("deep")]})),
    ])
}

#[track_caller]
fn hidden(value: &impl Debug) {
    assert_hidden(&shown(value));
}

#[tokio::test]
async fn g14_requests_and_what_they_would_send_hide_their_secrets() {
    let v2 = v2::Client::new("https://identity.example.com").unwrap();
    let v1 = v1::Client::new("https://identity.example.com").unwrap();
    hidden(&v2);
    hidden(&v1);
    hidden(&credentials());
    hidden(&password_credentials("user@example.com", &secret("password")).unwrap());

    macro_rules! request_hides {
        ($($request:expr),* $(,)?) => {$(
            let request = $request;
            hidden(&request);
            hidden(&request.identity());
            hidden(&request.call().unwrap());
        )*};
    }
    request_hides![
        v2.token()
            .issue(credentials(), "domain-123", AuthType::Mfa)
            .verify_code(secret("code")),
        v2.token()
            .grant(GrantType::RefreshToken, secret("refresh"), Scope::Domain),
        v1.token().issue(credentials(), "domain-123"),
        v1.token().refresh(secret("refresh")),
    ];
}

#[tokio::test]
async fn g14_answers_and_tokens_hide_their_secrets() {
    let pair_body = json!({"access_token": text("access"), "refresh_token": text("refresh")});
    let grant_body =
        json!({"access_token": text("access"), "role_type": "USER", "domain_id": "domain-123"});
    hidden(&serde_json::from_value::<v1::token::TokenInfo>(pair_body.clone()).unwrap());
    hidden(&serde_json::from_value::<v2::token::TokenInfo>(pair_body.clone()).unwrap());
    hidden(&serde_json::from_value::<v2::token::GrantTokenInfo>(grant_body).unwrap());

    let identity = Identity::responding(ok(&pair_body)).await;
    let source = identity.v1().token().issue(credentials(), "domain-123");
    hidden(&source.request(Attempt::Primary).await.unwrap());
    let cache = TokenCache::new(source);
    let token = cache.token().await.unwrap();
    hidden(&token);
    hidden(&cache);
    hidden(&cache.status());
}

#[tokio::test]
async fn g14_sessions_hide_their_login_and_their_tokens() {
    let identity = Identity::answering([
        pair(&text("access"), &text("refresh")),
        ok(&json!({"access_token": text("scoped"), "role_type": "USER", "domain_id": "domain-123"})),
    ])
    .await;
    let session = Session::log_in(
        identity.v2(),
        "domain-123",
        "user@example.com",
        secret("password"),
    )
    .unwrap();
    let scope = session.workspace("workspace-north");
    hidden(&session);
    hidden(&scope);
    hidden(&scope.identity());
    let cache = scope.clone().into_cache();
    cache.token().await.unwrap();
    hidden(&session);
    hidden(&scope);
    hidden(&cache);
    hidden(&cache.status());
}

/// The error of a request all of whose secrets are marked.
async fn error_of(answer: ResponseTemplate) -> Error {
    let identity = Identity::answering([answer]).await;
    let request = identity
        .v2()
        .token()
        .issue(credentials(), "domain-123", AuthType::Mfa);
    request.verify_code(secret("code")).await.unwrap_err()
}

fn detail(detail: &serde_json::Value) -> ResponseTemplate {
    ResponseTemplate::new(500).set_body_json(json!({"detail": detail}))
}

#[tokio::test]
async fn g14_errors_hide_tokens_that_their_text_holds() {
    let token = jwt(MARK, 1_800);
    // Also one that the cut of a long text would go through.
    for filler in [0, 50, 450, 480, 500, 900, 1_000, 1_500, 1_900, 2_000, 4_000] {
        let message = format!("{} (access_token = {token})", "x".repeat(filler));
        let error = error_of(detail(
            &json!({"code": "ERROR_MFA_NOT_ACTIVATED", "message": message}),
        ))
        .await;
        let body: &v2::token::ErrorBody = error.vendor_body().unwrap();
        hidden(body);
        hidden(&body.detail);
        assert_hidden(&shown_error(&error));
    }
}

#[tokio::test]
async fn g14_errors_hide_what_the_answer_holds() {
    let marked = text("token");
    let unreadable = [
        ok(&json!({"access_token": [marked.clone()]})),
        ok(
            &json!({"access_token": marked.clone(), "refresh_token": {marked.clone(): marked.clone()}}),
        ),
        ok(&json!(marked.clone())),
        ResponseTemplate::new(200).set_body_string(format!("{{\"access_token\": \"{marked}\", ")),
        ResponseTemplate::new(200).set_body_string(marked.clone()),
        ResponseTemplate::new(503).set_body_string(marked.clone()),
        ResponseTemplate::new(302).insert_header("Location", marked.as_str()),
        detail(&json!({"code": [marked.clone()], "message": {"deep": marked.clone()}})),
    ];
    for answer in unreadable {
        assert_hidden(&shown_error(&error_of(answer).await));
    }
}

#[tokio::test]
async fn h6_errors_mask_the_secrets_that_the_service_quotes() {
    let quotations = [
        format!("The password {} is too short.", text("password")),
        format!(
            "Failed to parse credentials: {}",
            json!({"password": text("password")})
        ),
        format!("Unknown value: {}", text("deep")),
        format!(" Invalid verify code. (verify_code = {})", text("code")),
    ];
    for quotation in quotations {
        let error = error_of(detail(
            &json!({"code": "ERROR_UNKNOWN", "message": quotation}),
        ))
        .await;
        assert!(
            error.vendor_message().is_some_and(|said| said.len() > 10),
            "{error}"
        );
        assert_hidden(&shown_error(&error));
        hidden(&error.vendor_body::<v2::token::ErrorBody>().unwrap());

        // A text of the web server goes the same way.
        let error = error_of(detail(&json!(quotation))).await;
        assert_hidden(&shown_error(&error));
    }
}

#[tokio::test]
async fn g14_errors_hide_what_was_not_sent() {
    let identity = Identity::answering([]).await;
    let line = || SecretString::from(format!("{}\n", text("line")));
    let errors = [
        identity
            .v2()
            .token()
            .grant(GrantType::RefreshToken, line(), Scope::User)
            .await
            .unwrap_err(),
        identity.v1().token().refresh(line()).await.unwrap_err(),
    ];
    for error in errors {
        assert_hidden(&shown_error(&error));
    }

    // Port 9 discards; nobody listens there.
    let nobody = v2::Client::builder()
        .base_url("http://127.0.0.1:9")
        .retry(api_core::RetryPolicy::never())
        .build();
    let request = nobody
        .unwrap()
        .token()
        .issue(credentials(), "domain-123", AuthType::Local);
    assert_hidden(&shown_error(&request.await.unwrap_err()));
}
