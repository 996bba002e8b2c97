use api_core::{Error, ErrorKind, ExposeSecret, RetryPolicy};
use goldens::errors::{AdoptPetError, Client, DeletePetError, GetPetError, RenamePetFailure};

use crate::server::Server;

fn client(url: &str) -> Client {
    let builder = Client::builder().base_url(url);
    builder.retry(RetryPolicy::never()).build().unwrap()
}

async fn get(status: u16, body: &str) -> Error {
    let server = Server::answering(status, body).await;
    client(&server.url()).get_pet("rex").await.unwrap_err()
}

async fn rename(status: u16, body: &str) -> Error {
    let server = Server::answering(status, body).await;
    let request = client(&server.url()).rename_pet("rex", "max");
    request.await.unwrap_err()
}

#[tokio::test]
async fn each_status_has_its_variant_and_body() {
    let error = get(404, r#"{"code":"GONE"}"#).await;
    assert!(matches!(GetPetError::of(&error), GetPetError::NotFound(body) if body.code == "GONE"));
    assert!(matches!(
        GetPetError::of(&get(304, "").await),
        GetPetError::NotModified
    ));
    let error = get(422, r#"[{"field":"id"}]"#).await;
    let GetPetError::ClientError { status: 422, body } = GetPetError::of(&error) else {
        panic!("{error:?}");
    };
    assert_eq!(body[0].field, "id");
    let error = get(500, r#"{"title":"Oh"}"#).await;
    assert!(
        matches!(GetPetError::of(&error), GetPetError::Other { status: 500, body } if body.title == "Oh")
    );
    let error = get(503, "<html>").await;
    assert!(
        matches!(GetPetError::of(&error), GetPetError::ServiceUnavailable(page) if page.expose() == "<html>")
    );
    assert_eq!(error.raw_body(), Some(&b"<html>"[..]));
}

#[tokio::test]
async fn what_is_not_documented_or_cannot_be_read_is_the_error_itself() {
    // A status that the document does not speak of.
    let error = rename(404, r#"{"code":"GONE"}"#).await;
    let RenamePetFailure::Untyped(whole) = RenamePetFailure::of(&error) else {
        panic!("{error:?}");
    };
    assert_eq!((whole.status(), whole.code()), (Some(404), Some("GONE")));
    assert_eq!(whole.raw_body(), Some(&br#"{"code":"GONE"}"#[..]));
    // A body of another form.
    for (status, body) in [
        (404, "[]"),
        (404, ""),
        (422, r#"{"field":"id"}"#),
        (500, "Oh"),
    ] {
        let error = get(status, body).await;
        let GetPetError::Untyped(whole) = GetPetError::of(&error) else {
            panic!("{status} {body}");
        };
        assert_eq!(whole.status(), Some(status));
        assert_eq!(whole.raw_body().unwrap_or_default(), body.as_bytes());
    }
    // An answer of success that is none, and no answer at all.
    let unread = get(200, r#"{"title":"a problem"}"#).await;
    assert_eq!(unread.kind(), ErrorKind::Unreadable);
    let server = Server::answering(201, "[]").await;
    let adopted = client(&server.url()).adopt_pet().await.unwrap_err();
    assert!(matches!(
        AdoptPetError::of(&adopted),
        AdoptPetError::Untyped(_)
    ));
    let unsent = client("http://127.0.0.1:1")
        .get_pet("rex")
        .await
        .unwrap_err();
    let refused = client("http://127.0.0.1:1").get_pet("").await.unwrap_err();
    for error in [&unread, &unsent, &refused] {
        assert!(matches!(GetPetError::of(error), GetPetError::Untyped(_)));
    }
}

#[tokio::test]
async fn operations_with_the_same_errors_share_their_enum_and_no_others() {
    let server = Server::answering(404, r#"{"code":"GONE"}"#).await;
    let error = client(&server.url()).delete_pet("rex").await.unwrap_err();
    assert!(matches!(
        DeletePetError::of(&error),
        GetPetError::NotFound(_)
    ));
    // The error of another operation is no error of this one, whatever its status.
    let error = rename(503, "").await;
    assert!(matches!(
        RenamePetFailure::of(&error),
        RenamePetFailure::ServerError { status: 503 }
    ));
    assert!(matches!(GetPetError::of(&error), GetPetError::Untyped(_)));
}

#[tokio::test]
async fn a_status_without_a_body_has_a_variant_too() {
    let server = Server::answering(418, "").await;
    let error = client(&server.url()).adopt_pet().await.unwrap_err();
    assert!(matches!(
        AdoptPetError::of(&error),
        AdoptPetError::Other { status: 418 }
    ));
}

#[tokio::test]
async fn a_typed_error_shows_no_secret() {
    let error = rename(409, r#"{"holder":"max","token":"s3cr3t"}"#).await;
    let typed = RenamePetFailure::of(&error);
    let RenamePetFailure::Conflict(body) = typed else {
        panic!("{error:?}");
    };
    assert_eq!(body.token.as_ref().unwrap().expose_secret(), "s3cr3t");
    let untyped = rename(409, r#"{"token":"s3cr3t"}"#).await;
    let untyped = RenamePetFailure::of(&untyped);
    assert!(!format!("{typed:?} {untyped:?} {error} {error:?}").contains("s3cr3t"));
}
