//! What discriminators call schemas: the member, and the one value that it has in each.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Components;
use crate::load::openapi::{
    self, AdditionalProperties, Discriminator, Schema, SchemaId, SchemaObject, Type, Value,
};

/// The member and the value by which discriminators know a schema.
type Tag = (String, String);

/// How far references and parts are followed; `load` refuses circles of references, not those of parts.
const DEEPEST: usize = 32;

/// The schemas that discriminators name by exactly one value of exactly one member: there that member is always the same. What no mapping names is called by
/// the name of its component.
pub(super) fn tags(
    documents: &[openapi::Document],
    components: &Components<'_>,
    heirs: &BTreeMap<SchemaId, Vec<SchemaId>>,
) -> BTreeMap<SchemaId, Tag> {
    let mut mapped: BTreeMap<SchemaId, Vec<Tag>> = BTreeMap::new();
    let mut implied: BTreeMap<SchemaId, Vec<Tag>> = BTreeMap::new();
    let mut pending: Vec<(Option<SchemaId>, &Schema)> =
        documents.iter().flat_map(all_schemas).collect();
    while let Some((id, schema)) = pending.pop() {
        let Schema::Inline(object) = schema else {
            continue;
        };
        pending.extend(inside(object).map(|schema| (None, schema)));
        let Some(discriminator) = &object.discriminator else {
            continue;
        };
        for entry in &discriminator.mapping {
            let tag = (
                discriminator.property.value.clone(),
                entry.key.value.clone(),
            );
            note(&mut mapped, &entry.value, tag);
        }
        let heirs = id.as_ref().and_then(|id| heirs.get(id));
        let forms = forms(object, heirs.map_or(&[], Vec::as_slice));
        let names: HashSet<&str> = forms.iter().map(|it| it.name.as_str()).collect();
        let mut lists = HashMap::new();
        for form in &forms {
            if let Some(value) =
                implied_value(components, discriminator, form, (&names, &mut lists))
            {
                note(
                    &mut implied,
                    form,
                    (discriminator.property.value.clone(), value),
                );
            }
        }
    }
    implied.retain(|id, _| !mapped.contains_key(id));
    mapped.append(&mut implied);
    mapped
        .into_iter()
        .filter_map(|(id, tags)| match <[_; 1]>::try_from(tags) {
            Ok([only]) => Some((id, only)),
            Err(_) => None,
        })
        .collect()
}

fn note(tags: &mut BTreeMap<SchemaId, Vec<Tag>>, id: &SchemaId, tag: Tag) {
    let tags = tags.entry(id.clone()).or_default();
    if !tags.contains(&tag) {
        tags.push(tag);
    }
}

/// The components that a discriminator decides between: the branches beside it, else all that derives from the schema that has it.
fn forms(object: &SchemaObject, heirs: &[SchemaId]) -> Vec<SchemaId> {
    let branches = object.one_of.iter().chain(&object.any_of);
    let branches: Vec<_> = branches
        .filter_map(|branch| match branch {
            Schema::Ref(reference) => Some(reference.target.clone()),
            Schema::Inline(_) => None,
        })
        .collect();
    if object.one_of.is_empty() && object.any_of.is_empty() {
        heirs.to_vec()
    } else {
        branches
    }
}

/// The names of forms that the values of a member list, by the address of the schema that has the list. Forms may share it.
type Listed<'d> = HashMap<usize, HashSet<&'d str>>;

/// The value of a form that no mapping names: the only one that its member lists, else the name of the component. None where it is a list of forms itself,
/// or where its member has other values.
fn implied_value<'d>(
    components: &Components<'d>,
    discriminator: &Discriminator,
    form: &SchemaId,
    (names, lists): (&HashSet<&str>, &mut Listed<'d>),
) -> Option<String> {
    let schema = components.get(form)?;
    let member = member(components, schema, &discriminator.property.value, 0)?;
    let member = resolved(components, member)?;
    let is_text = |kind: &Type| matches!(kind, Type::String | Type::Null);
    if !member.types.iter().all(|kind| is_text(&kind.value)) {
        return None;
    }
    let listed = || {
        let values = member.constant.iter().chain(&member.allowed);
        values.filter_map(|value| match &value.value {
            Value::String(text) => Some(text.as_str()),
            _ => None,
        })
    };
    let mut first_two = listed();
    match (first_two.next(), first_two.next()) {
        (None, _) => Some(form.name.clone()),
        (Some(only), None) => Some(only.to_owned()),
        // A list of the names of all forms is shared; one of its own says that the form has several.
        _ => {
            let address = std::ptr::from_ref(member).addr();
            let known = lists.entry(address).or_insert_with(|| {
                let known = listed().filter(|text| names.contains(text));
                known.collect()
            });
            (known.len() > 1 && known.contains(form.name.as_str())).then(|| form.name.clone())
        }
    }
}

/// A member of an object or of its parts; of several of one name the last, which is the narrowest. None in a list of forms.
fn member<'d>(
    components: &Components<'d>,
    schema: &'d Schema,
    name: &str,
    depth: usize,
) -> Option<&'d Schema> {
    let object = resolved(components, schema).filter(|_| depth < DEEPEST)?;
    // What derives from a list of forms is none itself.
    if depth == 0 && !(object.one_of.is_empty() && object.any_of.is_empty()) {
        return None;
    }
    let own = object.properties.iter().find(|it| it.key.value == name);
    own.map(|entry| &entry.value).or_else(|| {
        let mut parts = object.all_of.iter().rev();
        parts.find_map(|part| member(components, part, name, depth + 1))
    })
}

/// The object at the end of references.
fn resolved<'d>(components: &Components<'d>, mut schema: &'d Schema) -> Option<&'d SchemaObject> {
    for _ in 0..DEEPEST {
        match schema {
            Schema::Ref(reference) => schema = components.get(&reference.target)?,
            Schema::Inline(object) => return Some(object),
        }
    }
    None
}

/// The schemas that a document writes down, without those inside them; components with their names.
fn all_schemas(document: &openapi::Document) -> impl Iterator<Item = (Option<SchemaId>, &Schema)> {
    let operations = document.paths.iter().flat_map(|path| &path.operations);
    let bodies = operations.flat_map(|operation| {
        let sent = operation.request_body.iter().flat_map(|it| &it.content);
        let read = operation.responses.iter().flat_map(|it| &it.content);
        sent.chain(read)
            .filter_map(|content| content.value.schema.as_ref())
    });
    let components = document.schemas.iter().map(|entry| {
        let id = SchemaId {
            document: document.id,
            name: entry.key.value.clone(),
        };
        (Some(id), &entry.value)
    });
    components.chain(bodies.map(|schema| (None, schema)))
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
