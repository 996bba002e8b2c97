//! What the generator has to say about a document: what is wrong, where, why, and what to do.
//!
//! Every stage pushes into one [`Problems`], so that a run reports everything that it found, and not just the first fault.

mod problems;
mod render;
mod similar;

use std::sync::Arc;

pub(crate) use problems::Problems;
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

    /// The text that is at fault, where it is known.
    pub(crate) fn location(&self) -> Option<Location> {
        self.primary.as_ref().map(|label| label.location)
    }

    /// Whether another text would do in its place.
    pub(crate) fn has_replacement(&self) -> bool {
        self.help.iter().any(|help| help.replacement.is_some())
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
