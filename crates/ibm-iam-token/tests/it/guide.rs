//! The guide says what is so.

use std::fs;
use std::path::Path;

/// The source of the module of these tests with this name, such as `go_core::iam`.
fn source(module: &str) -> String {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let path = base.join(module.replace("::", "/"));
    fs::read_to_string(path.with_extension("rs"))
        .unwrap_or_else(|error| panic!("there is no module {module}: {error}"))
}

/// Rows of tables, without their heads.
fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let lines = text.lines().filter(|line| line.starts_with("| "));
    let rows = lines.map(|line| line.trim_matches('|').split('|').map(str::trim).collect());
    rows.filter(|row: &Vec<&str>| row[0] != "feature")
}

#[test]
fn every_feature_is_shown_by_a_test_that_exists() {
    let features = include_str!("../../src/docs/features.md");
    let mut count = 0;
    for row in rows(features) {
        count += 1;
        assert_eq!(row.len(), 7, "{row:?}");
        let name = row[6].trim_matches('`');
        let (module, test) = name.rsplit_once("::").unwrap();
        let source = source(module);
        let function = format!("fn {test}(");
        let (before, _) = source
            .split_once(&function)
            .unwrap_or_else(|| panic!("there is no test {name}"));
        let attribute = before
            .trim_end()
            .lines()
            .rev()
            .take(2)
            .find(|line| line.starts_with("#["));
        let attribute = attribute.unwrap_or_default();
        assert!(attribute.contains("test"), "{name} is no test: {attribute}");
    }
    assert!(count > 45, "{count} rows");
}
