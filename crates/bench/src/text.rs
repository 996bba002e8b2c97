//! Figures as people read them.

use crate::measures::Spread;

/// What a figure counts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Unit {
    /// Nanoseconds, shown as such.
    Nanos,
    /// Nanoseconds, shown in the unit that fits.
    Time,
    /// Per second, shown in millions.
    Millions,
    /// Whole things.
    Count,
    /// Things by the average.
    Mean,
    /// 0 or 1.
    Flag,
}

impl Unit {
    pub(crate) fn show(self, value: f64) -> String {
        match self {
            Self::Nanos | Self::Mean => format!("{value:.1}"),
            Self::Time => time(value),
            Self::Millions => format!("{:.2}", value / 1e6),
            Self::Count => format!("{value:.0}"),
            Self::Flag => (if value > 0.0 { "yes" } else { "no" }).to_owned(),
        }
    }

    /// The median, and what it lies between, where runs differ.
    pub(crate) fn show_spread(self, spread: Spread) -> String {
        let [median, least, greatest] =
            [spread.median, spread.least, spread.greatest].map(|value| self.show(value));
        if least == greatest {
            median
        } else {
            format!("{median} ({least} to {greatest})")
        }
    }
}

fn time(nanos: f64) -> String {
    let (value, unit) = match nanos.abs() {
        ..1e3 => (nanos, "ns"),
        ..1e6 => (nanos / 1e3, "us"),
        ..1e9 => (nanos / 1e6, "ms"),
        _ => (nanos / 1e9, "s"),
    };
    format!("{value:.1} {unit}")
}

/// A table in Markdown, with columns of even width.
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths);
        let cells: Vec<String> = cells
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(width + 2)).collect();
    let (head, body) = rows.split_at(rows.len().min(1));
    let head: String = head.iter().map(line).collect();
    let body: String = body.iter().map(line).collect();
    format!("{head}|{}|\n{body}", rule.join("|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_the_unit_that_fits() {
        for (nanos, text) in [
            (12.34, "12.3 ns"),
            (-1_500.0, "-1.5 us"),
            (50e6, "50.0 ms"),
            (2.5e9, "2.5 s"),
        ] {
            assert_eq!(Unit::Time.show(nanos), text);
        }
    }

    #[test]
    fn a_spread_is_shown_where_there_is_one() {
        let spread = |least, median, greatest| Spread {
            least,
            median,
            greatest,
        };
        assert_eq!(Unit::Count.show_spread(spread(1.0, 1.0, 1.0)), "1");
        assert_eq!(Unit::Count.show_spread(spread(1.0, 2.0, 9.0)), "2 (1 to 9)");
    }

    #[test]
    fn a_table_is_even() {
        let rows = [["name", "x"], ["a", "12"]].map(|row| row.map(str::to_owned).to_vec());
        assert_eq!(
            table(&rows),
            "| name | x  |\n|------|----|\n| a    | 12 |\n"
        );
    }
}
