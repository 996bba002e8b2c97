//! How a double reads requests back into their arguments.

use proc_macro2::TokenStream;
use quote::quote;

use super::{constant_value, place_tokens};
use crate::model::mock::{Double, Place, choice};
use crate::model::{
    Body, Choice, ChoiceVariant, Entry, Field, ListStyle, Location, Operation, Parameter, Presence,
    Type,
};
use crate::render::debug::Debugged;
use crate::render::lints;
use crate::render::security::basic_encoding;
use crate::render::tokens::{field_type, path};
use crate::render::write::Writer;

/// The type of the requests that a double received, and how they are read.
pub(super) fn received(operation: &Operation, double: &Double, writer: Writer<'_>) -> TokenStream {
    let name = &double.received;
    let docs = format!(
        " A request that the double of `{}` received, as its arguments.",
        operation.id
    );
    let readable = || {
        let all = operation.parameters.iter().zip(&double.arguments);
        all.filter(|(_, argument)| argument.read)
    };
    let fields = readable().map(|(parameter, _)| {
        let field = &parameter.field;
        let name = &field.name;
        let docs = format!(" The argument `{}`.", field.wire);
        let type_ = field_type(&field.type_, field.presence, writer.module);
        quote!(#[doc = #docs] pub #name: #type_)
    });
    let reads: Vec<_> = readable()
        .map(|(parameter, argument)| {
            let name = &parameter.field.name;
            let read = read(operation, parameter, argument.place, writer);
            quote!(#name: #read)
        })
        .collect();
    let expected = lints::members(readable().map(|(it, _)| &it.field));
    let body = quote!(Ok(Self { #(#reads),* }));
    let long = lints::long(&body);
    let debugged = Debugged::of(name, readable().map(|(it, _)| &it.field));
    let (debug, shows) = (debugged.derive(), debugged.by_hand());
    let derives = [Some(quote!(Clone)), debug].into_iter().flatten();
    let argument = if reads.is_empty() {
        quote!(_received)
    } else {
        quote!(received)
    };
    quote! {
        #[doc = #docs]
        #expected
        #[derive(#(#derives),*)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields),*
        }

        #shows

        impl ::core::convert::TryFrom<&mock::Received> for #name {
            type Error = mock::Unreadable;

            #long
            fn try_from(#argument: &mock::Received) -> ::core::result::Result<Self, Self::Error> {
                #body
            }
        }
    }
}

fn read(
    operation: &Operation,
    parameter: &Parameter,
    place: Place,
    writer: Writer<'_>,
) -> TokenStream {
    let field = &parameter.field;
    let argument = field.name.as_str();
    let presence = match &parameter.location {
        Location::Path | Location::Query(_) | Location::Header | Location::Cookie => {
            return plain(field, place);
        }
        Location::Basic(encoding) => {
            let encoding = basic_encoding(*encoding);
            quote!(received.read_basic(#encoding))
        }
        Location::Bearer => quote!(received.read_bearer()),
        Location::Body => match (&operation.body, &field.type_) {
            (Body::Raw { .. }, Type::String | Type::Secret) => {
                quote!(received.read_raw_text(#argument)?)
            }
            (Body::Raw { .. }, _) => quote!(received.read_raw()),
            _ => return plain(field, place),
        },
        Location::Member => return member(field, writer),
    };
    settled(field, &presence)
}

/// What stands at a place under one name.
fn plain(field: &Field, place: Place) -> TokenStream {
    let (name, place) = (field.name.as_str(), place_tokens(place));
    let wire = field.wire.as_str();
    // It is not told what was read, secret or not.
    let argument = match (is_joined(field), wire == name) {
        (false, true) => quote!(#name),
        (false, false) => quote!((#name, #wire)),
        (true, true) => quote!(mock::Argument::shown(#name).commas()),
        (true, false) => quote!(mock::Argument::shown(#name).called(#wire).commas()),
    };
    let read = match field.presence {
        Presence::Required => quote!(required),
        Presence::Optional => quote!(optional),
        Presence::OptionalNullable => quote!(presence),
    };
    quote!(received.#read(#place, #argument)?)
}

/// A member of the body, or whichever variant of a choice it has.
fn member(field: &Field, writer: Writer<'_>) -> TokenStream {
    if let (Some(choice), Type::Named(reference)) =
        (choice(writer.krate, &field.type_), &field.type_)
    {
        let type_ = path(reference, writer.module);
        let found = variants(choice, &type_);
        // As an argument it stands by itself; before a method it needs parentheses.
        return match field.presence {
            Presence::Required => settled(field, &found),
            _ => settled(field, &quote!((#found))),
        };
    }
    plain(field, Place::Member)
}

fn variants(choice: &Choice, type_: &TokenStream) -> TokenStream {
    let all = choice.names();
    let branches = choice.variants.iter().map(|variant| {
        let name = &variant.name;
        let condition = condition(variant, &all);
        let read = |field: &Field| plain(field, Place::Member);
        let value = if let Some(field) = variant.single() {
            let value = read(field);
            quote!(#type_::#name(#value))
        } else {
            let fields = variant.fields.iter().map(|field| {
                let (name, value) = (&field.name, read(field));
                quote!(#name: #value)
            });
            quote!(#type_::#name { #(#fields),* })
        };
        quote! {
            if #condition {
                ::api_core::Presence::Present(#value)
            } else
        }
    });
    quote!(#(#branches)* { ::api_core::Presence::Absent })
}

fn condition(variant: &ChoiceVariant, all: &[String]) -> TokenStream {
    let wires = |required: bool| {
        let fields = variant.fields.iter();
        let found = fields.filter(move |it| !required || it.presence == Presence::Required);
        found.map(|field| &field.wire)
    };
    let (required, allowed) = (wires(true), wires(false));
    let constants = variant.entries.iter().filter_map(|entry| match entry {
        Entry::Constant(constant) => {
            let (name, value) = (&constant.wire, constant_value(&constant.value));
            Some(quote!((#name, #value)))
        }
        Entry::Field(_) => None,
    });
    quote!(received.holds(&[#(#required),*], &[#(#constants),*], &[#(#allowed),*], &[#(#all),*]))
}

/// What was read as the field has it: there or an error, an option, or one of three.
fn settled(field: &Field, presence: &TokenStream) -> TokenStream {
    let argument = field.name.as_str();
    match field.presence {
        Presence::Required => {
            quote!(mock::Received::found(#argument, #presence)?)
        }
        Presence::Optional => quote!(#presence.into_value()),
        Presence::OptionalNullable => quote!(#presence),
    }
}

/// Whether a value is a list with commas between its items, where there is no JSON.
fn is_joined(field: &Field) -> bool {
    matches!(field.type_, Type::List(_)) && field.list_style == ListStyle::Commas
}
