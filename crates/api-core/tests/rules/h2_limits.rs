use std::time::Duration;

use api_core::{ClientBuilder, ErrorKind, RetryPolicy, TransportErrorKind};
use tokio::time::Instant;

use crate::support::{CREATE, SERVICE, Step, TOKEN, build, call, scripted};

const LONG: Duration = Duration::from_secs(3600);

#[tokio::test(start_paused = true)]
async fn h2_gives_an_attempt_30_s_and_a_body_1_mib() {
    let (client, transport) = scripted([Step::answer(200, "{}")]);
    client.execute(call(&TOKEN)).await.unwrap();
    let limits = transport.seen()[0].limits;
    assert_eq!(limits.timeout, Duration::from_secs(30));
    assert_eq!(limits.body, 1024 * 1024);
    assert!(!limits.fresh_connection);
}

#[tokio::test(start_paused = true)]
async fn h2_ends_an_attempt_of_a_transport_that_does_not() {
    let (client, transport) = scripted([Step::slow(LONG)]);
    let start = Instant::now();
    let error = client.execute(call(&CREATE)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(start.elapsed(), Duration::from_secs(30));
    assert_eq!(transport.count(), 1, "it may have been sent");
}

#[tokio::test(start_paused = true)]
async fn h2_bounds_the_whole_call() {
    let (client, transport) = scripted([Step::slow(LONG), Step::slow(LONG), Step::slow(LONG)]);
    let start = Instant::now();
    let error = client.execute(call(&TOKEN)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(start.elapsed(), Duration::from_secs(60));
    let left: Vec<_> = transport
        .seen()
        .iter()
        .map(|seen| seen.limits.timeout.as_secs())
        .collect();
    assert_eq!((left.len(), left[0]), (2, 30));
    assert!(
        (29..=30).contains(&left[1]),
        "the second attempt has what the first and the pause left: {left:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn h2_takes_other_limits() {
    let builder = ClientBuilder::new(&SERVICE)
        .attempt_timeout(Duration::from_secs(3))
        .total_timeout(Duration::from_secs(5))
        .body_limit(10)
        .retry(RetryPolicy::default().with_first_pause(Duration::ZERO));
    let (client, transport) = build(builder, [Step::slow(LONG), Step::slow(LONG)]);
    let start = Instant::now();
    client.execute(call(&TOKEN)).await.unwrap_err();
    assert_eq!(start.elapsed(), Duration::from_secs(5));
    let limits: Vec<_> = transport
        .seen()
        .iter()
        .map(|seen| (seen.limits.timeout.as_secs(), seen.limits.body))
        .collect();
    assert_eq!(limits, [(3, 10), (2, 10)]);
}

#[test]
fn h2_refuses_limits_that_leave_no_time() {
    let none = Duration::ZERO;
    let new = || ClientBuilder::<api_core::Client>::new(&SERVICE);
    for (name, builder) in [
        ("connect_timeout", new().connect_timeout(none)),
        ("attempt_timeout", new().attempt_timeout(none)),
        ("total_timeout", new().total_timeout(none)),
    ] {
        let error = builder.build().unwrap_err();
        assert!(error.to_string().contains(&format!("`{name}`")), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn h2_takes_the_longest_time_that_can_be_set() {
    let builder = ClientBuilder::new(&SERVICE)
        .total_timeout(Duration::MAX)
        .attempt_timeout(Duration::MAX);
    let (client, _) = build(
        builder,
        [
            Step::fail(TransportErrorKind::Connect),
            Step::answer(200, "{}"),
        ],
    );
    client.execute(call(&TOKEN)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn h2_refuses_a_body_that_a_transport_should_not_have_read() {
    let builder = || ClientBuilder::new(&SERVICE).body_limit(4);
    let (client, _) = build(builder(), [Step::answer(200, "1234")]);
    assert_eq!(
        client
            .execute(call(&TOKEN))
            .await
            .unwrap()
            .json::<u16>()
            .unwrap(),
        1234
    );

    let (client, transport) = build(builder(), [Step::answer(200, "12345")]);
    let error = client.execute(call(&TOKEN)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreadable);
    assert_eq!(
        error.to_string(),
        "get_token: the answer is larger than 4 bytes, the `body_limit`"
    );
    assert_eq!(transport.count(), 1, "it would be as large again");
}

#[cfg(feature = "reqwest")]
mod sockets {
    use std::future::pending;
    use std::io::Write;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use api_core::{Client, Error};
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use reqwest::dns::{Addrs, Name, Resolve, Resolving};

    use super::*;
    use crate::support::{Server, answer};

    const SHORT: Duration = Duration::from_millis(40);

    fn client(server: &Server) -> ClientBuilder {
        ClientBuilder::new(&SERVICE).base_url(server.url())
    }

    async fn execute(client: &Client) -> Result<u16, Error> {
        client
            .execute(call(&TOKEN))
            .await
            .map(|answer| answer.status())
    }

    #[tokio::test]
    async fn h2_counts_an_attempt_to_the_last_byte() {
        let silent = Server::start(|mut connection| async move {
            connection.request().await;
            pending::<()>().await;
        });
        let slow_body = Server::start(|mut connection| async move {
            connection.request().await;
            connection
                .send(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{")
                .await;
            pending::<()>().await;
        });
        for server in [silent.await, slow_body.await] {
            let client = client(&server)
                .attempt_timeout(SHORT)
                .retry(RetryPolicy::never())
                .build()
                .unwrap();
            assert_eq!(
                execute(&client).await.unwrap_err().kind(),
                ErrorKind::Timeout
            );
        }
    }

    /// A resolver that never gives an address, and counts.
    struct Never(Arc<AtomicUsize>);

    impl Resolve for Never {
        fn resolve(&self, _name: Name) -> Resolving {
            self.0.fetch_add(1, Ordering::SeqCst);
            Box::pin(pending::<
                Result<Addrs, Box<dyn std::error::Error + Send + Sync>>,
            >())
        }
    }

    #[tokio::test]
    async fn h2_bounds_connecting_whatever_the_given_builder_says() {
        let asked = Arc::new(AtomicUsize::new(0));
        let patient = reqwest::Client::builder()
            .connect_timeout(LONG)
            .dns_resolver(Never(Arc::clone(&asked)));
        let client = ClientBuilder::<Client>::new(&SERVICE)
            .base_url("http://slow.invalid")
            .allow_plain_http()
            .reqwest(patient)
            .connect_timeout(SHORT)
            .retry(
                RetryPolicy::default()
                    .with_attempts(2)
                    .with_first_pause(Duration::ZERO),
            )
            .build()
            .unwrap();
        let error = client.execute(call(&CREATE)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        assert_eq!(
            asked.load(Ordering::SeqCst),
            2,
            "what never left may be sent again"
        );
    }

    #[tokio::test]
    async fn h2_reads_no_body_beyond_the_limit() {
        let stated = answer("200 OK", &[], &[b' '; 1001]);
        let mut unstated = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
        for _ in 0..11 {
            unstated.extend_from_slice(b"64\r\n");
            unstated.extend_from_slice(&[b' '; 100]);
            unstated.extend_from_slice(b"\r\n");
        }
        unstated.extend_from_slice(b"0\r\n\r\n");
        for body in [stated, unstated] {
            let server = Server::same(body).await;
            let client = client(&server).body_limit(1000).build().unwrap();
            let error = execute(&client).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unreadable);
            assert!(
                error.to_string().contains("larger than 1000 bytes"),
                "{error}"
            );
            assert_eq!(server.requests().len(), 1);
        }
        let server = Server::same(answer("200 OK", &[], &[b' '; 1000])).await;
        execute(&client(&server).body_limit(1000).build().unwrap())
            .await
            .unwrap();
    }

    #[tokio::test]
    async fn h2_refuses_a_body_by_the_length_that_is_stated() {
        let server = Server::start(|mut connection| async move {
            connection.request().await;
            connection
                .send(b"HTTP/1.1 200 OK\r\ncontent-length: 1001\r\n\r\n")
                .await;
            pending::<()>().await;
        })
        .await;
        let client = client(&server).body_limit(1000).build().unwrap();
        assert_eq!(
            execute(&client).await.unwrap_err().kind(),
            ErrorKind::Unreadable
        );
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[tokio::test]
    async fn h2_counts_a_body_after_decompression() {
        let bomb = gzip(&vec![b' '; 8 * 1024 * 1024]);
        assert!(
            bomb.len() < 100 * 1024,
            "on the wire it is small: {}",
            bomb.len()
        );
        let server = Server::same(answer("200 OK", &["content-encoding: gzip"], &bomb)).await;
        let error = execute(&client(&server).build().unwrap())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unreadable);
        assert!(
            error.to_string().contains("larger than 1048576 bytes"),
            "{error}"
        );

        let server =
            Server::same(answer("200 OK", &["content-encoding: gzip"], &gzip(b"[7]"))).await;
        let answer = client(&server)
            .build()
            .unwrap()
            .execute(call(&TOKEN))
            .await
            .unwrap();
        assert_eq!(answer.json::<Vec<u8>>().unwrap(), [7]);
    }

    #[tokio::test]
    async fn h2_cuts_the_body_of_an_error_and_keeps_the_error() {
        let page = [b'x'; 5000];
        let server = Server::same(answer("403 Forbidden", &["x-request-id: r-1"], &page)).await;
        let client = client(&server).body_limit(1000).build().unwrap();
        let error = execute(&client).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.status()),
            (ErrorKind::Denied, Some(403))
        );
        assert_eq!(error.request_id(), Some("r-1"));
        assert_eq!(error.raw_body().unwrap(), &page[..1000]);
    }

    #[tokio::test]
    async fn h2_drops_idle_connections_before_the_server_does() {
        let server = Server::same(answer("200 OK", &[], b"{}")).await;
        let clients = [
            client(&server).build().unwrap(),
            client(&server)
                .reqwest(reqwest::Client::builder().pool_idle_timeout(LONG))
                .build()
                .unwrap(),
        ];
        for (before, client) in [0, 2].into_iter().zip(clients) {
            execute(&client).await.unwrap();
            pass(Duration::from_secs(3)).await;
            execute(&client).await.unwrap();
            assert_eq!(server.connections() - before, 1, "3 s are not too long");
            pass(Duration::from_millis(4500)).await;
            execute(&client).await.unwrap();
            assert_eq!(
                server.connections() - before,
                2,
                "SpaceONE closes after 5 s"
            );
        }
    }

    /// Lets time pass for idle connections, without waiting.
    async fn pass(span: Duration) {
        tokio::time::pause();
        tokio::time::advance(span).await;
        tokio::time::resume();
    }
}
