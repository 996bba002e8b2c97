use api_core::{ClientCredentials, ErrorKind};
use goldens::forms::{Client, Kind, Proof, Refusal};

use crate::server::{Server, header, text};

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).build().unwrap()
}

#[tokio::test]
async fn required_fields_go_out_in_the_order_of_the_document_with_constants_among_them() {
    let server = Server::answering(204, "").await;
    client(&server)
        .send_everything(
            "s3 &",
            Kind::ExtraLarge,
            3,
            ["a", "b c"],
            Proof::Token("t".into()),
        )
        .await
        .unwrap();
    let request = server.request().await;
    assert_eq!(request.url.path(), "/everything");
    assert_eq!(request.url.fragment(), None);
    assert_eq!(
        text(&request),
        "grant_type=everything&secret=s3+%26&kind=extra-large&count=3&commas=a%2Cb+c&token=t"
    );
    assert_eq!(header(&request, "x-version"), Some("2"));
    assert_eq!(header(&request, "x-list"), None);
    assert_eq!(header(&request, "authorization"), None);
    assert_eq!(
        header(&request, "content-type"),
        Some("application/x-www-form-urlencoded")
    );
}

#[tokio::test]
async fn what_is_set_stands_where_the_document_has_it() {
    let server = Server::answering(204, "").await;
    client(&server)
        .send_everything(
            "s",
            "something new",
            1,
            ["a"],
            Proof::Password {
                user: "u".to_owned(),
                password: "p".into(),
                account: Some("acc".to_owned()),
            },
        )
        .ratio(0.5)
        .flag(true)
        .repeated([1, 2])
        .x_list(["x", "y"])
        .x_kinds([Kind::Large, Kind::from(">")])
        .x_secret("hush")
        .client(ClientCredentials::new("id &", "secret"))
        .await
        .unwrap();
    let request = server.request().await;
    assert_eq!(
        text(&request),
        "grant_type=everything&secret=s&kind=something+new&count=1&commas=a&repeated=1&repeated=2&flag=true&ratio=0.5\
         &user=u&password=p&account=acc"
    );
    assert_eq!(header(&request, "x-list"), Some("x,y"));
    assert_eq!(header(&request, "x-kinds"), Some("LARGE,>"));
    assert_eq!(header(&request, "x-secret"), Some("hush"));
    // `id &:secret`, raw.
    assert_eq!(
        header(&request, "authorization"),
        Some("Basic aWQgJjpzZWNyZXQ=")
    );
}

#[tokio::test]
async fn a_branch_brings_its_constants_and_its_optional_members() {
    let server = Server::answering(204, "").await;
    let client = client(&server);
    let send = async |form: Option<&str>| {
        let proof = Proof::Marked {
            form: form.map(str::to_owned),
        };
        client
            .send_everything("s", Kind::Small, 1, ["a"], proof)
            .await
            .unwrap();
    };
    send(None).await;
    send(Some("f")).await;
    let requests = server.requests().await;
    assert!(text(&requests[0]).ends_with("&commas=a&mark=marked"));
    assert!(text(&requests[1]).ends_with("&commas=a&mark=marked&form=f"));
}

#[tokio::test]
async fn an_item_with_a_comma_is_refused_before_anything_is_sent() {
    let server = Server::answering(204, "").await;
    let error = client(&server)
        .send_everything("s", Kind::Small, 1, ["a,b"], Proof::Token("t".into()))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("`commas`"), "{error}");
    assert!(server.requests().await.is_empty());
}

#[tokio::test]
async fn h5_a_secret_with_a_control_character_is_refused_before_anything_is_sent() {
    let server = Server::answering(204, "").await;
    let client = client(&server);
    let proof = || Proof::Token("t".into());
    let requests = [
        (
            "`secret`",
            client.send_everything("a\nb", Kind::Small, 1, ["a"], proof()),
        ),
        (
            "`token`",
            client.send_everything("s", Kind::Small, 1, ["a"], Proof::Token("a\rb".into())),
        ),
        (
            "`X-Secret`",
            client
                .send_everything("s", Kind::Small, 1, ["a"], proof())
                .x_secret("a\nb"),
        ),
    ];
    for (name, request) in requests {
        let error = request.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains(name), "{error}");
    }
    assert!(server.requests().await.is_empty());
}

#[tokio::test]
async fn a_client_can_be_form_encoded_and_a_bearer_token_sent() {
    let server = Server::answering(200, "{}").await;
    let client = client(&server);
    client
        .send_nothing(ClientCredentials::new("id &", "secret"))
        .await
        .unwrap();
    client.send_maybe("token").await.unwrap();
    client.send_maybe("token").note("n").await.unwrap();
    let requests = server.requests().await;
    client
        .send_nothing(ClientCredentials::new("id", "secret"))
        .wipe(true)
        .mode("thorough")
        .await
        .unwrap();
    assert_eq!(
        text(&requests[0]),
        "grant_type=nothing",
        "a constant that is not required is not sent by itself"
    );
    assert_eq!(
        text(&server.requests().await[3]),
        "grant_type=nothing&wipe=true&mode=thorough"
    );
    // `id%20%26:secret`
    assert_eq!(
        header(&requests[0], "authorization"),
        Some("Basic aWQlMjAlMjY6c2VjcmV0")
    );
    assert_eq!(header(&requests[1], "authorization"), Some("Bearer token"));
    assert_eq!(text(&requests[1]), "");
    assert_eq!(text(&requests[2]), "note=n");
}

#[tokio::test]
async fn an_error_has_its_code_and_its_typed_body() {
    let server =
        Server::answering(400, r#"{"error":"wrong","error_description":"so wrong"}"#).await;
    let error = client(&server).send_maybe("t").await.unwrap_err();
    assert_eq!(error.code(), Some("wrong"));
    assert_eq!(error.vendor_message(), Some("so wrong"));
    assert!(
        error.vendor_body::<Refusal>().is_none(),
        "this operation documents no body"
    );
    let error = client(&server)
        .send_everything("s", Kind::Small, 1, ["a"], Proof::Token("t".into()))
        .await
        .unwrap_err();
    assert_eq!(error.vendor_body::<Refusal>().unwrap().error, "wrong");
}

#[test]
fn an_open_enum_keeps_what_it_does_not_know() {
    for text in [
        "small",
        "LARGE",
        "extra-large",
        ">",
        ">=",
        "",
        "unknown",
        "self",
        "2",
        "else",
    ] {
        assert_eq!(Kind::from(text).as_str(), text);
        assert_eq!(Kind::from(text).to_string(), text);
    }
    assert_eq!(Kind::from("small"), Kind::Small);
    assert!(matches!(Kind::from("else"), Kind::Unknown(value) if value.as_str() == "else"));
}

#[tokio::test]
async fn g14_no_secret_shows() {
    let server = Server::answering(204, "").await;
    let proof = Proof::Password {
        user: "visible".to_owned(),
        password: "hidden-1".into(),
        account: None,
    };
    let request = client(&server)
        .send_everything("hidden-2", Kind::Small, 1, ["a"], proof)
        .x_secret("hidden-3")
        .client(ClientCredentials::new("c", "hidden-4"));
    let shown = format!("{request:?} {:?}", request.call().unwrap());
    assert!(shown.contains("visible"), "{shown}");
    assert!(!shown.contains("hidden"), "{shown}");
}
