//! Authorized requests under `tower`.

use std::convert::Infallible;
use std::future::{Ready, poll_fn, ready};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use api_core::http::{HeaderName, Request, Response};
use api_core::{Error, ErrorKind, RefusalRules, RepeatBody, TokenAuth, TokenAuthLayer};
use test_support::assert_hidden;
use tower_layer::Layer;
use tower_service::Service;

use crate::support::{Tokens, token};

const TOKEN: HeaderName = HeaderName::from_static("token");

/// Gives its answers in turn and keeps the requests. Like many services, it must be ready before each call.
#[derive(Debug)]
struct Inner {
    answers: Arc<Vec<(u16, &'static str, &'static str)>>,
    seen: Arc<Mutex<Vec<Request<String>>>>,
    ready: bool,
}

impl Clone for Inner {
    /// A clone is not ready, as tower says.
    fn clone(&self) -> Self {
        Self {
            answers: Arc::clone(&self.answers),
            seen: Arc::clone(&self.seen),
            ready: false,
        }
    }
}

impl Inner {
    fn new(answers: &[(u16, &'static str, &'static str)]) -> Self {
        Self {
            answers: Arc::new(answers.to_vec()),
            seen: Arc::default(),
            ready: false,
        }
    }

    fn sent(&self, header: &str) -> Vec<String> {
        let seen = self.seen.lock().unwrap();
        let value = |request: &Request<String>| {
            let value = request.headers().get(header);
            value.map_or_else(String::new, |value| value.to_str().unwrap().to_owned())
        };
        seen.iter().map(value).collect()
    }
}

impl Service<Request<String>> for Inner {
    type Response = Response<String>;
    type Error = Infallible;
    type Future = Ready<Result<Response<String>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.ready = true;
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<String>) -> Self::Future {
        assert!(
            std::mem::take(&mut self.ready),
            "called before it was ready"
        );
        let mut seen = self.seen.lock().unwrap();
        let (status, name, value) = self.answers[seen.len()];
        seen.push(request);
        let mut answer = Response::builder().status(status);
        if !name.is_empty() {
            answer = answer.header(name, value);
        }
        ready(Ok(answer.body("answer".to_owned()).unwrap()))
    }
}

async fn send<R: RepeatBody<String> + Clone>(
    layer: &TokenAuthLayer<R>,
    inner: &Inner,
    request: Request<String>,
) -> Result<Response<String>, Error> {
    let mut service = layer.layer(inner.clone());
    let outcome = async {
        poll_fn(|context| service.poll_ready(context)).await?;
        service.call(request).await
    };
    outcome.await.map_err(|error| *error.downcast().unwrap())
}

fn to(uri: &str) -> Request<String> {
    Request::post(uri)
        .header("x-own", "kept")
        .extension(7_u8)
        .body("the body".to_owned())
        .unwrap()
}

const API: &str = "https://api.example.com/users";
const REFUSED: (u16, &str, &str) = (401, "www-authenticate", r#"bearer error="invalid_token""#);
const GOOD: (u16, &str, &str) = (200, "", "");

#[tokio::test]
async fn h8_tower_sends_a_token_and_another_when_it_is_refused() {
    let tokens = Tokens::up_to(3);
    let inner = Inner::new(&[REFUSED, GOOD]);
    let layer = TokenAuthLayer::new(TokenAuth::new(tokens.clone())).repeating();
    let answer = send(&layer, &inner, to(API)).await.unwrap();
    assert_eq!(answer.status(), 200);
    let expected = [1, 2].map(|number| format!("Bearer {}", token(number)));
    assert_eq!(inner.sent("authorization"), expected);
    for request in &*inner.seen.lock().unwrap() {
        assert_eq!(request.body(), "the body");
        assert_eq!(request.uri(), API);
        assert_eq!(request.method(), "POST");
        assert_eq!(request.headers()["x-own"], "kept");
        assert_eq!(request.extensions().get::<u8>(), Some(&7));
        assert!(request.headers()["authorization"].is_sensitive());
    }
    assert_eq!(tokens.rejected(), [token(1)]);
}

#[tokio::test]
async fn h8_tower_repeats_no_body_that_cannot_be_had_again_but_gives_the_token_back() {
    let tokens = Tokens::up_to(9);
    let layer = TokenAuthLayer::new(TokenAuth::new(tokens.clone()));
    let inner = Inner::new(&[REFUSED]);
    let answer = send(&layer, &inner, to(API)).await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), answer.body().as_str()),
        (401, "answer")
    );
    assert_eq!(tokens.rejected(), [token(1)]);

    let small = |body: &String| (body.len() < 4).then(|| body.clone());
    let layer = layer.repeating_by(small);
    let inner = Inner::new(&[REFUSED]);
    assert_eq!(send(&layer, &inner, to(API)).await.unwrap().status(), 401);
    let inner = Inner::new(&[REFUSED, GOOD]);
    let request = to(API).map(|_| "abc".to_owned());
    assert_eq!(send(&layer, &inner, request).await.unwrap().status(), 200);
}

#[tokio::test]
async fn h8_tower_hands_on_what_no_repeat_would_change() {
    for (answers, last, rejected) in [
        (vec![REFUSED, REFUSED], 9, 1),
        (vec![REFUSED], 1, 1),
        (
            vec![(
                403,
                "www-authenticate",
                r#"Bearer error="insufficient_scope""#,
            )],
            9,
            0,
        ),
        (vec![(200, "grpc-status", "16")], 9, 0),
    ] {
        let tokens = Tokens::up_to(last);
        let inner = Inner::new(&answers);
        let layer = TokenAuthLayer::new(TokenAuth::new(tokens.clone())).repeating();
        let answer = send(&layer, &inner, to(API)).await.unwrap();
        assert_eq!(answer.status().as_u16(), answers.last().unwrap().0);
        assert_eq!(inner.sent("authorization").len(), answers.len());
        assert_eq!(tokens.rejected().len(), rejected);
    }
}

#[tokio::test]
async fn h8_tower_serves_grpc_with_a_metadata_entry_of_its_own() {
    let tokens = Tokens::up_to(2);
    let rules = RefusalRules::RFC_6750.with_grpc_status();
    let auth = TokenAuth::new(tokens.clone()).refusal_rules(rules);
    let layer = TokenAuthLayer::new(auth)
        .header(TOKEN)
        .without_scheme()
        .target("https://identity.example.com:50051")
        .unwrap();
    let inner = Inner::new(&[(200, "grpc-status", "16"), (200, "grpc-status", "0")]);
    let method = "/spaceone.api.identity.v2.User/get";
    send(&layer, &inner, to(method)).await.unwrap();
    assert_eq!(tokens.rejected(), [token(1)]);
    send(&layer, &inner, to(method)).await.unwrap();
    assert_eq!(inner.sent("token"), [token(1), token(2)]);
    assert!(inner.seen.lock().unwrap()[0].headers()["token"].is_sensitive());
    assert_eq!(inner.sent("authorization"), ["", ""]);
}

#[tokio::test]
async fn h8_tower_sends_no_token_where_it_may_not_go() {
    let auth = || TokenAuth::new(Tokens::up_to(1));
    let layer = TokenAuthLayer::new(auth());
    let plain = layer.clone().target("http://identity.example.com").unwrap();
    for (layer, uri, field) in [
        (&layer, "/no/host", "`target`"),
        (&layer, "http://api.example.com", "allow_plain_http"),
        (&plain, "/no/host", "allow_plain_http"),
    ] {
        let inner = Inner::new(&[]);
        let error = send(layer, &inner, to(uri)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains(field), "{error}");
        assert!(inner.seen.lock().unwrap().is_empty());
    }
    // Elsewhere, and with a header of its own, a request passes as it is.
    let only = auth().only_to("https://api.example.com").unwrap();
    let layer = TokenAuthLayer::new(only)
        .target("https://other.example.com")
        .unwrap();
    let inner = Inner::new(&[REFUSED, REFUSED, REFUSED, GOOD]);
    let mut own = to(API);
    own.headers_mut()
        .insert("authorization", "Basic x".parse().unwrap());
    send(&layer, &inner, own).await.unwrap();
    send(&layer, &inner, to("https://evil.example.com"))
        .await
        .unwrap();
    send(&layer, &inner, to("/no/host")).await.unwrap();
    send(&layer, &inner, to(API)).await.unwrap();
    let bearer = format!("Bearer {}", token(1));
    assert_eq!(inner.sent("authorization"), ["Basic x", "", "", &bearer]);
}

#[tokio::test]
async fn h8_tower_fails_with_the_providers_error() {
    let layer = TokenAuthLayer::new(TokenAuth::new(Tokens::breaking())).repeating();
    let inner = Inner::new(&[REFUSED]);
    let error = send(&layer, &inner, to(API)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert_hidden(&format!("{layer:?} {error:?}"));
}
