use super::*;

#[tokio::test(start_paused = true)]
async fn g07_a_refusal_is_remembered_for_a_growing_time() {
    let stage = Stage::new();
    for seconds in [1, 2, 4] {
        stage.fail(ErrorKind::Refused);
        let before = stage.source.requests();
        for _ in 0..100 {
            assert_eq!(stage.token().await, Err(ErrorKind::Refused));
        }
        assert_eq!(stage.source.requests(), before + 1);
        stage
            .clock
            .advance(seconds * SECOND - Duration::from_millis(1));
        assert_eq!(stage.token().await, Err(ErrorKind::Refused));
        assert_eq!(stage.source.requests(), before + 1);
        stage.clock.advance(Duration::from_millis(1));
    }
    stage.issue("one");
    assert_eq!(stage.token().await, ok("one"));
}

#[tokio::test(start_paused = true)]
async fn g07_a_source_says_how_long_refusals_are_remembered() {
    let stage = Stage::with_traits(SourceTraits::default().with_refusal_pause(15 * MINUTE));
    for _ in 0..11 {
        stage.fail(ErrorKind::Refused);
        assert_eq!(stage.token().await, Err(ErrorKind::Refused));
        let next = stage.cache.status().next_attempt.unwrap();
        let now = stage.clock.now().system_time();
        stage.clock.advance(next.duration_since(now).unwrap());
    }
    stage.fail(ErrorKind::Refused);
    assert_eq!(stage.token().await, Err(ErrorKind::Refused));
    stage.clock.advance(15 * MINUTE - SECOND);
    assert_eq!(stage.token().await, Err(ErrorKind::Refused));
    assert_eq!(stage.source.requests(), 12);
    stage.clock.advance(SECOND);
    stage.issue("one");
    assert_eq!(stage.token().await, ok("one"));
}

#[tokio::test(start_paused = true)]
async fn g07_a_person_can_clear_a_refusal() {
    let stage = Stage::new();
    stage.fail(ErrorKind::Refused);
    assert_eq!(stage.token().await, Err(ErrorKind::Refused));
    stage.issue("one");
    stage.cache.retry_now();
    assert_eq!(stage.token().await, ok("one"));
}

#[tokio::test(start_paused = true)]
async fn g07_no_other_failure_is_remembered_but_requests_keep_a_distance() {
    for kind in [
        ErrorKind::Unavailable,
        ErrorKind::Internal,
        ErrorKind::Configuration,
    ] {
        let stage = Stage::new();
        let start = tokio::time::Instant::now();
        for _ in 0..5 {
            stage.fail(kind);
            assert_eq!(stage.token().await, Err(kind));
        }
        assert_eq!(stage.source.requests(), 5);
        assert_eq!(start.elapsed().as_secs(), 4);
        stage.issue("one");
        assert_eq!(stage.token().await, ok("one"));
    }
}

#[tokio::test(start_paused = true)]
async fn g07_a_provider_that_wants_to_be_left_alone_is_left_alone() {
    let stage = Stage::new();
    let error = Error::new(ErrorKind::Throttled, "slow down").with_retry_after(30 * SECOND);
    stage.source.fail(error);
    assert_eq!(stage.token().await, Err(ErrorKind::Throttled));
    stage.clock.advance(20 * SECOND);
    let error = stage.cache.token().await.unwrap_err();
    assert_eq!(error.retry_after(), Some(10 * SECOND));
    assert_eq!(stage.source.requests(), 1);
    stage.clock.advance(10 * SECOND);
    stage.issue("one");
    assert_eq!(stage.token().await, ok("one"));
}
