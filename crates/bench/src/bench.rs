//! What all scenarios share.

use std::sync::Arc;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};
use tokio::runtime::{Builder, Runtime};

use crate::contestant::{BoxError, Contestant, Pace, Setting};
use crate::upstream::{Mode, Upstream};

/// What a token request takes, where it takes anything.
pub const DELAY: Duration = Duration::from_millis(50);

/// A life that outlasts every scenario.
pub const LONG: Duration = Duration::from_secs(3600);

/// How long a contestant may take to be made and to give its first token.
const START: Duration = Duration::from_secs(10);

/// What allocations a piece of work makes on its thread.
#[derive(Clone, Copy, Debug)]
pub struct HeapUse {
    pub allocations: u64,
    pub bytes: u64,
    /// Bytes that it left allocated.
    pub live: i64,
}

/// Counts the allocations of a piece of work.
pub type HeapCounter = fn(&mut dyn FnMut()) -> HeapUse;

/// The surroundings of a scenario.
#[derive(Debug)]
pub struct Bench {
    pub upstream: Arc<Upstream>,
    /// How long the load of the scenarios of expiry lasts.
    pub load: Duration,
    /// How long a hit looks for a quiet moment of the machine.
    pub calm: Duration,
    /// When a scenario stops to wait for callers who are not answered.
    pub patience: Duration,
    /// In the program that counts.
    pub heap: Option<HeapCounter>,
}

impl Bench {
    /// Sets the upstream to issue such tokens, and says so to contestants.
    pub fn setting(
        &self,
        delay: Duration,
        life: Duration,
        pace: Pace,
    ) -> Result<Setting, BoxError> {
        self.upstream.set(delay, life, Mode::Issue)?;
        Ok(Setting {
            upstream: Arc::clone(&self.upstream),
            life,
            pace,
        })
    }
}

/// A contestant with a token at hand.
pub async fn warm<C: Contestant>(setting: &Setting) -> Result<C, BoxError> {
    let start = async {
        let contestant = C::build(setting).await?;
        contestant.token().await?;
        Ok(contestant)
    };
    tokio::time::timeout(START, start)
        .await
        .map_err(|_| "gave no token in time")?
}

/// Two workers, as many as the smallest machine has cores.
pub fn two_workers() -> Result<Runtime, BoxError> {
    Ok(Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?)
}

/// What this thread has used of the processor.
#[must_use]
pub fn thread_cpu() -> Duration {
    cpu(ClockId::ThreadCPUTime)
}

/// What this process has used of the processors.
#[must_use]
pub fn process_cpu() -> Duration {
    cpu(ClockId::ProcessCPUTime)
}

fn cpu(clock: ClockId) -> Duration {
    let time = clock_gettime(clock);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// In nanoseconds.
#[must_use]
pub fn nanos(span: Duration) -> f64 {
    span.as_nanos() as f64
}
