//! The walk-through of `specs/README.md`, done as it is written.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use codegen::{Options, Prettyplease, generate};

fn root() -> PathBuf {
    let codegen = Path::new(env!("CARGO_MANIFEST_DIR"));
    codegen.parent().expect("the workspace").to_owned()
}

/// The files that the walk-through shows: each block of code begins with a comment that names its file.
fn files(readme: &str) -> Vec<(String, String)> {
    let (_, walk) = readme
        .split_once("## How to add a provider")
        .expect("the walk-through");
    let walk = walk.split("\n## ").next().unwrap_or(walk);
    let mut files = Vec::new();
    for block in walk.split("```").skip(1).step_by(2) {
        let (_, block) = block.split_once('\n').expect("the language and the code");
        let (first, rest) = block
            .split_once('\n')
            .expect("the name of the file and its text");
        let name = first.trim_start_matches(['#', '/']).trim();
        files.push((name.to_owned(), rest.to_owned()));
    }
    files
}

/// The manifest of this workspace, for a workspace elsewhere that has these members.
fn manifest(members: &str) -> String {
    let text = fs::read_to_string(root().join("Cargo.toml")).expect("a manifest");
    let here = format!("path = \"{}/", root().display());
    let lines = text.lines().map(|line| {
        if line.starts_with("members = ") {
            format!("members = [{members}]")
        } else if line.starts_with("exclude = ") {
            String::new()
        } else {
            line.replace("path = \"", &here)
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_provider_is_added_as_the_walk_through_says() {
    let place = tempfile::tempdir().expect("a folder");
    let readme = fs::read_to_string(root().join("specs/README.md")).expect("a text");
    let files = files(&readme);
    assert_eq!(
        files.len(),
        4,
        "a document, a manifest, a front door and a test"
    );
    for (path, text) in &files {
        let path = place.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    fs::write(
        place.path().join("Cargo.toml"),
        manifest("\"crates/acme-token\""),
    )
    .expect("a file");
    fs::copy(root().join("Cargo.lock"), place.path().join("Cargo.lock")).expect("a lock file");
    let options = Options {
        specs: place.path().join("specs"),
        crates: place.path().join("crates"),
        check: false,
        only: None,
    };
    if let Err(failure) = generate(&options, &Prettyplease) {
        panic!("{failure}");
    }
    // What it depends on is built once, into a folder that outlives the test.
    let output = Command::new(env!("CARGO"))
        .args(["test", "--quiet", "--offline"])
        .env(
            "CARGO_TARGET_DIR",
            root().join("target").join("walk-through"),
        )
        .current_dir(place.path())
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
