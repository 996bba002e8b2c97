use api_core::{ClientCredentials, ErrorKind, SecretObject};
use auth_core::{Attempt, RefreshToken, TokenSource};
use goldens::grants::{Client, LoginHints, LoginRequest, Target};
use std::time::Duration;

use crate::server::{Server, header, json, text};

const TOKENS: &str = r#"{"access_token":"access-1","refresh_token":"refresh-1","token_type":"Bearer","expires_in":"3600",
    "expires_at":1e30,"scope":"all","id_token":"id-1"}"#;

fn client(url: &str) -> Client {
    Client::new(url).unwrap()
}

fn login(client: &Client) -> LoginRequest {
    client.login(
        SecretObject::from_iter([("user", "me"), ("password", "hidden")]),
        "LOCAL",
        Target::All {},
    )
}

#[tokio::test]
async fn an_answer_becomes_what_was_issued() {
    let server = Server::answering(200, TOKENS).await;
    let request = login(&client(&server.url()));
    let issued = request.request(Attempt::Primary).await.unwrap();
    let shown = format!("{issued:?}");
    for part in ["3600s", "Bearer", "all", "id_token", "refresh_token: Some"] {
        assert!(shown.contains(part), "{part} is not in {shown}");
    }
    for secret in ["access-1", "refresh-1", "id-1"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert_eq!(
        json(&server.request().await),
        serde_json::json!({"credentials": {"user": "me", "password": "hidden"}, "kind": "LOCAL", "all": true})
    );
}

#[tokio::test]
async fn a_literal_that_means_no_refresh_token_is_none() {
    for literal in [r#""none""#, r#""not_supported""#, "null"] {
        let body = format!(r#"{{"access_token":"a","refresh_token":{literal}}}"#);
        let server = Server::answering(200, &body).await;
        let issued = login(&client(&server.url()))
            .request(Attempt::Primary)
            .await
            .unwrap();
        assert!(
            format!("{issued:?}").contains("refresh_token: None"),
            "{issued:?}"
        );
    }
}

#[tokio::test]
async fn an_answer_without_a_token_is_unreadable() {
    let server = Server::answering(200, "{}").await;
    let error = login(&client(&server.url()))
        .request(Attempt::Primary)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreadable);
    assert_eq!(error.operation(), Some("login"));
    assert!(error.to_string().contains("`access_token`"), "{error}");
}

#[tokio::test]
async fn a_refresh_token_is_presented_by_the_operation_that_renews() {
    let server = Server::answering(200, TOKENS).await;
    let refresh = RefreshToken::new("refresh-0");
    let issued = login(&client(&server.url()))
        .scope("part")
        .client(ClientCredentials::new("c", "s"))
        .lifetime(60)
        .request(Attempt::Renew(&refresh))
        .await
        .unwrap();
    assert!(
        format!("{issued:?}").contains("refresh_token: Some"),
        "{issued:?}"
    );
    let request = server.request().await;
    assert_eq!(request.url.path(), "/token");
    assert_eq!(
        text(&request),
        "grant_type=refresh_token&refresh=refresh-0&scope=part"
    );
    assert_eq!(header(&request, "authorization"), Some("Basic Yzpz"));
}

#[tokio::test]
async fn without_a_renewal_the_same_request_is_sent_again() {
    let body = r#"{"token":"t","life":"60","until":5,"kind":null}"#;
    let server = Server::answering(200, body).await;
    let refresh = RefreshToken::new("refresh-0");
    let issued = client(&server.url())
        .bare()
        .request(Attempt::Renew(&refresh))
        .await
        .unwrap();
    assert!(format!("{issued:?}").contains("60s"), "{issued:?}");
    assert_eq!(server.request().await.method.as_str(), "GET");
}

#[test]
fn traits_are_those_of_the_document() {
    let client = client("http://localhost:1");
    let traits = login(&client).traits();
    assert_eq!(traits.default_life, Duration::from_secs(600));
    assert_eq!(traits.refusal_pause, Duration::from_secs(900));
    assert!(traits.same_token_until_expiry);
    assert_eq!(client.bare().traits(), auth_core::SourceTraits::default());
}

#[test]
fn whatever_decides_whose_token_it_is_is_in_the_identity() {
    let client = client("http://localhost:1");
    let base = || login(&client);
    let other_target = |sub: Option<&str>| {
        client.login(
            SecretObject::from_iter([("user", "me"), ("password", "hidden")]),
            "LOCAL",
            Target::One {
                one: "1".to_owned(),
                sub: sub.map(str::to_owned),
            },
        )
    };
    let requests = [
        base(),
        Client::new("http://localhost:2")
            .map(|other| login(&other))
            .unwrap(),
        client.login(
            SecretObject::from_iter([("user", "you")]),
            "LOCAL",
            Target::All {},
        ),
        client.login(
            SecretObject::from_iter([("user", "me"), ("password", "hidden")]),
            "REMOTE",
            Target::All {},
        ),
        other_target(None),
        other_target(Some("s")),
        base().scope("part"),
        base().lifetime(60),
        base().device("d"),
        base().null_device(),
        base().hints(LoginHints::new().pin("1234")),
        base().hints(LoginHints::new().pin("5678")),
        base().x_tenant(["a", "b"]),
        base().x_tenant(["b", "a"]),
        base().client(ClientCredentials::new("c", "s")),
        base().client(ClientCredentials::new("c", "other")),
    ];
    for (index, one) in requests.iter().enumerate() {
        let id = one.identity().unwrap();
        assert_eq!(Some(&id), one.clone().identity().as_ref());
        assert_eq!(format!("{id:?}"), "CredentialId(goldens/grants/login)");
        for other in &requests[..index] {
            assert_ne!(Some(&id), other.identity().as_ref(), "{one:?} {other:?}");
        }
    }
    assert_eq!(base().x_trace("1").identity(), base().identity());
}
