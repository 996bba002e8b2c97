//! IAM without a network: requests are looked at as they would go out, and answered from a script.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::future::pending;
use std::sync::{Arc, Mutex};

use api_core::http::{self, HeaderMap, header};
use api_core::{
    Bytes, ClientBuilder, Environment, Limits, RetryPolicy, Transport, TransportError, async_trait,
};
use ibm_iam_token::{Client, Configuration, Error, Files, Surroundings};
use serde_json::{Value, json};
use tokio::sync::watch;

/// A transport that answers from a script, one answer for each request, and remembers the requests. A clone is another handle.
#[derive(Clone)]
pub(crate) struct Memory(Arc<State>);

struct State {
    script: Mutex<VecDeque<Reply>>,
    seen: Mutex<Vec<Seen>>,
    held: watch::Sender<bool>,
}

/// What a request meets.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    Answer {
        status: u16,
        headers: Vec<(&'static str, String)>,
        body: String,
    },
    /// No answer, ever.
    Silence,
}

/// A request as it would go out, its form decoded.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Seen {
    pub(crate) line: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) form: BTreeMap<String, String>,
}

impl Reply {
    pub(crate) fn text(status: u16, body: &str) -> Self {
        Self::Answer {
            status,
            headers: Vec::new(),
            body: body.to_owned(),
        }
    }

    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::text(status, &body.to_string())
    }

    /// A token as the tests of IBM's Go core have it answered.
    pub(crate) fn token(access: &str, refresh: &str) -> Self {
        Self::json(
            200,
            &json!({
                "access_token": access,
                "token_type": "Bearer",
                "expires_in": 3600,
                "expiration": 1_563_911_183,
                "refresh_token": refresh,
            }),
        )
    }

    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        if let Self::Answer { headers, .. } = &mut self {
            headers.push((name, value.to_owned()));
        }
        self
    }
}

impl Memory {
    pub(crate) fn answering(script: impl IntoIterator<Item = Reply>) -> Self {
        Self(Arc::new(State {
            script: Mutex::new(script.into_iter().collect()),
            seen: Mutex::default(),
            held: watch::Sender::new(false),
        }))
    }

    /// A client that sends each request once.
    pub(crate) fn client(&self) -> Client {
        self.builder().retry(RetryPolicy::never()).build().unwrap()
    }

    pub(crate) fn builder(&self) -> ClientBuilder<Client> {
        Client::builder().transport(self.clone())
    }

    /// From now on requests wait for their answers.
    pub(crate) fn hold(&self) {
        self.0.held.send_replace(true);
    }

    /// Requests get their answers again.
    pub(crate) fn release(&self) {
        self.0.held.send_replace(false);
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.0.seen.lock().unwrap().clone()
    }

    pub(crate) fn requests(&self) -> usize {
        self.0.seen.lock().unwrap().len()
    }
}

#[async_trait]
impl Transport for Memory {
    async fn send(
        &self,
        request: http::Request<Bytes>,
        _limits: Limits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        self.0.seen.lock().unwrap().push(Seen::from(&request));
        let reply = self.0.script.lock().unwrap().pop_front();
        let _ = self.0.held.subscribe().wait_for(|held| !held).await;
        match reply {
            Some(Reply::Answer {
                status,
                headers,
                body,
            }) => {
                let mut answer = http::Response::builder().status(status);
                for (name, value) in headers {
                    answer = answer.header(name, value);
                }
                Ok(answer.body(Bytes::from(body)).unwrap())
            }
            Some(Reply::Silence) => pending().await,
            None => Ok(http::Response::builder()
                .status(418)
                .body(Bytes::from_static(b"beyond the script"))
                .unwrap()),
        }
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memory")
    }
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    pub(crate) fn authorization(&self) -> Option<&str> {
        self.header("authorization")
    }
}

impl From<&http::Request<Bytes>> for Seen {
    fn from(request: &http::Request<Bytes>) -> Self {
        let form = form_urlencoded::parse(request.body())
            .into_owned()
            .collect();
        Self {
            line: format!("{} {}", request.method(), request.uri()),
            headers: texts(request.headers()),
            form,
        }
    }
}

fn texts(headers: &HeaderMap) -> BTreeMap<String, String> {
    let headers = headers
        .iter()
        .filter(|(name, _)| *name != header::USER_AGENT);
    headers
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect()
}

/// A form as a list of its fields.
pub(crate) fn fields(fields: &[(&str, &str)]) -> BTreeMap<String, String> {
    let fields = fields.iter();
    fields
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// The configuration of `SVC` that these properties in the environment make, and these files.
pub(crate) fn configured(
    properties: &[(&str, &str)],
    files: &[(&str, &str)],
) -> Result<Configuration, Error> {
    let properties = properties.iter();
    let environment: Environment = properties
        .map(|(name, value)| (format!("SVC_{name}"), (*value).to_owned()))
        .collect();
    let files: Files = files.iter().copied().collect();
    Configuration::load("svc", &Surroundings::new(environment, files))
}
