use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use auth_core::{Issued, Life, TokenCache, from_fn};

#[tokio::test(start_paused = true)]
async fn g02_many_callers_on_an_empty_cache_cause_one_request() {
    let requests = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&requests);
    let cache = TokenCache::new(from_fn(move |_| {
        let n = counted.fetch_add(1, Ordering::Relaxed) + 1;
        async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            Ok(Issued::new(format!("token-{n}")).life(Life::in_seconds(3600)))
        }
    }));
    let callers: Vec<_> = (0..1000)
        .map(|_| {
            let cache = cache.clone();
            tokio::spawn(async move { cache.token().await })
        })
        .collect();
    for caller in callers {
        let token = caller.await.unwrap().unwrap();
        assert_eq!(token.expose(), "token-1");
    }
    assert_eq!(requests.load(Ordering::Relaxed), 1);
}
