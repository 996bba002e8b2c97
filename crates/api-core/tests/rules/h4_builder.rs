use api_core::runtime::{
    Call, ErrorMap, Method, Operation, Repeat, Segment, Service, no_vendor_body,
};
use api_core::{Client, ClientBuilder, ErrorKind};
use test_support::{MARK, assert_hidden, shown, shown_error};

use crate::support::{SERVICE, Scripted, Step, TOKEN, build, call};

static NO_ADDRESS: Service = Service {
    product: "test-client/1.2.3",
    base_url: None,
    path_styles: &[],
    unserved: None,
};

static THING: Operation = Operation {
    id: "read_thing",
    method: Method::GET,
    paths: &[&[
        Segment::Text("/things/"),
        Segment::Parameter(0),
        Segment::Text("/parts"),
    ]],
    repeat: Repeat::Safe,
    never_retry: &[],
    also_retry: &[],
    errors: &ErrorMap::NONE,
    vendor_body: no_vendor_body,
};

fn new() -> ClientBuilder {
    ClientBuilder::new(&SERVICE)
}

#[tokio::test]
async fn h4_joins_addresses_with_and_without_slash_and_prefix_alike() {
    for (base, joined) in [
        (
            "https://h.example",
            "https://h.example/things/a%2Fb/parts?q=1%2B1",
        ),
        (
            "https://h.example/",
            "https://h.example/things/a%2Fb/parts?q=1%2B1",
        ),
        (
            "https://h.example:8443/rest/api",
            "https://h.example:8443/rest/api/things/a%2Fb/parts?q=1%2B1",
        ),
        (
            "https://h.example:8443/rest/api/",
            "https://h.example:8443/rest/api/things/a%2Fb/parts?q=1%2B1",
        ),
    ] {
        let (client, transport) = build(new().base_url(base), [Step::answer(200, "{}")]);
        let call = || {
            Call::new(&THING)
                .path("id", "a/b")
                .unwrap()
                .query("q", "1+1")
        };
        assert_eq!(client.request(&call()).unwrap().uri(), joined);
        client.execute(call()).await.unwrap();
        assert_eq!(transport.seen()[0].request.uri(), joined);
    }
}

#[test]
fn h4_wants_an_address_where_the_service_has_none() {
    let error = ClientBuilder::<Client>::new(&NO_ADDRESS)
        .transport(Scripted::new([]))
        .build()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("`base_url`"), "{error}");
}

#[test]
fn h4_refuses_headers_that_belong_to_the_protocol() {
    for name in [
        "Authorization",
        "content-type",
        "ACCEPT",
        "User-Agent",
        "Host",
        "Content-Length",
        "Transfer-Encoding",
        "Connection",
        "Accept-Encoding",
        "Proxy-Authorization",
    ] {
        let error = new()
            .header(name, "x")
            .transport(Scripted::new([]))
            .build()
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(
            error.to_string().contains(&name.to_ascii_lowercase()),
            "{error}"
        );
    }
}

#[test]
fn h4_refuses_headers_that_cannot_be_sent_and_does_not_show_them() {
    let value = |tail: &str| format!("{MARK}{tail}");
    for (name, value) in [
        ("x-key", value("\r\nx: y")),
        ("x-key", value("ä")),
        ("x key", value("")),
    ] {
        let error = new()
            .header(name, value)
            .transport(Scripted::new([]))
            .build()
            .unwrap_err();
        assert!(error.to_string().starts_with("`header` "), "{error}");
        assert_hidden(&shown_error(&error));
    }
}

#[tokio::test]
async fn h4_sends_extra_headers_and_lets_operations_win() {
    let builder = new()
        .header("x-tenant", "blue")
        .header("x-tenant", "green")
        .header("x-secret", "overridden");
    let (client, transport) = build(builder, [Step::answer(200, "{}")]);
    client.execute(call(&TOKEN)).await.unwrap();
    let request = &transport.seen()[0].request;
    assert_eq!(request.headers()["x-tenant"], "green");
    assert!(request.headers()["x-tenant"].is_sensitive());
    assert_eq!(
        request.headers()["x-secret"],
        format!("{MARK}-header").as_str()
    );
}

#[test]
fn h4_builder_and_client_show_no_header_values() {
    let builder = new().header("x-key", MARK).transport(Scripted::new([]));
    assert_hidden(&shown(&builder));
    let client = builder.build().unwrap();
    assert_eq!(
        format!("{client:?}"),
        r#"Client { base_url: "https://api.example.com", .. }"#
    );
}

#[test]
fn h4_clients_and_their_calls_can_be_shared_among_threads() {
    fn assert_shared<T: Send + Sync>(value: T) -> T {
        value
    }
    fn assert_send<T: Send>(_: T) {}
    let client = assert_shared(new().transport(Scripted::new([])).build().unwrap());
    assert_send(client.execute(call(&TOKEN)));
}

#[test]
fn h4_says_so_when_there_is_no_runtime() {
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    let (client, _) = build(new(), []);
    let future = pin!(client.execute(call(&TOKEN)));
    let Poll::Ready(result) = future.poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("a call without a runtime waits for ever");
    };
    assert_eq!(result.unwrap_err().kind(), ErrorKind::Runtime);
}

#[cfg(not(feature = "reqwest"))]
#[test]
fn h4_says_so_when_the_build_has_no_transport() {
    let error = new().build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(
        error.to_string().starts_with("`transport` is not given"),
        "{error}"
    );
}

#[cfg(all(
    feature = "reqwest",
    not(any(feature = "rustls", feature = "native-tls"))
))]
#[test]
fn h4_says_so_when_the_build_has_no_tls() {
    let error = new().build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(
        error.to_string().contains("this build has no TLS"),
        "{error}"
    );
    assert!(new().base_url("http://localhost").build().is_ok());
}

#[cfg(all(
    feature = "reqwest",
    not(any(feature = "rustls", feature = "native-tls"))
))]
#[tokio::test]
async fn h4_says_so_when_the_given_builder_has_no_tls() {
    let client = new()
        .base_url("https://127.0.0.1:1")
        .reqwest(reqwest::Client::builder())
        .build()
        .unwrap();
    let error = client.execute(call(&TOKEN)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
}

#[cfg(feature = "reqwest")]
mod sockets {
    use api_core::ReqwestTransport;
    use reqwest::header::{HeaderMap, HeaderValue};

    use super::*;
    use crate::support::{Server, answer};

    /// A builder of the application's that has other ideas of everything that is the protocol's.
    fn meddling() -> reqwest::ClientBuilder {
        let mut headers = HeaderMap::new();
        for name in ["accept", "authorization", "content-type", "user-agent"] {
            headers.insert(name, HeaderValue::from_static("meddling"));
        }
        reqwest::Client::builder()
            .default_headers(headers)
            .user_agent("meddling/1")
            .referer(true)
    }

    #[tokio::test]
    async fn h4_lays_its_rules_over_the_given_builder_last() {
        let server = Server::same(answer("200 OK", &[], b"{}")).await;
        let client = new()
            .base_url(server.url())
            .reqwest(meddling())
            .build()
            .unwrap();
        client.execute(call(&TOKEN)).await.unwrap();
        assert!(
            !server.requests()[0].contains("meddling"),
            "{}",
            server.requests()[0]
        );
    }

    #[tokio::test]
    async fn h4_sends_nothing_undeclared() {
        let server = Server::same(answer("200 OK", &[], b"{}")).await;
        let client = new().base_url(server.url()).build().unwrap();
        client.execute(call(&TOKEN)).await.unwrap();
        let request = server.requests().remove(0);
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        let mut names: Vec<_> = head
            .lines()
            .skip(1)
            .map(|line| line.split(':').next().unwrap().to_ascii_lowercase())
            .collect();
        names.sort();
        assert_eq!(
            names,
            [
                "accept",
                "accept-encoding",
                "authorization",
                "content-length",
                "content-type",
                "host",
                "user-agent",
                "x-secret",
            ]
        );
        assert_eq!(
            body,
            format!("grant_type=client_credentials&apikey={MARK}-apikey")
        );
    }

    #[tokio::test]
    async fn h4_clients_may_share_a_transport() {
        let server = Server::same(answer("200 OK", &[], b"{}")).await;
        let transport = ReqwestTransport::new(reqwest::Client::builder().no_proxy()).unwrap();
        for _ in 0..2 {
            let client = new()
                .base_url(server.url())
                .transport(transport.clone())
                .build()
                .unwrap();
            client.execute(call(&TOKEN)).await.unwrap();
        }
        assert_eq!((server.requests().len(), server.connections()), (2, 1));
    }

    #[test]
    fn h4_wants_one_transport() {
        let both = new()
            .transport(Scripted::new([]))
            .reqwest(reqwest::Client::builder());
        assert!(both.build().unwrap_err().to_string().contains("`reqwest`"));
    }

    #[test]
    fn h4_says_why_reqwest_makes_no_client() {
        let error = new()
            .reqwest(meddling().user_agent("a\nb"))
            .build()
            .unwrap_err();
        assert_eq!(error.to_string(), "`reqwest` makes no client");
        assert!(std::error::Error::source(&error).is_some());
    }
}
