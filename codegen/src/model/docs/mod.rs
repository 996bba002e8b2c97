//! Documentation of what is generated: Markdown that `rustdoc` and clippy have nothing to say about.

mod inline;
mod markdown;
mod marks;
mod wrap;

use std::collections::BTreeSet;

/// Width of a line of prose, without `///` and indentation.
const WIDTH: usize = 100;

/// The lines of a documentation comment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Docs(Vec<String>);

impl Docs {
    /// Documentation that is one paragraph of ours.
    pub(crate) fn of(text: &str) -> Self {
        let mut docs = Self::default();
        docs.paragraph(text);
        docs
    }

    /// The lines, in order.
    pub(crate) fn lines(&self) -> &[String] {
        &self.0
    }

    /// Whether nothing is said.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a paragraph of ours: it is Markdown in good order already, and only wrapped.
    pub(crate) fn paragraph(&mut self, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        self.gap();
        wrap::words(text, "", "", &mut self.0);
    }

    /// Adds a description out of a document.
    pub(crate) fn description(&mut self, text: &str, identifiers: &Identifiers) {
        let lines = markdown::clean(text, identifiers);
        if !lines.is_empty() {
            self.gap();
            self.0.extend(lines);
        }
    }

    /// Adds a heading of the first level.
    pub(crate) fn heading(&mut self, text: &str) {
        self.gap();
        self.0.push(format!("# {text}"));
    }

    /// Adds an item of a list: `start` is ours, `text` comes out of a document and `end` is ours again.
    pub(crate) fn item(&mut self, start: &str, text: &str, end: &str, identifiers: &Identifiers) {
        if !self.in_list() {
            self.gap();
        }
        let mut lines = markdown::clean(text, identifiers);
        let first = if lines.first().is_some_and(|line| markdown::continues(line)) {
            lines.remove(0)
        } else {
            String::new()
        };
        // The first paragraph is wrapped again, now that something stands before it.
        let nothing = first.is_empty() && lines.is_empty() && end.is_empty();
        let start = if nothing {
            start.trim_end_matches(':')
        } else {
            start
        };
        let mut paragraph = vec![start.to_owned(), first];
        while lines.first().is_some_and(|line| markdown::continues(line)) {
            paragraph.push(lines.remove(0));
        }
        if lines.is_empty() {
            let stands_open =
                |text: &String| !text.is_empty() && !text.ends_with(['.', '!', '?', ':']);
            let last = paragraph[1..].iter_mut().rfind(|text| !text.is_empty());
            if let Some(text) = last.filter(|text| !end.is_empty() && stands_open(text)) {
                text.push('.');
            }
            paragraph.push(end.to_owned());
        } else if !end.is_empty() {
            lines.push(String::new());
            lines.push(end.to_owned());
        }
        wrap::words(&paragraph.join(" "), "- ", "  ", &mut self.0);
        for line in lines {
            self.0.push(if line.is_empty() {
                line
            } else {
                format!("  {line}")
            });
        }
    }

    /// Adds an item of a list whose text is documentation already.
    pub(crate) fn finished_item(&mut self, start: &str, text: &Self) {
        if !self.in_list() {
            self.gap();
        }
        let end = text
            .0
            .iter()
            .take_while(|line| markdown::continues(line))
            .count();
        let paragraph = std::iter::once(start).chain(text.0[..end].iter().map(String::as_str));
        let paragraph: Vec<_> = paragraph.collect();
        wrap::words(&paragraph.join(" "), "- ", "  ", &mut self.0);
        for line in &text.0[end..] {
            self.0.push(if line.is_empty() {
                String::new()
            } else {
                format!("  {line}")
            });
        }
    }

    /// Adds a piece of Rust that is compiled, not run.
    pub(crate) fn rust(&mut self, lines: &[String]) {
        self.gap();
        self.0.push("```no_run".to_owned());
        self.0.extend_from_slice(lines);
        self.0.push("```".to_owned());
    }

    fn in_list(&self) -> bool {
        self.0
            .last()
            .is_some_and(|line| line.starts_with("- ") || line.starts_with("  "))
    }

    fn gap(&mut self) {
        if self.0.last().is_some_and(|line| !line.is_empty()) {
            self.0.push(String::new());
        }
    }
}

/// `text` without what cannot stand in a comment: control characters, and signs that turn the direction of reading.
fn printable(text: &str) -> String {
    let turns = |sign| matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .filter(|sign| !turns(*sign))
        .map(|sign| {
            if sign.is_control() && !matches!(sign, '\n' | '\t') {
                ' '
            } else {
                sign
            }
        })
        .collect()
}

/// Words of a crate's documents that are set as code wherever a description has them: names with capitals inside, such as
/// `TraceErrorResponse` or `getToken`. Other words in that form are brand names more often than not, and stay as they are in documents of the house,
/// whose brands clippy is told of; in foreign ones they are set as code too, which is what clippy asks for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Identifiers {
    names: BTreeSet<String>,
    foreign: bool,
}

impl Identifiers {
    /// For documents that the house has not written.
    pub(crate) fn foreign() -> Self {
        Self {
            foreign: true,
            ..Self::default()
        }
    }

    /// Takes a name into the list, if it cannot be taken for an ordinary word.
    pub(crate) fn add(&mut self, name: &str) {
        let inner_capital = name.chars().skip(1).any(char::is_uppercase);
        let small = name.chars().any(char::is_lowercase);
        if inner_capital && small && name.chars().all(char::is_alphanumeric) {
            self.names.insert(name.to_owned());
        }
    }

    /// A line of a document as it stands in documentation.
    pub(crate) fn line(&self, text: &str) -> String {
        inline::clean(text, self)
    }

    fn contains(&self, word: &str) -> bool {
        self.names.contains(word) || (self.foreign && is_camel_case(word))
    }
}

/// Brands that clippy knows, so that they need not be set as code.
const BRANDS: &[&str] = &[
    "ClojureScript",
    "CoffeeScript",
    "CoreFoundation",
    "DevOps",
    "DirectX",
    "FreeBSD",
    "GitHub",
    "GitLab",
    "GraphQL",
    "IPv4",
    "IPv6",
    "InfiniBand",
    "JavaScript",
    "NaN",
    "NaNs",
    "NetBSD",
    "NixOS",
    "OAuth",
    "OpenBSD",
    "OpenGL",
    "OpenMP",
    "OpenSSH",
    "OpenSSL",
    "OpenStreetMap",
    "OpenTelemetry",
    "OpenType",
    "PowerPC",
    "PowerShell",
    "PureScript",
    "TensorFlow",
    "TrueType",
    "TypeScript",
    "WebAssembly",
    "WebGL",
    "WebRTC",
    "WebSocket",
    "WebTransport",
];

/// What clippy's `doc_markdown` takes for the name of a type.
fn is_camel_case(word: &str) -> bool {
    // Brands are known in the singular alone.
    if BRANDS.contains(&word) {
        return false;
    }
    let word = word.strip_suffix('s').unwrap_or(word);
    let count = |of: fn(char) -> bool| word.chars().filter(|sign| of(*sign)).count();
    !word.starts_with(|first: char| first.is_ascii_digit() || first.is_ascii_lowercase())
        && word.chars().all(char::is_alphanumeric)
        && count(char::is_uppercase) > 1
        && count(char::is_lowercase) > 0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Docs, Identifiers};

    proptest! {
        /// Whatever a document says, the lines can stand in a comment, and no code in them is compiled.
        #[test]
        fn any_description_becomes_lines(text in "([a-zA-Z_<>\\[\\]()`~*#|.:/ \n\\\\-]|[0-9]|\\PC|[\r\x00\x1b]|https://|```|    ){0,60}") {
            let mut docs = Docs::default();
            docs.description(&text, &Identifiers::default());
            docs.item("`x`:", &text, "End.", &Identifiers::default());
            let mut fences = 0;
            for line in docs.lines() {
                prop_assert!(!line.contains(char::is_control), "{line:?}");
                let line = line.trim_start().trim_start_matches("- ").trim_start();
                if let Some(language) = line.strip_prefix("```") {
                    prop_assert!(fences % 2 == 1 || !language.is_empty(), "{:?}", docs.lines());
                    prop_assert!(!language.starts_with("rust"), "{:?}", docs.lines());
                    fences += 1;
                }
            }
            prop_assert!(fences % 2 == 0, "{:?}", docs.lines());
        }
    }

    #[test]
    fn a_list_of_items_is_one_list_with_hanging_text() {
        let none = Identifiers::default();
        let mut docs = Docs::of("What it does.");
        docs.heading("Errors");
        docs.item(
            "`400`:",
            &"word ".repeat(25),
            "The body is a [`Body`].",
            &none,
        );
        docs.item("`401`:", "One.\n\nTwo.", "", &none);
        docs.item("`402`:", "Pay!", "The body is a [`Body`].", &none);
        docs.item("`403`:", "", "The body is a [`Body`].", &none);
        docs.item("`404`:", "No stop", "", &none);
        assert_eq!(
            docs.lines(),
            [
                "What it does.",
                "",
                "# Errors",
                "",
                "- `400`: word word word word word word word word word word word word word word word word word word",
                "  word word word word word word word. The body is a [`Body`].",
                "- `401`: One.",
                "",
                "  Two.",
                "- `402`: Pay! The body is a [`Body`].",
                "- `403`: The body is a [`Body`].",
                "- `404`: No stop",
            ]
        );
        let mut nested = Docs::default();
        nested.item("`a`:", "- inner", "", &none);
        assert_eq!(nested.lines(), ["- `a`:", "  - inner"]);
    }
}
