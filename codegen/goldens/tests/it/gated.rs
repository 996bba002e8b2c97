use goldens::gated::Client;

use crate::server::Server;

#[tokio::test]
async fn a_gated_service_is_there_with_its_feature() {
    let server =
        Server::answering(200, r#"{"name": {"text": "Rex"}, "pet": {"number": "7"}}"#).await;
    let client = Client::new(server.url()).unwrap();
    let pet = client.pet().get().await.unwrap();
    assert_eq!(pet.name.unwrap().text.as_deref(), Some("Rex"));
    let owner = client.owner().get().await.unwrap();
    assert_eq!(owner.pet.unwrap().number.as_deref(), Some("7"));
}
