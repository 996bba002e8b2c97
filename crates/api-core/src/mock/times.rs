//! How often something is to happen.

use std::fmt;
use std::ops::{Range, RangeFrom, RangeInclusive, RangeToInclusive};

/// How many requests a double must answer: `3`, `1..`, `..=2`, `1..=2`, `1..3`.
///
/// ```
/// use api_core::mock::Times;
///
/// assert_eq!(Times::from(3).to_string(), "3 times");
/// assert_eq!(Times::from(1..).to_string(), "at least once");
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Times {
    least: usize,
    most: usize,
}

impl Times {
    /// Whether so many are right.
    pub(super) const fn holds(self, count: usize) -> bool {
        self.least <= count && count <= self.most
    }
}

impl From<usize> for Times {
    fn from(count: usize) -> Self {
        Self {
            least: count,
            most: count,
        }
    }
}

impl From<RangeFrom<usize>> for Times {
    fn from(range: RangeFrom<usize>) -> Self {
        Self {
            least: range.start,
            most: usize::MAX,
        }
    }
}

impl From<RangeToInclusive<usize>> for Times {
    fn from(range: RangeToInclusive<usize>) -> Self {
        Self {
            least: 0,
            most: range.end,
        }
    }
}

impl From<RangeInclusive<usize>> for Times {
    fn from(range: RangeInclusive<usize>) -> Self {
        Self {
            least: *range.start(),
            most: *range.end(),
        }
    }
}

impl From<Range<usize>> for Times {
    fn from(range: Range<usize>) -> Self {
        Self {
            least: range.start,
            most: range.end.saturating_sub(1),
        }
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { least, most } = *self;
        if least == most {
            return f.write_str(&times(least));
        }
        match (least, most) {
            (0, usize::MAX) => f.write_str("any number of times"),
            (0, most) => write!(f, "at most {}", times(most)),
            (least, usize::MAX) => write!(f, "at least {}", times(least)),
            (least, most) => write!(f, "{least} to {most} times"),
        }
    }
}

/// A count in words.
pub(super) fn times(count: usize) -> String {
    match count {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        count => format!("{count} times"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_what_they_say() {
        for (range, right, wrong) in [
            (Times::from(2), vec![2], vec![0, 1, 3]),
            (Times::from(1..), vec![1, 99], vec![0]),
            (Times::from(..=1), vec![0, 1], vec![2]),
            (Times::from(1..=2), vec![1, 2], vec![0, 3]),
            (Times::from(1..3), vec![1, 2], vec![0, 3]),
        ] {
            assert!(right.iter().all(|count| range.holds(*count)), "{range}");
            assert!(!wrong.iter().any(|count| range.holds(*count)), "{range}");
        }
    }

    #[test]
    fn ranges_are_told_in_words() {
        let told = [
            Times::from(0),
            Times::from(1),
            Times::from(..=2),
            Times::from(1..=2),
        ]
        .map(|times| times.to_string());
        assert_eq!(told, ["never", "once", "at most 2 times", "1 to 2 times"]);
    }
}
