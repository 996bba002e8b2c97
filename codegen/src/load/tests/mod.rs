//! Whole documents through the loader.

mod extensions;
mod lenient;
mod pagination;
mod problems;
mod references;
mod typed;

use super::*;

/// Loads the files of one crate; what is reported comes as text.
fn load(files: &[(&str, &str)]) -> (Option<Vec<Document>>, String) {
    let file = |(path, text): &(&str, &str)| {
        let shown = format!("specs/a/{path}");
        SpecFile::new((*path).to_owned(), shown, text.as_bytes().to_vec())
            .expect("the ending of a document")
    };
    let mut sources = Sources::default();
    let mut problems = Problems::default();
    let documents = documents(
        files.iter().map(file).collect(),
        &mut sources,
        &mut problems,
    )
    .whole();
    assert_eq!(
        documents.is_none(),
        !problems.is_empty(),
        "documents come exactly where nothing is wrong"
    );
    (
        documents,
        problems.render(&sources, crate::diagnostic::Style::Plain),
    )
}

/// The documents of files in which nothing is wrong.
fn loaded(files: &[(&str, &str)]) -> Vec<Document> {
    let (documents, problems) = load(files);
    documents.unwrap_or_else(|| panic!("{problems}"))
}

/// What is reported about one YAML document.
fn problems(text: &str) -> String {
    load(&[("a.yaml", text)]).1
}

/// A document around some `components`, each line of which is given without indentation.
fn with_components(version: &str, components: &str) -> String {
    let lines: Vec<String> = components
        .lines()
        .map(|line| format!("  {line}\n"))
        .collect();
    format!(
        "openapi: {version}\ninfo: {{title: A, version: 1.0}}\ncomponents:\n{}",
        lines.concat()
    )
}

/// A document around the members of one operation, each line of which is given without indentation.
fn with_operation(path: &str, operation: &str) -> String {
    let lines: Vec<String> = operation
        .lines()
        .map(|line| format!("      {line}\n"))
        .collect();
    let answer = if operation.contains("responses:") {
        ""
    } else {
        "      responses: {200: {description: d}}\n"
    };
    let head = "openapi: 3.1.0\ninfo: {title: A, version: 1.0}\n";
    format!(
        "{head}paths:\n  {path}:\n    post:\n{}{answer}",
        lines.concat()
    )
}

/// The first line of every problem, without `error`, and the pointer that it names.
fn summary(problems: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in problems.lines() {
        if let Some(title) = line.strip_prefix("error") {
            found.push(title.to_owned());
        } else if let Some((_, pointer)) = line.split_once("= note: at ")
            && let Some(last) = found.last_mut()
        {
            last.push_str(" @ ");
            last.push_str(pointer);
        }
    }
    found
}
