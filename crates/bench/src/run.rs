//! Playing the plan.

use std::collections::HashSet;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crate::bench::{Bench, HeapCounter};
use crate::contestant::{BoxError, Kind};
use crate::contestants::{ENTRIES, Entry};
use crate::measures::{Measures, Record, Records};
use crate::plan::Plan;
use crate::scenario::Scenario;
use crate::upstream::Upstream;
use crate::versions;

/// A contestant whose run takes longer is not run again: it waits for retries or for us to give up, and does so each time. Where there is
/// a load, that comes on top.
const SLOW: Duration = Duration::from_secs(8);

/// Plays the scenarios that take a counter of allocations, or those that do not. All contestants have their first run before any
/// has its second, so that what else the machine does at the time hits them alike.
pub fn play(plan: &Plan, heap: Option<HeapCounter>) -> Result<Records, BoxError> {
    raise_open_files();
    let bench = Bench {
        upstream: Arc::new(Upstream::start()?),
        load: Plan::LOAD,
        calm: plan.calm(),
        patience: plan.patience(),
        heap,
    };
    let mut records = Records::default();
    let scenarios = Scenario::ALL
        .into_iter()
        .filter(|scenario| scenario.counts() == heap.is_some() && plan.plays(*scenario));
    for scenario in scenarios {
        let mut slow = HashSet::new();
        for run in 0..plan.runs(scenario, Kind::Ours) {
            for entry in ENTRIES.iter().filter(|entry| plan.wants(entry.name)) {
                if slow.contains(entry.name) || run >= plan.runs(scenario, entry.kind) {
                    continue;
                }
                let start = Instant::now();
                let Some(outcome) = guarded(entry, scenario, &bench) else {
                    continue;
                };
                let usual = if scenario.is_long() {
                    bench.load
                } else {
                    Duration::ZERO
                };
                if start.elapsed() > usual + SLOW {
                    slow.insert(entry.name);
                }
                let record = Record {
                    contestant: versions::title(entry),
                    scenario: scenario.name().to_owned(),
                    run,
                    outcome,
                };
                tell(&record, start.elapsed());
                records.push(record);
            }
        }
    }
    Ok(records)
}

/// A contestant that panics spoils its own run alone.
fn guarded(entry: &Entry, scenario: Scenario, bench: &Bench) -> Option<Result<Measures, String>> {
    let outcome = thread::scope(|scope| scope.spawn(|| entry.measure(scenario, bench)).join());
    match outcome {
        Ok(outcome) => outcome.map(|outcome| outcome.map_err(|error| error.to_string())),
        Err(_) => Some(Err("it panicked".to_owned())),
    }
}

fn tell(record: &Record, took: Duration) {
    let Record {
        contestant,
        scenario,
        run,
        outcome,
    } = record;
    let outcome = match outcome {
        Ok(measures) => measures.to_string(),
        Err(obstacle) => obstacle.clone(),
    };
    let run = run + 1;
    eprintln!(
        "{scenario} #{run} {contestant} ({:.1} s): {outcome}",
        took.as_secs_f64()
    );
}

/// A crowd over HTTP takes a socket for each caller.
fn raise_open_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let maximum = getrlimit(Resource::Nofile).maximum;
    let raised = Rlimit {
        current: maximum,
        maximum,
    };
    if setrlimit(Resource::Nofile, raised).is_err() {
        eprintln!("the limit of open files stays as it is: crowds over HTTP may fail");
    }
}
