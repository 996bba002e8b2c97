//! Nothing that prints itself prints a secret.

use std::fmt::Debug;

use auth_core::{Attempt, TokenSource};
use serde_json::json;
use tenant_token::tenant::{TokenError, TokenResponse};
use tenant_token::{Client, Error, SecretString, TokenCache};
use test_support::{MARK, assert_hidden, ok, shown, shown_error};
use wiremock::ResponseTemplate;

use crate::support::OneAccess;

/// A secret with the mark in it, legal as a bearer token, and with characters that a form encodes.
fn text(name: &str) -> String {
    format!("{name}+/{MARK}/+==")
}

fn secret(name: &str) -> SecretString {
    text(name).into()
}

#[track_caller]
fn hidden(value: &impl Debug) {
    assert_hidden(&shown(value));
}

#[tokio::test]
async fn g14_requests_answers_and_tokens_hide_their_secrets() {
    let body = json!({"access_token": text("access"), "id_token": text("id"), "expires_in": 1800});
    hidden(&serde_json::from_value::<TokenResponse>(body.clone()).unwrap());

    let oneaccess = OneAccess::responding(ok(&body)).await;
    hidden(&oneaccess.client);
    let source = oneaccess
        .client
        .show_auth_token("my-client-id", secret("client"));
    hidden(&source);
    hidden(&source.call().unwrap());
    hidden(&source.identity());
    hidden(&source.send().await.unwrap());
    hidden(&source.request(Attempt::Primary).await.unwrap());

    let cache = TokenCache::new(source);
    hidden(&cache);
    let token = cache.token().await.unwrap();
    hidden(&token);
    hidden(token.authorization());
    hidden(&token.extra("id_token"));
    hidden(&cache);
    hidden(&cache.status());
}

/// The error of a request whose secret is marked.
async fn error_of(answer: ResponseTemplate) -> Error {
    let oneaccess = OneAccess::answering([answer]).await;
    oneaccess
        .client
        .show_auth_token("my-client-id", secret("client"))
        .await
        .unwrap_err()
}

#[tokio::test]
async fn g14_errors_hide_what_the_answer_holds() {
    let marked = text("token");
    let answers = [
        ok(&json!({"access_token": [marked.clone()]})),
        ok(&json!({"access_token": marked.clone(), "expires_in": marked.clone()})),
        ok(&json!({marked.clone(): 1})),
        ResponseTemplate::new(200).set_body_string(format!("{{\"access_token\": \"{marked}\", ")),
        ResponseTemplate::new(200).set_body_string(marked.clone()),
        ResponseTemplate::new(503).set_body_string(marked.clone()),
        ResponseTemplate::new(307).insert_header("Location", marked.as_str()),
    ];
    for answer in answers {
        assert_hidden(&shown_error(&error_of(answer).await));
    }
}

#[tokio::test]
async fn h6_errors_mask_the_secret_that_the_provider_quotes() {
    let secret = text("client");
    let quotes = [
        format!("Bad client credentials: {secret}"),
        format!(
            "client_id=my-client-id&client_secret={}",
            secret
                .replace('+', "%2B")
                .replace('/', "%2F")
                .replace('=', "%3D")
        ),
    ];
    for quote in quotes {
        let answer = ResponseTemplate::new(401)
            .set_body_json(json!({"error": "invalid_client", "error_description": quote}));
        let error = error_of(answer).await;
        assert!(matches!(error.vendor_body(), Some(TokenError::OAuth(_))));
        assert!(error.vendor_message().is_some());
        assert_hidden(&shown_error(&error));
    }
}

#[tokio::test]
async fn g14_errors_hide_what_was_not_sent() {
    let client = Client::new("https://abcdefg.huaweioneaccess.com").unwrap();
    let error = client
        .show_auth_token("my-client-id", format!("{}\n", text("line")))
        .await
        .unwrap_err();
    assert_hidden(&shown_error(&error));

    // Port 9 discards; nobody listens there.
    let nobody = Client::builder()
        .base_url("http://127.0.0.1:9")
        .retry(api_core::RetryPolicy::never())
        .build();
    let request = nobody
        .unwrap()
        .show_auth_token("my-client-id", secret("client"));
    assert_hidden(&shown_error(&request.await.unwrap_err()));
}
