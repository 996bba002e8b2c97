//! The parts of documents that stand or fall as a whole, such as an operation or a component, and which of them need which.

use std::collections::{BTreeMap, BTreeSet};

use super::reader::Parsed;
use super::reference::resolve;
use super::tree::{Content, Member, Node, escape};
use crate::diagnostic::{SourceId, similar};

/// The methods that are keys of a path.
pub(super) const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// Members of a document that count for all operations.
const COMMON: [&str; 2] = ["security", "x-path-styles"];

/// Members of a document in which no operation is, not even one that is astray.
const HOLDING_NONE: [&str; 6] = [
    "components",
    "externalDocs",
    "info",
    "paths",
    "servers",
    "tags",
];

/// What can be left out as a whole: the parts of its pointer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Unit {
    pub(super) source: SourceId,
    pub(super) parts: Vec<String>,
}

impl Unit {
    pub(super) fn new(source: SourceId, parts: &[&str]) -> Self {
        let parts = parts.iter().map(|part| (*part).to_owned()).collect();
        Self { source, parts }
    }

    /// The unit that a place is in; none where it is in none.
    pub(super) fn of(source: SourceId, pointer: &str) -> Option<Self> {
        let unit = Self::around(source, pointer);
        let length = match unit.parts.first()?.as_str() {
            "paths" => 2,
            "components" => 3,
            _ => 1,
        };
        (unit.parts.len() >= length).then_some(unit)
    }

    /// The unit that a place is in, and where it is in none, as a fault of all `components` is, the place itself.
    pub(super) fn around(source: SourceId, pointer: &str) -> Self {
        let mut parts: Vec<String> = pointer
            .split('/')
            .skip(1)
            .map(|part| part.replace("~1", "/").replace("~0", "~"))
            .collect();
        parts.truncate(match parts.first().map(String::as_str) {
            Some("paths") if parts.len() > 2 && METHODS.contains(&parts[2].as_str()) => 3,
            Some("paths") => 2,
            Some("components") => 3,
            _ => 1,
        });
        Self { source, parts }
    }

    /// Whether the unit can be taken out of the first document.
    pub(super) fn leaves(&self) -> bool {
        self.is_below("paths") || self.is_below("components")
    }

    /// Whether it stands below this member of a document, or is that.
    pub(super) fn is_below(&self, key: &str) -> bool {
        self.parts.first().is_some_and(|first| first == key)
    }

    /// Whether it is a component of this kind.
    pub(super) fn is_of(&self, section: &str) -> bool {
        matches!(self.parts.as_slice(), [components, kind, _] if components == "components" && kind == section)
    }
}

/// Which units need which.
#[derive(Debug, Default)]
pub(super) struct Uses {
    /// For each unit those that refer to it. A file as a whole is a unit too.
    pub(super) users: BTreeMap<Unit, BTreeSet<Unit>>,
    /// The units with a reference that leads nowhere.
    pub(super) lost: BTreeSet<Unit>,
}

impl Uses {
    pub(super) fn of(parsed: &[Parsed]) -> Self {
        let mut uses = Self::default();
        for document in parsed {
            let Some((_, root)) = &document.root else {
                continue;
            };
            let mut open = vec![root];
            while let Some(node) = open.pop() {
                match &node.content {
                    Content::Map(members) => {
                        for member in members {
                            open.push(&member.value);
                            for reference in references(&member.key.value, &member.value, root) {
                                uses.refer(parsed, document, node, &reference);
                            }
                        }
                    }
                    Content::Seq(items) => open.extend(items),
                    Content::Scalar(_) => {}
                }
            }
            uses.operations(document, root);
        }
        uses
    }

    fn add(&mut self, needed: Unit, user: Unit) {
        self.users.entry(needed).or_default().insert(user);
    }

    /// A reference to a unit, to something in one, or to a whole file and so to every unit in it.
    fn refer(&mut self, parsed: &[Parsed], document: &Parsed, node: &Node, reference: &str) {
        let Some(user) = Unit::of(document.source, &node.place.pointer) else {
            return;
        };
        let Some((target, found)) = resolve(parsed, document, reference) else {
            self.lost.insert(user);
            return;
        };
        let source = target.source;
        self.add(Unit::new(source, &[]), user.clone());
        if let Some(used) = Unit::of(source, &found.place.pointer) {
            self.add(used, user);
            return;
        }
        if let Some((_, root)) = &target.root
            && let Content::Map(members) = &root.content
        {
            for member in members {
                if let Some(used) = Unit::of(source, &member.value.place.pointer) {
                    self.add(used, user.clone());
                }
            }
        }
    }

    /// What operations need without a reference: their paths, the document, security schemes by their names, and other operations by theirs.
    fn operations(&mut self, document: &Parsed, root: &Node) {
        let Content::Map(keys) = &root.content else {
            return;
        };
        let Some(paths) = root.member("paths").map(|member| &member.value) else {
            return;
        };
        let unit = |parts: &[&str]| Unit::new(document.source, parts);
        // What many need of many goes through a unit that stands for all of them: no method is called like that.
        let through = |what| unit(&["paths", "", what]);
        let (common, stated, any) = (through("common"), through("stated"), through("any"));
        let found = operations(paths);
        let mut named: BTreeMap<&str, Unit> = BTreeMap::new();
        for (path, method, operation) in &found {
            let own = unit(&["paths", path, method]);
            if let Some(id) = text(operation, "operationId") {
                named.insert(id, own.clone());
            }
            self.add(own.clone(), any.clone());
            self.add(unit(&["paths", path]), own.clone());
            self.add(common.clone(), own);
        }
        for path in members(paths) {
            self.add(unit(&["paths", &path.key.value]), any.clone());
        }
        for member in &**keys {
            let key = member.key.value.as_str();
            // One that is like another may have been meant to be that.
            if COMMON.contains(&key) || similar(key, COMMON.into_iter()).is_some() {
                self.add(unit(&[key]), common.clone());
            }
            if !HOLDING_NONE.contains(&key) {
                self.add(unit(&[key]), any.clone());
            }
        }
        let scheme = |name| unit(&["components", "securitySchemes", name]);
        for name in schemes(root) {
            self.add(scheme(name), stated.clone());
        }
        for (path, method, operation) in &found {
            let user = || unit(&["paths", path, method]);
            if operation.member("security").is_none() {
                self.add(stated.clone(), user());
            }
            for name in schemes(operation) {
                self.add(scheme(name), user());
            }
            let renewal = operation
                .member("x-token-grant")
                .and_then(|grant| grant.value.member("renewal"))
                .and_then(|renewal| text(&renewal.value, "operation"));
            if let Some(renewal) = renewal {
                // Without an operation of that name it may be that of any which is at fault, or astray.
                let other = named.get(renewal).unwrap_or(&any);
                self.add(other.clone(), user());
            }
        }
    }
}

/// The references that a member is or holds: `$ref`, and the values of `mapping` in a discriminator, which may be the names of schemas.
fn references(key: &str, value: &Node, root: &Node) -> Vec<String> {
    match (key, &value.content) {
        ("$ref", Content::Scalar(scalar)) => vec![scalar.text.clone()],
        ("mapping", Content::Map(values)) => {
            let schemas = root
                .member("components")
                .and_then(|components| components.value.member("schemas"));
            let named = |name: &str| schemas.is_some_and(|it| it.value.member(name).is_some());
            let texts = values.iter().filter_map(|it| match &it.value.content {
                Content::Scalar(scalar) => Some(&scalar.text),
                _ => None,
            });
            let reference = |text: &String| {
                if named(text) {
                    Some(format!("#/components/schemas/{}", escape(text)))
                } else {
                    // Something else may be called `mapping` too.
                    text.contains('#').then(|| text.clone())
                }
            };
            texts.filter_map(reference).collect()
        }
        _ => Vec::new(),
    }
}

fn members(node: &Node) -> &[Member] {
    match &node.content {
        Content::Map(members) => members,
        _ => &[],
    }
}

/// Each operation with its path and its method.
fn operations(paths: &Node) -> Vec<(&str, &'static str, &Node)> {
    let each = members(paths).iter().flat_map(|path| {
        METHODS.iter().filter_map(|method| {
            let operation = path.value.member(method)?;
            Some((path.key.value.as_str(), *method, &operation.value))
        })
    });
    each.collect()
}

/// The names in `security`.
fn schemes(node: &Node) -> Vec<&str> {
    let Some(Content::Seq(items)) = node.member("security").map(|it| &it.value.content) else {
        return Vec::new();
    };
    let keys = items.iter().filter_map(|item| match &item.content {
        Content::Map(members) => Some(members),
        _ => None,
    });
    keys.flatten()
        .map(|member| member.key.value.as_str())
        .collect()
}

fn text<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    match &node.member(key)?.value.content {
        Content::Scalar(scalar) => Some(&scalar.text),
        _ => None,
    }
}

/// The value that nested mappings have there.
fn find<'n>(node: &'n mut Node, way: &[&str]) -> Option<&'n mut Node> {
    let Some((key, rest)) = way.split_first() else {
        return Some(node);
    };
    let Content::Map(members) = &mut node.content else {
        return None;
    };
    let at = members.position(key)?;
    find(&mut members[at].value, rest)
}

/// Takes a member out of nested mappings.
pub(super) fn remove(node: &mut Node, way: &[&str]) -> Option<Node> {
    let (key, parents) = way.split_last()?;
    let Content::Map(members) = &mut find(node, parents)?.content else {
        return None;
    };
    let at = members.position(key)?;
    Some(members.remove(at).value)
}

/// Puts another value where nested mappings have one.
pub(super) fn replace(node: &mut Node, way: &[&str], content: Content) {
    if let Some(found) = find(node, way) {
        found.content = content;
    }
}
