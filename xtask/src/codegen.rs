//! `cargo xtask codegen`: runs the generator over `specs/`, in the style of the workspace's rustfmt.

use std::io::{self, IsTerminal as _};
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread::{self, ScopedJoinHandle};

use ::codegen::{CrateOutcome, Options, Outcome, Style, generate};

use crate::Failure;
use crate::package::Package;
use crate::rustfmt::Rustfmt;
use crate::timing::Stopwatch;

/// The command, with its options.
pub(crate) fn run(mut arguments: lexopt::Parser) -> Result<(), Failure> {
    use lexopt::prelude::*;

    let (mut check, mut only) = (false, None);
    let mut package = Package::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("check") => check = true,
            Long("only") => only = Some(arguments.value()?.string()?),
            Long("spec") => package.spec = Some(arguments.value()?.into()),
            Long("out") => package.out = Some(arguments.value()?.into()),
            Long("name") => package.name = Some(arguments.value()?.string()?),
            Long("runtime") => package.runtime = Some(arguments.value()?.into()),
            Long("omit-unsupported") => package.omit_unsupported = true,
            argument => return Err(argument.unexpected().into()),
        }
    }
    if package != Package::default() {
        if only.is_some() {
            let reason =
                "`--only` names a crate of the workspace, and `--spec` a document from elsewhere";
            return Err(Failure::Usage(reason.to_owned()));
        }
        return package.run(check);
    }
    let runs = runs(only.as_deref()).into_iter();
    write_or_check(runs.map(|run| Options {
        check,
        only: only.clone(),
        ..run
    }))
}

/// Fails if the generated code is not what its documents say.
pub(crate) fn check() -> Result<(), Failure> {
    let runs = runs(None).into_iter();
    write_or_check(runs.map(|run| Options { check: true, ..run }))
}

/// All runs at once, reported one after the other.
fn write_or_check(runs: impl Iterator<Item = Options>) -> Result<(), Failure> {
    let rustfmt = Rustfmt::find(root()).map_err(|reason| {
        eprintln!("error: {reason}");
        Failure::Found
    })?;
    let timed = |options: Options| {
        let stopwatch = Stopwatch::start();
        let outcome = generate(&options, &rustfmt);
        (options, outcome, stopwatch.seconds())
    };
    let done: Vec<_> = thread::scope(|scope| {
        let started: Vec<_> = runs
            .map(|options| {
                let timed = &timed;
                scope.spawn(move || timed(options))
            })
            .collect();
        let joined = started.into_iter().map(ScopedJoinHandle::join);
        joined
            .map(|run| run.unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    });
    let mut result = Ok(());
    for (options, outcome, seconds) in done {
        let told = match outcome {
            Ok(outcome) => report(&options, &outcome, seconds),
            Err(failure) => Err(tell(&failure)),
        };
        result = result.and(told);
    }
    result
}

/// Shows what keeps code from being generated.
pub(crate) fn tell(failure: &::codegen::Failure) -> Failure {
    eprint!("{}", failure.render(style()));
    eprint!("{}", failure.render_remarks(style()));
    let remarks = match failure.remarks() {
        0 => String::new(),
        remarks => format!(", beside {}", count(remarks, "remark")),
    };
    eprintln!(
        "error: codegen stopped at {}{remarks}",
        count(failure.count(), "problem")
    );
    Failure::Found
}

/// How problems are shown on stderr.
pub(crate) fn style() -> Style {
    if io::stderr().is_terminal() {
        Style::Styled
    } else {
        Style::Plain
    }
}

fn report(options: &Options, outcome: &Outcome, seconds: f32) -> Result<(), Failure> {
    if options.check {
        outcome
            .crates
            .iter()
            .for_each(|outcome| print!("{}", outcome.diff));
    } else {
        outcome
            .crates
            .iter()
            .for_each(|outcome| print!("{}", summary(outcome)));
    }
    let files = outcome.crates.iter().map(|outcome| outcome.files).sum();
    println!(
        "codegen: {} of {} in {seconds:.2} s",
        count(files, "file"),
        count(outcome.crates.len(), "crate")
    );
    if options.check && !outcome.is_fresh() {
        eprintln!(
            "error: generated code is not what its documents say\nhelp: run `cargo xtask codegen` and commit the result"
        );
        return Err(Failure::Found);
    }
    Ok(())
}

/// What a run has done in a crate, one line for each file that it touched.
fn summary(outcome: &CrateOutcome) -> String {
    let (documents, files) = (
        count(outcome.documents, "document"),
        count(outcome.files, "file"),
    );
    let state = if outcome.written.is_empty() && outcome.removed.is_empty() {
        ", fresh"
    } else {
        ""
    };
    let mut lines = vec![format!("{}: {documents}, {files}{state}\n", outcome.name)];
    lines.extend(
        outcome
            .written
            .iter()
            .map(|path| format!("  wrote {path}\n")),
    );
    lines.extend(
        outcome
            .removed
            .iter()
            .map(|path| format!("  removed {path}\n")),
    );
    lines.concat()
}

pub(crate) fn count(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

/// The workspace that this program was built in.
pub(crate) fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// What is generated: the crates, and the goldens of the generator, or the run that the crate `only` belongs to.
fn runs(only: Option<&str>) -> Vec<Options> {
    let codegen = root().join("codegen");
    let run = |specs: PathBuf, crates: PathBuf| Options {
        specs,
        crates,
        check: false,
        only: None,
    };
    let crates = run(root().join("specs"), root().join("crates"));
    let goldens = run(codegen.join("goldens").join("specs"), codegen);
    match only {
        None => vec![crates, goldens],
        Some("goldens") => vec![goldens],
        Some(_) => vec![crates],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_code_is_fresh() {
        let rustfmt = Rustfmt::find(root()).expect("rustfmt belongs to the toolchain");
        for run in runs(None) {
            let options = Options { check: true, ..run };
            let outcome =
                generate(&options, &rustfmt).unwrap_or_else(|failure| panic!("{failure}"));
            let diff: String = outcome
                .crates
                .iter()
                .map(|outcome| outcome.diff.as_str())
                .collect();
            assert!(
                outcome.is_fresh(),
                "run `cargo xtask codegen` and commit the result\n{diff}"
            );
        }
    }

    #[test]
    fn a_summary_names_what_was_touched() {
        let outcome = CrateOutcome {
            name: "a".to_owned(),
            documents: 1,
            files: 2,
            written: vec!["crates/a/src/generated/mod.rs".to_owned()],
            removed: vec!["crates/a/src/generated/old.rs".to_owned()],
            diff: String::new(),
        };
        let expected = "a: 1 document, 2 files\n  wrote crates/a/src/generated/mod.rs\n  removed crates/a/src/generated/old.rs\n";
        assert_eq!(summary(&outcome), expected);
    }
}
