//! Names of types that are given before any type is declared.

use std::collections::{BTreeMap, BTreeSet};

use super::Lowering;
use crate::load::openapi::{Document, Schema, SchemaId};
use crate::model::Ident;
use crate::model::names::{self, Taken};

/// What each component is called: its `x-rust-name`, else its name with the first number that makes it free.
pub(super) fn component_names(documents: &[Document]) -> BTreeMap<SchemaId, Ident> {
    let mut names = BTreeMap::new();
    for document in documents {
        let mut taken = Taken::default();
        let service = document.service.as_ref();
        let service = service.and_then(|service| names::pascal(&service.value));
        for fixed in Ident::new("Client").into_iter().chain(service) {
            taken.take(&fixed);
        }
        let given = |schema: &Schema| {
            let given = schema.annotations().rust_name.as_ref();
            given.and_then(|name| Ident::new(&name.value))
        };
        for schema in &document.schemas {
            if let Some(name) = given(&schema.value) {
                taken.take(&name);
            }
        }
        for (index, schema) in document.schemas.iter().enumerate() {
            let id = SchemaId {
                document: document.id,
                name: schema.key.value.clone(),
            };
            let name = given(&schema.value).or_else(|| {
                let name = names::pascal(&schema.key.value)
                    .or_else(|| names::pascal(&format!("schema {}", index + 1)))?;
                Some(taken.take_numbered(&name))
            });
            names.extend(name.map(|name| (id, name)));
        }
    }
    names
}

impl Lowering<'_, '_> {
    /// Reserves the names of components, and those that every document has.
    pub(super) fn reserve(&mut self) {
        let mut reserved: BTreeSet<(usize, Ident)> = self
            .component_names
            .iter()
            .map(|(id, name)| (id.document.0, name.clone()))
            .collect();
        for (index, document) in self.documents.iter().enumerate() {
            let operations = document.paths.iter().flat_map(|path| {
                path.operations.iter().map(move |operation| {
                    let id = operation.rust_name.as_ref().or(operation.id.as_ref());
                    id.map_or_else(
                        || super::draft::unnamed(operation.method.value, &path.path.value),
                        |id| id.value.clone(),
                    )
                })
            });
            let requests = operations.filter_map(|name| names::pascal(&format!("{name} request")));
            let service = document.service.as_ref();
            let service = service.and_then(|service| names::pascal(&service.value));
            let all = requests.chain(service);
            reserved.extend(all.chain(Ident::new("Client")).map(|name| (index, name)));
        }
        self.reserved = reserved;
    }
}
