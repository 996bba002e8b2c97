//! Whole runs, through the public interface.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use codegen::{Failure, Options, Outcome, Prettyplease, Style, generate};

const SOUND: &str = "openapi: 3.1.0\ninfo: {title: A, version: '1'}\ncomponents:\n  schemas:\n    A: {type: object, description: An A., properties: {b: {type: string, description: Its b.}}}\n";

/// A workspace with `specs` and `crates` in a temporary place.
struct Workspace(tempfile::TempDir);

impl Workspace {
    fn new(files: &[(&str, &str)]) -> Self {
        let workspace = Self(tempfile::tempdir().expect("a folder"));
        fs::create_dir(workspace.0.path().join("specs")).expect("a folder");
        fs::create_dir(workspace.0.path().join("crates")).expect("a folder");
        for (path, text) in files {
            workspace.put(path, text);
        }
        workspace
    }

    fn path(&self, path: &str) -> std::path::PathBuf {
        self.0.path().join(path)
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn options(&self) -> Options {
        Options {
            specs: self.path("specs"),
            crates: self.path("crates"),
            check: false,
            only: None,
        }
    }

    fn run(&self) -> Result<Outcome, Failure> {
        generate(&self.options(), &Prettyplease)
    }

    /// What a run finds wrong.
    fn problems(&self) -> String {
        self.run().expect_err("something is wrong").to_string()
    }

    /// Every file below `crates` with its text.
    fn files(&self) -> Vec<(String, String)> {
        fn walk(folder: &Path, found: &mut Vec<(String, String)>) {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    walk(&path, found);
                } else {
                    found.push((
                        path.display().to_string(),
                        fs::read_to_string(&path).expect("a text"),
                    ));
                }
            }
        }
        let mut found = Vec::new();
        walk(&self.path("crates"), &mut found);
        found.sort();
        found
    }
}

#[test]
fn a_second_run_has_nothing_to_do() {
    let workspace = Workspace::new(&[
        ("specs/README.md", "not a document"),
        ("specs/one/v1/a.yaml", SOUND),
        (
            "specs/two/b.json",
            r#"{"openapi": "3.0.3", "info": {"title": "B", "version": "1"}}"#,
        ),
        ("crates/one/Cargo.toml", ""),
        ("crates/two/Cargo.toml", ""),
    ]);
    let first = workspace
        .run()
        .unwrap_or_else(|failure| panic!("{failure}"));
    let crates: Vec<(&str, usize)> = first
        .crates
        .iter()
        .map(|outcome| (outcome.name.as_str(), outcome.documents))
        .collect();
    assert_eq!(crates, [("one", 1), ("two", 1)]);
    for outcome in &first.crates {
        assert_eq!(outcome.written.len(), outcome.files, "all of them are new");
    }
    let files = workspace.files();
    let second = workspace
        .run()
        .unwrap_or_else(|failure| panic!("{failure}"));
    assert!(second.is_fresh(), "{second:?}");
    assert_eq!(workspace.files(), files, "the same bytes each time");
}

#[test]
fn all_crates_are_read_before_any_problem_is_told() {
    let workspace = Workspace::new(&[
        (
            "specs/one/a.yaml",
            "openapi: 3.1.0\ninfo: {title: A, version: '1'}\nfoo: 1\n",
        ),
        ("specs/two/b.yaml", "swagger: '2.0'\n"),
        ("specs/three/c.yaml", SOUND),
        ("crates/one/Cargo.toml", ""),
        ("crates/two/Cargo.toml", ""),
        ("crates/three/Cargo.toml", ""),
    ]);
    let before = workspace.files();
    let failure = workspace.run().expect_err("two documents are wrong");
    assert_eq!(failure.count(), 2);
    let text = failure.render(Style::Plain);
    assert!(text.contains("--> specs/one/a.yaml:3:1"), "{text}");
    assert!(text.contains("--> specs/two/b.yaml:1:1"), "{text}");
    assert!(failure.render(Style::Styled).contains("\u{1b}["));
    assert_eq!(
        workspace.files(),
        before,
        "the sound crate is not written either"
    );
}

#[test]
fn generated_files_whose_documents_are_gone_are_removed() {
    let workspace = Workspace::new(&[
        ("crates/old/src/lib.rs", "// mine\n"),
        ("crates/old/src/generated/mod.rs", "// @generated once\n"),
        ("crates/other/src/lib.rs", "// mine\n"),
    ]);
    let checked = generate(
        &Options {
            check: true,
            ..workspace.options()
        },
        &Prettyplease,
    )
    .expect("sound");
    assert!(!checked.is_fresh());
    assert!(
        checked.crates[0]
            .diff
            .starts_with("--- a/crates/old/src/generated/mod.rs\n+++ /dev/null\n")
    );
    assert_eq!(workspace.files().len(), 3, "a check writes nothing");
    let outcome = workspace.run().expect("sound");
    assert_eq!(outcome.crates.len(), 1);
    assert_eq!(
        outcome.crates[0].removed,
        ["crates/old/src/generated/mod.rs"]
    );
    assert_eq!(workspace.files().len(), 2);
    assert!(!workspace.path("crates/old/src/generated").exists());
}

#[test]
fn one_crate_can_be_chosen() {
    let workspace = Workspace::new(&[
        ("specs/one/a.yaml", SOUND),
        ("specs/two/b.yaml", "no document"),
        ("crates/one/Cargo.toml", ""),
    ]);
    let only = |name: &str| Options {
        only: Some(name.to_owned()),
        ..workspace.options()
    };
    let outcome =
        generate(&only("one"), &Prettyplease).unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(outcome.crates.len(), 1);
    let failure = generate(&only("three"), &Prettyplease)
        .expect_err("there is none")
        .to_string();
    assert!(
        failure.contains("there are no documents of a crate `three`"),
        "{failure}"
    );
    assert!(failure.contains("one, two"), "{failure}");
}

#[test]
fn folders_that_are_missing_are_reported() {
    let without_crate = Workspace::new(&[("specs/one/a.yaml", SOUND)]);
    let text = without_crate.problems();
    assert!(
        text.starts_with("error[crate]: there is no crate `crates/one`"),
        "{text}"
    );
    let empty = tempfile::tempdir().expect("a folder");
    let options = Options {
        specs: empty.path().join("specs"),
        crates: empty.path().join("crates"),
        check: false,
        only: None,
    };
    let text = generate(&options, &Prettyplease)
        .expect_err("no folder")
        .to_string();
    assert!(text.starts_with("error[io]: cannot read"), "{text}");
}

/// A document whose module needs features, and refers to another or holds a text.
fn gated(features: &str, member: &str) -> String {
    format!(
        "{}{features}\n",
        SOUND.replace("{type: string, description: Its b.}", member)
    )
}

#[test]
fn every_feature_of_a_document_is_in_the_manifest() {
    let text = gated("x-feature: v2", "{type: string, description: Its b.}");
    let workspace = Workspace::new(&[("specs/one/a.yaml", &text), ("crates/one/src/lib.rs", "")]);
    let found = workspace.problems();
    assert!(
        found.contains("`crates/one/Cargo.toml` cannot be read"),
        "{found}"
    );
    workspace.put("crates/one/Cargo.toml", "[features]\ndefault = []\n");
    let found = workspace.problems();
    assert!(
        found.contains("`crates/one/Cargo.toml` has no feature `v2`"),
        "{found}"
    );
    workspace.put("crates/one/Cargo.toml", "[features\n");
    let found = workspace.problems();
    assert!(
        found.contains("`crates/one/Cargo.toml` is not understood"),
        "{found}"
    );
    workspace.put("crates/one/Cargo.toml", "[features]\nv2 = []\n");
    workspace.run().expect("nothing is wrong");
}

#[test]
fn a_feature_enables_those_of_the_documents_that_it_refers_to() {
    let reference = gated("x-feature: a", "{$ref: 'b.yaml#/components/schemas/A'}");
    let target = gated("x-feature: b", "{type: string, description: Its b.}");
    let workspace = Workspace::new(&[
        ("specs/one/a.yaml", &reference),
        ("specs/one/b.yaml", &target),
        ("crates/one/Cargo.toml", "[features]\na = []\nb = []\n"),
    ]);
    let found = workspace.problems();
    assert!(
        found.contains("the feature `a` of `crates/one/Cargo.toml` does not enable `b`"),
        "{found}"
    );
    workspace.put(
        "crates/one/Cargo.toml",
        "[features]\na = [\"c\"]\nc = [\"b\"]\nb = []\n",
    );
    workspace.run().expect("nothing is wrong");
}

#[test]
fn a_crate_with_doubles_gets_round_trips_and_loses_them_with_its_feature() {
    let document = "openapi: 3.1.0\ninfo: {title: A, version: '1'}\nservers: [{url: https://a.example}]\npaths:\n  /things/{id}:\n    get:\n      operationId: getThing\n      description: Gets a thing.\n      parameters: [{name: id, in: path, required: true, description: Which., schema: {type: string}}]\n      responses: {'204': {description: It is there.}}\n";
    let doubles = "[features]\nmock = []\n";
    let workspace = Workspace::new(&[
        ("specs/a/things.yaml", document),
        ("crates/a/Cargo.toml", doubles),
    ]);
    workspace
        .run()
        .unwrap_or_else(|failure| panic!("{failure}"));
    let trips = fs::read_to_string(workspace.path("crates/a/tests/generated/things.rs"));
    let trips = trips.expect("round trips");
    for part in [
        "@generated",
        "operation: \"getThing\"",
        "paths: &[\"/things/{0}\"]",
    ] {
        assert!(trips.contains(part), "no `{part}` in\n{trips}");
    }
    workspace.put("crates/a/Cargo.toml", "[features]\n");
    let outcome = workspace
        .run()
        .unwrap_or_else(|failure| panic!("{failure}"));
    let removed = [
        "crates/a/tests/generated/mod.rs",
        "crates/a/tests/generated/things.rs",
    ];
    assert_eq!(outcome.crates[0].removed, removed);
}
