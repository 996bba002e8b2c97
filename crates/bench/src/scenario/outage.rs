//! The provider is down for a while in which the token at hand lives on and is due for a refresh.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

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
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let contestant = Arc::clone(&contestant);
        callers.spawn(async move {
            let mut seen = Seen::default();
            while start.elapsed() < UP_AGAIN {
                let asked = Instant::now();
                let answer = contestant.token().await;
                seen.worst = seen.worst.max(asked.elapsed());
                seen.gets += 1;
                seen.errors += u64::from(answer.is_err());
                sleep(EVERY).await;
            }
            seen
        });
    }
    sleep_until(start + DOWN).await;
    let before = bench.upstream.calls()?;
    bench.upstream.set(DELAY, setting.life, Mode::Refuse(503))?;
    sleep_until(start + UP_AGAIN).await;
    let calls = bench.upstream.calls()? - before;
    let mut seen = Seen::default();
    let join = async {
        while let Some(caller) = callers.join_next().await {
            let caller = caller?;
            seen.gets += caller.gets;
            seen.errors += caller.errors;
            seen.worst = seen.worst.max(caller.worst);
        }
        Ok::<_, BoxError>(())
    };
    let joined = tokio::time::timeout(Duration::from_secs(1), join).await;
    let stuck = callers.len();
    joined.unwrap_or(Ok(()))?;
    Ok(Measures::new([
        ("calls", calls as f64),
        ("gets", seen.gets as f64),
        ("errors", seen.errors as f64),
        ("worst", seen.worst.as_nanos() as f64),
        ("stuck", stuck as f64),
    ]))
}

#[derive(Default)]
struct Seen {
    gets: u64,
    errors: u64,
    worst: Duration,
}
