use super::*;

#[tokio::test(start_paused = true)]
async fn g05_no_failed_refresh_costs_a_valid_token() {
    let stage = Stage::new();
    stage.issue("old");
    assert_eq!(stage.token().await, ok("old"));
    stage.clock.advance(HOUR * 91 / 100);

    stage.fail(ErrorKind::Unavailable);
    stage.fail(ErrorKind::Unreadable);
    stage.fail(ErrorKind::Refused);
    stage.source.issue(hour("no bearer token"));
    stage.source.issue(hour("mac").token_type("mac"));
    stage.source.panic();
    for failures in 1..=6 {
        assert_eq!(stage.token().await, ok("old"));
        settle().await;
        assert_eq!(stage.cache.status().failed, failures);
        assert_eq!(stage.token().await, ok("old"));
        // Longer than the pause after so many failures.
        stage.clock.advance(45 * SECOND);
    }
    stage.issue("new");
    assert_eq!(stage.token().await, ok("old"));
    settle().await;
    assert_eq!(stage.token().await, ok("new"));
    assert!(stage.cache.status().last_error.is_none());
}

#[tokio::test(start_paused = true)]
async fn g05_a_refresh_that_times_out_costs_nothing() {
    let stage = Stage::new();
    stage.issue("old");
    assert_eq!(stage.token().await, ok("old"));
    stage.source.hold();
    stage.clock.advance(HOUR * 91 / 100);
    assert_eq!(stage.token().await, ok("old"));
    tokio::time::sleep(126 * SECOND).await;
    let error = stage.cache.status().last_error.unwrap();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(stage.token().await, ok("old"));
}

#[tokio::test(start_paused = true)]
async fn g05_refreshes_pause_after_a_failure() {
    let stage = Stage::new();
    stage.issue("old");
    assert_eq!(stage.token().await, ok("old"));
    stage.clock.advance(HOUR * 91 / 100);
    stage.fail(ErrorKind::Unavailable);
    for _ in 0..100 {
        assert_eq!(stage.token().await, ok("old"));
        settle().await;
    }
    assert_eq!(stage.source.requests(), 2);
    stage.clock.advance(SECOND);
    stage.issue("new");
    assert_eq!(stage.token().await, ok("old"));
    settle().await;
    assert_eq!(stage.token().await, ok("new"));
}

#[tokio::test(start_paused = true)]
async fn g05_a_refresh_is_not_repeated_sooner_than_the_provider_wants() {
    let stage = Stage::new();
    stage.issue("old");
    assert_eq!(stage.token().await, ok("old"));
    stage.clock.advance(HOUR * 91 / 100);
    let error = Error::new(ErrorKind::Throttled, "slow down").with_retry_after(100 * SECOND);
    stage.source.fail(error);
    assert_eq!(stage.token().await, ok("old"));
    settle().await;
    stage.clock.advance(99 * SECOND);
    assert_eq!(stage.token().await, ok("old"));
    settle().await;
    assert_eq!(stage.source.requests(), 2);
    stage.clock.advance(SECOND);
    stage.issue("new");
    assert_eq!(stage.token().await, ok("old"));
    settle().await;
    assert_eq!(stage.source.requests(), 3);
}
