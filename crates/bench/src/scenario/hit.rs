//! A token at hand, one caller.

use std::time::{Duration, Instant};

use crate::bench::{Bench, LONG, nanos, thread_cpu, two_workers, warm};
use crate::contestant::{BoxError, Contestant, Pace};
use crate::measures::Measures;

/// Long enough to read the clock of the thread, short enough to find a quiet moment.
const BURST: Duration = Duration::from_millis(30);

pub(super) fn play<C: Contestant>(bench: &Bench) -> Result<Measures, BoxError> {
    let setting = bench.setting(Duration::ZERO, LONG, Pace::Calm)?;
    let runtime = two_workers()?;
    let contestant: C = runtime.block_on(warm(&setting))?;
    let burst = |hits: u64| -> Result<(Duration, Duration), BoxError> {
        let (cpu, wall) = (thread_cpu(), Instant::now());
        runtime.block_on(async {
            for _ in 0..hits {
                contestant.hit().await?;
            }
            Ok::<_, BoxError>(())
        })?;
        Ok((thread_cpu().saturating_sub(cpu), wall.elapsed()))
    };
    let mut hits = 1_000;
    while burst(hits)?.0 < BURST {
        hits *= 2;
    }
    let (mut cpu, mut wall) = (Duration::MAX, Duration::MAX);
    // The best burst counts: other work on the machine, or beside it on the same processor, can only slow one down.
    let start = Instant::now();
    while start.elapsed() < bench.calm {
        let (burst_cpu, burst_wall) = burst(hits)?;
        cpu = cpu.min(burst_cpu);
        wall = wall.min(burst_wall);
    }
    let hits = hits as f64;
    Ok(Measures::new([
        ("cpu", nanos(cpu) / hits),
        ("wall", nanos(wall) / hits),
    ]))
}
