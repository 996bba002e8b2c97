//! The ground under all readers: plain values with their places, and the problems of those that are something else.

use std::collections::BTreeMap;

use super::fields::{Fields, is_null, unexpected};
use super::fragments::Named;
use super::naming::Naming;
use super::openapi::{DocumentId, Entry, Value, Version};
use super::scalar::{Meaning, meaning};
use super::tree::{Content, Member, Node};
use crate::diagnostic::{Place, Problem, Problems, SourceId, Spanned};

/// A document whose text has been read.
#[derive(Debug, Clone)]
pub(super) struct Parsed {
    pub(super) id: DocumentId,
    pub(super) source: SourceId,
    /// Path below the crate's folder, with `/`.
    pub(super) path: String,
    /// Path of its module below `generated`, with `/`.
    pub(super) module: String,
    /// SHA-256 of the bytes, in hexadecimal digits.
    pub(super) digest: String,
    /// None where the text or the version is not understood, which has been reported.
    pub(super) root: Option<(Version, Node)>,
}

/// Reads trees into the typed structures of [`openapi`](super::openapi).
///
/// Its methods give `None` after they have reported why.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    pub(super) documents: &'a [Parsed],
    pub(super) problems: &'a mut Problems,
    /// Places without a name that references have led to and that are being read.
    pub(super) inlining: Vec<&'a Place>,
    /// How many schemas the one being read is inside of.
    pub(super) depth: usize,
    /// How many schemas references without a name may still be followed to.
    pub(super) budget: usize,
    /// Where schemas without a name get one; none where they are read at each reference.
    pub(super) naming: Option<Naming<'a>>,
    /// The schemas of documents that have names of their own, once they were looked for.
    pub(super) anchors: BTreeMap<SourceId, Named<'a>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(documents: &'a [Parsed], problems: &'a mut Problems) -> Self {
        Self {
            documents,
            problems,
            inlining: Vec::new(),
            depth: 0,
            budget: 10_000,
            naming: None,
            anchors: BTreeMap::new(),
        }
    }

    /// A reader of the first of these documents. The others hold parts of it, and what they hold becomes a component of the first.
    pub(super) fn naming(documents: &'a [Parsed], problems: &'a mut Problems) -> Self {
        let mut reader = Self::new(documents, problems);
        reader.naming = documents.first().map(Naming::new);
        reader
    }

    /// The document that a place is in.
    pub(super) fn document(&self, place: &Place) -> Option<&'a Parsed> {
        self.documents
            .iter()
            .find(|document| document.source == place.location.source)
    }

    /// The version of the document that a place is in.
    pub(super) fn version(&self, place: &Place) -> Option<Version> {
        self.document(place)?
            .root
            .as_ref()
            .map(|(version, _)| *version)
    }

    /// Reads what no code depends on.
    pub(super) fn incidental<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        self.problems.begin_incidental();
        let value = read(self);
        self.problems.end_incidental();
        value
    }

    /// A value that no code depends on.
    pub(super) fn sample(&mut self, node: &'a Node) -> Option<Spanned<Value>> {
        self.incidental(|reader| reader.value(node))
    }

    /// The members of a mapping that is `what`.
    pub(super) fn fields(&mut self, node: &'a Node, what: &'static str) -> Option<Fields<'a>> {
        Fields::new(node, what, self.problems)
    }

    /// A member that is a text.
    pub(super) fn text(
        &mut self,
        fields: &mut Fields<'a>,
        key: &'static str,
    ) -> Option<Spanned<String>> {
        let node = fields.optional(key)?;
        if matches!(key, "title" | "summary" | "description") {
            return self.incidental(|reader| reader.string(node));
        }
        self.string(node)
    }

    /// A member that is a text and has to be there.
    pub(super) fn required_text(
        &mut self,
        fields: &mut Fields<'a>,
        key: &'static str,
    ) -> Option<Spanned<String>> {
        fields
            .required(key, self.problems)
            .and_then(|node| self.string(node))
    }

    /// A member that is a list of texts, empty where it is not there.
    pub(super) fn texts(
        &mut self,
        fields: &mut Fields<'a>,
        key: &'static str,
    ) -> Vec<Spanned<String>> {
        fields
            .optional(key)
            .map_or_else(Vec::new, |node| self.strings(node))
    }

    /// A member that is `false` where it is not there.
    pub(super) fn flag(&mut self, fields: &mut Fields<'a>, key: &'static str) -> bool {
        fields
            .optional(key)
            .and_then(|node| self.boolean(node))
            .is_some_and(|flag| flag.value)
    }

    /// A text. A plain `3.0` is a number and no text; in a document of somebody else it is taken as it is spelled.
    pub(super) fn string(&mut self, node: &'a Node) -> Option<Spanned<String>> {
        match &node.content {
            Content::Scalar(scalar) if meaning(scalar) == Meaning::Text => {
                Some(Spanned::new(scalar.text.clone(), node.place.clone()))
            }
            Content::Scalar(scalar) => {
                let quoted = format!("\"{}\"", scalar.text);
                let problem =
                    unexpected(node, "a text,").replace(node.place.location, quoted, "quote it");
                if self.problems.is_foreign() && !is_null(node) {
                    self.problems
                        .remark(problem.note("it is taken as it is spelled"));
                    return Some(Spanned::new(scalar.text.clone(), node.place.clone()));
                }
                self.problems.push(problem);
                None
            }
            _ => {
                self.problems.push(unexpected(node, "a text,"));
                None
            }
        }
    }

    /// A text, or a number or truth value as it is spelled: for versions, codes and the like.
    pub(super) fn spelling(&mut self, node: &'a Node) -> Option<Spanned<String>> {
        match &node.content {
            Content::Scalar(scalar) if meaning(scalar) != Meaning::Null => {
                Some(Spanned::new(scalar.text.clone(), node.place.clone()))
            }
            _ => {
                self.problems.push(unexpected(node, "a text,"));
                None
            }
        }
    }

    pub(super) fn boolean(&mut self, node: &'a Node) -> Option<Spanned<bool>> {
        if let Content::Scalar(scalar) = &node.content
            && let Meaning::Bool(value) = meaning(scalar)
        {
            return Some(Spanned::new(value, node.place.clone()));
        }
        let problem = unexpected(node, "`true` or `false`,");
        if self.problems.is_foreign()
            && let Some(value) = spelled_truth(node)
        {
            self.problems
                .remark(problem.note(format!("it is taken for `{value}`")));
            return Some(Spanned::new(value, node.place.clone()));
        }
        self.problems.push(problem);
        None
    }

    pub(super) fn number(&mut self, node: &'a Node) -> Option<Spanned<serde_json::Number>> {
        if let Content::Scalar(scalar) = &node.content
            && let Meaning::Number(value) = meaning(scalar)
        {
            return Some(Spanned::new(value, node.place.clone()));
        }
        self.problems
            .push(unexpected(node, "a number that JSON can hold,"));
        None
    }

    /// A whole number that is not negative.
    pub(super) fn unsigned(&mut self, node: &'a Node) -> Option<Spanned<u64>> {
        if let Content::Scalar(scalar) = &node.content
            && let Meaning::Number(number) = meaning(scalar)
            && let Some(value) = number.as_u64()
        {
            return Some(Spanned::new(value, node.place.clone()));
        }
        self.problems
            .push(unexpected(node, "a whole number that is not negative,"));
        None
    }

    /// An HTTP status.
    pub(super) fn status(&mut self, node: &'a Node) -> Option<Spanned<u16>> {
        let number = self.unsigned(node)?;
        let status = u16::try_from(number.value)
            .ok()
            .filter(|status| (100..=599).contains(status));
        if status.is_none() {
            let problem = Problem::new("status", format!("`{}` is no HTTP status", number.value))
                .at(&node.place, "a status is a number from 100 to 599");
            self.problems.push(problem);
        }
        status.map(|status| Spanned::new(status, number.place))
    }

    /// One of a few words.
    pub(super) fn word<T: Copy>(
        &mut self,
        node: &'a Node,
        what: &str,
        words: &[(&'static str, T)],
    ) -> Option<Spanned<T>> {
        let text = self.string(node)?;
        let found = words
            .iter()
            .find(|(word, _)| *word == text.value)
            .map(|(_, value)| *value);
        if found.is_none() {
            let all: Vec<String> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
            let problem = Problem::new(
                "value",
                format!("`{}` is not {what} that is understood", text.value),
            )
            .at(&text.place, format!("understood: {}", all.join(", ")));
            let similar = crate::diagnostic::similar(&text, words.iter().map(|(word, _)| *word));
            self.problems.push(match similar {
                Some(similar) => problem.replace(
                    text.place.location,
                    similar,
                    format!("did you mean `{similar}`?"),
                ),
                None => problem,
            });
        }
        found.map(|value| Spanned::new(value, text.place))
    }

    /// The items of a list.
    pub(super) fn list(&mut self, node: &'a Node) -> &'a [Node] {
        let Content::Seq(items) = &node.content else {
            self.problems.push(unexpected(node, "a list,"));
            return &[];
        };
        items
    }

    /// A list of texts.
    pub(super) fn strings(&mut self, node: &'a Node) -> Vec<Spanned<String>> {
        let mut strings = Vec::new();
        for item in self.list(node) {
            if self.problems.is_foreign() && is_null(item) {
                let problem = unexpected(item, "a text,");
                self.problems.remark(problem.note("it is left out"));
            } else {
                strings.extend(self.string(item));
            }
        }
        strings
    }

    /// The members of a mapping whose keys are free.
    pub(super) fn members(&mut self, node: &'a Node) -> &'a [Member] {
        let Content::Map(members) = &node.content else {
            self.problems.push(unexpected(node, "a mapping,"));
            return &[];
        };
        members
    }

    /// A mapping whose keys are free and whose values are read by `read`.
    pub(super) fn entries<T>(
        &mut self,
        node: &'a Node,
        mut read: impl FnMut(&mut Self, &'a Node) -> Option<T>,
    ) -> Vec<Entry<T>> {
        let members = self.members(node);
        let entry = |member: &'a Member| {
            let value = read(self, &member.value)?;
            Some(Entry {
                key: member.key.clone(),
                value,
            })
        };
        members.iter().filter_map(entry).collect()
    }

    /// Any value.
    pub(super) fn value(&mut self, node: &'a Node) -> Option<Spanned<Value>> {
        let value = match &node.content {
            Content::Map(_) => Value::Object(self.entries(node, Self::value)),
            Content::Seq(items) => {
                Value::Array(items.iter().filter_map(|item| self.value(item)).collect())
            }
            Content::Scalar(scalar) => match meaning(scalar) {
                Meaning::Null => Value::Null,
                Meaning::Bool(value) => Value::Bool(value),
                Meaning::Number(number) => Value::Number(number),
                Meaning::Text => Value::String(scalar.text.clone()),
                Meaning::NoNumber => {
                    self.problems
                        .push(unexpected(node, "a number that JSON can hold,"));
                    return None;
                }
            },
        };
        Some(Spanned::new(value, node.place.clone()))
    }
}

/// A truth value that is written as a text: quoted, or in a word of YAML 1.1.
fn spelled_truth(node: &Node) -> Option<bool> {
    let Content::Scalar(scalar) = &node.content else {
        return None;
    };
    match scalar.text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" => Some(true),
        "false" | "no" | "off" => Some(false),
        _ => None,
    }
}
