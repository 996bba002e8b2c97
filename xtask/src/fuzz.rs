//! `cargo xtask fuzz`: arbitrary documents for the generator, for a bounded time.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::Failure;
use crate::codegen::root;

/// The targets of `codegen/fuzz`, and how long an input of each may be, in bytes.
const TARGETS: [(&str, usize); 2] = [("load", 65_536), ("pipeline", 32_768)];

/// Where what was built and what was found goes, below the workspace.
const TARGET: &str = "target/fuzz";

/// The command, with its options.
pub(crate) fn run(mut arguments: lexopt::Parser) -> Result<(), Failure> {
    use lexopt::prelude::*;

    let (mut seconds, mut only) = (60_u32, None);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("seconds") => seconds = arguments.value()?.parse()?,
            Long("only") => only = Some(arguments.value()?.string()?),
            argument => return Err(argument.unexpected().into()),
        }
    }
    let chosen: Vec<_> = TARGETS
        .iter()
        .filter(|(name, _)| only.as_deref().is_none_or(|only| only == *name))
        .collect();
    if chosen.is_empty() {
        return Err(Failure::Usage(
            "the targets are `load` and `pipeline`".to_owned(),
        ));
    }
    let told = |reason: String| {
        eprintln!("error: {reason}");
        Failure::Found
    };
    tools().map_err(told)?;
    for (name, length) in chosen {
        fuzz(root(), name, *length, seconds).map_err(told)?;
    }
    Ok(())
}

/// Says which tool is missing, and how to get it.
fn tools() -> Result<(), String> {
    let there = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        let quiet = command
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        quiet.status().is_ok_and(|status| status.success())
    };
    if !there("rustup", &["run", "nightly", "rustc", "--version"]) {
        return Err("fuzzing needs a nightly compiler\nhelp: run `rustup toolchain install nightly --profile minimal`".to_owned());
    }
    if !there("rustup", &["run", "nightly", "cargo", "fuzz", "--version"]) {
        return Err("fuzzing needs cargo-fuzz\nhelp: run `cargo install cargo-fuzz`".to_owned());
    }
    Ok(())
}

/// Lets one target run for so many seconds. The documents of the goldens are what it starts from.
fn fuzz(root: &Path, name: &str, length: usize, seconds: u32) -> Result<(), String> {
    let corpus = root.join(TARGET).join("corpus").join(name);
    std::fs::create_dir_all(&corpus)
        .map_err(|error| format!("cannot make `{}`: {error}", corpus.display()))?;
    println!("==> {name}, for {seconds} s");
    let mut command = Command::new("rustup");
    command
        .args(["run", "nightly", "cargo", "fuzz", "run", name])
        .args(["--fuzz-dir", "codegen/fuzz", "--target-dir", TARGET])
        .arg(&corpus)
        .arg("codegen/goldens/specs")
        .arg("--")
        .args([
            format!("-max_total_time={seconds}"),
            format!("-max_len={length}"),
        ])
        // An input that takes this long in seconds is one that does not end.
        .args(["-timeout=30", "-rss_limit_mb=4096"])
        .current_dir(root);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!(
            "{name} has found an input ({status}): it is in codegen/fuzz/artifacts/{name}"
        )),
        Err(error) => Err(format!("cannot run rustup: {error}")),
    }
}
