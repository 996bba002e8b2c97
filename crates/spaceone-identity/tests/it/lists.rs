//! Lists across their pages, through the real client: dropped, resumed, and with tokens that change on the way.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use api_core::Items;
use auth_core::{Issued, Life, ScriptedSource, TokenCache};
use serde_json::json;
use spaceone_identity::ErrorKind;
use spaceone_identity::v2::workspace::WorkspaceInfo;
use test_support::{Sent, ok};
use wiremock::ResponseTemplate;

use crate::support::{Identity, posted, refused, structured};

/// A page of a list of five, whose items are called by these names.
fn page(names: &[&str]) -> ResponseTemplate {
    let results: Vec<_> = names.iter().map(|name| json!({"name": name})).collect();
    ok(&json!({"results": results, "total_count": 5}))
}

/// A cache that is given these tokens in turn.
fn tokens(all: &[&str]) -> TokenCache {
    let source = ScriptedSource::new();
    for token in all {
        source.issue(Issued::new(*token).life(Life::in_seconds(1_800)));
    }
    TokenCache::new(source)
}

fn items(identity: &Identity, tokens: &TokenCache) -> Items<WorkspaceInfo> {
    let client = identity.v2().with_tokens(tokens.clone());
    client.workspace().list().items().page_size(2)
}

/// The request of the page that begins there, with this token.
fn asked(start: u32, token: &str) -> Sent {
    let body = format!(r#"{{"query":{{"page":{{"limit":2,"start":{start}}}}}}}"#);
    posted("/identity/v2/workspace/list", &body).with("authorization", &format!("Bearer {token}"))
}

/// Drops a `next` when its request has arrived and its answer has not.
async fn drop_under_way(items: &mut Items<WorkspaceInfo>, identity: &Identity) {
    let before = identity.sent().await.len();
    let mut next = pin!(items.next());
    while identity.sent().await.len() == before {
        let is_ready = poll_fn(|context| Poll::Ready(next.as_mut().poll(context).is_ready())).await;
        assert!(!is_ready, "the answer came too early");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_next_that_is_dropped_under_way_loses_no_page_and_asks_for_none_twice() {
    let later = Duration::from_millis(300);
    let answers = [
        page(&["1", "2"]).set_delay(later),
        page(&["3", "4"]).set_delay(later),
        page(&["5"]),
    ];
    let identity = Identity::answering(answers).await;
    let mut items = items(&identity, &tokens(&["my-token"]));
    let mut names = Vec::new();
    for _ in 0..2 {
        drop_under_way(&mut items, &identity).await;
        for _ in 0..2 {
            names.push(items.next().await.unwrap().unwrap().name.unwrap());
        }
    }
    names.push(items.next().await.unwrap().unwrap().name.unwrap());
    assert!(items.next().await.is_none());
    assert_eq!(names, ["1", "2", "3", "4", "5"]);
    let expected = [1, 3, 5].map(|start| asked(start, "my-token"));
    assert_eq!(identity.sent().await, expected);
}

#[tokio::test]
async fn after_errors_a_resumed_list_has_every_item_once() {
    let answers = [
        page(&["1", "2"]),
        structured(500, "ERROR_UNKNOWN"),
        ResponseTemplate::new(200).set_body_string("<html>"),
        page(&["3", "4"]),
        structured(403, "ERROR_PERMISSION_DENIED"),
        page(&["5"]),
    ];
    let identity = Identity::answering(answers).await;
    let mut items = items(&identity, &tokens(&["my-token"]));
    let (mut names, mut kinds) = (Vec::new(), Vec::new());
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => names.push(item.name.unwrap()),
            Err(error) => {
                kinds.push(error.kind());
                assert!(items.next().await.is_none(), "over, unless it is resumed");
                items.resume();
            }
        }
    }
    assert_eq!(names, ["1", "2", "3", "4", "5"]);
    let expected = [ErrorKind::Invalid, ErrorKind::Unreadable, ErrorKind::Denied];
    assert_eq!(kinds, expected);
    let expected = [1, 3, 3, 3, 5, 5].map(|start| asked(start, "my-token"));
    assert_eq!(identity.sent().await, expected);
}

#[tokio::test]
async fn a_token_that_was_replaced_goes_out_with_the_next_page() {
    let answers = [
        page(&["1", "2"]),
        refused("Token is invalid or expired."),
        page(&["3", "4"]),
        page(&["5"]),
    ];
    let identity = Identity::answering(answers).await;
    let tokens = tokens(&["first", "second", "third"]);
    let mut items = items(&identity, &tokens);
    let mut names = Vec::new();
    for number in 1..=5 {
        names.push(items.next().await.unwrap().unwrap().name.unwrap());
        if number == 4 {
            // Somebody else learns that the token is no good.
            let token = tokens.token().await.unwrap();
            tokens.reject(&token);
        }
    }
    assert!(items.next().await.is_none());
    assert_eq!(names, ["1", "2", "3", "4", "5"]);
    // The server itself refused the second page's token.
    let expected = [(1, "first"), (3, "first"), (3, "second"), (5, "third")];
    let expected = expected.map(|(start, token)| asked(start, token));
    assert_eq!(identity.sent().await, expected);
}
