//! Everybody in one table: what the READMEs quote.

use crate::contestant::Kind;
use crate::contestants::{ENTRIES, Entry, distinct, names};
use crate::measures::Records;
use crate::scenario::Scenario;
use crate::text::{self, Unit};
use crate::versions;

struct Column {
    title: &'static str,
    scenario: Scenario,
    figures: &'static [(&'static str, Unit)],
    /// Whose first figure is one, where figures are given as multiples too.
    one: Option<&'static str>,
}

const COLUMNS: [Column; 8] = [
    Column {
        title: "a hit, CPU ns",
        scenario: Scenario::Hit,
        figures: &[("cpu", Unit::Nanos)],
        one: Some(names::TOKEN),
    },
    Column {
        title: "allocations",
        scenario: Scenario::Heap,
        figures: &[("allocations", Unit::Count)],
        one: None,
    },
    Column {
        title: "million hits/s, 2 threads",
        scenario: Scenario::Throughput,
        figures: &[("threads", Unit::Millions)],
        one: Some(names::TOKEN),
    },
    Column {
        title: "stampede of 10,000: calls, time over",
        scenario: Scenario::Stampede10k,
        figures: &[("calls", Unit::Count), ("over", Unit::Time)],
        one: None,
    },
    Column {
        title: "tokens of 2 s: p99.9, expired",
        scenario: Scenario::ExpiryShort,
        figures: &[("p99.9", Unit::Time), ("expired", Unit::Count)],
        one: None,
    },
    Column {
        title: "refusal, 200 callers: calls",
        scenario: Scenario::Refusal,
        figures: &[("calls", Unit::Count)],
        one: None,
    },
    Column {
        title: "outage of 3 s: errors, worst wait",
        scenario: Scenario::Outage,
        figures: &[("errors", Unit::Count), ("worst", Unit::Time)],
        one: None,
    },
    Column {
        title: "keys: million gets/CPU s, keys",
        scenario: Scenario::Keys,
        figures: &[("gets", Unit::Millions), ("keys", Unit::Count)],
        one: None,
    },
];

/// A row for each contestant, in Markdown.
pub(crate) fn table(records: &Records) -> String {
    let mut head = vec![String::new()];
    head.extend(COLUMNS.iter().map(|column| column.title.to_owned()));
    let mut rows = vec![head];
    for entry in distinct() {
        let cells: Vec<String> = COLUMNS
            .iter()
            .map(|column| column.cell(entry, records))
            .collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            rows.push(std::iter::once(title(entry)).chain(cells).collect());
        }
    }
    text::table(&rows)
}

fn title(entry: &Entry) -> String {
    // An underscore or an angle bracket would be Markdown of its own.
    match entry.kind {
        Kind::Floor => format!("floor: `{}`", entry.name),
        _ => format!("`{}`", versions::title(entry)),
    }
}

impl Column {
    fn cell(&self, entry: &Entry, records: &Records) -> String {
        let median = |entry: &Entry, figure: &str| {
            let spread = records.spread(&versions::title(entry), self.scenario.name(), figure)?;
            Some(spread.median)
        };
        let shown = self
            .figures
            .iter()
            .filter_map(|(figure, unit)| Some(unit.show(median(entry, figure)?)));
        let shown = shown.collect::<Vec<_>>().join(", ");
        let multiple = || {
            let one = ENTRIES.iter().find(|it| Some(it.name) == self.one)?;
            let figure = self.figures.first()?.0;
            Some(median(entry, figure)? / median(one, figure)?)
        };
        match multiple() {
            Some(multiple) => format!("{shown} ({multiple:.1} x)"),
            None => shown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::{Measures, Record};

    #[test]
    fn figures_are_multiples_of_ours() {
        let mut records = Records::default();
        for (name, cpu) in [(names::TOKEN, 20.0), (names::GOOGLE, 190.0)] {
            let entry = ENTRIES.iter().find(|entry| entry.name == name).unwrap();
            records.push(Record {
                contestant: versions::title(entry),
                scenario: Scenario::Hit.name().to_owned(),
                run: 0,
                outcome: Ok(Measures::new([("cpu", cpu)])),
            });
        }
        let table = table(&records);
        assert!(table.contains("| 20.0 (1.0 x) "), "{table}");
        assert!(table.contains("| 190.0 (9.5 x) "), "{table}");
        assert_eq!(table.lines().count(), 4, "{table}");
    }
}
