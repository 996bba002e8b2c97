//! What is left of documents in which something is wrong, so that what else is wrong is told in the same run.
//!
//! A schema that is at fault becomes one that admits any value, a security scheme becomes a common one, and anything else that is at fault goes. What the model finds in the rest is told
//! only where it cannot be a consequence of that: a false alarm is worse than a problem that is told a run later.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::openapi::Document;
use super::reader::Parsed;
use super::tree::{Content, Member, Members, Node, Scalar};
use super::units::{Unit, Uses, remove, replace};
use crate::diagnostic::{Location, Place, Problem, Problems, SourceId, Spanned};

/// How often something more may turn out to be incomplete.
const ROUNDS: usize = 8;

/// Where security schemes stand in `components`.
const SCHEMES: &str = "securitySchemes";

/// Families of problems that leave everything as it was read, so that nothing can follow from them.
const HARMLESS: &[&str] = &[
    "encoding-unused",
    "reserved-header",
    "unknown-extension",
    "unsupported",
    "version",
];

/// Members of a document that nothing else depends on.
const ALONE: &[&str] = &["externalDocs", "info", "tags"];

/// Families of problems that follow from what an operation says itself, whatever the schemas are that it refers to.
const OF_THE_OPERATION: &[&str] = &[
    "name",
    "no-answer",
    "no-content",
    "parameter-credential",
    "rust-name",
    "security-alternatives",
    "security-several",
];

/// Families of problems that follow from security schemes among others.
const OF_THE_CREDENTIAL: &[&str] = &[
    "parameter-credential",
    "renewal",
    "scheme-twice",
    "security-alternatives",
    "security-several",
];

/// Families of problems that follow from several documents, or from a whole one.
const OF_THE_DOCUMENT: &[&str] = &[
    "module-twice",
    "scheme-twice",
    "server",
    "service-empty",
    "service-server",
];

/// Documents without what is wrong in them.
#[derive(Debug)]
pub(crate) struct Rest {
    pub(crate) documents: Vec<Document>,
    /// What was at fault.
    wrong: BTreeSet<Unit>,
    /// What refers to that, on any way, but for security schemes; and what needs one of those.
    doubtful: BTreeSet<Unit>,
    uncredited: BTreeSet<Unit>,
    /// The documents of which nothing could be read.
    unread: BTreeSet<SourceId>,
    /// The families of what was told.
    told: BTreeSet<&'static str>,
}

impl Rest {
    /// The rest of the documents that these problems were found in; none where there is none. `read` is how they are read.
    pub(super) fn of(
        parsed: &[Parsed],
        problems: &Problems,
        read: impl Fn(&[Parsed], &mut Problems) -> Vec<Document>,
    ) -> Option<Self> {
        let known: HashSet<_> = problems.iter().map(mark).collect();
        if problems.iter().count() < problems.len() {
            // There are so many that some were not kept.
            return None;
        }
        let uses = Uses::of(parsed);
        let mut faults = Faults::new(parsed);
        for problem in problems.iter() {
            faults.add(problem);
        }
        let mut wrong = uses.lost.clone();
        for _ in 0..ROUNDS {
            wrong.append(&mut faults.found);
            // Whoever refers to what is replaced still has one.
            spread(&mut wrong, &uses, |unit| stand_in(unit).is_none());
            let mut again = problems.alike();
            let documents = read(&without(parsed, &wrong), &mut again);
            let mut consequences = again
                .iter()
                .filter(|it| !known.contains(&mark(it)))
                .peekable();
            if consequences.peek().is_none() {
                if documents.is_empty() {
                    return None;
                }
                let credential = |unit: &Unit| unit.is_of(SCHEMES);
                let (mut uncredited, mut doubtful): (BTreeSet<_>, BTreeSet<_>) =
                    wrong.iter().cloned().partition(credential);
                spread(&mut uncredited, &uses, |_| true);
                spread(&mut doubtful, &uses, |_| true);
                let unread = parsed.iter().filter(|document| document.root.is_none());
                return Some(Self {
                    documents,
                    doubtful,
                    uncredited,
                    unread: unread.map(|document| document.source).collect(),
                    told: problems.iter().map(Problem::code).collect(),
                    wrong,
                });
            }
            consequences.for_each(|problem| faults.add(problem));
            if faults.found.is_subset(&wrong) {
                return None;
            }
        }
        None
    }

    /// Takes over what was found in the rest, and would be found as well if nothing else were wrong.
    pub(crate) fn judge(&self, found: Problems, problems: &mut Problems) {
        problems.take_over(found, |problem| self.stands(problem));
    }

    fn stands(&self, problem: &Problem) -> bool {
        let code = problem.code();
        let of_the_document = OF_THE_DOCUMENT.contains(&code);
        if of_the_document && (!self.unread.is_empty() || self.told.contains(code)) {
            return false;
        }
        // A style may have another name here than there.
        if code == "service-server" && self.told.contains("path-style") {
            return false;
        }
        // One that is at no place is of all documents.
        let unit = problem
            .place()
            .map(|place| Unit::around(place.location.source, &place.pointer));
        if code == "feature" {
            return !self.wrong.iter().any(is_extension);
        }
        let wide = unit.as_ref().is_none_or(|unit| !is_part(unit));
        if (wide || of_the_document) && self.wrong.iter().any(shakes_all) {
            return false;
        }
        let Some(unit) = unit else {
            return true;
        };
        if self.unread.contains(&unit.source) {
            return false;
        }
        let fewer = |it: &Unit| it.source == unit.source && it.is_below("paths");
        if code == "service-empty" && self.wrong.iter().any(fewer) {
            return false;
        }
        if OF_THE_CREDENTIAL.contains(&code) && self.uncredited.contains(&unit) {
            return false;
        }
        let doubtful = self.doubtful.contains(&unit) && !OF_THE_OPERATION.contains(&code);
        !doubtful && !self.wrong.contains(&unit)
    }
}

/// What tells a problem from others, whatever is advised.
fn mark(problem: &Problem) -> (String, Option<Location>) {
    (problem.summary(), problem.location())
}

/// Whether everything was read as if the problem were not there.
fn is_harmless(problem: &Problem) -> bool {
    // A word that is like another may have been meant to be that.
    HARMLESS.contains(&problem.code()) && !problem.has_replacement()
}

/// Whether a unit is in a document, and not one of its own members.
fn is_part(unit: &Unit) -> bool {
    unit.parts.len() > 1
}

/// Whether a fault may show anywhere in a document, and in others that share a client with it.
fn shakes_all(unit: &Unit) -> bool {
    match unit.parts.as_slice() {
        [key] => !ALONE.contains(&key.as_str()),
        _ => false,
    }
}

/// Whether a unit is an extension of a whole document.
fn is_extension(unit: &Unit) -> bool {
    matches!(unit.parts.as_slice(), [key] if key.starts_with("x-"))
}

/// Adds what refers to the units, as long as `on` lets it.
fn spread(units: &mut BTreeSet<Unit>, uses: &Uses, on: impl Fn(&Unit) -> bool) {
    let mut open: Vec<Unit> = units.iter().cloned().collect();
    while let Some(unit) = open.pop() {
        if !on(&unit) {
            continue;
        }
        for user in uses.users.get(&unit).into_iter().flatten() {
            if units.insert(user.clone()) {
                open.push(user.clone());
            }
        }
    }
}

/// The documents without these units.
fn without(parsed: &[Parsed], units: &BTreeSet<Unit>) -> Vec<Parsed> {
    let mut rest = parsed.to_vec();
    for document in &mut rest {
        let Some((_, root)) = &mut document.root else {
            continue;
        };
        for unit in units.iter().filter(|unit| unit.source == document.source) {
            let way: Vec<&str> = unit.parts.iter().map(String::as_str).collect();
            match way.as_slice() {
                // What cannot be read of it is left out by the reader.
                [] | ["info" | "openapi"] => {}
                way => match stand_in(unit) {
                    Some(content) => replace(root, way, content),
                    None => {
                        remove(root, way);
                    }
                },
            }
        }
    }
    rest
}

/// What may stand for a unit.
fn stand_in(unit: &Unit) -> Option<Content> {
    let place = Place {
        location: Location {
            source: unit.source,
            start: 0,
            end: 0,
        },
        pointer: "".into(),
    };
    let member = |(key, text): (&str, &str)| Member {
        key: Spanned::new(key.to_owned(), place.clone()),
        value: Node {
            place: place.clone(),
            content: Content::Scalar(Scalar {
                text: text.to_owned(),
                plain: false,
            }),
        },
    };
    let mut members = Members::default();
    if unit.is_of(SCHEMES) {
        let bearer = [("type", "http"), ("scheme", "bearer")];
        for one in bearer.map(member) {
            members.push(one);
        }
    } else if !unit.is_of("schemas") {
        return None;
    }
    Some(Content::Map(members))
}

/// Finds the units that problems are in.
struct Faults<'p> {
    parsed: &'p [Parsed],
    /// For each document the units in it, by where they begin.
    begins: BTreeMap<SourceId, BTreeMap<usize, Unit>>,
    found: BTreeSet<Unit>,
}

impl<'p> Faults<'p> {
    fn new(parsed: &'p [Parsed]) -> Self {
        Self {
            parsed,
            begins: BTreeMap::new(),
            found: BTreeSet::new(),
        }
    }

    fn add(&mut self, problem: &Problem) {
        if is_harmless(problem) {
            return;
        }
        let unit = match (problem.place(), problem.location()) {
            (Some(place), _) => Some(Unit::around(place.location.source, &place.pointer)),
            (None, Some(location)) => self.at(location),
            (None, None) => None,
        };
        self.found.extend(unit);
    }

    /// The unit that a stretch of text is in.
    fn at(&mut self, location: Location) -> Option<Unit> {
        let document = self
            .parsed
            .iter()
            .find(|document| document.source == location.source)?;
        let (_, root) = document.root.as_ref()?;
        let begins = self
            .begins
            .entry(location.source)
            .or_insert_with(|| begins(location.source, root));
        let (_, unit) = begins.range(..=location.start).next_back()?;
        Some(unit.clone())
    }
}

/// The units of a document by where they begin.
fn begins(source: SourceId, root: &Node) -> BTreeMap<usize, Unit> {
    let mut found = BTreeMap::new();
    let mut open = vec![(root, 0)];
    while let Some((node, depth)) = open.pop() {
        let Content::Map(members) = &node.content else {
            continue;
        };
        for member in members {
            let place = &member.key.place;
            if place.location.source == source {
                let unit = Unit::around(source, &place.pointer);
                found.entry(place.location.start).or_insert(unit);
            }
            if depth < 2 {
                open.push((&member.value, depth + 1));
            }
        }
    }
    found
}
