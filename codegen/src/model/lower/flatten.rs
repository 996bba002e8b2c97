//! The branches of a choice, with those of choices inside it that are no types of their own.

use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;

use super::Lowering;
use super::shape::{Seen, Shape};
use crate::load::openapi::{Schema, SchemaId};

/// How deep choices without a name are opened.
const DEPTH: usize = 8;

impl<'d> Lowering<'d, '_> {
    /// The branches of a choice. Those of a choice without a name inside it are among them, and those of one that leads back here: two choices that are
    /// branches of each other would have no end, for the type as for whoever reads a value of it.
    pub(super) fn flat_branches(&mut self, choice: &Seen<'d>) -> Vec<&'d Schema> {
        let mut found = Vec::new();
        let mut open: Vec<SchemaId> = choice.id.iter().cloned().collect();
        self.open_choices(&choice.object.one_of, 0, &mut open, &mut found);
        found
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

    fn open_choices(
        &mut self,
        from: &'d [Schema],
        depth: usize,
        open: &mut Vec<SchemaId>,
        into: &mut Vec<&'d Schema>,
    ) {
        for schema in from {
            let Some((seen, branches)) = self.choice_in(schema) else {
                into.push(schema);
                continue;
            };
            match &seen.id {
                Some(id) if open.contains(id) => {}
                Some(id) if self.leads_back(&seen, branches, open) => {
                    open.push(id.clone());
                    self.open_choices(branches, depth, open, into);
                }
                None if depth < DEPTH && !is_told_apart(&seen) => {
                    self.open_choices(branches, depth + 1, open, into);
                }
                _ => into.push(schema),
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

    /// Whether a choice has one of these among its branches, or among those of choices there.
    fn leads_back(&mut self, choice: &Seen<'d>, branches: &'d [Schema], to: &[SchemaId]) -> bool {
        let reached = self.reached(choice, branches);
        to.iter().any(|id| reached.contains(id))
    }

    /// The choices with a name that a choice has among its branches, or among those of choices there.
    fn reached(&mut self, choice: &Seen<'d>, branches: &'d [Schema]) -> Rc<BTreeSet<SchemaId>> {
        let address = std::ptr::from_ref(choice.object).addr();
        if let Some(reached) = self.reached.get(&address) {
            return Rc::clone(reached);
        }
        let mut reached = BTreeSet::new();
        let mut waiting: Vec<&'d Schema> = branches.iter().collect();
        while let Some(schema) = waiting.pop() {
            let Some((seen, inner)) = self.choice_in(schema) else {
                continue;
            };
            if seen.id.is_none_or(|id| reached.insert(id)) {
                waiting.extend(inner);
            }
        }
        let reached = Rc::new(reached);
        self.reached.insert(address, Rc::clone(&reached));
        reached
    }
}

/// Whether a choice without a component has a name, or a discriminator, of its own.
fn is_told_apart(choice: &Seen<'_>) -> bool {
    let named = |said: &&crate::load::openapi::Annotations| {
        said.title.is_some() || said.rust_name.is_some()
    };
    choice.object.discriminator.is_some() || choice.annotations.iter().any(named)
}
