use api_core::{ErrorKind, FilePart};
use goldens::media::{
    Client, GetDrawingAnswerImageSvgXml, GetDrawingAnswerTextPlain, LoosenBody, LoosenBodyInner,
    StartAnswer, Thing, ThingInner,
};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::server::{Server, header, text};

async fn client() -> (Server, Client) {
    let server = Server::answering(204, "").await;
    let client = Client::new(server.url()).unwrap();
    (server, client)
}

#[tokio::test]
async fn each_media_type_of_a_body_is_a_method() {
    let (server, client) = client().await;
    let inner = || ThingInner::new().deep(true);
    client.save("a").size(1).inner(inner()).await.unwrap();
    client
        .save_as_form("a b")
        .size(1)
        .inner(inner())
        .await
        .unwrap();
    client
        .save_as_multipart("a")
        .size(1)
        .inner(inner())
        .await
        .unwrap();
    client.save_as_application_xml("<thing/>").await.unwrap();
    client.save_as_text_csv("a;1").await.unwrap();
    client.save_as_bytes(vec![0, 255]).await.unwrap();
    client.patch("p").await.unwrap();
    let requests = server.requests().await;
    let types: Vec<_> = requests
        .iter()
        .map(|request| header(request, "content-type").unwrap())
        .collect();
    assert_eq!(
        types,
        [
            "application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=part-of-form-data-0",
            "application/xml",
            "text/csv",
            "application/octet-stream",
            "application/merge-patch+json",
        ]
    );
    assert_eq!(
        text(&requests[0]),
        r#"{"name":"a","size":1,"inner":{"deep":true}}"#
    );
    assert_eq!(
        text(&requests[1]),
        "name=a+b&size=1&inner=%7B%22deep%22%3Atrue%7D"
    );
    assert!(text(&requests[2]).contains("Content-Type: application/json\r\n\r\n{\"deep\":true}"));
    assert_eq!(text(&requests[3]), "<thing/>");
    assert_eq!(text(&requests[4]), "a;1");
    assert_eq!(requests[5].body, [0, 255]);
    assert_eq!(text(&requests[6]), r#"{"name":"p"}"#);
}

#[tokio::test]
async fn names_of_json_with_another_meaning_or_schema_are_methods() {
    let (server, client) = client().await;
    client.change("a").await.unwrap();
    let merged = client.change_as_application_merge_patch_json("b");
    merged.await.unwrap();
    let named = client.change_as_application_vnd_names_json(["c"]);
    named.await.unwrap();
    let requests = server.requests().await;
    let sent: Vec<_> = requests
        .iter()
        .map(|it| (header(it, "content-type").unwrap(), text(it)))
        .collect();
    assert_eq!(
        sent,
        [
            ("application/json", r#"{"name":"a"}"#),
            ("application/merge-patch+json", r#"{"name":"b"}"#),
            ("application/vnd.names+json", r#"["c"]"#),
        ]
    );
}

#[tokio::test]
async fn fields_without_a_name_stand_in_a_form() {
    let (server, client) = client().await;
    let mut body = LoosenBody::new()
        .word("w")
        .inner(LoosenBodyInner::new().deep(true));
    body.additional.insert("a b".to_owned(), "c&d".to_owned());
    client.loosen(body).await.unwrap();
    let request = server.request().await;
    assert_eq!(
        text(&request),
        "word=w&inner=%7B%22deep%22%3Atrue%7D&a+b=c%26d"
    );
}

#[tokio::test]
async fn parts_are_texts_files_and_json() {
    let (server, client) = client().await;
    let request = client
        .upload("Cats", FilePart::new("PNG").file_name("cat.png"))
        .more([
            FilePart::new("one"),
            FilePart::new("two").content_type("x/y"),
        ])
        .meta(Thing::new("m"))
        .things([Thing::new("n"), Thing::new("o")])
        .tags(["a", "b"])
        .pin("s3cret");
    assert!(!format!("{request:?} {:?}", request.call()).contains("s3cret"));
    request.await.unwrap();
    let request = server.request().await;
    let parts: Vec<_> = text(&request)
        .split("--part-of-form-data-0")
        .map(|part| {
            part.trim_start_matches("\r\nContent-Disposition: form-data; ")
                .trim_end()
                .replace("\r\n", "|")
        })
        .collect();
    assert_eq!(
        parts,
        [
            "",
            r#"name="title"||Cats"#,
            r#"name="photo"; filename="cat.png"|Content-Type: image/png||PNG"#,
            r#"name="more"|Content-Type: application/octet-stream||one"#,
            r#"name="more"|Content-Type: x/y||two"#,
            r#"name="meta"|Content-Type: application/json||{"name":"m"}"#,
            r#"name="things"|Content-Type: application/json||{"name":"n"}"#,
            r#"name="things"|Content-Type: application/json||{"name":"o"}"#,
            r#"name="tags"||a"#,
            r#"name="tags"||b"#,
            r#"name="pin"||s3cret"#,
            "--",
        ]
    );
}

#[tokio::test]
async fn bytes_of_any_type_are_sent_and_read() {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(200).set_body_raw(vec![0_u8, 159, 146, 150], "image/png");
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let client = Client::new(server.uri()).unwrap();
    let image = client.get_image("i").await.unwrap();
    assert_eq!(&image[..], [0, 159, 146, 150]);
    client
        .put_image("i", image)
        .content_type("image/webp")
        .await
        .unwrap();
    client.put_image("i", "bytes").await.unwrap();
    client.delete_image("i").reason("old").await.unwrap();
    let error = client.get_text().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreadable);
    assert!(error.to_string().contains("it is not UTF-8"), "{error}");
    let requests = server.received_requests().await.unwrap();
    assert_eq!(
        header(&requests[0], "accept"),
        Some("image/png, application/json;q=0.5")
    );
    assert_eq!(requests[1].body, [0, 159, 146, 150]);
    assert_eq!(header(&requests[1], "content-type"), Some("image/webp"));
    assert_eq!(
        header(&requests[2], "content-type"),
        Some("application/octet-stream")
    );
    assert_eq!(text(&requests[3]), r#"{"reason":"old"}"#);
}

/// A server that answers in the media type that is asked for first.
async fn obliging() -> MockServer {
    let server = MockServer::start().await;
    let answer = |request: &wiremock::Request| {
        let asked = header(request, "accept").unwrap_or_default();
        let media_type = asked.split([',', ';']).next().unwrap_or_default();
        let body = match media_type {
            "application/json" => r#"{"name":"t"}"#,
            "application/vnd.names+json" => r#"["a","b"]"#,
            other => other,
        };
        ResponseTemplate::new(200).set_body_raw(body, media_type)
    };
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

#[tokio::test]
async fn each_media_type_of_an_answer_is_a_method() {
    let server = obliging().await;
    let client = Client::new(server.uri()).unwrap();
    let report = client.get_report();
    assert_eq!(report.send().await.unwrap().name, "t");
    let names = report.send_as_application_vnd_names_json().await.unwrap();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(report.send_as_text().await.unwrap(), "text/csv");
    let image = report.send_as_image_webp().await.unwrap();
    assert_eq!(image, "image/webp");
    let image = report.send_as_image_png().await.unwrap();
    assert_eq!(image, "image/png");
    let requests = server.received_requests().await.unwrap();
    let asked: Vec<_> = requests.iter().map(|it| header(it, "accept")).collect();
    assert_eq!(
        asked,
        [
            Some("application/json, text/json"),
            Some("application/vnd.names+json"),
            Some("text/csv, application/json;q=0.5"),
            Some("image/webp, application/json;q=0.5"),
            Some("image/png, application/json;q=0.5"),
        ]
    );
}

#[tokio::test]
async fn a_media_type_of_one_status_leaves_the_others_as_they_are() {
    let server = obliging().await;
    let client = Client::new(server.uri()).unwrap();
    let drawing = client.get_drawing().send_as_text("a parameter");
    assert!(matches!(
        drawing.send_as_image_svg_xml().await.unwrap(),
        GetDrawingAnswerImageSvgXml::Ok(text) if text == "image/svg+xml"
    ));
    assert!(matches!(
        drawing.send_as_text_plain().await.unwrap(),
        GetDrawingAnswerTextPlain::Ok(text) if text == "text/plain"
    ));
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(202).set_body_raw(r#"{"name":"t"}"#, "application/json");
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let client = Client::new(server.uri()).unwrap();
    assert!(matches!(
        client.get_drawing().send_as_text_plain().await.unwrap(),
        GetDrawingAnswerTextPlain::Accepted(thing) if thing.name == "t"
    ));
}

#[tokio::test]
async fn an_answer_has_the_type_of_its_status() {
    let answered = async |status: u16, body: &str| {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(status)
            .insert_header("location", "/jobs/7")
            .set_body_raw(body.to_owned(), "application/json");
        Mock::given(any()).respond_with(answer).mount(&server).await;
        Client::new(server.uri()).unwrap().start().await
    };
    let StartAnswer::Ok(thing) = answered(200, r#"{"name":"t"}"#).await.unwrap() else {
        panic!("another variant");
    };
    assert_eq!(thing.name, "t");
    assert!(matches!(
        answered(202, "soon").await.unwrap(),
        StartAnswer::Accepted(text) if text == "soon"
    ));
    assert!(matches!(
        answered(204, "").await.unwrap(),
        StartAnswer::NoContent
    ));
    assert!(matches!(
        answered(303, "").await.unwrap(),
        StartAnswer::SeeOther(Some(location)) if location == "/jobs/7"
    ));
    assert!(matches!(
        answered(206, "raw").await.unwrap(),
        StartAnswer::Other(bytes) if bytes == "raw"
    ));
    let error = answered(304, "").await.unwrap_err();
    assert_eq!(error.status(), Some(304));
    // However large one of its variants is.
    assert!(size_of::<StartAnswer>() < size_of::<Thing>());
}
