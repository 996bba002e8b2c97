//! The grant as a token source, and a cache over it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use api_core::http::{Request, Response};
use api_core::{Bytes, Limits, Transport, TransportError, async_trait};
use auth_core::{Life, ManualClock, TokenSource};
use serde_json::{Value, json};
use tenant_token::{Client, ErrorKind, ExposeSecret, TokenCache};
use test_support::ok;
use tokio::task::JoinSet;
use wiremock::ResponseTemplate;

use crate::support::{FORM, OneAccess, access, posted};

#[tokio::test]
async fn h7_every_spelling_of_expires_in_is_read() {
    let spellings: [(Value, u64); 6] = [
        (json!(1719), 1719),
        (json!("1719"), 1719),
        (json!(1719.9), 1719),
        (json!("1719.9"), 1719),
        (json!(1e12), 1_000_000_000_000),
        // Not said: what Huawei documents.
        (Value::Null, 1800),
    ];
    for (expires_in, life) in spellings {
        let oneaccess = OneAccess::answering([ok(&json!({
            "access_token": "my-access-token",
            "token_type": "Bearer",
            "expires_in": expires_in,
        }))])
        .await;

        let token = oneaccess.cache().token().await.unwrap();

        assert_eq!(
            token.life(),
            Life::For(Duration::from_secs(life)),
            "{expires_in}"
        );
        assert_eq!(oneaccess.sent().await, [posted(FORM)]);
    }
}

#[tokio::test]
async fn a_token_of_the_type_bearer_is_usable_in_whatever_case_and_without_a_type() {
    for token_type in [
        json!("Bearer"),
        json!("bearer"),
        json!("BEARER"),
        Value::Null,
    ] {
        let body = json!({"access_token": "my-access-token", "token_type": token_type, "expires_in": 1800});
        let oneaccess = OneAccess::answering([ok(&body)]).await;

        let token = oneaccess.cache().token().await.unwrap();

        assert_eq!(token.token_type(), "Bearer");
        assert_eq!(token.authorization(), "Bearer my-access-token");
    }
}

#[tokio::test]
async fn a_token_of_another_type_is_refused() {
    for token_type in ["mac", "DPoP", "Bearer token", ""] {
        let body = json!({"access_token": "my-access-token", "token_type": token_type, "expires_in": 1800});
        let oneaccess = OneAccess::answering([ok(&body)]).await;

        let error = oneaccess.cache().token().await.unwrap_err();

        assert_eq!(error.kind(), ErrorKind::Unreadable, "{token_type}");
    }
}

#[tokio::test]
async fn scope_and_id_token_come_with_the_token() {
    let oneaccess = OneAccess::answering([ok(&json!({
        "access_token": "my-access-token",
        "token_type": "Bearer",
        "expires_in": 1719,
        "scope": "all",
        "id_token": "my.id.token",
    }))])
    .await;

    let token = oneaccess.cache().token().await.unwrap();

    assert_eq!(token.scope(), Some("all"));
    assert_eq!(
        token.extra("id_token").unwrap().expose_secret(),
        "my.id.token"
    );
    assert!(token.extra("access_token").is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g02_a_thousand_callers_on_an_empty_cache_cause_one_request() {
    let oneaccess = OneAccess::answering([access("my-access-token", 1800)]).await;
    let cache = oneaccess.cache();

    let mut callers = JoinSet::new();
    for _ in 0..1_000 {
        let cache = cache.clone();
        callers.spawn(async move { cache.token().await });
    }
    for answer in callers.join_all().await {
        assert_eq!(answer.unwrap().expose(), "my-access-token");
    }

    assert_eq!(oneaccess.sent().await, [posted(FORM)]);
}

/// Gives these tokens and lives in turn, without a network: tokio's time can stand still, and passes only when nothing is left to do.
#[derive(Clone, Debug)]
struct Script {
    tokens: Arc<Mutex<VecDeque<(&'static str, i64)>>>,
    hand: ManualClock,
}

#[async_trait]
impl Transport for Script {
    async fn send(&self, _: Request<Bytes>, _: Limits) -> Result<Response<Bytes>, TransportError> {
        let next = self.tokens.lock().unwrap().pop_front();
        let (token, life) = next.expect("a request beyond the script");
        let body = json!({"access_token": token, "token_type": "Bearer", "expires_in": life});
        Ok(Response::new(body.to_string().into()))
    }
}

impl Script {
    fn of(tokens: impl IntoIterator<Item = (&'static str, i64)>) -> (Self, TokenCache) {
        let tokens = Arc::new(Mutex::new(tokens.into_iter().collect()));
        let script = Self {
            tokens,
            hand: ManualClock::new(),
        };
        let builder = Client::builder().base_url("https://abcdefg.huaweioneaccess.com");
        let client = builder.transport(script.clone()).build().unwrap();
        let source = client.show_auth_token("my-client-id", "my-client-secret");
        let cache = TokenCache::builder(source)
            .clock(script.hand.clone())
            .build()
            .unwrap();
        (script, cache)
    }

    /// So much later. What runs in the background has ended.
    async fn later(&self, span: Duration) {
        tokio::time::sleep(Duration::from_millis(1)).await;
        self.hand.advance(span);
    }

    /// How many tokens were not asked for yet.
    fn left(&self) -> usize {
        self.tokens.lock().unwrap().len()
    }
}

#[tokio::test(start_paused = true)]
async fn g08_a_provider_that_returns_the_same_token_is_asked_at_its_end_and_not_before() {
    let (script, cache) = Script::of([("token-1", 1719), ("token-2", 1800)]);

    assert_eq!(cache.token().await.unwrap().expose(), "token-1");
    // To where any other provider would have been asked for a while.
    for _ in 0..171 {
        script.later(Duration::from_secs(10)).await;
        assert_eq!(cache.token().await.unwrap().expose(), "token-1");
    }
    script.later(Duration::from_secs(8)).await;
    assert_eq!(
        cache.token().await.unwrap().remaining(),
        Some(Duration::from_secs(1))
    );
    assert_eq!(script.left(), 1);

    script.later(Duration::from_secs(1)).await;
    assert_eq!(cache.token().await.unwrap().expose(), "token-2");
    assert_eq!(script.left(), 0);
}

#[tokio::test(start_paused = true)]
async fn g08_the_same_token_with_a_moment_left_is_used_up_and_not_asked_for_in_a_loop() {
    let (script, cache) = Script::of([("token-1", 1719), ("token-1", 1), ("token-2", 1800)]);

    assert_eq!(cache.token().await.unwrap().expose(), "token-1");
    script.later(Duration::from_secs(1719)).await;
    for _ in 0..100 {
        assert_eq!(cache.token().await.unwrap().expose(), "token-1");
        script.later(Duration::ZERO).await;
    }
    assert_eq!(script.left(), 1);

    script.later(Duration::from_secs(1)).await;
    for _ in 0..100 {
        assert_eq!(cache.token().await.unwrap().expose(), "token-2");
        script.later(Duration::ZERO).await;
    }
    assert_eq!(script.left(), 0);
}

#[tokio::test(start_paused = true)]
async fn g08_a_token_whose_life_is_over_is_followed_by_the_next_and_never_kept() {
    for life in [0, -1] {
        let (script, cache) = Script::of([("token-1", life), ("token-2", 1800)]);

        let token = cache.token().await.unwrap();

        assert_eq!(token.expose(), "token-2");
        assert_eq!(token.life(), Life::For(Duration::from_secs(1800)));
        assert_eq!(script.left(), 0);
    }
}

#[tokio::test]
async fn a_rejected_token_is_replaced_by_a_new_request_with_the_same_credentials() {
    let oneaccess = OneAccess::answering([access("token-1", 1800), access("token-2", 1800)]).await;
    let cache = oneaccess.cache();

    cache.reject(&cache.token().await.unwrap());

    assert_eq!(cache.token().await.unwrap().expose(), "token-2");
    assert_eq!(oneaccess.sent().await, [posted(FORM), posted(FORM)]);
}

#[tokio::test]
async fn g07_a_refused_secret_is_not_presented_again_at_once() {
    let refused = ResponseTemplate::new(400).set_body_json(json!({"error": "invalid_client"}));
    let oneaccess = OneAccess::responding(refused).await;
    let source = oneaccess
        .client
        .show_auth_token("my-client-id", "my-client-secret");
    let cache = TokenCache::builder(source)
        .clock(ManualClock::new())
        .build()
        .unwrap();

    for _ in 0..3 {
        assert_eq!(cache.token().await.unwrap_err().kind(), ErrorKind::Refused);
    }

    assert_eq!(oneaccess.sent().await.len(), 1);
}

#[test]
fn applications_and_tenants_have_identities_of_their_own() {
    let identity = |tenant: &str, id: &str, secret: &str| {
        Client::new(format!("https://{tenant}.huaweioneaccess.com"))
            .unwrap()
            .show_auth_token(id, secret)
            .identity()
    };
    assert!(identity("a", "id", "secret").is_some());
    assert_eq!(identity("a", "id", "secret"), identity("a", "id", "secret"));
    for other in [
        identity("b", "id", "secret"),
        identity("a", "di", "secret"),
        identity("a", "id", "other"),
    ] {
        assert_ne!(identity("a", "id", "secret"), other);
    }
}
