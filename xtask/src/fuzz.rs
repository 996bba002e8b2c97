//! `cargo xtask fuzz`: arbitrary documents for the generator, for a bounded time.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::Failure;
use crate::codegen::root;

/// The targets of `codegen/fuzz`, and how long an input of each may be, in bytes.
const TARGETS: [(&str, usize); 2] = [("load", 65_536), ("pipeline", 32_768)];

/// Where what was built and what was found goes, below the workspace.
const TARGET: &str = "target/fuzz";

/// Where cargo-fuzz goes if it is not installed, below the workspace.
const TOOLS: &str = "target/tools";

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
    let path = path(root());
    tools(root(), &path).map_err(told)?;
    for (name, length) in chosen {
        fuzz(root(), &path, name, *length, seconds).map_err(told)?;
    }
    Ok(())
}

/// Where programs are looked for.
#[expect(
    clippy::disallowed_methods,
    reason = "programs are looked for as the system does, and beside the build"
)]
fn path(root: &Path) -> OsString {
    let path = env::var_os("PATH").unwrap_or_default();
    let own = root.join(TOOLS).join("bin");
    let folders = env::split_paths(&path).chain([own]);
    env::join_paths(folders).unwrap_or(path)
}

/// Sees to the tools: cargo-fuzz is installed below `target` where it is not there, which takes a minute or two.
fn tools(root: &Path, path: &OsString) -> Result<(), String> {
    let nightly = |arguments: &[&str]| {
        let mut command = Command::new("rustup");
        command.args(["run", "nightly"]).args(arguments);
        command.env("PATH", path).current_dir(root);
        command
    };
    let there = |arguments: &[&str]| {
        let mut command = nightly(arguments);
        let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
        quiet.status().is_ok_and(|status| status.success())
    };
    if !there(&["rustc", "--version"]) {
        return Err("fuzzing needs a nightly compiler\nhelp: run `rustup toolchain install nightly --profile minimal`".to_owned());
    }
    if there(&["cargo", "fuzz", "--version"]) {
        return Ok(());
    }
    println!("==> cargo-fuzz, which is not installed, goes to {TOOLS}");
    let mut install = nightly(&["cargo", "install", "cargo-fuzz", "--locked"]);
    let installed = install.args(["--root", TOOLS]).status();
    if installed.is_ok_and(|status| status.success()) {
        Ok(())
    } else {
        Err(
            "fuzzing needs cargo-fuzz, which could not be installed\nhelp: run `cargo install cargo-fuzz`"
                .to_owned(),
        )
    }
}

/// Lets one target run for so many seconds. The documents of the goldens are what it starts from.
fn fuzz(
    root: &Path,
    path: &OsString,
    name: &str,
    length: usize,
    seconds: u32,
) -> Result<(), String> {
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
        .env("PATH", path)
        .current_dir(root);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!(
            "{name} has found an input ({status}): it is in codegen/fuzz/artifacts/{name}"
        )),
        Err(error) => Err(format!("cannot run rustup: {error}")),
    }
}
