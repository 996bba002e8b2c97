//! How often a login may fail.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use auth_core::{Clock, Error, Moment};

/// Servers block a login at the eleventh failure within [`WINDOW`]. Two sessions of one user may fail so often each.
const MOST: usize = 5;
const WINDOW: Duration = Duration::from_secs(300);

/// The failures that a server counts.
#[derive(Debug)]
pub(super) struct Failures {
    clock: Clock,
    recent: Mutex<VecDeque<(Moment, Error)>>,
}

impl Failures {
    pub(super) const fn new(clock: Clock) -> Self {
        Self {
            clock,
            recent: Mutex::new(VecDeque::new()),
        }
    }

    /// The last failure, when there were so many that another must not be risked.
    pub(super) fn too_many(&self) -> Option<Error> {
        let now = self.clock.now();
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        while recent
            .front()
            .is_some_and(|(failed, _)| now.reached(failed.after(WINDOW)))
        {
            recent.pop_front();
        }
        let last = recent.back().map(|(_, error)| error.clone());
        last.filter(|_| recent.len() >= MOST)
    }

    /// Notes a failure, if a server may count it.
    pub(super) fn note(&self, error: &Error) {
        let counts =
            error.status() == Some(401) || error.code() == Some("ERROR_INVALID_VERIFY_CODE");
        if counts {
            let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
            recent.push_back((self.clock.now(), error.clone()));
        }
    }
}
