//! Authorized calls of clients.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use api_core::runtime::{Call, Operation};
use api_core::{
    AccessToken, Bytes, Client, ClientBuilder, Error, ErrorKind, Limits, RefusalRules, RetryPolicy,
    TokenProvider, Transport, TransportError, TransportErrorKind, async_trait, http,
};
use auth_core::{Issued, Life, ScriptedSource, TokenCache};
use test_support::{assert_hidden, shown_error};
use tokio::time::Instant;

use crate::support::{CREATE, SERVICE, Scripted, Step, TOKEN, Tokens, build, call, token};

const INVALID: &str = r#"{"error":"invalid_token","error_description":"Invalid access token."}"#;

fn client(
    provider: impl TokenProvider,
    steps: impl IntoIterator<Item = Step>,
) -> (Client, Scripted) {
    build(ClientBuilder::new(&SERVICE).token_provider(provider), steps)
}

fn authorized(operation: &'static Operation) -> Call {
    Call::new(operation).authorized(RefusalRules::RFC_6750)
}

/// The `Authorization` header of each request.
fn sent(transport: &Scripted) -> Vec<String> {
    let header = |seen: crate::support::Seen| {
        let value = seen.request.headers().get("authorization");
        value.map_or_else(String::new, |value| value.to_str().unwrap().to_owned())
    };
    transport.seen().into_iter().map(header).collect()
}

fn bearer(number: usize) -> String {
    format!("Bearer {}", token(number))
}

fn challenged(status: u16, challenge: &str) -> Step {
    Step::with_headers(status, &[("www-authenticate", challenge)], "")
}

#[tokio::test(start_paused = true)]
async fn h8_attaches_the_providers_token_to_calls_that_want_one() {
    let steps = [Step::answer(200, "{}"), Step::answer(200, "{}")];
    let (client, transport) = client(Tokens::up_to(1), steps);
    client.execute(authorized(&TOKEN)).await.unwrap();
    client.execute(Call::new(&TOKEN)).await.unwrap();
    assert_eq!(sent(&transport), [bearer(1), String::new()]);
    assert!(transport.seen()[0].request.headers()["authorization"].is_sensitive());
}

#[tokio::test(start_paused = true)]
async fn oauth_26_a_token_goes_out_in_the_header_alone() {
    let (client, transport) = client(Tokens::up_to(1), [Step::answer(200, "{}")]);
    client
        .execute(call(&TOKEN).authorized(RefusalRules::RFC_6750))
        .await
        .unwrap();
    let request = &transport.seen()[0].request;
    assert_eq!(request.headers().get_all("authorization").iter().count(), 1);
    assert_eq!(
        request.headers()["authorization"],
        bearer(1).as_str(),
        "in place of the call's own"
    );
    assert!(!request.uri().to_string().contains("token-1"));
    assert!(!String::from_utf8_lossy(request.body()).contains("token-1"));
}

#[tokio::test(start_paused = true)]
async fn oauth_26_a_token_that_would_break_out_of_the_header_is_never_sent() {
    for bad in ["a\r\nx-injected: 1", "a b", "a\0", "t\u{f6}ken", "a,b", "="] {
        assert!(AccessToken::fixed(bad).is_err(), "{bad:?}");
        let source = ScriptedSource::new();
        source.issue(Issued::new(bad).life(Life::in_seconds(60)));
        let (client, transport) = client(TokenCache::new(source), []);
        let error = client.execute(authorized(&TOKEN)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unreadable, "{bad:?}");
        assert_eq!(transport.count(), 0);
    }
    for good in ["abc.DEF-123_~+/", "QUI=="] {
        assert!(AccessToken::fixed(good).is_ok(), "{good}");
    }
}

#[tokio::test(start_paused = true)]
async fn oauth_27_a_refused_token_is_given_back_and_the_call_sent_once_more() {
    for challenge in [
        r#"Bearer realm="api", error="invalid_token""#,
        "bearer Error=invalid_token",
        r#"Basic realm="api", BEARER error = "invalid_token""#,
        "Bearer",
    ] {
        let tokens = Tokens::up_to(3);
        let steps = [challenged(401, challenge), Step::answer(200, "{}")];
        let (client, transport) = client(tokens.clone(), steps);
        client.execute(authorized(&TOKEN)).await.unwrap();
        assert_eq!(sent(&transport), [bearer(1), bearer(2)], "{challenge}");
        assert_eq!((tokens.rejected(), tokens.asked()), (vec![token(1)], 2));
    }
}

#[tokio::test(start_paused = true)]
async fn oauth_27_a_second_refusal_is_final() {
    let tokens = Tokens::up_to(9);
    let steps = [Step::answer(401, INVALID), Step::answer(401, INVALID)];
    let (client, transport) = client(tokens.clone(), steps);
    let error = client.execute(authorized(&TOKEN)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert_eq!(sent(&transport), [bearer(1), bearer(2)]);
    assert_eq!(tokens.rejected(), [token(1)]);
}

#[tokio::test(start_paused = true)]
async fn oauth_28_an_error_body_refuses_where_the_api_documents_it() {
    let one_access = RefusalRules::RFC_6750.with_error_body(&[400]);
    let tokens = Tokens::up_to(3);
    let steps = [Step::answer(400, INVALID), Step::answer(200, "{}")];
    let (ours, transport) = client(tokens.clone(), steps);
    let call = || Call::new(&TOKEN).authorized(one_access);
    ours.execute(call()).await.unwrap();
    assert_eq!(sent(&transport), [bearer(1), bearer(2)]);

    for (call, body) in [
        (authorized(&TOKEN), INVALID),
        (call(), r#"{"error_code":"USER.0001","error_msg":"no"}"#),
    ] {
        let tokens = Tokens::up_to(3);
        let (client, transport) = client(tokens.clone(), [Step::answer(400, body)]);
        client.execute(call).await.unwrap_err();
        assert_eq!((transport.count(), tokens.rejected().len()), (1, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn oauth_29_a_403_costs_no_token_and_is_not_repeated() {
    for step in [
        challenged(403, r#"Bearer error="insufficient_scope", scope="admin""#),
        challenged(401, r#"Bearer error="insufficient_scope""#),
        challenged(403, r#"Bearer error="invalid_token""#),
        Step::answer(403, INVALID),
        Step::answer(404, "{}"),
    ] {
        let tokens = Tokens::up_to(2);
        let (client, transport) = client(tokens.clone(), [step]);
        client.execute(authorized(&TOKEN)).await.unwrap_err();
        assert_eq!((transport.count(), tokens.rejected().len()), (1, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn h8_does_not_repeat_with_the_very_same_token() {
    let tokens = Tokens::up_to(1);
    let (client, transport) = client(tokens.clone(), [Step::answer(401, INVALID)]);
    let error = client.execute(authorized(&TOKEN)).await.unwrap_err();
    assert_eq!(error.status(), Some(401));
    assert_eq!(transport.count(), 1);
    assert_eq!(tokens.rejected(), [token(1)]);
}

#[tokio::test(start_paused = true)]
async fn h8_a_refused_call_did_nothing_so_that_any_may_be_repeated() {
    let steps = [Step::answer(401, ""), Step::answer(201, "{}")];
    let builder = ClientBuilder::new(&SERVICE)
        .token_provider(Tokens::up_to(2))
        .retry(RetryPolicy::never());
    let (client, transport) = build(builder, steps);
    let answer = client
        .execute(call(&CREATE).authorized(RefusalRules::RFC_6750))
        .await;
    assert_eq!(answer.unwrap().status(), 201);
    let bodies: Vec<_> = transport
        .seen()
        .into_iter()
        .map(|seen| seen.request.into_body())
        .collect();
    assert!(!bodies[0].is_empty() && bodies[0] == bodies[1]);
}

#[tokio::test(start_paused = true)]
async fn h8_asks_for_the_token_anew_with_each_attempt() {
    // Rejected by someone else while the call pauses.
    let tokens = Tokens::up_to(3);
    let steps = [
        Step::answer(503, "{}"),
        Step::answer(401, ""),
        Step::fail(TransportErrorKind::Connect),
        Step::answer(200, "{}"),
    ];
    let (client, transport) = client(tokens.clone(), steps);
    client.execute(authorized(&TOKEN)).await.unwrap();
    assert_eq!(sent(&transport), [1, 1, 2, 2].map(bearer));
    assert_eq!(tokens.rejected(), [token(1)]);
}

#[tokio::test(start_paused = true)]
async fn h8_says_so_when_there_is_no_provider() {
    let (client, transport) = build(ClientBuilder::new(&SERVICE), []);
    let error = client.execute(authorized(&TOKEN)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("`token_provider`"), "{error}");
    assert_eq!(transport.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn h8_a_token_that_cannot_be_had_is_the_providers_error() {
    let (client, transport) = client(Tokens::breaking(), [Step::answer(401, INVALID)]);
    let error = client.execute(authorized(&TOKEN)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert_eq!(error.operation(), Some("issue_token"));
    assert_eq!(transport.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn h8_waits_for_a_token_no_longer_than_the_call_may_take() {
    let source = ScriptedSource::new();
    source.hold();
    let builder = ClientBuilder::new(&SERVICE)
        .token_provider(TokenCache::new(source))
        .total_timeout(Duration::from_secs(7));
    let (client, transport) = build(builder, []);
    let start = Instant::now();
    let error = client.execute(authorized(&TOKEN)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(start.elapsed(), Duration::from_secs(7));
    assert_eq!(transport.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn h8_no_error_shows_a_token() {
    let body = serde_json::json!({"error": token(1), "error_description": format!("{} and {}", token(1), token(2))});
    let steps = [
        Step::answer(401, &body.to_string()),
        Step::answer(400, &body.to_string()),
    ];
    let (client, _) = client(Tokens::up_to(2), steps);
    let error = client.execute(authorized(&TOKEN)).await.unwrap_err();
    assert_hidden(&shown_error(&error));
    assert_eq!(error.vendor_message(), Some("*** and ***"));
    let call = authorized(&TOKEN);
    assert_hidden(&format!("{call:?} {client:?}"));
}

/// Takes the second token only.
#[derive(Clone, Debug, Default)]
struct Strict(Arc<AtomicUsize>);

#[async_trait]
impl Transport for Strict {
    async fn send(
        &self,
        request: http::Request<Bytes>,
        _: Limits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        self.0.fetch_add(1, Ordering::SeqCst);
        tokio::task::yield_now().await;
        let status = if request.headers()["authorization"] == bearer(2).as_str() {
            200
        } else {
            401
        };
        let answer = http::Response::builder().status(status);
        Ok(answer.body(Bytes::from_static(b"{}")).unwrap())
    }
}

#[tokio::test]
async fn oauth_30_concurrent_calls_share_one_token_request_whoever_gives_up() {
    const CALLERS: usize = 200;
    let source = ScriptedSource::new();
    for number in 1..=2 {
        source.issue(Issued::new(token(number)).life(Life::in_seconds(300)));
    }
    source.hold();
    let transport = Strict::default();
    let client: Client = ClientBuilder::new(&SERVICE)
        .token_provider(TokenCache::new(source.clone()))
        .transport(transport.clone())
        .build()
        .unwrap();
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.execute(authorized(&TOKEN)).await })
        })
        .collect();
    while source.requests() == 0 {
        tokio::task::yield_now().await;
    }
    // The caller whose request it is, and another.
    callers[0].abort();
    callers[7].abort();
    source.release();
    let mut good = 0;
    for caller in callers {
        match caller.await {
            Ok(answer) => {
                let answer: Result<_, Error> = answer;
                assert_eq!(answer.unwrap().status(), 200);
                good += 1;
            }
            Err(stopped) => assert!(stopped.is_cancelled()),
        }
    }
    assert_eq!(good, CALLERS - 2);
    assert_eq!(
        source.requests(),
        2,
        "the first token, and one in its place"
    );
    assert_eq!(transport.0.load(Ordering::SeqCst), 2 * good);
}
