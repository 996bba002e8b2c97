//! The figures as a table, and whether they hold.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::contestant::Contestant;
use super::write;

/// The document with the marked section.
const README: &str = "crates/spaceone-identity/README.md";

/// What stands between these lines of the document is written here.
const BEGIN: &str = "<!-- cargo xtask compile-cost --write -->\n";
const END: &str = "<!-- end of what it writes -->\n";

/// A contestant with what its runs took, in CPU seconds.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) contestant: Contestant,
    /// The crate with everything that it depends on.
    pub(super) whole: Vec<f64>,
    /// The crate, its dependencies built.
    pub(super) alone: Vec<f64>,
}

impl Row {
    pub(super) fn new(contestant: Contestant) -> Self {
        Self {
            contestant,
            whole: Vec::new(),
            alone: Vec::new(),
        }
    }
}

/// One of the columns of a row.
type Runs = fn(&Row) -> &[f64];

/// What is told of the rows.
#[derive(Debug)]
pub(super) struct Report<'a> {
    pub(super) rows: &'a [Row],
    /// How large the document is, in words.
    pub(super) operations: String,
    pub(super) runs: usize,
}

impl Report<'_> {
    /// The row of ours that has what the others have.
    fn ours(&self) -> Option<&Row> {
        let mut rows = self.rows.iter();
        rows.find(|row| row.contestant.compared && !row.contestant.peer)
    }

    /// The medians, and each as a multiple of ours with all operations; of what was measured.
    pub(super) fn table(&self) -> String {
        let columns: [(&str, Runs); 2] = [
            ("the crate alone", |row| &row.alone),
            ("with its dependencies", |row| &row.whole),
        ];
        let measured = columns.iter().filter_map(|(name, runs)| {
            let base = self.ours().and_then(|row| median(runs(row)))?;
            Some((name, runs, base))
        });
        let measured: Vec<_> = measured.collect();
        let mut table = String::from("| crate |");
        for (name, ..) in &measured {
            let _ = write!(table, " {name}, CPU s | times `v2-all` |");
        }
        let _ = write!(table, "\n|---|{}\n", "---|---|".repeat(measured.len()));
        for row in self.rows {
            let _ = write!(table, "| {} |", row.contestant.name);
            for (_, runs, base) in &measured {
                let seconds = median(runs(row)).unwrap_or(f64::NAN);
                let _ = write!(table, " {seconds:.1} | {:.2} |", seconds / base);
            }
            table.push('\n');
        }
        table
    }

    /// Of what the figures are, and where they were taken.
    pub(super) fn note(&self) -> String {
        format!(
            "`cargo check`, cold, user and system time of all processes, medians of {} runs. The others were made of the same documents as one ({}). TLS by rustls everywhere. {}\n",
            self.runs,
            self.operations,
            machine()
        )
    }

    /// # Errors
    ///
    /// When another generator's crate with the same operations compiles in less than ours.
    pub(super) fn verdict(&self) -> Result<(), String> {
        let Some(ours) = self.ours().and_then(|row| median(&row.alone)) else {
            return Err("nothing was measured".to_owned());
        };
        let cheaper: Vec<&str> = self
            .rows
            .iter()
            .filter(|row| row.contestant.peer)
            .filter(|row| median(&row.alone).is_some_and(|theirs| theirs <= ours))
            .map(|row| row.contestant.name.as_str())
            .collect();
        if cheaper.is_empty() {
            return Ok(());
        }
        Err(format!(
            "not more to compile than ours: {}",
            cheaper.join(", ")
        ))
    }
}

/// Puts the results into the marked section of the README.
pub(super) fn publish(root: &Path, results: &str) -> Result<(), String> {
    let path = root.join(README);
    let document = fs::read_to_string(&path).map_err(|error| format!("{README}: {error}"))?;
    let filled = filled(&document, results)
        .ok_or_else(|| format!("{README} has no section between {BEGIN} and {END}"))?;
    write(&path, &filled)
}

fn filled(document: &str, text: &str) -> Option<String> {
    let (before, rest) = document.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!(
        "{before}{BEGIN}\n{}\n\n{END}{after}",
        text.trim_end()
    ))
}

/// The middle one; of an even number the lower of the two.
fn median(runs: &[f64]) -> Option<f64> {
    let mut runs = runs.to_vec();
    runs.sort_by(f64::total_cmp);
    runs.get(runs.len().checked_sub(1)? / 2).copied()
}

fn machine() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let processor = info
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "))
        .map_or(std::env::consts::ARCH, |(_, name)| name);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let compiler = Command::new("rustc").arg("--version").output();
    let compiler = compiler.map_or_else(
        |_| "unknown".to_owned(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    );
    format!("{processor}, {cores} cores, {compiler}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(ours: [f64; 3], theirs: [f64; 3]) -> Vec<Row> {
        let folder = Path::new("");
        let mut rows: Vec<Row> = super::super::contestant::ours(folder, folder)
            .into_iter()
            .chain([Contestant::peer("peer", "peer", folder)])
            .map(Row::new)
            .collect();
        for row in &mut rows {
            let runs = if row.contestant.peer { theirs } else { ours };
            row.alone = runs.to_vec();
        }
        rows
    }

    fn report(rows: &[Row]) -> Report<'_> {
        Report {
            rows,
            operations: "2 operations".to_owned(),
            runs: 3,
        }
    }

    #[test]
    fn the_middle_run_counts() {
        assert_eq!(median(&[9.0, 1.0, 3.0]), Some(3.0));
        assert_eq!(median(&[2.0, 1.0]), Some(1.0));
        assert_eq!(median(&[]), None);
    }

    #[test]
    fn each_is_told_as_a_multiple_of_ours() {
        let rows = rows([2.0; 3], [5.0, 3.0, 4.0]);
        let table = report(&rows).table();
        assert!(table.ends_with("| peer | 4.0 | 2.00 |\n"), "{table}");
    }

    #[test]
    fn a_peer_that_costs_no_more_is_a_finding() {
        assert_eq!(report(&rows([2.0; 3], [3.0; 3])).verdict(), Ok(()));
        let found = report(&rows([2.0; 3], [2.0; 3])).verdict().unwrap_err();
        assert!(found.contains("peer"), "{found}");
        assert!(report(&[]).verdict().is_err());
    }

    #[test]
    fn the_section_of_the_readme_is_there_and_filled_again() {
        let readme = fs::read_to_string(crate::codegen::root().join(README)).unwrap();
        let first = filled(&readme, "one").unwrap();
        assert!(first.contains(&format!("{BEGIN}\none\n\n{END}")));
        let second = filled(&first, "two").unwrap();
        assert_eq!(filled(&second, "one"), Some(first));
        assert_eq!(filled("nothing marked", "one"), None);
    }
}
