//! Problems as text, the way `rustc` and `cargo` show theirs.

use std::collections::BTreeMap;
use std::ops::Range;

use annotate_snippets::{
    Annotation, AnnotationKind, Group, Level, Patch, Renderer, Snippet, normalize_untrusted_str,
};

use super::{Help, Label, Location, Problem, SourceId, Sources};

/// How problems are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// Text alone: for files, pipes and tests.
    #[default]
    Plain,
    /// With the escape sequences of a terminal.
    Styled,
}

/// One problem with its labels, notes and help.
pub(super) fn problem(
    problem: &Problem,
    level: &Level<'_>,
    sources: &Sources,
    style: Style,
) -> String {
    let title = normalize_untrusted_str(&problem.title);
    let mut main = Group::with_title(level.clone().primary_title(title).id(problem.code));
    let mut cuts = Vec::new();
    for (snippet, cut) in windows(problem, sources) {
        main = main.element(snippet);
        cuts.extend(cut);
    }
    for note in &problem.notes {
        main = main.element(Level::NOTE.message(normalize_untrusted_str(note)));
    }
    let (changes, words): (Vec<&Help>, Vec<&Help>) = problem
        .help
        .iter()
        .partition(|help| help.replacement.is_some());
    for help in words {
        main = main.element(Level::HELP.message(normalize_untrusted_str(&help.text)));
    }
    let mut report = vec![main];
    report.extend(changes.into_iter().map(|help| change(help, sources)));
    let drawn = renderer(style).render(&report);
    // Columns are told as of the piece.
    cuts.into_iter().fold(drawn, |drawn, Cut { shown, meant }| {
        drawn.replacen(&shown, &meant, 1)
    })
}

/// What is not shown of very many problems: how many there are of each family. `more`: those that were not kept.
pub(super) fn rest(hidden: &[&Problem], more: usize, level: &Level<'_>, style: Style) -> String {
    let mut families: BTreeMap<&str, usize> = BTreeMap::new();
    for problem in hidden {
        *families.entry(problem.code).or_default() += 1;
    }
    let title = format!("and {} more", hidden.len() + more);
    let mut group = Group::with_title(level.clone().primary_title(title));
    let families = families
        .iter()
        .map(|(code, count)| format!("{count} of `{code}`"));
    group = group.element(Level::NOTE.message(families.collect::<Vec<_>>().join(", ")));
    if more > 0 {
        group = group.element(Level::NOTE.message(format!("{more} that were only counted")));
    }
    renderer(style).render(&[group])
}

fn renderer(style: Style) -> Renderer {
    match style {
        Style::Plain => Renderer::plain(),
        Style::Styled => Renderer::styled(),
    }
}

/// A place that is told of a piece of a line, and the same place of the line.
struct Cut {
    shown: String,
    meant: String,
}

/// One for each source that a label points into, that of the primary label first.
fn windows<'s>(
    problem: &'s Problem,
    sources: &'s Sources,
) -> Vec<(Snippet<'s, Annotation<'s>>, Option<Cut>)> {
    let Some(primary) = &problem.primary else {
        return Vec::new();
    };
    let mut order: Vec<SourceId> = vec![primary.location.source];
    for label in &problem.secondary {
        if !order.contains(&label.location.source) {
            order.push(label.location.source);
        }
    }
    let labels = || {
        let secondary = problem
            .secondary
            .iter()
            .map(|label| (AnnotationKind::Context, label));
        std::iter::once((AnnotationKind::Primary, primary)).chain(secondary)
    };
    order
        .into_iter()
        .map(|source| {
            let here: Vec<(AnnotationKind, &Label)> = labels()
                .filter(|(_, label)| label.location.source == source)
                .collect();
            let window = Window::around(here.iter().map(|(_, label)| label.location), sources);
            let path = sources.path(source);
            let first = here.first().map(|(_, label)| label.location);
            let piece = first.and_then(|first| Some((first, window.piece()?)));
            let (window, cut) = match piece {
                None => (window, None),
                Some((first, piece)) => {
                    let told = |of: &Window<'_>| format!("{path}:{}:{}", of.line, of.column(first));
                    let (shown, meant) = (told(&piece), told(&window));
                    (piece, Some(Cut { shown, meant }))
                }
            };
            let snippet = window.snippet(path);
            let snippet = here.into_iter().fold(snippet, |snippet, (kind, label)| {
                let text = normalize_untrusted_str(&label.text);
                let annotation = kind.span(window.range(label.location));
                snippet.annotation(if text.is_empty() {
                    annotation
                } else {
                    annotation.label(text)
                })
            });
            (snippet, cut)
        })
        .collect()
}

fn change<'s>(help: &'s Help, sources: &'s Sources) -> Group<'s> {
    let title = Level::HELP.secondary_title(normalize_untrusted_str(&help.text));
    match &help.replacement {
        None => Group::with_title(title),
        Some((location, replacement)) => {
            let window = Window::around(std::iter::once(*location), sources);
            // A change is drawn as whole lines, and the title says what it is.
            if window.text.len() > LONG {
                return Group::with_title(title);
            }
            let patch = Patch::new(
                within_quotes(window.text, window.range(*location), replacement),
                replacement,
            );
            let snippet: Snippet<'_, Patch<'_>> = window.snippet(sources.path(location.source));
            Group::with_title(title).element(snippet.patch(patch))
        }
    }
}

/// How many bytes the lines of a change may have before it is not drawn, and of one line what is looked at around a place: JSON often comes as a single line.
const LONG: usize = 1024;

/// The whole lines that some locations touch: drawing does not depend on the length of the rest of a document.
struct Window<'s> {
    text: &'s str,
    /// Where `text` starts in its source.
    offset: usize,
    /// The number of its first line.
    line: usize,
    /// What the locations cover of it.
    places: Range<usize>,
}

impl<'s> Window<'s> {
    fn around(locations: impl Iterator<Item = Location>, sources: &'s Sources) -> Self {
        let mut whole: Option<(SourceId, Range<usize>)> = None;
        for Location { source, start, end } in locations {
            let (_, range) = whole.get_or_insert((source, start..end));
            *range = range.start.min(start)..range.end.max(end);
        }
        let Some((source, range)) = whole else {
            return Self {
                text: "",
                offset: 0,
                line: 1,
                places: 0..0,
            };
        };
        let text = sources.text(source);
        let start = boundary(text, range.start);
        let end = boundary(text, range.end).max(start);
        let places = start..end;
        let offset = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let end = text[end..]
            .find('\n')
            .map_or(text.len(), |newline| end + newline + 1);
        Self {
            text: &text[offset..end],
            offset,
            line: text[..offset].matches('\n').count() + 1,
            places: places.start - offset..places.end - offset,
        }
    }

    /// The bytes of a location in this window; always within its text and on character boundaries.
    fn range(&self, location: Location) -> Range<usize> {
        let start = boundary(self.text, location.start.saturating_sub(self.offset));
        let end = boundary(self.text, location.end.saturating_sub(self.offset));
        start..end.max(start)
    }

    /// Of one long line, what is near the places in it: drawing would look at all of it.
    fn piece(&self) -> Option<Self> {
        let line = self.text.strip_suffix('\n').unwrap_or(self.text);
        if line.len() <= LONG || line.contains('\n') || self.places.len() > LONG {
            return None;
        }
        let start = boundary(line, self.places.start.saturating_sub(LONG));
        let end = boundary(line, self.places.end.saturating_add(LONG)).max(start);
        Some(Self {
            text: &line[start..end],
            offset: self.offset + start,
            line: self.line,
            places: self.places.start - start..self.places.end - start,
        })
    }

    /// The column of a location in the first line, in characters from 1.
    fn column(&self, location: Location) -> usize {
        self.text[..self.range(location).start].chars().count() + 1
    }

    fn snippet<T: Clone>(&self, path: &'s str) -> Snippet<'s, T> {
        Snippet::source(self.text).line_start(self.line).path(path)
    }
}

/// A word that takes the place of a quoted one stays in its quotes.
fn within_quotes(text: &str, range: Range<usize>, replacement: &str) -> Range<usize> {
    let quotes = ['"', '\''];
    let old = &text[range.clone()];
    if old.len() >= 2
        && old.starts_with(quotes)
        && old.ends_with(quotes)
        && !replacement.starts_with(quotes)
    {
        range.start + 1..range.end - 1
    } else {
        range
    }
}

/// The last character boundary at or before `index`.
fn boundary(text: &str, index: usize) -> usize {
    let mut index = index.min(text.len());
    while !text.is_char_boundary(index) {
        index -= 1;
    }
    index
}

#[cfg(test)]
mod tests;
