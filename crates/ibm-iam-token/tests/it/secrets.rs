//! Nothing that prints itself prints a secret.

use std::fmt::Debug;
use std::time::Duration;

use api_core::RetryPolicy;
use auth_core::{Attempt, Issued, RefreshToken, TokenSource};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ibm_iam_token::iam::{
    AssumeProfile, AssumeSubject, ComputeResourceProfile, DelegatedResponseType, IamError,
    TokenResponse,
};
use ibm_iam_token::{
    Client, ClientCredentials, Error, SecretString, ServiceAuthorization, TokenCache,
    TrustedProfile,
};
use serde_json::{Value, json};
use test_support::{Log, MARK, assert_hidden, ok, shown, shown_error};
use wiremock::ResponseTemplate;

use crate::support::{Iam, pair};

/// A secret with the mark in it, legal as a bearer token, and with characters that a form encodes.
fn secret(name: &str) -> SecretString {
    text(name).into()
}

fn text(name: &str) -> String {
    format!("{name}+/{MARK}/+==")
}

fn client_credentials() -> ClientCredentials {
    ClientCredentials::new("my-client", secret("client"))
}

/// An answer in which everything secret is marked.
fn full_answer() -> Value {
    json!({
        "access_token": text("access"),
        "refresh_token": text("refresh"),
        "delegated_refresh_token": text("delegated"),
        "token_type": "Bearer",
        "expires_in": 3600,
        "scope": "ibm openid",
        "id_token": text("id"),
        "ims_token": text("ims"),
        "iam_cookie": text("cookie"),
        "uaa_token": text("uaa"),
        "uaa_refresh_token": text("uaa-refresh"),
    })
}

#[track_caller]
fn hidden(value: &impl Debug) {
    assert_hidden(&shown(value));
}

#[tokio::test]
async fn g14_requests_and_what_they_would_send_hide_their_secrets() {
    let client = Client::new().unwrap();
    hidden(&client);
    hidden(&client_credentials());

    macro_rules! request_hides {
        ($($request:expr),* $(,)?) => {$(
            let request = $request;
            hidden(&request);
            hidden(&request.call().unwrap());
        )*};
    }
    let profile = || AssumeProfile::Name {
        profile_name: "p".into(),
        account: "a".into(),
    };
    let both = DelegatedResponseType::CloudIamDelegatedRefreshToken;
    request_hides![
        client
            .get_token_api_key(secret("key"))
            .client(client_credentials()),
        client.get_token_api_key_delegated_refresh_token(secret("key"), both, ["kube"]),
        client.get_token_assume(AssumeSubject::AccessToken(secret("access")), profile()),
        client.get_token_assume(AssumeSubject::RefreshToken(secret("refresh")), profile()),
        client.get_token_assume(AssumeSubject::Cookie(secret("cookie")), profile()),
        client
            .get_token_cr_token(secret("cr"), ComputeResourceProfile::Id("p".into()))
            .client(client_credentials()),
        client.get_token_iam_authz(secret("access"), "crn-crn"),
        client.get_token_password("u", secret("password"), client_credentials()),
        client.get_token_passcode(secret("passcode"), client_credentials()),
        client.get_token_refresh_token(secret("refresh"), client_credentials()),
        client.redeem_delegated_refresh_token(secret("delegated"), client_credentials()),
    ];
    hidden(&AssumeSubject::AccessToken(secret("access")));
    hidden(&AssumeSubject::RefreshToken(secret("refresh")));
    hidden(&AssumeSubject::Cookie(secret("cookie")));
}

#[tokio::test]
async fn g14_answers_and_tokens_hide_their_secrets() {
    let answer: TokenResponse = serde_json::from_value(full_answer()).unwrap();
    hidden(&answer);

    let iam = Iam::answering([ok(&full_answer()), ok(&full_answer())]).await;
    let source = iam
        .client
        .redeem_delegated_refresh_token(secret("delegated"), client_credentials());
    let issued: Issued = source.request(Attempt::Primary).await.unwrap();
    hidden(&issued);
    hidden(&source.identity());
    hidden(&Attempt::Renew(&RefreshToken::new(secret("refresh"))));

    let cache = TokenCache::new(source);
    hidden(&cache);
    let token = cache.token().await.unwrap();
    hidden(&token);
    hidden(token.authorization());
    hidden(&token.extra("id_token"));
    hidden(&cache);
    hidden(&cache.status());
    hidden(&cache.identity());
}

#[tokio::test]
async fn g14_exchanges_hide_the_secrets_beneath_them() {
    let iam = Iam::responding(pair(&text("access"), &text("refresh"))).await;
    let user = TokenCache::new(iam.client.get_token_api_key(secret("key")));
    let profile = TrustedProfile::new(
        iam.client.clone(),
        user.clone(),
        AssumeProfile::Id("p".into()),
    );
    let service = ServiceAuthorization::new(iam.client.clone(), user.clone(), "crn-crn");
    for source in [
        TokenCache::new(profile.clone()),
        TokenCache::new(service.clone()),
    ] {
        source.token().await.unwrap();
        hidden(&source);
    }
    hidden(&profile);
    hidden(&profile.identity());
    hidden(&service);
    hidden(&service.identity());
}

/// The error of a request all of whose secrets are marked.
async fn error_of(answer: ResponseTemplate) -> Error {
    let iam = Iam::answering([answer]).await;
    let request = iam
        .client
        .get_token_password("u", secret("password"), client_credentials());
    request.await.unwrap_err()
}

#[tokio::test]
async fn g14_errors_hide_what_the_answer_holds() {
    let refused = error_of(ResponseTemplate::new(401).set_body_json(json!({
        "errorCode": "BXNIM0400E",
        "errorMessage": "No.",
        "requirements": {"authorizationToken": text("authorization")},
    })))
    .await;
    let Some(IamError::Exception(body)) = refused.vendor_body() else {
        panic!("{refused:?}")
    };
    assert!(
        body.requirements
            .as_ref()
            .is_some_and(|requirements| requirements.authorization_token.is_some())
    );
    hidden(body);
    hidden(&refused.vendor_body::<IamError>());
    assert_hidden(&shown_error(&refused));

    let unreadable = [
        ok(&json!({"access_token": [text("access")]})),
        ok(&json!({"access_token": text("access"), "expires_in": text("expires")})),
        ok(&json!({"access_token": text("access"), "expiration": text("expiration")})),
        ok(&json!({text("name"): 1, "scope": {text("deep"): 1}})),
        ok(&json!(text("string"))),
        ResponseTemplate::new(200)
            .set_body_string(format!("{{\"access_token\": \"{}\", ", text("cut"))),
        ResponseTemplate::new(200).set_body_string(text("text")),
        ResponseTemplate::new(503).set_body_string(text("text")),
        ResponseTemplate::new(400).set_body_json(json!({"errors": text("errors")})),
        ResponseTemplate::new(302)
            .insert_header("Location", text("https://elsewhere.example.com/?token=")),
    ];
    for answer in unreadable {
        assert_hidden(&shown_error(&error_of(answer).await));
    }
}

/// What a provider may quote of such a request: as it was given, as it was sent, and as the header was sent.
fn quotations() -> [String; 4] {
    let form = text("password")
        .replace('+', "%2B")
        .replace('/', "%2F")
        .replace('=', "%3D");
    let basic = STANDARD.encode(format!("my-client:{}", text("client")));
    [
        format!("No user has the password {}.", text("password")),
        format!("Not understood: grant_type=password&username=u&password={form}"),
        format!("The client secret {} is not valid.", text("client")),
        format!("Not understood: Authorization: Basic {basic}"),
    ]
}

#[tokio::test]
async fn h6_errors_mask_the_secrets_that_iam_quotes() {
    for quotation in quotations() {
        let body = json!({"errorCode": "BXNIM0602E", "errorMessage": quotation});
        let error = error_of(ResponseTemplate::new(400).set_body_json(body)).await;
        let (said, rest) = (
            error.vendor_message().unwrap(),
            quotation.split(' ').next().unwrap(),
        );
        assert!(said.starts_with(rest), "{said}");
        assert_hidden(&shown_error(&error));
    }
}

#[tokio::test]
async fn g14_events_and_health_pages_hide_what_requests_and_answers_hold() {
    let [first, .., last] = quotations();
    let iam = Iam::answering([
        ResponseTemplate::new(503).set_body_string(text("text")),
        ok(&full_answer()),
        ResponseTemplate::new(400)
            .set_body_json(json!({"errorCode": "BXNIM0408E", "errorMessage": first})),
        ResponseTemplate::new(400)
            .set_body_json(json!({"errorCode": "BXNIM0602E", "errorMessage": last})),
    ])
    .await;
    let (log, _guard) = Log::start();
    let policy = RetryPolicy::default().with_first_pause(Duration::ZERO);
    let client = Client::builder()
        .base_url(iam.server.uri())
        .retry(policy)
        .header("X-Gateway-Key", secret("gateway"))
        .build()
        .unwrap();
    hidden(&client);
    let cache =
        TokenCache::new(client.get_token_password("u", secret("password"), client_credentials()));

    let token = cache.token().await.unwrap();
    cache.reject(&token);
    let error = cache.token().await.unwrap_err();

    assert_eq!(error.code(), Some("BXNIM0602E"));
    assert_eq!(iam.sent().await.len(), 4);
    assert_hidden(&shown_error(&error));
    hidden(&cache);
    hidden(&cache.status());
    let log = log.text();
    let events = [
        "api_core.retry",
        "auth_core.rejected",
        "auth_core.refresh_token_dropped",
        "auth_core.failed",
    ];
    for event in events {
        assert!(log.contains(event), "{event}: {log}");
    }
    assert_hidden(&log);
}

#[tokio::test]
async fn g14_errors_hide_what_was_not_sent() {
    let client = Client::new().unwrap();
    let line = |name: &str| SecretString::from(format!("{}\n", text(name)));
    let errors = [
        client.get_token_api_key(line("key")).await.unwrap_err(),
        client
            .get_token_iam_authz(line("access"), "crn-crn")
            .await
            .unwrap_err(),
        client
            .get_token_password("u", "p", ClientCredentials::new("c", line("client")))
            .await
            .unwrap_err(),
        client
            .get_token_password("u", line("password"), client_credentials())
            .await
            .unwrap_err(),
    ];
    for error in errors {
        assert_hidden(&shown_error(&error));
    }

    // Port 9 discards; nobody listens there.
    let nobody = Client::builder()
        .base_url("http://127.0.0.1:9")
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    let error = nobody
        .get_token_password("u", secret("password"), client_credentials())
        .await
        .unwrap_err();
    assert_hidden(&shown_error(&error));

    let address = format!("https://user:{}@iam.example.com", text("address"));
    let builder = Client::builder().base_url(address);
    hidden(&builder);
    match builder.build() {
        Ok(client) => hidden(&client),
        Err(error) => assert_hidden(&shown_error(&error)),
    }
}
