//! The rows of the tables in OpenAPI 3.0.4 and 3.1.1 (Style Examples), each as a request.

use goldens::tables::{Client, Color};

use crate::server::{Server, header};

const LIST: [&str; 3] = ["blue", "black", "brown"];

async fn client() -> (Server, Client) {
    let server = Server::answering(204, "").await;
    let client = Client::new(server.url()).unwrap();
    (server, client)
}

fn object() -> Color {
    Color::new(100, 200, 150)
}

#[tokio::test]
async fn simple_in_paths_and_headers() {
    let (server, client) = client().await;
    client
        .simple("blue", LIST, object(), LIST, object())
        .x_color("blue")
        .x_list(LIST)
        .x_object(object())
        .x_spread_list(LIST)
        .x_spread_object(object())
        .await
        .unwrap();
    let request = server.request().await;
    let path = "/simple/blue/blue,black,brown/R,100,G,200,B,150/blue,black,brown/R=100,G=200,B=150";
    assert_eq!(request.url.path(), path);
    assert_eq!(header(&request, "x-color"), Some("blue"));
    assert_eq!(header(&request, "x-list"), Some("blue,black,brown"));
    assert_eq!(header(&request, "x-object"), Some("R,100,G,200,B,150"));
    assert_eq!(header(&request, "x-spread-list"), Some("blue,black,brown"));
    let spread = Some("R=100,G=200,B=150");
    assert_eq!(header(&request, "x-spread-object"), spread);
}

#[tokio::test]
async fn label_and_matrix_in_paths() {
    let (server, client) = client().await;
    let label = client.label("blue", LIST, object(), LIST, object());
    label.await.unwrap();
    let matrix = client.matrix("blue", LIST, object(), LIST, object());
    matrix.await.unwrap();
    client
        .matrix("", [""], object(), ["", "a"], object())
        .await
        .unwrap();
    let requests = server.requests().await;
    let paths: Vec<_> = requests.iter().map(|it| it.url.path()).collect();
    assert_eq!(
        paths,
        [
            "/label/.blue/.blue,black,brown/.R,100,G,200,B,150/.blue.black.brown/.R=100.G=200.B=150",
            "/matrix/;color=blue/;list=blue,black,brown/;object=R,100,G,200,B,150\
             /;spread_list=blue;spread_list=black;spread_list=brown/;R=100;G=200;B=150",
            // Nothing behind a name is no sign of equality either.
            "/matrix/;color/;list/;object=R,100,G,200,B,150/;spread_list;spread_list=a/;R=100;G=200;B=150",
        ]
    );
}

#[tokio::test]
async fn form_in_queries() {
    let (server, client) = client().await;
    let form = client.form().color("blue").list(LIST).object(object());
    form.spread_list(LIST)
        .spread_object(object())
        .await
        .unwrap();
    client
        .form()
        .color("")
        .list(["a,b", "", "c&d"])
        .await
        .unwrap();
    client.form().list([""; 0]).await.unwrap();
    let requests = server.requests().await;
    let queries: Vec<_> = requests.iter().map(|it| it.url.query()).collect();
    assert_eq!(
        queries,
        [
            Some(
                "color=blue&list=blue,black,brown&object=R,100,G,200,B,150\
                 &spread_list=blue&spread_list=black&spread_list=brown&R=100&G=200&B=150"
            ),
            // A comma in an item is told from those between the items.
            Some("color=&list=a%2Cb,,c%26d"),
            None,
        ]
    );
}

#[tokio::test]
async fn delimited_and_deep_in_queries() {
    let (server, client) = client().await;
    let spaces = client.delimited().spaces(LIST).space_object(object());
    let pipes = spaces.pipes(LIST).pipe_object(object());
    pipes.deep(object()).await.unwrap();
    let request = server.request().await;
    assert_eq!(
        request.url.query(),
        Some(
            "spaces=blue%20black%20brown&space_object=R%20100%20G%20200%20B%20150\
             &pipes=blue%7Cblack%7Cbrown&pipe_object=R%7C100%7CG%7C200%7CB%7C150\
             &deep%5BR%5D=100&deep%5BG%5D=200&deep%5BB%5D=150"
        )
    );
}

#[tokio::test]
async fn form_in_cookies() {
    let (server, client) = client().await;
    let cookies = client.cookies().color("blue").list(["a,b", "c"]);
    cookies
        .object(object())
        .spread_list(LIST)
        .spread_object(object())
        .await
        .unwrap();
    let request = server.request().await;
    assert_eq!(
        header(&request, "cookie"),
        Some(
            "color=blue; list=a%2Cb,c; object=R,100,G,200,B,150; spread_list=blue; spread_list=black; \
             spread_list=brown; R=100; G=200; B=150"
        )
    );
}
