//! Every method, called with all that it takes and answered with all that it gives.

use std::sync::{Arc, Mutex};

use auth_core::AccessToken;
use serde_json::{Value, json};
use spaceone_identity::v2::Client;
use test_support::{Loopback, ok};
use wiremock::{Request, Respond, ResponseTemplate};

use crate::generated::v2::SERVICES;
use crate::sample;
use crate::table::{Answer, Http, Method, TABLE};

#[tokio::test]
async fn every_method_takes_and_gives_all_that_the_table_has_under_the_documented_paths() {
    everything("documented", |http| http.documented).await;
}

#[tokio::test]
async fn every_method_takes_and_gives_all_that_the_table_has_under_the_deployed_paths() {
    everything("deployed", |http| http.deployed).await;
}

#[tokio::test]
async fn every_method_finds_the_deployed_path_by_itself() {
    let server = Server::start().await;
    for (method, http) in TABLE.served() {
        let client = server.client(None);
        let body = sample::message(method.request, 0);
        server.expect(http.deployed, &least(method));

        call(method, &client, &body).await;

        let paths: Vec<_> = server.take().into_iter().map(|it| it.path).collect();
        assert_eq!(paths, [http.documented, http.deployed]);
    }
}

#[tokio::test]
async fn every_method_reads_an_answer_without_what_is_empty() {
    let server = Server::start().await;
    let client = server.client(Some("deployed"));
    for (method, http) in TABLE.served() {
        let answer = least(method);
        server.expect(http.deployed, &answer);

        let read = call(method, &client, &sample::message(method.request, 0)).await;

        assert_same(method, &read, method.answer, &answer);
    }
}

async fn everything(style: &str, path: fn(&Http) -> &str) {
    let server = Server::start().await;
    let client = server.client(Some(style));
    for round in 0..sample::rounds() {
        for (method, http) in TABLE.served() {
            let body = sample::message(method.request, round);
            let answer = match method.answer {
                Answer::Nothing => json!({}),
                Answer::Object => sample::object("results"),
                Answer::Message(name) => sample::message(name, round),
            };
            server.expect(path(http), &answer);

            let read = call(method, &client, &body).await;

            let sent = Sent {
                path: path(http).to_owned(),
                bearer: http.bearer,
                body,
            };
            assert_eq!(server.take(), [sent], "{}.{}", method.service, method.name);
            assert_same(method, &read, method.answer, &answer);
        }
    }
}

fn least(method: &Method) -> Value {
    match method.answer {
        Answer::Nothing | Answer::Object => json!({}),
        Answer::Message(name) => sample::least(name),
    }
}

/// Calls a method as an application does, with all that the sample of its body has.
async fn call(method: &Method, client: &Client, body: &Value) -> Value {
    let document = method.document();
    let about = format!("{document}.{}", method.name);
    let service = SERVICES.iter().find(|(name, _)| *name == document);
    let mut cases = service.into_iter().flat_map(|(_, cases)| *cases);
    let case = cases.find(|case| case.operation == method.name);
    let case = case.unwrap_or_else(|| panic!("there is no {about}"));
    let answer = case.call(client, body).await;
    let (read, shown) = answer.unwrap_or_else(|error| panic!("{about}: {error:?}"));
    assert!(
        !shown.contains("Unknown("),
        "{about}: a value has no name in {shown}"
    );
    read
}

/// An answer without content is read as nothing, whatever stands there.
fn assert_same(method: &Method, read: &Value, kind: Answer, given: &Value) {
    let given = match kind {
        Answer::Nothing => &Value::Null,
        Answer::Object | Answer::Message(_) => given,
    };
    assert_eq!(read, given, "{}.{}", method.service, method.name);
}

/// An identity service that serves one path at a time.
struct Server {
    double: Double,
    loopback: Loopback,
}

#[derive(Clone, Debug, Default)]
struct Double(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    path: String,
    answer: Value,
    sent: Vec<Sent>,
}

#[derive(Debug, PartialEq)]
struct Sent {
    path: String,
    bearer: bool,
    body: Value,
}

impl Server {
    async fn start() -> Self {
        let double = Double::default();
        let loopback = Loopback::responding(double.clone()).await;
        Self { double, loopback }
    }

    /// A client of this server with an access token.
    fn client(&self, style: Option<&str>) -> Client {
        let mut builder = Client::builder().base_url(self.loopback.uri());
        if let Some(style) = style {
            builder = builder.path_style(style);
        }
        let token = AccessToken::fixed("my-token").unwrap();
        builder.build().unwrap().with_tokens(token)
    }

    fn expect(&self, path: &str, answer: &Value) {
        *self.double.0.lock().unwrap() = State {
            path: path.to_owned(),
            answer: answer.clone(),
            sent: Vec::new(),
        };
    }

    /// What was sent since then.
    fn take(&self) -> Vec<Sent> {
        std::mem::take(&mut self.double.0.lock().unwrap().sent)
    }
}

impl Respond for Double {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let mut state = self.0.lock().unwrap();
        let authorization = request.headers.get("authorization");
        let bearer = authorization.map(|it| it.to_str().unwrap().starts_with("Bearer "));
        state.sent.push(Sent {
            path: request.url.path().to_owned(),
            bearer: bearer.unwrap_or(false),
            body: serde_json::from_slice(&request.body).unwrap(),
        });
        if request.url.path() == state.path && request.method == "POST" {
            ok(&state.answer)
        } else {
            ResponseTemplate::new(404).set_body_json(json!({"detail": "Not Found"}))
        }
    }
}
