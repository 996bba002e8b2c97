//! A crowd on an empty cache.

use super::crowd;
use crate::bench::{Bench, DELAY, LONG, nanos, two_workers};
use crate::contestant::{BoxError, Contestant, Pace};
use crate::measures::Measures;

pub(super) fn play<C: Contestant>(bench: &Bench, callers: usize) -> Result<Measures, BoxError> {
    if !C::STARTS_EMPTY {
        return Err("it is made with its first token".into());
    }
    let setting = bench.setting(DELAY, LONG, Pace::Calm)?;
    let before = bench.upstream.calls()?;
    let runtime = two_workers()?;
    let crowd = runtime.block_on(crowd::meet::<C>(&setting, callers, bench.patience));
    runtime.shutdown_background();
    let crowd = crowd?;
    Ok(Measures::new([
        ("calls", (bench.upstream.calls()? - before) as f64),
        ("served", crowd.served as f64),
        ("over", nanos(crowd.last) - nanos(DELAY)),
    ]))
}
