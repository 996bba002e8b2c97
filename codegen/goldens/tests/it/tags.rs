use goldens::tags::pets::{AddPetAnswer, Pets};
use goldens::tags::{Client, Pet};

use crate::server::{Server, header, text};

#[tokio::test]
async fn each_tag_has_a_handle_of_the_client() {
    let server = Server::answering(200, r#"[{"name":"Rex"}]"#).await;
    let client = Client::new(server.url()).unwrap().with_key("k");
    let pets: Pets = client.pets();
    let rex: Vec<Pet> = pets.list().await.unwrap();
    assert_eq!(rex[0].name, "Rex");
    client.the_stores().list_stores().await.unwrap_err();
    client.health().await.unwrap();
    let requests = server.requests().await;
    let seen: Vec<_> = requests
        .iter()
        .map(|request| (request.url.path(), header(request, "x-key")))
        .collect();
    assert_eq!(
        seen,
        [
            ("/pets", Some("k")),
            ("/stores", Some("k")),
            ("/health", None)
        ]
    );
}

#[tokio::test]
async fn types_of_a_group_stand_with_it_and_schemas_with_the_document() {
    let server = Server::answering(200, r#"{"name":"Rex"}"#).await;
    let client = Client::new(server.url()).unwrap().with_key("k");
    let answer = client.pets().add_pet("Rex").await.unwrap();
    assert!(matches!(answer, AddPetAnswer::Ok(pet) if pet.name == "Rex"));
    assert_eq!(text(&server.request().await), r#"{"name":"Rex"}"#);
}

/// The glob brings what is generated, and no module in it hides a crate.
#[tokio::test]
async fn tags_that_fall_together_or_are_called_like_crates_keep_their_groups() {
    use goldens::tags::*;

    let server = Server::answering(204, "").await;
    let client = Client::new(server.url()).unwrap().with_key("k");
    let core: core_::Core = client.core();
    core.core_store().await.unwrap();
    let second: the_stores2::TheStores2 = client.the_stores2();
    second.open_stores().await.unwrap();
    let group: client2::Client2 = client.client2();
    group.client_store().await.unwrap();
    let requests = server.requests().await;
    let seen: Vec<_> = requests.iter().map(|request| request.url.path()).collect();
    let expected = ["/stores/core", "/stores/open", "/stores/client"];
    assert_eq!(core::convert::identity(seen), expected);
}
