//! A token at hand, callers side by side.

use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use crate::bench::{Bench, LONG, process_cpu, two_workers, warm};
use crate::contestant::{BoxError, Contestant, Pace};
use crate::measures::Measures;

const SPAN: Duration = Duration::from_millis(400);
const THREADS: usize = 2;
const TASKS: usize = 64;

/// Hits between two looks at the clock.
const BATCH: u64 = 256;

pub(super) fn play<C: Contestant>(bench: &Bench) -> Result<Measures, BoxError> {
    let setting = bench.setting(Duration::ZERO, LONG, Pace::Calm)?;
    let runtime = two_workers()?;
    let contestant: Arc<C> = Arc::new(runtime.block_on(warm(&setting))?);
    let cpu = process_cpu();
    let by_threads = on_threads(&runtime, &*contestant)?;
    let cores = process_cpu().saturating_sub(cpu).as_secs_f64() / SPAN.as_secs_f64();
    let by_tasks = runtime.block_on(on_tasks(&contestant))?;
    Ok(Measures::new([
        ("threads", by_threads),
        ("tasks", by_tasks),
        ("cores", cores),
    ]))
}

/// Hits a second.
fn on_threads<C: Contestant>(runtime: &Runtime, contestant: &C) -> Result<f64, BoxError> {
    let start = Barrier::new(THREADS);
    let hits = thread::scope(|scope| {
        let caller = || {
            start.wait();
            let end = Instant::now() + SPAN;
            let mut hits = 0;
            while Instant::now() < end {
                hits += runtime.block_on(batch(contestant))?;
            }
            Ok::<_, BoxError>(hits)
        };
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(caller)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().map_err(|_| "a hit panicked")?)
            .sum::<Result<u64, BoxError>>()
    })?;
    Ok(hits as f64 / SPAN.as_secs_f64())
}

async fn on_tasks<C: Contestant>(contestant: &Arc<C>) -> Result<f64, BoxError> {
    let end = Instant::now() + SPAN;
    let mut tasks = JoinSet::new();
    for _ in 0..TASKS {
        let contestant = Arc::clone(contestant);
        tasks.spawn(async move {
            let mut hits = 0;
            while Instant::now() < end {
                hits += batch(&*contestant).await?;
                tokio::task::yield_now().await;
            }
            Ok::<_, BoxError>(hits)
        });
    }
    let mut hits = 0;
    while let Some(task) = tasks.join_next().await {
        hits += task??;
    }
    Ok(hits as f64 / SPAN.as_secs_f64())
}

async fn batch<C: Contestant>(contestant: &C) -> Result<u64, BoxError> {
    for _ in 0..BATCH {
        contestant.hit().await?;
    }
    Ok(BATCH)
}
