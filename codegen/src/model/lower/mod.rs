//! From documents to the model.

mod aliases;
mod answer;
mod body;
mod both;
mod branch_names;
mod branches;
mod carried;
mod choice;
mod client;
mod client_docs;
mod content;
mod credentials;
mod declare;
mod docs;
mod draft;
mod equal;
mod error_enum;
mod example;
mod example_writer;
mod failure;
mod features;
mod finish;
mod flatten;
mod grant;
mod groups;
mod headers;
mod heirs;
mod listed;
mod media;
mod merge;
mod multipart;
mod object;
mod operation;
mod operation_docs;
mod operation_example;
mod pagination;
mod parameters;
mod places;
mod registry;
mod reserved;
mod secrets;
mod security;
mod seen;
mod servers;
mod shape;
mod share;
mod shelves;
mod status_words;
mod tags;
mod telling;
mod type_docs;
mod union;
mod word;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

pub(crate) use self::docs::code;
use self::error_enum::ErrorSet;
pub(crate) use self::features::{Needed, needed};
use self::finish::{Named, Space};
use self::headers::HeaderSet;
use self::merge::Made;
use self::operation::Lowered;
use self::registry::{Key, Naming, Registry};
use self::seen::Seen;
use self::shape::Shape;
use super::{Crate, Ident, Identifiers, Kind, Module, TypeRef, Usage};
use crate::diagnostic::Problems;
use crate::load::openapi::{Document, Schema, SchemaId, SchemaObject};

/// Components by their names.
type Components<'d> = HashMap<SchemaId, &'d Schema>;

/// Lowers the documents of the crate with this name. `None`: problems were found.
pub(crate) fn lower(name: &str, documents: &[Document], problems: &mut Problems) -> Option<Crate> {
    let before = problems.len();
    let model = survey(name, documents, problems);
    (problems.len() == before).then_some(model)
}

/// The same; where problems were found, the model is what could be lowered all the same.
pub(crate) fn survey(name: &str, documents: &[Document], problems: &mut Problems) -> Crate {
    let made = Made::default();
    let components = components(documents);
    let heirs = heirs::heirs(documents, &components);
    let mut lowering = Lowering {
        krate: name.replace('-', "_"),
        documents,
        paths: Vec::new(),
        identifiers: identifiers(documents, problems.is_foreign()),
        registry: Registry::default(),
        equal: equal::Equal::default(),
        component_names: reserved::component_names(documents),
        ends: aliases::ends(&components),
        reserved: BTreeSet::new(),
        tags: tags::tags(documents, &components, &heirs),
        components,
        heirs,
        made: &made,
        normal: HashMap::new(),
        sights: HashMap::new(),
        listed: HashMap::new(),
        strings: HashMap::new(),
        circles: HashMap::new(),
        lists: Vec::new(),
        multiplied: 0,
        seconds: BTreeSet::new(),
        failed: BTreeSet::new(),
        used: BTreeSet::new(),
        groups: BTreeMap::new(),
        methods: BTreeMap::new(),
        error_sets: Vec::new(),
        header_sets: Vec::new(),
        own_servers: BTreeMap::new(),
        problems,
    };
    lowering.reserve();
    let mut modules = lowering.run();
    share::share_error_maps(&mut modules);
    let model = Crate {
        name: name.replace('-', "_"),
        modules,
    };
    for problem in features::ungated(&model) {
        problems.push(problem);
    }
    model
}

/// What is known while the documents of a crate are lowered.
struct Lowering<'d, 'p> {
    /// The crate as Rust names it.
    krate: String,
    documents: &'d [Document],
    /// The module of each document.
    paths: Vec<Vec<Ident>>,
    identifiers: Identifiers,
    registry: Registry<'d>,
    equal: equal::Equal,
    /// Each component by its name.
    components: Components<'d>,
    /// Where components lead that are nothing but a reference.
    ends: HashMap<SchemaId, SchemaId>,
    /// What each component is called as a type.
    component_names: BTreeMap<SchemaId, Ident>,
    /// Names of types that a document gives, by the index of the document.
    reserved: BTreeSet<(usize, Ident)>,
    /// The schemas that are put together of another by `allOf`.
    heirs: BTreeMap<SchemaId, Vec<SchemaId>>,
    /// The member and the value by which a discriminator knows a schema, where there is one such value.
    tags: BTreeMap<SchemaId, (String, String)>,
    made: &'d Made,
    /// The [normal form](Self::normal) of schemas, by address.
    normal: HashMap<usize, &'d SchemaObject>,
    /// What is [seen](Self::see) from each component that references were followed to; none where that is nothing.
    sights: HashMap<&'d SchemaId, Option<Seen<'d>>>,
    /// What strings lists admit, by the address of the schema that has the list.
    listed: HashMap<usize, Rc<[&'d str]>>,
    /// What branches are together that are all strings, by the address of their list; none of others.
    strings: HashMap<usize, Option<Shape<'d>>>,
    /// The circles of choices with a name, by number; none for one that is in no circle.
    circles: HashMap<SchemaId, Option<usize>>,
    /// Lists and maps whose items are being looked at.
    lists: Vec<Key>,
    /// How many branches were made of choices with something beside them.
    multiplied: usize,
    /// Members that hold seconds.
    seconds: BTreeSet<Key>,
    /// What members and parameters are called, on the wire, that could not be lowered: that they are missing is no problem of its own.
    failed: BTreeSet<String>,
    /// Components that something refers to.
    used: BTreeSet<SchemaId>,
    /// The module of each group of operations, by the index of the document and the tag.
    groups: BTreeMap<(usize, String), Vec<Ident>>,
    /// Names of methods that are taken, by module.
    methods: BTreeMap<Vec<Ident>, draft::Methods>,
    /// The sets of errors that operations document.
    error_sets: Vec<ErrorSet>,
    /// The sets of headers that answers are documented to have.
    header_sets: Vec<HeaderSet>,
    /// The types of servers that operations have of their own, by where they stand.
    own_servers: BTreeMap<Key, TypeRef>,
    problems: &'p mut Problems,
}

impl<'d> Lowering<'d, '_> {
    fn run(&mut self) -> Vec<Module> {
        let documents = self.documents;
        let mut modules = self.modules();
        let operations = || {
            documents.iter().enumerate().flat_map(|(index, document)| {
                document.paths.iter().flat_map(move |path| {
                    path.operations
                        .iter()
                        .map(move |operation| (index, path, operation))
                })
            })
        };
        for (_, _, operation) in operations() {
            self.note_seconds(operation);
        }
        self.find_equal_schemas();
        self.take_fixed_methods(&modules);
        let mut lowered: Vec<Vec<Lowered<'d>>> = documents.iter().map(|_| Vec::new()).collect();
        for (index, path, operation) in operations() {
            let own = self.operation_module(index, operation);
            let module = own.and_then(|path| modules.iter_mut().find(|it| it.path == *path));
            let Some(module) = module else {
                continue;
            };
            lowered[index].extend(self.lower_operation(index, path, operation, module));
        }
        self.declare_all();
        self.register_unused();
        self.declare_all();
        for operations in &mut lowered {
            self.lower_grants(operations);
        }
        self.box_recursion();
        for operations in &mut lowered {
            self.lower_paginations(operations);
        }
        self.settle_comparisons();
        for operation in lowered.iter_mut().flatten() {
            let own = |module: &&mut Module| module.path == operation.draft.module;
            if let Some(module) = modules.iter_mut().find(own) {
                let handle = module.handle().cloned();
                self.document_operation(operation, module, handle.as_ref());
                self.declare_errors(operation, module);
                self.declare_headers(operation, module);
                module.operations.push(operation.model.clone());
            }
        }
        self.document_equal_schemas();
        self.place_declarations(&mut modules);
        Self::shelve(&mut modules);
        self.check_all_names(&modules, &lowered);
        modules
    }

    /// The names of methods that clients and services have by themselves.
    fn take_fixed_methods(&mut self, modules: &[Module]) {
        for module in modules {
            let taken = self.methods.entry(module.path.clone()).or_default();
            for fixed in Self::fixed_names(module) {
                if fixed.space == Space::Method {
                    taken.names.take(&fixed.name);
                }
            }
        }
    }

    /// Types for components that no operation refers to: the documents of a crate may hold more than its operations say.
    fn register_unused(&mut self) {
        let documents = self.documents;
        for document in documents {
            for entry in &document.schemas {
                let id = SchemaId {
                    document: document.id,
                    name: entry.key.value.clone(),
                };
                let named = id.clone();
                if self.used.contains(&id) {
                    continue;
                }
                if matches!(entry.value, Schema::Ref(_)) {
                    continue;
                }
                let Some(mut seen) = self.see(&entry.value) else {
                    continue;
                };
                // The normal form of a component with one branch is that branch, which has its own name.
                if seen.object.place.pointer == entry.value.place().pointer {
                    seen.id.get_or_insert(id);
                }
                let kind = match self.shape(&seen) {
                    Some(Shape::Struct) => Kind::Struct,
                    Some(Shape::Enum(_)) => Kind::OpenEnum,
                    Some(Shape::Union(_)) => Kind::Union,
                    _ => continue,
                };
                let Some(parent) = self.component_names.get(&named).cloned() else {
                    continue;
                };
                let naming = Naming::below(document.id.0, &parent, "");
                self.register(seen, kind, Usage::READ, &naming);
            }
        }
    }

    /// Puts every declaration into its module, in the order of the document.
    fn place_declarations(&mut self, modules: &mut [Module]) {
        let mut all: Vec<_> = self.registry.iter().collect();
        all.sort_by_key(|registered| registered.seen.object.place.location.start);
        for registered in all {
            let module = modules
                .iter_mut()
                .find(|module| module.path == registered.reference.module);
            if let (Some(module), Some(declaration)) = (module, &registered.declaration) {
                module.declarations.push(declaration.clone());
            }
        }
    }

    fn check_all_names(&mut self, modules: &[Module], lowered: &[Vec<Lowered<'d>>]) {
        let mut names: Vec<Named<'d>> = modules.iter().flat_map(Self::fixed_names).collect();
        let mut types: Vec<_> = self
            .registry
            .iter()
            .map(|registered| Named {
                module: registered.reference.module.clone(),
                space: Space::Type,
                name: registered.reference.name.clone(),
                what: "this schema",
                place: Some(&registered.seen.object.place),
            })
            .collect();
        types.sort_by_key(|named| named.place.map(|place| place.location));
        names.extend(types);
        for operation in lowered.iter().flatten() {
            let both = [
                (Space::Method, &operation.model.name, "this operation"),
                (
                    Space::Type,
                    &operation.model.request,
                    "the request of this operation",
                ),
            ];
            let errors = operation.errors.as_ref();
            let errors = errors.map(|it| (Space::Type, &it.name, "the errors of this operation"));
            names.extend(
                both.into_iter()
                    .chain(errors)
                    .map(|(space, name, what)| Named {
                        module: operation.draft.module.clone(),
                        space,
                        name: name.clone(),
                        what,
                        place: Some(operation.draft.place()),
                    }),
            );
        }
        for problem in finish::names_twice(&names) {
            self.problem(problem);
        }
    }
}

fn components(documents: &[Document]) -> Components<'_> {
    let components = documents.iter().flat_map(|document| {
        document.schemas.iter().map(move |entry| {
            let id = SchemaId {
                document: document.id,
                name: entry.key.value.clone(),
            };
            (id, &entry.value)
        })
    });
    components.collect()
}

/// Names in the documents that are worth setting as code.
fn identifiers(documents: &[Document], foreign: bool) -> Identifiers {
    let mut identifiers = if foreign {
        Identifiers::foreign()
    } else {
        Identifiers::default()
    };
    for document in documents {
        for schema in &document.schemas {
            identifiers.add(&schema.key.value);
            if let Schema::Inline(object) = &schema.value {
                for property in &object.properties {
                    identifiers.add(&property.key.value);
                }
            }
        }
        for operation in document.paths.iter().flat_map(|path| &path.operations) {
            if let Some(id) = &operation.id {
                identifiers.add(&id.value);
            }
        }
    }
    identifiers
}

#[cfg(test)]
mod tests;
