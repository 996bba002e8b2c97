//! The tests that `README.md` names are there.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

/// The texts of all Rust files below a folder, without what is generated or built.
fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().unwrap_or_default();
        if path.is_dir() && name != "target" && name != "generated" {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(fs::read_to_string(&path).expect("a text"));
        }
    }
}

#[test]
fn every_reported_problem_names_a_test_that_is_there() {
    let codegen = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut sources_read = Vec::new();
    for folder in [
        codegen.clone(),
        codegen.join("../crates/api-core"),
        codegen.join("../xtask"),
    ] {
        sources(&folder, &mut sources_read);
    }
    let readme = fs::read_to_string(codegen.join("README.md")).expect("a text");
    let rows: Vec<Vec<&str>> = readme
        .lines()
        .filter(|line| line.starts_with("| ") && line.as_bytes()[2].is_ascii_digit())
        .map(|line| line.trim_matches('|').split(" | ").collect())
        .collect();
    assert_eq!(rows.len(), 27, "one row for each reported problem");
    for cells in rows {
        let [number, _, _, tests] = cells.as_slice() else {
            panic!("four columns: {cells:?}");
        };
        let names: Vec<&str> = tests.split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty(), "no test in row {number}");
        for name in names {
            let function = format!("fn {name}()");
            let there = sources_read.iter().any(|text| text.contains(&function));
            assert!(there, "row {number}: there is no test `{name}`");
        }
    }
}
