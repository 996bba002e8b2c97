//! Secrets in every kind of value: sent and read as they are, and never shown.

use api_core::SecretObject;
use goldens::secrets::{Client, Key, PutWordAnswer, Question, Vault};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::server::{Server, header, text};

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).build().unwrap()
}

#[track_caller]
fn hides(value: &impl std::fmt::Debug) {
    let shown = format!("{value:?} {value:#?}");
    assert!(!shown.contains("s3cret"), "{shown}");
}

#[tokio::test]
async fn a_text_that_is_a_secret_is_hidden_on_both_ways() {
    let server = Server::answering(200, "s3cret-2").await;
    let request = client(&server).put_word("s3cret-1");
    hides(&request);
    let answer = request.await.unwrap();
    hides(&answer);
    assert!(matches!(answer, PutWordAnswer::Ok(word) if word.expose_secret() == "s3cret-2"));
    let sent = server.request().await;
    assert_eq!(text(&sent), "s3cret-1");
    assert_eq!(header(&sent, "content-type"), Some("text/plain"));

    let server = Server::answering(200, "s3cret-2").await;
    let request = client(&server).post_word().body("s3cret-1");
    hides(&request);
    let answer = request.send_as_text().await.unwrap();
    assert_eq!(answer.expose_secret(), "s3cret-2");
    assert_eq!(text(&server.request().await), "s3cret-1");
}

#[test]
fn members_are_secret_by_their_names_and_where_they_are_only_sent() {
    let vault = json!({
        "keys": {"a": "s3cret"},
        "lists": {"a": ["s3cret"]},
        "nullable": {"a": "s3cret", "b": null},
        "refresh_token": "s3cret",
        "passwords": ["s3cret"],
        "client_secret": ["s3cret", null],
        "secrets": {"a": "s3cret"},
        "marks": ["s3cret"]
    });
    let read: Vault = serde_json::from_value(vault.clone()).unwrap();
    hides(&read);
    // What holds secrets is written by doubles alone.
    #[cfg(feature = "mock")]
    assert_eq!(serde_json::to_value(&read).unwrap(), vault);
}

#[tokio::test]
async fn what_is_only_sent_is_secret() {
    let server = Server::answering(201, r#"{"a": "s3cret"}"#).await;
    let pairs = || [("a".to_owned(), "s3cret".into())].into();
    let request = client(&server)
        .fill(pairs())
        .beside("s3cret")
        .around("s3cret")
        .codes(["s3cret"])
        .cards(pairs())
        .anything(SecretObject::from_iter([("a", "s3cret")]));
    hides(&request);
    hides(&request.await.unwrap());
    let sent: Value = serde_json::from_str(text(&server.request().await)).unwrap();
    assert_eq!(
        sent,
        json!({
            "keys": {"a": "s3cret"},
            "beside": "s3cret",
            "around": "s3cret",
            "codes": ["s3cret"],
            "cards": {"a": "s3cret"},
            "anything": {"a": "s3cret"}
        })
    );
}

#[tokio::test]
async fn what_may_be_secret_beside_a_secret_is_left_out() {
    let answer = r#"{"access_token": "s3cret", "private_key": {"d": "s3cret"}, "kind": "plain", "secret": [{"a": "s3cret"}], "other_token": "s3cret"}"#;
    let server = Server::answering(200, answer).await;
    let request = client(&server)
        .issue("robot", "s3cret")
        .pin(56_789)
        .question(Question::new().answer("s3cret"));
    hides(&request);
    let shown = format!("{request:?}");
    assert!(
        shown.contains("robot") && !shown.contains("56789"),
        "{shown}"
    );
    let answer = request.await.unwrap();
    hides(&answer);
    let shown = format!("{answer:?}");
    for word in ["plain", "other_token", ".."] {
        assert!(shown.contains(word), "no {word} in {shown}");
    }
    assert_eq!(answer.additional["other_token"], "s3cret");
}

#[tokio::test]
async fn lists_of_secrets_are_sent_as_lists_of_other_texts_are() {
    let server = Server::answering(204, "").await;
    let request = client(&server)
        .fill_by_form()
        .passwords(["s3cret-1", "s3cret-2"])
        .refresh_token("s3cret-3");
    hides(&request);
    request.await.unwrap();
    assert_eq!(
        text(&server.request().await),
        "passwords=s3cret-1&passwords=s3cret-2&refresh_token=s3cret-3"
    );

    let server = Server::answering(204, "").await;
    let request = client(&server)
        .fill_by_parts()
        .passwords(["s3cret-1", "s3cret-2"])
        .codes(["s3cret-3"]);
    hides(&request);
    request.await.unwrap();
    let sent = server.request().await;
    let parts = text(&sent);
    assert_eq!(parts.matches("name=\"passwords\"").count(), 2, "{parts}");
    assert!(!parts.contains("application/json"), "{parts}");
    assert!(parts.contains("application/octet-stream"), "{parts}");
    assert!(parts.contains("\r\n\r\ns3cret-2\r\n"), "{parts}");
}

#[tokio::test]
async fn a_choice_hides_what_its_members_would_show() {
    let key = Key::Card {
        f: 12,
        number: 73_419,
        holder: Some("Ada".to_owned()),
    };
    let shown = format!("{key:?}");
    assert_eq!(shown, r#"Card { f: 12, holder: Some("Ada"), .. }"#);
    assert_eq!(format!("{:?}", Key::Code("s3cret".into())), "Code(..)");
    let server = Server::answering(204, "").await;
    let request = client(&server)
        .open(key)
        .door_passwords(["s3cret", "s3cret"]);
    hides(&request);
    assert!(!format!("{request:?}").contains("73419"), "{request:?}");
    request.await.unwrap();
    let sent = server.request().await;
    assert_eq!(header(&sent, "door-passwords"), Some("s3cret,s3cret"));
    let body: Value = serde_json::from_str(text(&sent)).unwrap();
    assert_eq!(body, json!({"f": 12, "number": 73_419, "holder": "Ada"}));
}
