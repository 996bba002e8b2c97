use super::*;

#[tokio::test(start_paused = true)]
async fn g10_a_thousand_rejections_cost_one_request() {
    let stage = Stage::new();
    stage.issue("old");
    stage.issue("new");
    let old = stage.access_token().await;
    let callers: Vec<_> = (0..1000)
        .map(|_| {
            let (cache, old) = (stage.cache.clone(), old.clone());
            tokio::spawn(async move {
                cache.reject(&old);
                cache.token().await.unwrap().expose().to_owned()
            })
        })
        .collect();
    for caller in callers {
        assert_eq!(caller.await.unwrap(), "new");
    }
    assert_eq!(stage.source.requests(), 2);
    assert_eq!(stage.cache.status().rejected, 1);
}

#[tokio::test(start_paused = true)]
async fn g10_a_newer_token_stays() {
    let stage = Stage::new();
    stage.issue("old");
    stage.issue("new");
    let old = stage.access_token().await;
    stage.cache.reject(&old);
    assert!(stage.cache.peek().is_none());
    assert_eq!(stage.token().await, ok("new"));
    stage.cache.reject(&old);
    assert_eq!(stage.cache.peek().unwrap().expose(), "new");
    stage.cache.reject(&AccessToken::fixed("foreign").unwrap());
    assert_eq!(stage.token().await, ok("new"));
    assert_eq!(stage.source.requests(), 2);
}

#[tokio::test(start_paused = true)]
async fn g10_a_rejection_that_races_a_refresh_is_not_lost() {
    let stage = Stage::new();
    stage.issue("old");
    stage.source.issue(hour("old"));
    stage.issue("new");
    let old = stage.access_token().await;
    stage.clock.advance(HOUR * 91 / 100);
    stage.source.hold();
    assert_eq!(stage.token().await, ok("old"));
    settle().await;
    assert_eq!(stage.source.requests(), 2, "the refresh is under way");
    stage.cache.reject(&old);
    let cache = stage.cache.clone();
    let caller = tokio::spawn(async move { cache.token().await.unwrap() });
    settle().await;
    stage.source.release();
    assert_eq!(caller.await.unwrap().expose(), "new");
    assert_eq!(stage.source.requests(), 3);
}

#[tokio::test(start_paused = true)]
async fn g10_a_rejection_names_the_token_and_not_the_object() {
    let stage = Stage::new();
    stage.issue("same");
    stage.issue("same");
    stage.issue("new");
    let first = stage.access_token().await;
    stage.clock.advance(HOUR * 91 / 100);
    assert_eq!(stage.token().await, ok("same"));
    settle().await;
    assert_eq!(stage.source.requests(), 2);
    stage.cache.reject(&first);
    assert_eq!(stage.token().await, ok("new"));
}

#[tokio::test(start_paused = true)]
async fn g10_a_provider_that_insists_is_not_asked_for_each_rejection() {
    let stage = Stage::new();
    stage.issue("same");
    let token = stage.access_token().await;
    stage.clock.advance(SECOND);
    stage.issue("same");
    for _ in 0..100 {
        stage.cache.reject(&token);
        assert_eq!(stage.token().await, ok("same"));
    }
    assert_eq!(stage.source.requests(), 2);
    stage.clock.advance(SECOND);
    stage.issue("new");
    stage.cache.reject(&token);
    assert_eq!(stage.token().await, ok("new"));
}
