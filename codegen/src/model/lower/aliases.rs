//! Components that are nothing but a reference to another one.

use std::collections::HashMap;

use super::Components;
use crate::load::openapi::{Schema, SchemaId};

/// Where each of them leads in the end. They are walked once, however many there are in a row.
pub(super) fn ends(components: &Components<'_>) -> HashMap<SchemaId, SchemaId> {
    let mut ends: HashMap<SchemaId, SchemaId> = HashMap::new();
    for start in components.keys() {
        let mut way: Vec<&SchemaId> = Vec::new();
        let mut next = start;
        while let Some(Schema::Ref(reference)) = components.get(next) {
            // `load` refuses circles; whoever meets one here comes to an end all the same.
            if ends.contains_key(next) || way.len() > components.len() {
                break;
            }
            way.push(next);
            next = &reference.target;
        }
        let end = ends.get(next).unwrap_or(next).clone();
        let passed = way.into_iter().map(|id| (id.clone(), end.clone()));
        ends.extend(passed);
    }
    ends
}
