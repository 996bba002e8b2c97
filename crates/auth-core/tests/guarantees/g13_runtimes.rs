use std::pin::pin;
use std::task::{Context, Poll, Waker};

use tokio::runtime::{Builder, Handle};

use super::*;

#[test]
fn g13_a_call_outside_a_runtime_that_needs_the_network_is_an_error() {
    let stage = Stage::new();
    let mut context = Context::from_waker(Waker::noop());
    let Poll::Ready(answer) = pin!(stage.cache.token()).poll(&mut context) else {
        panic!("it waits");
    };
    let error = answer.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Runtime);
    assert!(error.to_string().contains("runtime"), "{error}");
}

#[test]
fn g13_a_cache_made_outside_a_runtime_works_in_several_and_outlives_them() {
    let stage = Stage::new();
    for (n, builder) in [Builder::new_current_thread(), Builder::new_multi_thread()]
        .iter_mut()
        .enumerate()
    {
        let runtime = builder.enable_time().build().unwrap();
        let token = format!("token-{n}");
        stage.issue(&token);
        assert_eq!(runtime.block_on(stage.token()), Ok(token));
        drop(runtime);
        stage.clock.advance(HOUR);
    }
}

#[test]
fn g13_a_due_refresh_outside_a_runtime_is_left_to_the_next_caller() {
    let stage = Stage::new();
    stage.issue("old");
    stage.issue("new");
    let runtime = Builder::new_current_thread().enable_time().build().unwrap();
    assert_eq!(runtime.block_on(stage.token()), ok("old"));
    stage.clock.advance(HOUR * 95 / 100);
    let mut context = Context::from_waker(Waker::noop());
    let Poll::Ready(answer) = pin!(stage.cache.token()).poll(&mut context) else {
        panic!("it waits");
    };
    assert_eq!(answer.unwrap().expose(), "old");
    assert!(!stage.cache.status().is_asking);
    // The future is made outside of the runtime, and polled inside.
    runtime.block_on(stage.cache.token()).unwrap();
    assert!(stage.cache.status().is_asking);
    runtime.block_on(async {
        while stage.cache.status().is_asking {
            tokio::task::yield_now().await;
        }
    });
    assert_eq!(stage.cache.peek().unwrap().expose(), "new");
}

#[tokio::test(start_paused = true)]
async fn g13_no_task_stays_behind() {
    let tasks = || Handle::current().metrics().num_alive_tasks();
    let caches: Vec<_> = (0..100).map(|_| Stage::new()).collect();
    assert_eq!(tasks(), 0);
    for stage in &caches {
        stage.issue("one");
        assert_eq!(stage.token().await, ok("one"));
    }
    settle().await;
    assert_eq!(tasks(), 0);
}

#[test]
fn g13_a_runtime_without_timers_is_an_error_that_says_so() {
    let stage = Stage::new();
    stage.issue("one");
    let runtime = Builder::new_current_thread().build().unwrap();
    let error = runtime.block_on(stage.cache.token()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Runtime);
    assert!(error.to_string().contains("enable_time"), "{error}");
}
