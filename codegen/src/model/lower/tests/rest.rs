//! What is told about documents in which the reader finds problems.

use std::path::Path;

use super::*;
use crate::load::{Loaded, spec_files};

/// The documents of the goldens, as paths and texts.
fn files() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("goldens/specs/goldens");
    let mut problems = Problems::default();
    let files = spec_files(&folder, "", &mut problems);
    let text = |bytes| String::from_utf8(bytes).expect("a text");
    let files = files.into_iter();
    files.map(|file| (file.path, text(file.bytes))).collect()
}

/// What a line may become: nothing, or one with another key, value or reference.
fn damaged(line: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    if let Some((key, value)) = line.split_once(": ") {
        found.push(format!("{key}x: {value}"));
        if !value.starts_with(['|', '>']) {
            found.push(format!("{key}: [x]\n"));
            found.push(format!("{key}: {{x: 1}}\n"));
            found.push(format!("{key}: 7\n"));
        }
    } else if let Some(key) = line.trim_end().strip_suffix(':') {
        found.push(format!("{key}x:\n"));
    }
    if line.contains("$ref: '#/") {
        found.push(line.replace("$ref: '#/", "$ref: '#/x"));
    }
    if line.contains(", ") {
        found.push(line.replacen(", ", ", zzz: 1, ", 1));
    }
    found
}

/// What the reader finds in a document, and what the model finds in the rest of it. None: nothing is wrong, or there is no rest.
fn found_in_rest((path, text): (&str, &str)) -> Option<(String, String)> {
    let bytes = text.as_bytes().to_vec();
    let file = SpecFile::new(path.to_owned(), path.to_owned(), bytes).expect("a document");
    let (mut sources, mut problems) = (Sources::default(), Problems::default());
    let loaded = load::documents(vec![file], &mut sources, &mut problems);
    let Loaded::Faulty(Some(rest)) = loaded else {
        return None;
    };
    let (mut found, mut more) = (problems.alike(), problems.alike());
    survey("a-crate", &rest.documents, &mut found);
    rest.judge(found, &mut more);
    let told = |problems: Problems| problems.render(&sources, Style::Plain);
    Some((told(problems), told(more)))
}

/// One line in so many is damaged, and another one in each document.
const EVERY: usize = 23;

#[test]
fn nothing_is_told_that_follows_from_a_fault_of_a_sound_document() {
    let mut tried = 0;
    for (index, (path, text)) in files().iter().enumerate() {
        if text.contains("yaml#") {
            // It needs others.
            continue;
        }
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        for number in (index % EVERY..lines.len()).step_by(EVERY) {
            for other in damaged(lines[number]) {
                let (before, after) = (lines[..number].concat(), lines[number + 1..].concat());
                let changed = format!("{before}{other}{after}");
                if let Some((reader, model)) = found_in_rest((path, &changed)) {
                    let line = number + 1;
                    assert_eq!(model, "", "{path}:{line}: {other}\n{reader}");
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 100, "only {tried} faults were tried");
}
