//! A crowd, and a provider that refuses.

use super::crowd;
use crate::bench::{Bench, DELAY, LONG, nanos, two_workers};
use crate::contestant::{BoxError, Contestant, Pace};
use crate::measures::Measures;
use crate::upstream::Mode;

const CALLERS: usize = 200;

pub(super) fn play<C: Contestant>(bench: &Bench) -> Result<Measures, BoxError> {
    if !C::STARTS_EMPTY {
        return Err("it is made with its first token".into());
    }
    let setting = bench.setting(DELAY, LONG, Pace::Calm)?;
    bench.upstream.set(DELAY, LONG, Mode::Refuse(400))?;
    let before = bench.upstream.calls()?;
    let runtime = two_workers()?;
    let crowd = runtime.block_on(crowd::meet::<C>(&setting, CALLERS, bench.patience));
    let calls = bench.upstream.calls()? - before;
    runtime.shutdown_background();
    let crowd = crowd?;
    Ok(Measures::new([
        ("calls", calls as f64),
        ("answered", crowd.answered as f64),
        ("last", nanos(crowd.last)),
    ]))
}
