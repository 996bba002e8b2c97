//! How doubles make the documented headers of answers.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::{AnswerHeader, AnswerHeaders, Ident, Kind, Module, TypeRef};
use crate::render::chain::chain;
use crate::render::headers::layout;
use crate::render::lints;
use crate::render::tokens::{argument, deprecated, path};
use crate::render::write::{Writer, json_value};

/// The functions that set headers, and how they are written.
pub(super) fn made(
    it: &AnswerHeaders,
    setters: &[Ident],
    module: &Module,
    writer: Writer<'_>,
) -> TokenStream {
    let type_ = path(
        &TypeRef {
            module: module.path.clone(),
            name: it.name.clone(),
            kind: Kind::Struct,
        },
        writer.module,
    );
    let functions = it.headers.iter().zip(setters).map(|(header, setter)| {
        let AnswerHeader { name, docs, .. } = header;
        let deprecated = deprecated(header.deprecated);
        let (type_, value) = argument(&header.type_, name, writer.module);
        quote! {
            #docs
            #deprecated
            #[must_use]
            pub fn #setter(mut self, #name: #type_) -> Self {
                self.#name = Some(#value);
                self
            }
        }
    });
    let written = it.headers.iter().map(|header| {
        let AnswerHeader { name, wire, .. } = header;
        let layout = layout(header.layout);
        let json = if header.type_.is_secret() {
            let json = json_value(&header.type_, &quote!(it));
            quote!(|it| #json)
        } else {
            quote!(::api_core::runtime::Json::value)
        };
        quote!(.documented(#wire, HeaderLayout::#layout, headers.#name.as_ref().map(#json)))
    });
    let written: Vec<_> = written.collect();
    let (rows, written) = chain(&format_ident!("made"), quote!(Self::new()), &written);
    let body = quote! {
        use ::api_core::runtime::HeaderLayout;
        #rows
        #written
    };
    let long = lints::long(&body);
    let outdated =
        it.headers.iter().any(|header| header.deprecated).then(
            || quote!(#[allow(deprecated, reason = "the service may send these headers still")]),
        );
    quote! {
        #outdated
        impl #type_ {
            /// None of them: a double answers with those that are set.
            #[must_use]
            pub fn new() -> Self {
                <Self as ::core::default::Default>::default()
            }

            #(#functions)*
        }

        #outdated
        impl ::core::convert::From<&#type_> for mock::Headers {
            #long
            fn from(headers: &#type_) -> Self {
                #body
            }
        }
    }
}
