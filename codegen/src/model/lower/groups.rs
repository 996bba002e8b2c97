//! Groups of operations: a document whose operations have several tags has a module for each, with the handle that they are methods of.

use super::Lowering;
use crate::load::openapi::{Document, Operation};
use crate::model::names::Taken;
use crate::model::{Docs, Ident, Module, Service, ServiceMethod, names};

impl<'d> Lowering<'d, '_> {
    /// The modules of the groups of a document, and the methods of its client that give their handles. None, where all operations belong together.
    pub(super) fn groups(
        &mut self,
        document: &'d Document,
        path: &[Ident],
        root: bool,
    ) -> (Vec<Module>, Vec<ServiceMethod>) {
        let mut modules = Vec::new();
        let mut methods = Vec::new();
        // Doubles have a module of their own, too.
        let mut taken = Taken::with(&["new", "builder", "mock"]);
        for tag in tags(document) {
            let Some(type_) = names::pascal(tag).filter(|name| name.as_str() != "Client") else {
                continue;
            };
            let Some(name) = names::snake(type_.as_str()).filter(|name| taken.take(name)) else {
                continue;
            };
            let folder: Vec<_> = path.iter().map(Ident::as_str).collect();
            let file = if root {
                format!("{}.rs", name.as_str())
            } else {
                format!("{}/{}.rs", folder.join("/"), name.as_str())
            };
            let module: Vec<_> = path.iter().cloned().chain([name.clone()]).collect();
            self.groups
                .insert((document.id.0, tag.to_owned()), module.clone());
            let docs = self.tag_docs(document, tag);
            methods.push(ServiceMethod {
                // The group stands inside the module of its document, and is there when that is.
                features: Vec::new(),
                docs: Docs::of(&format!("The operations of [`{type_}`]({name}::{type_}).")),
                name: name.clone(),
                module: name,
                type_: type_.clone(),
            });
            modules.push(Module {
                path: module,
                file,
                documents: vec![document.id],
                docs: docs.clone(),
                service: Some(Service { name: type_, docs }),
                features: document
                    .features
                    .iter()
                    .map(|feature| feature.value.clone())
                    .collect(),
                ..Module::default()
            });
        }
        (modules, methods)
    }

    fn tag_docs(&self, document: &Document, tag: &str) -> Docs {
        let mut docs = Docs::default();
        docs.description(
            &format!("{}.", tag.trim_end_matches('.')),
            &self.identifiers,
        );
        let declared = document.tags.iter().find(|it| it.name.value == tag);
        if let Some(text) = declared.and_then(|it| it.description.as_ref()) {
            docs.description(&text.value, &self.identifiers);
        }
        if docs.is_empty() {
            docs.paragraph("Operations that belong together.");
        }
        docs
    }

    /// The module of an operation: that of its group, else that of its document.
    pub(super) fn operation_module(
        &self,
        document: usize,
        operation: &Operation,
    ) -> Option<&Vec<Ident>> {
        operation
            .tags
            .first()
            .and_then(|tag| self.groups.get(&(document, tag.value.clone())))
            .or_else(|| self.paths.get(document))
    }
}

/// The first tags of the operations, in their order; none where there are fewer than two, or where operations renew each other's tokens.
fn tags(document: &Document) -> Vec<&str> {
    let operations = || document.paths.iter().flat_map(|path| &path.operations);
    if operations().any(|operation| operation.token_grant.is_some()) {
        return Vec::new();
    }
    let mut tags: Vec<&str> = Vec::new();
    for tag in operations().filter_map(|operation| operation.tags.first()) {
        if !tags.contains(&tag.value.as_str()) {
            tags.push(&tag.value);
        }
    }
    if tags.len() < 2 {
        tags.clear();
    }
    tags
}
