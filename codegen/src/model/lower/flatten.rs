//! The branches of a choice, with those of choices inside it that are no types of their own.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::Lowering;
use super::finish;
use super::shape::{Seen, Shape};
use crate::load::openapi::{Schema, SchemaId};

/// How deep choices without a name are opened.
const DEPTH: usize = 8;

/// The branches of a choice while they are collected.
struct Flat<'d> {
    /// The circle of choices that it is in; all of them are opened.
    circle: Option<usize>,
    /// Those that were.
    open: HashSet<SchemaId>,
    found: Vec<&'d Schema>,
}

impl<'d> Lowering<'d, '_> {
    /// The branches of a choice. Those of a choice without a name inside it are among them, and those of one that leads back here: two choices that are
    /// branches of each other would have no end, for the type as for whoever reads a value of it.
    pub(super) fn flat_branches(&mut self, choice: &Seen<'d>) -> Vec<&'d Schema> {
        let branches = &choice.object.one_of;
        let id = choice.id.as_ref();
        let mut flat = Flat {
            circle: id.and_then(|id| self.circle(id, branches)),
            open: id.cloned().into_iter().collect(),
            found: Vec::new(),
        };
        self.open_choices(branches, 0, &mut flat);
        flat.found
    }

    /// Whether one of the branches of a choice takes any value, null too.
    pub(super) fn has_any_branch(&mut self, choice: &Seen<'d>) -> bool {
        self.has_any_branch_within(choice, 0, &mut HashSet::new())
    }

    /// `passed`: the choices that were looked at, by address; each is looked at once, be it a branch of several.
    fn has_any_branch_within(
        &mut self,
        choice: &Seen<'d>,
        depth: usize,
        passed: &mut HashSet<usize>,
    ) -> bool {
        let address = std::ptr::from_ref(choice.object).addr();
        if depth > DEPTH || !passed.insert(address) {
            return false;
        }
        let branches = self.flat_branches(choice);
        branches.into_iter().any(|branch| {
            let Some(seen) = self.see(branch) else {
                return false;
            };
            match self.shape(&seen) {
                Some(Shape::Any | Shape::Null) => true,
                Some(Shape::Union(_)) => self.has_any_branch_within(&seen, depth + 1, passed),
                _ => false,
            }
        })
    }

    fn open_choices(&mut self, from: &'d [Schema], depth: usize, flat: &mut Flat<'d>) {
        for schema in from {
            let Some((seen, branches)) = self.choice_in(schema) else {
                flat.found.push(schema);
                continue;
            };
            match &seen.id {
                Some(id) if flat.open.contains(id) => {}
                Some(id) if flat.circle.is_some() && self.circle(id, branches) == flat.circle => {
                    flat.open.insert(id.clone());
                    self.open_choices(branches, depth, flat);
                }
                None if depth < DEPTH && !is_told_apart(&seen) => {
                    self.open_choices(branches, depth + 1, flat);
                }
                _ => flat.found.push(schema),
            }
        }
    }

    /// The branches of a schema that is a choice.
    fn choice_in(&mut self, schema: &'d Schema) -> Option<(Seen<'d>, &'d [Schema])> {
        let seen = self.see(schema)?;
        match self.shape(&seen)? {
            Shape::Union(branches) => Some((seen, branches)),
            _ => None,
        }
    }

    /// The number of the circle of choices with a name that this one is in, by way of branches and of choices there without a name.
    fn circle(&mut self, id: &SchemaId, branches: &'d [Schema]) -> Option<usize> {
        if let Some(circle) = self.circles.get(id) {
            return *circle;
        }
        // Those that were met before are in no circle with one that was not.
        let mut edges: BTreeMap<SchemaId, BTreeSet<SchemaId>> = BTreeMap::new();
        let mut waiting = vec![(id.clone(), branches)];
        while let Some((id, branches)) = waiting.pop() {
            if !edges.contains_key(&id) && !self.circles.contains_key(&id) {
                let next = self.named_choices(branches);
                edges.insert(id, next.iter().map(|(id, _)| id.clone()).collect());
                waiting.extend(next);
            }
        }
        let found = finish::circles(&edges);
        let before = self.circles.len();
        for id in edges.into_keys() {
            let circle = found.get(&id).map(|number| before + number);
            self.circles.insert(id, circle);
        }
        self.circles.get(id).copied().flatten()
    }

    /// The choices with a name, and their branches, among these branches, and among those of choices there without a name.
    fn named_choices(&mut self, branches: &'d [Schema]) -> Vec<(SchemaId, &'d [Schema])> {
        let mut named = Vec::new();
        let mut waiting: Vec<&'d Schema> = branches.iter().collect();
        while let Some(schema) = waiting.pop() {
            match self.choice_in(schema) {
                Some((Seen { id: Some(id), .. }, inner)) => named.push((id, inner)),
                Some((_, inner)) => waiting.extend(inner),
                None => {}
            }
        }
        named
    }
}

/// Whether a choice without a component has a name, or a discriminator, of its own.
fn is_told_apart(choice: &Seen<'_>) -> bool {
    let named = |said: &&crate::load::openapi::Annotations| {
        said.title.is_some() || said.rust_name.is_some()
    };
    choice.object.discriminator.is_some() || choice.annotations.iter().any(named)
}
