//! What was observed on a real server (console-api-v2 before identity 2.0; identity 1.12), in our own form: each request that this client can make is made, and
//! what came back is read. Tokens, names and IDs are made up, and the words of messages are ours but for those that tell reasons apart.

mod calls;
mod grants;
mod logins;
mod unmade;
mod version_1;
mod version_2;

use serde_json::{Map, Value, json};
use spaceone_identity::{Error, ErrorKind, Reason, SecretObject};
use test_support::Sent;
use wiremock::ResponseTemplate;

use crate::support::Identity;

/// One exchange: its name, what was sent, the status and the body of the answer, and what our client makes of it.
struct Exchange {
    name: &'static str,
    sent: Value,
    status: u16,
    answer: Value,
    becomes: Becomes,
}

/// What a typed answer holds, or what an error says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Becomes {
    /// A pair of tokens.
    Tokens,
    /// A scoped token, with the role and whether workspace and role ID are told.
    Granted(&'static str, bool, bool),
    /// Members of any other answer: a line for each item.
    Read(&'static [&'static str]),
    Failure(ErrorKind, Option<Reason>),
}

const fn exchange(
    name: &'static str,
    sent: Value,
    status: u16,
    answer: Value,
    becomes: Becomes,
) -> Exchange {
    Exchange {
        name,
        sent,
        status,
        answer,
        becomes,
    }
}

fn detail(code: &str, message: &str) -> Value {
    json!({"detail": {"code": code, "message": message}})
}

/// The words of the service as the front wraps them.
fn unauthenticated(words: &str) -> Value {
    let wrapped = format!("Authenticate failure. (message =  {words})");
    detail("ERROR_AUTHENTICATE_FAILURE", &wrapped)
}

fn twice(words: &str) -> Value {
    unauthenticated(&format!("Authenticate failure. (message = {words})"))
}

fn tokens() -> Value {
    json!({"access_token": "an-access-token", "refresh_token": "a-refresh-token"})
}

/// These members over those.
fn with(mut base: Value, more: &Value) -> Value {
    for (name, value) in more.as_object().unwrap() {
        base[name] = value.clone();
    }
    base
}

fn without(mut base: Value, name: &str) -> Value {
    base.as_object_mut().unwrap().remove(name);
    base
}

fn text<'a>(body: &'a Value, name: &str) -> &'a str {
    body[name].as_str().unwrap_or_default()
}

fn object(body: &Value, name: &str) -> SecretObject {
    SecretObject::from(body[name].as_object().cloned().unwrap_or_else(Map::new))
}

fn int(body: &Value, name: &str) -> Option<i32> {
    body[name]
        .as_i64()
        .map(|number| i32::try_from(number).unwrap())
}

async fn server(exchange: &Exchange) -> Identity {
    let answer = ResponseTemplate::new(exchange.status).set_body_json(&exchange.answer);
    Identity::answering([answer]).await
}

/// The one request that arrived was this one, whatever the order of its members.
async fn assert_sent(identity: &Identity, path: &str, exchange: &Exchange) -> Sent {
    let [sent] = identity.sent().await.try_into().unwrap();
    let body: Value = serde_json::from_str(sent.body()).unwrap();
    assert_eq!(
        (sent.line(), &body),
        (path, &exchange.sent),
        "{}",
        exchange.name
    );
    sent
}

fn failure(error: &Error) -> Becomes {
    Becomes::Failure(error.kind(), Reason::of(error))
}
