//! The headers that answers are documented to have.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{deprecated, type_tokens};
use crate::model::{AnswerHeader, AnswerHeaders, HeaderLayout, Ident};

/// The type that holds them.
pub(super) fn declaration(it: &AnswerHeaders, from: &[Ident]) -> TokenStream {
    let AnswerHeaders {
        name,
        docs,
        headers,
    } = it;
    let fields = headers.iter().map(|header| {
        let AnswerHeader {
            name, docs, type_, ..
        } = header;
        let deprecated = deprecated(header.deprecated);
        let type_ = type_tokens(type_, from);
        quote!(#docs #deprecated pub #name: ::core::option::Option<#type_>)
    });
    let values = headers.iter().map(|header| {
        let AnswerHeader { name, wire, .. } = header;
        let layout = layout(header.layout);
        quote!(#name: header(headers, #wire, HeaderLayout::#layout))
    });
    let outdated = headers
        .iter()
        .any(|header| header.deprecated)
        .then(|| quote!(#[allow(deprecated, reason = "the service may send these headers still")]));
    quote! {
        #docs
        #[derive(Clone, Debug)]
        #[cfg_attr(feature = "mock", derive(Default))]
        #[non_exhaustive]
        pub struct #name {
            #(#fields,)*
        }

        #outdated
        impl #name {
            /// Reads them, of a good answer or of an error. One that is missing, or that is not what the document says, is `None`.
            #[must_use]
            pub fn of(headers: &::api_core::http::HeaderMap) -> Self {
                use ::api_core::runtime::{HeaderLayout, header};
                Self {
                    #(#values,)*
                }
            }
        }
    }
}

/// How the text of a header holds its value, as the runtime has it.
pub(super) fn layout(layout: HeaderLayout) -> TokenStream {
    match layout {
        HeaderLayout::Text => quote!(Text),
        HeaderLayout::List => quote!(List),
        HeaderLayout::Object => quote!(Object),
        HeaderLayout::Exploded => quote!(Exploded),
        HeaderLayout::Json => quote!(Json),
    }
}
