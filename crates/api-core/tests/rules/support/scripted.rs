//! A transport that follows a script.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use api_core::{Bytes, Limits, Transport, TransportError, TransportErrorKind, async_trait, http};
use tokio::time::Instant;

/// What happens to one request.
#[derive(Debug)]
pub(crate) enum Step {
    Answer(http::Response<Bytes>),
    Fail(TransportError),
    /// The answer comes after this time.
    Slow(Duration, http::Response<Bytes>),
}

impl Step {
    pub(crate) fn answer(status: u16, body: &str) -> Self {
        Self::with_headers(status, &[], body)
    }

    pub(crate) fn with_headers(status: u16, headers: &[(&'static str, &str)], body: &str) -> Self {
        Self::Answer(response(status, headers, body))
    }

    pub(crate) fn fail(kind: TransportErrorKind) -> Self {
        Self::Fail(TransportError::new(kind))
    }

    /// The same answer, after this time.
    pub(crate) fn after(self, time: Duration) -> Self {
        match self {
            Self::Answer(response) => Self::Slow(time, response),
            other => other,
        }
    }

    pub(crate) fn slow(after: Duration) -> Self {
        Self::Slow(after, response(200, &[], "{}"))
    }
}

fn response(status: u16, headers: &[(&'static str, &str)], body: &str) -> http::Response<Bytes> {
    let mut response = http::Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response
        .body(Bytes::copy_from_slice(body.as_bytes()))
        .unwrap()
}

/// One request as the transport saw it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) request: http::Request<Bytes>,
    pub(crate) limits: Limits,
    pub(crate) at: Instant,
}

/// Answers as its script says; a request beyond the script's end is a failure of the test.
#[derive(Clone, Debug)]
pub(crate) struct Scripted(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    steps: VecDeque<Step>,
    seen: Vec<Seen>,
}

impl Scripted {
    pub(crate) fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self(Arc::new(Mutex::new(State {
            steps: steps.into_iter().collect(),
            seen: Vec::new(),
        })))
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.state().seen.clone()
    }

    /// The paths that were asked for.
    pub(crate) fn paths(&self) -> Vec<String> {
        let path = |seen: &Seen| seen.request.uri().path().to_owned();
        self.state().seen.iter().map(path).collect()
    }

    pub(crate) fn count(&self) -> usize {
        self.state().seen.len()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }
}

#[async_trait]
impl Transport for Scripted {
    async fn send(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let step = {
            let mut state = self.state();
            let at = Instant::now();
            state.seen.push(Seen {
                request,
                limits,
                at,
            });
            state
                .steps
                .pop_front()
                .expect("the script has no step for this request")
        };
        match step {
            Step::Answer(response) => Ok(response),
            Step::Fail(error) => Err(error),
            Step::Slow(after, response) => {
                tokio::time::sleep(after).await;
                Ok(response)
            }
        }
    }
}
