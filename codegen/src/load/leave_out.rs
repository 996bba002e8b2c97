//! Leaves out what cannot be generated, and everything that would be incomplete without it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::listed::item;
use super::reader::Parsed;
use super::reference::resolve;
use super::tree::{Content, Node};
use crate::diagnostic::{Place, SourceId};

/// What is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Gone {
    Operation {
        /// In small letters, as in the document.
        method: String,
        path: String,
    },
    Component {
        /// The kind, as the key in `components`.
        section: String,
        name: String,
    },
}

/// The methods that are keys of a path.
pub(super) const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// What can be left out as a whole: the parts of its pointer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Unit {
    source: SourceId,
    parts: Vec<String>,
}

impl Unit {
    /// The unit that a place is in; none where it is in none.
    fn of(source: SourceId, pointer: &str) -> Option<Self> {
        let parts: Vec<String> = pointer
            .split('/')
            .skip(1)
            .map(|part| part.replace("~1", "/").replace("~0", "~"))
            .collect();
        let length = match parts.first()?.as_str() {
            "paths" if parts.len() > 2 && METHODS.contains(&parts[2].as_str()) => 3,
            "paths" => 2,
            "components" => 3,
            _ => 1,
        };
        (parts.len() >= length).then(|| Self {
            source,
            parts: parts[..length].to_vec(),
        })
    }

    /// Whether the unit can be taken out of the first document.
    fn leaves(&self) -> bool {
        matches!(self.parts[0].as_str(), "paths" | "components")
    }
}

pub(super) fn leave_out(
    parsed: &mut [Parsed],
    places: &[Option<&Place>],
) -> Option<Vec<(Gone, usize)>> {
    let main = parsed.first()?.source;
    let mut faulty: BTreeMap<Unit, usize> = BTreeMap::new();
    let mut pending = VecDeque::new();
    for (index, place) in places.iter().enumerate() {
        let place = (*place)?;
        let unit = Unit::of(place.location.source, &place.pointer)?;
        if unit.source == main && !unit.leaves() {
            return None;
        }
        if !faulty.contains_key(&unit) {
            faulty.insert(unit.clone(), index);
            pending.push_back(unit);
        }
    }
    let users = users(parsed);
    while let Some(unit) = pending.pop_front() {
        let index = faulty.get(&unit).copied().unwrap_or_default();
        for user in users.get(&unit).into_iter().flatten() {
            if !faulty.contains_key(user) {
                faulty.insert(user.clone(), index);
                pending.push_back(user.clone());
            }
        }
    }
    // What a path refers to may go before it.
    let document = parsed.first()?;
    let (_, root) = document.root.as_ref()?;
    let methods_of = |path: &str| -> Option<Vec<&'static str>> {
        let item = item(
            parsed,
            document,
            &root.member("paths")?.value.member(path)?.value,
        )?;
        let there = |method: &&&str| item.member(method).is_some();
        Some(METHODS.iter().filter(there).copied().collect())
    };
    let methods: BTreeMap<String, Vec<&str>> = faulty
        .keys()
        .filter_map(|unit| match unit.parts.as_slice() {
            [_, path] => Some((path.clone(), methods_of(path)?)),
            _ => None,
        })
        .collect();
    let (_, root) = parsed.first_mut()?.root.as_mut()?;
    let mut gone = Vec::new();
    for (unit, index) in faulty.iter().filter(|(unit, _)| unit.source == main) {
        match unit.parts.as_slice() {
            [_, path] => {
                if remove(root, &["paths", path]).is_some() {
                    let methods = methods.get(path).into_iter().flatten();
                    gone.extend(methods.map(|method| (operation(method, path), *index)));
                }
            }
            [paths, path, method] if paths == "paths" => {
                if remove(root, &["paths", path, method]).is_some() {
                    gone.push((operation(method, path), *index));
                }
            }
            [_, section, name] => {
                if remove(root, &["components", section, name]).is_some() {
                    let (section, name) = (section.clone(), name.clone());
                    gone.push((Gone::Component { section, name }, *index));
                }
            }
            _ => return None,
        }
    }
    Some(gone)
}

fn operation(method: &str, path: &str) -> Gone {
    Gone::Operation {
        method: method.to_owned(),
        path: path.to_owned(),
    }
}

/// For each unit those that refer to it.
fn users(parsed: &[Parsed]) -> BTreeMap<Unit, BTreeSet<Unit>> {
    let mut users: BTreeMap<Unit, BTreeSet<Unit>> = BTreeMap::new();
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
                        let used = match (&*member.key.value, &member.value.content) {
                            ("$ref", Content::Scalar(scalar)) => {
                                resolve(parsed, document, &scalar.text).map(|(at, target)| {
                                    (at.source, target.place.pointer.to_string())
                                })
                            }
                            _ => None,
                        };
                        let unit = Unit::of(document.source, &node.place.pointer);
                        if let (Some((source, pointer)), Some(unit)) = (used, unit) {
                            note(&mut users, parsed, source, &pointer, &unit);
                        }
                    }
                }
                Content::Seq(items) => open.extend(items),
                Content::Scalar(_) => {}
            }
        }
        security(document, root, &mut users);
    }
    users
}

/// A reference to a unit, to something in one, or to a whole file and so to every unit in it.
fn note(
    users: &mut BTreeMap<Unit, BTreeSet<Unit>>,
    parsed: &[Parsed],
    source: SourceId,
    pointer: &str,
    user: &Unit,
) {
    if let Some(used) = Unit::of(source, pointer) {
        users.entry(used).or_default().insert(user.clone());
        return;
    }
    let root = parsed
        .iter()
        .find(|document| document.source == source)
        .and_then(|document| document.root.as_ref());
    if let Some((_, root)) = root
        && let Content::Map(members) = &root.content
    {
        for member in members {
            if let Some(used) = Unit::of(source, &member.value.place.pointer) {
                users.entry(used).or_default().insert(user.clone());
            }
        }
    }
}

/// Operations refer to security schemes by name, and without a `security` of their own to those of the document.
fn security(document: &Parsed, root: &Node, users: &mut BTreeMap<Unit, BTreeSet<Unit>>) {
    let names = |node: &Node| -> Vec<String> {
        let Some(member) = node.member("security") else {
            return Vec::new();
        };
        let Content::Seq(items) = &member.value.content else {
            return Vec::new();
        };
        let keys = items.iter().filter_map(|item| match &item.content {
            Content::Map(members) => Some(members),
            _ => None,
        });
        keys.flatten()
            .map(|member| member.key.value.clone())
            .collect()
    };
    let common = names(root);
    let Some(Content::Map(paths)) = root.member("paths").map(|member| &member.value.content) else {
        return;
    };
    for path in paths {
        for method in METHODS {
            let Some(operation) = path.value.member(method) else {
                continue;
            };
            let own = operation.value.member("security").is_some();
            let schemes = if own {
                names(&operation.value)
            } else {
                common.clone()
            };
            let parts = |parts: [&str; 3]| Unit {
                source: document.source,
                parts: parts.map(str::to_owned).to_vec(),
            };
            for scheme in schemes {
                let needed = parts(["components", "securitySchemes", &scheme]);
                let user = parts(["paths", &path.key.value, method]);
                users.entry(needed).or_default().insert(user);
            }
        }
    }
}

/// Takes a member out of nested mappings.
fn remove(node: &mut Node, way: &[&str]) -> Option<Node> {
    let (key, rest) = way.split_first()?;
    let Content::Map(members) = &mut node.content else {
        return None;
    };
    let index = members.iter().position(|member| member.key.value == *key)?;
    if rest.is_empty() {
        return Some(members.remove(index).value);
    }
    remove(&mut members[index].value, rest)
}
