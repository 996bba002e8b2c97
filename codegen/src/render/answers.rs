//! How good answers are read.

use proc_macro2::TokenStream;
use quote::quote;

use super::errors::{overlap, statuses};
use super::tokens::type_tokens;
use crate::model::{Answers, Ident, Reading, Statuses};

/// The expression that reads an answer, as a `Result`.
pub(super) fn read(answer: &TokenStream, type_: &TokenStream, reading: &Reading) -> TokenStream {
    match reading {
        Reading::Json => quote!(#answer.json()),
        Reading::Text => quote!(#answer.text()),
        Reading::Bytes => quote!(Ok(#answer.bytes())),
        Reading::Location => quote!(Ok(#answer.location())),
        Reading::Status(_) => quote!(#type_::read(#answer)),
    }
}

/// The same as a function of the answer.
pub(super) fn reader(type_: &TokenStream, reading: &Reading) -> TokenStream {
    match reading {
        Reading::Json => quote!(::api_core::runtime::Answer::json),
        Reading::Text => quote!(::api_core::runtime::Answer::text),
        Reading::Bytes => quote!(|answer| Ok(answer.bytes())),
        Reading::Location => quote!(|answer| Ok(answer.location())),
        Reading::Status(_) => quote!(#type_::read),
    }
}

/// An enum of answers with different bodies.
pub(super) fn several(answers: &Answers, from: &[Ident]) -> TokenStream {
    let Answers {
        name,
        docs,
        variants,
    } = answers;
    let declared = variants.iter().map(|variant| {
        let (docs, name) = (&variant.docs, &variant.name);
        let holds = variant.type_.as_ref().map(|(type_, _)| {
            let type_ = type_tokens(type_, from);
            quote!((#type_))
        });
        quote!(#docs #name #holds)
    });
    let arms = variants.iter().map(|variant| {
        let (pattern, name) = (statuses(&variant.statuses), &variant.name);
        match &variant.type_ {
            None => quote!(#pattern => Ok(Self::#name),),
            Some((_, Reading::Bytes)) => quote!(#pattern => Ok(Self::#name(answer.bytes())),),
            Some((_, Reading::Location)) => quote!(#pattern => Ok(Self::#name(answer.location())),),
            Some((_, Reading::Text)) => quote!(#pattern => answer.text().map(Self::#name),),
            Some((_, Reading::Json | Reading::Status(_))) => {
                quote!(#pattern => answer.json().map(Self::#name),)
            }
        }
    });
    let overlap = overlap(variants.iter().map(|it| &it.statuses));
    let all = variants
        .iter()
        .any(|variant| variant.statuses == Statuses::All);
    let rest = (!all).then(|| quote!(_ => Err(answer.undocumented()),));
    let bodies = variants.iter().any(|variant| {
        let reading = variant.type_.as_ref().map(|(_, reading)| reading);
        reading.is_some_and(|reading| !matches!(reading, Reading::Location))
    });
    let unread = (!bodies).then(|| {
        quote!(#[expect(clippy::needless_pass_by_value, reason = "none of these answers has a body")])
    });
    quote! {
        #docs
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum #name {
            #(#declared),*
        }

        impl #name {
            #unread
            fn read(answer: ::api_core::runtime::Answer) -> ::core::result::Result<Self, ::api_core::Error> {
                #overlap
                match answer.status() {
                    #(#arms)*
                    #rest
                }
            }
        }
    }
}
