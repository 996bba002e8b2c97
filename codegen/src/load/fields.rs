//! The members of one mapping, so that none is forgotten: what no reader has asked for is a problem.

use super::openapi::Version;
use super::reader::Reader;
use super::scalar::{Meaning, meaning};
use super::tree::{Content, Member, Members, Node};
use crate::diagnostic::{Place, Problem, Problems, similar};

/// A keyword of OpenAPI that is known and not understood: its name, what that would mean, and what to do instead.
pub(super) type Unsupported = (&'static str, &'static str, &'static str);

/// The members of a mapping, each of which somebody has to ask for.
#[derive(Debug)]
#[must_use = "`finish` reports what is not understood"]
pub(super) struct Fields<'a> {
    /// With its article: "a schema".
    what: &'static str,
    place: &'a Place,
    members: &'a Members,
    taken: Vec<bool>,
    known: Vec<&'static str>,
    /// Whether a null is read as a member that is not there, as an empty line of a document in YAML is meant; and those that were.
    lenient: bool,
    nulls: Vec<&'a Node>,
}

/// Members whose null is a value.
const NULLS: &[&str] = &["const", "default", "example", "items", "schema", "value"];

impl<'a> Fields<'a> {
    /// The members of `node`, which is to be a mapping.
    pub(super) fn new(node: &'a Node, what: &'static str, problems: &mut Problems) -> Option<Self> {
        let Content::Map(members) = &node.content else {
            problems.push(unexpected(node, &format!("{what}, which is a mapping,")));
            return None;
        };
        Some(Self {
            what,
            place: &node.place,
            members,
            taken: vec![false; members.len()],
            known: Vec::new(),
            lenient: problems.is_foreign(),
            nulls: Vec::new(),
        })
    }

    /// The value of a member that may be there.
    pub(super) fn optional(&mut self, key: &'static str) -> Option<&'a Node> {
        self.member(key).map(|member| &member.value)
    }

    /// The same, with its key.
    pub(super) fn member(&mut self, key: &'static str) -> Option<&'a Member> {
        self.known.push(key);
        let index = self.members.position(key)?;
        self.taken[index] = true;
        let member = &self.members[index];
        if self.lenient && !NULLS.contains(&key) && is_null(&member.value) {
            self.nulls.push(&member.value);
            return None;
        }
        Some(member)
    }

    /// The value of a member that has to be there.
    pub(super) fn required(
        &mut self,
        key: &'static str,
        problems: &mut Problems,
    ) -> Option<&'a Node> {
        let found = self.optional(key);
        if found.is_none() {
            let problem = Problem::new(
                "missing-key",
                format!("`{key}` is missing in {}", self.what),
            );
            problems.push(problem.at(self.place, format!("`{key}` has to stand here")));
        }
        found
    }

    /// The value of a member that came with OpenAPI 3.1.
    pub(super) fn since_3_1(
        &mut self,
        key: &'static str,
        reader: &mut Reader<'_>,
    ) -> Option<&'a Node> {
        let member = self.member(key)?;
        if reader.version(&member.key.place) == Some(Version::V3_0) {
            let problem = Problem::new(
                "version",
                format!("`{key}` in {} came with OpenAPI 3.1", self.what),
            )
            .at(&member.key.place, "this document is of version 3.0")
            .help("write `openapi: 3.1.0`");
            reader.problems.remark(problem);
        }
        Some(&member.value)
    }

    /// The value of a member that OpenAPI demands, and that documents in the wild do without.
    pub(super) fn expected(
        &mut self,
        key: &'static str,
        problems: &mut Problems,
    ) -> Option<&'a Node> {
        let found = self.optional(key);
        if found.is_none() {
            let title = format!("`{key}` is missing in {}", self.what);
            let problem = Problem::new("missing-key", title);
            problems.remark(problem.at(self.place, format!("`{key}` has to stand here")));
        }
        found
    }

    /// Takes note of those of `keywords` that are there, change nothing, and have not been asked for.
    pub(super) fn remark(&mut self, keywords: &[Unsupported], problems: &mut Problems) {
        for (key, why, help) in keywords {
            if !self.known.contains(key)
                && let Some(member) = self.member(key)
            {
                let problem = Problem::new(
                    "unsupported",
                    format!("`{key}` in {} is not supported", self.what),
                );
                problems.remark(problem.at(&member.key.place, *why).help(*help));
            }
        }
    }

    /// The members whose keys are for `filter` to judge, in the order of the document.
    pub(super) fn matching(&mut self, filter: impl Fn(&str) -> bool) -> Vec<&'a Member> {
        let mut found = Vec::new();
        for (member, taken) in self.members.iter().zip(&mut self.taken) {
            if !*taken && filter(&member.key.value) {
                *taken = true;
                found.push(member);
            }
        }
        found
    }

    /// Reports every member that nobody asked for, and every null that says nothing.
    pub(super) fn finish(self, problems: &mut Problems) {
        for node in &self.nulls {
            let problem = unexpected(node, "a value,");
            problems.remark(problem.note("it is read as if it were not there"));
        }
        for (member, taken) in self.members.iter().zip(&self.taken) {
            if !taken {
                problems.remark(self.unknown(member));
            }
        }
    }

    fn unknown(&self, member: &Member) -> Problem {
        let key = member.key.value.as_str();
        let extension = key.starts_with("x-");
        let (code, title) = if extension {
            (
                "unknown-extension",
                format!("the extension `{key}` is not understood in {}", self.what),
            )
        } else {
            (
                "unknown-key",
                format!("`{key}` is not a member of {}", self.what),
            )
        };
        let problem = Problem::new(code, title).at(&member.key.place, "not understood");
        let known = self
            .known
            .iter()
            .copied()
            .filter(|known| known.starts_with("x-") == extension);
        match similar(key, known) {
            Some(similar) => problem.replace(
                member.key.place.location,
                similar,
                format!("did you mean `{similar}`?"),
            ),
            None if extension => {
                problem.help("remove it: an extension that has no effect misleads its readers")
            }
            None => problem.help("remove it, or say it in a description"),
        }
    }
}

pub(super) fn is_null(node: &Node) -> bool {
    matches!(&node.content, Content::Scalar(scalar) if meaning(scalar) == Meaning::Null)
}

/// The problem that `node` is something else than what is expected there.
pub(super) fn unexpected(node: &Node, expected: &str) -> Problem {
    let found = match &node.content {
        Content::Map(_) => "a mapping",
        Content::Seq(_) => "a list",
        Content::Scalar(scalar) => match meaning(scalar) {
            Meaning::Null => "null",
            Meaning::Bool(_) => "a truth value",
            Meaning::Number(_) => "a number",
            Meaning::NoNumber => "a number that JSON cannot hold",
            Meaning::Text => "a text",
        },
    };
    Problem::new("type", format!("expected {expected} found {found}"))
        .at(&node.place, format!("this is {found}"))
}
