use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use auth_core::{AccessToken, TokenFuture, TokenProvider};

use super::*;

/// What the future gives at its first poll, on no runtime at all.
fn at_once(future: TokenFuture<'_>) -> AccessToken {
    assert_eq!(
        format!("{future:?}"),
        r#"TokenFuture("ready")"#,
        "nothing is boxed"
    );
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(token) => token.unwrap(),
        Poll::Pending => panic!("a hit waits for nothing"),
    }
}

fn address(token: &AccessToken) -> *const u8 {
    token.expose().as_ptr()
}

fn stage_with_token() -> Stage {
    let stage = Stage::new();
    stage.issue("one");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    runtime.block_on(stage.cache.warm_up()).unwrap();
    stage
}

#[test]
fn g01_a_hit_is_ready_at_once_and_copies_no_bytes() {
    let stage = stage_with_token();
    let first = at_once(stage.cache.token());
    let second = at_once(stage.cache.token());
    assert_eq!(first.expose(), "one");
    assert_eq!(address(&first), address(&second));
    let header = first.authorization().clone();
    assert_eq!(
        header.as_bytes().as_ptr(),
        second.authorization().as_bytes().as_ptr()
    );
}

#[test]
fn g01_a_hit_through_the_trait_is_the_same() {
    let stage = stage_with_token();
    let direct = at_once(stage.cache.token());
    let provider: Arc<dyn TokenProvider> = stage.cache.clone().into();
    assert_eq!(address(&at_once(provider.token())), address(&direct));
    let nested: Arc<dyn TokenProvider> = Arc::new(provider);
    assert_eq!(address(&at_once(nested.token())), address(&direct));
}

#[test]
fn g01_a_look_shares_the_bytes_and_starts_nothing() {
    let stage = stage_with_token();
    let token = at_once(stage.cache.token());
    let look = stage.cache.peek().unwrap();
    assert_eq!(look.expose().as_ptr(), address(&token));
    assert_eq!(address(&look.to_token()), address(&token));
    assert_eq!(look.authorization(), "Bearer one");
    drop(look);
    stage.clock.advance(HOUR * 95 / 100);
    assert!(stage.cache.peek().is_some());
    assert!(!stage.cache.status().is_asking);
    stage.clock.advance(HOUR * 5 / 100);
    assert!(stage.cache.peek().is_none());
}

#[test]
fn g01_a_fixed_token_is_a_provider_too() {
    let token = AccessToken::fixed("fixed").unwrap();
    let provider: Arc<dyn TokenProvider> = Arc::new(token.clone());
    provider.reject(&token);
    assert_eq!(address(&at_once(provider.token())), address(&token));
    assert_eq!(provider.identity(), None);
}
