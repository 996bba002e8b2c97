//! How long to stay away from a provider.

use std::time::Duration;

use super::Failure;
use crate::{ErrorKind, Moment};

/// Between the end of one flight and the start of the next.
pub(super) const BETWEEN_FLIGHTS: Duration = Duration::from_secs(1);

/// The longest pause after failures that may pass by themselves, and the longest in which a provider's wish to be left alone keeps
/// callers without a token from asking.
pub(super) const LONGEST: Duration = Duration::from_secs(60);

/// What keeps the next flight from starting.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub(super) struct Pauses {
    /// No flight at all before this.
    flight: Option<Moment>,
    /// No background refresh before this.
    refresh: Option<Moment>,
    /// Callers are answered with the remembered failure before this.
    recall: Option<Moment>,
    failures: u32,
    refusals: u32,
}

impl Pauses {
    /// Forgets the pause between flights if both clocks have reached its end when either reaches `next`: the earliest moment of the next
    /// flight.
    pub(super) fn forget_flight_before(&mut self, next: Moment) {
        self.flight = self.flight.filter(|end| end.later(next) != next);
    }

    /// How long a flight that is needed now must wait.
    pub(super) fn before_flight(&self, now: Moment) -> Duration {
        self.flight
            .map_or(Duration::ZERO, |flight| now.until(flight))
    }

    /// When a refresh that is due at that moment may start.
    pub(super) fn refresh_from(&self, due: Moment) -> Moment {
        [self.flight, self.refresh]
            .into_iter()
            .flatten()
            .fold(due, Moment::later)
    }

    /// Until when callers are answered with the remembered failure.
    pub(super) const fn recall_until(&self) -> Option<Moment> {
        self.recall
    }

    pub(super) fn after_flight(&mut self, now: Moment) {
        self.flight = Some(now.after(BETWEEN_FLIGHTS));
    }

    pub(super) const fn no_pause_between_flights(&mut self) {
        self.flight = None;
    }

    /// Nobody knows why a flight was lost; the next background refresh should not be lost in the same way at once.
    pub(super) fn after_loss(&mut self, now: Moment) {
        self.refresh = Some(now.after(BETWEEN_FLIGHTS));
    }

    /// A definite refusal is remembered. After other failures a caller without a token asks again, unless the provider wants to be left
    /// alone; a background refresh, which nobody waits for, has more time.
    pub(super) fn after_failure(
        &mut self,
        failure: &Failure,
        longest_refusal: Duration,
        now: Moment,
    ) {
        self.failures = self.failures.saturating_add(1);
        let (pause, remembered) = if is_definite(failure.kind) {
            self.refusals = self.refusals.saturating_add(1);
            let pause = after_refusals(self.refusals, longest_refusal);
            (pause, pause)
        } else {
            let pause = after_failures(self.failures, failure.luck);
            (pause, Duration::ZERO)
        };
        let told = failure.retry_after.unwrap_or_default();
        let recall = remembered.max(told.min(LONGEST));
        self.refresh = Some(now.after(pause.max(told)));
        self.recall = Some(now.after(recall)).filter(|_| !recall.is_zero());
    }

    pub(super) fn forget_failures(&mut self) {
        *self = Self {
            flight: self.flight,
            ..Self::default()
        };
    }
}

/// After the n-th failure in a row, from 1: a random time between a second and an exponentially growing bound.
///
/// `luck` is from 0 up to 1. Many caches that failed together come back apart.
fn after_failures(n: u32, luck: f64) -> Duration {
    let bound = after_refusals(n, LONGEST);
    BETWEEN_FLIGHTS + bound.saturating_sub(BETWEEN_FLIGHTS).mul_f64(luck)
}

/// After the n-th refusal in a row, from 1: a second, doubled each time, up to `longest`.
pub(super) fn after_refusals(n: u32, longest: Duration) -> Duration {
    let doubled = 1_u32.checked_shl(n.saturating_sub(1)).unwrap_or(u32::MAX);
    BETWEEN_FLIGHTS
        .saturating_mul(doubled)
        .min(longest.max(BETWEEN_FLIGHTS))
}

/// Whether this is the provider's last word until somebody changes something.
const fn is_definite(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::Refused
            | ErrorKind::Interaction
            | ErrorKind::Denied
            | ErrorKind::Invalid
            | ErrorKind::NotFound
            | ErrorKind::Conflict
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn g07_refusals_are_remembered_twice_as_long_each_time() {
        let seconds = |n| after_refusals(n, Duration::from_secs(15 * 60)).as_secs();
        assert_eq!(
            [1, 2, 3, 10, 11, 32, 33, u32::MAX].map(seconds),
            [1, 2, 4, 512, 900, 900, 900, 900]
        );
        assert_eq!(after_refusals(7, LONGEST), LONGEST);
        assert_eq!(after_refusals(1, Duration::ZERO), BETWEEN_FLIGHTS);
    }

    #[test]
    fn g05_pauses_grow_and_are_spread_out() {
        let bounds = |luck| [1, 2, 3, 6, 7, 99].map(|n| after_failures(n, luck).as_millis());
        assert_eq!(bounds(0.0), [1000; 6]);
        assert_eq!(bounds(0.5), [1000, 1500, 2500, 16500, 30500, 30500]);
        assert_eq!(bounds(0.9999), [1000, 1999, 3999, 31996, 59994, 59994]);
    }

    proptest! {
        #[test]
        fn g05_pauses_stay_between_a_second_and_a_minute(n: u32, luck in 0.0..1.0_f64) {
            let pause = after_failures(n, luck);
            prop_assert!(pause >= BETWEEN_FLIGHTS);
            prop_assert!(pause <= after_refusals(n, LONGEST));
        }
    }
}
