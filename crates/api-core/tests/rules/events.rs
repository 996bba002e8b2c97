//! The tracing events have stable names and fields, and no secret.

use api_core::{ClientBuilder, RefusalRules, TransportErrorKind};
use test_support::{Log, MARK, assert_hidden};

use crate::support::{SERVICE, STYLED, Step, TOKEN, Tokens, build, call};

#[tokio::test(start_paused = true)]
async fn h6_events_tell_attempts_answers_and_pauses_and_no_secret() {
    let (log, guard) = Log::start();
    let (client, _) = build(
        ClientBuilder::new(&STYLED),
        [
            Step::answer(404, r#"{"detail":"Not Found"}"#),
            Step::fail(TransportErrorKind::Broken),
            Step::with_headers(
                429,
                &[("retry-after", "1")],
                &format!(r#"{{"error_description":"{MARK}-apikey"}}"#),
            ),
            Step::answer(200, "{}"),
        ],
    );
    client.execute(call(&TOKEN)).await.unwrap();
    drop(guard);
    let all = log.text();
    let notes: Vec<_> = all
        .lines()
        .filter_map(|line| line.strip_prefix("api_core "))
        .collect();
    let names: Vec<_> = notes
        .iter()
        .map(|line| line.split(' ').next().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "api_core.attempt",
            "api_core.answer",
            "api_core.path_style",
            "api_core.attempt",
            "api_core.no_answer",
            "api_core.retry",
            "api_core.attempt",
            "api_core.answer",
            "api_core.retry",
            "api_core.attempt",
            "api_core.answer",
        ]
    );
    assert_hidden(&all);
    assert!(
        notes
            .iter()
            .all(|line| line.contains(r#"operation="get_token""#)),
        "{all}"
    );
    assert!(
        notes[8].contains("kind=Throttled")
            && notes[8].contains("status=429")
            && notes[8].contains("pause_ms=1"),
        "{all}"
    );
}

#[tokio::test(start_paused = true)]
async fn h8_an_event_tells_that_a_token_was_refused_and_not_which() {
    let (log, guard) = Log::start();
    let (client, _) = build(
        ClientBuilder::new(&SERVICE).token_provider(Tokens::up_to(2)),
        [Step::answer(401, ""), Step::answer(200, "{}")],
    );
    let call = call(&TOKEN).authorized(RefusalRules::RFC_6750);
    client.execute(call).await.unwrap();
    drop(guard);
    let all = log.text();
    let refusals: Vec<_> = all
        .lines()
        .filter(|line| line.starts_with("api_core api_core.token_refused "))
        .collect();
    assert_eq!(refusals.len(), 1, "{all}");
    for field in [r#"operation="get_token""#, "attempt=1", "status=401"] {
        assert!(refusals[0].contains(field), "{all}");
    }
    assert_hidden(&all);
}
