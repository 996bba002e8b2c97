use std::time::Duration;

use api_core::{ClientBuilder, ErrorKind, RetryPolicy, TransportErrorKind};
use tokio::time::Instant;

use crate::support::{CREATE, STYLED, Step, TOKEN, build, call};

const DOCUMENTED: &str = "/v2/token";
const DEPLOYED: &str = "/token";

fn unserved() -> Step {
    Step::answer(404, r#"{"detail":"Not Found"}"#)
}

fn good() -> Step {
    Step::answer(200, "{}")
}

fn new() -> ClientBuilder {
    ClientBuilder::new(&STYLED)
}

#[tokio::test(start_paused = true)]
async fn finds_the_style_that_is_served_and_remembers_it() {
    let (client, transport) = build(new(), [unserved(), good(), good(), good()]);
    let clone = client.clone();
    client.execute(call(&TOKEN)).await.unwrap();
    client.execute(call(&TOKEN)).await.unwrap();
    clone.execute(call(&CREATE)).await.unwrap();
    assert_eq!(
        transport.paths(),
        [DOCUMENTED, DEPLOYED, DEPLOYED, DEPLOYED]
    );
}

#[tokio::test(start_paused = true)]
async fn stays_with_the_documented_style_where_that_is_served() {
    let (client, transport) = build(new(), [good(), unserved()]);
    client.execute(call(&TOKEN)).await.unwrap();
    let error = client.execute(call(&TOKEN)).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::NotFound, Some(404))
    );
    assert!(
        error.to_string().contains("does not serve this path"),
        "{error}"
    );
    assert_eq!(transport.paths(), [DOCUMENTED, DOCUMENTED]);
}

#[tokio::test(start_paused = true)]
async fn finding_costs_no_attempt_and_no_pause() {
    let policy = RetryPolicy::default()
        .with_attempts(2)
        .with_first_pause(Duration::ZERO);
    let (client, transport) = build(
        new().retry(policy),
        [unserved(), Step::answer(503, ""), good()],
    );
    let start = Instant::now();
    client.execute(call(&TOKEN)).await.unwrap();
    assert!(start.elapsed() <= Duration::from_millis(1));
    assert_eq!(transport.paths(), [DOCUMENTED, DEPLOYED, DEPLOYED]);

    // An answer "not here" proves that nothing was done: a call that is not safe to repeat goes on, too.
    let (client, transport) = build(new().retry(RetryPolicy::never()), [unserved(), good()]);
    client.execute(call(&CREATE)).await.unwrap();
    assert_eq!(transport.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn asks_each_style_once_and_then_gives_up() {
    let (client, transport) = build(new(), [unserved(), unserved(), unserved(), unserved()]);
    for _ in 0..2 {
        let error = client.execute(call(&TOKEN)).await.unwrap_err();
        assert!(
            error.to_string().contains("does not serve this path"),
            "{error}"
        );
    }
    assert_eq!(
        transport.paths(),
        [DOCUMENTED, DEPLOYED, DOCUMENTED, DEPLOYED]
    );
}

#[tokio::test(start_paused = true)]
async fn a_coded_refusal_under_the_next_style_settles_it() {
    let refused = || Step::answer(401, r#"{"detail":{"code":"ERROR_AUTHENTICATE_FAILURE"}}"#);
    let (client, transport) = build(new(), [unserved(), refused(), refused()]);
    for _ in 0..2 {
        let error = client.execute(call(&TOKEN)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Refused);
    }
    assert_eq!(transport.paths(), [DOCUMENTED, DEPLOYED, DEPLOYED]);
}

#[tokio::test(start_paused = true)]
async fn failures_and_gateways_settle_nothing() {
    let (client, transport) = build(
        new().retry(RetryPolicy::never()),
        [
            Step::answer(401, "<html>"),
            Step::fail(TransportErrorKind::Connect),
            unserved(),
            Step::answer(502, "<html>"),
            unserved(),
            good(),
        ],
    );
    for _ in 0..3 {
        client.execute(call(&TOKEN)).await.unwrap_err();
    }
    client.execute(call(&TOKEN)).await.unwrap();
    assert_eq!(
        transport.paths(),
        [
            DOCUMENTED, DOCUMENTED, DOCUMENTED, DEPLOYED, DOCUMENTED, DEPLOYED
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_style_can_be_fixed() {
    let (client, transport) = build(new().path_style("deployed"), [unserved()]);
    assert_eq!(
        client.request(&call(&TOKEN)).unwrap().uri().path(),
        DEPLOYED
    );
    client.execute(call(&TOKEN)).await.unwrap_err();
    assert_eq!(transport.paths(), [DEPLOYED]);

    let error = new()
        .path_style("v1")
        .transport(transport)
        .build()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "`path_style` names no path style; this service knows: documented, deployed"
    );
}
