//! The generated doubles, driven by the generated clients.
#![cfg(feature = "mock")]

use std::collections::BTreeMap;
use std::time::Duration;

use api_core::mock::{Fault, Server};
use api_core::{ErrorKind, ExposeSecret, Presence, RetryPolicy, SecretObject};
use goldens::answers::{self, Missing, Part, PartState};
use goldens::bodies::{self, Address, Circle, Profile, Shape, Target, User, UserLevel};
use serde_json::json;

fn bodies_client(server: &Server) -> bodies::Client {
    let builder = bodies::Client::builder().base_url(server.uri());
    builder.retry(RetryPolicy::never()).build().unwrap()
}

fn answers_client(server: &Server) -> answers::Client {
    let builder = answers::Client::builder().base_url(server.uri());
    builder.retry(RetryPolicy::never()).build().unwrap()
}

/// The usual policy, without a pause to wait for.
fn quick() -> RetryPolicy {
    RetryPolicy::default().with_first_pause(Duration::ZERO)
}

fn user() -> User {
    User::new(None, "u1").level(UserLevel::High).null_nickname()
}

#[tokio::test]
async fn a_double_matches_typed_arguments_and_gives_a_typed_answer() {
    let server = Server::start().await;
    let double = server.mount(
        bodies::mock::update_user()
            .user_id("a/b")
            .name("Somebody")
            .profile(Profile::new().city("C").pin("1234"))
            .secrets(["one"])
            .without_tags()
            .null_parent()
            .limits(BTreeMap::from([("l".to_owned(), 5)]))
            .answer(user())
            .expect(1),
    );
    let got = bodies_client(&server)
        .update_user(
            "a/b",
            "Somebody",
            Profile::new().city("C").pin("1234"),
            ["one"],
        )
        .limits(BTreeMap::from([("l".to_owned(), 5)]))
        .credentials(SecretObject::from_iter([("key", "k2")]))
        .null_parent()
        .await
        .unwrap();
    assert_eq!(got.id, "u1");
    assert_eq!(got.level, Some(UserLevel::High));
    assert_eq!(got.nickname, Presence::Null);
    let received = double.received().remove(0);
    assert_eq!(received.user_id, "a/b");
    assert_eq!(received.profile.city.as_deref(), Some("C"));
    assert_eq!(received.secrets[0].expose_secret(), "one");
    assert_eq!(received.nickname, Presence::Absent);
    assert!(received.parent.is_null());
    assert_eq!(received.credentials.unwrap().expose()["key"], "k2");
    server.verify().unwrap();
}

#[tokio::test]
async fn answers_are_given_one_after_the_other_and_the_last_for_ever() {
    let server = Server::start().await;
    let double = server.mount(
        bodies::mock::send_any()
            .fault(Fault::status(503).header("retry-after", "0"))
            .answer(json!(1))
            .fault(Fault::reset())
            .answer(json!(2))
            .expect(4..),
    );
    let client = bodies_client(&server);
    let mut seen = Vec::new();
    for _ in 0..5 {
        seen.push(client.send_any().await.map_err(|error| error.kind()));
    }
    assert_eq!(
        seen,
        [
            Err(ErrorKind::Unavailable),
            Ok(json!(1)),
            Err(ErrorKind::Connect),
            Ok(json!(2)),
            Ok(json!(2)),
        ]
    );
    assert_eq!(double.calls(), 5);
}

#[tokio::test]
async fn retries_of_a_client_come_to_the_double_too() {
    let server = Server::start().await;
    server.mount(
        answers::mock::search()
            .fault(Fault::status(503))
            .fault(Fault::reset())
            .answer(BTreeMap::from([(
                "one".to_owned(),
                Part::new(PartState::New, 1),
            )]))
            .expect(3),
    );
    let client = answers::Client::builder().base_url(server.uri());
    let client = client.retry(quick()).build().unwrap();
    let found = client.search("q").await.unwrap();
    assert_eq!(found["one"].weight, 1);
}

#[tokio::test]
async fn a_typed_error_body_is_read_as_the_document_types_it() {
    let server = Server::start().await;
    server.mount(
        answers::mock::get_part()
            .error_410(Missing::new("GONE").message("was there").request("r1"))
            .expect(1),
    );
    #[expect(deprecated, reason = "the operation is deprecated, and works")]
    let error = answers_client(&server).get_part("t", 1).await.unwrap_err();
    assert_eq!(error.status(), Some(410));
    assert_eq!(error.vendor_body::<Missing>().unwrap().code, "GONE");
    assert_eq!(error.request_id(), Some("r1"));
}

#[tokio::test]
async fn garbage_with_status_200_is_an_error_and_a_late_answer_a_timeout() {
    let server = Server::start().await;
    server.mount(bodies::mock::send_list().fault(Fault::garbage()));
    let error = bodies_client(&server).send_list([]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreadable);
    let slow = Server::start().await;
    slow.mount(
        bodies::mock::send_list()
            .answer(vec![])
            .delayed(Duration::from_secs(60)),
    );
    let call = bodies_client(&slow);
    let waited = tokio::time::timeout(Duration::from_millis(50), call.send_list([]).send()).await;
    assert!(waited.is_err(), "no answer yet");
}

#[tokio::test]
async fn a_union_and_a_choice_are_matched_and_read_back() {
    let server = Server::start().await;
    let shapes = || {
        vec![
            Shape::Circle(Box::new(Circle::new(1.5))),
            Shape::Secret(vec!["s1".into()]),
        ]
    };
    let list = server.mount(
        bodies::mock::send_list()
            .body(shapes())
            .answer(shapes())
            .expect(1),
    );
    let place = || Target::Place {
        latitude: 1.0,
        longitude: 2.5,
        height: Presence::Null,
    };
    let choice = server.mount(
        bodies::mock::send_choice()
            .target(place())
            .answer()
            .expect(1),
    );
    let person = server.mount(
        bodies::mock::send_choice()
            .matching(|received| matches!(received.target, Target::Person(_)))
            .answer()
            .expect(1),
    );
    let client = bodies_client(&server);
    let got = client.send_list(shapes()).await.unwrap();
    assert!(matches!(&got[1], Shape::Secret(codes) if codes[0].expose_secret() == "s1"));
    client.send_choice(place()).await.unwrap();
    let address = Address::new("S", BTreeMap::new());
    client.send_choice(Target::Person(address)).await.unwrap();
    assert!(matches!(&list.received()[0].body[0], Shape::Circle(_)));
    let read = &choice.received()[0].target;
    assert!(matches!(
        read,
        Target::Place {
            height: Presence::Null,
            ..
        }
    ));
    assert!(matches!(&person.received()[0].target, Target::Person(at) if at.street == "S"));
}

#[tokio::test]
async fn every_place_of_a_parameter_is_matched_and_read_back() {
    let server = Server::start().await;
    let double = server.mount(
        answers::mock::search()
            .q("rust & co")
            .tags(["a", "b"])
            .ids([1, 2])
            .names(["n", "m"])
            .order("up")
            .page(2)
            .deep(false)
            .answer(BTreeMap::new())
            .expect(1),
    );
    let client = answers_client(&server);
    let request = client.search("rust & co").tags(["a", "b"]).ids([1, 2]);
    let request = request.names(["n", "m"]).order("up").page(2).deep(false);
    request.await.unwrap();
    let received = double.received().remove(0);
    assert_eq!(received.tags.unwrap(), ["a", "b"]);
    assert_eq!(received.ids.unwrap(), [1, 2]);
    assert_eq!(received.names.unwrap(), ["n", "m"]);
    assert_eq!((received.page, received.deep), (Some(2), Some(false)));
}

#[tokio::test]
async fn what_does_not_match_is_told_and_fails_the_test() {
    let server = Server::start().await;
    server.mount(
        bodies::mock::update_user()
            .user_id("u1")
            .name("Somebody")
            .secrets(["hidden-1"])
            .answer(user())
            .expect(1),
    );
    let client = bodies_client(&server);
    let error = client
        .update_user("u2", "Nobody", Profile::new(), ["hidden-2"])
        .await
        .unwrap_err();
    assert_eq!(error.status(), Some(501));
    let told = server.verify().unwrap_err().to_string();
    assert_eq!(
        told,
        "the requests were not those that the doubles expected\n\
         - PUT /users/u2 came and fits none of its doubles: `updateUser`: `user_id` is \"u2\", expected \"u1\"; \
         `name` is \"Nobody\", expected \"Somebody\"; `secrets` has another value than expected, which is not shown\n\
         - `updateUser` (PUT /users/{}) was to be called once, and was called never"
    );
}

#[tokio::test]
#[should_panic(expected = "POST /any came, and there are doubles of `sendList` (POST /list)")]
async fn an_operation_without_a_double_fails_the_test_when_the_server_is_dropped() {
    let server = Server::start().await;
    server.mount(bodies::mock::send_list().answer(vec![]));
    assert!(bodies_client(&server).send_any().await.is_err());
}

#[tokio::test]
#[should_panic(expected = "`sendList` (POST /list) was to be called once, and was called never")]
async fn a_request_that_does_not_come_fails_the_test_when_the_server_is_dropped() {
    let server = Server::start().await;
    server.mount(bodies::mock::send_list().answer(vec![]).expect(1));
}

#[tokio::test]
async fn more_requests_than_expected_fail_the_test() {
    let server = Server::start().await;
    server.mount(bodies::mock::send_list().answer(vec![]).expect(..=1));
    let client = bodies_client(&server);
    for _ in 0..2 {
        client.send_list([]).await.unwrap();
    }
    let told = server.verify().unwrap_err().to_string();
    let expected = "`sendList` (POST /list) was to be called at most once, and was called 2 times";
    assert!(told.ends_with(expected), "{told}");
}

#[tokio::test]
async fn a_fault_has_its_status_headers_and_body() {
    let server = Server::start().await;
    let busy = Fault::status(503)
        .header("retry-after", "7")
        .body("application/json", r#"{"odd":1}"#);
    server.mount(bodies::mock::send_list().fault(busy));
    let error = bodies_client(&server).send_list([]).await.unwrap_err();
    assert_eq!(error.status(), Some(503));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
}

#[tokio::test]
async fn a_fault_may_come_late() {
    let server = Server::start().await;
    let delay = Duration::from_millis(60);
    server.mount(bodies::mock::send_list().fault(Fault::status(418).after(delay)));
    let begun = tokio::time::Instant::now();
    let error = bodies_client(&server).send_list([]).await.unwrap_err();
    assert_eq!(error.status(), Some(418));
    assert!(begun.elapsed() >= delay);
}

#[tokio::test]
async fn parts_are_matched_and_read_back() {
    use api_core::FilePart;
    use goldens::media;

    let photo = |bytes: &'static [u8]| FilePart::new(bytes).file_name("cat.png");
    let server = Server::start().await;
    let double = server.mount(
        media::mock::upload()
            .title("Cats & dogs")
            .photo(photo(b"\x89PNG"))
            .answer()
            .expect(1),
    );
    let client = media::Client::builder().base_url(server.uri());
    let client = client.retry(RetryPolicy::never()).build().unwrap();
    client
        .upload("Cats & dogs", photo(b"\x89PNG"))
        .await
        .unwrap();
    assert_eq!(double.received()[0].title, "Cats & dogs");
    assert!(client.upload("Cats & dogs", photo(b"GIF")).await.is_err());
    let told = server.verify().unwrap_err().to_string();
    assert!(told.contains("`upload`: `photo` is {"), "{told}");
}

/// Sends a request as no client of ours would, and gives the status.
fn raw(address: &str, request: &str) -> String {
    use std::io::{Read, Write};

    let host = address.strip_prefix("http://").unwrap();
    let mut stream = std::net::TcpStream::connect(host).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).unwrap();
    String::from_utf8_lossy(&answer[9..]).into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_document_does_not_declare_is_told() {
    let server = Server::start().await;
    server.mount(bodies::mock::send_list().answer(vec![]));
    server.mount(bodies::mock::send_choice().answer());
    let list = "POST /list?new=1 HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n[]";
    assert_eq!(raw(&server.uri(), list), "501");
    let body = r#"{"odd":1}"#;
    let choice = format!("POST /choice HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n{body}");
    assert_eq!(raw(&server.uri(), &choice), "501");
    let told = server.verify().unwrap_err().to_string();
    for expected in [
        "`sendList`: the query parameter `new` is not in the document",
        "`sendChoice`: the member `odd` is not in the document",
    ] {
        assert!(told.contains(expected), "{told}");
    }
}

#[tokio::test]
async fn a_credential_is_matched_as_the_header_that_it_is_and_never_shown() {
    use goldens::security::{self, mock};

    let server = Server::start().await;
    let basic = "Basic bXktdXNlcjpoaWRkZW4tcGFzc3dvcmQ=";
    server.mount(
        mock::by_token()
            .header("authorization", "Bearer hidden-token")
            .answer(),
    );
    server.mount(mock::by_user().header("authorization", basic).answer());
    server.mount(mock::by_header().header("x-api-key", "hidden-key").answer());
    let client = |token: &str, password: &str, key: &str| {
        let builder = security::Client::builder().base_url(server.uri());
        let client = builder.retry(RetryPolicy::never()).build().unwrap();
        client
            .with_tokens(api_core::AccessToken::fixed(token).unwrap())
            .with_user(api_core::ClientCredentials::new("my-user", password))
            .with_header_key(key)
    };
    let right = client("hidden-token", "hidden-password", "hidden-key");
    right.by_token().await.unwrap();
    right.by_user().await.unwrap();
    right.by_header().await.unwrap();
    let wrong = client("hidden-1", "hidden-2", "hidden-3");
    assert!(wrong.by_token().await.is_err());
    assert!(wrong.by_user().await.is_err());
    assert!(wrong.by_header().await.is_err());
    let told = server.verify().unwrap_err().to_string();
    assert_eq!(
        told.matches("is missing or has another value, which is not shown")
            .count(),
        3
    );
    assert!(!told.contains("hidden-"), "{told}");
}
