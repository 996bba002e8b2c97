use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::*;

fn jwt(payload: &str) -> String {
    format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(payload))
}

#[tokio::test(start_paused = true)]
async fn g09_a_life_is_counted_from_before_the_request() {
    let stage = Stage::new();
    stage.issue("one");
    stage.source.hold();
    let cache = stage.cache.clone();
    let caller = tokio::spawn(async move { cache.token().await });
    settle().await;
    stage.clock.advance(40 * SECOND);
    stage.source.release();
    let token = caller.await.unwrap().unwrap();
    assert_eq!(token.remaining(), Some(HOUR - 40 * SECOND));
}

#[tokio::test(start_paused = true)]
async fn g09_a_wall_clock_that_is_hours_wrong_changes_nothing() {
    // 2026-01-01 00:00 at the provider.
    let token = jwt(r#"{"iat":1767225600,"exp":1767229200}"#);
    for issued in [
        Issued::new("one").life(Life::in_seconds(3600)),
        Issued::new(token.clone()),
    ] {
        for wrong in [0, 1_767_225_600 - 7200, 1_767_225_600 + 7200] {
            let stage = Stage::new();
            stage.clock.set_wall(Duration::from_secs(wrong));
            stage.source.issue(issued.clone());
            let token = stage.access_token().await;
            assert_eq!(token.life(), Life::For(HOUR));
            assert_eq!(token.remaining(), Some(HOUR));
            stage.clock.advance(HOUR - 11 * SECOND);
            assert!(stage.cache.peek().is_some());
            stage.clock.advance(SECOND);
            assert!(stage.cache.peek().is_none());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn g09_a_machine_that_slept_does_not_wake_with_a_dead_token() {
    let stage = Stage::new();
    stage.issue("old");
    stage.issue("new");
    assert_eq!(stage.token().await, ok("old"));
    stage.clock.suspend(2 * HOUR);
    assert!(stage.cache.peek().is_none());
    assert_eq!(stage.token().await, ok("new"));
}

#[tokio::test(start_paused = true)]
async fn g09_a_wall_clock_that_is_set_back_lengthens_nothing() {
    let stage = Stage::new();
    stage.issue("old");
    assert_eq!(stage.token().await, ok("old"));
    stage.clock.set_wall(Duration::from_secs(1_700_000_000));
    stage.clock.advance(HOUR - 10 * SECOND);
    assert!(stage.cache.peek().is_none());
}

#[tokio::test(start_paused = true)]
async fn g09_a_span_goes_before_the_token_and_the_token_before_a_time() {
    let token = jwt(r#"{"iat":100,"exp":700}"#);
    let soon = Life::until_epoch_seconds(1_767_225_600 + 60);
    for (life, expected) in [
        (Life::in_seconds(3600), Life::For(HOUR)),
        (soon, Life::For(10 * MINUTE)),
        (Life::Unstated, Life::For(10 * MINUTE)),
    ] {
        let stage = Stage::new();
        stage.source.issue(Issued::new(token.clone()).life(life));
        assert_eq!(stage.access_token().await.life(), expected);
    }
    for (token, expected) in [("opaque", soon), ("a.b.c", soon)] {
        let stage = Stage::new();
        stage.source.issue(Issued::new(token).life(soon));
        let token = stage.access_token().await;
        assert_eq!(token.life(), expected);
        assert_eq!(token.remaining(), Some(MINUTE));
    }
    let traits = SourceTraits::default().with_default_life(MINUTE);
    let stage = Stage::with_traits(traits);
    stage.source.issue(Issued::new("opaque"));
    assert_eq!(stage.access_token().await.life(), Life::For(MINUTE));
}

#[tokio::test(start_paused = true)]
async fn g09_a_time_that_is_past_by_the_local_clock_is_an_error_that_names_the_clock() {
    let stage = Stage::new();
    for _ in 0..2 {
        let past = Life::until_epoch_seconds(1_767_225_600 - 60);
        stage.source.issue(Issued::new("one").life(past));
    }
    let error = stage.cache.token().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreadable);
    assert!(error.to_string().contains("clock"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn g09_huge_lives_are_kept() {
    for life in [Life::in_seconds(i64::MAX), Life::For(Duration::MAX)] {
        let stage = Stage::new();
        stage.source.issue(Issued::new("one").life(life));
        assert_eq!(stage.token().await, ok("one"));
        stage.clock.advance(HOUR * 24 * 365 * 100);
        assert_eq!(stage.token().await, ok("one"));
        assert!(stage.access_token().await.expires_at().is_some());
    }
}
