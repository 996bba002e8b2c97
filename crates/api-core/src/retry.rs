//! What is repeated, and when.

use std::time::Duration;

use auth_core::ErrorKind;

use crate::runtime::{Operation, Repeat};
use crate::transport::TransportErrorKind;

/// Statuses after which the same request may well succeed a little later.
const PASSING: &[u16] = &[408, 425, 429, 500, 502, 503, 504];

/// How often and after which pauses a call is repeated. What is worth repeating is not the application's to say but the API's.
///
/// Pauses are random between zero and an upper end that doubles each time ("full jitter"), so that many clients that failed together do not come back
/// together.
///
/// ```
/// use std::time::Duration;
/// use api_core::RetryPolicy;
///
/// let patient = RetryPolicy::default().with_attempts(6).with_longest_pause(Duration::from_secs(10));
/// # let _ = patient;
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RetryPolicy {
    attempts: u32,
    first_pause: Duration,
    longest_pause: Duration,
    longest_retry_after: Duration,
}

impl RetryPolicy {
    /// Every call is sent once.
    #[must_use]
    pub fn never() -> Self {
        Self::default().with_attempts(1)
    }

    /// How often a call is sent at most, the first time included. By default 4; 0 counts as 1.
    #[must_use]
    pub const fn with_attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// The upper end of the first pause; that of each further one is twice as long. By default 200 ms.
    #[must_use]
    pub const fn with_first_pause(mut self, pause: Duration) -> Self {
        self.first_pause = pause;
        self
    }

    /// What no pause of our own choice exceeds. By default 5 s.
    #[must_use]
    pub const fn with_longest_pause(mut self, pause: Duration) -> Self {
        self.longest_pause = pause;
        self
    }

    /// The longest `Retry-After` that a call waits for. By default 20 s. A provider that asks for more gets more: the call ends at once, and
    /// [`Error::retry_after`](crate::Error::retry_after) tells when to come back.
    #[must_use]
    pub const fn with_longest_retry_after(mut self, pause: Duration) -> Self {
        self.longest_retry_after = pause;
        self
    }

    /// The upper end of the pause after so many failures.
    fn upper_end(&self, failures: u32) -> Duration {
        let doubled = 1_u32
            .checked_shl(failures.saturating_sub(1))
            .unwrap_or(u32::MAX);
        self.first_pause
            .saturating_mul(doubled)
            .min(self.longest_pause)
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 4,
            first_pause: Duration::from_millis(200),
            longest_pause: Duration::from_secs(5),
            longest_retry_after: Duration::from_secs(20),
        }
    }
}

/// Why an attempt failed, as far as it decides about another.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Failure {
    /// No answer came.
    Transport {
        kind: TransportErrorKind,
        unsent: bool,
    },
    /// An answer came that was none of success.
    Answer {
        status: u16,
        /// What the provider's own code means, where that is known.
        coded: Option<ErrorKind>,
        retry_after: Option<Duration>,
    },
}

/// Another attempt.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Again {
    pub(crate) pause: Duration,
    pub(crate) fresh_connection: bool,
}

/// The attempts of one call: decides after each failure whether there is another.
#[derive(Debug)]
pub(crate) struct Attempts<'a> {
    policy: &'a RetryPolicy,
    operation: &'static Operation,
    failures: u32,
    broke: bool,
}

impl<'a> Attempts<'a> {
    pub(crate) const fn new(policy: &'a RetryPolicy, operation: &'static Operation) -> Self {
        Self {
            policy,
            operation,
            failures: 0,
            broke: false,
        }
    }

    /// The number of the attempt under way, from 1.
    pub(crate) const fn number(&self) -> u32 {
        self.failures + 1
    }

    /// Whether and how to go on after this failure, with so much time left for the whole call. `random` gives a number from 0 to 1.
    pub(crate) fn after(
        &mut self,
        failure: Failure,
        left: Duration,
        random: impl FnOnce() -> f64,
    ) -> Option<Again> {
        self.failures = self.failures.saturating_add(1);
        if self.failures >= self.policy.attempts
            || !self.is_passing(failure)
            || !self.is_allowed(failure)
        {
            return None;
        }
        let broken = matches!(
            failure,
            Failure::Transport {
                kind: TransportErrorKind::Broken,
                ..
            }
        );
        // A connection from the pool may break because the server closed it just then. That says nothing about the server's health: no pause the first time.
        let stale = broken && !self.broke;
        self.broke |= broken;
        let pause = if stale {
            Duration::ZERO
        } else {
            self.pause(failure, random)?
        };
        (pause < left).then_some(Again {
            pause,
            fresh_connection: self.broke,
        })
    }

    /// Whether the same request may well succeed a little later.
    fn is_passing(&self, failure: Failure) -> bool {
        match failure {
            Failure::Transport { kind, .. } => matches!(
                kind,
                TransportErrorKind::Connect
                    | TransportErrorKind::Timeout
                    | TransportErrorKind::Broken
            ),
            Failure::Answer { status, coded, .. } => {
                let by_status =
                    PASSING.contains(&status) || self.operation.also_retry.contains(&status);
                // A definite refusal is never repeated, whatever its status.
                let passing = coded.map_or(by_status, ErrorKind::is_retryable);
                passing && !self.operation.never_retry.contains(&status)
            }
        }
    }

    /// Whether sending it again can do no harm.
    fn is_allowed(&self, failure: Failure) -> bool {
        match self.operation.repeat {
            Repeat::Safe => true,
            Repeat::Unsent => matches!(failure, Failure::Transport { unsent: true, .. }),
        }
    }

    /// `None` where the provider asks for a longer pause than a call may take.
    fn pause(&self, failure: Failure, random: impl FnOnce() -> f64) -> Option<Duration> {
        let jitter = fraction(self.policy.upper_end(self.failures), random());
        let Failure::Answer {
            retry_after: Some(asked),
            ..
        } = failure
        else {
            return Some(jitter);
        };
        (asked <= self.policy.longest_retry_after).then(|| asked.saturating_add(jitter))
    }
}

/// A part of a span; a span beyond what the arithmetic can hold stays whole.
fn fraction(span: Duration, part: f64) -> Duration {
    Duration::try_from_secs_f64(span.as_secs_f64() * part.clamp(0.0, 1.0)).unwrap_or(span)
}

#[cfg(test)]
mod tests;
