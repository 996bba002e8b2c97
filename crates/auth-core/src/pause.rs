//! How long to stay away from a provider.

use std::time::Duration;

/// Between the end of one flight and the start of the next.
pub(crate) const BETWEEN_FLIGHTS: Duration = Duration::from_secs(1);

/// The longest pause after failures that may pass by themselves, and the longest for which callers are answered with a remembered one.
pub(crate) const LONGEST: Duration = Duration::from_secs(60);

/// After the n-th failure in a row, from 1: a random time between a second and an exponentially growing bound.
///
/// `luck` is from 0 up to 1. Many caches that failed together come back apart.
pub(crate) fn after_failures(n: u32, luck: f64) -> Duration {
    let bound = after_refusals(n, LONGEST);
    BETWEEN_FLIGHTS + bound.saturating_sub(BETWEEN_FLIGHTS).mul_f64(luck)
}

/// After the n-th refusal in a row, from 1: a second, doubled each time, up to `longest`.
pub(crate) fn after_refusals(n: u32, longest: Duration) -> Duration {
    let doubled = 1_u32.checked_shl(n.saturating_sub(1)).unwrap_or(u32::MAX);
    BETWEEN_FLIGHTS
        .saturating_mul(doubled)
        .min(longest.max(BETWEEN_FLIGHTS))
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

    proptest! {
        #[test]
        fn g05_pauses_stay_between_a_second_and_a_minute(n: u32, luck in 0.0..1.0_f64) {
            let pause = after_failures(n, luck);
            prop_assert!(pause >= BETWEEN_FLIGHTS);
            prop_assert!(pause <= after_refusals(n, LONGEST));
        }
    }
}
