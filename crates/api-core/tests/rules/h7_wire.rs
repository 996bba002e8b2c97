use api_core::runtime::{Call, Json};
use api_core::{ClientBuilder, SecretObject, TransportErrorKind};
use test_support::MARK;

use crate::support::{SERVICE, Scripted, Step, TOKEN, build, call, scripted};

#[tokio::test(start_paused = true)]
async fn h7_sends_the_same_bytes_each_time() {
    let (client, transport) = scripted([
        Step::fail(TransportErrorKind::Timeout),
        Step::answer(503, ""),
        Step::answer(200, "{}"),
        Step::answer(200, "{}"),
    ]);
    client.execute(call(&TOKEN)).await.unwrap();
    client.execute(call(&TOKEN)).await.unwrap();
    let sent: Vec<_> = transport
        .seen()
        .into_iter()
        .map(|seen| seen.request)
        .collect();
    assert_eq!(sent.len(), 4);
    for request in &sent {
        assert_eq!(request.body(), sent[0].body());
        assert_eq!(request.headers(), sent[0].headers());
        assert_eq!(request.uri(), sent[0].uri());
        assert_eq!(request.method(), sent[0].method());
    }
    assert_eq!(
        sent[0].body(),
        format!("grant_type=client_credentials&apikey={MARK}-apikey").as_str()
    );
    assert_eq!(
        sent[0].headers()["content-type"],
        "application/x-www-form-urlencoded"
    );
}

#[tokio::test]
async fn h7_sends_json_in_the_order_of_its_members() {
    let (client, transport) = scripted([Step::answer(200, "{}")]);
    let json = Json::object()
        .object_member(
            "credentials",
            &SecretObject::from_iter([("user_id", "robot")]),
        )
        .member("auth_type", "LOCAL");
    client
        .execute(Call::new(&TOKEN).json(json).unwrap())
        .await
        .unwrap();
    let request = &transport.seen()[0].request;
    assert_eq!(
        request.body(),
        r#"{"credentials":{"user_id":"robot"},"auth_type":"LOCAL"}"#
    );
    assert_eq!(request.headers()["content-type"], "application/json");
}

#[tokio::test]
async fn h7_says_who_asks_and_what_it_reads() {
    let sent = async |builder: ClientBuilder| {
        let (client, transport) = build(builder, [Step::answer(200, "{}")]);
        client.execute(call(&TOKEN)).await.unwrap();
        let headers = transport.seen().remove(0).request.headers().clone();
        assert_eq!(headers["accept"], "application/json");
        headers["user-agent"].to_str().unwrap().to_owned()
    };
    let new = || ClientBuilder::new(&SERVICE);
    assert_eq!(sent(new()).await, "test-client/1.2.3");
    assert_eq!(
        sent(new().app("billing/2.1")).await,
        "test-client/1.2.3 (+billing/2.1)"
    );
    for app in ["", "a b", "a)b", "a\nb", "ä/1"] {
        let error = new()
            .app(app)
            .transport(Scripted::new([]))
            .build()
            .unwrap_err();
        assert!(error.to_string().starts_with("`app` "), "{error}");
    }
}
