//! Connections that the server's front is about to close.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use spaceone_identity::v2::Client;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const ANSWER: &str = r#"{"domain_id":"domain-123","name":"my-company"}"#;

/// Answers every request on a connection, and keeps it open.
async fn serve(mut connection: TcpStream) {
    let mut request = Vec::new();
    let mut buffer = [0; 4_096];
    while let Ok(read) = connection.read(&mut buffer).await {
        if read == 0 {
            return;
        }
        request.extend_from_slice(&buffer[..read]);
        if !request.ends_with(b"}") {
            continue;
        }
        request.clear();
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            ANSWER.len()
        );
        let answer = format!("{head}{ANSWER}");
        connection.write_all(answer.as_bytes()).await.unwrap();
    }
}

/// A server, and how many connections it has had.
async fn server() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let connections = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            count.fetch_add(1, Relaxed);
            tokio::spawn(serve(connection));
        }
    });
    (address, connections)
}

/// Lets time pass for idle connections, without waiting.
async fn pass(span: Duration) {
    tokio::time::pause();
    tokio::time::advance(span).await;
    tokio::time::resume();
}

#[tokio::test]
async fn h2_a_connection_is_not_used_again_when_the_front_may_have_closed_it() {
    let (address, connections) = server().await;
    let client = Client::new(address).unwrap();
    let call = || client.domain().get_auth_info("my-company");

    call().await.unwrap();
    pass(Duration::from_secs(3)).await;
    call().await.unwrap();
    assert_eq!(connections.load(Relaxed), 1);

    // The front closes after five seconds.
    pass(Duration::from_millis(4_500)).await;
    call().await.unwrap();
    assert_eq!(connections.load(Relaxed), 2);
}
