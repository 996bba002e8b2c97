//! Callers at a steady pace while tokens end.

use std::sync::Arc;
use std::time::Duration;

use hdrhistogram::Histogram;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use crate::bench::{Bench, DELAY, two_workers, warm};
use crate::contestant::{BoxError, Contestant, Pace, Setting};
use crate::measures::Measures;
use crate::upstream;

const CALLERS: u32 = 64;

/// Each caller asks so often.
const EVERY: Duration = Duration::from_millis(5);

/// How long a token lives, or outlives the margin.
const LIFE: Duration = Duration::from_secs(2);

/// Tokens of 2 seconds.
pub(super) fn short<C: Contestant>(bench: &Bench) -> Result<Measures, BoxError> {
    play::<C>(bench, &bench.setting(DELAY, LIFE, Pace::ShortLives)?)
}

/// Tokens that outlive the margin of the contestant by 2 seconds.
pub(super) fn long<C: Contestant>(bench: &Bench) -> Result<Measures, BoxError> {
    let pace = Pace::RefreshAfter(LIFE);
    play::<C>(bench, &bench.setting(DELAY, C::MARGIN + LIFE, pace)?)
}

fn play<C: Contestant>(bench: &Bench, setting: &Setting) -> Result<Measures, BoxError> {
    let runtime = two_workers()?;
    let measures = runtime.block_on(load::<C>(bench, setting));
    runtime.shutdown_background();
    measures
}

async fn load<C: Contestant>(bench: &Bench, setting: &Setting) -> Result<Measures, BoxError> {
    let contestant: Arc<C> = Arc::new(warm(setting).await?);
    let before = bench.upstream.calls()?;
    let start = Instant::now();
    let end = start + bench.load;
    let mut callers = JoinSet::new();
    for caller in 0..CALLERS {
        let begin = start + EVERY * caller / CALLERS;
        callers.spawn(call(Arc::clone(&contestant), begin, end));
    }
    tokio::time::sleep_until(end).await;
    let calls = bench.upstream.calls()? - before;
    let mut seen = Seen::new()?;
    // Who waits in a queue of requests when the load ends is heard for a while; who is not done then has waited at least so long.
    let join = async {
        while let Some(caller) = callers.join_next().await {
            seen.add(&caller??)?;
        }
        Ok::<_, BoxError>(())
    };
    let joined = timeout(bench.patience, join).await;
    let stuck = callers.len();
    joined.unwrap_or(Ok(()))?;
    for _ in 0..stuck {
        seen.stalls
            .record_correct(bench.patience.as_nanos() as u64, EVERY.as_nanos() as u64)?;
    }
    let quantile = |quantile| seen.stalls.value_at_quantile(quantile) as f64;
    Ok(Measures::new([
        ("seconds", bench.load.as_secs_f64()),
        ("calls", calls as f64),
        ("gets", seen.tokens as f64),
        ("p50", quantile(0.5)),
        ("p99", quantile(0.99)),
        ("p99.9", quantile(0.999)),
        ("worst", seen.stalls.max() as f64),
        ("expired", seen.expired as f64),
        ("errors", seen.errors as f64),
    ]))
}

async fn call<C: Contestant>(
    contestant: Arc<C>,
    begin: Instant,
    end: Instant,
) -> Result<Seen, BoxError> {
    let mut seen = Seen::new()?;
    tokio::time::sleep_until(begin).await;
    while Instant::now() < end {
        let asked = std::time::Instant::now();
        let answer = contestant.token().await;
        let stall = asked.elapsed();
        // A caller who waits does not ask again meanwhile: the calls that it leaves out are counted as stalled too.
        seen.stalls
            .record_correct((stall.as_nanos() as u64).max(1), EVERY.as_nanos() as u64)?;
        match answer {
            Ok(token) => {
                seen.tokens += 1;
                seen.expired += u64::from(upstream::has_ended(C::text(&token))?);
            }
            Err(_) => seen.errors += 1,
        }
        sleep(EVERY).await;
    }
    Ok(seen)
}

/// What callers saw.
struct Seen {
    stalls: Histogram<u64>,
    tokens: u64,
    expired: u64,
    errors: u64,
}

impl Seen {
    fn new() -> Result<Self, BoxError> {
        Ok(Self {
            stalls: Histogram::new_with_bounds(1, 600_000_000_000, 3)?,
            tokens: 0,
            expired: 0,
            errors: 0,
        })
    }

    fn add(&mut self, other: &Self) -> Result<(), BoxError> {
        self.stalls.add(&other.stalls)?;
        self.tokens += other.tokens;
        self.expired += other.expired;
        self.errors += other.errors;
        Ok(())
    }
}
