use api_core::{ExposeSecret, RetryPolicy};
use goldens::headers::{
    Client, DeletePartsHeaders, GetLabelAnswer, ListPartsHeaders, ListPartsXOrderHeader,
};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

async fn client(answer: ResponseTemplate) -> (Client, MockServer) {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let builder = Client::builder().base_url(server.uri());
    let client = builder.retry(RetryPolicy::never()).build().unwrap();
    (client, server)
}

#[tokio::test]
async fn documented_headers_come_typed_beside_the_answer() {
    let answer = ResponseTemplate::new(200)
        .set_body_json(["a", "b"])
        .insert_header("etag", "\"v1\"")
        .insert_header("x-rate-limit-remaining", "7")
        .insert_header("x-load", "0.5")
        .insert_header("x-complete", "true")
        .insert_header("x-changed", "2026-01-02T03:04:05Z")
        .insert_header("x-order", "age")
        .append_header("x-tags", "one, two")
        .append_header("x-tags", "three")
        .insert_header("x-sizes", "small,1,large,2")
        .insert_header("x-spread", "small=3,large=4")
        .insert_header("x-filter", r#"{"words":["a,b"]}"#)
        .insert_header("set-cookie", "sid=s3cr3t")
        .insert_header("x-subject-token", "s3cr3t")
        .insert_header("x-other", "s3cr3t");
    let (client, _server) = client(answer).await;
    let answer = client.list_parts().send_with_headers().await.unwrap();
    assert_eq!((answer.status, answer.body.len()), (200, 2));
    let headers = &answer.headers;
    assert_eq!(headers.etag.as_deref(), Some("\"v1\""));
    assert_eq!(headers.x_rate_limit_remaining, Some(7));
    assert!(
        headers
            .x_load
            .is_some_and(|load| (0.4..0.6).contains(&load))
    );
    assert_eq!(headers.x_complete, Some(true));
    let changed = headers.x_changed.as_ref().unwrap();
    assert_eq!(changed.as_str(), "2026-01-02T03:04:05Z");
    assert_eq!(headers.x_order, Some(ListPartsXOrderHeader::Age));
    assert_eq!(headers.x_tags.as_ref().unwrap(), &["one", "two", "three"]);
    let sizes = headers.x_sizes.as_ref().unwrap();
    assert_eq!((sizes.small, sizes.large), (1, Some(2)));
    assert_eq!(headers.x_spread.as_ref().unwrap().small, 3);
    let filter = headers.x_filter.as_ref().unwrap();
    assert_eq!(filter.words.as_ref().unwrap(), &["a,b"]);
    let cookie = headers.set_cookie.as_ref().unwrap();
    assert_eq!(cookie.expose_secret(), "sid=s3cr3t");
    let token = headers.x_subject_token.as_ref().unwrap();
    assert_eq!(token.expose_secret(), "s3cr3t");
    assert_eq!(answer.raw_headers["x-other"], "s3cr3t");
    assert!(!format!("{answer:?}").contains("s3cr3t"));
}

#[tokio::test]
async fn a_header_that_is_missing_or_malformed_loses_no_answer() {
    let answer = ResponseTemplate::new(200)
        .set_body_json(["a"])
        .insert_header("x-rate-limit-remaining", "many")
        .insert_header("x-complete", "yes")
        .insert_header("x-order", "size")
        .insert_header("x-sizes", "large,2")
        .insert_header("x-filter", "{");
    let (client, _server) = client(answer).await;
    let answer = client.list_parts().send_with_headers().await.unwrap();
    assert_eq!(answer.body, ["a"]);
    let headers = &answer.headers;
    assert_eq!(headers.etag, None);
    assert_eq!(headers.x_rate_limit_remaining, None);
    assert_eq!(headers.x_complete, None);
    assert_eq!(headers.x_order.as_ref().unwrap().as_str(), "size");
    assert!(headers.x_sizes.is_none() && headers.x_filter.is_none());
    assert_eq!(answer.raw_headers["x-rate-limit-remaining"], "many");
}

#[tokio::test]
async fn headers_come_with_answers_of_every_kind_and_with_errors() {
    let left = |status| ResponseTemplate::new(status).insert_header("x-rate-limit-remaining", "1");
    let (deleting, _server) = client(left(204)).await;
    let deleted = deleting.delete_parts().send_with_headers().await.unwrap();
    let headers: &DeletePartsHeaders = &deleted.headers;
    assert_eq!(headers.x_rate_limit_remaining, Some(1));
    let (labels, _server) = client(left(200).set_body_raw("round", "text/plain")).await;
    let label = labels.get_label().send_with_headers().await.unwrap();
    assert!(matches!(&label.body, GetLabelAnswer::Ok(text) if text == "round"));
    assert_eq!(label.headers.x_rate_limit_remaining, Some(1));
    let (refusing, _server) = client(left(429).insert_header("retry-after", "9")).await;
    let error = refusing.list_parts().await.unwrap_err();
    let headers = ListPartsHeaders::of(error.headers().unwrap());
    assert_eq!(headers.x_rate_limit_remaining, Some(1));
    assert_eq!(headers.retry_after, Some(9));
    assert!(!format!("{error:?}").contains("x-rate-limit-remaining"));
}
