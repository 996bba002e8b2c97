//! Errors with bodies in other media types than JSON, alone and beside it.

use api_core::{Error, ErrorBytes, ErrorText, RetryPolicy};
use goldens::errors::{AddReportError, AddTaskError, Client, GetReportError, PutReportError};

use crate::server::Server;

fn client(url: &str) -> Client {
    let builder = Client::builder().base_url(url);
    builder.retry(RetryPolicy::never()).build().unwrap()
}

async fn get(status: u16, media_type: &str, body: impl AsRef<[u8]>) -> Error {
    let media_type = Some(media_type).filter(|it| !it.is_empty());
    let server = Server::answering_as(status, media_type, body.as_ref()).await;
    client(&server.url()).get_report("r-1").await.unwrap_err()
}

#[tokio::test]
async fn an_error_as_text_has_its_text_whatever_the_answer_calls_it() {
    for (media_type, body) in [
        ("text/plain", "no such report"),
        ("text/plain; charset=utf-8", "\u{feff}no such report"),
        ("text/html", "no such report"),
        ("application/json", "no such report"),
        ("", "no such report"),
    ] {
        let error = get(404, media_type, body).await;
        let GetReportError::NotFound(text) = GetReportError::of(&error) else {
            panic!("{media_type}: {error:?}");
        };
        assert_eq!(text.expose(), "no such report", "{media_type}");
        assert_eq!(error.raw_body(), Some(body.as_bytes()));
    }
    let empty = get(404, "", "").await;
    let GetReportError::NotFound(text) = GetReportError::of(&empty) else {
        panic!("{empty:?}");
    };
    assert_eq!(text.expose(), "");
}

#[tokio::test]
async fn a_text_that_cannot_be_read_leaves_the_error_whole() {
    for status in [400, 404] {
        let error = get(status, "text/plain", b"\xff\xfe").await;
        let GetReportError::Untyped(whole) = GetReportError::of(&error) else {
            panic!("{error:?}");
        };
        assert_eq!(whole.status(), Some(status));
        assert_eq!(whole.raw_body(), Some(&b"\xff\xfe"[..]));
        assert_eq!(whole.headers().unwrap()["content-type"], "text/plain");
    }
    // A status that the document does not speak of.
    let error = get(403, "text/plain", "no").await;
    assert!(
        matches!(GetReportError::of(&error), GetReportError::Untyped(whole) if whole.status() == Some(403))
    );
}

#[tokio::test]
async fn the_content_type_decides_between_json_and_text() {
    let json = r#"{"title":"Oh"}"#;
    for (media_type, body, as_text) in [
        ("application/json", json, false),
        ("application/problem+json", json, false),
        ("text/plain", json, true),
        ("text/html; charset=utf-8", "<html>", true),
        ("text/csv", "Oh", true),
        // It says nothing, or what is not documented: the first that can be read.
        ("", json, false),
        ("", "Oh", true),
        ("image/png", "Oh", true),
    ] {
        let error = get(400, media_type, body).await;
        match GetReportError::of(&error) {
            GetReportError::BadRequest(problem) if !as_text => assert_eq!(problem.title, "Oh"),
            GetReportError::BadRequestAsText(text) if as_text => assert_eq!(text.expose(), body),
            other => panic!("{media_type} {body}: {other:?}"),
        }
    }
    // It says that it is JSON, and is none, or another one.
    for body in ["Oh", "", "[]"] {
        let error = get(400, "application/json", body).await;
        let GetReportError::Untyped(whole) = GetReportError::of(&error) else {
            panic!("{error:?}");
        };
        assert_eq!(whole.status(), Some(400));
    }
}

#[tokio::test]
async fn json_of_two_types_is_told_apart_and_json_of_one_is_not() {
    let both = r#"{"title":"Oh","code":"BUSY"}"#;
    let error = get(409, "application/json", both).await;
    assert!(
        matches!(GetReportError::of(&error), GetReportError::Conflict(body) if body.code == "BUSY")
    );
    let error = get(409, "application/problem+json", both).await;
    assert!(
        matches!(GetReportError::of(&error), GetReportError::ConflictAsApplicationProblemJson(body) if body.title == "Oh")
    );
    for media_type in ["application/json", "application/problem+json", "text/plain"] {
        let error = get(410, media_type, both).await;
        assert!(
            matches!(GetReportError::of(&error), GetReportError::Gone(body) if body.code == "BUSY")
        );
    }
}

#[tokio::test]
async fn an_error_as_bytes_has_them_as_they_came() {
    let error = get(502, "application/octet-stream", b"\xff\x00").await;
    let GetReportError::ServerErrorAsBytes { status: 502, body } = GetReportError::of(&error)
    else {
        panic!("{error:?}");
    };
    assert_eq!(body.expose().as_ref(), b"\xff\x00");
    // Of these the document says nothing but that there are some.
    for (media_type, body) in [("text/html", &b"<html>"[..]), ("", b"\xff"), ("", b"")] {
        let error = get(503, media_type, body).await;
        assert!(
            matches!(GetReportError::of(&error), GetReportError::ServiceUnavailable(bytes) if bytes.expose() == body)
        );
    }
    let error = get(500, "application/json", r#"{"title":"Oh"}"#).await;
    assert!(
        matches!(GetReportError::of(&error), GetReportError::ServerError { status: 500, body } if body.title == "Oh")
    );
}

#[tokio::test]
async fn a_text_under_any_status_is_had_without_an_enum() {
    let server = Server::answering_as(418, Some("text/plain"), b"short and stout").await;
    let error = client(&server.url()).drop_tasks().await.unwrap_err();
    let text: &ErrorText = error.vendor_body().unwrap();
    assert_eq!(text.expose(), "short and stout");
}

#[tokio::test]
async fn text_beside_json_under_any_status_has_an_enum() {
    let server = Server::answering_as(418, Some("text/plain"), b"short and stout").await;
    let error = client(&server.url()).add_task().await.unwrap_err();
    let AddTaskError::OtherAsText { status: 418, body } = AddTaskError::of(&error) else {
        panic!("{error:?}");
    };
    assert_eq!(body.expose(), "short and stout");
}

#[tokio::test]
async fn operations_share_their_errors_whatever_the_texts_are_called() {
    let server = Server::answering_as(404, Some("text/plain"), b"none").await;
    let error = client(&server.url()).add_report("r-1").await.unwrap_err();
    assert!(
        matches!(AddReportError::of(&error), PutReportError::NotFound(text) if text.expose() == "none")
    );
}

#[tokio::test]
async fn a_text_is_shown_nowhere() {
    let text = get(404, "text/plain", "the key s3cr3t is wrong").await;
    let bytes = get(500, "application/octet-stream", "s3cr3t").await;
    let untyped = get(400, "application/json", "s3cr3t").await;
    assert!(text.vendor_body::<ErrorText>().is_some());
    assert!(bytes.vendor_body::<ErrorBytes>().is_some());
    for error in [&text, &bytes, &untyped] {
        let typed = GetReportError::of(error);
        let shown = format!("{typed:?} {error} {error:?}");
        assert!(!shown.contains("s3cr3t"), "{shown}");
    }
}

/// The doubles answer in the documented media types.
#[cfg(feature = "mock")]
#[tokio::test]
async fn a_double_gives_an_error_in_each_of_its_media_types() {
    use api_core::mock::Server;
    use goldens::errors::{Missing, Problem, mock};

    let server = Server::start().await;
    server.mount(
        mock::get_report()
            .error_400(Problem::new("Oh"))
            .error_400_as_text("<html>")
            .error_404("none")
            .error_409(Missing::new("BUSY"))
            .error_409_as_application_problem_json(Problem::new("busy"))
            .error_5xx(500, Problem::new("Oh"))
            .error_5xx_as_bytes(502, [255])
            .expect(7),
    );
    let client = client(&server.uri());
    let mut seen = Vec::new();
    for _ in 0..7 {
        let error = client.get_report("r-1").await.unwrap_err();
        let headers = error.headers().unwrap();
        let media_type = headers["content-type"].to_str().unwrap().to_owned();
        let told = match GetReportError::of(&error) {
            GetReportError::BadRequest(it) => format!("400 {}", it.title),
            GetReportError::BadRequestAsText(it) => format!("400 {}", it.expose()),
            GetReportError::NotFound(it) => format!("404 {}", it.expose()),
            GetReportError::Conflict(it) => format!("409 {}", it.code),
            GetReportError::ConflictAsApplicationProblemJson(it) => format!("409 {}", it.title),
            GetReportError::ServerError { status, body } => format!("{status} {}", body.title),
            GetReportError::ServerErrorAsBytes { status, body } => {
                format!("{status} {:?}", body.expose())
            }
            other => panic!("{other:?}"),
        };
        seen.push(format!("{told}, {media_type}"));
    }
    assert_eq!(
        seen,
        [
            "400 Oh, application/json",
            "400 <html>, text/html",
            "404 none, text/plain",
            "409 BUSY, application/json",
            "409 busy, application/problem+json",
            "500 Oh, application/json",
            r#"502 b"\xff", application/octet-stream"#,
        ]
    );
}

/// What two operations read alike may have two names, and each double answers in its own.
#[cfg(feature = "mock")]
#[tokio::test]
async fn a_double_answers_in_the_media_type_of_its_own_operation() {
    use api_core::mock::Server;
    use goldens::errors::mock;

    let server = Server::start().await;
    server.mount(mock::put_report().error_404("none"));
    server.mount(mock::add_report().error_404("none"));
    let client = client(&server.uri());
    let put = client.put_report("r-1").await.unwrap_err();
    let added = client.add_report("r-1").await.unwrap_err();
    assert_eq!(put.headers().unwrap()["content-type"], "text/html");
    assert_eq!(added.headers().unwrap()["content-type"], "text/plain");
}
