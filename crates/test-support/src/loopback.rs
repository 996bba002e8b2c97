//! A service on loopback.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::thread;

use serde_json::Value;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::{Sent, log};

/// A service on loopback that answers as told, whatever it is asked.
#[derive(Debug)]
pub struct Loopback(Option<MockServer>);

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
        Self(Some(server))
    }

    fn server(&self) -> &MockServer {
        self.0.as_ref().unwrap()
    }

    /// Its address, without a slash at the end.
    #[must_use]
    pub fn uri(&self) -> String {
        self.server().uri()
    }

    /// What arrived so far, whole requests to compare.
    pub async fn sent(&self) -> Vec<Sent> {
        self.received().await.iter().map(Sent::from).collect()
    }

    /// What arrived so far, to look at part by part.
    pub async fn received(&self) -> Vec<Request> {
        self.server().received_requests().await.unwrap()
    }
}

/// The server waits for a lock as it is dropped. In a task that has used up tokio's budget, as one that has just joined a crowd of others may have, that wait never
/// ends; a thread of its own has no budget.
impl Drop for Loopback {
    fn drop(&mut self) {
        let server = self.0.take();
        // No double here has an expectation that could fail.
        drop(thread::spawn(|| drop(server)).join());
    }
}

/// Status 200 with a JSON body.
#[must_use]
pub fn ok(body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}
