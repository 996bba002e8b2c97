//! `cargo xtask codegen`: runs the generator over `specs/`, in the style of the workspace's rustfmt.

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use ::codegen::{CrateOutcome, Formatter, Options, Outcome, Style, generate};

use crate::Failure;

/// The command, with its options.
pub(crate) fn run(mut arguments: lexopt::Parser) -> Result<(), Failure> {
    use lexopt::prelude::*;

    let (mut check, mut only) = (false, None);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("check") => check = true,
            Long("only") => only = Some(arguments.value()?.string()?),
            argument => return Err(argument.unexpected().into()),
        }
    }
    for run in runs(only.as_deref()) {
        write_or_check(&Options {
            check,
            only: only.clone(),
            ..run
        })?;
    }
    Ok(())
}

/// Fails if the generated code is not what its documents say.
pub(crate) fn check() -> Result<(), Failure> {
    for run in runs(None) {
        write_or_check(&Options { check: true, ..run })?;
    }
    Ok(())
}

fn write_or_check(options: &Options) -> Result<(), Failure> {
    #[expect(
        clippy::disallowed_methods,
        reason = "shown to a person and used for nothing else"
    )]
    let start = Instant::now();
    let rustfmt = Rustfmt::find(root()).map_err(|reason| {
        eprintln!("error: {reason}");
        Failure::Found
    })?;
    match generate(options, &rustfmt) {
        Ok(outcome) => {
            #[expect(
                clippy::disallowed_methods,
                reason = "shown to a person and used for nothing else"
            )]
            let seconds = start.elapsed().as_secs_f32();
            report(options, &outcome, seconds)
        }
        Err(failure) => {
            let style = if io::stderr().is_terminal() {
                Style::Styled
            } else {
                Style::Plain
            };
            eprint!("{}", failure.render(style));
            eprintln!(
                "error: codegen stopped at {}",
                count(failure.count(), "problem")
            );
            Err(Failure::Found)
        }
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

fn count(number: usize, thing: &str) -> String {
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

/// The formatter that `cargo fmt` uses, so that its `--check` passes over generated code too.
#[derive(Debug)]
struct Rustfmt {
    program: OsString,
    /// The folder with the workspace's `rustfmt.toml`.
    config: PathBuf,
}

impl Rustfmt {
    /// That of the variable `RUSTFMT`, as with `cargo fmt`, else the one on the path.
    fn find(config: &Path) -> Result<Self, String> {
        #[expect(
            clippy::disallowed_methods,
            reason = "the tools of a build come from its environment"
        )]
        let program = std::env::var_os("RUSTFMT").unwrap_or_else(|| "rustfmt".into());
        let found = Self {
            program,
            config: config.to_owned(),
        };
        found.command().arg("--version").output().map_err(|error| {
            let name = found.program.display();
            format!("cannot run `{name}`: {error}\nhelp: run `rustup component add rustfmt`, or set RUSTFMT to its path")
        })?;
        Ok(found)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(["--edition", "2024", "--config-path"])
            .arg(&self.config);
        command
    }
}

impl Formatter for Rustfmt {
    fn format(&self, code: String) -> Result<String, String> {
        let pipes = |command: &mut Command| {
            command
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
        };
        let run = || -> io::Result<_> {
            let mut child = pipes(&mut self.command())?;
            // rustfmt reads everything before it writes anything. Where it stops earlier, its exit status says so.
            let sent = child
                .stdin
                .take()
                .map_or(Ok(()), |mut pipe| pipe.write_all(code.as_bytes()));
            let output = child.wait_with_output()?;
            if output.status.success() {
                sent.map(|()| output)
            } else {
                Ok(output)
            }
        };
        let output = run().map_err(|error| format!("rustfmt: {error}"))?;
        if !output.status.success() {
            return Err(format!(
                "rustfmt: {}",
                String::from_utf8_lossy(&output.stderr).trim()
            ));
        }
        String::from_utf8(output.stdout).map_err(|error| format!("rustfmt: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rustfmt() -> Rustfmt {
        Rustfmt::find(root()).expect("rustfmt belongs to the toolchain")
    }

    #[test]
    fn generated_code_is_fresh() {
        for run in runs(None) {
            let options = Options { check: true, ..run };
            let outcome =
                generate(&options, &rustfmt()).unwrap_or_else(|failure| panic!("{failure}"));
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
    fn code_is_laid_out_as_by_cargo_fmt() {
        let code = "use std::{io,fmt};pub fn f(a:u8)->u8{a}".to_owned();
        let expected = "use std::{fmt, io};\npub fn f(a: u8) -> u8 {\n    a\n}\n";
        assert_eq!(rustfmt().format(code).as_deref(), Ok(expected));
    }

    #[test]
    fn what_cannot_be_laid_out_is_an_error() {
        let reason = rustfmt()
            .format("fn {".to_owned())
            .expect_err("this is no Rust");
        assert!(reason.starts_with("rustfmt: error"), "{reason}");
        let absent = Rustfmt {
            program: "no-such-program".into(),
            config: PathBuf::new(),
        };
        assert!(absent.format(String::new()).is_err());
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
