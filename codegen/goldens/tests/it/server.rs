//! A server that answers everything alike and remembers what it was sent.

use serde_json::Value;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

pub(crate) struct Server(MockServer);

impl Server {
    /// A server that gives this answer to every request.
    pub(crate) async fn answering(status: u16, body: &str) -> Self {
        let server = MockServer::start().await;
        let answer =
            ResponseTemplate::new(status).set_body_raw(body.to_owned(), "application/json");
        Mock::given(any()).respond_with(answer).mount(&server).await;
        Self(server)
    }

    /// A server that gives this answer to every request, and says that it is of this media type, or nothing of it.
    pub(crate) async fn answering_as(status: u16, media_type: Option<&str>, body: &[u8]) -> Self {
        let server = MockServer::start().await;
        let mut answer = ResponseTemplate::new(status).set_body_bytes(body);
        if let Some(media_type) = media_type {
            answer = answer.insert_header("content-type", media_type);
        }
        Mock::given(any()).respond_with(answer).mount(&server).await;
        Self(server)
    }

    pub(crate) fn url(&self) -> String {
        self.0.uri()
    }

    /// The only request.
    pub(crate) async fn request(&self) -> Request {
        let mut requests = self.requests().await;
        assert_eq!(requests.len(), 1);
        requests.remove(0)
    }

    /// All requests so far, in their order.
    pub(crate) async fn requests(&self) -> Vec<Request> {
        self.0.received_requests().await.unwrap()
    }
}

/// The body of a request as text.
pub(crate) fn text(request: &Request) -> &str {
    std::str::from_utf8(&request.body).unwrap()
}

/// The body of a request as JSON.
pub(crate) fn json(request: &Request) -> Value {
    serde_json::from_slice(&request.body).unwrap()
}

/// A header of a request.
pub(crate) fn header<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    request
        .headers
        .get(name)
        .map(|value| value.to_str().unwrap())
}
