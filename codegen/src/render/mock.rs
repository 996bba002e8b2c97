//! The doubles of a module.

mod answers;
mod description;
mod example;
mod headers;
mod read;
mod wants;

use proc_macro2::TokenStream;
use quote::quote;

pub(super) use self::description::{constant_at, constant_value};
pub(super) use self::wants::place_tokens;
use super::pieces::{self, of_each};
use super::write::Writer;
use crate::model::mock::{Double, Mock};
use crate::model::{Crate, Ident, Module, Operation};
use crate::write::draft;

/// The file of a module's doubles.
pub(super) fn contents(krate: &Crate, module: &Module, mock: &Mock) -> Vec<String> {
    let writer = Writer {
        krate,
        module: &mock.path,
    };
    let handle = module.handle();
    let double = |(operation, double): &(&Operation, &Double)| {
        let function = function(operation, double, handle.map(Ident::as_str));
        let description = description::description(module, operation, mock.client_above, krate);
        let structure = structure(operation, double, module, writer);
        let received = read::received(operation, double, writer);
        quote!(#function #structure #received #description)
    };
    let doubles: Vec<_> = module.operations.iter().zip(&mock.doubles).collect();
    let headers: Vec<_> = module.answer_headers.iter().zip(&mock.headers).collect();
    let mut pieces: Vec<_> = of_each(&doubles, double).collect();
    pieces.extend(of_each(&headers, |(it, setters)| {
        headers::made(it, setters, module, writer)
    }));
    let (code, heads) = pieces::short(&pieces);
    // Types of doubles end in `Double` or `Received`, so that these names hide nothing.
    let imported = if heads.contains("Place") {
        quote!(mock::{self, Place})
    } else {
        quote!(mock)
    };
    let borrow = heads.contains("Borrow").then(|| {
        quote!(
            use ::core::borrow::Borrow;
        )
    });
    let example = example::example(krate, module, mock);
    let example = example.iter().map(|line| {
        let line = format!(" {line}");
        quote!(#![doc = #line])
    });
    let mut parts = draft(quote! {
        //! Doubles of the operations of this module, for tests: the function with the name of an operation gives its double.
        //!
        //! They are mounted on a [`Server`](::api_core::mock::Server), and the client under test is sent to its address:
        //!
        #(#example)*
        //!
        //! [`api_core::mock`](::api_core::mock) says what else they can do.

        #borrow
        use ::api_core::#imported;
    });
    parts.extend(code);
    parts
}

fn function(operation: &Operation, double: &Double, handle: Option<&str>) -> TokenStream {
    let (name, type_) = (&operation.name, &double.name);
    let constant = &operation.constant;
    let docs = match handle {
        Some(handle) => {
            // rustdoc takes `r#` for the name and a place in it.
            let name = name.as_str();
            format!(" A double of [`{handle}::{name}`](super::{handle}::{name}).")
        }
        None => format!(" A double of `{}`.", operation.id),
    };
    quote! {
        #[doc = #docs]
        pub const fn #name() -> #type_ {
            #type_(mock::Double::new(&#constant))
        }
    }
}

/// The type of a double, and what it can be told.
fn structure(
    operation: &Operation,
    double: &Double,
    module: &Module,
    writer: Writer<'_>,
) -> TokenStream {
    let (name, received) = (&double.name, &double.received);
    let docs = format!(" The double of `{}`.", operation.id);
    let arguments = operation
        .parameters
        .iter()
        .zip(&double.arguments)
        .map(|(parameter, argument)| wants::wants(operation, parameter, argument, writer));
    let answers = answers::answers(operation, double, module, writer);
    quote! {
        #[doc = #docs]
        #[derive(Clone, Debug)]
        #[must_use = "a double does nothing until it is mounted"]
        pub struct #name(mock::Double);

        impl #name {
            #(#arguments)*
            #answers
        }

        ::api_core::doubled!(#name, #received);
    }
}
