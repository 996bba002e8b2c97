//! A request that panics.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::time::{sleep, timeout};

use crate::bench::{Bench, LONG, nanos, two_workers};
use crate::contestant::{BoxError, Contestant, Pace, Setting};
use crate::measures::Measures;
use crate::upstream::Mode;

const DELAY: Duration = Duration::from_millis(5);

pub(super) fn play<C: Contestant>(bench: &Bench) -> Result<Measures, BoxError> {
    if C::OVER_HTTP {
        return Err("a panic cannot be put into its request, which goes over HTTP".into());
    }
    if !C::STARTS_EMPTY {
        return Err("it is made with its first token".into());
    }
    let setting = bench.setting(DELAY, LONG, Pace::Calm)?;
    bench.upstream.set(DELAY, LONG, Mode::Panic)?;
    let runtime = two_workers()?;
    let measures = runtime.block_on(recover::<C>(bench, &setting));
    runtime.shutdown_background();
    measures
}

async fn recover<C: Contestant>(bench: &Bench, setting: &Setting) -> Result<Measures, BoxError> {
    let contestant = Arc::new(C::build(setting).await?);
    let first = Arc::clone(&contestant);
    let first = tokio::spawn(async move { first.token().await.is_ok() });
    let panicked = timeout(bench.patience, first)
        .await?
        .is_err_and(|error| error.is_panic());
    bench.upstream.set(DELAY, LONG, Mode::Issue)?;
    let healthy = Instant::now();
    loop {
        let next = Arc::clone(&contestant);
        let next = tokio::spawn(async move { next.token().await.is_ok() });
        let left = bench.patience.saturating_sub(healthy.elapsed());
        let answer = timeout(left, next)
            .await
            .map_err(|_| "does not recover in time")?;
        if answer.unwrap_or(false) {
            break;
        }
        sleep(DELAY).await;
    }
    Ok(Measures::new([
        ("panicked", f64::from(u8::from(panicked))),
        ("recovered", nanos(healthy.elapsed())),
    ]))
}
