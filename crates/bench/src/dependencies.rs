//! How many crates auth-core brings.

use std::collections::HashSet;
use std::process::Command;

/// The normal dependencies of auth-core without default features on this platform, itself not among them.
pub(crate) fn count() -> Option<usize> {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../auth-core/Cargo.toml");
    let output = Command::new("cargo")
        .args([
            "tree",
            "--locked",
            "--edges",
            "normal",
            "--no-default-features",
        ])
        .args([
            "--prefix",
            "none",
            "--format",
            "{p}",
            "--manifest-path",
            manifest,
        ])
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let tree = String::from_utf8(output.stdout).ok()?;
    let crates: HashSet<&str> = tree
        .lines()
        .map(|line| line.trim_end_matches(" (*)"))
        .filter(|line| !line.is_empty())
        .collect();
    crates.len().checked_sub(1)
}
