use api_core::{ErrorKind, ExposeSecret, Presence};
use goldens::answers::{
    Client, Detail, Fault, GetPartErrorBody, Missing, Part, PartState, SearchOrder, Started,
    Stopped, Unused, UnusedEvent,
};

use crate::server::{Server, header};

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).build().unwrap()
}

#[tokio::test]
async fn paths_and_queries_are_compiled_from_their_parts() {
    let server = Server::answering(200, r#"{"one":{"state":"new","weight":1}}"#).await;
    let found = client(&server)
        .search("rust & co")
        .tags(["a", "b"])
        .ids([1, 2])
        .names(["n", "m"])
        .order("up")
        .page(2)
        .deep(false)
        .await
        .unwrap();
    assert_eq!(found["one"].state, PartState::New);
    let request = server.request().await;
    assert_eq!(request.url.path(), "/search");
    assert_eq!(
        request.url.query(),
        Some(
            "api-version=7&q=rust%20%26%20co&tags=a&tags=b&ids=1,2&names=n,m&order=up&page=2&deep=false"
        )
    );
    assert_eq!(header(&request, "accept"), Some("application/json"));
    assert_eq!(SearchOrder::from("up"), SearchOrder::Up);
}

#[tokio::test]
#[expect(deprecated, reason = "the operation is deprecated, and works")]
async fn a_path_parameter_with_a_dot_in_its_name_is_nothing_special() {
    let server = Server::answering(200, r#"{"state":"used","weight":1}"#).await;
    client(&server).get_part("t/1", 7).await.unwrap();
    let request = server.request().await;
    assert_eq!(request.url.path(), "/things/t%2F1/parts/7");
}

#[test]
fn a_branch_is_chosen_by_its_json_type_or_by_what_it_has_a_place_for() {
    let read = |text: &str| serde_json::from_str::<Detail>(text);
    assert!(matches!(read("true").unwrap(), Detail::Flag(true)));
    assert!(matches!(read("7").unwrap(), Detail::Count(7)));
    assert!(matches!(read("7.5").unwrap(), Detail::Share(share) if share > 7.4));
    assert!(matches!(read(r#""x""#).unwrap(), Detail::Text(text) if text == "x"));
    assert!(matches!(read("[]").unwrap(), Detail::Lines(lines) if lines.is_empty()));
    assert!(
        matches!(read(r#"{"user":"u","password":"p"}"#).unwrap(), Detail::Login(login) if login.password.expose_secret() == "p")
    );
    assert!(
        matches!(read(r#"{"password":null,"user":"u"}"#).unwrap(), Detail::Guest(guest) if guest.user == "u")
    );
    let unknown = read(r#"{"hidden":"hidden"}"#).unwrap();
    assert!(matches!(&unknown, Detail::Unknown(json) if json.expose() == r#"{"hidden":"hidden"}"#));
    assert!(!format!("{unknown:?}").contains("hidden"));
}

#[test]
fn members_are_read_leniently_and_null_is_told_from_absence() {
    let read = |text: &str| serde_json::from_str::<Part>(text).unwrap();
    let part = read(r#"{"state":"odd","weight":5000000000,"key":null,"more":{}}"#);
    assert_eq!(part.state.as_str(), "odd");
    assert_eq!(part.weight, 5_000_000_000);
    assert!(part.key.is_none());
    assert_eq!(part.note, Presence::Absent);
    let part =
        read(r#"{"state":"new","weight":1,"note":null,"detail":{"user":"u","password":"hidden"}}"#);
    assert_eq!(part.note, Presence::Null);
    let shown = format!("{part:?}");
    assert!(!shown.contains("hidden"), "{shown}");
    assert!(serde_json::from_str::<Part>(r#"{"weight":1}"#).is_err());
}

#[tokio::test]
#[expect(deprecated, reason = "the operation is deprecated, and works")]
async fn an_error_body_is_typed_by_its_status() {
    let fail = async |status: u16, body: &str| {
        let server = Server::answering(status, body).await;
        client(&server).get_part("t", 1).await.unwrap_err()
    };
    let missing = fail(
        410,
        r#"{"code":"GONE","message":"was there","request":"r1"}"#,
    )
    .await;
    assert_eq!(missing.vendor_body::<Missing>().unwrap().code, "GONE");
    assert_eq!(missing.request_id(), Some("r1"));
    assert_eq!(missing.operation(), Some("getPart"));
    let fault = fail(
        418,
        r#"{"error":{"code":"BAD_KEY","cause":{"error":{"code":"WORSE"}}}}"#,
    )
    .await;
    assert_eq!(fault.kind(), ErrorKind::Refused);
    let body = fault.vendor_body::<Fault>().unwrap();
    let cause = body.error.cause.as_ref().unwrap();
    assert_eq!(cause.error.code, "WORSE");
    let other = fail(500, r#"{"title":"Oh"}"#).await;
    assert_eq!(
        other
            .vendor_body::<GetPartErrorBody>()
            .unwrap()
            .title
            .as_deref(),
        Some("Oh")
    );
    assert!(other.vendor_body::<Fault>().is_none());
}

#[test]
fn a_schema_that_no_operation_names_is_there_too_and_told_by_its_discriminator() {
    let read = |text: &str| serde_json::from_str::<Unused>(text).unwrap().event;
    assert!(matches!(
        read(r#"{"event":{"name":"begin"}}"#),
        Some(UnusedEvent::Started(_))
    ));
    assert!(matches!(
        read(r#"{"event":{"name":"end"}}"#),
        Some(UnusedEvent::Stopped(_))
    ));
    assert!(matches!(
        read(r#"{"event":{"name":"else"}}"#),
        Some(UnusedEvent::Unknown(_))
    ));
    let _: (Option<Started>, Option<Stopped>) = (None, None);
}
