//! What a double can be told to answer.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::mock::{Double, ErrorAnswer};
use crate::model::{Ident, Module, Operation, Reading, Statuses, Type};
use crate::render::tokens::{path, type_tokens};
use crate::render::write::{Writer, json_value};

/// The functions that say what is answered.
pub(super) fn answers(
    operation: &Operation,
    double: &Double,
    module: &Module,
    writer: Writer<'_>,
) -> TokenStream {
    let name = Ident::new("answer");
    let first = name.as_ref().map(|name| Good {
        name,
        type_: operation.answer.as_ref(),
        reading: &operation.reading,
        shown: operation.media_type.as_deref(),
        media_type: operation.media_type.as_deref(),
    });
    let others = operation.other_answers.iter().zip(&double.others);
    let others = others.map(|(other, name)| Good {
        name,
        type_: other.type_.as_ref(),
        reading: &other.reading,
        shown: Some(&other.media_type),
        media_type: other.stated.as_deref(),
    });
    let good = first.into_iter().chain(others);
    let good = good.map(|it| it.function(operation.status, module, writer));
    let errors = double.errors.iter().map(|it| error(it, writer));
    let headers = operation.headers.as_ref().map(|headers| {
        let headers = path(headers, writer.module);
        quote! {
            /// Gives the answer that was given last these of the documented headers.
            pub fn with_headers(self, headers: impl ::core::borrow::Borrow<#headers>) -> Self {
                Self(self.0.with_headers(headers.borrow()))
            }
        }
    });
    quote!(#(#good)* #(#errors)* #headers)
}

/// An answer of success, in one of its representations.
struct Good<'m> {
    name: &'m Ident,
    type_: Option<&'m Type>,
    reading: &'m Reading,
    /// The media type in the documentation.
    shown: Option<&'m str>,
    /// What is sent, where that is another than what is usual for the reading.
    media_type: Option<&'m str>,
}

impl Good<'_> {
    fn function(self, status: u16, module: &Module, writer: Writer<'_>) -> TokenStream {
        let Self {
            name,
            type_,
            reading,
            shown,
            media_type,
        } = self;
        let literal = proc_macro2::Literal::u16_unsuffixed(status);
        let Some(type_) = type_ else {
            let docs = format!(" Answers with status {status} and no body.");
            return quote! {
                #[doc = #docs]
                pub fn #name(self) -> Self {
                    Self(self.0.empty(#literal))
                }
            };
        };
        let plain = type_tokens(type_, writer.module);
        let (given, value) = given(reading, type_, &plain, &quote!(answer));
        let shown = shown.map_or_else(String::new, |it| format!(", as `{it}`"));
        let (docs, reply) = if let Reading::Status(index) = *reading {
            let arms = arms(module, index, &plain);
            (
                " Answers with this body, and the first status that the document has for it."
                    .to_owned(),
                quote!(.reply(match #value { #(#arms),* })),
            )
        } else {
            (
                format!(" Answers with status {status} and this{shown}."),
                given_reply(&quote!(#literal), type_, reading, media_type, &value),
            )
        };
        quote! {
            #[doc = #docs]
            pub fn #name(self, answer: impl #given) -> Self {
                Self(self.0 #reply)
            }
        }
    }
}

/// What makes an answer of each of several types.
fn arms(module: &Module, index: usize, type_: &TokenStream) -> Vec<TokenStream> {
    let Some(answers) = module.answers.get(index) else {
        return Vec::new();
    };
    let arms = answers.variants.iter().map(|variant| {
        let name = &variant.name;
        let others = answers.variants.iter().filter(|it| *it != variant);
        let others: Vec<_> = others.map(|it| &it.statuses).collect();
        let status = status_of(&variant.statuses, &others);
        match &variant.type_ {
            None => quote!(#type_::#name => mock::Reply::empty(#status)),
            Some((body, reading)) => {
                let media_type = variant.media_type.as_deref();
                let reply = reply(&status, body, reading, media_type, &quote!(body));
                quote!(#type_::#name(body) => #reply)
            }
        }
    });
    arms.collect()
}

/// The function that answers with a typed error.
fn error(error: &ErrorAnswer, writer: Writer<'_>) -> TokenStream {
    let (name, body) = (&error.name, &error.body);
    let shown = body
        .word
        .as_ref()
        .map(|_| format!(", as `{}`", body.media_type));
    let shown = shown.unwrap_or_default();
    let (docs, argument, status) = match error.status {
        Some(status) => {
            let literal = proc_macro2::Literal::u16_unsuffixed(status);
            (
                format!(" Answers with status {status} and this body{shown}."),
                None,
                quote!(#literal),
            )
        }
        None => (
            format!(" Answers with this status and body{shown}."),
            Some(quote!(status: u16,)),
            quote!(status),
        ),
    };
    let plain = type_tokens(&body.type_, writer.module);
    let (given, value) = given(&body.reading, &body.type_, &plain, &quote!(body));
    let media_type = body.stated.as_deref();
    let reply = given_reply(&status, &body.type_, &body.reading, media_type, &value);
    quote! {
        #[doc = #docs]
        pub fn #name(self, #argument body: impl #given) -> Self {
            Self(self.0 #reply)
        }
    }
}

/// The call that gives a double the answer that is read so.
fn given_reply(
    status: &TokenStream,
    type_: &Type,
    reading: &Reading,
    media_type: Option<&str>,
    value: &TokenStream,
) -> TokenStream {
    if *reading == Reading::Json && media_type.is_none() && !type_.is_secret() {
        return quote!(.json(#status, #value));
    }
    let reply = reply(status, type_, reading, media_type, value);
    quote!(.reply(#reply))
}

/// What a body is given as, and its value, which has this name.
fn given(
    reading: &Reading,
    type_: &Type,
    plain: &TokenStream,
    name: &TokenStream,
) -> (TokenStream, TokenStream) {
    match reading {
        Reading::Text if *type_ != Type::Secret => {
            (quote!(::core::convert::AsRef<str>), quote!(#name.as_ref()))
        }
        Reading::Bytes => (quote!(::core::convert::AsRef<[u8]>), quote!(#name.as_ref())),
        _ => (
            quote!(::core::borrow::Borrow<#plain>),
            quote!(#name.borrow()),
        ),
    }
}

/// The answer that is read so.
fn reply(
    status: &TokenStream,
    type_: &Type,
    reading: &Reading,
    media_type: Option<&str>,
    value: &TokenStream,
) -> TokenStream {
    let reply = match reading {
        Reading::Json | Reading::Status(_) => {
            let json = json_value(type_, value);
            quote!(mock::Reply::json(#status, #json))
        }
        Reading::Text if *type_ == Type::Secret => {
            quote!(mock::Reply::text(#status, ::secrecy::ExposeSecret::expose_secret(#value)))
        }
        Reading::Text => quote!(mock::Reply::text(#status, #value)),
        Reading::Bytes => quote!(mock::Reply::bytes(#status, #value)),
        Reading::Location => quote!(mock::Reply::location(#status, #value.as_deref())),
    };
    let media_type = media_type.map(|it| quote!(.media_type(#it)));
    quote!(#reply #media_type)
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
