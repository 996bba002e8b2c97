//! The modules of a crate and the clients in them.

use std::collections::BTreeSet;

use super::error_content::ErrorBodies;
use super::operation::{
    AnswerHeaders, Answers, Carrier, ErrorAlias, ErrorEnum, ErrorMap, Operation, Security,
    SharedErrorMap,
};
use super::types::{Choice, Declaration, TypeRef};
use super::{Docs, Ident};
use crate::load::openapi::DocumentId;

/// The API of a crate.
#[derive(Debug, Clone)]
pub(crate) struct Crate {
    /// As Rust names it.
    pub(crate) name: String,
    /// In the order of their paths; the root is the first.
    pub(crate) modules: Vec<Module>,
}

impl Crate {
    /// The declaration of a choice.
    pub(crate) fn choice(&self, reference: &TypeRef) -> Option<&Choice> {
        let module = self
            .modules
            .iter()
            .find(|module| module.path == reference.module)?;
        module
            .declarations
            .iter()
            .find_map(|declaration| match declaration {
                Declaration::Choice(choice) if choice.name == reference.name => Some(choice),
                _ => None,
            })
    }
}

/// A module: one file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Module {
    /// From `generated` down; the root is empty.
    pub(crate) path: Vec<Ident>,
    /// The file below `generated/`.
    pub(crate) file: String,
    /// The cargo features that it needs, all of them; those of the folder that it is in are among them.
    pub(crate) features: Vec<String>,
    /// What it was made from.
    pub(crate) documents: Vec<DocumentId>,
    pub(crate) docs: Docs,
    pub(crate) children: Vec<Ident>,
    pub(crate) client: Option<Client>,
    /// Types of servers with variables.
    pub(crate) servers: Vec<ServerTemplate>,
    pub(crate) service: Option<Service>,
    pub(crate) operations: Vec<Operation>,
    /// Those that no other module uses.
    pub(crate) error_maps: Vec<ErrorMap>,
    pub(crate) shared_error_maps: Vec<SharedErrorMap>,
    pub(crate) error_bodies: Vec<ErrorBodies>,
    pub(crate) error_enums: Vec<ErrorEnum>,
    pub(crate) error_aliases: Vec<ErrorAlias>,
    pub(crate) security: Vec<Security>,
    pub(crate) answers: Vec<Answers>,
    pub(crate) answer_headers: Vec<AnswerHeaders>,
    /// In the order of the document.
    pub(crate) declarations: Vec<Declaration>,
    /// The files that the declarations stand in, where they are too many for the file of the module. The first is above the others.
    pub(crate) shelves: Vec<Shelf>,
}

/// A file with some of the types of a module, which are reached through the module all the same.
#[derive(Debug, Clone)]
pub(crate) struct Shelf {
    /// From `generated` down: below the module.
    pub(crate) path: Vec<Ident>,
    /// The file below `generated/`.
    pub(crate) file: String,
    pub(crate) docs: Docs,
    pub(crate) types: BTreeSet<Ident>,
    pub(crate) children: Vec<Ident>,
}

impl Module {
    /// The cargo features of a module in this folder that the folder does not need itself.
    pub(crate) fn further_features<'m>(&self, child: &'m Module) -> Vec<&'m String> {
        let further = child.features.iter();
        further
            .filter(|name| !self.features.contains(name))
            .collect()
    }

    /// The type that the operations of this module are methods of.
    pub(crate) fn handle(&self) -> Option<&Ident> {
        self.service
            .as_ref()
            .map(|service| &service.name)
            .or(self.client.as_ref().map(|client| &client.name))
    }
}

/// A client: the way to a server.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    /// Always `Client`.
    pub(crate) name: Ident,
    pub(crate) docs: Docs,
    pub(crate) new_docs: Docs,
    pub(crate) builder_docs: Docs,
    /// The address, where there is one that always holds.
    pub(crate) base_url: Option<String>,
    /// The names of the path styles; the first is the one of the document.
    pub(crate) path_styles: Vec<String>,
    pub(crate) unserved: Option<Unserved>,
    /// The services that are reached by this client.
    pub(crate) services: Vec<ServiceMethod>,
    /// The credentials that it may be given.
    pub(crate) credentials: Vec<CredentialMethod>,
}

/// A server whose address has variables.
#[derive(Debug, Clone)]
pub(crate) struct ServerTemplate {
    pub(crate) name: Ident,
    pub(crate) docs: Docs,
    pub(crate) pieces: Vec<ServerPiece>,
    pub(crate) variables: Vec<TemplateVariable>,
}

/// A piece of such an address.
#[derive(Debug, Clone)]
pub(crate) enum ServerPiece {
    Text(String),
    /// The index of a variable.
    Variable(usize),
}

/// A variable of an address.
#[derive(Debug, Clone)]
pub(crate) struct TemplateVariable {
    pub(crate) name: Ident,
    /// In the document.
    pub(crate) wire: String,
    pub(crate) docs: Docs,
    pub(crate) default: String,
    /// The values that it may have, where the document lists them.
    pub(crate) values: Option<ServerValues>,
}

/// The values of a variable: an enum.
#[derive(Debug, Clone)]
pub(crate) struct ServerValues {
    pub(crate) name: Ident,
    pub(crate) docs: Docs,
    pub(crate) values: Vec<ServerValue>,
    /// The index of the default.
    pub(crate) default: usize,
}

/// One of them.
#[derive(Debug, Clone)]
pub(crate) struct ServerValue {
    pub(crate) name: Ident,
    pub(crate) text: String,
}

/// A method of a client that gives it a credential.
#[derive(Debug, Clone)]
pub(crate) struct CredentialMethod {
    pub(crate) name: Ident,
    pub(crate) docs: Docs,
    /// The name of the scheme in the document.
    pub(crate) scheme: String,
    pub(crate) carrier: Carrier,
}

/// The answer that means that a path is not served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unserved {
    pub(crate) status: u16,
    pub(crate) string_at: String,
}

/// A method of a client that gives the handle of a service.
#[derive(Debug, Clone)]
pub(crate) struct ServiceMethod {
    pub(crate) name: Ident,
    pub(crate) docs: Docs,
    /// The module below the client's own.
    pub(crate) module: Ident,
    pub(crate) type_: Ident,
    /// The cargo features that it needs beyond the client's own.
    pub(crate) features: Vec<String>,
}

/// The handle of a service, in the service's own module.
#[derive(Debug, Clone)]
pub(crate) struct Service {
    pub(crate) name: Ident,
    pub(crate) docs: Docs,
}
