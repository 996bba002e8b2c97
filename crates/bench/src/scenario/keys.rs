//! Many keys.

use std::hint::black_box;
use std::time::{Duration, Instant};

use futures_util::stream::{self, StreamExt, TryStreamExt};

use tokio::runtime::Runtime;

use crate::bench::{Bench, LONG, thread_cpu, two_workers};
use crate::contestant::{BoxError, Key, Keyed, Pace};
use crate::measures::Measures;
use crate::upstream::TOKEN_BYTES;

/// Requests that are under way at once while the cache is filled.
const AT_ONCE: usize = 32;

/// What follows a fill in the background is over by then.
const SETTLE: Duration = Duration::from_millis(300);

/// How long tokens are asked for at random; the best of some such spans counts.
const SPAN: Duration = Duration::from_millis(200);
const SPANS: usize = 3;

const BATCH: usize = 256;

/// The time of a fill, and gets per second of the processor.
pub(super) fn play<C: Keyed>(bench: &Bench) -> Result<Measures, BoxError> {
    let setting = bench.setting(Duration::ZERO, LONG, Pace::Calm)?;
    let before = bench.upstream.calls()?;
    let runtime = two_workers()?;
    let keys = keys::<C>();
    let contestant = runtime.block_on(C::build(&setting))?;
    let start = Instant::now();
    runtime.block_on(fill(&contestant, &keys))?;
    let filled = start.elapsed();
    std::thread::sleep(SETTLE);
    let mut random = fastrand::Rng::with_seed(42);
    let mut best: f64 = 0.0;
    for _ in 0..SPANS {
        let per_second = gets(&runtime, &contestant, &keys, &mut random)?;
        best = best.max(per_second);
    }
    Ok(Measures::new([
        ("keys", C::KEYS as f64),
        ("fill", filled.as_nanos() as f64),
        ("calls", (bench.upstream.calls()? - before) as f64),
        ("gets", best),
    ]))
}

/// For each second of the processor.
fn gets<C: Keyed>(
    runtime: &Runtime,
    contestant: &C,
    keys: &[Key],
    random: &mut fastrand::Rng,
) -> Result<f64, BoxError> {
    let (mut gets, end) = (0, Instant::now() + SPAN);
    let cpu = thread_cpu();
    while Instant::now() < end {
        runtime.block_on(async {
            for _ in 0..BATCH {
                let key = &keys[random.usize(..keys.len())];
                black_box(&contestant.token_of(key).await?);
            }
            Ok::<_, BoxError>(())
        })?;
        gets += BATCH;
    }
    Ok(gets as f64 / thread_cpu().saturating_sub(cpu).as_secs_f64())
}

/// What an entry takes in memory, in the program that counts. On one thread, because that is where it counts.
pub(super) fn weigh<C: Keyed>(bench: &Bench) -> Result<Measures, BoxError> {
    let count = bench.heap.ok_or("this program counts no allocations")?;
    let setting = bench.setting(Duration::ZERO, LONG, Pace::Calm)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let keys = keys::<C>();
    let contestant = runtime.block_on(C::build(&setting))?;
    let mut outcome = Ok(());
    let used = count(&mut || {
        outcome = runtime.block_on(async {
            fill(&contestant, &keys).await?;
            tokio::time::sleep(SETTLE).await;
            Ok(())
        });
    });
    outcome.map(|()| {
        let per_entry = used.live as f64 / C::KEYS as f64;
        Measures::new([("bytes", per_entry - TOKEN_BYTES as f64)])
    })
}

fn keys<C: Keyed>() -> Vec<Key> {
    (0..C::KEYS).map(Key::new).collect()
}

async fn fill<C: Keyed>(contestant: &C, keys: &[Key]) -> Result<(), BoxError> {
    stream::iter(keys)
        .map(Ok)
        .try_for_each_concurrent(AT_ONCE, |key| async move {
            contestant.token_of(key).await.map(drop)
        })
        .await
}
