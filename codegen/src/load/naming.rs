//! Names for schemas that references lead to and that have none: parts of other schemas, of operations, of files.
//!
//! A schema with a name is one type however many references lead to it, and may contain itself.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::openapi::{DocumentId, Entry, Schema, SchemaId};
use super::reader::{Parsed, Reader};
use super::reference::Target;
use super::tree::Node;
use crate::diagnostic::{Place, SourceId, Spanned};

/// Words of a pointer that say nothing of what the schema is.
const SILENT: &[&str] = &[
    "components",
    "schemas",
    "definitions",
    "$defs",
    "paths",
    "properties",
    "responses",
    "requestBodies",
    "requestBody",
    "parameters",
    "headers",
    "content",
    "schema",
    "allOf",
    "oneOf",
    "anyOf",
    "application/json",
];

/// The names that are given, and the schemas that wait to be read under theirs.
#[derive(Debug)]
pub(super) struct Naming<'a> {
    names: BTreeMap<(SourceId, Arc<str>), String>,
    taken: BTreeSet<String>,
    numbers: BTreeMap<String, usize>,
    waiting: Vec<(String, &'a Node)>,
}

impl<'a> Naming<'a> {
    /// No name may be that of a component of this document.
    pub(super) fn new(document: &Parsed) -> Self {
        let schemas = document
            .root
            .as_ref()
            .and_then(|(_, root)| root.member("components"))
            .and_then(|components| components.value.member("schemas"));
        let names = schemas.map(|schemas| match &schemas.value.content {
            super::tree::Content::Map(members) => members
                .iter()
                .map(|member| member.key.value.clone())
                .collect(),
            _ => BTreeSet::new(),
        });
        Self {
            names: BTreeMap::new(),
            taken: names.unwrap_or_default(),
            numbers: BTreeMap::new(),
            waiting: Vec::new(),
        }
    }

    fn name(&mut self, parts: &[String], document: &Parsed, node: &'a Node) -> String {
        let Place { location, pointer } = &node.place;
        let key = (location.source, Arc::clone(pointer));
        if let Some(name) = self.names.get(&key) {
            return name.clone();
        }
        let own = words(parts, document);
        let mut name = own.clone();
        while !self.taken.insert(name.clone()) {
            // The last number that it got; those below it are taken.
            let number = self.numbers.entry(own.clone()).or_insert(1);
            *number += 1;
            name = format!("{own}_{number}");
        }
        self.names.insert(key, name.clone());
        self.waiting.push((name.clone(), node));
        name
    }
}

/// The name of the place: of a component elsewhere its own, of a whole file that of the file.
fn words(parts: &[String], document: &Parsed) -> String {
    let telling: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .filter(|part| !SILENT.contains(part))
        .map(|part| match part {
            "items" => "Item",
            "additionalProperties" => "Value",
            part => part,
        })
        .collect();
    let text = if telling.is_empty() {
        let file = document.module.rsplit('/').next();
        file.filter(|file| !file.is_empty())
            .unwrap_or("Schema")
            .to_owned()
    } else {
        telling.join("_")
    };
    let plain = |sign: char| {
        if sign.is_ascii_alphanumeric() || sign == '.' {
            sign
        } else {
            '_'
        }
    };
    text.chars().map(plain).collect()
}

impl<'a> Reader<'a> {
    /// The schema that a reference leads to, under the name that it has or gets. None for something else, and where no names are given.
    pub(super) fn schema_id(&mut self, target: &Target<'a>) -> Option<SchemaId> {
        let first = DocumentId(0);
        let named = target.schema();
        if self.naming.is_none() || (named.is_some() && target.document == first) {
            return named;
        }
        if named.is_none() && target.component().is_some() {
            return None;
        }
        let document = self.documents.get(target.document.0)?;
        let naming = self.naming.as_mut()?;
        Some(SchemaId {
            document: first,
            name: naming.name(&target.parts, document, target.node),
        })
    }

    /// Reads the schemas that were given names, and those that they lead to.
    pub(super) fn named_schemas(&mut self) -> Vec<Entry<Schema>> {
        let mut schemas = Vec::new();
        while let Some((name, node)) = self.naming.as_mut().and_then(|it| it.waiting.pop()) {
            if let Some(value) = self.schema(node) {
                let key = Spanned::new(name, node.place.clone());
                schemas.push(Entry { key, value });
            }
        }
        schemas
    }
}
