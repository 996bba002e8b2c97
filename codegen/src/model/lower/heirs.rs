//! Which schemas are derived from which.

use std::collections::{BTreeMap, HashSet, VecDeque};

use super::Components;
use crate::load::openapi::{self, Schema, SchemaId};

/// For each schema, those that are put together of it by `allOf`, directly or through others.
pub(super) fn heirs(
    documents: &[openapi::Document],
    components: &Components<'_>,
) -> BTreeMap<SchemaId, Vec<SchemaId>> {
    let mut direct: BTreeMap<SchemaId, Vec<SchemaId>> = BTreeMap::new();
    for document in documents {
        for entry in &document.schemas {
            let Schema::Inline(object) = &entry.value else {
                continue;
            };
            for part in &object.all_of {
                if let Schema::Ref(reference) = part {
                    direct
                        .entry(reference.target.clone())
                        .or_default()
                        .push(SchemaId {
                            document: document.id,
                            name: entry.key.value.clone(),
                        });
                }
            }
        }
    }
    let tagged = |id: &SchemaId| {
        matches!(components.get(id), Some(Schema::Inline(object))
            if object.discriminator.is_some() || !object.one_of.is_empty())
    };
    let mut all = BTreeMap::new();
    for id in direct.keys().filter(|id| tagged(id)) {
        let mut found: Vec<SchemaId> = Vec::new();
        let mut passed = HashSet::from([id]);
        let mut pending: VecDeque<&SchemaId> = direct[id].iter().collect();
        while let Some(next) = pending.pop_front() {
            if passed.insert(next) {
                found.push(next.clone());
                pending.extend(direct.get(next).into_iter().flatten());
            }
        }
        all.insert(id.clone(), found);
    }
    all
}
