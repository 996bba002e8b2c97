//! Documented errors as enums: typed views of the one error.

use proc_macro2::TokenStream;
use quote::quote;

use super::errors::{error_type, overlap, statuses};
use super::lints;
use super::tokens::path;
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
        let body = variant.body.as_ref().map(|it| error_type(it, from));
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
    let arms: Vec<_> = variants
        .chunk_by(|one, other| one.statuses == other.statuses)
        .collect();
    // With one arm for all there is nothing to match.
    let found = match arms.as_slice() {
        [only] if rest.is_none() => tried(only),
        arms => {
            let arms = arms.iter().map(|variants| arm(variants));
            Some(quote!(match status { #(#arms)* #rest }))
        }
    };
    let body = quote! {
        let status = ::api_core::runtime::documented_status(error, &[#(#operations),*]);
        let found = status.and_then(|status| #found);
        found.unwrap_or(Self::Untyped(error))
    };
    let long = lints::long(&body);
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
            #long
            #[must_use]
            pub fn of(error: &'e ::api_core::Error) -> Self {
                #body
            }
        }
    }
}

fn arm(variants: &[ErrorVariant]) -> Option<TokenStream> {
    let pattern = statuses(&variants.first()?.statuses);
    let found = tried(variants);
    Some(quote!(#pattern => #found,))
}

/// The variants of some statuses: the type of the body, which was read by its media type, tells which one it is.
fn tried(variants: &[ErrorVariant]) -> Option<TokenStream> {
    let found = variants.iter().map(found);
    found.reduce(|first, next| quote!(#first.or_else(|| #next)))
}

fn found(variant: &ErrorVariant) -> TokenStream {
    let name = &variant.name;
    let single = matches!(variant.statuses, Statuses::Codes(_));
    match (single, variant.body.is_some()) {
        (true, false) => quote!(Some(Self::#name)),
        (true, true) => quote!(error.vendor_body().map(Self::#name)),
        (false, false) => quote!(Some(Self::#name { status })),
        (false, true) => quote!(error.vendor_body().map(|body| Self::#name { status, body })),
    }
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

#[cfg(test)]
mod tests {
    use super::declaration;
    use crate::model::{Docs, ErrorEnum, Ident};

    #[test]
    fn errors_of_many_operations_make_a_long_function() {
        let is_long = |operations: usize| {
            let operations = (0..operations).map(|number| format!("GET /{number}"));
            let it = ErrorEnum {
                name: Ident::new("GetError").expect("a name"),
                docs: Docs::default(),
                operations: operations.collect(),
                variants: Vec::new(),
            };
            let code = declaration(&it, &[]).to_string();
            code.contains("too_many_lines")
        };
        assert_eq!([2, 92].map(is_long), [false, true]);
    }
}
