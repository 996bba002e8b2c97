use super::*;

#[tokio::test(start_paused = true)]
async fn g03_callers_keep_the_old_token_while_one_refresh_runs() {
    let stage = Stage::new();
    stage.issue("old");
    stage.issue("new");
    assert_eq!(stage.token().await, ok("old"));
    stage.source.hold();
    stage.clock.advance(HOUR * 91 / 100);
    for _ in 0..100 {
        assert_eq!(stage.token().await, ok("old"));
        settle().await;
    }
    assert_eq!(stage.source.requests(), 2);
    stage.source.release();
    settle().await;
    assert_eq!(stage.token().await, ok("new"));
    assert_eq!(stage.source.requests(), 2);
}

#[tokio::test(start_paused = true)]
async fn g03_nothing_is_refreshed_before_its_time() {
    let stage = Stage::new();
    stage.issue("old");
    assert_eq!(stage.token().await, ok("old"));
    stage.clock.advance(HOUR * 79 / 100);
    assert_eq!(stage.token().await, ok("old"));
    settle().await;
    assert_eq!(stage.source.requests(), 1);
}

#[tokio::test(start_paused = true)]
async fn g03_an_idle_cache_does_not_refresh() {
    let stage = Stage::new();
    stage.issue("old");
    assert_eq!(stage.token().await, ok("old"));
    stage.clock.advance(HOUR * 95 / 100);
    tokio::time::sleep(HOUR).await;
    assert!(stage.cache.peek().is_some());
    assert_eq!(stage.source.requests(), 1);
}

#[tokio::test(start_paused = true)]
async fn g03_a_refresh_in_the_background_knows_that_nobody_waits() {
    let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let clock = ManualClock::new();
    let sight = std::sync::Arc::clone(&seen);
    let source = auth_core::from_fn(move |_| {
        let sight = std::sync::Arc::clone(&sight);
        async move {
            sight.lock().unwrap().push(auth_core::caller_waits());
            tokio::time::sleep(SECOND).await;
            sight.lock().unwrap().push(auth_core::caller_waits());
            Ok(hour("token"))
        }
    });
    let cache = TokenCache::builder(source)
        .clock(clock.clone())
        .build()
        .unwrap();
    cache.warm_up().await.unwrap();
    assert_eq!(*seen.lock().unwrap(), [true, true]);

    clock.advance(HOUR * 95 / 100);
    cache.warm_up().await.unwrap();
    settle().await;
    clock.advance(HOUR * 5 / 100);
    cache.warm_up().await.unwrap();
    assert_eq!(
        *seen.lock().unwrap(),
        [true, true, false, true],
        "a caller joined while the provider was being asked"
    );
    assert!(auth_core::caller_waits(), "outside of a cache");
}

#[test]
fn g03_the_point_of_refresh_is_a_part_of_the_life() {
    for part in [0.0, 1.0, -1.0, f64::NAN, f64::INFINITY] {
        let builder = TokenCache::builder(ScriptedSource::new()).refresh_at(part);
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("`refresh_at`"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn g03_a_fleet_spreads_out() {
    let mut points = std::collections::BTreeSet::new();
    for _ in 0..50 {
        let stage = Stage::new();
        stage.issue("one");
        stage.cache.warm_up().await.unwrap();
        let now = stage.clock.now().system_time();
        let next = stage.cache.status().next_attempt.unwrap();
        points.insert(next.duration_since(now).unwrap());
    }
    assert!(points.len() > 40, "{points:?}");
    assert!(points.first() >= Some(&(HOUR * 8 / 10)));
    assert!(points.last() <= Some(&(HOUR * 9 / 10)));
}
