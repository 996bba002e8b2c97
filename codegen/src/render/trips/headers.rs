//! How round trips make the documented headers of answers, and write those that came.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::Writer;
use crate::model::names::snake;
use crate::model::{AnswerHeaders, Type};
use crate::render::chain::chain;
use crate::render::lints;
use crate::render::write::exposed;

impl Writer<'_> {
    /// Two functions for each set of headers that the module declares.
    pub(super) fn headers(self) -> TokenStream {
        let sets = self.own.module.answer_headers.iter();
        sets.filter_map(|set| self.header_functions(set)).collect()
    }

    fn header_functions(self, set: &AnswerHeaders) -> Option<TokenStream> {
        let (made, written) = functions(set)?;
        let (module, name) = (self.path(&self.own.module.path), &set.name);
        let type_ = quote!(#module::#name);
        let fields = set.headers.iter().map(|header| {
            let (name, wire) = (&header.name, &header.wire);
            quote!(headers.#name = trip.header(#wire);)
        });
        let members = set.headers.iter().map(|header| {
            let (name, wire) = (&header.name, &header.wire);
            if header.type_.is_secret() {
                let with = exposed(&Type::Nullable(Box::new(header.type_.clone())));
                quote! {
                    .member(#wire, &api_core::runtime::SerializeAsWrap::<_, #with>::new(&headers.#name))
                }
            } else {
                quote!(.member(#wire, &headers.#name))
            }
        });
        let outdated = set.headers.iter().any(|header| header.deprecated);
        let outdated = outdated
            .then(|| quote!(#[allow(deprecated, reason = "what is deprecated works still")]));
        let making = quote! {
            let mut headers = #type_::new();
            #(#fields)*
            headers
        };
        let members: Vec<_> = members.collect();
        let start = quote!(api_core::runtime::Json::object());
        let (rows, written_headers) = chain(&format_ident!("written"), start, &members);
        let writing = quote!(#rows #written_headers);
        let (long, long_writing) = (lints::long(&making), lints::long(&writing));
        Some(quote! {
            #outdated
            #long
            pub(crate) fn #made(trip: &Trip<'_>) -> #type_ {
                #making
            }

            #outdated
            #long_writing
            pub(crate) fn #written(headers: &#type_) -> api_core::runtime::Json {
                #writing
            }
        })
    }
}

/// The functions of a set of headers: the one that makes them, and the one that writes them.
pub(super) fn functions(set: &AnswerHeaders) -> Option<(Ident, Ident)> {
    let stem = snake(set.name.as_str())?;
    let stem = stem.as_str();
    Some((format_ident!("make_{stem}"), format_ident!("write_{stem}")))
}
