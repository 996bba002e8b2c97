//! What is repeated, and when.

use std::time::Duration;

/// How often and after which pauses a call is repeated. What is worth repeating is the operation's to say.
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
    pub(crate) attempts: u32,
    pub(crate) first_pause: Duration,
    pub(crate) longest_pause: Duration,
    pub(crate) longest_retry_after: Duration,
}

impl RetryPolicy {
    /// Every call is sent once.
    #[must_use]
    pub fn never() -> Self {
        Self::default().with_attempts(1)
    }

    /// How often a call is sent at most, the first time included. By default 4; at least 1.
    #[must_use]
    pub const fn with_attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// The upper end of the first pause; each further one is twice as long. By default 200 ms.
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

    /// The longest `Retry-After` that a call waits for. By default 20 s; a provider that asks for more gets it: the call ends, and
    /// [`Error::retry_after`](crate::Error::retry_after) tells when to come back.
    #[must_use]
    pub const fn with_longest_retry_after(mut self, pause: Duration) -> Self {
        self.longest_retry_after = pause;
        self
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
