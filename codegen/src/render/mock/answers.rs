//! What a double can be told to answer.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::mock::Double;
use crate::model::{Module, Operation, Reading, Statuses, Type};
use crate::render::tokens::type_tokens;
use crate::render::write::{Writer, json_value};

/// The function that answers as a caller hopes for.
pub(super) fn answer(operation: &Operation, module: &Module, writer: Writer<'_>) -> TokenStream {
    let Some(type_) = &operation.answer else {
        return quote! {
            /// Answers that it is done.
            pub fn answer(self) -> Self {
                Self(self.0.reply(::api_core::mock::Reply::empty(204)))
            }
        };
    };
    let plain = type_tokens(type_, writer.module);
    let value = quote!(answer.borrow());
    if let Reading::Status(index) = operation.reading {
        let arms = module.answers.get(index).into_iter().flat_map(|answers| {
            answers.variants.iter().map(|variant| {
                let name = &variant.name;
                let others = answers.variants.iter().filter(|it| *it != variant);
                let others: Vec<_> = others.map(|it| &it.statuses).collect();
                let status = status_of(&variant.statuses, &others);
                match &variant.type_ {
                    None => quote!(#plain::#name => ::api_core::mock::Reply::empty(#status)),
                    Some((type_, reading)) => {
                        let reply = reply(&status, type_, reading, &quote!(body));
                        quote!(#plain::#name(body) => #reply)
                    }
                }
            })
        });
        return quote! {
            /// Answers with this body, and the first status that the document has for it.
            pub fn answer(self, answer: impl ::core::borrow::Borrow<#plain>) -> Self {
                Self(self.0.reply(match #value { #(#arms),* }))
            }
        };
    }
    let status = if operation.reading == Reading::Location {
        quote!(302)
    } else {
        quote!(200)
    };
    let docs = format!(" Answers with status {status} and this.");
    let reply = reply(&status, type_, &operation.reading, &value);
    quote! {
        #[doc = #docs]
        pub fn answer(self, answer: impl ::core::borrow::Borrow<#plain>) -> Self {
            Self(self.0.reply(#reply))
        }
    }
}

/// The functions that answer with a typed error.
pub(super) fn errors(double: &Double, writer: Writer<'_>) -> TokenStream {
    let errors = double.errors.iter().map(|error| {
        let (name, type_) = (&error.name, type_tokens(&error.body, writer.module));
        let value = json_value(&error.body, &quote!(body.borrow()));
        let (docs, argument, status) = match error.status {
            Some(status) => {
                let literal = proc_macro2::Literal::u16_unsuffixed(status);
                (
                    format!(" Answers with status {status} and this body."),
                    None,
                    quote!(#literal),
                )
            }
            None => (
                " Answers with this status and body.".to_owned(),
                Some(quote!(status: u16,)),
                quote!(status),
            ),
        };
        quote! {
            #[doc = #docs]
            pub fn #name(self, #argument body: impl ::core::borrow::Borrow<#type_>) -> Self {
                Self(self.0.reply(::api_core::mock::Reply::json(#status, #value)))
            }
        }
    });
    quote!(#(#errors)*)
}

/// The answer that is read so.
fn reply(
    status: &TokenStream,
    type_: &Type,
    reading: &Reading,
    value: &TokenStream,
) -> TokenStream {
    match reading {
        Reading::Json | Reading::Status(_) => {
            let json = json_value(type_, value);
            quote!(::api_core::mock::Reply::json(#status, #json))
        }
        Reading::Text => quote!(::api_core::mock::Reply::text(#status, #value)),
        Reading::Bytes => quote!(::api_core::mock::Reply::bytes(#status, #value)),
        Reading::Location => quote!(::api_core::mock::Reply::location(#status, #value.as_deref())),
    }
}

/// The first of some statuses that is none of the others, which may stand within a range of them.
fn status_of(statuses: &Statuses, others: &[&Statuses]) -> TokenStream {
    let candidates = match statuses {
        Statuses::Codes(codes) => codes.clone(),
        Statuses::Range(hundred) => (u16::from(*hundred) * 100..).take(100).collect(),
        Statuses::All => (200..300).collect(),
    };
    let stated = |status: &&u16| {
        others.iter().any(|other| match other {
            Statuses::Codes(codes) => codes.contains(status),
            Statuses::Range(hundred) => **status / 100 == u16::from(*hundred),
            Statuses::All => false,
        })
    };
    let free = match statuses {
        Statuses::Codes(_) => None,
        Statuses::Range(_) | Statuses::All => candidates.iter().find(|status| !stated(status)),
    };
    let status = free.or(candidates.first()).copied().unwrap_or(200);
    let status = proc_macro2::Literal::u16_unsuffixed(status);
    quote!(#status)
}
