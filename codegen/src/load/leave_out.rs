//! Leaves out what cannot be generated, and everything that would be incomplete without it.

use std::collections::{BTreeMap, VecDeque};

use super::listed::item;
use super::reader::Parsed;
use super::units::{METHODS, Unit, Uses, remove};
use crate::diagnostic::Place;

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
    let users = Uses::of(parsed).users;
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
