//! Groups of operations: a document whose operations have several tags has a module for each, with the handle that they are methods of.

use super::Lowering;
use super::docs::code;
use crate::load::openapi::{Document, Operation};
use crate::model::names::Taken;
use crate::model::{Docs, Ident, Module, Service, ServiceMethod, names};

impl<'d> Lowering<'d, '_> {
    /// The modules of the groups of a document, and the methods of its client that give their handles. None, where all operations belong together.
    pub(super) fn groups(
        &mut self,
        document: &'d Document,
        path: &[Ident],
    ) -> (Vec<Module>, Vec<ServiceMethod>) {
        let mut modules = Vec::new();
        let mut methods = Vec::new();
        let mut names = GroupNames::default();
        for tag in tags(document) {
            let Some((type_, method, name)) = names.take(tag) else {
                continue;
            };
            let module: Vec<_> = path.iter().cloned().chain([name.clone()]).collect();
            let file: Vec<_> = module.iter().map(Ident::as_str).collect();
            self.groups
                .insert((document.id.0, tag.to_owned()), module.clone());
            let docs = self.tag_docs(document, tag);
            let mut module_docs = docs.clone();
            renamed(tag, &name, &mut module_docs);
            methods.push(ServiceMethod {
                // The group stands inside the module of its document, and is there when that is.
                features: Vec::new(),
                docs: Docs::of(&format!(
                    "The operations of [`{type_}`]({}::{type_}).",
                    name.as_str()
                )),
                name: method,
                module: name,
                type_: type_.clone(),
            });
            modules.push(Module {
                file: format!("{}.rs", file.join("/")),
                path: module,
                documents: vec![document.id],
                docs: module_docs,
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
        docs.paragraph(&format!("The operations of the tag {}.", code(tag)));
        let declared = document.tags.iter().find(|it| it.name.value == tag);
        if let Some(text) = declared.and_then(|it| it.description.as_ref()) {
            docs.description(&text.value, &self.identifiers);
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

/// The names of the groups of a document. What falls together, or is taken by something else, gets a number.
struct GroupNames {
    types: Taken,
    methods: Taken,
    modules: Taken,
}

impl Default for GroupNames {
    fn default() -> Self {
        Self {
            types: Taken::with(&["Client"]),
            methods: Taken::with(&["new", "builder"]),
            // Doubles have a module of their own, too.
            modules: Taken::with(&["mock"]),
        }
    }
}

impl GroupNames {
    /// The names of the handle, of the method that gives it, and of its module.
    fn take(&mut self, tag: &str) -> Option<(Ident, Ident, Ident)> {
        let type_ = names::pascal(tag).or_else(|| names::pascal("Group"))?;
        let type_ = self.types.take_numbered(&type_);
        let method = names::snake(type_.as_str())?;
        let module = names::module(type_.as_str())?;
        Some((
            type_,
            self.methods.take_numbered(&method),
            self.modules.take_numbered(&module),
        ))
    }
}

/// Says why a module is not called like its tag, a folder or a document.
pub(super) fn renamed(text: &str, module: &Ident, docs: &mut Docs) {
    let Some(plain) = names::snake(text) else {
        return;
    };
    if names::module(text).is_some_and(|name| name != plain) {
        docs.paragraph(&format!(
            "The module is called `{module}`, because `{}` is a crate.",
            plain.as_str()
        ));
    } else if *module != plain {
        docs.paragraph(&format!(
            "The module is called `{module}`, because `{}` is taken.",
            plain.as_str()
        ));
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
        let blank = tag.value.trim().is_empty();
        if !blank && !tags.contains(&tag.value.as_str()) {
            tags.push(&tag.value);
        }
    }
    if tags.len() < 2 {
        tags.clear();
    }
    tags
}
