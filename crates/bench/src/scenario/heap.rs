//! What a hit allocates.

use std::time::Duration;

use crate::bench::{Bench, LONG, two_workers, warm};
use crate::contestant::{BoxError, Contestant, Pace};
use crate::measures::Measures;

const HITS: u32 = 10_000;

pub(super) fn play<C: Contestant>(bench: &Bench) -> Result<Measures, BoxError> {
    let count = bench.heap.ok_or("this program counts no allocations")?;
    let setting = bench.setting(Duration::ZERO, LONG, Pace::Calm)?;
    let runtime = two_workers()?;
    let contestant: C = runtime.block_on(warm(&setting))?;
    let mut outcome = Ok(());
    let used = count(&mut || {
        outcome = runtime.block_on(async {
            for _ in 0..HITS {
                contestant.hit().await?;
            }
            Ok(())
        });
    });
    outcome.map(|()| {
        Measures::new([
            ("allocations", used.allocations as f64 / f64::from(HITS)),
            ("bytes", used.bytes as f64 / f64::from(HITS)),
        ])
    })
}
