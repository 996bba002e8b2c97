//! Hits on one key while the token of another is on its way.

use std::sync::Arc;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;

use crate::bench::{Bench, LONG, two_workers};
use crate::contestant::{BoxError, Key, Keyed, Pace, Setting};
use crate::measures::Measures;
use crate::upstream::Mode;

/// How long the token of the other key takes.
const SLOW: Duration = Duration::from_millis(500);

/// How often the key at hand is asked for.
const EVERY: Duration = Duration::from_micros(50);

pub(super) fn play<C: Keyed>(bench: &Bench) -> Result<Measures, BoxError> {
    let setting = bench.setting(Duration::ZERO, LONG, Pace::Calm)?;
    let runtime = two_workers()?;
    let measures = runtime.block_on(async {
        let task = tokio::spawn(hits::<C>(setting));
        task.await?
    });
    runtime.shutdown_background();
    measures
}

async fn hits<C: Keyed>(setting: Setting) -> Result<Measures, BoxError> {
    let contestant = Arc::new(C::build(&setting).await?);
    let (warm, cold) = (Key::new(0), Key::new(1));
    contestant.token_of(&warm).await?;
    setting.upstream.set(SLOW, LONG, Mode::Issue)?;
    let other = Arc::clone(&contestant);
    let fetch = tokio::spawn(async move { other.token_of(&cold).await.is_ok() });
    let mut stalls = Histogram::<u64>::new_with_bounds(1, 600_000_000_000, 3)?;
    let mut next = Instant::now();
    while !fetch.is_finished() {
        let asked = Instant::now();
        contestant.token_of(&warm).await?;
        let stall = asked.elapsed().as_nanos() as u64;
        // The hits that a caller leaves out while it waits are counted as stalled too.
        stalls.record_correct(stall.max(1), EVERY.as_nanos() as u64)?;
        next += EVERY;
        while Instant::now() < next {
            tokio::task::yield_now().await;
        }
    }
    if !fetch.await? {
        return Err("the other key got no token".into());
    }
    Ok(Measures::new([
        ("hits", stalls.len() as f64),
        ("p99.9", stalls.value_at_quantile(0.999) as f64),
        ("worst", stalls.max() as f64),
    ]))
}
