use std::time::Duration;

use api_core::{ClientBuilder, ErrorKind, RetryPolicy, TransportError, TransportErrorKind};
use auth_core::{Issued, Life, ManualClock, TokenCache, from_fn};
use tokio::time::Instant;

use crate::support::{CREATE, SERVICE, Scripted, Step, TOKEN, build, call, scripted};

#[tokio::test(start_paused = true)]
async fn h3_repeats_until_the_answer_is_good() {
    let (client, transport) = scripted([
        Step::fail(TransportErrorKind::Connect),
        Step::answer(503, ""),
        Step::answer(429, ""),
        Step::answer(200, "[1]"),
    ]);
    let answer = client.execute(call(&TOKEN)).await.unwrap();
    assert_eq!(answer.json::<Vec<u8>>().unwrap(), [1]);
    let pauses = pauses(&transport);
    for (pause, longest) in pauses.iter().zip([200, 400, 800]) {
        assert!(*pause <= Duration::from_millis(longest + 1), "{pauses:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn h3_makes_at_most_4_attempts_and_gives_the_last_error() {
    let (client, transport) = scripted([500, 502, 503, 504].map(|status| Step::answer(status, "")));
    let error = client.execute(call(&TOKEN)).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::Unavailable, Some(504))
    );
    assert!(error.is_retryable());
    assert_eq!(transport.count(), 4);
}

#[tokio::test(start_paused = true)]
async fn h3_repeats_no_definite_refusal() {
    for step in [
        Step::answer(400, ""),
        Step::answer(401, ""),
        Step::answer(403, ""),
        Step::answer(404, ""),
        Step::answer(409, ""),
        Step::answer(503, r#"{"error":"invalid_client"}"#),
        Step::fail(TransportErrorKind::Tls),
        Step::fail(TransportErrorKind::Unreadable),
    ] {
        let (client, transport) = scripted([step]);
        let error = client.execute(call(&TOKEN)).await.unwrap_err();
        assert!(!error.is_retryable(), "{error}");
        assert_eq!(transport.count(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn h3_repeats_what_a_code_calls_throttling_whatever_the_status() {
    let (client, transport) = scripted([
        Step::answer(400, r#"{"error":"slow_down"}"#),
        Step::answer(200, "{}"),
    ]);
    client.execute(call(&TOKEN)).await.unwrap();
    assert_eq!(transport.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn h3_repeats_an_unsafe_call_only_if_it_surely_was_not_sent() {
    for kind in [TransportErrorKind::Timeout, TransportErrorKind::Broken] {
        let (client, transport) = scripted([Step::fail(kind)]);
        client.execute(call(&CREATE)).await.unwrap_err();
        assert_eq!(transport.count(), 1, "{kind:?}");
    }
    let (client, transport) = scripted([Step::answer(503, "")]);
    client.execute(call(&CREATE)).await.unwrap_err();
    assert_eq!(transport.count(), 1);

    let unsent = TransportError::new(TransportErrorKind::Broken).with_unsent(true);
    let (client, transport) = scripted([
        Step::fail(TransportErrorKind::Connect),
        Step::Fail(unsent),
        Step::answer(200, "{}"),
    ]);
    client.execute(call(&CREATE)).await.unwrap();
    assert_eq!(transport.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn h3_waits_as_long_as_retry_after_says() {
    let dated = [
        ("date", "Sun, 22 Nov 2026 10:00:00 GMT"),
        ("retry-after", "Sun, 22 Nov 2026 10:00:03 GMT"),
    ];
    let (client, transport) = scripted([
        Step::with_headers(429, &[("retry-after", "2")], ""),
        Step::with_headers(503, &dated, ""),
        Step::answer(200, "{}"),
    ]);
    client.execute(call(&TOKEN)).await.unwrap();
    let pauses = pauses(&transport);
    for (pause, asked, jitter) in [(pauses[0], 2000, 200), (pauses[1], 3000, 400)] {
        let millis = Duration::from_millis;
        assert!(
            pause >= millis(asked) && pause <= millis(asked + jitter + 1),
            "{pauses:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn h3_hands_a_long_retry_after_on_instead_of_waiting() {
    let (client, transport) = scripted([Step::with_headers(429, &[("retry-after", "3600")], "")]);
    let start = Instant::now();
    let error = client.execute(call(&TOKEN)).await.unwrap_err();
    assert_eq!(start.elapsed(), Duration::ZERO);
    assert_eq!(error.kind(), ErrorKind::Throttled);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert_eq!(transport.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn h3_ends_with_the_error_at_hand_when_the_time_is_over() {
    let builder = ClientBuilder::new(&SERVICE).total_timeout(Duration::from_secs(5));
    let after = [("retry-after", "4")];
    let (client, transport) = build(
        builder,
        [
            Step::with_headers(503, &after, ""),
            Step::with_headers(503, &after, ""),
        ],
    );
    let start = Instant::now();
    let error = client.execute(call(&TOKEN)).await.unwrap_err();
    assert_eq!(error.status(), Some(503), "not a timeout that hides why");
    assert!(start.elapsed() < Duration::from_secs(5));
    assert_eq!(transport.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn h3_takes_another_policy() {
    let builder = ClientBuilder::new(&SERVICE).retry(RetryPolicy::never());
    let (client, transport) = build(builder, [Step::answer(503, "")]);
    client.execute(call(&TOKEN)).await.unwrap_err();
    assert_eq!(transport.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn h3_repeats_a_broken_connection_at_once_and_on_a_new_one() {
    let (client, transport) = scripted([
        Step::fail(TransportErrorKind::Broken),
        Step::answer(200, "{}"),
    ]);
    client.execute(call(&TOKEN)).await.unwrap();
    assert!(pauses(&transport)[0] <= Duration::from_millis(1));
    let fresh: Vec<_> = transport
        .seen()
        .iter()
        .map(|seen| seen.limits.fresh_connection)
        .collect();
    assert_eq!(fresh, [false, true]);
}

fn pauses(transport: &Scripted) -> Vec<Duration> {
    let seen = transport.seen();
    seen.windows(2)
        .map(|pair| pair[1].at - pair[0].at)
        .collect()
}

#[cfg(feature = "reqwest")]
mod sockets {
    use std::sync::Arc;

    use api_core::Client;
    use tokio::sync::Barrier;

    use super::*;
    use crate::support::{Server, answer};

    /// A server whose first connections answer one request each, all at the same time, and hang up on the second without an answer. Later connections work.
    async fn forgetful(stale: usize) -> Server {
        let all = Arc::new(Barrier::new(stale));
        Server::start(move |mut connection| {
            let all = Arc::clone(&all);
            async move {
                let good = answer("200 OK", &[], b"{}");
                let stale = connection.number <= stale;
                connection.request().await;
                if stale {
                    all.wait().await;
                }
                connection.send(&good).await;
                while connection.request().await.is_some() && !stale {
                    connection.send(&good).await;
                }
            }
        })
        .await
    }

    /// Fills the pool with so many connections.
    async fn fill(client: &Client, count: usize) {
        let calls: Vec<_> = (0..count)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { client.execute(call(&TOKEN)).await })
            })
            .collect();
        for call in calls {
            call.await.unwrap().unwrap();
        }
    }

    #[tokio::test]
    async fn h3_survives_stale_pooled_connections_by_one_repeat() {
        for stale in [1, 5] {
            let server = forgetful(stale).await;
            let client = ClientBuilder::<Client>::new(&SERVICE)
                .base_url(server.url())
                .retry(RetryPolicy::default().with_attempts(2))
                .build()
                .unwrap();
            fill(&client, stale).await;
            assert_eq!(server.connections(), stale);
            client.execute(call(&TOKEN)).await.unwrap();
            assert_eq!(
                server.requests().len(),
                stale + 2,
                "one was lost, one repeated"
            );
            assert_eq!(
                server.connections(),
                stale + 1,
                "the repeat had a connection of its own"
            );
        }
    }

    #[tokio::test]
    async fn h3_does_not_repeat_an_unsafe_call_on_a_stale_connection() {
        let server = forgetful(1).await;
        let client = ClientBuilder::<Client>::new(&SERVICE)
            .base_url(server.url())
            .build()
            .unwrap();
        fill(&client, 1).await;
        let error = client.execute(call(&CREATE)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect);
        assert_eq!(
            server.requests().len(),
            2,
            "the server may have acted on it"
        );
    }

    #[tokio::test]
    async fn h3_repeats_nothing_behind_our_back() {
        let server = Server::start(|mut connection| async move {
            connection.request().await;
        })
        .await;
        let meddling = reqwest::Client::builder().retry(
            reqwest::retry::for_host("127.0.0.1")
                .no_budget()
                .classify_fn(|attempt| {
                    assert_eq!(attempt.method(), reqwest::Method::POST);
                    attempt.retryable()
                }),
        );
        let client = ClientBuilder::<Client>::new(&SERVICE)
            .base_url(server.url())
            .reqwest(meddling)
            .build()
            .unwrap();
        client.execute(call(&CREATE)).await.unwrap_err();
        assert_eq!(server.requests().len(), 1);
    }

    #[tokio::test]
    async fn h3_repeats_an_unsafe_call_that_found_no_server() {
        let closed = Server::same("").await;
        let url = closed.url();
        drop(closed);
        tokio::task::yield_now().await;
        let policy = RetryPolicy::default()
            .with_attempts(3)
            .with_first_pause(Duration::from_millis(1));
        let client = ClientBuilder::<Client>::new(&SERVICE)
            .base_url(url)
            .retry(policy)
            .build()
            .unwrap();
        let error = client.execute(call(&CREATE)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect);
        assert!(error.to_string().contains("no connection"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn h3_repeats_only_while_a_caller_waits() {
    let (client, transport) = scripted([
        Step::answer(503, ""),
        Step::answer(200, "60"),
        Step::answer(503, ""),
    ]);
    let source = from_fn(move |_refresh_token| {
        let client = client.clone();
        async move {
            let seconds = client.execute(call(&TOKEN)).await?.json()?;
            Ok(Issued::new(TOKEN.id).life(Life::in_seconds(seconds)))
        }
    });
    let hand = ManualClock::new();
    let cache = TokenCache::builder(source)
        .refresh_at(0.5)
        .clock(hand.clone())
        .build()
        .unwrap();
    cache.token().await.unwrap();
    assert_eq!(
        transport.count(),
        2,
        "a caller waits: the first failure is followed by another attempt"
    );

    // Half of the life, and all of the jitter, are over; the margin before the end is not reached.
    hand.advance(Duration::from_secs(50));
    cache.token().await.unwrap();
    tokio::time::sleep(Duration::from_secs(30)).await;
    assert_eq!(
        transport.count(),
        3,
        "nobody waits for a refresh in the background: it is one attempt"
    );
}
