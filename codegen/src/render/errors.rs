//! How errors are read.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::lints;
use super::tokens::{option, path_to, type_tokens};
use crate::model::{
    ErrorBodies, ErrorBody, ErrorContent, ErrorKind, ErrorMap, ErrorTable, Ident, Module, Reading,
    Statuses,
};

/// The path of an error map from a module.
pub(super) fn map_path(table: &ErrorTable, from: &[Ident]) -> TokenStream {
    path_to(&table.module, &map_name(table.index), from)
}

/// The error maps of a module, those that it shares behind its own.
pub(super) fn maps(module: &Module) -> TokenStream {
    let own = module.error_maps.iter();
    let own = own.enumerate().map(|(index, it)| map(index, it));
    let shared = module.shared_error_maps.iter().enumerate();
    let shared = shared.map(|(index, shared)| {
        let gate = any_gate(&shared.features);
        let map = map(module.error_maps.len() + index, &shared.map);
        quote!(#gate #map)
    });
    quote!(#(#own)* #(#shared)*)
}

/// The condition that all features of one of these are on.
fn any_gate(choices: &[Vec<String>]) -> TokenStream {
    let conditions = choices.iter().map(|features| match features.as_slice() {
        [only] => quote!(feature = #only),
        all => quote!(all(#(feature = #all),*)),
    });
    match choices {
        [] => TokenStream::new(),
        [_] => quote!(#[cfg(#(#conditions)*)]),
        _ => quote!(#[cfg(any(#(#conditions),*))]),
    }
}

/// The name of an error map of a module.
fn map_name(index: usize) -> proc_macro2::Ident {
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
fn map(index: usize, map: &ErrorMap) -> TokenStream {
    let name = map_name(index);
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
    // Rows of one body that follow each other are one arm.
    let arms = bodies.0.chunk_by(|(one, content), (other, next)| {
        content.is_read_like(next) && *one != Statuses::All && *other != Statuses::All
    });
    let arms = arms.map(|rows| {
        let statuses: Vec<_> = rows.iter().map(|(statuses, _)| statuses).collect();
        let pattern = pattern(&statuses);
        let read = rows.first().map(|(_, content)| read(content, from));
        quote!(#pattern => #read,)
    });
    let arms: Vec<_> = arms.collect();
    let overlap = overlap(bodies.0.iter().map(|(statuses, _)| statuses));
    // With one arm for all there is nothing to match.
    let read = match bodies.0.as_slice() {
        [(Statuses::All, content)] => read(content, from),
        rows => {
            let all = rows.iter().any(|(statuses, _)| *statuses == Statuses::All);
            let rest = (!all).then(|| quote!(_ => None,));
            quote!(match answer.status() { #(#arms)* #rest })
        }
    };
    let long = lints::long(&read);
    quote! {
        #overlap
        #long
        fn #name(answer: &::api_core::runtime::ErrorAnswer) -> ::api_core::runtime::VendorBody {
            #read
        }
    }
}

fn read(content: &ErrorContent, from: &[Ident]) -> TokenStream {
    let way = |body: &ErrorBody| match body.reading {
        Reading::Text => quote!(text),
        Reading::Bytes => quote!(bytes),
        _ => {
            let type_ = type_tokens(&body.type_, from);
            quote!(json::<#type_>)
        }
    };
    if content.0.is_empty() {
        return quote!(None);
    }
    if let Some(body) = content.single() {
        let way = way(body);
        return quote!(answer.#way());
    }
    let ways = content.0.iter().map(|body| {
        let (media_type, way) = (&body.media_type, way(body));
        quote!((#media_type, ::api_core::runtime::ErrorAnswer::#way))
    });
    quote!(answer.by_media_type(&[#(#ways),*]))
}

/// The type of an error's body. What has no form may hold anything, and is hidden.
pub(super) fn error_type(body: &ErrorBody, from: &[Ident]) -> TokenStream {
    match body.reading {
        Reading::Text => quote!(::api_core::ErrorText),
        Reading::Bytes => quote!(::api_core::ErrorBytes),
        _ => type_tokens(&body.type_, from),
    }
}

/// What is said to clippy of a match in which a status stands before a range that has it.
pub(super) fn overlap<'s>(rows: impl Iterator<Item = &'s Statuses>) -> Option<TokenStream> {
    let (range, single) = rows.fold((false, false), |(range, single), row| match row {
        Statuses::Range(_) => (true, single),
        Statuses::Codes(codes) => (range, single || codes.len() == 1),
        Statuses::All => (range, single),
    });
    (range && single).then(|| {
        quote!(#[allow(clippy::match_overlapping_arm, reason = "a status counts before its range")])
    })
}

/// The pattern of some statuses.
pub(super) fn statuses(statuses: &Statuses) -> TokenStream {
    pattern(&[statuses])
}

/// The pattern of all of these, with those that follow each other in one range.
fn pattern(all: &[&Statuses]) -> TokenStream {
    let mut ranges: Vec<(u16, u16)> = Vec::new();
    for statuses in all {
        match statuses {
            Statuses::Codes(codes) => ranges.extend(codes.iter().map(|code| (*code, *code))),
            Statuses::Range(hundred) => {
                let first = u16::from(*hundred) * 100;
                ranges.push((first, first + 99));
            }
            Statuses::All => return quote!(_),
        }
    }
    ranges.sort_unstable();
    let mut joined: Vec<(u16, u16)> = Vec::new();
    for (first, last) in ranges {
        match joined.last_mut() {
            Some(before) if first <= before.1 + 1 => before.1 = before.1.max(last),
            _ => joined.push((first, last)),
        }
    }
    let patterns = joined.into_iter().map(|(first, last)| {
        let number = proc_macro2::Literal::u16_unsuffixed;
        let (start, end) = (number(first), number(last));
        if first == last {
            quote!(#start)
        } else {
            quote!(#start..=#end)
        }
    });
    quote!(#(#patterns)|*)
}

#[cfg(test)]
mod tests {
    use super::bodies;
    use crate::model::{ErrorBodies, ErrorBody, ErrorContent, Reading, Statuses, Type};

    #[test]
    fn bodies_of_many_media_types_make_a_long_function() {
        let body = |(type_, reading): (Type, Reading)| ErrorBody {
            media_type: format!("application/{reading:?}"),
            type_,
            reading,
            stated: None,
            word: None,
        };
        let is_long = |statuses: u16| {
            // Rows of one content would be one arm.
            let row = |status: u16| {
                let mut both = [(Type::String, Reading::Text), (Type::Bytes, Reading::Bytes)];
                both.rotate_left(usize::from(status % 2));
                let content = ErrorContent(both.map(body).into());
                (Statuses::Codes(vec![400 + status]), content)
            };
            let table = ErrorBodies((0..statuses).map(row).collect());
            let code = bodies(0, &table, &[]).to_string();
            code.contains("too_many_lines")
        };
        assert_eq!([6, 7].map(is_long), [false, true]);
    }
}
