//! How long something took, for people to read.

use std::time::Instant;

/// Counts from when it was made.
#[derive(Debug)]
pub(crate) struct Stopwatch(Instant);

#[expect(
    clippy::disallowed_methods,
    reason = "shown to a person and used for nothing else"
)]
impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn seconds(&self) -> f32 {
        self.0.elapsed().as_secs_f32()
    }
}
