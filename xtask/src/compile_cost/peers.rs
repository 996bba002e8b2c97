//! What other generators make of the documents of identity v2.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::contestant::Contestant;
use super::{remove, write};

/// The documents, one for each service.
const SPECS: &str = "specs/spaceone-identity/v2";

/// A package outside the workspace, because what progenitor depends on is large.
const TOOL: &str = "xtask/compile-cost/Cargo.toml";

/// The others, and how many operations each has.
#[derive(Debug)]
pub(super) struct Peers {
    pub(super) contestants: Vec<Contestant>,
    pub(super) operations: String,
}

/// Makes all of them, of one document with all operations.
///
/// # Errors
///
/// Says which tool is missing, and how to get it, or what a tool says.
pub(super) fn make(root: &Path, folder: &Path, openapi_generator: &Path) -> Result<Peers, String> {
    let version = openapi_generator_version(openapi_generator)?;
    let operations = bundle_and_progenitor(root, folder)?;
    openapi_generator_client(folder, openapi_generator)?;
    let made = [
        ("progenitor 0.15, positional", "progenitor-positional"),
        ("progenitor 0.15, builder", "progenitor-builder"),
        (
            &format!("openapi-generator {version}, rust"),
            "openapi-generator",
        ),
    ];
    let mut contestants = Vec::new();
    for (name, package) in made {
        // The versions of our own dependencies, so that the same crates are compared; cargo adds what else there is.
        let lock = folder.join(package).join("Cargo.lock");
        fs::copy(root.join("Cargo.lock"), &lock)
            .map_err(|error| format!("{}: {error}", lock.display()))?;
        contestants.push(Contestant::peer(name, package, folder));
    }
    Ok(Peers {
        contestants,
        operations,
    })
}

fn bundle_and_progenitor(root: &Path, folder: &Path) -> Result<String, String> {
    let mut make = Command::new(option_env!("CARGO").unwrap_or("cargo"));
    make.args(["run", "--quiet", "--manifest-path"])
        .arg(root.join(TOOL))
        .arg("--target-dir")
        .arg(folder.join("tool"))
        .arg("--")
        .arg(root.join(SPECS))
        .arg(folder)
        .stderr(Stdio::inherit());
    let said = output("the maker of the peers", make.output())?;
    Ok(said.trim().to_owned())
}

fn openapi_generator_version(program: &Path) -> Result<String, String> {
    let version = Command::new(program).arg("version").output();
    output("openapi-generator", version)
        .map(|version| version.trim().to_owned())
        .map_err(|error| {
            format!(
                "{error}\nhelp: run `pip install openapi-generator-cli` (it needs Java 11 or newer), and put it on PATH or name it: `--openapi-generator PROGRAM`"
            )
        })
}

fn openapi_generator_client(folder: &Path, program: &Path) -> Result<(), String> {
    let out = folder.join("openapi-generator");
    remove(&out)?;
    let made = Command::new(program)
        .args(["generate", "-g", "rust", "-i"])
        .arg(folder.join("bundle.json"))
        .arg("-o")
        .arg(&out)
        .arg("--additional-properties=packageName=openapi-generator,reqwestDefaultFeatures=rustls")
        .output();
    output("openapi-generator", made)?;
    // It lies below our workspace, and is none of it.
    let manifest = out.join("Cargo.toml");
    let text = fs::read_to_string(&manifest)
        .map_err(|error| format!("{}: {error}", manifest.display()))?;
    write(&manifest, &format!("{text}\n[workspace]\n"))
}

fn output(program: &str, outcome: std::io::Result<Output>) -> Result<String, String> {
    match outcome {
        Ok(output) if output.status.success() => {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        }
        Ok(output) => Err(format!(
            "{program} failed ({})\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        )),
        Err(error) => Err(format!("{program} is not there: {error}")),
    }
}
