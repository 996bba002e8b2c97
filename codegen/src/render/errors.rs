//! How errors are read.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::tokens::{option, type_tokens};
use crate::model::{ErrorBodies, ErrorKind, ErrorMap, Ident, Statuses, Type};

/// The name of an error map of a module.
pub(super) fn map_name(index: usize) -> proc_macro2::Ident {
    match index {
        0 => format_ident!("ERRORS"),
        index => format_ident!("ERRORS_{}", index + 1),
    }
}

/// The name of a table of error bodies of a module.
pub(super) fn bodies_name(index: usize) -> proc_macro2::Ident {
    match index {
        0 => format_ident!("vendor_body"),
        index => format_ident!("vendor_body_{}", index + 1),
    }
}

/// The static of an error map.
pub(super) fn map(index: usize, map: &ErrorMap) -> TokenStream {
    let name = map_name(index);
    if *map == ErrorMap::default() {
        return quote! {
            static #name: ::api_core::runtime::ErrorMap = ::api_core::runtime::ErrorMap::NONE;
        };
    }
    let ErrorMap {
        code,
        message,
        request_id,
        request_id_header,
        kinds,
    } = map;
    let header = option(request_id_header.as_ref());
    let kinds = kinds.iter().map(|(code, kind)| {
        let kind = format_ident!(
            "{}",
            match kind {
                ErrorKind::Refused => "Refused",
                ErrorKind::Denied => "Denied",
                ErrorKind::Interaction => "Interaction",
                ErrorKind::Invalid => "Invalid",
                ErrorKind::NotFound => "NotFound",
                ErrorKind::Conflict => "Conflict",
                ErrorKind::Throttled => "Throttled",
                ErrorKind::Unavailable => "Unavailable",
            }
        );
        quote!((#code, ::api_core::ErrorKind::#kind))
    });
    quote! {
        static #name: ::api_core::runtime::ErrorMap = ::api_core::runtime::ErrorMap {
            code: &[#(#code),*],
            message: &[#(#message),*],
            request_id: &[#(#request_id),*],
            request_id_header: #header,
            kinds: &[#(#kinds),*],
        };
    }
}

/// The function that types error bodies.
pub(super) fn bodies(index: usize, bodies: &ErrorBodies, from: &[Ident]) -> TokenStream {
    let name = bodies_name(index);
    let arms = bodies.0.iter().map(|(statuses, body)| {
        let pattern = self::statuses(statuses);
        let read = read(body.as_ref(), from);
        quote!(#pattern => #read,)
    });
    let arms: Vec<_> = arms.collect();
    // With one arm for all there is nothing to match.
    let (status, read) = match bodies.0.as_slice() {
        [(Statuses::All, body)] => (quote!(_status), read(body.as_ref(), from)),
        rows => {
            let all = rows.iter().any(|(statuses, _)| *statuses == Statuses::All);
            let rest = (!all).then(|| quote!(_ => None,));
            (quote!(status), quote!(match status { #(#arms)* #rest }))
        }
    };
    quote! {
        fn #name(
            #status: u16,
            body: &[u8],
        ) -> ::core::option::Option<::std::sync::Arc<dyn ::core::any::Any + ::core::marker::Send + ::core::marker::Sync>> {
            #read
        }
    }
}

fn read(body: Option<&Type>, from: &[Ident]) -> TokenStream {
    body.map_or_else(
        || quote!(None),
        |body| {
            let body = type_tokens(body, from);
            quote!(::api_core::runtime::vendor_body::<#body>(body))
        },
    )
}

/// The pattern of some statuses.
pub(super) fn statuses(statuses: &Statuses) -> TokenStream {
    match statuses {
        Statuses::Codes(codes) => {
            let codes = codes
                .iter()
                .map(|code| proc_macro2::Literal::u16_unsuffixed(*code));
            quote!(#(#codes)|*)
        }
        Statuses::Range(hundred) => {
            let first = u16::from(*hundred) * 100;
            let (first, last) = (
                proc_macro2::Literal::u16_unsuffixed(first),
                proc_macro2::Literal::u16_unsuffixed(first + 99),
            );
            quote!(#first..=#last)
        }
        Statuses::All => quote!(_),
    }
}
