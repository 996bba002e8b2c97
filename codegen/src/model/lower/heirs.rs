//! Which schemas are derived from which, and what discriminators call them.

use std::collections::{BTreeMap, VecDeque};

use crate::load::openapi::{self, AdditionalProperties, Schema, SchemaId, SchemaObject};

/// For each schema, those that are put together of it by `allOf`, directly or through others.
pub(super) fn heirs(documents: &[openapi::Document]) -> BTreeMap<SchemaId, Vec<SchemaId>> {
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
        matches!(openapi::find(documents, id), Some(Schema::Inline(object))
            if object.discriminator.is_some() || !object.one_of.is_empty())
    };
    let mut all = BTreeMap::new();
    for id in direct.keys().filter(|id| tagged(id)) {
        let mut found: Vec<SchemaId> = Vec::new();
        let mut pending: VecDeque<&SchemaId> = direct[id].iter().collect();
        while let Some(next) = pending.pop_front() {
            if !found.contains(next) && next != id {
                found.push(next.clone());
                pending.extend(direct.get(next).into_iter().flatten());
            }
        }
        all.insert(id.clone(), found);
    }
    all
}

/// The schemas that discriminators name by exactly one value of exactly one member: there that member is always the same.
pub(super) fn tags(documents: &[openapi::Document]) -> BTreeMap<SchemaId, (String, String)> {
    let mut found: BTreeMap<SchemaId, Vec<(String, String)>> = BTreeMap::new();
    let mut pending: Vec<&Schema> = documents.iter().flat_map(all_schemas).collect();
    while let Some(schema) = pending.pop() {
        let Schema::Inline(object) = schema else {
            continue;
        };
        pending.extend(inside(object));
        let Some(discriminator) = &object.discriminator else {
            continue;
        };
        for entry in &discriminator.mapping {
            let tag = (
                discriminator.property.value.clone(),
                entry.key.value.clone(),
            );
            let tags = found.entry(entry.value.clone()).or_default();
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
    }
    found
        .into_iter()
        .filter_map(|(id, tags)| match <[_; 1]>::try_from(tags) {
            Ok([only]) => Some((id, only)),
            Err(_) => None,
        })
        .collect()
}

/// The schemas that a document writes down, without those inside them.
fn all_schemas(document: &openapi::Document) -> impl Iterator<Item = &Schema> {
    let operations = document.paths.iter().flat_map(|path| &path.operations);
    let bodies = operations.flat_map(|operation| {
        let sent = operation.request_body.iter().flat_map(|it| &it.content);
        let read = operation.responses.iter().flat_map(|it| &it.content);
        sent.chain(read)
            .filter_map(|content| content.value.schema.as_ref())
    });
    document
        .schemas
        .iter()
        .map(|entry| &entry.value)
        .chain(bodies)
}

/// The schemas directly inside one.
fn inside(object: &SchemaObject) -> impl Iterator<Item = &Schema> {
    let additional = match &object.additional_properties {
        AdditionalProperties::Schema(schema) => Some(schema),
        _ => None,
    };
    let members = object.properties.iter().map(|entry| &entry.value);
    let branches = [
        &object.all_of,
        &object.one_of,
        &object.any_of,
        &object.prefix_items,
    ];
    members
        .chain(additional)
        .chain(&object.items)
        .chain(branches.into_iter().flatten())
}
