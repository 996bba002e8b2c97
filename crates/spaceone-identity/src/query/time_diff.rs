//! Times that are told from the server's own.

use std::fmt;
use std::time::Duration;

/// A time that the server counts from its own clock: `now-1w`, `now/d`.
///
/// ```
/// use std::time::Duration;
/// use spaceone_identity::query::{Filter, TimeDiff};
///
/// let week = Duration::from_secs(7 * 86_400);
/// assert_eq!(TimeDiff::now().minus(week).to_string(), "now-1w");
/// assert_eq!(TimeDiff::start_of_month().plus(Duration::from_secs(90)).to_string(), "now/m+90s");
///
/// let seen_lately = Filter::timediff_gte("last_accessed_at", TimeDiff::now().minus(week));
/// # let _ = seen_lately;
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TimeDiff {
    base: &'static str,
    /// Seconds, and whether they lie before the base.
    offset: Option<(u64, bool)>,
}

impl TimeDiff {
    /// The server's present time.
    #[must_use]
    pub fn now() -> Self {
        Self::at("now")
    }

    /// The last midnight, in UTC.
    #[must_use]
    pub fn start_of_day() -> Self {
        Self::at("now/d")
    }

    /// The last midnight, in UTC, that began a Monday.
    #[must_use]
    pub fn start_of_week() -> Self {
        Self::at("now/w")
    }

    /// The last midnight, in UTC, that began a month.
    #[must_use]
    pub fn start_of_month() -> Self {
        Self::at("now/m")
    }

    /// So much earlier, in whole seconds. There is one offset: it takes the place of another that was set.
    #[must_use]
    pub fn minus(self, offset: Duration) -> Self {
        self.by(offset, true)
    }

    /// So much later, in whole seconds. There is one offset: it takes the place of another that was set.
    #[must_use]
    pub fn plus(self, offset: Duration) -> Self {
        self.by(offset, false)
    }

    fn at(base: &'static str) -> Self {
        Self { base, offset: None }
    }

    fn by(mut self, offset: Duration, is_before: bool) -> Self {
        let seconds = offset.as_secs();
        self.offset = (seconds > 0).then_some((seconds, is_before));
        self
    }
}

/// As it is sent, in the largest unit that is exact.
impl fmt::Display for TimeDiff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.base)?;
        let Some((seconds, is_before)) = self.offset else {
            return Ok(());
        };
        let (unit, name) = [(604_800, 'w'), (86_400, 'd'), (3600, 'h'), (60, 'm')]
            .into_iter()
            .find(|(unit, _)| seconds % unit == 0)
            .unwrap_or((1, 's'));
        let sign = if is_before { '-' } else { '+' };
        write!(f, "{sign}{}{name}", seconds / unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_written_in_the_largest_exact_unit() {
        let written = |seconds| {
            TimeDiff::now()
                .minus(Duration::from_secs(seconds))
                .to_string()
        };
        assert_eq!(written(0), "now");
        assert_eq!(written(59), "now-59s");
        assert_eq!(written(120), "now-2m");
        assert_eq!(written(3_601), "now-3601s");
        assert_eq!(written(7_200), "now-2h");
        assert_eq!(written(86_400), "now-1d");
        assert_eq!(written(14 * 86_400), "now-2w");
        let later = TimeDiff::start_of_week().plus(Duration::from_millis(2_900));
        assert_eq!(later.to_string(), "now/w+2s");
        assert_eq!(later.minus(Duration::ZERO).to_string(), "now/w");
        assert_eq!(TimeDiff::start_of_day().to_string(), "now/d");
        assert_eq!(TimeDiff::start_of_month().to_string(), "now/m");
    }
}
