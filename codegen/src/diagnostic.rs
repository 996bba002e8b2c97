//! What the generator has to say about a document: what is wrong, where, why, and what to do.
//!
//! Every stage pushes into one [`Problems`], so that a run reports everything that it found, and not just the first fault.

mod render;
mod similar;

use std::collections::HashSet;
use std::sync::Arc;

use annotate_snippets::Level;

pub use render::Style;
pub(crate) use similar::similar;

/// Names one text of [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SourceId(usize);

/// A stretch of bytes in one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Location {
    /// The text that it is in.
    pub(crate) source: SourceId,
    /// First byte.
    pub(crate) start: usize,
    /// One past the last byte.
    pub(crate) end: usize,
}

/// Where a value of a document stands: the bytes for a reader's eyes, the JSON pointer for his tools.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    /// The bytes of the value (of a mapping: its first key, which is what a reader looks for).
    pub(crate) location: Location,
    /// JSON pointer (RFC 6901) without the leading `#`; the root is the empty string.
    pub(crate) pointer: Arc<str>,
}

/// A value, and the place where the document says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spanned<T> {
    /// What was read.
    pub(crate) value: T,
    /// Where it stands.
    pub(crate) place: Place,
}

impl<T> Spanned<T> {
    /// `value`, as it stands at `place`.
    pub(crate) fn new(value: T, place: Place) -> Self {
        Self { value, place }
    }
}

impl<T> std::ops::Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// One text that was read.
#[derive(Debug)]
struct Source {
    path: String,
    text: String,
}

/// The texts of a run, which locations point into.
#[derive(Debug, Default)]
pub(crate) struct Sources(Vec<Source>);

impl Sources {
    /// Keeps a text under the path that messages show.
    pub(crate) fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> SourceId {
        self.0.push(Source {
            path: path.into(),
            text: text.into(),
        });
        SourceId(self.0.len() - 1)
    }

    /// The path of a source, as messages show it.
    pub(crate) fn path(&self, id: SourceId) -> &str {
        self.0.get(id.0).map_or("", |source| &source.path)
    }

    /// The text of a source.
    pub(crate) fn text(&self, id: SourceId) -> &str {
        self.0.get(id.0).map_or("", |source| &source.text)
    }
}

/// A stretch of a source, and what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Label {
    location: Location,
    text: String,
}

/// What to do about a problem, where possible as a change of the text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Help {
    text: String,
    replacement: Option<(Location, String)>,
}

/// One thing that is wrong.
///
/// ```text
/// problems.push(
///     Problem::new("grant-member", format!("`{name}` names no member of the answer"))
///         .at(&name.place, format!("not a member of `{schema}`"))
///         .also(&member.place, "a similar member stands here")
///         .help("write the member's name"),
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[must_use = "a problem counts only when it is pushed"]
pub(crate) struct Problem {
    code: &'static str,
    title: String,
    /// Where a value is at fault.
    place: Option<Place>,
    primary: Option<Label>,
    secondary: Vec<Label>,
    notes: Vec<String>,
    help: Vec<Help>,
}

impl Problem {
    /// A problem of the family `code` (kebab-case, stable: tests and readers look for it). The title is one sentence without a full stop.
    pub(crate) fn new(code: &'static str, title: impl Into<String>) -> Self {
        Self {
            code,
            title: title.into(),
            place: None,
            primary: None,
            secondary: Vec::new(),
            notes: Vec::new(),
            help: Vec::new(),
        }
    }

    /// What is wrong, in one line.
    pub(crate) fn summary(&self) -> String {
        format!("{} [{}]", self.title, self.code)
    }

    /// The family of the problem.
    pub(crate) fn code(&self) -> &'static str {
        self.code
    }

    /// The value that is at fault, where it is known.
    pub(crate) fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    /// The value that is at fault, with a few words beside it (may be empty). Its JSON pointer becomes a note.
    pub(crate) fn at(mut self, place: &Place, label: impl Into<String>) -> Self {
        let note = format!("at #{}", place.pointer);
        self.place = Some(place.clone());
        self.at_location(place.location, label).note(note)
    }

    /// The text that is at fault, where there is no value yet: a syntax error.
    pub(crate) fn at_location(mut self, location: Location, label: impl Into<String>) -> Self {
        self.primary = Some(Label {
            location,
            text: label.into(),
        });
        self
    }

    /// Another place that explains the problem.
    pub(crate) fn also(mut self, place: &Place, label: impl Into<String>) -> Self {
        self.secondary.push(Label {
            location: place.location,
            text: label.into(),
        });
        self
    }

    /// Why it is a problem.
    pub(crate) fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// What to do.
    pub(crate) fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(Help {
            text: text.into(),
            replacement: None,
        });
        self
    }

    /// What to do, as a change of the text at `location`.
    pub(crate) fn replace(
        mut self,
        location: Location,
        with: impl Into<String>,
        text: impl Into<String>,
    ) -> Self {
        self.help.push(Help {
            text: text.into(),
            replacement: Some((location, with.into())),
        });
        self
    }
}

/// How many problems of a run are kept; more are only counted.
const KEPT: usize = 10_000;

/// How many problems are shown as text.
const SHOWN: usize = 100;

/// How many remarks are shown as text.
const REMARKS_SHOWN: usize = 20;

/// All that was found in a run. A problem that is reached on two ways (through two references) counts once.
///
/// A document of somebody else may have what one of the house must not have, such as an extension of another tool: that is a
/// [remark](Problems::remark), which fails a run over our own documents and is only reported for a foreign one.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    found: Kept,
    remarks: Kept,
    foreign: bool,
    /// How many things that the code does not depend on are being read, one inside another.
    incidental: usize,
    /// How many names [were compared](Problems::similar) with those that are not there.
    compared: usize,
}

impl Problems {
    /// For documents that the house has not written.
    pub(crate) fn foreign() -> Self {
        Self {
            foreign: true,
            ..Self::default()
        }
    }

    /// Whether the documents are somebody else's.
    pub(crate) fn is_foreign(&self) -> bool {
        self.foreign
    }

    /// What is pushed until [`end_incidental`](Self::end_incidental) is about something that no code depends on, such as an example or
    /// the address of a licence: a foreign document is not refused for its sake.
    pub(crate) fn begin_incidental(&mut self) {
        self.incidental += 1;
    }

    /// The end of what [`begin_incidental`](Self::begin_incidental) began.
    pub(crate) fn end_incidental(&mut self) {
        self.incidental -= 1;
    }

    /// Takes note of a problem.
    pub(crate) fn push(&mut self, problem: Problem) {
        if self.incidental > 0 {
            self.remark(problem);
        } else {
            self.found.push(problem);
        }
    }

    /// Takes note of what a document of the house must not have and a foreign one may.
    pub(crate) fn remark(&mut self, problem: Problem) {
        if self.foreign {
            self.remarks.push(problem);
        } else {
            self.found.push(problem);
        }
    }

    /// Whether no problem was found.
    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The problems, in the order in which they were found.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.found.list.iter()
    }

    /// How many remarks were made.
    pub(crate) fn remarks(&self) -> usize {
        self.remarks.count()
    }

    /// How many problems were found.
    pub(crate) fn len(&self) -> usize {
        self.found.count()
    }

    /// The problems as text, in the order of the sources, compiler style. Of very many, the first are shown and the others counted.
    pub(crate) fn render(&self, sources: &Sources, style: Style) -> String {
        self.found.render(&Level::ERROR, SHOWN, sources, style)
    }

    /// The remarks as text, like the problems.
    pub(crate) fn render_remarks(&self, sources: &Sources, style: Style) -> String {
        self.remarks
            .render(&Level::WARNING, REMARKS_SHOWN, sources, style)
    }
}

/// Problems without repetition, so many that they can be kept.
#[derive(Debug, Default)]
struct Kept {
    list: Vec<Problem>,
    seen: HashSet<Problem>,
    /// How many came after there was no more room.
    more: usize,
}

impl Kept {
    fn push(&mut self, problem: Problem) {
        if self.list.len() >= KEPT {
            self.more += usize::from(!self.seen.contains(&problem));
        } else if self.seen.insert(problem.clone()) {
            self.list.push(problem);
        }
    }

    fn count(&self) -> usize {
        self.list.len() + self.more
    }

    fn render(&self, level: &Level<'_>, shown: usize, sources: &Sources, style: Style) -> String {
        let mut ordered: Vec<&Problem> = self.list.iter().collect();
        ordered.sort_by_key(|problem| problem.primary.as_ref().map(|label| label.location));
        let mut out = String::new();
        for problem in ordered.iter().take(shown) {
            out.push_str(&render::problem(problem, level, sources, style));
            out.push_str("\n\n");
        }
        if let Some(hidden) = ordered.get(shown..).filter(|hidden| !hidden.is_empty()) {
            out.push_str(&render::rest(hidden, self.more, level, style));
            out.push_str("\n\n");
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::{Problem, Problems, Sources, Style};

    #[test]
    fn a_remark_fails_a_document_of_the_house_and_no_foreign_one() {
        let sources = Sources::default();
        let remark = || Problem::new("unknown-key", "`colour` is not a member of a schema");
        let mut own = Problems::default();
        own.remark(remark());
        assert_eq!(own.len(), 1);
        let mut foreign = Problems::foreign();
        foreign.remark(remark());
        foreign.remark(remark());
        assert!(foreign.is_empty());
        let text = foreign.render_remarks(&sources, Style::Plain);
        assert_eq!(text.matches("warning[unknown-key]").count(), 1, "{text}");
    }

    #[test]
    fn of_very_many_problems_the_first_are_shown_and_all_are_counted() {
        let sources = Sources::default();
        let mut problems = Problems::default();
        for number in 0..20_000 {
            problems.push(Problem::new("value", format!("the value {number}")));
        }
        problems.push(Problem::new("type", "another one"));
        assert_eq!(problems.len(), 20_001);
        let text = problems.render(&sources, Style::Plain);
        assert_eq!(text.matches("error[value]: the value").count(), 100);
        assert!(text.contains("error: and 19901 more"), "{text}");
        assert!(text.contains("9900 of `value`"), "{text}");
    }
}
