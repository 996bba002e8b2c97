//! Names, types and documentation as tokens.

use std::iter;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::model::{Docs, Field, Ident, Kind, Presence, Type, TypeRef, Way};

impl ToTokens for Ident {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        rust_ident(self).to_tokens(tokens);
    }
}

fn rust_ident(name: &Ident) -> proc_macro2::Ident {
    let span = proc_macro2::Span::call_site();
    if name.is_keyword() {
        proc_macro2::Ident::new_raw(name.as_str(), span)
    } else {
        proc_macro2::Ident::new(name.as_str(), span)
    }
}

/// One attribute per line: that is what prints as `///`.
impl ToTokens for Docs {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for line in self.lines() {
            let line = doc_line(line);
            tokens.extend(quote!(#[doc = #line]));
        }
    }
}

/// The documentation of a module.
pub(super) fn inner_docs(docs: &Docs) -> TokenStream {
    docs.lines()
        .iter()
        .map(|line| {
            let line = doc_line(line);
            quote!(#![doc = #line])
        })
        .collect()
}

fn doc_line(line: &str) -> String {
    if line.is_empty() {
        String::new()
    } else {
        format!(" {line}")
    }
}

/// `#[deprecated]`, where it is.
pub(super) fn deprecated(deprecated: bool) -> Option<TokenStream> {
    deprecated.then(|| quote!(#[deprecated]))
}

/// The condition that all of these cargo features are there.
pub(super) fn gate(features: &[impl AsRef<str>]) -> TokenStream {
    let names = features.iter().map(AsRef::as_ref);
    let condition = match features {
        [] => return TokenStream::new(),
        [_] => quote!(#(feature = #names)*),
        _ => quote!(all(#(feature = #names),*)),
    };
    quote!(#[cfg(#condition)] #[cfg_attr(docsrs, doc(cfg(#condition)))])
}

/// The path of a declared type from a module.
pub(super) fn path(reference: &TypeRef, from: &[Ident]) -> TokenStream {
    path_to(&reference.module, &reference.name, from)
}

/// The path of an item of a module from another module, or the same.
pub(super) fn path_to(module: &[Ident], name: &impl ToTokens, from: &[Ident]) -> TokenStream {
    let Way { up, down } = Way::between(from, module);
    let up = iter::repeat_n(quote!(super::), up);
    quote!(#(#up)* #(#down::)* #name)
}

/// A type as it stands in a module.
pub(super) fn type_tokens(type_: &Type, from: &[Ident]) -> TokenStream {
    type_by(type_, &|reference| path(reference, from))
}

/// A type, its declared types named by this function.
pub(super) fn type_by(type_: &Type, path: &dyn Fn(&TypeRef) -> TokenStream) -> TokenStream {
    match type_ {
        Type::Bool => quote!(bool),
        Type::I32 => quote!(i32),
        Type::I64 => quote!(i64),
        Type::U64 => quote!(u64),
        Type::F64 => quote!(f64),
        Type::String => quote!(::std::string::String),
        Type::Text(format) => {
            let name = quote::format_ident!("{}", format.name());
            quote!(::api_core::#name)
        }
        Type::Secret => quote!(::secrecy::SecretString),
        Type::SecretObject => quote!(::api_core::SecretObject),
        Type::Seconds => quote!(::api_core::Seconds),
        Type::ClientCredentials => quote!(::api_core::ClientCredentials),
        Type::Bytes => quote!(::api_core::Bytes),
        Type::File(_) => quote!(::api_core::FilePart),
        Type::Any => quote!(::serde_json::Value),
        Type::Object => {
            quote!(::serde_json::Map<::std::string::String, ::serde_json::Value>)
        }
        Type::List(items) => {
            let items = type_by(items, path);
            quote!(::std::vec::Vec<#items>)
        }
        Type::Map(values) => {
            let values = type_by(values, path);
            quote!(::std::collections::BTreeMap<::std::string::String, #values>)
        }
        Type::Nullable(inner) => {
            let inner = type_by(inner, path);
            quote!(::core::option::Option<#inner>)
        }
        Type::Boxed(inner) => {
            let inner = type_by(inner, path);
            quote!(::std::boxed::Box<#inner>)
        }
        Type::Named(reference) => path(reference),
    }
}

/// The type of a field that may be missing.
pub(super) fn field_type(type_: &Type, presence: Presence, from: &[Ident]) -> TokenStream {
    let inner = type_tokens(type_, from);
    match presence {
        Presence::Required => inner,
        Presence::Optional => quote!(::core::option::Option<#inner>),
        Presence::OptionalNullable => quote!(::api_core::Presence<#inner>),
    }
}

/// A field of a struct expression, in short where the value has the name of the field.
pub(super) fn initial(name: &impl ToTokens, value: &TokenStream) -> TokenStream {
    if name.to_token_stream().to_string() == value.to_string() {
        quote!(#value)
    } else {
        quote!(#name: #value)
    }
}

/// `Some` of what is there, or `None`.
pub(super) fn option(value: Option<impl ToTokens>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}

/// The value of a field that is not set.
pub(super) fn nothing(presence: Presence) -> TokenStream {
    match presence {
        Presence::Required | Presence::Optional => quote!(None),
        Presence::OptionalNullable => quote!(::api_core::Presence::Absent),
    }
}

/// A whole number, its digits in groups of three, with the name of its type behind it or without.
pub(super) fn integer(value: i64, suffix: &str) -> TokenStream {
    let digits = value.unsigned_abs().to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.char_indices() {
        if digits.len() > 5 && index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push('_');
        }
        grouped.push(digit);
    }
    if digits.len() > 5 && !suffix.is_empty() {
        grouped.push('_');
    }
    grouped.push_str(suffix);
    let sign = (value < 0).then(|| quote!(-));
    grouped
        .parse::<proc_macro2::Literal>()
        .map_or_else(|_| quote!(#value), |literal| quote!(#sign #literal))
}

/// What an application gives for a value of a type: the type of the argument, and the expression that makes the value of it.
pub(super) fn argument(type_: &Type, name: &Ident, from: &[Ident]) -> (TokenStream, TokenStream) {
    let plain = type_tokens(type_, from);
    match type_ {
        type_ if is_converted(type_) || is_union(type_) => (
            quote!(impl ::core::convert::Into<#plain>),
            quote!(#name.into()),
        ),
        Type::List(items) => {
            let (converted, value) = (is_converted(items), type_tokens(items, from));
            if converted {
                (
                    quote!(impl ::core::iter::IntoIterator<Item = impl ::core::convert::Into<#value>>),
                    quote!(#name.into_iter().map(::core::convert::Into::into).collect()),
                )
            } else {
                (
                    quote!(impl ::core::iter::IntoIterator<Item = #value>),
                    quote!(#name.into_iter().collect()),
                )
            }
        }
        Type::Boxed(inner) => {
            let inner = type_tokens(inner, from);
            (inner, quote!(::std::boxed::Box::new(#name)))
        }
        _ => (plain, quote!(#name)),
    }
}

/// What is in a union converts into it. In a list this would leave the type of an empty one open.
fn is_union(type_: &Type) -> bool {
    matches!(type_, Type::Named(reference) if reference.kind == Kind::Union)
}

/// Whether an application may give anything that converts into the type.
fn is_converted(type_: &Type) -> bool {
    match type_ {
        Type::String
        | Type::Text(_)
        | Type::Secret
        | Type::SecretObject
        | Type::Bytes
        | Type::File(_) => true,
        Type::Named(reference) => reference.kind == Kind::OpenEnum,
        _ => false,
    }
}

/// The function that sets a field to null, where it has one.
pub(super) fn null_setter(field: &Field, attribute: Option<&TokenStream>) -> Option<TokenStream> {
    let (name, null) = (&field.name, field.null_setter.as_ref()?);
    let deprecated = deprecated(field.deprecated);
    let docs = format!(
        " Sends null as [`{0}`](Self::{0}()), which is not the same as leaving it out.",
        name.as_str()
    );
    Some(quote! {
        #[doc = #docs]
        #deprecated
        #attribute
        pub fn #null(mut self) -> Self {
            self.#name = ::api_core::Presence::Null;
            self
        }
    })
}
