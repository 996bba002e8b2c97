//! What a double can be told to want of a request.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::mock::{Argument, Place, choice};
use crate::model::{Body, BodyKind, Field, Location, Operation, Parameter, Presence};
use crate::render::tokens::{argument, type_tokens};
use crate::render::write::{Target, Value, Writer, assemble};
use crate::render::{body, lints, request};

/// The functions that say what an argument is to be.
pub(super) fn wants(
    operation: &Operation,
    parameter: &Parameter,
    it: &Argument,
    writer: Writer<'_>,
) -> TokenStream {
    let field = &parameter.field;
    let (name, setter) = (&field.name, &it.setter);
    let (type_, value) = argument(&field.type_, name, writer.module);
    let plain = type_tokens(&field.type_, writer.module);
    let described = described(field, it);
    let call = call(operation, parameter, writer);
    let docs = format!(" Wants `{name}` to be this.");
    let without = it.without.as_ref().map(|function| {
        let docs = format!(" Wants `{name}` to be absent.");
        quote! {
            #[doc = #docs]
            pub fn #function(self) -> Self {
                Self(self.0.without(#described))
            }
        }
    });
    let null = it.null.as_ref().map(|function| {
        let (docs, wire) = (format!(" Wants `{name}` to be null."), &field.wire);
        quote! {
            #[doc = #docs]
            pub fn #function(self) -> Self {
                Self(self.0.argument(#described, |call| {
                    call.json(::api_core::runtime::Json::object().member(#wire, &()))
                }))
            }
        }
    });
    // A dozen lines stand around them.
    let choice = choice(writer.krate, &field.type_).map_or(0, lints::lines);
    let long = lints::long((choice + it.names.len() + 12) / 4);
    quote! {
        #[doc = #docs]
        #long
        pub fn #setter(self, #name: #type_) -> Self {
            let given: #plain = #value;
            Self(self.0.argument(#described, move #call))
        }

        #without
        #null
    }
}

fn described(field: &Field, argument: &Argument) -> TokenStream {
    let (name, names) = (field.name.as_str(), &argument.names);
    let place = place_tokens(argument.place);
    let new = format_ident!("{}", if argument.secret { "hidden" } else { "shown" });
    quote! {
        ::api_core::mock::Argument::#new(#name, ::api_core::mock::Place::#place, &[#(#names),*])
    }
}

/// A place as doubles have it: a variant of their `Place`.
pub(in crate::render) fn place_tokens(place: Place) -> TokenStream {
    match place {
        Place::Path(index) => {
            let index = proc_macro2::Literal::usize_unsuffixed(index);
            quote!(Path(#index))
        }
        place => {
            let place = format_ident!("{place:?}");
            quote!(#place)
        }
    }
}

/// The closure that fills a call with one parameter, which is `given`.
fn call(operation: &Operation, parameter: &Parameter, writer: Writer<'_>) -> TokenStream {
    let mut parameter = parameter.clone();
    parameter.field.presence = Presence::Required;
    let given = quote!(given);
    let variable = quote!(call);
    let step = match (&parameter.location, &operation.body) {
        (Location::Member, Body::Object { kind, .. }) => {
            return member(*kind, &parameter.field, writer);
        }
        (Location::Body, _) => body::whole(operation, &parameter.field, &given),
        _ => request::outside_the_body(&parameter, &given, writer),
    };
    let made = assemble(&variable, &variable, step.into_iter().collect());
    let (statements, result) = (&made.statements, made.result());
    if statements.is_empty() {
        return quote!(|call| #result);
    }
    quote! {
        |mut call| {
            #statements
            #result
        }
    }
}

fn member(kind: BodyKind, field: &Field, writer: Writer<'_>) -> TokenStream {
    let target = Target::of(kind);
    let variable = target.variable();
    let new = match kind {
        BodyKind::Form => quote!(::api_core::runtime::Form::new()),
        BodyKind::Json => quote!(::api_core::runtime::Json::object()),
        BodyKind::Multipart => quote!(::api_core::runtime::Multipart::new()),
    };
    let step = writer.member(target, field, Value::Place(&quote!(given)));
    let made = assemble(&variable, &new, vec![step]);
    let (statements, value) = (&made.statements, made.value());
    let result = match kind {
        BodyKind::Form => quote!(Ok(call.form(#value))),
        BodyKind::Json => quote!(call.json(#value)),
        BodyKind::Multipart => quote!(call.multipart(#value)),
    };
    if statements.is_empty() {
        return quote!(|call| #result);
    }
    quote! {
        |call| {
            #statements
            #result
        }
    }
}
