//! The model as Rust; decides nothing.

mod answers;
mod body;
mod chain;
mod client;
mod debug;
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
mod pieces;
mod prelude;
mod request;
mod security;
mod servers;
mod shapes;
mod structs;
mod tokens;
mod trips;
mod write;

use std::collections::BTreeMap;
use std::iter;

use proc_macro2::TokenStream;
use quote::quote;

use self::pieces::{Piece, of_each};
pub(crate) use self::trips::round_trips;
use self::write::Writer;
use crate::model::mock::Mock;
use crate::model::{Crate, Declaration, Ident, Module, Operation, Shelf};
use crate::write::{GeneratedFile, draft};

/// The files of a crate's generated part.
pub(crate) fn render(model: &Crate) -> Vec<GeneratedFile> {
    pieces::all(&model.modules, |module| files(model, module)).concat()
}

/// The files of a module.
fn files(model: &Crate, module: &Module) -> Vec<GeneratedFile> {
    let doubles = Mock::of(model, module);
    let file = |path: &str, parts| GeneratedFile {
        path: path.to_owned(),
        documents: module.documents.clone(),
        parts,
    };
    let parts = parts(model, module, doubles.is_some());
    let doubles = doubles.map(|it| file(&it.file, mock::contents(model, module, &it)));
    let shelves = shelves(module).map(|(shelf, parts)| file(&shelf.file, parts));
    iter::once(file(&module.file, parts))
        .chain(doubles)
        .chain(shelves)
        .collect()
}

/// The shelves of a module, with the types that are on them, one after the other.
fn shelves(module: &Module) -> impl Iterator<Item = (&Shelf, Vec<String>)> {
    let from = |declaration: &Declaration| {
        let mut shelves = module.shelves.iter();
        shelves.find(|shelf| shelf.types.contains(declaration.name()))
    };
    let placed = module.declarations.iter();
    let placed: Vec<_> = placed.filter_map(|it| Some((it, from(it)?))).collect();
    let pieces = of_each(&placed, |(it, shelf)| declaration(it, &shelf.path));
    let drafts = pieces::drafts(&pieces.collect::<Vec<_>>());
    let mut of_shelf: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for ((_, shelf), parts) in placed.iter().zip(drafts) {
        of_shelf.entry(&shelf.file).or_default().extend(parts);
    }
    module.shelves.iter().map(move |shelf| {
        let docs = tokens::inner_docs(&shelf.docs);
        let children = shelf.children.iter().map(within);
        let mut parts = draft(quote!(#docs #(#children)*));
        parts.extend(of_shelf.remove(shelf.file.as_str()).unwrap_or_default());
        (shelf, parts)
    })
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

/// The items of a module, one after the other.
fn parts(krate: &Crate, module: &Module, doubles: bool) -> Vec<String> {
    let writer = Writer {
        krate,
        module: &module.path,
    };
    let path = &module.path;
    let mut pieces: Vec<Piece<'_>> = vec![Box::new(|| head(krate, module, doubles))];
    if let Some(it) = &module.client {
        pieces.push(Box::new(|| client::client(it, &module.operations, writer)));
    }
    if let Some(it) = &module.service {
        pieces.push(Box::new(|| client::service(it, &module.operations, writer)));
    }
    pieces.extend(of_each(&module.servers, servers::declaration));
    pieces.extend(of_each(&module.operations, |it| operation(it, writer)));
    pieces.push(Box::new(|| errors::maps(module)));
    let bodies = module.error_bodies.iter().enumerate();
    pieces.extend(
        bodies
            .map(|(index, it)| -> Piece<'_> { Box::new(move || errors::bodies(index, it, path)) }),
    );
    let enums = &module.error_enums;
    pieces.extend(of_each(enums, |it| error_enums::declaration(it, path)));
    let aliases = &module.error_aliases;
    pieces.extend(of_each(aliases, |it| error_enums::alias(it, path)));
    let securities = module.security.iter().enumerate();
    pieces.extend(
        securities.map(|(index, it)| -> Piece<'_> { Box::new(move || security::list(index, it)) }),
    );
    let answers = &module.answers;
    pieces.extend(of_each(answers, |it| answers::several(it, path)));
    let headers = &module.answer_headers;
    pieces.extend(of_each(headers, |it| headers::declaration(it, path)));
    if module.shelves.is_empty() {
        let declarations = &module.declarations;
        pieces.extend(of_each(declarations, |it| declaration(it, path)));
    }
    pieces::drafts(&pieces).concat()
}

/// The documentation of a module, and the modules below it.
fn head(krate: &Crate, module: &Module, doubles: bool) -> TokenStream {
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
    let shelves = module.shelves.first().and_then(|it| it.path.last());
    let shelves = shelves.map(within);
    quote!(#docs #doubles #(#children)* #shelves)
}

fn operation(operation: &Operation, writer: Writer<'_>) -> TokenStream {
    let arguments = operation::arguments(operation, writer);
    let request = request::request(operation, writer);
    let source = operation.grant.as_ref();
    let source = source.map(|it| grant::source(operation, it, writer));
    let description = operation::description(operation, writer.module);
    quote!(#arguments #request #source #description)
}
