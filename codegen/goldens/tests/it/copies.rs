//! Objects that several places describe in the same words are one type: what is read can be sent back.

use goldens::copies::{AddPartMaker, AddPartOrigin, Client, ErrorBody, Part};

use crate::server::{Server, json};

const PART: &str =
    r#"{"id":"p-1","name":"bolt","maker":{"name":"Acme","city":"Bern","country":"CH"}}"#;

#[tokio::test]
async fn what_a_list_holds_is_what_is_added_and_its_parts_can_be_sent_back() {
    let list = format!(r#"{{"parts":[{PART}],"total":1}}"#);
    let server = Server::answering(200, &list).await;
    let client = Client::new(server.url()).unwrap();
    let listed: Part = client.list_parts().await.unwrap().parts.remove(0);
    let maker: AddPartMaker = listed.maker.clone().unwrap();

    let server = Server::answering(201, PART).await;
    let client = Client::new(server.url()).unwrap();
    let added: Part = client.add_part("bolt", maker).await.unwrap();
    assert_eq!(added, listed);
    let sent = json(&server.request().await);
    assert_eq!(
        sent,
        serde_json::json!({"name": "bolt", "maker": {"name": "Acme", "city": "Bern", "country": "CH"}})
    );
    let origin = AddPartOrigin::new("Acme", "Bern", "CH");
    client
        .add_part("bolt", added.maker.unwrap())
        .origin(origin)
        .await
        .unwrap();
}

#[tokio::test]
async fn errors_in_the_same_words_are_read_as_one_type() {
    let server = Server::answering(400, r#"{"code":"no","message":"No."}"#).await;
    let client = Client::new(server.url()).unwrap();
    let error = client.list_parts().await.unwrap_err();
    let body: &ErrorBody = error.vendor_body().unwrap();
    assert_eq!(body.code, "no");
}
