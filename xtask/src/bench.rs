//! `cargo xtask bench`: the token cache beside its peers.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use crate::Failure;
use crate::codegen::root;

/// A workspace of its own, because what the peers depend on is large.
const MANIFEST: &str = "crates/bench/Cargo.toml";

/// What it is built into, and where the results go.
const TARGET: &str = "target/bench";

/// The command, with its options.
pub(crate) fn run(mut arguments: lexopt::Parser) -> Result<(), Failure> {
    use lexopt::prelude::*;

    let mut options: Vec<OsString> = Vec::new();
    while let Some(argument) = arguments.next()? {
        let name = match argument {
            Long("quick") => {
                options.push("--quick".into());
                continue;
            }
            Long("write") => {
                options.push("--write".into());
                continue;
            }
            Long("runs") => "--runs",
            Long("only") => "--only",
            Long("scenario") => "--scenario",
            argument => return Err(argument.unexpected().into()),
        };
        options.extend([name.into(), arguments.value()?]);
    }
    build_and_measure(root(), &options).map_err(|reason| {
        eprintln!("error: {reason}");
        Failure::Found
    })
}

/// Both programs of the package are built: the one that measures starts the one that counts.
fn build_and_measure(root: &Path, options: &[OsString]) -> Result<(), String> {
    let mut build = Command::new(option_env!("CARGO").unwrap_or("cargo"));
    build.args(["build", "--release", "--bins"]).args([
        "--manifest-path",
        MANIFEST,
        "--target-dir",
        TARGET,
    ]);
    done(root, build)?;
    let program = Path::new(TARGET).join("release").join("bench");
    let mut measure = Command::new(root.join(program));
    measure.args(["--out", TARGET]).args(options);
    done(root, measure)?;
    println!("The results are in {TARGET}: results.md, results.json and chart.svg.");
    Ok(())
}

fn done(root: &Path, mut command: Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    match command.current_dir(root).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{program} failed ({status})")),
        Err(error) => Err(format!("{program} failed: {error}")),
    }
}
