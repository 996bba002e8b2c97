//! The model as Rust; decides nothing.

mod answers;
mod body;
mod client;
mod enums;
mod error_enums;
mod errors;
mod grant;
mod headers;
mod heads;
mod lints;
mod mock;
mod operation;
mod pages;
mod prelude;
mod request;
mod security;
mod servers;
mod shapes;
mod structs;
mod tokens;
mod trips;
mod write;

use std::iter;

use proc_macro2::TokenStream;
use quote::quote;

pub(crate) use self::trips::round_trips;
use self::write::Writer;
use crate::model::mock::Mock;
use crate::model::{Crate, Declaration, Ident, Module, Shelf};
use crate::write::{GeneratedFile, draft};

/// The files of a crate's generated part.
pub(crate) fn render(model: &Crate) -> Vec<GeneratedFile> {
    let files = model.modules.iter().flat_map(|module| {
        let doubles = Mock::of(model, module);
        let file = |path: &str, parts| GeneratedFile {
            path: path.to_owned(),
            documents: module.documents.clone(),
            parts,
        };
        let parts = parts(model, module, doubles.is_some());
        let doubles = doubles.map(|it| file(&it.file, mock::contents(model, module, &it)));
        let shelves = module.shelves.iter();
        let shelves: Vec<_> = shelves
            .map(|shelf| file(&shelf.file, shelf_parts(module, shelf)))
            .collect();
        iter::once(file(&module.file, parts))
            .chain(doubles)
            .chain(shelves)
    });
    files.collect()
}

/// The types on a shelf, one after the other.
fn shelf_parts(module: &Module, shelf: &Shelf) -> Vec<String> {
    let docs = tokens::inner_docs(&shelf.docs);
    let children = shelf.children.iter().map(within);
    let head = quote!(#docs #(#children)*);
    let declarations = module.declarations.iter();
    let declarations = declarations.filter(|it| shelf.types.contains(it.name()));
    iter::once(head)
        .chain(declarations.map(|it| declaration(it, &shelf.path)))
        .flat_map(draft)
        .collect()
}

/// A module that is only there for the sake of its file.
fn within(name: &Ident) -> TokenStream {
    quote!(
        mod #name;
        pub use self::#name::*;
    )
}

fn declaration(declaration: &Declaration, from: &[Ident]) -> TokenStream {
    match declaration {
        Declaration::Struct(it) => structs::structure(it, from),
        Declaration::OpenEnum(it) => enums::open_enum(it),
        Declaration::Union(it) => enums::union(it, from),
        Declaration::Choice(it) => enums::choice(it, from),
    }
}

/// The items of a module, one after the other, so that the tokens of few of them are in memory at a time.
fn parts(krate: &Crate, module: &Module, doubles: bool) -> Vec<String> {
    let writer = Writer {
        krate,
        module: &module.path,
    };
    let docs = tokens::inner_docs(&module.docs);
    let children = module.children.iter().map(|child| {
        let path = [module.path.as_slice(), std::slice::from_ref(child)].concat();
        let found = krate.modules.iter().find(|one| one.path == path);
        let gate = found.map(|one| tokens::gate(&module.further_features(one)));
        quote!(#gate pub mod #child;)
    });
    let doubles = doubles.then(|| {
        quote!(
            #[cfg(feature = "mock")]
            pub mod mock;
        )
    });
    let client = module
        .client
        .as_ref()
        .map(|it| client::client(it, &module.operations, writer));
    let service = module
        .service
        .as_ref()
        .map(|it| client::service(it, &module.operations, writer));
    let servers = module.servers.iter().map(servers::declaration);
    let operations = module.operations.iter().map(|operation| {
        let arguments = operation::arguments(operation, writer);
        let request = request::request(operation, writer);
        let source = operation
            .grant
            .as_ref()
            .map(|it| grant::source(operation, it, writer));
        let description = operation::description(operation, &module.path);
        quote!(#arguments #request #source #description)
    });
    let maps = errors::maps(module);
    let bodies = module
        .error_bodies
        .iter()
        .enumerate()
        .map(|(index, bodies)| errors::bodies(index, bodies, &module.path));
    let enums = module
        .error_enums
        .iter()
        .map(|it| error_enums::declaration(it, &module.path));
    let aliases = module
        .error_aliases
        .iter()
        .map(|it| error_enums::alias(it, &module.path));
    let securities = module
        .security
        .iter()
        .enumerate()
        .map(|(index, it)| security::list(index, it));
    let answers = module
        .answers
        .iter()
        .map(|it| answers::several(it, &module.path));
    let headers = module
        .answer_headers
        .iter()
        .map(|it| headers::declaration(it, &module.path));
    let declarations = module
        .declarations
        .iter()
        .filter(|_| module.shelves.is_empty())
        .map(|it| declaration(it, &module.path));
    let shelves = module.shelves.first().and_then(|it| it.path.last());
    let shelves = shelves.map(within);
    let head = quote!(#docs #doubles #(#children)* #shelves);
    iter::once(head)
        .chain(client)
        .chain(service)
        .chain(servers)
        .chain(operations)
        .chain([maps])
        .chain(bodies)
        .chain(enums)
        .chain(aliases)
        .chain(securities)
        .chain(answers)
        .chain(headers)
        .chain(declarations)
        .flat_map(draft)
        .collect()
}
