//! Points in time.

use std::time::{Duration, SystemTime};

use super::{calendar_date, digits, text_format};

/// A point in time, `2024-02-29T12:30:00Z`: `date-time` of RFC 3339, which is OpenAPI's format of that name.
///
/// ```
/// use api_core::DateTime;
/// use std::time::{Duration, SystemTime};
///
/// let time = DateTime::from("1970-01-02T01:00:00.5+01:00");
/// assert_eq!(time.to_system_time(), Some(SystemTime::UNIX_EPOCH + Duration::from_millis(86_400_500)));
/// assert_eq!(DateTime::from(SystemTime::UNIX_EPOCH).as_str(), "1970-01-01T00:00:00Z");
/// assert_eq!(DateTime::from("yesterday").to_system_time(), None);
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct DateTime(Box<str>);

const DAY: i64 = 86_400;

impl DateTime {
    /// The time, where the text is one. What is finer than a nanosecond is cut; a leap second is the first second of the next minute.
    #[must_use]
    pub fn to_system_time(&self) -> Option<SystemTime> {
        let ((year, month, day), rest) = calendar_date(&self.0)?;
        let rest = rest.strip_prefix(['T', 't', ' '])?;
        let (hour, rest) = digits(rest, 2)?;
        let (minute, rest) = digits(rest.strip_prefix(':')?, 2)?;
        let (second, rest) = digits(rest.strip_prefix(':')?, 2)?;
        let (nanoseconds, rest) = fraction(rest)?;
        let offset = offset(rest)?;
        if hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let seconds =
            days_before(year, month, day) * DAY + hour * 3600 + minute * 60 + second - offset;
        let whole = Duration::from_secs(seconds.unsigned_abs());
        let time = if seconds < 0 {
            SystemTime::UNIX_EPOCH.checked_sub(whole)?
        } else {
            SystemTime::UNIX_EPOCH.checked_add(whole)?
        };
        time.checked_add(Duration::from_nanos(nanoseconds))
    }
}

/// In UTC, with as much of a fraction as there is. A time before the year 0 or after the year 9999 becomes the nearest that can be written.
impl From<SystemTime> for DateTime {
    fn from(time: SystemTime) -> Self {
        let (seconds, nanoseconds) = match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => (
                i64::try_from(after.as_secs()).unwrap_or(i64::MAX),
                after.subsec_nanos(),
            ),
            Err(before) => {
                let before = before.duration();
                let seconds = i64::try_from(before.as_secs()).unwrap_or(i64::MAX);
                match before.subsec_nanos() {
                    0 => (-seconds, 0),
                    nanoseconds => (-seconds - 1, 1_000_000_000 - nanoseconds),
                }
            }
        };
        let seconds = seconds.clamp(
            days_before(0, 1, 1) * DAY,
            days_before(10_000, 1, 1) * DAY - 1,
        );
        let (year, month, day) = date_after(seconds.div_euclid(DAY));
        let of_day = seconds.rem_euclid(DAY);
        let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
        let mut text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
        if nanoseconds > 0 {
            let fraction = format!(".{nanoseconds:09}");
            text.push_str(fraction.trim_end_matches('0'));
        }
        text.push('Z');
        Self::from(text)
    }
}

text_format!(DateTime);

/// The nanoseconds of `.5`, and what follows.
fn fraction(text: &str) -> Option<(u64, &str)> {
    let Some(rest) = text.strip_prefix('.') else {
        return Some((0, text));
    };
    let count = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (fraction, rest) = rest.split_at_checked(count).filter(|_| count > 0)?;
    let nanoseconds = format!("{fraction:0<9}");
    Some((nanoseconds.get(..9)?.parse().ok()?, rest))
}

/// The seconds of `+01:00` or `Z`.
fn offset(text: &str) -> Option<i64> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (hours, rest) = digits(text.strip_prefix(['+', '-'])?, 2)?;
    let (minutes, rest) = digits(rest.strip_prefix(':')?, 2)?;
    (rest.is_empty() && hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

/// The days from 1970-01-01 to a date of the Gregorian calendar, by counting from 1 March, after which leap days fall at the end.
fn days_before(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leaps + of_year - 719_468
}

/// The date so many days after 1970-01-01.
fn date_after(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let year = year_of_era + era * 400 + i64::from(month >= 10);
    (year, (month + 2) % 12 + 1, day)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use proptest::prelude::*;

    use super::{DateTime, date_after, days_before};

    fn seconds(text: &str) -> Option<f64> {
        let time = DateTime::from(text).to_system_time()?;
        Some(match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => after.as_secs_f64(),
            Err(before) => -before.duration().as_secs_f64(),
        })
    }

    #[test]
    fn every_spelling_of_rfc_3339_is_read() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", 0.0),
            ("1970-01-01t00:00:01z", 1.0),
            ("1970-01-01 00:00:01.25Z", 1.25),
            ("1970-01-01T00:00:00+01:00", -3600.0),
            ("1969-12-31T23:59:59-00:30", 1799.0),
            ("2000-03-01T00:00:00Z", 951_868_800.0),
            ("2016-12-31T23:59:60Z", 1_483_228_800.0),
            ("1985-04-12T23:20:50.52Z", 482_196_050.52),
        ] {
            assert_eq!(seconds(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "2024-01-01",
            "2024-01-01T00:00:00",
            "2024-01-01T00:00Z",
            "2024-01-01T24:00:00Z",
            "2024-01-01T00:60:00Z",
            "2024-02-30T00:00:00Z",
            "2024-01-01T00:00:00.Z",
            "2024-01-01T00:00:00+1:00",
            "2024-01-01T00:00:00+24:00",
            "2024-01-01T00:00:00Zulu",
            "１970-01-01T00:00:00Z",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_time_that_is_written_is_read_back(seconds in -60_000_000_000_i64..253_000_000_000, nanoseconds in 0_u32..1_000_000_000) {
            let whole = Duration::from_secs(seconds.unsigned_abs());
            let time = if seconds < 0 { SystemTime::UNIX_EPOCH - whole } else { SystemTime::UNIX_EPOCH + whole };
            let time = time + Duration::from_nanos(nanoseconds.into());
            prop_assert_eq!(DateTime::from(time).to_system_time(), Some(time));
        }

        #[test]
        fn days_and_dates_are_inverse(days in -700_000_i64..3_000_000) {
            let (year, month, day) = date_after(days);
            prop_assert!((1..=12).contains(&month) && (1..=31).contains(&day));
            prop_assert_eq!(days_before(year, month, day), days);
        }

        #[test]
        fn any_text_is_a_time_or_none(text in "[0-9TtZz:.+ -]{0,30}|\\PC{0,30}") {
            let _ = DateTime::from(text.as_str()).to_system_time();
        }
    }
}
