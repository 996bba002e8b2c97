use super::*;

#[tokio::test(start_paused = true)]
async fn g04_a_token_with_less_than_the_margin_left_is_not_handed_out() {
    let stage = Stage::new();
    stage.issue("old");
    stage.issue("new");
    assert_eq!(stage.token().await, ok("old"));
    stage.source.hold();
    stage.clock.advance(HOUR - 11 * SECOND);
    assert_eq!(stage.token().await, ok("old"));
    settle().await;
    stage.clock.advance(SECOND);
    assert!(stage.cache.peek().is_none());
    stage.source.release();
    assert_eq!(stage.token().await, ok("new"));
}

#[tokio::test(start_paused = true)]
async fn g04_the_margin_can_be_set() {
    let source = ScriptedSource::new();
    let clock = ManualClock::new();
    let cache = TokenCache::builder(source.clone())
        .clock(clock.clone())
        .min_validity(MINUTE)
        .build()
        .unwrap();
    source.issue(hour("one"));
    cache.warm_up().await.unwrap();
    clock.advance(HOUR - 61 * SECOND);
    assert!(cache.peek().is_some());
    clock.advance(SECOND);
    assert!(cache.peek().is_none());
}

#[tokio::test(start_paused = true)]
async fn g04_what_little_life_the_provider_gives_is_handed_to_those_who_wait() {
    let stage = Stage::new();
    for token in ["one", "two"] {
        stage
            .source
            .issue(Issued::new(token).life(Life::in_seconds(2)));
    }
    assert_eq!(stage.token().await, ok("one"));
    stage.clock.advance(SECOND);
    assert_eq!(stage.token().await, ok("one"), "a tenth is the margin");
    stage.clock.advance(Duration::from_millis(800));
    assert_eq!(stage.token().await, ok("two"));
}

#[tokio::test(start_paused = true)]
async fn g04_a_token_that_ended_on_its_way_is_not_handed_out() {
    let stage = Stage::new();
    stage
        .source
        .issue(Issued::new("short").life(Life::in_seconds(5)));
    stage.issue("one");
    stage.source.hold();
    let caller = tokio::spawn({
        let cache = stage.cache.clone();
        async move { cache.token().await }
    });
    settle().await;
    stage.clock.advance(5 * SECOND);
    stage.source.release();
    assert_eq!(caller.await.unwrap().unwrap().expose(), "one");
    assert_eq!(stage.source.requests(), 2);
}

#[tokio::test(start_paused = true)]
async fn g04_a_token_that_ends_before_its_waiter_wakes_is_not_handed_out() {
    let stage = Stage::new();
    stage
        .source
        .issue(Issued::new("short").life(Life::in_seconds(5)));
    stage.issue("one");
    let mut caller = Box::pin(stage.cache.token());
    let waker = std::task::Waker::noop();
    let mut context = std::task::Context::from_waker(waker);
    assert!(caller.as_mut().poll(&mut context).is_pending());
    settle().await;
    assert_eq!(stage.cache.status().issued, 1);
    stage.clock.advance(5 * SECOND);
    assert_eq!(caller.await.unwrap().expose(), "one");
}

#[tokio::test(start_paused = true)]
async fn g04_an_endless_token_is_kept_until_it_is_rejected() {
    let stage = Stage::new();
    stage.source.issue(Issued::new("one").life(Life::Endless));
    stage.issue("two");
    let token = stage.access_token().await;
    assert_eq!((token.expires_at(), token.remaining()), (None, None));
    stage.clock.advance(HOUR * 24 * 365 * 100);
    assert_eq!(stage.token().await, ok("one"));
    assert_eq!(stage.source.requests(), 1);
    stage.cache.reject(&token);
    assert_eq!(stage.token().await, ok("two"));
}

#[tokio::test(start_paused = true)]
async fn g04_a_fixed_token_is_not_handed_out_after_its_end() {
    use auth_core::TokenProvider;

    let stage = Stage::new();
    stage.issue("one");
    let token = stage.access_token().await;
    stage.clock.advance(HOUR - SECOND);
    assert!(token.token().await.is_ok());
    stage.clock.advance(SECOND);
    assert_eq!(token.token().await.unwrap_err().kind(), ErrorKind::Refused);
}
