use goldens::names::{Client, Many, ManyArguments, Option as Choice, Result as Answer};
use serde_json::json;

use crate::server::{Server, header, json};

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).build().unwrap()
}

#[tokio::test]
#[expect(deprecated, reason = "a deprecated parameter still works")]
async fn names_of_keywords_and_of_several_places_are_kept_apart() {
    let server = Server::answering(200, r#"{"option":"Some","string":{"vec":[["a",null]]}}"#).await;
    let answer: Answer = client(&server)
        .r#type("p", "g")
        .query_type("q")
        .self_("s")
        .query_send("now")
        .header_core("c")
        .body_type("b")
        .error_code("e1")
        .body_error_code("e2")
        .old("o")
        .await
        .unwrap();
    let request = server.request().await;
    assert_eq!(request.url.path(), "/type/p");
    assert_eq!(request.url.query(), Some("type=q&self=s&send=now"));
    assert_eq!(header(&request, "core"), Some("c"));
    assert_eq!(
        json(&request),
        json!({"type": "b", "gen": "g", "errorCode": "e1", "error_code": "e2", "old": "o"})
    );
    assert_eq!(answer.option, Choice::Some);
    assert_eq!(
        answer.string.vec.unwrap(),
        [vec![Some("a".to_owned()), None]]
    );
}

#[tokio::test]
async fn another_name_in_rust_changes_nothing_on_the_wire() {
    let server = Server::answering(200, r#"{"kind":"kind_b","mixed":7}"#).await;
    let client = client(&server);
    let answer = client.renamed("x").await.unwrap();
    assert_eq!(answer.kind.unwrap().as_str(), "kind_b");
    assert_eq!(answer.mixed.unwrap(), goldens::names::VecMixed::Integer(7));
    client.delete_no_id().await.unwrap();
    let requests = server.requests().await;
    assert_eq!(requests[0].url.query(), Some("q=x"));
    assert_eq!(requests[1].method.as_str(), "DELETE");
    assert_eq!(requests[1].url.path(), "/no-id");
}

#[tokio::test]
async fn a_field_with_the_name_of_a_function_is_told_apart() {
    let server = Server::answering(204, "").await;
    let many = Many::new(true, false, true, false, true, false, true, false, true).new2(true);
    client(&server)
        .many(ManyArguments {
            one: true,
            two: true,
            three: false,
            four: false,
            five: 5,
            six: 6.5,
            seven: [("k".to_owned(), "v".to_owned())].into(),
            eight: serde_json::Map::new(),
            nine: many,
        })
        .await
        .unwrap();
    let body = json(&server.request().await);
    assert_eq!(body["nine"]["new"], true);
    assert_eq!(body["seven"], json!({"k": "v"}));
}
