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
    for window in windows(problem, sources) {
        main = main.element(window);
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
    renderer(style).render(&report)
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

/// One snippet for each source that a label points into, that of the primary label first.
fn windows<'s>(problem: &'s Problem, sources: &'s Sources) -> Vec<Snippet<'s, Annotation<'s>>> {
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
            here.into_iter().fold(
                window.snippet(sources.path(source)),
                |snippet, (kind, label)| {
                    let text = normalize_untrusted_str(&label.text);
                    let annotation = kind.span(window.range(label.location));
                    snippet.annotation(if text.is_empty() {
                        annotation
                    } else {
                        annotation.label(text)
                    })
                },
            )
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

/// How many bytes the lines of a change may have before it is not drawn: JSON often comes as a single line.
const LONG: usize = 1024;

/// The whole lines that some locations touch: drawing does not depend on the length of the rest of a document.
struct Window<'s> {
    text: &'s str,
    /// Where `text` starts in its source.
    offset: usize,
    /// The number of its first line.
    line: usize,
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
            };
        };
        let text = sources.text(source);
        let start = boundary(text, range.start);
        let end = boundary(text, range.end).max(start);
        let offset = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let end = text[end..]
            .find('\n')
            .map_or(text.len(), |newline| end + newline + 1);
        Self {
            text: &text[offset..end],
            offset,
            line: text[..offset].matches('\n').count() + 1,
        }
    }

    /// The bytes of a location in this window; always within its text and on character boundaries.
    fn range(&self, location: Location) -> Range<usize> {
        let start = boundary(self.text, location.start.saturating_sub(self.offset));
        let end = boundary(self.text, location.end.saturating_sub(self.offset));
        start..end.max(start)
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
mod tests {
    use super::*;
    use crate::diagnostic::{Place, Problems};

    fn place(sources: &Sources, source: SourceId, word: &str, pointer: &str) -> Place {
        let start = sources
            .text(source)
            .find(word)
            .expect("the word is in the text");
        Place {
            location: Location {
                source,
                start,
                end: start + word.len(),
            },
            pointer: pointer.into(),
        }
    }

    #[test]
    fn a_problem_shows_place_pointer_reason_and_change() {
        let mut sources = Sources::default();
        let text =
            "openapi: 3.1.0\nx-token-grant:\n  expiresIn: expires_inn\nmembers:\n  expires_in: 1\n";
        let source = sources.add("specs/a/a.yaml", text);
        let other = sources.add("specs/a/b.yaml", "title: b\n");
        let at = place(&sources, source, "expires_inn", "/x-token-grant/expiresIn");
        let similar = place(&sources, source, "expires_in:", "/members/expires_in");
        let elsewhere = place(&sources, other, "b", "/title");
        let mut problems = Problems::default();
        let problem = Problem::new(
            "grant-member",
            "`expires_inn` names no member of the answer",
        )
        .at(&at, "not a member of `Token`")
        .also(&similar, "a similar member stands here")
        .also(&elsewhere, "")
        .help("members are written as in the schema")
        .replace(at.location, "expires_in", "write the member's name");
        problems.push(problem.clone());
        problems.push(problem);
        assert_eq!(problems.len(), 1, "the same problem counts once");
        let expected = "\
error[grant-member]: `expires_inn` names no member of the answer
 --> specs/a/a.yaml:3:14
  |
3 |   expiresIn: expires_inn
  |              ^^^^^^^^^^^ not a member of `Token`
4 | members:
5 |   expires_in: 1
  |   ----------- a similar member stands here
  |
 ::: specs/a/b.yaml:1:8
  |
1 | title: b
  |        -
  |
  = note: at #/x-token-grant/expiresIn
  = help: members are written as in the schema
help: write the member's name
  |
3 -   expiresIn: expires_inn
3 +   expiresIn: expires_in
  |
";
        assert_eq!(
            problems.render(&sources, Style::Plain).trim_end(),
            expected.trim_end()
        );
        assert!(problems.render(&sources, Style::Styled).contains("\u{1b}["));
    }

    #[test]
    fn any_location_can_be_drawn() {
        let mut sources = Sources::default();
        for text in ["", "é", "a\r\né\n", "\u{feff}x: \t y", "\n\n"] {
            let source = sources.add("x", text);
            for start in 0..8 {
                for end in 0..8 {
                    let location = Location { source, start, end };
                    let found = Problem::new("x", "x\u{1b}[31m")
                        .at_location(location, "here")
                        .replace(location, "", "remove it");
                    let text = problem(&found, &Level::ERROR, &sources, Style::Plain);
                    assert!(text.starts_with("error[x]: x"), "{text}");
                    assert!(!text.contains('\u{1b}'), "{text:?}");
                }
            }
        }
    }

    #[test]
    fn of_a_long_line_a_piece_is_shown() {
        let mut sources = Sources::default();
        let filler = "é".repeat(4000);
        let text = format!("{{\n\"{filler}\": 1, \"colour\": 2, \"{filler}\": 3}}");
        let source = sources.add("a.json", text);
        let at = place(&sources, source, "\"colour\"", "/colour");
        let found = Problem::new("unknown-key", "`colour` is not known")
            .at(&at, "not understood")
            .replace(at.location, "color", "did you mean `color`?");
        let text = problem(&found, &Level::ERROR, &sources, Style::Plain);
        assert!(text.len() < 1000, "{text}");
        for part in [
            "--> a.json:2:4008\n",
            "\"colour\": 2",
            "^^^^^^^^ not understood",
            "help: did you mean `color`?",
        ] {
            assert!(text.contains(part), "no {part} in\n{text}");
        }
    }

    #[test]
    fn problems_stand_in_the_order_of_the_text() {
        let mut sources = Sources::default();
        let source = sources.add("x", "a b c");
        let mut problems = Problems::default();
        for word in ["c", "a", "b"] {
            problems.push(Problem::new("x", word).at(&place(&sources, source, word, ""), ""));
        }
        problems.push(Problem::new("x", "nowhere"));
        let text = problems.render(&sources, Style::Plain);
        let titles: Vec<&str> = text
            .lines()
            .filter_map(|line| line.strip_prefix("error[x]: "))
            .collect();
        assert_eq!(titles, ["nowhere", "a", "b", "c"]);
    }
}
