//! Doubles whose answer depends on the request.
#![cfg(feature = "mock")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use api_core::mock::{Fault, Server};
use api_core::{AccessToken, ErrorKind, ExposeSecret, RetryPolicy, SecretObject};
use goldens::answers::{self, Part, PartState};
use goldens::bodies::mock::send_any;
use goldens::grants::{self, Kind, Target, Tokens};
use goldens::{bodies, security};
use serde_json::json;

use crate::doubles_answers::exchange;

fn bodies_client(server: &Server) -> bodies::Client {
    let builder = bodies::Client::builder().base_url(server.uri());
    builder.retry(RetryPolicy::never()).build().unwrap()
}

#[tokio::test]
async fn a_function_answers_by_the_arguments_of_the_request() {
    let server = Server::start().await;
    let double = server.mount(
        answers::mock::search()
            .respond_with(|received| {
                let weight = received.ids.iter().flatten().sum();
                let part = Part::new(PartState::New, weight);
                answers::mock::search().answer(BTreeMap::from([(received.q.clone(), part)]))
            })
            .expect(2),
    );
    let client = answers::Client::builder().base_url(server.uri());
    let client = client.retry(RetryPolicy::never()).build().unwrap();
    let found = client.search("bolts").ids([1, 2]).await.unwrap();
    assert_eq!(found["bolts"].weight, 3);
    let found = client.search("nuts").await.unwrap();
    assert_eq!(found["nuts"].weight, 0);
    assert_eq!(double.received()[1].q, "nuts");
}

#[tokio::test]
async fn doubles_that_share_a_state_issue_refresh_tokens_that_are_good_once() {
    let refusal = || Fault::status(400).body("application/json", r#"{"error":"invalid_grant"}"#);
    let tokens = |number: usize| {
        let tokens = Tokens::new().access_token(format!("access-{number}"));
        tokens.refresh_token(format!("refresh-{number}"))
    };
    let live = Arc::new(Mutex::new(Vec::new()));
    let server = Server::start().await;
    let issued = Arc::clone(&live);
    server.mount(
        grants::mock::login()
            .respond_with(move |_| {
                issued.lock().unwrap().push("refresh-0".to_owned());
                grants::mock::login().answer(tokens(0))
            })
            .expect(1),
    );
    let mut number = 0;
    server.mount(
        grants::mock::renew()
            .respond_with(move |received| {
                let mut live = live.lock().unwrap();
                let given = live
                    .iter()
                    .position(|it| it == received.refresh.expose_secret());
                let Some(given) = given else {
                    return grants::mock::renew().fault(refusal());
                };
                number += 1;
                live[given] = format!("refresh-{number}");
                grants::mock::renew().answer(tokens(number))
            })
            .expect(3),
    );
    let client = grants::Client::builder().base_url(server.uri());
    let client = client.retry(RetryPolicy::never()).build().unwrap();
    let login = client.login(
        SecretObject::from_iter([("user", "me")]),
        Kind::Local,
        Target::All {},
    );
    let first = login.await.unwrap().refresh_token.into_value().unwrap();
    let renewed = client.renew(first.clone()).await.unwrap();
    assert_eq!(renewed.access_token.unwrap().expose_secret(), "access-1");
    let error = client.renew(first).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::Refused, Some(400))
    );
    let renewed = client
        .renew(renewed.refresh_token.into_value().unwrap())
        .await
        .unwrap();
    assert_eq!(renewed.access_token.unwrap().expose_secret(), "access-2");
}

#[tokio::test]
async fn a_function_is_one_of_several_answers_and_the_last_is_asked_for_ever() {
    let server = Server::start().await;
    let counting = |from: i32| {
        let mut count = from;
        move |_: &api_core::mock::Arrived<'_, _>| {
            count += 1;
            send_any().answer(json!(count))
        }
    };
    server.mount(
        send_any()
            .respond_with(counting(10))
            .fault(Fault::status(418))
            .respond_with(counting(20)),
    );
    let client = bodies_client(&server);
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(client.send_any().await.map_err(|error| error.status()));
    }
    assert_eq!(
        seen,
        [Ok(json!(11)), Err(Some(418)), Ok(json!(21)), Ok(json!(22))]
    );
}

#[tokio::test]
async fn what_follows_a_function_changes_all_of_its_answers() {
    let server = Server::start().await;
    let delay = Duration::from_millis(60);
    server.mount(
        send_any()
            .respond_with(|_| send_any().fault(Fault::status(429)))
            .delayed(delay)
            .with_header("retry-after", "7"),
    );
    let client = bodies_client(&server);
    for _ in 0..2 {
        let begun = tokio::time::Instant::now();
        let error = client.send_any().await.unwrap_err();
        assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
        assert!(begun.elapsed() >= delay);
    }
}

#[tokio::test]
async fn a_function_sees_the_credential_of_the_client() {
    let server = Server::start().await;
    let known = |token: &str| token == "hidden-2";
    server.mount(security::mock::by_token().respond_with(move |received| {
        let token = received.request().bearer();
        if token.is_some_and(|token| known(token.expose_secret())) {
            security::mock::by_token().answer()
        } else {
            security::mock::by_token().fault(Fault::status(401))
        }
    }));
    server.mount(
        security::mock::by_user()
            .matching(|received| received.request().headers().contains_key("authorization"))
            .answer()
            .expect(1),
    );
    let client = |token: &str| {
        let builder = security::Client::builder().base_url(server.uri());
        let client = builder.retry(RetryPolicy::never()).build().unwrap();
        client
            .with_tokens(AccessToken::fixed(token).unwrap())
            .with_user(api_core::ClientCredentials::new("my-user", "hidden"))
    };
    let error = client("hidden-1").by_token().await.unwrap_err();
    assert_eq!(error.status(), Some(401));
    client("hidden-2").by_token().await.unwrap();
    client("hidden-2").by_user().await.unwrap();
}

#[tokio::test]
async fn a_function_may_ask_what_has_come() {
    let server = Arc::new(Server::start().await);
    let list = server.mount(bodies::mock::send_list().answer(vec![]));
    let all = Arc::downgrade(&server);
    server.mount(send_any().respond_with(move |_| {
        let came = all.upgrade().map(|server| server.received().len());
        send_any().answer(json!([list.calls(), came]))
    }));
    let client = bodies_client(&server);
    client.send_list([]).await.unwrap();
    let asked = tokio::time::timeout(Duration::from_secs(10), client.send_any().send()).await;
    assert_eq!(asked.expect("no deadlock").unwrap(), json!([1, 2]));
}

#[tokio::test]
async fn a_function_that_panics_fails_the_test_and_not_the_server() {
    let server = Server::start().await;
    server.mount(send_any().respond_with(|received| {
        assert!(
            received.request().headers().contains_key("x-never"),
            "hidden"
        );
        send_any().answer(json!(1))
    }));
    server.mount(bodies::mock::send_list().answer(vec![]));
    let client = bodies_client(&server);
    let error = client.send_any().await.unwrap_err();
    assert_eq!(error.status(), Some(501));
    client.send_list([]).await.unwrap();
    let told = server.verify().unwrap_err().to_string();
    assert!(
        told.ends_with("- `sendAny`: the function given to `respond_with` panicked"),
        "{told}"
    );
}

#[tokio::test]
async fn what_a_function_gives_has_one_answer_and_wants_nothing() {
    for (given, reason) in [
        (send_any(), "has not exactly one answer"),
        (
            send_any().answer(json!(1)).answer(json!(2)),
            "has not exactly one answer",
        ),
        (
            send_any().answer(json!(1)).expect(1),
            "wants something of it",
        ),
        (
            send_any().header("x", "y").answer(json!(1)),
            "wants something of it",
        ),
        (
            send_any().matching(|_| true).answer(json!(1)),
            "wants something of it",
        ),
        (
            send_any().body(json!(0)).answer(json!(1)),
            "wants something of it",
        ),
    ] {
        let server = Server::start().await;
        server.mount(send_any().respond_with(move |_| given.clone()));
        let error = bodies_client(&server).send_any().await.unwrap_err();
        assert_eq!(error.status(), Some(501));
        let told = server.verify().unwrap_err().to_string();
        assert!(told.contains(reason), "{told}");
    }
}

#[tokio::test]
async fn a_request_that_lacks_an_argument_is_none_of_the_operation() {
    let server = Server::start().await;
    server.mount(bodies::mock::update_user().respond_with(|_| unreachable!("it is not asked")));
    let answer = exchange(&server, "PUT /users/u1", r#"{"name":{"hidden":1}}"#).await;
    assert!(answer.starts_with("HTTP/1.1 501 "), "{answer}");
    let told = server.verify().unwrap_err().to_string();
    assert!(
        told.contains(
            "fits none of its doubles: `updateUser`: `name` is missing or not of its type"
        ),
        "{told}"
    );
    assert!(!told.contains("hidden"), "{told}");
}
