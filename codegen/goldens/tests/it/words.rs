//! Enums with words for each value, unions that are made of what is in them, and types that are called after the component they stand in.

use goldens::schemas::words::{Client, Lamp, LampColour, LampMode, LampSign, LampTarget, Point};
use serde_json::json;

use crate::server::{Server, json as sent};

#[tokio::test]
async fn two_operations_share_the_types_of_their_body() {
    let answer = json!({"target": "desk", "mode": "blink", "colour": "0"});
    let server = Server::answering(200, &answer.to_string()).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let lamp: Lamp = client
        .replace_lamp("desk")
        .mode(LampMode::Blink)
        .colour(LampColour::Dark)
        .await
        .unwrap();
    assert_eq!(lamp.target, LampTarget::from("desk"));
    let (Some(mode), Some(colour)) = (lamp.mode, lamp.colour) else {
        panic!("both are there");
    };
    let changed = client.change_lamp(lamp.target).mode(mode).colour(colour);
    changed.await.unwrap();
    for request in server.requests().await {
        assert_eq!(sent(&request), answer);
    }
}

#[test]
fn what_a_value_is_tells_which_of_a_union_it_is() {
    let written = |target: LampTarget| serde_json::to_value(target).unwrap();
    assert_eq!(written("desk".into()), json!("desk"));
    assert_eq!(written(90.into()), json!(90));
    assert_eq!(written(Point::new(1, 2).into()), json!({"x": 1, "y": 2}));
}

#[test]
fn values_are_called_as_the_document_says() {
    let colours = [LampColour::White, LampColour::Red, LampColour::Dark];
    assert_eq!(colours.map(|it| it.to_string()), ["w", "r", "0"]);
    // The list of names does not fit.
    assert_eq!(LampSign::Up.as_str(), "up");
    assert_eq!(LampMode::from("steady"), LampMode::Steady);
}
