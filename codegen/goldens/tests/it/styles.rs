use goldens::styles::shared::{Page, Problem, Query};
use goldens::styles::{Client, group};

use crate::server::{Server, text};

#[tokio::test]
async fn services_share_a_client_and_its_path_style() {
    let server = Server::answering(200, r#"{"results":[{"page":{"start":5}}]}"#).await;
    let client = Client::builder()
        .base_url(server.url())
        .path_style("deployed")
        .build()
        .unwrap();
    let users = client.user().list("d1", "p1").await.unwrap();
    let page = users.results.unwrap().remove(0).page.unwrap();
    assert_eq!(page.start, 5);
    let query = Query::new().keyword("k").page(Page::new(1).limit(10));
    client.group().list("d2", "p2").query(query).await.unwrap();
    let requests = server.requests().await;
    assert_eq!(requests[0].url.path(), "/p1/users/d1");
    assert_eq!(text(&requests[0]), "");
    assert_eq!(requests[1].url.path(), "/p2/groups/d2");
    assert_eq!(
        text(&requests[1]),
        r#"{"query":{"keyword":"k","page":{"start":1,"limit":10}}}"#
    );
}

#[tokio::test]
async fn a_style_that_is_not_served_gives_way_to_the_next() {
    let server = Server::answering(404, r#"{"detail":"Not Found"}"#).await;
    let client = Client::new(server.url()).unwrap();
    let request: group::ListRequest = client.group().list("d", "p");
    let error = request.await.unwrap_err();
    assert_eq!(error.status(), Some(404));
    assert_eq!(error.vendor_body::<Problem>().unwrap().detail, "Not Found");
    let paths: Vec<_> = server
        .requests()
        .await
        .iter()
        .map(|request| request.url.path().to_owned())
        .collect();
    assert_eq!(paths, ["/v2/groups/d/list/p", "/p/groups/d"]);
}
