//! No output of any failure holds a secret.

use std::future::pending;
use std::time::Duration;

use api_core::{Client, ClientBuilder, Error, RetryPolicy};
use test_support::{MARK, assert_hidden, shown_error};

use crate::support::{CREATE, SERVICE, Server, TOKEN, answer, call};

fn client(url: String) -> Client {
    let policy = RetryPolicy::default()
        .with_attempts(2)
        .with_first_pause(Duration::ZERO);
    let builder = ClientBuilder::new(&SERVICE)
        .base_url(url)
        .retry(policy)
        .allow_plain_http();
    let builder = builder.header("x-extra", format!("{MARK}-extra-header"));
    builder
        .attempt_timeout(Duration::from_millis(200))
        .body_limit(3000)
        .build()
        .unwrap()
}

/// Echoes the whole request, as a bad gateway or a debugging server does, in each place of an answer.
async fn echo(status: &'static str) -> Server {
    Server::start(move |mut connection| async move {
        while let Some(request) = connection.request().await {
            let line: String = request.chars().filter(|c| !c.is_control()).collect();
            let body = serde_json::json!({"error": line, "error_description": request, "request_id": line, "access_token": 5});
            let headers = [
                format!("x-request-id: {line}"),
                format!("content-type: {line}"),
                format!("location: http://{MARK}@127.0.0.1/{line}"),
            ];
            let headers: Vec<_> = headers.iter().map(String::as_str).collect();
            connection.send(&answer(status, &headers, body.to_string().as_bytes())).await;
        }
    })
    .await
}

async fn failure(client: &Client, operation: &'static api_core::runtime::Operation) -> Error {
    match client.execute(call(operation)).await {
        Err(error) => error,
        Ok(answer) => answer.json::<Vec<u8>>().unwrap_err(),
    }
}

#[tokio::test]
async fn h6_no_failure_shows_a_secret() {
    let echoing = [
        "200 OK",
        "201 Created",
        "302 Found",
        "400 Bad Request",
        "401 Unauthorized",
        "404 Not Found",
        "429 Too Many",
        "500 Oops",
        "503 Later",
    ];
    let mut servers = Vec::new();
    for status in echoing {
        servers.push(echo(status).await);
    }
    // What comes back is the request itself, without HTTP around it.
    servers.push(
        Server::start(|mut connection| async move {
            let request = connection.request().await.unwrap_or_default();
            connection.send(request.as_bytes()).await;
        })
        .await,
    );
    for raw in [
        "",
        "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort",
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 6\r\n\r\nno zip",
        "HTTP/1.1 200 OK\r\ncontent-length: 4000\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n",
    ] {
        servers.push(
            Server::start(move |mut connection| async move {
                connection.request().await;
                connection.send(raw.as_bytes()).await;
            })
            .await,
        );
    }
    servers.push(
        Server::start(|mut connection| async move {
            connection.request().await;
            pending::<()>().await;
        })
        .await,
    );
    for server in &servers {
        let client = client(server.url());
        for operation in [&TOKEN, &CREATE] {
            let error = failure(&client, operation).await;
            assert_hidden(&shown_error(&error));
            assert!(!shown_error(&error).contains("cm9ib3Q6"), "{error}");
        }
        assert!(
            server
                .requests()
                .iter()
                .all(|request| request.contains(MARK)),
            "the servers do get the secrets"
        );
    }
    for url in ["http://127.0.0.1:1", "http://no.such.host.invalid"] {
        let error = failure(&client(url.to_owned()), &TOKEN).await;
        let shown = shown_error(&error);
        assert_hidden(&shown);
        assert!(
            !shown.contains("/v2/token"),
            "a URL tells whom a call is about: {shown}"
        );
    }
}
