use std::collections::BTreeMap;

use goldens::parameters::{
    Client, Filter, FilterInner, InPiecesKind, WithManyArguments, WithManyColorsItem, WithManyKind,
};
use serde_json::json;

use crate::server::{Server, header, json as body};

async fn client() -> (Server, Client) {
    let server = Server::answering(204, "").await;
    let client = Client::new(server.url()).unwrap();
    (server, client)
}

fn filter() -> Filter {
    Filter::new()
        .name("a&b")
        .sizes([1, 2])
        .inner(FilterInner::new().deep(true))
}

#[tokio::test]
async fn paths_are_written_in_every_style() {
    let (server, client) = client().await;
    client
        .in_paths("a/b", 7, [1, 2], ["x,y", "z"])
        .await
        .unwrap();
    client
        .in_pieces(2026, "11", InPiecesKind::Small)
        .query_kind("other")
        .await
        .unwrap();
    let requests = server.requests().await;
    assert_eq!(
        requests[0].url.path(),
        "/paths/a%2Fb/.7/;matrix=1;matrix=2/x%2Cy,z.json"
    );
    assert_eq!(requests[1].url.path(), "/pieces/2026-11/small");
    assert_eq!(requests[1].url.query(), Some("kind=other"));
}

#[tokio::test]
async fn h1_no_argument_leads_to_another_path() {
    let (server, client) = client().await;
    let year = client.in_pieces(1, "..", InPiecesKind::from(".")).await;
    let list = client.in_paths("..", 1, [1], ["a"]).await;
    for refused in [year, list] {
        let error = refused.unwrap_err();
        assert_eq!(error.kind(), api_core::ErrorKind::Configuration);
    }
    client
        .in_pieces(1, "/../x", InPiecesKind::Big)
        .await
        .unwrap();
    let request = server.request().await;
    assert_eq!(request.url.path(), "/pieces/1-%2F..%2Fx/big");
}

#[tokio::test]
async fn queries_are_written_in_every_style() {
    let (server, client) = client().await;
    client
        .in_queries()
        .repeated(["a", "b"])
        .commas([1, 2])
        .spaces(["a b", "c"])
        .pipes(["d", "e"])
        .filter(filter())
        .spread(Filter::new().name("n"))
        .to("https://a.example/b")
        .json(Filter::new().name("j"))
        .on(true)
        .any(json!(["x", 1]))
        .await
        .unwrap();
    let request = server.request().await;
    let query = request.url.query().unwrap();
    assert_eq!(
        query,
        "repeated=a&repeated=b&commas=1,2&spaces=a%20b%20c&pipes=d%7Ce\
         &filter%5Bname%5D=a%26b&filter%5Bsizes%5D%5B0%5D=1&filter%5Bsizes%5D%5B1%5D=2&filter%5Binner%5D%5Bdeep%5D=true\
         &name=n&to=https://a.example/b&json=%7B%22name%22%3A%22j%22%7D&on=true&any=x&any=1"
    );
}

#[tokio::test]
async fn many_arguments_are_the_members_of_a_struct() {
    let (server, client) = client().await;
    let request = client.with_many(WithManyArguments {
        id: "a/b".into(),
        tags: vec!["t".into()],
        kind: WithManyKind::Big,
        from: "2026-01-02T03:04:05Z".into(),
        x_key: "s3cr3t".into(),
        name: "n".into(),
        sizes: vec![1, 2],
        filter: filter(),
        colors: vec![WithManyColorsItem::Red],
    });
    assert!(!format!("{request:?}").contains("s3cr3t"));
    request.note("later").await.unwrap();
    let request = server.request().await;
    assert_eq!(request.url.path(), "/many/a%2Fb");
    let query = "tags=t&kind=big&from=2026-01-02T03%3A04%3A05Z";
    assert_eq!(request.url.query(), Some(query));
    assert_eq!(header(&request, "x-key"), Some("s3cr3t"));
    assert_eq!(body(&request)["colors"], json!(["red"]));
    assert_eq!(body(&request)["note"], "later");
}

#[tokio::test]
async fn headers_and_cookies_hold_lists_and_objects() {
    let (server, client) = client().await;
    let request = client
        .in_headers("a;b")
        .x_list(["a", "b"])
        .x_object(filter())
        .pin("s3cret")
        .tastes(["sweet", "sour"])
        .crumbs(BTreeMap::from([("a b;c=d".to_owned(), "e;f=g".to_owned())]))
        .x_loads(BTreeMap::from([
            ("one".to_owned(), 1.0),
            ("two".to_owned(), 2.5),
        ]));
    assert!(!format!("{request:?}").contains("s3cret"));
    request.await.unwrap();
    let request = server.request().await;
    assert_eq!(header(&request, "x-list"), Some("a,b"));
    assert_eq!(
        header(&request, "x-object"),
        Some(r#"name=a&b,sizes=[1,2],inner={"deep":true}"#)
    );
    assert_eq!(
        header(&request, "cookie"),
        Some("session=a%3Bb; pin=s3cret; tastes=sweet,sour; a%20b%3Bc%3Dd=e%3Bf=g")
    );
    assert_eq!(header(&request, "x-loads"), Some("one=1,two=2.5"));
    let parted = client
        .in_headers("a")
        .x_object(Filter::new().name("a,admin=true"));
    let error = parted.await.unwrap_err();
    assert_eq!(error.kind(), api_core::ErrorKind::Configuration);
}
