//! Why a run has written nothing.

use std::fmt;

use crate::diagnostic::{Problem, Problems, Sources, Style};

/// Why a run has written nothing.
#[derive(Debug)]
pub struct Failure {
    sources: Sources,
    /// Boxed, because a result should not be large for the sake of its rare case.
    problems: Box<Problems>,
}

impl Failure {
    pub(crate) fn new(sources: Sources, problems: Problems) -> Self {
        Self {
            sources,
            problems: Box::new(problems),
        }
    }

    /// The system has no room for a run.
    pub(crate) fn system(error: &std::io::Error) -> Self {
        let mut problems = Problems::default();
        problems.push(Problem::new(
            "io",
            format!("cannot start a thread: {error}"),
        ));
        Self::new(Sources::default(), problems)
    }

    /// The first problem, in one line.
    #[must_use]
    pub fn first(&self) -> String {
        let first = self.problems.iter().next();
        first.map_or_else(String::new, Problem::summary)
    }

    /// Whether any problem is a fault of the generator, which has made something that is no Rust.
    #[must_use]
    pub fn blames_generator(&self) -> bool {
        let own =
            |problem: &Problem| matches!(problem.code(), "count" | "format" | "generated-path");
        self.problems.iter().any(own)
    }

    /// Whether each problem is a fault of the document itself: what it says is no OpenAPI that is read here. Otherwise it may be sound, and the
    /// generator has no answer to something in it.
    #[must_use]
    pub fn blames_document(&self) -> bool {
        let invalid = |problem: &Problem| INVALID.contains(&problem.code());
        self.problems.iter().all(invalid)
    }

    /// How many problems were found; at least one.
    #[must_use]
    pub fn count(&self) -> usize {
        self.problems.len()
    }

    /// All problems, compiler style: what, where, why, and what to do.
    #[must_use]
    pub fn render(&self, style: Style) -> String {
        self.problems.render(&self.sources, style)
    }

    /// How many remarks there are beside the problems. A run does not fail for them.
    #[must_use]
    pub fn remarks(&self) -> usize {
        self.problems.remarks()
    }

    /// What is odd and would have no effect on the code, compiler style.
    #[must_use]
    pub fn render_remarks(&self, style: Style) -> String {
        self.problems.render_remarks(&self.sources, style)
    }
}

/// The families of problems that a document itself is at fault for.
const INVALID: &[&str] = &[
    "component-name",
    "depth",
    "duplicate-key",
    "empty",
    "encoding",
    "key",
    "merge-key",
    "missing-key",
    "not-openapi",
    "path",
    "reference",
    "reference-cycle",
    "reference-dangling",
    "reference-file",
    "reference-kind",
    "schema-circle",
    "schema-cycle",
    "server",
    "several-documents",
    "status",
    "syntax",
    "type",
    "value",
    "version",
    "yaml-alias",
];

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Style::Plain))
    }
}

impl std::error::Error for Failure {}
