use api_core::{AccessToken, ClientCredentials, Error, ErrorKind};
use goldens::security::Client;
use wiremock::Request;

use crate::server::{Server, header};

async fn client() -> (Server, Client) {
    let server = Server::answering(204, "").await;
    let client = Client::new(server.url()).unwrap();
    (server, client)
}

fn query(request: &Request) -> &str {
    request.url.query().unwrap_or_default()
}

#[tokio::test]
async fn a_token_of_a_provider_goes_out_as_bearer() {
    let (server, client) = client().await;
    let client = client
        .with_tokens(AccessToken::fixed("portal-token").unwrap())
        .with_oauth(AccessToken::fixed("oauth-token").unwrap());
    client.by_token().await.unwrap();
    client.by_scoped_token().await.unwrap();
    let requests = server.requests().await;
    assert_eq!(
        header(&requests[0], "authorization"),
        Some("Bearer portal-token")
    );
    assert_eq!(
        header(&requests[1], "authorization"),
        Some("Bearer oauth-token")
    );
}

#[tokio::test]
async fn the_provider_of_the_builder_serves_every_scheme_that_wants_tokens() {
    let (server, _) = client().await;
    let client = Client::builder()
        .base_url(server.url())
        .token_provider(AccessToken::fixed("one-for-all").unwrap())
        .build()
        .unwrap();
    client.by_token().await.unwrap();
    client.by_scoped_token().await.unwrap();
    for request in server.requests().await {
        assert_eq!(
            header(&request, "authorization"),
            Some("Bearer one-for-all")
        );
    }
}

#[tokio::test]
async fn keys_go_where_the_document_says() {
    let (server, client) = client().await;
    let client = client
        .with_header_key("k3y-in-header")
        .with_query_key_in_url("k3y & url")
        .with_cookie_key("k3y; cookie")
        .with_user(ClientCredentials::new("aladdin", "open sesame"))
        .with_signature("Signature keyId=1");
    client.by_header().await.unwrap();
    client.by_query().page(2).await.unwrap();
    client.by_cookie().await.unwrap();
    client.by_user().await.unwrap();
    client.by_other().await.unwrap();
    client.by_certificate().await.unwrap();
    let requests = server.requests().await;
    assert_eq!(header(&requests[0], "x-api-key"), Some("k3y-in-header"));
    assert_eq!(query(&requests[1]), "page=2&key=k3y%20%26%20url");
    assert_eq!(
        header(&requests[2], "cookie"),
        Some("session=k3y%3B%20cookie")
    );
    assert_eq!(
        header(&requests[3], "authorization"),
        Some("Basic YWxhZGRpbjpvcGVuIHNlc2FtZQ==")
    );
    assert_eq!(
        header(&requests[4], "authorization"),
        Some("Signature keyId=1")
    );
    assert_eq!(header(&requests[5], "x-api-key"), Some("k3y-in-header"));
}

#[tokio::test]
async fn the_first_alternative_whose_credentials_are_all_there_is_taken() {
    let (server, client) = client().await;
    let user = client
        .clone()
        .with_header_key("half-of-a-pair")
        .with_user(ClientCredentials::new("a", "b"));
    user.by_one_of_several().await.unwrap();
    let both = user.with_cookie_key("other-half");
    both.by_one_of_several().await.unwrap();
    both.with_or_without().await.unwrap();
    both.by_own_token().token("its-own").await.unwrap();
    both.by_own_token().await.unwrap();
    both.open_to_all().await.unwrap();
    client.with_or_without().await.unwrap();
    let requests = server.requests().await;
    let sent: Vec<_> = requests
        .iter()
        .map(|request| {
            (
                header(request, "authorization"),
                header(request, "x-api-key"),
                header(request, "cookie"),
            )
        })
        .collect();
    assert_eq!(
        sent,
        [
            (Some("Basic YTpi"), None, None),
            (None, Some("half-of-a-pair"), Some("session=other-half")),
            (None, Some("half-of-a-pair"), None),
            (Some("Bearer its-own"), None, None),
            (None, Some("half-of-a-pair"), None),
            (None, None, None),
            (None, None, None),
        ]
    );
}

#[tokio::test]
async fn a_missing_credential_is_named_before_anything_is_sent() {
    let (server, client) = client().await;
    let error = client.by_token().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(
        error.to_string(),
        "byToken: the operation wants a credential that the client was not given: `tokens` (by `with_tokens`)"
    );
    let client = client.with_header_key("there");
    let error: Error = client.by_one_of_several().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "byOneOfSeveral: the operation wants a credential that the client was not given: \
         `cookie_key` (by `with_cookie_key`), or `user` (by `with_user`)"
    );
    assert!(server.requests().await.is_empty());
}

#[tokio::test]
async fn g14_a_key_in_the_url_is_in_no_error_and_no_debug() {
    let server = Server::answering(
        400,
        r#"{"message":"bad key k3y-in-url in ?key=k3y-in-url"}"#,
    )
    .await;
    let client = Client::new(server.url())
        .unwrap()
        .with_query_key_in_url("k3y-in-url");
    let refused = client.by_query().await.unwrap_err();
    let closed = Client::new("http://127.0.0.1:1")
        .unwrap()
        .with_query_key_in_url("k3y-in-url");
    let unreachable = closed.by_query().await.unwrap_err();
    for shown in [
        format!("{refused} {refused:?}"),
        format!("{unreachable} {unreachable:?}"),
        format!("{client:?} {:?}", client.by_query()),
    ] {
        assert!(!shown.contains("k3y-in-url"), "{shown}");
    }
}
