//! Text to a tree in which every key and every value knows where it stands.
//!
//! YAML and JSON go the same way. What could be read in two ways (duplicate keys, several documents) is refused; so is, in documents of the
//! house, what YAML has beyond JSON (anchors, tags, merge keys, directives), which is read in foreign ones. Whether a plain `3.0` is a number or a text is decided by whoever reads it.

mod controls;
mod members;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use granit_parser::{Event, Parser, ScalarStyle, Span};

use self::controls::Escaped;
pub(super) use self::members::{Member, Members};
use super::anchors::Anchors;
use crate::diagnostic::{Location, Place, Problem, Problems, SourceId, Spanned};

/// How deep a document may be nested. Readers recurse over the tree, so this bounds their stack.
pub(crate) const DEPTH: usize = 128;

/// A value of a document.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) place: Place,
    pub(super) content: Content,
}

/// What a [`Node`] holds.
#[derive(Debug, Clone)]
pub(super) enum Content {
    Scalar(Scalar),
    Map(Members),
    Seq(Vec<Node>),
}

/// A text, and whether it stood there without quotes, so that it may mean a number, a truth value or null.
#[derive(Debug, Clone)]
pub(super) struct Scalar {
    pub(super) text: String,
    pub(super) plain: bool,
}

impl Node {
    /// The value of a member, where this is a mapping that has it.
    pub(super) fn member(&self, key: &str) -> Option<&Member> {
        match &self.content {
            Content::Map(members) => members.get(key),
            _ => None,
        }
    }
}

/// The formats that a document may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Yaml,
    Json,
}

/// Reads a text. `problems` says what is wrong with it; where a tree comes nevertheless, reading on finds more of them.
pub(super) fn parse(
    source: SourceId,
    text: &str,
    format: Format,
    problems: &mut Problems,
) -> Option<Node> {
    if let Some(problem) = (format == Format::Json)
        .then(|| json_fault(source, text))
        .flatten()
    {
        problems.push(problem);
        return None;
    }
    // JSON knows no limit for the length of a key; the nesting of both kinds together is checked by the builder.
    let options = granit_parser::options! {
        disallow_directives: !problems.is_foreign(),
        emit_comments: false,
        simple_key_max_lookahead: text.len().max(1024),
    };
    let escaped = match format {
        Format::Json => Escaped::json(text),
        Format::Yaml => Escaped::none(text),
    };
    let mut builder = Builder {
        source,
        text,
        escaped: &escaped,
        problems,
        open: Vec::new(),
        root: None,
        documents: 0,
        anchors: Anchors::default(),
    };
    for event in Parser::new_from_str_with_options(&escaped.text, options) {
        match event {
            Ok((event, span)) => builder.event(event, &span)?,
            Err(error) => {
                let at = error.marker().byte_offset();
                let at = at.map_or(text.len(), |at| escaped.original(at));
                let location = Location {
                    source,
                    start: at,
                    end: at,
                };
                if error.info().contains("recursion limit") {
                    builder.too_deep(location);
                    return None;
                }
                let help = if error.info().contains("tab") {
                    "indent by blanks"
                } else {
                    MEND
                };
                let problem =
                    Problem::new("syntax", format!("the text is no YAML: {}", error.info()))
                        .help(help);
                builder.problems.push(problem.at_location(location, ""));
                return None;
            }
        }
    }
    builder.finish()
}

/// What to do where a text cannot be read.
const MEND: &str = "mend the text here, or just before: a bracket, a quote, a comma, an indent";

/// What granit reads beyond JSON (comments, single quotes) is no JSON.
fn json_fault(source: SourceId, text: &str) -> Option<Problem> {
    let mark = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let error = serde_json::from_str::<serde_json::Value>(&text[mark..]).err()?;
    let lines = text[mark..]
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1));
    let at = mark + lines.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
    let reason = error.to_string();
    let reason = reason
        .rsplit_once(" at line ")
        .map_or(reason.as_str(), |(reason, _)| reason);
    let problem = if reason.contains("recursion limit") {
        let title = format!("the document is nested deeper than {DEPTH} levels");
        Problem::new("depth", title).help("give inner schemas a name in `components.schemas`")
    } else {
        Problem::new("syntax", format!("the text is no JSON: {reason}")).help(MEND)
    };
    Some(problem.at_location(
        Location {
            source,
            start: at,
            end: at,
        },
        "",
    ))
}

/// A collection whose end has not come yet.
pub(super) struct Open {
    pub(super) node: Node,
    /// In a mapping: the keys so far, and where they stand.
    pub(super) keys: HashMap<String, Place>,
    /// In a mapping: the key that waits for its value.
    key: Option<Spanned<String>>,
    /// Whether that key was there before; the first of two equal ones counts for what else there is to find.
    twice: bool,
    /// Whether that key is a merge key.
    merge: bool,
    /// The number of its anchor, or 0.
    anchor: usize,
    /// In a mapping: the mappings whose members it has too, where it does not have them itself.
    pub(super) merged: Vec<Node>,
}

struct Builder<'t> {
    source: SourceId,
    text: &'t str,
    escaped: &'t Escaped<'t>,
    problems: &'t mut Problems,
    open: Vec<Open>,
    root: Option<Node>,
    documents: usize,
    anchors: Anchors,
}

impl Builder<'_> {
    /// Takes an event in; none where reading on makes no sense.
    fn event(&mut self, event: Event<'_>, span: &Span) -> Option<()> {
        let location = self.location(span);
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    let problem = Problem::new("several-documents", "a file holds one document")
                        .at_location(location, "a second one begins here")
                        .help("move it into a file of its own");
                    self.problems.push(problem);
                    return None;
                }
            }
            Event::Alias(anchor) if self.problems.is_foreign() => self.alias(anchor, location)?,
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                let help = "OpenAPI has its own means: write `$ref`";
                self.refuse(location, "yaml-alias", "aliases are not read", help);
                return None;
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_properties(location, anchor, tag.is_some());
                let plain = style == ScalarStyle::Plain;
                if self.expects_key() {
                    self.key(&text, plain, location);
                } else {
                    // A tag says that the text is not what it looks like.
                    let content = Content::Scalar(Scalar {
                        text: text.into_owned(),
                        plain: plain && tag.is_none(),
                    });
                    self.value(content, location, anchor)?;
                }
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.refuse_properties(location, anchor, tag.is_some());
                self.value(Content::Seq(Vec::new()), location, anchor)?;
            }
            Event::MappingStart(_, anchor, tag) => {
                self.refuse_properties(location, anchor, tag.is_some());
                self.value(Content::Map(Members::default()), location, anchor)?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let mut done = self.open.pop()?;
                if let Err(reason) = self.anchors.merge(&mut done) {
                    let problem = Problem::new("merge-key", "the merge key cannot be read")
                        .at(&done.node.place, reason)
                        .help("OpenAPI has its own means: write `allOf` or `$ref`");
                    self.problems.push(problem);
                    return None;
                }
                self.anchors.keep(done.anchor, &done.node);
                self.attach(done.node);
            }
            _ => {}
        }
        Some(())
    }

    fn finish(self) -> Option<Node> {
        if self.root.is_none() {
            let location = Location {
                source: self.source,
                start: 0,
                end: 0,
            };
            let problem = Problem::new("empty", "the file holds no document")
                .at_location(location, "")
                .help("give an OpenAPI document of version 3.0 or 3.1, in YAML or JSON");
            self.problems.push(problem);
        }
        self.root
    }

    /// The bytes of an event, as a reader wants to see them: the first line of a long text, without trailing blanks.
    fn location(&self, span: &Span) -> Location {
        let range = span.byte_range().unwrap_or(0..0);
        let (start, end) = (
            self.escaped.original(range.start).min(self.text.len()),
            self.escaped.original(range.end).min(self.text.len()),
        );
        let first = self
            .text
            .get(start..end)
            .unwrap_or("")
            .lines()
            .next()
            .unwrap_or("")
            .trim_end();
        Location {
            source: self.source,
            start,
            end: start + first.len(),
        }
    }

    fn expects_key(&self) -> bool {
        let open = self.open.last();
        open.is_some_and(|open| open.key.is_none() && matches!(open.node.content, Content::Map(_)))
    }

    fn key(&mut self, text: &str, plain: bool, location: Location) {
        let merge = plain && text == "<<";
        if merge && !self.problems.is_foreign() {
            self.refuse(
                location,
                "merge-key",
                "merge keys are not read",
                "OpenAPI has its own means: write `allOf` or `$ref`",
            );
        }
        let Some(open) = self.open.last_mut() else {
            return;
        };
        let pointer = format!("{}/{}", open.node.place.pointer, escape(text));
        let place = Place {
            location,
            pointer: pointer.into(),
        };
        open.twice = false;
        open.merge = merge;
        match open.keys.entry(text.to_owned()) {
            Entry::Vacant(entry) => {
                entry.insert(place.clone());
            }
            Entry::Occupied(first) => {
                open.twice = true;
                let problem = Problem::new("duplicate-key", format!("`{text}` stands here twice"))
                    .at(&place, "the second one")
                    .also(first.get(), "the first one")
                    .help("remove one of the two, or rename it");
                self.problems.push(problem);
            }
        }
        if let Content::Map(members) = &open.node.content
            && members.is_empty()
            && open.node.place.location.start == location.start
        {
            // The span of a block mapping is empty: a reader looks for its first key.
            open.node.place.location = location;
        }
        open.key = Some(Spanned::new(text.to_owned(), place));
    }

    /// A scalar, or the start of a collection.
    fn value(&mut self, content: Content, location: Location, anchor: usize) -> Option<()> {
        if self.expects_key() {
            let problem =
                Problem::new("key", "a key is a text").at_location(location, "not a text").help("write a text before the colon, in quotes where it begins with a bracket or `*`");
            self.problems.push(problem);
            return None;
        }
        let pointer = self.pointer();
        let place = Place { location, pointer };
        let node = Node { place, content };
        if matches!(node.content, Content::Scalar(_)) {
            self.anchors.keep(anchor, &node);
            self.attach(node);
            return Some(());
        }
        if self.open.len() >= DEPTH {
            self.too_deep(location);
            return None;
        }
        self.open.push(Open {
            node,
            keys: HashMap::new(),
            key: None,
            twice: false,
            merge: false,
            anchor,
            merged: Vec::new(),
        });
        Some(())
    }

    fn too_deep(&mut self, location: Location) {
        let title = format!("the document is nested deeper than {DEPTH} levels");
        let problem = Problem::new("depth", title)
            .at_location(location, "the limit is reached here")
            .help("give inner schemas a name in `components.schemas`");
        self.problems.push(problem);
    }

    /// The pointer of the value that comes next.
    fn pointer(&self) -> Arc<str> {
        match self.open.last() {
            None => "".into(),
            Some(Open { key: Some(key), .. }) => Arc::clone(&key.place.pointer),
            Some(Open {
                node, key: None, ..
            }) => match &node.content {
                Content::Seq(items) => format!("{}/{}", node.place.pointer, items.len()).into(),
                _ => Arc::clone(&node.place.pointer),
            },
        }
    }

    /// The value of an anchor once more, as if it stood here.
    fn alias(&mut self, anchor: usize, location: Location) -> Option<()> {
        if self.expects_key() {
            if let Some(Content::Scalar(scalar)) = self.anchors.content(anchor) {
                let text = scalar.text.clone();
                self.key(&text, false, location);
                return Some(());
            }
            let problem =
                Problem::new("key", "a key is a text").at_location(location, "not a text").help("write a text before the colon, in quotes where it begins with a bracket or `*`");
            self.problems.push(problem);
            return None;
        }
        match self.anchors.copy(anchor, &self.pointer(), self.open.len()) {
            Ok(node) => {
                self.attach(node);
                Some(())
            }
            Err(reason) => {
                let problem = Problem::new("yaml-alias", "the alias cannot be read")
                    .at_location(location, reason)
                    .help("OpenAPI has its own means: write `$ref`");
                self.problems.push(problem);
                None
            }
        }
    }

    fn attach(&mut self, node: Node) {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return;
        };
        match &mut open.node.content {
            Content::Seq(items) => items.push(node),
            Content::Map(members) => {
                let key = open.key.take().filter(|_| !open.twice);
                if open.merge && key.is_some() {
                    match node.content {
                        Content::Seq(items) => open.merged.extend(items),
                        _ => open.merged.push(node),
                    }
                } else if let Some(key) = key {
                    members.push(Member { key, value: node });
                }
            }
            Content::Scalar(_) => {}
        }
    }

    fn refuse_properties(&mut self, location: Location, anchor: usize, tag: bool) {
        if self.problems.is_foreign() {
            return;
        }
        if anchor != 0 {
            self.refuse(
                location,
                "yaml-anchor",
                "anchors are not read",
                "OpenAPI has its own means: write `$ref`",
            );
        }
        if tag {
            self.refuse(
                location,
                "yaml-tag",
                "tags are not read",
                "quote what has to be a text",
            );
        }
    }

    fn refuse(&mut self, location: Location, code: &'static str, title: &str, help: &str) {
        self.problems.push(
            Problem::new(code, title)
                .at_location(location, "")
                .help(help),
        );
    }
}

/// A key as a part of a JSON pointer (RFC 6901).
pub(super) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests;
