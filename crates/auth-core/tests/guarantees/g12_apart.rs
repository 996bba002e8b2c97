use super::*;

#[tokio::test(start_paused = true)]
async fn g12_a_slow_provider_delays_no_other() {
    let slow = Stage::new();
    slow.source.hold();
    let cache = slow.cache.clone();
    let waiter = tokio::spawn(async move { cache.token().await });
    settle().await;
    let start = tokio::time::Instant::now();
    for _ in 0..100 {
        let other = Stage::new();
        other.issue("one");
        assert_eq!(other.token().await, ok("one"));
    }
    assert_eq!(start.elapsed(), Duration::ZERO);
    assert!(!waiter.is_finished());
}
