use goldens::lists::{Client, Page, Query, Thing};
use serde_json::json;
use wiremock::matchers::{body_json, method, path, query_param, query_param_is_missing};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::server::Server;

fn client(server: &MockServer) -> Client {
    Client::builder().base_url(server.uri()).build().unwrap()
}

fn names(things: Vec<Thing>) -> Vec<String> {
    things.into_iter().map(|thing| thing.name).collect()
}

fn page(start: u64) -> serde_json::Value {
    json!({"kind": "k", "query": {"page": {"start": start, "limit": 2}}})
}

#[tokio::test]
async fn a_list_by_item_asks_in_the_body_and_ends_at_the_total() {
    let server = MockServer::start().await;
    for (start, things) in [
        (1, json!([{"name": "a"}, {"name": "b"}])),
        (3, json!([{"name": "c"}])),
    ] {
        Mock::given(method("POST"))
            .and(path("/by-item"))
            .and(body_json(page(start)))
            .respond_with(
                ResponseTemplate::new(200)
                    .set_body_json(json!({"results": things, "total_count": 3})),
            )
            .expect(1)
            .mount(&server)
            .await;
    }
    let request = client(&server).list_by_item().kind("k");
    let mut items = request.items().page_size(2);
    assert!(server.received_requests().await.unwrap().is_empty());
    let first = items.next().await.unwrap().unwrap();
    assert_eq!((first.name.as_str(), items.total()), ("a", Some(3)));
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
    assert_eq!(names(items.collect_all().await.unwrap()), ["b", "c"]);
}

#[tokio::test]
async fn the_page_of_the_request_is_where_a_list_begins() {
    let server = MockServer::start().await;
    Mock::given(body_json(
        json!({"query": {"page": {"start": 3, "limit": 5}}}),
    ))
    .respond_with(
        ResponseTemplate::new(200)
            .set_body_json(json!({"results": [{"name": "c"}], "total_count": 3})),
    )
    .expect(1)
    .mount(&server)
    .await;
    let query = Query::new().page(Page::new().start(3).limit(5));
    let items = client(&server).list_by_item().query(query).items();
    assert_eq!(names(items.collect_all().await.unwrap()), ["c"]);
}

#[tokio::test]
async fn a_list_that_is_not_there_is_empty() {
    let server = Server::answering(200, "{}").await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    assert_eq!(
        client.list_by_item().items().collect_all().await.unwrap(),
        []
    );
    let nested = Server::answering(200, r#"{"data": {"list": null}}"#).await;
    let client = Client::builder().base_url(nested.url()).build().unwrap();
    assert!(
        client
            .list_by_page("g")
            .items()
            .collect_all()
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_count_alone_is_refused_before_anything_is_sent() {
    let server = Server::answering(200, r#"{"total_count": 3}"#).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let request = client.list_by_item().query(Query::new().count_only(true));
    let error = request.items().next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), api_core::ErrorKind::Configuration);
    assert!(error.to_string().contains("count_only"), "{error}");
    assert!(server.requests().await.is_empty());
    assert_eq!(request.await.unwrap().total_count, Some(3));
}

#[tokio::test]
async fn a_list_by_page_counts_pages_and_keeps_the_rest_of_the_query() {
    let server = MockServer::start().await;
    for (page, list) in [("0", json!(["a", "b"])), ("1", json!(["c"]))] {
        Mock::given(path("/by-page/g"))
            .and(query_param("items", "x y"))
            .and(query_param("per_page", "2"))
            .and(query_param("page", page))
            .respond_with(ResponseTemplate::new(200).set_body_json(json!({"data": {"list": list}})))
            .expect(1)
            .mount(&server)
            .await;
    }
    // More than the service gives is not asked for.
    let request = client(&server)
        .list_by_page("g")
        .query_items("x y")
        .per_page(50);
    assert_eq!(
        request.items().collect_all().await.unwrap(),
        ["a", "b", "c"]
    );
}

#[tokio::test]
async fn a_list_by_token_follows_the_tokens() {
    let server = MockServer::start().await;
    Mock::given(query_param_is_missing("page_token"))
        .respond_with(
            ResponseTemplate::new(200)
                .set_body_json(json!({"things": [{"name": "a"}], "next": {"token": "t/1"}})),
        )
        .expect(1)
        .mount(&server)
        .await;
    Mock::given(query_param("page_token", "t/1"))
        .and(query_param("limit", "7"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"things": [], "next": {}})))
        .expect(1)
        .mount(&server)
        .await;
    let mut pages = client(&server).list_by_token().limit(7).pages();
    assert_eq!(pages.next().await.unwrap().unwrap().things.len(), 1);
    assert_eq!(pages.next().await.unwrap().unwrap().things.len(), 0);
    assert!(pages.next().await.is_none());
}
