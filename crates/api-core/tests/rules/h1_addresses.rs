use api_core::{ClientBuilder, Error, ErrorKind, RetryPolicy};
use test_support::{MARK, assert_hidden, shown, shown_error};

use crate::support::{SERVICE, Server, TOKEN, answer, call};

fn builder(url: impl Into<String>) -> ClientBuilder {
    ClientBuilder::new(&SERVICE).base_url(url)
}

/// A builder of the application's that would follow redirects.
fn following() -> reqwest::ClientBuilder {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::limited(10))
}

async fn redirected(
    status: u16,
    location: &str,
    reqwest: Option<reqwest::ClientBuilder>,
) -> (Error, usize) {
    let server = Server::same(answer(
        &format!("{status} Moved"),
        &[&format!("location: {location}")],
        b"",
    ))
    .await;
    let mut builder = builder(server.url());
    if let Some(reqwest) = reqwest {
        builder = builder.reqwest(reqwest);
    }
    let error = builder
        .build()
        .unwrap()
        .execute(call(&TOKEN))
        .await
        .unwrap_err();
    (error, server.requests().len())
}

#[tokio::test]
async fn h1_follows_no_redirect_of_any_kind() {
    for status in [300, 301, 302, 303, 305, 307, 308] {
        let elsewhere = Server::same(answer("200 OK", &[], b"{}")).await;
        let location = format!("{}/steal", elsewhere.url());
        for reqwest in [None, Some(following())] {
            let (error, requests) = redirected(status, &location, reqwest).await;
            assert_eq!(error.kind(), ErrorKind::Unreadable, "{status}");
            assert_eq!(error.status(), Some(status));
            assert!(
                error.to_string().contains("redirects are never followed"),
                "{error}"
            );
            assert!(error.to_string().contains(&elsewhere.url()), "{error}");
            assert_eq!(
                requests, 1,
                "{status}: a redirect is no reason to ask again"
            );
        }
        assert_eq!(
            elsewhere.connections(),
            0,
            "{status}: no byte leaves for another host"
        );
    }
}

#[tokio::test]
async fn h1_follows_no_redirect_to_the_same_host() {
    let (error, requests) = redirected(307, "/token", Some(following())).await;
    assert!(
        error.to_string().contains("redirects are never followed"),
        "{error}"
    );
    assert_eq!(requests, 1);
}

#[tokio::test]
async fn h1_goes_to_this_machine_without_a_proxy() {
    let proxy = Server::same(answer("200 OK", &[], b"{}")).await;
    let service = Server::same(answer("200 OK", &[], b"{}")).await;
    let proxied = || reqwest::Client::builder().proxy(reqwest::Proxy::all(proxy.url()).unwrap());
    for host in ["127.0.0.1", "localhost"] {
        let url = format!("http://{host}:{}", service.port());
        let client = builder(url).reqwest(proxied()).build().unwrap();
        client.execute(call(&TOKEN)).await.unwrap();
    }
    assert_eq!((proxy.connections(), service.requests().len()), (0, 2));

    // The same builder does go through the proxy to other hosts.
    let elsewhere = builder("http://api.invalid")
        .allow_plain_http()
        .reqwest(proxied());
    elsewhere
        .build()
        .unwrap()
        .execute(call(&TOKEN))
        .await
        .unwrap();
    assert_eq!(proxy.requests().len(), 1);
}

#[test]
fn h1_refuses_plain_http_to_other_machines_unless_it_is_asked_for() {
    let error = builder("http://api.example.com").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("`base_url`"), "{error}");
    assert!(
        builder("http://api.example.com")
            .allow_plain_http()
            .build()
            .is_ok()
    );
    assert!(builder("http://169.254.169.254").build().is_ok());
    assert!(builder("http://localhost:8080").build().is_ok());
}

#[test]
fn h1_refuses_an_address_with_a_credential_and_does_not_show_it() {
    for url in [
        format!("https://robot:{MARK}@api.example.com"),
        format!("https://api.example.com?key={MARK}"),
        format!("https://api.example.com#{MARK}"),
    ] {
        let builder = builder(url);
        assert_hidden(&shown(&builder));
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert_hidden(&shown_error(&error));
    }
}

#[tokio::test]
async fn h1_puts_no_credential_into_the_url() {
    let server = Server::same(answer("200 OK", &[], b"{}")).await;
    let client = builder(server.url())
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    client.execute(call(&TOKEN)).await.unwrap();
    let request = server.requests().remove(0);
    let line = request.lines().next().unwrap();
    assert_eq!(line, "POST /v2/token HTTP/1.1");
    assert!(request.contains(MARK), "the credential stands elsewhere");
}

#[tokio::test]
async fn h1_keeps_a_given_builder_as_strict_as_it_is() {
    let server = Server::same(answer("200 OK", &[], b"{}")).await;
    let strict = reqwest::Client::builder().https_only(true);
    let client = builder(server.url()).reqwest(strict).build().unwrap();
    let error = client.execute(call(&TOKEN)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(server.connections(), 0);
}
