use std::future::{pending, poll_fn};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Poll;

use tokio::runtime::{Builder, Runtime};

use super::*;

/// Polls the future once, in vain, and lets go of it if it is not lent.
async fn poll_once<F: Future>(future: F) {
    let mut future = std::pin::pin!(future);
    poll_fn(|context| {
        assert!(future.as_mut().poll(context).is_pending());
        Poll::Ready(())
    })
    .await;
}

async fn within_a_second<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(SECOND, future).await.unwrap()
}

fn runtime() -> Runtime {
    Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn g06_a_caller_that_gives_up_affects_nobody() {
    let stage = Stage::new();
    stage.issue("one");
    stage.source.hold();
    poll_once(stage.cache.token()).await;
    let waiter = tokio::spawn({
        let cache = stage.cache.clone();
        async move { cache.token().await }
    });
    let short = tokio::time::timeout(SECOND, stage.cache.token()).await;
    assert!(short.is_err());
    stage.source.release();
    assert_eq!(waiter.await.unwrap().unwrap().expose(), "one");
    assert_eq!(stage.source.requests(), 1);
}

#[tokio::test(start_paused = true)]
async fn g06_a_request_whose_callers_all_gave_up_is_not_lost() {
    let stage = Stage::new();
    stage.issue("one");
    poll_once(stage.cache.token()).await;
    settle().await;
    assert_eq!(stage.cache.peek().unwrap().expose(), "one");
}

#[tokio::test(start_paused = true)]
async fn g06_a_panic_in_the_source_is_an_error_and_the_cache_stays_usable() {
    let stage = Stage::new();
    stage.source.panic();
    stage.issue("one");
    stage.source.hold();
    let waiters: Vec<_> = (0..10)
        .map(|_| {
            let cache = stage.cache.clone();
            tokio::spawn(async move { cache.token().await })
        })
        .collect();
    settle().await;
    stage.source.release();
    for waiter in waiters {
        let error = waiter.await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Internal);
    }
    assert_eq!(stage.token().await, ok("one"));
    assert_eq!(stage.source.requests(), 2);
}

#[tokio::test(start_paused = true)]
async fn g06_a_request_has_its_own_deadline() {
    let source = ScriptedSource::new();
    let cache = TokenCache::builder(source.clone())
        .request_timeout(20 * SECOND)
        .build()
        .unwrap();
    source.issue(hour("too late"));
    source.issue(hour("one"));
    source.hold();
    let start = tokio::time::Instant::now();
    let error = cache.token().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(start.elapsed().as_secs(), 20);
    source.release();
    assert_eq!(cache.token().await.unwrap().expose(), "one");
}

#[test]
fn g06_a_deadline_is_not_zero() {
    let builder = TokenCache::builder(ScriptedSource::new()).request_timeout(Duration::ZERO);
    let error = builder.build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("`request_timeout`"), "{error}");
}

#[test]
fn g06_waiters_elsewhere_go_on_when_the_runtime_that_asked_ends() {
    let stage = Stage::new();
    stage.issue("lost");
    stage.issue("one");
    stage.source.hold();
    let first = runtime();
    first.block_on(async {
        poll_once(stage.cache.token()).await;
        tokio::task::yield_now().await;
    });
    assert_eq!(stage.source.requests(), 1);

    let second = runtime();
    let waiter = second.spawn({
        let cache = stage.cache.clone();
        async move { cache.token().await }
    });
    second.block_on(tokio::task::yield_now());
    drop(first);
    stage.source.release();
    let token = second.block_on(within_a_second(waiter)).unwrap().unwrap();
    assert_eq!(token.expose(), "one");
    assert_eq!(stage.source.requests(), 2);
}

#[test]
fn g06_nobody_waits_for_a_refresh_that_its_runtime_never_began() {
    let stage = Stage::new();
    stage.issue("old");
    stage.issue("new");
    let first = runtime();
    first.block_on(stage.cache.warm_up()).unwrap();
    stage.clock.advance(HOUR * 95 / 100);
    // The refresh is spawned, and the runtime stands still before it has begun.
    first.block_on(stage.cache.warm_up()).unwrap();
    assert_eq!(stage.source.requests(), 1);
    stage.clock.advance(HOUR);

    let second = runtime();
    second.block_on(async { tokio::time::sleep(SECOND).await });
    let token = second.block_on(within_a_second(stage.token()));
    assert_eq!(token, ok("new"));
    first.block_on(settle());
    assert_eq!(
        stage.source.requests(),
        2,
        "the first is not wanted any more"
    );
}

#[test]
fn g06_nobody_waits_for_ever_for_a_request_that_stands_still() {
    let requests = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&requests);
    let cache = TokenCache::new(auth_core::from_fn(move |_| {
        let first = counted.fetch_add(1, Ordering::Relaxed) == 0;
        async move {
            if first {
                pending::<()>().await;
            }
            Ok(hour("one"))
        }
    }));
    let first = runtime();
    first.block_on(async {
        poll_once(cache.token()).await;
        tokio::task::yield_now().await;
    });
    assert_eq!(requests.load(Ordering::Relaxed), 1);

    let token = runtime().block_on(async { tokio::time::timeout(HOUR, cache.token()).await });
    assert_eq!(token.unwrap().unwrap().expose(), "one");
    assert_eq!(requests.load(Ordering::Relaxed), 2);
}

/// A crowd sets one timer, and not one for each caller.
#[test]
fn g06_one_task_watches_for_all_who_wait() {
    let answer = Arc::new(tokio::sync::Notify::new());
    let asked = Arc::clone(&answer);
    let cache = TokenCache::new(auth_core::from_fn(move |_| {
        let asked = Arc::clone(&asked);
        async move {
            asked.notified().await;
            Ok(hour("one"))
        }
    }));
    let runtime = runtime();
    let alive = || runtime.metrics().num_alive_tasks();
    runtime.block_on(async {
        let mut crowd: Vec<_> = (0..100).map(|_| cache.token()).collect();
        for caller in &mut crowd {
            poll_once(caller).await;
        }
        assert_eq!(alive(), 2, "the request, and who watches it");
        answer.notify_one();
        for caller in crowd {
            assert_eq!(caller.await.unwrap().expose(), "one");
        }
        tokio::task::yield_now().await;
        assert_eq!(alive(), 0);
    });
}

#[test]
fn g06_a_runtime_that_ends_at_once_does_not_keep_its_callers() {
    let stage = Stage::new();
    let ended = runtime();
    let handle = ended.handle().clone();
    drop(ended);
    let _inside = handle.enter();
    let runtime = poll_to_the_end(stage.token());
    assert_eq!(runtime, Err(ErrorKind::Runtime));
    assert_eq!(stage.source.requests(), 0);
}

/// What the future gives that waits for nothing.
fn poll_to_the_end<F: Future>(future: F) -> F::Output {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("it waits"),
    }
}
