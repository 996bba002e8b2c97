//! The provider is down for a while in which the token at hand lives on and is due for a refresh.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use crate::bench::{Bench, DELAY, two_workers, warm};
use crate::contestant::{BoxError, Contestant, Pace, Setting};
use crate::measures::Measures;
use crate::upstream::Mode;

const CALLERS: usize = 16;
const EVERY: Duration = Duration::from_millis(10);

/// After the token came: the outage, and the refresh that falls into it.
const DOWN: Duration = Duration::from_millis(500);
const DUE: Duration = Duration::from_secs(1);
const UP_AGAIN: Duration = Duration::from_millis(3_500);

/// Who has no answer then is stuck.
const AFTERWARDS: Duration = Duration::from_secs(1);

/// The life of tokens that are not refreshed before their end.
const LIFE: Duration = Duration::from_secs(10);

pub(super) fn play<C: Contestant>(bench: &Bench) -> Result<Measures, BoxError> {
    let life = (C::MARGIN + DUE).max(LIFE);
    let setting = bench.setting(DELAY, life, Pace::RefreshAfter(DUE))?;
    let runtime = two_workers()?;
    let measures = runtime.block_on(last_through::<C>(bench, &setting));
    runtime.shutdown_background();
    bench.upstream.set(DELAY, life, Mode::Issue)?;
    measures
}

async fn last_through<C: Contestant>(
    bench: &Bench,
    setting: &Setting,
) -> Result<Measures, BoxError> {
    let contestant: Arc<C> = Arc::new(warm(setting).await?);
    let start = Instant::now();
    let seen = Arc::new(Seen::default());
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        callers.spawn(call(Arc::clone(&contestant), start, Arc::clone(&seen)));
    }
    sleep_until(start + DOWN).await;
    let before = bench.upstream.calls()?;
    bench.upstream.set(DELAY, setting.life, Mode::Refuse(503))?;
    sleep_until(start + UP_AGAIN).await;
    let calls = bench.upstream.calls()? - before;
    let join = async {
        while let Some(caller) = callers.join_next().await {
            caller?;
        }
        Ok::<_, BoxError>(())
    };
    let joined = timeout(AFTERWARDS, join).await;
    let stuck = callers.len();
    joined.unwrap_or(Ok(()))?;
    Ok(Measures::new([
        ("calls", calls as f64),
        ("gets", seen.gets.load(Relaxed) as f64),
        ("errors", seen.errors.load(Relaxed) as f64),
        ("worst", seen.worst.load(Relaxed) as f64),
        ("stuck", stuck as f64),
    ]))
}

async fn call<C: Contestant>(contestant: Arc<C>, start: Instant, seen: Arc<Seen>) {
    while start.elapsed() < UP_AGAIN {
        let asked = Instant::now();
        let answer = contestant.token().await;
        seen.worst
            .fetch_max(asked.elapsed().as_nanos() as u64, Relaxed);
        seen.gets.fetch_add(1, Relaxed);
        seen.errors.fetch_add(answer.is_err().into(), Relaxed);
        sleep(EVERY).await;
    }
}

/// What callers saw; those who are stuck have told it before.
#[derive(Default)]
struct Seen {
    gets: AtomicU64,
    errors: AtomicU64,
    worst: AtomicU64,
}
