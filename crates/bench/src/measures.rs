//! What was measured.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Figures by name, in the units that the names tell; times in nanoseconds.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Measures(BTreeMap<String, f64>);

impl<'a> FromIterator<(&'a str, f64)> for Measures {
    fn from_iter<I: IntoIterator<Item = (&'a str, f64)>>(figures: I) -> Self {
        let named = figures.into_iter();
        Self(
            named
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        )
    }
}

impl Measures {
    #[must_use]
    pub fn new<const N: usize>(figures: [(&str, f64); N]) -> Self {
        figures.into_iter().collect()
    }

    #[must_use]
    pub fn figure(&self, name: &str) -> Option<f64> {
        self.0.get(name).copied()
    }
}

impl fmt::Display for Measures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, value)) in self.0.iter().enumerate() {
            let before = if index == 0 { "" } else { ", " };
            write!(f, "{before}{name} {value:.1}")?;
        }
        Ok(())
    }
}

/// One run of one contestant in one scenario.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Record {
    pub contestant: String,
    pub scenario: String,
    pub run: usize,
    /// What was measured, or why nothing was.
    pub outcome: Result<Measures, String>,
}

/// All runs of all contestants.
#[derive(Debug, Default, Serialize)]
#[serde(transparent)]
pub struct Records(Vec<Record>);

/// The least, the median and the greatest of a figure over the runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) least: f64,
    pub(crate) median: f64,
    pub(crate) greatest: f64,
}

impl Records {
    pub fn push(&mut self, record: Record) {
        self.0.push(record);
    }

    /// Runs of a contestant in a scenario.
    fn runs(
        &self,
        contestant: &str,
        scenario: &str,
    ) -> impl Iterator<Item = &Result<Measures, String>> {
        self.0
            .iter()
            .filter(move |record| record.contestant == contestant && record.scenario == scenario)
            .map(|record| &record.outcome)
    }

    /// A figure over all runs that gave it.
    #[must_use]
    pub(crate) fn spread(&self, contestant: &str, scenario: &str, figure: &str) -> Option<Spread> {
        Spread::of(
            self.runs(contestant, scenario)
                .filter_map(|outcome| outcome.as_ref().ok()?.figure(figure))
                .collect(),
        )
    }

    /// Why a contestant has no figures in a scenario.
    #[must_use]
    pub(crate) fn obstacle<'a>(&'a self, contestant: &str, scenario: &str) -> Option<&'a str> {
        self.runs(contestant, scenario)
            .find_map(|outcome| outcome.as_ref().err().map(String::as_str))
    }
}

impl Spread {
    fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let (first, last) = (values.first()?, values.last()?);
        Some(Self {
            least: *first,
            median: values[values.len() / 2],
            greatest: *last,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(run: usize, outcome: Result<f64, &str>) -> Record {
        Record {
            contestant: "one".to_owned(),
            scenario: "hit".to_owned(),
            run,
            outcome: outcome
                .map(|value| Measures::new([("ns", value)]))
                .map_err(str::to_owned),
        }
    }

    #[test]
    fn the_median_leaves_out_what_failed() {
        let mut records = Records::default();
        for (run, outcome) in [Ok(30.0), Err("no"), Ok(10.0), Ok(20.0)]
            .into_iter()
            .enumerate()
        {
            records.push(record(run, outcome));
        }
        let spread = records.spread("one", "hit", "ns");
        let expected = Spread {
            least: 10.0,
            median: 20.0,
            greatest: 30.0,
        };
        assert_eq!(spread, Some(expected));
        assert_eq!(records.spread("two", "hit", "ns"), None);
        assert_eq!(records.obstacle("one", "hit"), Some("no"));
    }
}
