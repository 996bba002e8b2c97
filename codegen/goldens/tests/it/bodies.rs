use std::collections::BTreeMap;

use api_core::{ExposeSecret, Presence, SecretObject};
use goldens::bodies::{Address, Circle, Client, Profile, Shape, Target, User, UserLevel};
use serde_json::json;

use crate::server::{Server, json, text};

const USER: &str = r#"{"name":null,"id":"u1","age":4000000000,"score":1,"level":"medium","nickname":null,"kind":"user",
    "manager":{"name":"Boss","id":"u2","level":"high","extra":[1]}}"#;

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).build().unwrap()
}

#[tokio::test]
async fn members_go_out_in_order_and_only_when_they_are_set() {
    let server = Server::answering(200, USER).await;
    let client = client(&server);
    client
        .update_user("a/b", "Somebody", Profile::new(), ["one"])
        .await
        .unwrap();
    let request = server.request().await;
    assert_eq!(request.url.path(), "/users/a%2Fb");
    assert_eq!(
        text(&request),
        r#"{"name":"Somebody","profile":{"kind":"profile"},"secrets":["one"]}"#
    );
}

#[tokio::test]
async fn every_kind_of_member_is_written() {
    let server = Server::answering(200, USER).await;
    let address = Address::new("Street", BTreeMap::from([("door".to_owned(), "k1".into())]))
        .number(7)
        .codes(["c1", "c2"]);
    let nested = Address::new("Other", BTreeMap::new()).next(address);
    client(&server)
        .update_user(
            "u1",
            "N",
            Profile::new().city("C").pin("1234").null_note(),
            ["one", "two"],
        )
        .null_nickname()
        .credentials(SecretObject::from_iter([("key", "k2")]))
        .tags([("t".to_owned(), json!([1, null]))].into_iter().collect())
        .limits(BTreeMap::from([("l".to_owned(), 5)]))
        .extra(json!({"any": true}))
        .parent(nested)
        .await
        .unwrap();
    assert_eq!(
        json(&server.request().await),
        json!({
            "name": "N",
            "nickname": null,
            "profile": {"kind": "profile", "city": "C", "pin": "1234", "note": null},
            "secrets": ["one", "two"],
            "credentials": {"key": "k2"},
            "tags": {"t": [1, null]},
            "limits": {"l": 5},
            "extra": {"any": true},
            "parent": {
                "street": "Other",
                "keys": {},
                "next": {"street": "Street", "number": 7, "keys": {"door": "k1"}, "codes": ["c1", "c2"]},
            },
        })
    );
}

#[tokio::test]
async fn absent_null_and_value_are_three_things_in_both_directions() {
    let server = Server::answering(200, USER).await;
    let client = client(&server);
    let request = client.update_user("u", "N", Profile::new(), ["one"]);
    let user: User = request.clone().await.unwrap();
    request.clone().null_nickname().await.unwrap();
    request.nickname("Nick").await.unwrap();
    let sent: Vec<_> = server.requests().await.iter().map(json).collect();
    assert_eq!(sent[0].get("nickname"), None);
    assert_eq!(sent[1]["nickname"], json!(null));
    assert_eq!(sent[2]["nickname"], "Nick");

    assert_eq!(user.nickname, Presence::Null);
    let manager = user.manager.unwrap();
    assert_eq!(manager.nickname, Presence::Absent);
    assert_eq!(manager.level, Some(UserLevel::High));
    assert_eq!(manager.name.as_deref(), Some("Boss"));
    assert_eq!(user.name, None);
    assert_eq!(user.age, Some(4_000_000_000));
    assert_eq!(user.level.unwrap().as_str(), "medium");
}

#[tokio::test]
async fn a_union_round_trips() {
    let body = r#"[{"type":"circle","radius":1.5},{"type":"square","side":2.0},"dot",["s1","s2"]]"#;
    let server = Server::answering(200, body).await;
    let client = client(&server);
    let shapes = client
        .send_list([
            Shape::Circle(Box::new(Circle::new(0.5))),
            Shape::Name("n".to_owned()),
        ])
        .await
        .unwrap();
    assert!(matches!(&shapes[0], Shape::Circle(circle) if circle.radius > 1.4));
    assert!(matches!(&shapes[1], Shape::Square(_)));
    assert!(matches!(&shapes[2], Shape::Name(name) if name == "dot"));
    assert!(matches!(&shapes[3], Shape::Secret(codes) if codes[1].expose_secret() == "s2"));
    let shown = format!("{shapes:?}");
    assert!(!shown.contains("s1"), "{shown}");
    client.send_list(shapes).await.unwrap();
    let requests = server.requests().await;
    assert_eq!(
        text(&requests[0]),
        r#"[{"type":"circle","radius":0.5},"n"]"#
    );
    assert_eq!(text(&requests[1]), body);
}

#[tokio::test]
async fn a_body_that_may_be_left_out_is_left_out() {
    let server = Server::answering(200, "[1]").await;
    let client = client(&server);
    assert_eq!(client.send_any().await.unwrap(), json!([1]));
    client.send_any().body(json!(null)).await.unwrap();
    client.send_maybe().await.unwrap();
    client
        .send_maybe()
        .body(Address::new("S", BTreeMap::new()))
        .await
        .unwrap();
    let sent: Vec<_> = server
        .requests()
        .await
        .iter()
        .map(|request| text(request).to_owned())
        .collect();
    assert_eq!(sent, ["", "null", "", r#"{"street":"S","keys":{}}"#]);
}

#[tokio::test]
async fn one_of_two_groups_of_members_is_the_body() {
    let server = Server::answering(204, "").await;
    let client = client(&server);
    client
        .send_choice(Target::Person(Address::new("S", BTreeMap::new())))
        .await
        .unwrap();
    client
        .send_choice(Target::Place {
            latitude: 1.0,
            longitude: 2.5,
            height: Presence::Null,
        })
        .await
        .unwrap();
    let requests = server.requests().await;
    assert_eq!(text(&requests[0]), r#"{"person":{"street":"S","keys":{}}}"#);
    assert_eq!(
        text(&requests[1]),
        r#"{"kind":"place","latitude":1.0,"longitude":2.5,"height":null}"#
    );
}

#[tokio::test]
async fn g14_secrets_inside_bodies_do_not_show() {
    let server = Server::answering(200, USER).await;
    let address = Address::new("S", BTreeMap::from([("d".to_owned(), "hidden-1".into())]))
        .codes(["hidden-2"]);
    let request = client(&server)
        .update_user("u", "N", Profile::new().pin("hidden-3"), ["hidden-4"])
        .credentials(SecretObject::from_iter([("k", "hidden-5")]))
        .parent(address);
    let shown = format!("{request:?}");
    assert!(!shown.contains("hidden"), "{shown}");
}
