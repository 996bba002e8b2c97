//! Documented errors as enums: typed views of the one error.

use proc_macro2::TokenStream;
use quote::quote;

use super::errors::{overlap, statuses};
use super::tokens::{path, type_tokens};
use crate::model::{ErrorAlias, ErrorEnum, ErrorVariant, Ident, Statuses};

/// The enum of the errors that some operations document.
pub(super) fn declaration(it: &ErrorEnum, from: &[Ident]) -> TokenStream {
    let ErrorEnum {
        name,
        docs,
        operations,
        variants,
    } = it;
    let declared = variants.iter().map(|variant| {
        let (docs, name) = (&variant.docs, &variant.name);
        let body = variant.body.as_ref().map(|it| type_tokens(it, from));
        match (&variant.statuses, body) {
            (Statuses::Codes(_), None) => quote!(#docs #name),
            (Statuses::Codes(_), Some(body)) => quote!(#docs #name(&'e #body)),
            (_, body) => {
                let body = body.map(|body| {
                    quote! {
                        /// The body.
                        body: &'e #body,
                    }
                });
                quote! {
                    #docs
                    #name {
                        /// The status.
                        status: u16,
                        #body
                    }
                }
            }
        }
    });
    let rest =
        (!variants.iter().any(|it| it.statuses == Statuses::All)).then(|| quote!(_ => None,));
    let arms = variants.iter().map(arm);
    let overlap = overlap(variants.iter().map(|it| &it.statuses));
    quote! {
        #docs
        #[derive(Clone, Copy, Debug)]
        #[non_exhaustive]
        pub enum #name<'e> {
            #(#declared,)*
            /// None of these: the document does not speak of the status, the body has another form, or there was no answer.
            Untyped(&'e ::api_core::Error),
        }

        impl<'e> #name<'e> {
            /// Which of the documented errors this one is.
            #overlap
            #[must_use]
            pub fn of(error: &'e ::api_core::Error) -> Self {
                let status = ::api_core::runtime::documented_status(error, &[#(#operations),*]);
                let found = status.and_then(|status| match status {
                    #(#arms)*
                    #rest
                });
                found.unwrap_or(Self::Untyped(error))
            }
        }
    }
}

fn arm(variant: &ErrorVariant) -> TokenStream {
    let (pattern, name) = (statuses(&variant.statuses), &variant.name);
    let single = matches!(variant.statuses, Statuses::Codes(_));
    let found = match (single, variant.body.is_some()) {
        (true, false) => quote!(Some(Self::#name)),
        (true, true) => quote!(error.vendor_body().map(Self::#name)),
        (false, false) => quote!(Some(Self::#name { status })),
        (false, true) => quote!(error.vendor_body().map(|body| Self::#name { status, body })),
    };
    quote!(#pattern => #found,)
}

/// What the errors of one more operation are called.
pub(super) fn alias(it: &ErrorAlias, from: &[Ident]) -> TokenStream {
    let ErrorAlias { name, docs, of } = it;
    let of = path(of, from);
    quote! {
        #docs
        pub type #name<'e> = #of<'e>;
    }
}
