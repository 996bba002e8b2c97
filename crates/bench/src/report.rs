//! The report: a table for each scenario, and whether the figures that auth-core promises hold.

use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

use serde::Serialize;

use crate::chart;
use crate::contestants::distinct;
use crate::machine::Machine;
use crate::measures::Records;
use crate::publish;
use crate::summary;
use crate::tables::{TABLES, Table};
use crate::text;
use crate::verdict::{self, Figure};
use crate::versions;

/// All that was measured, and where.
#[derive(Debug, Serialize)]
pub struct Report {
    pub machine: Machine,
    pub quick: bool,
    pub records: Records,
}

impl Report {
    /// In Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut footnotes = Footnotes::default();
        let mut report = format!("# Token caches side by side\n\n{}\n", self.preface());
        for table in TABLES {
            let rows = rows(table, &self.records, &mut footnotes);
            if rows.len() > 1 {
                let (title, about) = (table.title, table.about);
                let _ = write!(report, "\n## {title}\n\n{about}\n\n{}", text::table(&rows));
            }
        }
        let _ = write!(report, "\n## Notes\n\n{}", footnotes.0.concat());
        report.push_str(&contestants());
        let figures = verdict::figures(&self.records);
        let _ = write!(report, "\n## Figures to reach\n\n{}", promises(&figures));
        report
    }

    /// Writes `results.json`, `results.md` and `chart.svg`.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        fs::write(folder.join("results.md"), self.markdown())?;
        fs::write(folder.join("chart.svg"), chart::draw(&self.records))?;
        let json = serde_json::to_string_pretty(self)?;
        fs::write(folder.join("results.json"), json + "\n")
    }

    /// Puts the results where readers of the project look: all tables and the chart beside auth-core, a table into its README, and where
    /// it was measured into that of the project.
    pub fn publish(&self) -> io::Result<()> {
        let machine = self.machine.sentence();
        publish::file("crates/auth-core/docs/bench.md", &self.markdown())?;
        publish::file(
            "crates/auth-core/docs/bench.svg",
            &chart::draw(&self.records),
        )?;
        let table = format!("{machine}\n\n{}", summary::table(&self.records));
        publish::section("crates/auth-core/README.md", &table)?;
        let chart = "![auth-core beside other token caches](crates/auth-core/docs/bench.svg)";
        publish::section("README.md", &format!("{chart}\n\n{machine}\n"))
    }

    fn preface(&self) -> String {
        let kind = if self.quick {
            "A quick run, for a look: figures to quote come from a full one."
        } else {
            "A figure is the median of its runs, with the least and the greatest where they differ; who kept us waiting for more than 8 s in a run had one."
        };
        format!("{} {kind}", self.machine.sentence())
    }
}

/// Why figures are missing, each reason once.
#[derive(Default)]
struct Footnotes(Vec<String>);

impl Footnotes {
    fn number(&mut self, contestant: &str, reason: &str) -> usize {
        let mark = format!(" {contestant}: {reason}.\n");
        let known = self.0.iter().position(|note| note.ends_with(&mark));
        known.unwrap_or_else(|| {
            let number = self.0.len() + 1;
            self.0.push(format!("{number}.{mark}"));
            number - 1
        }) + 1
    }
}

fn rows(table: &Table, records: &Records, footnotes: &mut Footnotes) -> Vec<Vec<String>> {
    let mut head = vec!["contestant".to_owned()];
    head.extend(table.columns.iter().map(|column| column.title.to_owned()));
    let mut rows = vec![head];
    for title in distinct().map(versions::title) {
        let cells: Vec<Option<String>> = table
            .columns
            .iter()
            .map(|column| {
                let scenario = column.scenario.name();
                let spread = records.spread(&title, scenario, column.figure);
                spread
                    .map(|spread| column.unit.show_spread(spread))
                    .or_else(|| {
                        let reason = records.obstacle(&title, scenario)?;
                        Some(format!("[{}]", footnotes.number(&title, reason)))
                    })
            })
            .collect();
        if cells.iter().any(Option::is_some) {
            let cells = cells.into_iter().map(Option::unwrap_or_default);
            rows.push(std::iter::once(title).chain(cells).collect());
        }
    }
    rows
}

/// How everybody was driven.
fn contestants() -> String {
    let notes: Vec<String> = distinct()
        .filter(|entry| !entry.note.is_empty())
        .map(|entry| format!("- {}: {}.\n", versions::title(entry), entry.note))
        .collect();
    format!("\n{}", notes.concat())
}

fn promises(figures: &[Figure]) -> String {
    let mut rows = vec![["figure", "measured", ""].map(str::to_owned).to_vec()];
    rows.extend(figures.iter().map(|figure| {
        let verdict = match figure.held {
            Some(true) => "held",
            Some(false) => "NOT HELD",
            None => "not measured",
        };
        vec![
            figure.promise.clone(),
            figure.measured.clone(),
            verdict.to_owned(),
        ]
    }));
    text::table(&rows)
}
