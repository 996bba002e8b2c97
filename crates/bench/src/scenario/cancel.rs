//! The caller whose request all others wait for goes away.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::bench::{Bench, DELAY, LONG, nanos, two_workers};
use crate::contestant::{BoxError, Contestant, Pace, Setting};
use crate::measures::Measures;

const WAITERS: usize = 99;

pub(super) fn play<C: Contestant>(bench: &Bench) -> Result<Measures, BoxError> {
    if !C::STARTS_EMPTY {
        return Err("it is made with its first token".into());
    }
    let setting = bench.setting(DELAY, LONG, Pace::Calm)?;
    let runtime = two_workers()?;
    let measures = runtime.block_on(give_up::<C>(bench, &setting));
    runtime.shutdown_background();
    measures
}

async fn give_up<C: Contestant>(bench: &Bench, setting: &Setting) -> Result<Measures, BoxError> {
    let before = bench.upstream.calls()?;
    let contestant = Arc::new(C::build(setting).await?);
    let caller = || {
        let contestant = Arc::clone(&contestant);
        async move { contestant.token().await.is_ok() }
    };
    let start = Instant::now();
    let first = tokio::spawn(caller());
    sleep(Duration::from_millis(3)).await;
    let mut waiters = JoinSet::new();
    for _ in 0..WAITERS {
        waiters.spawn(caller());
    }
    sleep(Duration::from_millis(7)).await;
    first.abort();
    let mut served = 0;
    let all = async {
        while let Some(waiter) = waiters.join_next().await {
            served += usize::from(waiter.unwrap_or(false));
        }
    };
    // Who is not served in time is not counted as served.
    let _ = timeout(bench.patience, all).await;
    Ok(Measures::new([
        ("calls", (bench.upstream.calls()? - before) as f64),
        ("served", served as f64),
        ("last", nanos(start.elapsed())),
    ]))
}
