//! Which of the two path styles a client uses.

use serde_json::json;
use spaceone_identity::v2::Client;
use spaceone_identity::v2::token::AuthType;
use spaceone_identity::{Error, ErrorKind, SecretObject, v1};
use wiremock::{Request, ResponseTemplate};

use crate::support::{Identity, Served, Server, credentials, not_served, pair, structured};

async fn issue(client: &Client) -> Result<(), Error> {
    client
        .token()
        .issue(credentials(), "domain-123", AuthType::Local)
        .await
        .map(drop)
}

#[tokio::test]
async fn a_server_that_serves_the_documented_paths_is_asked_there_alone() {
    let (_, identity) = Server::start(Served::Documented).await;
    let client = identity.v2();

    issue(&client).await.unwrap();
    issue(&client).await.unwrap();

    assert_eq!(identity.lines().await, ["v2/token/issue", "v2/token/issue"]);
}

#[tokio::test]
async fn an_unserved_documented_path_leads_to_the_deployed_one_which_is_remembered() {
    let (_, identity) = Server::start(Served::Deployed).await;
    let client = identity.v2();

    issue(&client).await.unwrap();
    issue(&client).await.unwrap();
    issue(&client.clone()).await.unwrap();

    assert_eq!(
        identity.lines().await,
        [
            "v2/token/issue",
            "token/issue",
            "token/issue",
            "token/issue"
        ]
    );
    // It is one request under two paths.
    let sent = identity.sent().await;
    let bodies: Vec<_> = sent.iter().map(|sent| sent.clone().at("/")).collect();
    assert_eq!(bodies[0], bodies[1]);

    // Another client knows nothing of it.
    issue(&identity.v2()).await.unwrap();
    assert_eq!(
        identity.lines().await[4..],
        ["v2/token/issue", "token/issue"]
    );
}

#[tokio::test]
async fn what_was_learned_by_one_operation_holds_for_all() {
    let (_, identity) = Server::start(Served::Deployed).await;
    let session = spaceone_identity::Session::log_in(
        identity.v2(),
        "domain-123",
        "user@example.com",
        "my-password",
    )
    .unwrap();

    session.user().into_cache().token().await.unwrap();

    assert_eq!(
        identity.lines().await,
        ["v2/token/issue", "token/issue", "token/grant"]
    );
}

#[tokio::test]
async fn a_404_that_is_about_something_else_switches_nothing() {
    let elsewhere = [
        structured(404, "ERROR_NOT_FOUND"),
        ResponseTemplate::new(404).set_body_json(json!({"detail": [{"msg": "Not Found"}]})),
        ResponseTemplate::new(404).set_body_json(json!("Not Found")),
        ResponseTemplate::new(404).set_body_raw("<html>Not Found</html>", "text/html"),
    ];
    for answer in elsewhere {
        let identity = Identity::responding(answer).await;
        let client = identity.v2();
        for _ in 0..2 {
            assert_eq!(
                issue(&client).await.unwrap_err().kind(),
                ErrorKind::NotFound
            );
        }
        assert_eq!(identity.lines().await, ["v2/token/issue", "v2/token/issue"]);
    }
}

#[tokio::test]
async fn another_status_with_a_text_switches_nothing() {
    for status in [400, 405] {
        let identity = Identity::responding(
            ResponseTemplate::new(status).set_body_json(json!({"detail": "Not Found"})),
        )
        .await;
        assert_eq!(
            issue(&identity.v2()).await.unwrap_err().status(),
            Some(status)
        );
        assert_eq!(identity.lines().await, ["v2/token/issue"]);
    }
}

#[tokio::test]
async fn a_server_that_serves_neither_path_is_not_found_and_nothing_is_remembered() {
    let identity = Identity::responding(not_served()).await;
    let client = identity.v2();

    for _ in 0..2 {
        let error = issue(&client).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.status()),
            (ErrorKind::NotFound, Some(404))
        );
        assert_eq!(error.vendor_message(), Some("Not Found"));
    }

    assert_eq!(
        identity.lines().await,
        [
            "v2/token/issue",
            "token/issue",
            "v2/token/issue",
            "token/issue"
        ]
    );
}

#[tokio::test]
async fn an_error_under_the_deployed_path_is_the_error_of_the_call() {
    let identity = Identity::responding(|request: &Request| match request.url.path() {
        "/identity/token/issue" => structured(401, "ERROR_AUTHENTICATE_FAILURE"),
        _ => not_served(),
    })
    .await;
    let client = identity.v2();

    for _ in 0..2 {
        assert_eq!(issue(&client).await.unwrap_err().kind(), ErrorKind::Refused);
    }

    // The path is served, and that is what is remembered.
    assert_eq!(
        identity.lines().await,
        ["v2/token/issue", "token/issue", "token/issue"]
    );
}

#[tokio::test]
async fn a_fixed_style_never_tries_the_other() {
    for (style, line) in [
        ("documented", "v2/token/issue"),
        ("deployed", "token/issue"),
    ] {
        let identity = Identity::responding(not_served()).await;
        let client = Client::builder()
            .base_url(identity.uri())
            .path_style(style)
            .build()
            .unwrap();

        let error = issue(&client).await.unwrap_err();

        assert_eq!(
            (error.kind(), error.status()),
            (ErrorKind::NotFound, Some(404))
        );
        assert_eq!(identity.lines().await, [line]);
    }
}

#[tokio::test]
async fn a_style_that_does_not_exist_is_refused_when_the_client_is_built() {
    let error = Client::builder()
        .base_url("https://identity.example.com")
        .path_style("guessed")
        .build()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("`path_style`"), "{error}");
}

#[tokio::test]
async fn version_1_finds_its_paths_in_the_same_way() {
    let identity = Identity::responding(|request: &Request| {
        if request.url.path().contains("/v1/") {
            not_served()
        } else {
            pair("my-access-token", "my-refresh-token")
        }
    })
    .await;
    let client: v1::Client = identity.v1();

    let credentials = SecretObject::from_iter([("password", "my-password")]);
    client
        .token()
        .issue(credentials, "domain-123")
        .await
        .unwrap();
    client.token().refresh("my-refresh-token").await.unwrap();

    assert_eq!(
        identity.lines().await,
        ["v1/token/issue", "token/issue", "token/refresh"]
    );
}
