//! Callers who all come at the same moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use tokio::sync::{Semaphore, watch};

use crate::contestant::{BoxError, Contestant, Setting};

/// How a crowd fared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Crowd {
    /// Who got an answer in time, of whatever kind.
    pub(super) answered: usize,
    /// Who got a token.
    pub(super) served: usize,
    /// From the start to the last answer.
    pub(super) last: Duration,
}

#[derive(Default)]
struct Tally {
    answered: AtomicUsize,
    served: AtomicUsize,
    last: AtomicU64,
}

/// Makes a contestant, and lets the whole crowd, which is waiting already, ask it at once.
pub(super) async fn meet<C: Contestant>(
    setting: &Setting,
    callers: usize,
    patience: Duration,
) -> Result<Crowd, BoxError> {
    let (gate, closed) = watch::channel(None::<(Arc<C>, Instant)>);
    let (waiting, done) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let tally = Arc::new(Tally::default());
    for _ in 0..callers {
        let mut gate = closed.clone();
        let (waiting, done) = (Arc::clone(&waiting), Arc::clone(&done));
        let tally = Arc::clone(&tally);
        tokio::spawn(async move {
            waiting.add_permits(1);
            let opened = match gate.wait_for(Option::is_some).await {
                Ok(opened) => opened.clone(),
                Err(_) => None,
            };
            let Some((contestant, start)) = opened else {
                return;
            };
            let served = contestant.token().await.is_ok();
            tally
                .last
                .fetch_max(start.elapsed().as_nanos() as u64, Relaxed);
            tally.served.fetch_add(served.into(), Relaxed);
            if tally.answered.fetch_add(1, Relaxed) + 1 == callers {
                done.add_permits(1);
            }
        });
    }
    let everybody = u32::try_from(callers)?;
    waiting.acquire_many(everybody).await?.forget();
    let contestant = Arc::new(C::build(setting).await?);
    gate.send_replace(Some((contestant, Instant::now())));
    // Those who are not answered in time are not counted as answered.
    let _ = tokio::time::timeout(patience, done.acquire()).await;
    Ok(Crowd {
        answered: tally.answered.load(Relaxed),
        served: tally.served.load(Relaxed),
        last: Duration::from_nanos(tally.last.load(Relaxed)),
    })
}
