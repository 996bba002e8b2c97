//! A service on loopback.

use std::collections::VecDeque;
use std::sync::Mutex;

use serde_json::Value;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::{Sent, log};

/// A service on loopback that answers as told, whatever it is asked.
#[derive(Debug)]
pub struct Loopback(MockServer);

impl Loopback {
    /// Gives these answers in turn, and refuses what comes after the last with status 418, which no client makes sense of.
    pub async fn answering(answers: impl IntoIterator<Item = ResponseTemplate>) -> Self {
        let script = Mutex::new(VecDeque::from_iter(answers));
        Self::responding(move |_: &Request| {
            let next = script.lock().unwrap().pop_front();
            next.unwrap_or_else(|| ResponseTemplate::new(418).set_body_string("beyond the script"))
        })
        .await
    }

    /// Answers with a mind of its own.
    pub async fn responding(respond: impl Respond + 'static) -> Self {
        log::prepare();
        let server = MockServer::start().await;
        Mock::given(any())
            .respond_with(respond)
            .mount(&server)
            .await;
        Self(server)
    }

    /// Its address, without a slash at the end.
    #[must_use]
    pub fn uri(&self) -> String {
        self.0.uri()
    }

    /// What arrived so far.
    pub async fn sent(&self) -> Vec<Sent> {
        let requests = self.0.received_requests().await.unwrap();
        requests.iter().map(Sent::from).collect()
    }
}

/// Status 200 with a JSON body.
#[must_use]
pub fn ok(body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}
