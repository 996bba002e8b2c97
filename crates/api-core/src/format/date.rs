//! Days of the calendar.

use super::text_format;

/// A day of the calendar, `2024-02-29`: `full-date` of RFC 3339, which OpenAPI calls the format `date`.
///
/// ```
/// use api_core::Date;
///
/// let day = Date::new(2024, 2, 29).expect("a leap year");
/// assert_eq!(day.as_str(), "2024-02-29");
/// assert_eq!(day.year_month_day(), Some((2024, 2, 29)));
/// assert_eq!(Date::from("soon").year_month_day(), None);
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Date(Box<str>);

impl Date {
    /// The day, if the calendar has it: a year up to 9999, a month from 1, a day from 1.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let date = Self(format!("{year:04}-{month:02}-{day:02}").into());
        date.year_month_day().is_some().then_some(date)
    }

    /// Year, month and day, where the text is a date.
    #[must_use]
    pub fn year_month_day(&self) -> Option<(u16, u8, u8)> {
        let ((year, month, day), rest) = super::calendar_date(&self.0)?;
        if !rest.is_empty() {
            return None;
        }
        Some((
            year.try_into().ok()?,
            month.try_into().ok()?,
            day.try_into().ok()?,
        ))
    }
}

text_format!(Date);

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn knows_the_calendar() {
        for (text, is) in [
            ("2024-02-29", true),
            ("2023-02-29", false),
            ("1900-02-29", false),
            ("2000-02-29", true),
            ("2024-04-31", false),
            ("2024-13-01", false),
            ("2024-00-01", false),
            ("2024-01-00", false),
            ("2024-1-1", false),
            ("+024-01-01", false),
            ("2024-01-01T", false),
            ("2024-01-0\u{661}", false),
            ("", false),
        ] {
            assert_eq!(Date::from(text).year_month_day().is_some(), is, "{text}");
        }
        assert_eq!(Date::new(12345, 1, 1), None);
    }

    #[test]
    fn an_answer_survives_a_day_that_is_none() {
        let day: Date = serde_json::from_str(r#""0000-00-00""#).unwrap();
        assert_eq!(serde_json::to_string(&day).unwrap(), r#""0000-00-00""#);
    }
}
