//! Authorized requests of reqwest: by its request builder, and under `reqwest-middleware`. Against real sockets, because redirects are about those.

use api_core::{Error, ErrorKind, RefusalRules, RequestBuilderExt, TokenAuth};
use reqwest::{Client, RequestBuilder, Response};
use test_support::{MARK, assert_hidden, shown_error};

use crate::support::{Server, Tokens, answer, token};

const INVALID: &[u8] = br#"{"error":"invalid_token"}"#;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum How {
    Extension,
    #[cfg(feature = "reqwest-middleware")]
    Middleware,
}

const EACH: &[How] = &[
    How::Extension,
    #[cfg(feature = "reqwest-middleware")]
    How::Middleware,
];

impl How {
    async fn send(self, auth: &TokenAuth, request: RequestBuilder) -> Result<Response, Error> {
        match self {
            Self::Extension => request.send_authorized(auth).await,
            #[cfg(feature = "reqwest-middleware")]
            Self::Middleware => {
                let (client, request) = request.build_split();
                let client = reqwest_middleware::ClientBuilder::new(client)
                    .with(api_core::TokenAuthMiddleware::new(auth.clone()))
                    .build();
                client
                    .execute(request.unwrap())
                    .await
                    .map_err(|error| match error {
                        reqwest_middleware::Error::Middleware(error) => error.downcast().unwrap(),
                        reqwest_middleware::Error::Reqwest(error) => {
                            Error::new(ErrorKind::Connect, "reqwest's own")
                                .with_source(error.without_url())
                        }
                    })
            }
        }
    }
}

/// Follows redirects, as reqwest does by itself.
fn http() -> Client {
    Client::builder().no_proxy().build().unwrap()
}

/// Gives the first answer to the first token, and the second to every other request.
async fn picky(first: Vec<u8>, second: Vec<u8>) -> Server {
    Server::start(move |mut connection| {
        let (first, second) = (first.clone(), second.clone());
        async move {
            while let Some(request) = connection.request().await {
                let old = request.contains(&token(1));
                connection.send(if old { &first } else { &second }).await;
            }
        }
    })
    .await
}

fn good() -> Vec<u8> {
    answer("200 OK", &[], b"good")
}

fn has_token(request: &str, number: usize) -> bool {
    request.contains(&format!("authorization: Bearer {}\r\n", token(number)))
}

#[tokio::test]
async fn h8_reqwest_sends_a_token_and_another_when_it_is_refused() {
    let challenge = r#"www-authenticate: Negotiate YII==, bearer ERROR="invalid_token""#;
    for refusal in [
        answer("401 Unauthorized", &[], b""),
        answer("401 Unauthorized", &[challenge], b"who?"),
    ] {
        for how in EACH {
            let server = picky(refusal.clone(), good()).await;
            let tokens = Tokens::up_to(3);
            let auth = TokenAuth::new(tokens.clone());
            let request = http().put(server.url()).body("the body");
            let response = how.send(&auth, request).await.unwrap();
            assert_eq!(response.text().await.unwrap(), "good");
            let requests = server.requests();
            assert_eq!(requests.len(), 2, "{how:?}");
            for (request, number) in requests.iter().zip(1..) {
                assert!(has_token(request, number), "{how:?}");
                assert!(request.ends_with("\r\n\r\nthe body"), "{how:?}");
            }
            assert_eq!(tokens.rejected(), [token(1)]);
        }
    }
}

#[tokio::test]
async fn h8_reqwest_hands_on_a_refusal_that_no_repeat_would_change() {
    let refusal = answer("401 Unauthorized", &["x-id: 7"], b"who?");
    for how in EACH {
        for last in [1, 9] {
            let server = Server::same(refusal.clone()).await;
            let tokens = Tokens::up_to(last);
            let auth = TokenAuth::new(tokens.clone());
            let response = how.send(&auth, http().get(server.url())).await.unwrap();
            assert_eq!(response.status(), 401);
            assert_eq!(response.headers()["x-id"], "7");
            assert_eq!(response.text().await.unwrap(), "who?");
            assert_eq!(
                server.requests().len(),
                if last == 1 { 1 } else { 2 },
                "once more, with another token"
            );
            assert_eq!(tokens.rejected(), [token(1)]);
        }
    }
}

#[tokio::test]
async fn h8_reqwest_repeats_no_stream_but_gives_the_token_back() {
    for how in EACH {
        let server = picky(answer("401 Unauthorized", &[], b""), good()).await;
        let tokens = Tokens::up_to(3);
        let auth = TokenAuth::new(tokens.clone());
        let post = || {
            let stream = reqwest::Body::wrap("a stream".to_owned());
            http().post(server.url()).body(stream)
        };
        assert_eq!(how.send(&auth, post()).await.unwrap().status(), 401);
        assert_eq!(server.requests().len(), 1);
        assert_eq!(tokens.rejected(), [token(1)]);
        assert_eq!(how.send(&auth, post()).await.unwrap().status(), 200);
    }
}

#[tokio::test]
async fn oauth_28_reqwest_reads_the_error_body_where_the_api_documents_it() {
    for how in EACH {
        let server = picky(answer("400 Bad Request", &[], INVALID), good()).await;
        let rules = RefusalRules::RFC_6750.with_error_body(&[400]);
        let auth = TokenAuth::new(Tokens::up_to(2)).refusal_rules(rules);
        let response = how.send(&auth, http().get(server.url())).await.unwrap();
        assert_eq!(response.status(), 200, "{how:?}");

        let auth = TokenAuth::new(Tokens::up_to(2));
        let response = how.send(&auth, http().get(server.url())).await.unwrap();
        assert_eq!(response.status(), 400, "not documented");
        assert_eq!(response.bytes().await.unwrap(), INVALID);
    }
}

#[tokio::test]
async fn h8_reqwest_hands_on_a_body_that_it_has_looked_into_as_it_came() {
    let long = "0123456789".repeat(20_000);
    let chunked = b"HTTP/1.1 400 Bad Request\r\ntransfer-encoding: chunked\r\nx-id: 7\r\n\r\n5\r\nshort\r\n0\r\n\r\n".to_vec();
    let torn = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 9\r\nx-id: 7\r\n\r\nshort".to_vec();
    let rules = RefusalRules::RFC_6750.with_error_body(&[400]);
    for how in EACH {
        for (bytes, expected, length) in [
            (
                answer("400 Bad Request", &["x-id: 7"], long.as_bytes()),
                Some(long.as_str()),
                Some(200_000),
            ),
            (chunked.clone(), Some("short"), None),
            (torn.clone(), None, Some(9)),
        ] {
            let server = Server::start(move |mut connection| {
                let bytes = bytes.clone();
                async move {
                    connection.request().await;
                    connection.send(&bytes).await;
                }
            })
            .await;
            let tokens = Tokens::up_to(2);
            let auth = TokenAuth::new(tokens.clone()).refusal_rules(rules);
            let url = format!("{}/users?q=1", server.url());
            let response = how.send(&auth, http().get(&url)).await.unwrap();
            assert_eq!(
                (response.status().as_u16(), response.url().as_str()),
                (400, url.as_str())
            );
            assert_eq!(response.headers()["x-id"], "7");
            if expected == Some(&long) {
                assert_eq!(response.content_length(), length);
            }
            assert_eq!(response.text().await.ok().as_deref(), expected);
            assert!(tokens.rejected().is_empty());
        }
    }
}

#[tokio::test]
async fn oauth_29_reqwest_leaves_a_403_alone() {
    let challenge = r#"www-authenticate: Bearer error="insufficient_scope""#;
    for how in EACH {
        let server = Server::same(answer("403 Forbidden", &[challenge], INVALID)).await;
        let tokens = Tokens::up_to(2);
        let auth = TokenAuth::new(tokens.clone());
        let response = how.send(&auth, http().get(server.url())).await.unwrap();
        assert_eq!(response.status(), 403);
        assert_eq!((server.requests().len(), tokens.rejected().len()), (1, 0));
    }
}

#[tokio::test]
async fn h8_no_token_follows_a_redirect_to_another_origin() {
    for how in EACH {
        for status in [301, 302, 303, 307, 308] {
            // It asks for a token in every way that there is.
            let challenge = r#"www-authenticate: Bearer error="invalid_token""#;
            let elsewhere = Server::same(answer("401 Unauthorized", &[challenge], INVALID)).await;
            let location = format!("location: {}/steal", elsewhere.url());
            let server = Server::same(answer(&format!("{status} Moved"), &[&location], b"")).await;
            let tokens = Tokens::up_to(9);
            let rules = RefusalRules::RFC_6750.with_error_body(&[400, 401]);
            let auth = TokenAuth::new(tokens.clone()).refusal_rules(rules);
            let response = how.send(&auth, http().get(server.url())).await.unwrap();
            assert_eq!(response.status(), 401, "reqwest did follow");
            let seen = elsewhere.requests();
            assert_eq!(seen.len(), 1, "{status}");
            assert!(!seen[0].contains(MARK), "{status}: {}", seen[0]);
            assert!(
                tokens.rejected().is_empty(),
                "another origin has no say about tokens"
            );
        }
    }
}

#[tokio::test]
async fn h8_a_redirect_within_the_origin_keeps_the_token() {
    for how in EACH {
        let server = Server::start(|mut connection| async move {
            while let Some(request) = connection.request().await {
                let moved = request.starts_with("GET /new ");
                let answer = if moved {
                    good()
                } else {
                    answer("307 Moved", &["location: /new"], b"")
                };
                connection.send(&answer).await;
            }
        })
        .await;
        let auth = TokenAuth::new(Tokens::up_to(1));
        let response = how.send(&auth, http().get(server.url())).await.unwrap();
        assert_eq!(response.status(), 200);
        assert!(
            server
                .requests()
                .iter()
                .all(|request| has_token(request, 1))
        );
    }
}

#[tokio::test]
async fn h8_tokens_go_only_to_the_origins_that_are_named() {
    let server = Server::same(good()).await;
    let tokens = Tokens::up_to(1);
    let elsewhere = TokenAuth::new(tokens.clone())
        .only_to("https://api.example.com")
        .unwrap();
    let request = || http().get(server.url());
    let error = How::Extension
        .send(&elsewhere, request())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("`only_to`"), "{error}");
    assert_eq!((server.connections(), tokens.asked()), (0, 0));
    #[cfg(feature = "reqwest-middleware")]
    {
        let response = How::Middleware.send(&elsewhere, request()).await.unwrap();
        assert_eq!(response.status(), 200, "it passes, without a token");
        assert!(!server.requests()[0].contains(MARK));
        assert_eq!(tokens.asked(), 0);
    }
    let both = elsewhere.only_to(&server.url()).unwrap();
    for how in EACH {
        how.send(&both, request()).await.unwrap();
        assert!(has_token(server.requests().last().unwrap(), 1), "{how:?}");
    }
}

#[tokio::test]
async fn h8_tokens_go_over_plain_http_to_this_machine_alone_unless_it_is_asked_for() {
    let proxy = Server::same(good()).await;
    let http = Client::builder()
        .proxy(reqwest::Proxy::all(proxy.url()).unwrap())
        .build()
        .unwrap();
    for how in EACH {
        let auth = TokenAuth::new(Tokens::up_to(1));
        let request = || http.get("http://api.invalid/users");
        let error = how.send(&auth, request()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{how:?}");
        assert!(error.to_string().contains("allow_plain_http"), "{error}");
        assert!(proxy.requests().iter().all(|request| has_token(request, 1)));
        how.send(&auth.allow_plain_http(), request()).await.unwrap();
    }
    assert_eq!(proxy.requests().len(), EACH.len());
}

#[tokio::test]
async fn h8_a_token_can_be_added_without_sending() {
    let auth = TokenAuth::new(Tokens::up_to(1));
    let request = http()
        .get("https://api.example.com")
        .basic_auth("robot", Some("x"))
        .token_auth(&auth)
        .await
        .unwrap()
        .build()
        .unwrap();
    let values: Vec<_> = request.headers().get_all("authorization").iter().collect();
    assert_eq!(values, [&format!("Bearer {}", token(1))]);
    assert!(values[0].is_sensitive());
    let error = http().get("/relative").token_auth(&auth).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
}

#[tokio::test]
async fn h8_failures_are_of_the_one_error_type_and_show_no_token() {
    let auth = TokenAuth::new(Tokens::up_to(1));
    let url = format!("http://127.0.0.1:1/{MARK}");
    let error = http().get(url).send_authorized(&auth).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert_hidden(&shown_error(&error));

    for how in EACH {
        let server = Server::same(answer("401 Unauthorized", &[], b"")).await;
        let auth = TokenAuth::new(Tokens::breaking());
        let error = how.send(&auth, http().get(server.url())).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unavailable, "{how:?}");
        assert_eq!(error.operation(), Some("issue_token"));
    }
    assert_hidden(&format!("{auth:?}"));
}

#[cfg(feature = "reqwest-middleware")]
#[tokio::test]
async fn h8_the_middleware_leaves_a_header_that_is_there() {
    let server = Server::same(answer("401 Unauthorized", &[], b"")).await;
    let tokens = Tokens::up_to(2);
    let auth = TokenAuth::new(tokens.clone());
    let request = http().get(server.url()).bearer_auth("own");
    How::Middleware.send(&auth, request).await.unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert!(requests[0].contains("authorization: Bearer own\r\n"));
    assert_eq!((tokens.asked(), tokens.rejected().len()), (0, 0));
}
