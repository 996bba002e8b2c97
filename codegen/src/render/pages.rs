//! Lists that come page by page: what the runtime has to know, and the methods that begin them.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::tokens::{option, type_tokens};
use crate::model::paging::{Follow, PageSize, Paging, Place, Step};
use crate::model::{Ident, Presence, Type};

/// The methods `pages` and `items` of a request, and the constant behind them.
pub(super) fn methods(paging: &Paging, answer: &Type, module: &[Ident]) -> TokenStream {
    let rules = rules(paging);
    let answer = type_tokens(answer, module);
    let item = type_tokens(&paging.item, module);
    let items = taken(quote!(answer), &paging.steps);
    quote! {
        const PAGING: &'static ::api_core::runtime::Paging = &#rules;

        /// The items that the request asks for, across all pages. Nothing is sent before the first one is asked for.
        pub fn items(&self) -> ::api_core::Items<#item> {
            let items = |answer: #answer| #items;
            ::api_core::Items::new(Self::PAGING, &self.core, self.call(), items)
        }

        /// The same page by page, each as the whole answer.
        pub fn pages(&self) -> ::api_core::Pages<#answer> {
            ::api_core::Pages::new(Self::PAGING, &self.core, self.call())
        }
    }
}

fn rules(paging: &Paging) -> TokenStream {
    let follow = match &paging.follow {
        Follow::Offset { place, first } => numbered(&quote!(Offset), place, *first),
        Follow::Page { place, first } => numbered(&quote!(Page), place, *first),
        Follow::Cursor {
            place: at,
            next: names,
        } => {
            let (at, next) = (place(at), way(names));
            quote!(::api_core::runtime::Follow::Cursor { place: #at, next: #next })
        }
    };
    let size = option(paging.size.as_ref().map(size));
    let count_only = option(paging.count_only.as_ref().map(place));
    let items = way(&paging.items);
    let total = option(paging.total.as_deref().map(way));
    quote! {
        ::api_core::runtime::Paging {
            follow: #follow,
            size: #size,
            count_only: #count_only,
            items: #items,
            total: #total,
        }
    }
}

fn numbered(kind: &TokenStream, at: &Place, first: u64) -> TokenStream {
    let (at, first) = (place(at), Literal::u64_unsuffixed(first));
    quote!(::api_core::runtime::Follow::#kind { place: #at, first: #first })
}

fn size(size: &PageSize) -> TokenStream {
    let at = place(&size.place);
    let default = option(size.default.map(Literal::u64_unsuffixed));
    let max = option(size.max.map(Literal::u64_unsuffixed));
    quote!(::api_core::runtime::PageSize { place: #at, default: #default, max: #max })
}

fn place(place: &Place) -> TokenStream {
    match place {
        Place::Query(name) => quote!(::api_core::runtime::Place::Query(#name)),
        Place::Body(names) => {
            let way = way(names);
            quote!(::api_core::runtime::Place::Body(#way))
        }
    }
}

fn way(names: &[String]) -> TokenStream {
    quote!(&[#(#names),*])
}

/// The list at the end of the steps, taken out of a value; an empty one where something on the way is not there.
fn taken(value: TokenStream, steps: &[Step]) -> TokenStream {
    let Some((step, rest)) = steps.split_first() else {
        return value;
    };
    let name = &step.name;
    let member = quote!(#value.#name);
    let present = match step.presence {
        Presence::Required => {
            let inner = if step.boxed && rest.is_empty() {
                quote!(*#member)
            } else {
                member
            };
            return taken(inner, rest);
        }
        Presence::Optional => member,
        Presence::OptionalNullable => quote!(#member.into_value()),
    };
    if rest.is_empty() && !step.boxed {
        return quote!(#present.unwrap_or_default());
    }
    let start = if step.boxed && rest.is_empty() {
        quote!(*value)
    } else {
        quote!(value)
    };
    let inner = taken(start, rest);
    quote!(#present.map(|value| #inner).unwrap_or_default())
}
