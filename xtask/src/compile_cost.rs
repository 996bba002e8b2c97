//! `cargo xtask compile-cost`: what the identity client costs to compile, beside what other generators make of the same operations.

mod contestant;
mod cpu;
mod peers;
mod report;

use std::path::{Path, PathBuf};
use std::{fs, io};

use contestant::Contestant;
use report::{Report, Row};

use crate::Failure;
use crate::codegen::root;

/// What everything is built into, and where the results go, below the workspace.
const TARGET: &str = "target/compile-cost";

/// What the command was asked for.
#[derive(Debug)]
struct Options {
    runs: usize,
    /// Whether to compile the dependencies, too, which is most of the time.
    whole: bool,
    /// Whether to put the results into the README.
    write: bool,
    /// The program of openapi-generator.
    openapi_generator: PathBuf,
}

/// The command, with its options.
pub(crate) fn run(mut arguments: lexopt::Parser) -> Result<(), Failure> {
    use lexopt::prelude::*;

    let mut options = Options {
        runs: 3,
        whole: true,
        write: false,
        openapi_generator: PathBuf::from("openapi-generator-cli"),
    };
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("runs") => options.runs = arguments.value()?.parse()?,
            Long("alone") => options.whole = false,
            Long("write") => options.write = true,
            Long("openapi-generator") => options.openapi_generator = arguments.value()?.into(),
            argument => return Err(argument.unexpected().into()),
        }
    }
    if options.runs == 0 {
        return Err(Failure::Usage("`--runs` is at least 1".to_owned()));
    }
    measure(root(), &options).map_err(|reason| {
        eprintln!("error: {reason}");
        Failure::Found
    })
}

fn measure(root: &Path, options: &Options) -> Result<(), String> {
    cpu::spent()?;
    let folder = root.join(TARGET);
    let peers = peers::make(root, &folder, &options.openapi_generator)?;
    let mut rows: Vec<Row> = contestant::ours(root, &folder)
        .into_iter()
        .chain(peers.contestants)
        .map(Row::new)
        .collect();
    for row in &rows {
        row.contestant.fetch()?;
    }
    // Everybody once, then everybody again: a busy minute of the machine does not hit one alone.
    for run in 1..=options.runs {
        for row in &mut rows {
            println!("==> run {run} of {}: {}", options.runs, row.contestant.name);
            once(row, options.whole, run == 1)?;
        }
    }
    let report = Report {
        rows: &rows,
        operations: peers.operations,
        runs: options.runs,
    };
    let (table, note) = (report.table(), report.note());
    println!("\n{table}\n{note}");
    let results = format!("{table}\n{note}");
    write(&folder.join("results.md"), &results)?;
    if options.write {
        report::publish(root, &results)?;
    }
    report.verdict()
}

/// One run of one contestant: everything, then the crate by itself over what is there now.
fn once(row: &mut Row, whole: bool, first: bool) -> Result<(), String> {
    let Contestant { target, .. } = &row.contestant;
    if whole {
        remove(target)?;
        row.whole.push(row.contestant.check()?);
    } else if first {
        row.contestant.check()?;
    }
    row.contestant.forget()?;
    row.alone.push(row.contestant.check()?);
    Ok(())
}

fn remove(folder: &Path) -> Result<(), String> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(format!("{}: {error}", folder.display()))
        }
        _ => Ok(()),
    }
}

fn write(file: &Path, text: &str) -> Result<(), String> {
    fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
}
