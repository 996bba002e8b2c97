//! Doubles whose answers have headers, and other media types than JSON.
#![cfg(feature = "mock")]

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use api_core::mock::{Fault, Server};
use api_core::{Bytes, ExposeSecret, RetryPolicy};
use goldens::headers::{self, DeletePartsHeaders, Filter, GetLabelAnswer, ListPartsHeaders, Sizes};
use goldens::media::{self, GetDrawingAnswerTextPlain, StartAnswer, Thing};
use goldens::names::{self, DoubledHeaders};
use goldens::{bodies, errors};

fn headers_client(server: &Server) -> headers::Client {
    let builder = headers::Client::builder().base_url(server.uri());
    builder.retry(RetryPolicy::never()).build().unwrap()
}

fn media_client(server: &Server) -> media::Client {
    let builder = media::Client::builder().base_url(server.uri());
    builder.retry(RetryPolicy::never()).build().unwrap()
}

/// A request by hand, and the whole answer as text.
pub(crate) async fn exchange(server: &Server, line: &str, body: &str) -> String {
    let address = server.uri().replace("http://", "");
    let request = format!(
        "{line} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    });
    answer.await.unwrap()
}

#[tokio::test]
async fn documented_headers_are_answered_in_their_types() {
    let server = Server::start().await;
    let sizes = || Sizes::new(1).large(2);
    server.mount(
        headers::mock::list_parts()
            .answer(vec!["a".to_owned()])
            .with_headers(
                ListPartsHeaders::new()
                    .etag("\"v1\"")
                    .x_rate_limit_remaining(7)
                    .x_load(0.5)
                    .x_complete(true)
                    .x_changed("2026-01-02T03:04:05Z")
                    .x_order("age")
                    .x_tags(["one", "two"])
                    .x_sizes(sizes())
                    .x_spread(sizes())
                    .x_filter(Filter::new().words(["a,b"]))
                    .set_cookie("sid=hidden")
                    .x_subject_token("hidden"),
            ),
    );
    let request = headers_client(&server).list_parts();
    let answer = request.send_with_headers().await.unwrap();
    assert_eq!(
        (answer.status, answer.body.as_slice()),
        (200, &["a".to_owned()][..])
    );
    let found = &answer.headers;
    assert_eq!(found.etag.as_deref(), Some("\"v1\""));
    assert_eq!(found.x_rate_limit_remaining, Some(7));
    assert_eq!(
        found.x_load.map(|load| load.to_string()).as_deref(),
        Some("0.5")
    );
    assert_eq!(found.x_complete, Some(true));
    assert_eq!(
        found.x_changed.as_ref().unwrap().as_str(),
        "2026-01-02T03:04:05Z"
    );
    assert_eq!(found.x_order, Some(headers::ListPartsXOrderHeader::Age));
    assert_eq!(found.x_tags.as_ref().unwrap(), &["one", "two"]);
    assert_eq!(found.x_sizes, Some(sizes()));
    assert_eq!(found.x_spread, Some(sizes()));
    assert_eq!(found.x_filter, Some(Filter::new().words(["a,b"])));
    assert_eq!(
        found.set_cookie.as_ref().unwrap().expose_secret(),
        "sid=hidden"
    );
    assert_eq!(
        found.x_subject_token.as_ref().unwrap().expose_secret(),
        "hidden"
    );
    let raw = |name: &str| answer.raw_headers[name].to_str().unwrap();
    assert_eq!(raw("x-sizes"), "small,1,large,2");
    assert_eq!(raw("x-spread"), "small=1,large=2");
    assert_eq!(raw("x-filter"), r#"{"words":["a,b"]}"#);
    assert!(!answer.raw_headers.contains_key("x-old"));
}

#[tokio::test]
async fn faults_and_each_answer_have_headers_of_their_own() {
    let server = Server::start().await;
    let remaining = |count| DeletePartsHeaders::new().x_rate_limit_remaining(count);
    server.mount(
        headers::mock::delete_parts()
            .answer()
            .with_headers(remaining(1))
            .answer()
            .with_headers(remaining(0)),
    );
    let limited = ListPartsHeaders::new()
        .x_rate_limit_remaining(0)
        .retry_after(3);
    server.mount(
        headers::mock::list_parts()
            .fault(Fault::status(429))
            .with_headers(limited),
    );
    let client = headers_client(&server);
    for count in [1, 0] {
        let answer = client.delete_parts().send_with_headers().await.unwrap();
        assert_eq!(answer.headers.x_rate_limit_remaining, Some(count));
        assert_eq!(answer.status, 204);
    }
    let error = client.list_parts().await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3)));
    let found = ListPartsHeaders::of(error.headers().unwrap());
    assert_eq!(
        (found.x_rate_limit_remaining, found.retry_after),
        (Some(0), Some(3))
    );
}

#[tokio::test]
async fn headers_that_no_document_knows_are_answered_too() {
    let server = Server::start().await;
    server.mount(
        headers::mock::delete_parts()
            .answer()
            .with_header("X-Other", "one")
            .with_header("x-other", "two")
            .with_headers(DeletePartsHeaders::new().x_rate_limit_remaining(5)),
    );
    let fault = Fault::status(400)
        .header("x-other", "one")
        .header("x-other", "two");
    server.mount(headers::mock::list_parts().fault(fault));
    let error = headers_client(&server).list_parts().await.unwrap_err();
    let others: Vec<_> = error.headers().unwrap().get_all("x-other").iter().collect();
    assert_eq!(others, ["one", "two"]);
    let request = headers_client(&server).delete_parts();
    let answer = request.send_with_headers().await.unwrap();
    assert_eq!(answer.headers.x_rate_limit_remaining, Some(5));
    let others: Vec<_> = answer.raw_headers.get_all("x-other").iter().collect();
    assert_eq!(others, ["one", "two"]);
}

#[test]
#[should_panic(expected = "no header can be called `x y`")]
fn a_header_that_http_does_not_have_fails_the_test() {
    drop(
        bodies::mock::send_choice()
            .answer()
            .with_header("x y", "hidden"),
    );
}

#[test]
#[should_panic(expected = "the value of the header `x-y` cannot stand in one")]
fn a_value_that_no_header_can_have_fails_the_test() {
    drop(bodies::mock::send_choice().fault(Fault::status(500).header("x-y", "hid\nden")));
}

#[test]
#[should_panic(expected = "`with_header` changes the answer before it, and there is none")]
fn a_header_needs_an_answer() {
    drop(bodies::mock::send_choice().with_header("x-y", "z"));
}

#[tokio::test]
async fn each_media_type_of_an_answer_is_answered() {
    let server = Server::start().await;
    server.mount(
        media::mock::get_report()
            .answer(Thing::new("t"))
            .answer_as_application_vnd_names_json(vec!["a".to_owned()])
            .answer_as_text("a;1")
            .answer_as_image_png(b"\x89PNG")
            .answer_as_image_webp(Bytes::from_static(b"\xffRIFF")),
    );
    let report = media_client(&server).get_report();
    assert_eq!(report.send().await.unwrap().name, "t");
    assert_eq!(
        report.send_as_application_vnd_names_json().await.unwrap(),
        ["a"]
    );
    assert_eq!(report.send_as_text().await.unwrap(), "a;1");
    assert_eq!(&report.send_as_image_png().await.unwrap()[..], b"\x89PNG");
    assert_eq!(&report.send_as_image_webp().await.unwrap()[..], b"\xffRIFF");
}

#[tokio::test]
async fn an_answer_says_what_it_is_written_in() {
    let server = Server::start().await;
    server.mount(
        media::mock::get_report()
            .answer(Thing::new("t"))
            .answer_as_application_vnd_names_json(vec![])
            .answer_as_text("a;1")
            .answer_as_image_png("PNG")
            .answer_as_image_webp("RIFF")
            .with_header("content-type", "image/x-other"),
    );
    server.mount(
        media::mock::get_drawing()
            .answer_as_text_plain(GetDrawingAnswerTextPlain::Accepted(Thing::new("t").into()))
            .answer_as_text_plain(GetDrawingAnswerTextPlain::Ok("ascii".to_owned())),
    );
    server.mount(media::mock::start().answer(StartAnswer::Accepted("soon".to_owned())));
    server.mount(
        media::mock::get_cover()
            .answer_as_text("a range")
            .answer_as_bytes("of several"),
    );
    let mut seen = Vec::new();
    for (line, times) in [
        ("GET /reports", 5),
        ("GET /drawings", 2),
        ("POST /jobs", 1),
        ("GET /covers", 2),
    ] {
        for _ in 0..times {
            let answer = exchange(&server, line, "").await;
            let types = answer
                .lines()
                .filter_map(|line| line.strip_prefix("content-type: "));
            seen.push(types.collect::<Vec<_>>().join(" and "));
        }
    }
    assert_eq!(
        seen,
        [
            "application/json",
            "application/vnd.names+json",
            "text/csv",
            "image/png",
            "image/x-other",
            "application/json",
            "text/plain",
            "text/plain",
            "text/plain; charset=utf-8",
            "application/octet-stream",
        ]
    );
}

#[tokio::test]
async fn names_that_doubles_have_themselves_are_told_apart() {
    let server = Server::start().await;
    let map = || BTreeMap::from([("a".to_owned(), "b".to_owned())]);
    let headers = DoubledHeaders::new().new2("n").of2([1, 2]);
    server.mount(
        names::mock::doubled()
            .respond_with_argument("r")
            .with_header_argument("w")
            .answer_as_text_argument("t")
            .answer(names::Vec::new())
            .with_headers(headers.default(true).r#type(map()))
            .answer_as_text("text"),
    );
    let builder = names::Client::builder().base_url(server.uri());
    let client = builder.retry(RetryPolicy::never()).build().unwrap();
    let request = client.doubled("r").with_header("w").answer_as_text("t");
    let found = request.send_with_headers().await.unwrap().headers;
    assert_eq!(
        (found.new.as_deref(), found.default),
        (Some("n"), Some(true))
    );
    assert_eq!((found.of, found.r#type), (Some(vec![1, 2]), Some(map())));
    assert_eq!(request.send_as_text().await.unwrap(), "text");
}

#[tokio::test]
async fn an_answer_has_the_status_that_is_documented() {
    let server = Server::start().await;
    server.mount(errors::mock::adopt_pet().answer(errors::Pet::new("p")));
    server.mount(headers::mock::get_label().answer(GetLabelAnswer::Accepted));
    let answer = exchange(&server, "POST /pets", "").await;
    assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    let label = headers_client(&server).get_label();
    assert_eq!(label.send_with_headers().await.unwrap().status, 202);
}
