//! Doubles of operations that take a member of any value.

#![cfg(feature = "mock")]

use api_core::mock::Server;
use goldens::schemas::nulls_3_1::{Client, Nulls, mock};
use serde_json::Value;

#[tokio::test]
async fn doubles_tell_null_from_absence() {
    let server = Server::start().await;
    let answer = Nulls::new(None).anything(Value::Null);
    let null = mock::echo_nulls().anything(Value::Null).answer(&answer);
    let null = server.mount(null);
    let absent = mock::echo_nulls().without_anything();
    let absent = server.mount(absent.answer(Nulls::new(None)));
    let client = Client::builder().base_url(server.uri()).build().unwrap();
    let request = client.echo_nulls(Nulls::new(None));
    assert_eq!(request.clone().await.unwrap().anything, None);
    let read = request.anything(Value::Null).await.unwrap();
    assert_eq!(read.anything, Some(Value::Null));
    let received = |all: Vec<mock::EchoNullsReceived>| {
        let all = all.into_iter().map(|it| it.anything);
        all.collect::<Vec<_>>()
    };
    assert_eq!(received(null.received()), [Some(Value::Null)]);
    assert_eq!(received(absent.received()), [None]);
}
