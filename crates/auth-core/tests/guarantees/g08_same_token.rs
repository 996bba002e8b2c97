use std::sync::{Arc, Mutex};

use auth_core::from_fn;

use super::*;

fn left(token: &str, seconds: i64) -> Issued {
    Issued::new(token).life(Life::in_seconds(seconds))
}

fn one_access() -> SourceTraits {
    SourceTraits::default().with_same_token_until_expiry(true)
}

#[tokio::test(start_paused = true)]
async fn g08_a_provider_known_to_give_the_same_token_is_asked_at_the_end() {
    let stage = Stage::with_traits(one_access());
    stage.source.issue(left("one", 1719));
    stage.source.issue(left("two", 1800));
    assert_eq!(stage.token().await, ok("one"));
    for _ in 0..1718 {
        stage.clock.advance(SECOND);
        assert_eq!(stage.token().await, ok("one"));
        settle().await;
    }
    assert_eq!(stage.source.requests(), 1);
    stage.clock.advance(SECOND);
    assert_eq!(stage.token().await, ok("two"));
    assert_eq!(stage.source.requests(), 2);
}

#[tokio::test(start_paused = true)]
async fn g08_a_token_with_no_life_left_is_waited_out() {
    let stage = Stage::with_traits(one_access());
    stage.source.issue(left("one", 1800));
    assert_eq!(stage.token().await, ok("one"));
    stage.clock.advance(1800 * SECOND);
    stage.source.issue(left("one", 0));
    stage.source.issue(left("two", 1800));
    let start = tokio::time::Instant::now();
    assert_eq!(stage.token().await, ok("two"));
    assert_eq!(start.elapsed().as_secs(), 1);
    assert_eq!(stage.source.requests(), 3);
}

#[tokio::test(start_paused = true)]
async fn g08_a_provider_of_tokens_that_are_over_is_not_hammered() {
    let stage = Stage::new();
    for _ in 0..20 {
        stage.source.issue(left("over", 0));
    }
    let start = tokio::time::Instant::now();
    for _ in 0..5 {
        assert_eq!(stage.token().await, Err(ErrorKind::Unreadable));
    }
    assert_eq!(stage.source.requests(), 10);
    assert_eq!(start.elapsed().as_secs(), 9, "a second between requests");
}

#[tokio::test(start_paused = true)]
async fn g08_a_provider_that_gives_the_same_token_is_noticed() {
    let stage = Stage::new();
    stage.source.issue(left("one", 1800));
    stage.source.issue(left("one", 120));
    assert_eq!(stage.token().await, ok("one"));
    stage.clock.advance(1680 * SECOND);
    assert!(!stage.cache.status().same_token_until_expiry);
    assert_eq!(stage.token().await, ok("one"));
    settle().await;
    assert!(stage.cache.status().same_token_until_expiry);
    for _ in 0..119 {
        stage.clock.advance(SECOND);
        assert_eq!(stage.token().await, ok("one"));
        settle().await;
    }
    assert_eq!(stage.source.requests(), 2, "two requests in one life");
    stage.clock.advance(SECOND);
    stage.source.issue(left("two", 1800));
    assert_eq!(stage.token().await, ok("two"));
    stage.clock.advance(1799 * SECOND);
    assert_eq!(stage.token().await, ok("two"));
    settle().await;
    assert_eq!(stage.source.requests(), 3);
}

#[tokio::test(start_paused = true)]
async fn g08_a_token_that_is_lengthened_goes_on() {
    let stage = Stage::new();
    for _ in 0..5 {
        stage.issue("one");
        assert_eq!(stage.token().await, ok("one"));
        settle().await;
        stage.clock.advance(HOUR * 91 / 100);
    }
    assert!(!stage.cache.status().same_token_until_expiry);
    assert_eq!(stage.source.requests(), 5);
}

#[tokio::test(start_paused = true)]
async fn g08_tiny_lives_do_not_spin() {
    let stage = Stage::new();
    let start = tokio::time::Instant::now();
    for n in 0..10 {
        let tiny = Life::For(Duration::from_millis(1));
        stage.source.issue(Issued::new(format!("t{n}")).life(tiny));
        assert_eq!(stage.token().await, Ok(format!("t{n}")));
        stage.clock.advance(Duration::from_millis(1));
    }
    assert!(start.elapsed() > 8 * SECOND);
}

/// A provider as Spring Security makes them: it returns the token that it has issued until that one ends, and states the rest of its
/// life in whole seconds, rounded down.
#[derive(Default)]
struct Spring {
    requests: u32,
    issued: u32,
    ends: Duration,
}

impl Spring {
    const LIFE: Duration = Duration::from_millis(30_400);

    fn answer(&mut self, now: Duration) -> Issued {
        self.requests += 1;
        if now >= self.ends {
            self.issued += 1;
            self.ends = now + Self::LIFE;
        }
        let seconds = i64::try_from((self.ends - now).as_secs()).unwrap();
        left(&format!("token-{}", self.issued), seconds)
    }
}

#[tokio::test(start_paused = true)]
async fn g08_two_requests_per_life_are_enough_under_load() {
    for known in [true, false] {
        let provider = Arc::new(Mutex::new(Spring::default()));
        let clock = ManualClock::new();
        let (door, hand) = (Arc::clone(&provider), clock.clone());
        let traits = SourceTraits::default().with_same_token_until_expiry(known);
        let source = from_fn(move |_| {
            let (door, hand) = (Arc::clone(&door), hand.clone());
            async move {
                tokio::time::sleep(Duration::from_millis(70)).await;
                let now = hand.now().monotonic();
                Ok(door.lock().unwrap().answer(now))
            }
        });
        let cache = TokenCache::builder(source.with_traits(traits))
            .clock(clock.clone())
            .build()
            .unwrap();
        let hand = clock.clone();
        let ticking = tokio::spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_millis(10)).await;
                hand.advance(Duration::from_millis(10));
            }
        });
        let end = tokio::time::Instant::now() + 20 * Spring::LIFE;
        while tokio::time::Instant::now() < end {
            let token = cache.token().await.unwrap();
            let (issued, ends) = {
                let provider = provider.lock().unwrap();
                (provider.issued, provider.ends)
            };
            assert_eq!(token.expose(), format!("token-{issued}"));
            assert!(clock.now().monotonic() < ends, "it has ended");
            tokio::time::sleep(Duration::from_millis(130)).await;
        }
        ticking.abort();
        let provider = provider.lock().unwrap();
        assert!(provider.issued >= 19, "{}", provider.issued);
        assert!(
            provider.requests <= 2 * provider.issued + 1,
            "{}",
            provider.requests
        );
    }
}
