//! Modules, and the clients and services in them.

use std::collections::BTreeMap;

use super::Lowering;
use super::client_docs::first_words;
use super::finish::{Named, Space};
use super::groups;
use crate::diagnostic::Problem;
use crate::load::openapi::Document;
use crate::model::{Client, Docs, Ident, Module, Service, ServiceMethod, Unserved, names};

impl<'d> Lowering<'d, '_> {
    /// The modules of a crate with the clients in them, but without operations and types. The root is the first.
    pub(super) fn modules(&mut self) -> Vec<Module> {
        let mut modules: BTreeMap<Vec<Ident>, Module> = BTreeMap::new();
        let root = Module {
            file: "mod.rs".to_owned(),
            docs: Docs::of("What is generated from the documents of this crate."),
            ..Module::default()
        };
        modules.insert(Vec::new(), root);
        for document in self.documents {
            let path = self.module_path(document);
            self.paths.push(path.clone());
            self.add_folders(&path, document, &mut modules);
            let file: Vec<_> = path.iter().map(Ident::as_str).collect();
            let root = document.module.is_empty();
            let module = Module {
                file: if root {
                    "mod.rs".to_owned()
                } else {
                    format!("{}.rs", file.join("/"))
                },
                documents: vec![document.id],
                docs: self.module_docs(document, &path),
                client: (document.service.is_none() && has_operations(document))
                    .then(|| {
                        let (groups, methods) = self.groups(document, &path);
                        for group in groups {
                            modules.insert(group.path.clone(), group);
                        }
                        self.client(&[document], self.about(document), methods)
                    })
                    .flatten(),
                servers: if document.service.is_none() && has_operations(document) {
                    self.server_templates(document, &path)
                } else {
                    Vec::new()
                },
                service: self.service(document),
                path: path.clone(),
                features: document
                    .features
                    .iter()
                    .map(|feature| feature.value.clone())
                    .collect(),
                ..Module::default()
            };
            let twice = modules.insert(path, module).is_some() && !root;
            if twice || document.module == "mod" {
                self.problem(
                    Problem::new(
                        "module-twice",
                        format!("`{}` becomes a module that is there already", document.path),
                    )
                    .at(&document.place, "a folder or another document has its name")
                    .help("rename the document"),
                );
            }
        }
        for folder in modules.values_mut().filter(|it| it.documents.is_empty()) {
            folder.features = self.features_of(&folder.path);
        }
        self.add_shared_clients(&mut modules);
        let paths: Vec<_> = modules.keys().cloned().collect();
        for path in paths {
            let Some((name, parent)) = path.split_last() else {
                continue;
            };
            if let Some(parent) = modules.get_mut(parent) {
                parent.children.push(name.clone());
            }
        }
        modules.into_values().collect()
    }

    fn module_path(&mut self, document: &'d Document) -> Vec<Ident> {
        let mut path = Vec::new();
        for part in document.module.split('/').filter(|part| !part.is_empty()) {
            match names::module(part) {
                Some(name) => path.push(name),
                None => self.nameless(part, &document.place),
            }
        }
        path
    }

    fn add_folders(
        &mut self,
        path: &[Ident],
        document: &'d Document,
        modules: &mut BTreeMap<Vec<Ident>, Module>,
    ) {
        let parts: Vec<_> = document.module.split('/').collect();
        for depth in 1..path.len() {
            let folder = path[..depth].to_vec();
            let names: Vec<_> = folder.iter().map(Ident::as_str).collect();
            let shown = names.join("/");
            let mut docs = Docs::of(&format!(
                "What is generated from the documents of `{shown}`."
            ));
            if let (Some(name), Some(part)) = (path.get(depth - 1), parts.get(depth - 1)) {
                groups::renamed(part, name, &mut docs);
            }
            let module = modules.entry(folder.clone()).or_insert_with(|| Module {
                file: format!("{shown}/mod.rs"),
                docs,
                path: folder.clone(),
                ..Module::default()
            });
            let is_document = !module.file.ends_with("/mod.rs");
            if is_document {
                self.problem(
                    Problem::new(
                        "module-twice",
                        format!("`{shown}` is a document and a folder"),
                    )
                    .at(&document.place, "in the folder")
                    .help("rename one of them"),
                );
            }
        }
    }

    /// The clients of folders whose documents are services.
    fn add_shared_clients(&mut self, modules: &mut BTreeMap<Vec<Ident>, Module>) {
        let documents = self.documents;
        let folders: Vec<_> = modules.keys().cloned().collect();
        for folder in folders {
            let services: Vec<(&'d Document, Ident)> = documents
                .iter()
                .zip(&self.paths)
                .filter_map(|(document, path)| {
                    let (name, parent) = path.split_last()?;
                    (document.service.is_some() && parent == folder)
                        .then(|| (document, name.clone()))
                })
                .collect();
            if services.is_empty() {
                continue;
            }
            let methods = services
                .iter()
                .filter_map(|(document, module)| self.service_method(&folder, document, module))
                .collect::<Vec<_>>();
            let mut about = Docs::of("The client of these services:");
            for (method, (document, _)) in methods.iter().zip(&services) {
                // No link: without the feature there is nothing that it could lead to.
                let label = match method.features.as_slice() {
                    [] => format!("[`{0}`](Self::{0}):", method.name.as_str()),
                    features => format!(
                        "`{}` (feature `{}`):",
                        method.name.as_str(),
                        features.join("` and `")
                    ),
                };
                about.item(&label, &first_words(document), "", &self.identifiers);
            }
            let documents: Vec<_> = services.iter().map(|(document, _)| *document).collect();
            let client = self.client(&documents, about, methods);
            let first = documents.first();
            let servers = first.map_or_else(Vec::new, |it| self.server_templates(it, &folder));
            if let Some(module) = modules.get_mut(&folder) {
                module.client = client;
                module.servers = servers;
                module
                    .documents
                    .extend(documents.iter().map(|document| document.id));
            }
        }
    }

    fn service_method(
        &mut self,
        folder: &[Ident],
        document: &'d Document,
        module: &Ident,
    ) -> Option<ServiceMethod> {
        let service = self.service(document)?;
        let name = names::snake(service.name.as_str())?;
        let path = [folder, std::slice::from_ref(module)].concat();
        let known = self.features_of(folder);
        let mut features = self.features_of(&path);
        features.retain(|feature| !known.contains(feature));
        Some(ServiceMethod {
            features,
            docs: Docs::of(&format!(
                "The service [`{0}`]({module}::{0}).",
                service.name
            )),
            name,
            module: module.clone(),
            type_: service.name,
        })
    }

    fn service(&mut self, document: &'d Document) -> Option<Service> {
        let service = document.service.as_ref()?;
        if !has_operations(document) {
            self.problem(
                Problem::new("service-empty", "a service without operations")
                    .at(&service.place, "its handle could do nothing")
                    .help("remove `x-service`, or add the operations"),
            );
            return None;
        }
        let Some(name) = names::pascal(&service.value) else {
            self.nameless(&service.value, &service.place);
            return None;
        };
        Some(Service {
            name,
            docs: self.about(document),
        })
    }

    /// A client of the server that all these documents name.
    fn client(
        &mut self,
        documents: &[&'d Document],
        mut docs: Docs,
        services: Vec<ServiceMethod>,
    ) -> Option<Client> {
        let (first, others) = documents.split_first()?;
        for other in others {
            let same = base_url(first) == base_url(other)
                && style_names(first) == style_names(other)
                && unserved(first) == unserved(other);
            if !same {
                self.problem(
                    Problem::new("service-server", "services that share a client and not a server")
                        .at(&other.place, "names other servers or path styles")
                        .also(&first.place, "than this one")
                        .help("make `servers` and `x-path-styles` the same, or move one of the documents to another folder"),
                );
                return None;
            }
        }
        self.servers_docs(first, &mut docs);
        self.certificate_docs(documents, &mut docs);
        let base_url = base_url(first);
        let mut new_docs = Docs::of(&match base_url {
            Some(url) => format!("A client of <{url}>, with the default settings."),
            None => "A client of the server at this address, with the default settings.".to_owned(),
        });
        new_docs.heading("Errors");
        new_docs.paragraph(
            "[`ErrorKind::Configuration`](::api_core::ErrorKind::Configuration) when the address is unusable or no transport can be made.",
        );
        Some(Client {
            name: Ident::new("Client")?,
            docs,
            new_docs,
            builder_docs: Docs::of(
                "Makes a client with other settings: its address, transport, timeouts, retries.",
            ),
            base_url: base_url.map(str::to_owned),
            path_styles: style_names(first),
            unserved: unserved(first),
            credentials: self.credential_methods(documents, &services),
            services,
        })
    }

    /// Names that a module has by itself.
    pub(super) fn fixed_names(module: &Module) -> Vec<Named<'d>> {
        let mut names = Vec::new();
        let mut add = |space, name: &Ident, what| {
            names.push(Named {
                module: module.path.clone(),
                space,
                name: name.clone(),
                what,
                place: None,
            });
        };
        if let Some(service) = &module.service {
            add(Space::Type, &service.name, "the service");
            if let Some(name) = Ident::new("new") {
                add(Space::Method, &name, "the service's own function");
            }
        }
        if let Some(client) = &module.client {
            add(Space::Type, &client.name, "the client");
            for name in ["new", "builder"].into_iter().filter_map(Ident::new) {
                add(Space::Method, &name, "the client's own function");
            }
            for service in &client.services {
                add(Space::Method, &service.name, "a service of the client");
            }
            for credential in &client.credentials {
                add(
                    Space::Method,
                    &credential.name,
                    "a credential of the client",
                );
            }
        }
        names
    }
}

fn has_operations(document: &Document) -> bool {
    document
        .paths
        .iter()
        .any(|path| !path.operations.is_empty())
}

/// The address that always holds: that of the first server, unless it has variables or is relative.
fn base_url(document: &Document) -> Option<&str> {
    let server = document.servers.first()?;
    let url = server.url.value.as_str();
    let whole = url.starts_with("https://") || url.starts_with("http://");
    (whole && !url.contains('{')).then_some(url)
}

fn style_names(document: &Document) -> Vec<String> {
    document
        .path_styles
        .iter()
        .flat_map(|styles| &styles.styles)
        .map(|style| style.key.value.clone())
        .collect()
}

fn unserved(document: &Document) -> Option<Unserved> {
    document.path_styles.as_ref().map(|styles| Unserved {
        status: styles.unserved.status.value,
        string_at: styles.unserved.string.value.clone(),
    })
}
