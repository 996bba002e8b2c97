//! Structs.

use proc_macro2::TokenStream;
use quote::quote;

use super::lints;
use super::tokens::{argument, deprecated, field_type, initial, nothing, null_setter};
use super::write::{exposed, literal};
use crate::model::{Entry, Field, Ident, Presence, Struct, Usage};

/// A struct, how it is read and written, and where it is written, how it is made.
pub(super) fn structure(it: &Struct, module: &[Ident]) -> TokenStream {
    let (name, docs) = (&it.name, &it.docs);
    let constants = it
        .entries
        .iter()
        .any(|entry| matches!(entry, Entry::Constant(_)));
    let by_hand = constants;
    // Doubles read what is only sent and write what is only read.
    let doubled = Usage {
        read: !it.usage.read,
        written: !it.usage.written,
    };
    let mut derives = vec![quote!(Clone), quote!(Debug)];
    let all_optional = it
        .fields
        .iter()
        .all(|field| field.presence != Presence::Required);
    if it.usage.written && all_optional {
        derives.push(quote!(Default));
    }
    if it.comparable {
        derives.push(quote!(PartialEq));
    }
    if it.usage.read {
        derives.push(quote!(::serde::Deserialize));
    }
    if it.usage.written && !by_hand {
        derives.push(quote!(::serde::Serialize));
    }
    let mut doubled_derives = Vec::new();
    if doubled.written && all_optional {
        doubled_derives.push(quote!(Default));
    }
    if doubled.read {
        doubled_derives.push(quote!(::serde::Deserialize));
    }
    if doubled.written && !by_hand {
        doubled_derives.push(quote!(::serde::Serialize));
    }
    let doubled_derives = (!doubled_derives.is_empty())
        .then(|| quote!(#[cfg_attr(feature = "mock", derive(#(#doubled_derives),*))]));
    let fields = it.fields.iter().map(|field| {
        let (name, docs) = (&field.name, &field.docs);
        let type_ = field_type(&field.type_, field.presence, module);
        let attribute = serde_attribute(field, it.usage, by_hand);
        // A deprecated field could not be set by the struct's own functions.
        let deprecated = deprecated(field.deprecated && !it.usage.written);
        quote! {
            #docs
            #attribute
            #deprecated
            pub #name: #type_
        }
    });
    let for_doubles = doubled.written.then(|| quote!(#[cfg(feature = "mock")]));
    let serialize = by_hand.then(|| serialize(it));
    let serialize = serialize.map(|it| quote!(#for_doubles #it));
    let make = make(it, module);
    let expected = lints::members(it.fields.iter());
    quote! {
        #docs
        #expected
        #[derive(#(#derives),*)]
        #doubled_derives
        #[non_exhaustive]
        pub struct #name {
            #(#fields),*
        }

        #for_doubles
        #make
        #serialize
    }
}

/// What serde is told of a field: what reading and writing need always, and what they need for doubles alone.
fn serde_attribute(field: &Field, usage: Usage, by_hand: bool) -> TokenStream {
    let Usage { read, written } = usage;
    let derived = read || (written && !by_hand);
    let (mut always, mut doubles) = (Vec::new(), Vec::new());
    if field.wire != field.name.as_str() {
        let wire = &field.wire;
        let to = if derived { &mut always } else { &mut doubles };
        to.push(quote!(rename = #wire));
    }
    let secret = !by_hand && field.type_.is_secret();
    let default = match field.presence {
        Presence::Required => false,
        Presence::Optional => secret && read && written,
        Presence::OptionalNullable => true,
    };
    if default {
        let to = if read { &mut always } else { &mut doubles };
        to.push(quote!(default));
    }
    let to = if written { &mut always } else { &mut doubles };
    let skip = match field.presence {
        Presence::Required => None,
        Presence::Optional => Some("::core::option::Option::is_none"),
        Presence::OptionalNullable => Some("::api_core::Presence::is_absent"),
    };
    if let Some(skip) = skip.filter(|_| !by_hand) {
        to.push(quote!(skip_serializing_if = #skip));
    }
    if secret {
        let inner = exposed(&field.type_);
        let with = match field.presence {
            Presence::Required => inner,
            Presence::Optional => quote!(::core::option::Option<#inner>),
            Presence::OptionalNullable => quote!(::api_core::Presence<#inner>),
        };
        // Paths in attributes are strings: without the blanks of tokens they read as one writes them.
        let function = quote!(::api_core::runtime::As::<#with>).to_string();
        let function = function.replace(' ', "");
        to.push(if read && written {
            quote!(with = #function)
        } else {
            let function = format!("{function}::serialize");
            quote!(serialize_with = #function)
        });
    }
    let always = (!always.is_empty()).then(|| quote!(#[serde(#(#always),*)]));
    let doubles =
        (!doubles.is_empty()).then(|| quote!(#[cfg_attr(feature = "mock", serde(#(#doubles),*))]));
    quote!(#always #doubles)
}

/// `new` and the setters.
fn make(it: &Struct, module: &[Ident]) -> TokenStream {
    let name = &it.name;
    let mut arguments = Vec::new();
    let mut values = Vec::new();
    let mut setters = Vec::new();
    for field in &it.fields {
        let name = &field.name;
        let docs = &field.docs;
        let deprecated = deprecated(field.deprecated);
        let (type_, value) = argument(&field.type_, name, module);
        let some = match field.presence {
            Presence::Required => {
                arguments.push(quote!(#name: #type_));
                values.push(initial(name, &value));
                continue;
            }
            Presence::Optional => quote!(Some(#value)),
            Presence::OptionalNullable => quote!(::api_core::Presence::Present(#value)),
        };
        let null = null_setter(field, Some(&quote!(#[must_use])));
        let nothing = nothing(field.presence);
        values.push(quote!(#name: #nothing));
        setters.push(quote! {
            #docs
            #deprecated
            #[must_use]
            pub fn #name(mut self, #name: #type_) -> Self {
                self.#name = #some;
                self
            }

            #null
        });
    }
    let new_docs = if arguments.is_empty() {
        " One without members."
    } else {
        " One with the members that are required."
    };
    let values = if arguments.is_empty() {
        quote!(Self::default())
    } else {
        quote!(Self { #(#values),* })
    };
    let expected = lints::arguments(it.fields.iter(), false);
    let long = lints::long(it.fields.len() / 4);
    let outdated = !it.usage.written && it.fields.iter().any(|field| field.deprecated);
    let outdated = outdated.then(
        || quote!(#[allow(deprecated, reason = "a double may answer with these members still")]),
    );
    quote! {
        #outdated
        impl #name {
            #[doc = #new_docs]
            #expected
            #long
            #[must_use]
            pub fn new(#(#arguments),*) -> Self {
                #values
            }

            #(#setters)*
        }
    }
}

/// `Serialize` for a struct with constants, which are no fields.
fn serialize(it: &Struct) -> TokenStream {
    let name = &it.name;
    let entries = it.entries.iter().map(|entry| match entry {
        Entry::Constant(constant) => {
            let (wire, value) = (&constant.wire, literal(&constant.value));
            quote!(::serde::ser::SerializeMap::serialize_entry(&mut map, #wire, &#value)?;)
        }
        Entry::Field(index) => entry_of(&it.fields[*index]),
    });
    let long = lints::long(it.entries.len());
    quote! {
        impl ::serde::Serialize for #name {
            #long
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(None)?;
                #(#entries)*
                ::serde::ser::SerializeMap::end(map)
            }
        }
    }
}

fn entry_of(field: &Field) -> TokenStream {
    let (name, wire) = (&field.name, &field.wire);
    let write = |value: TokenStream| {
        let value = if field.type_.is_secret() {
            let with = match field.presence {
                Presence::OptionalNullable => {
                    let inner = exposed(&field.type_);
                    quote!(::api_core::Presence<#inner>)
                }
                _ => exposed(&field.type_),
            };
            quote!(&::api_core::runtime::SerializeAsWrap::<_, #with>::new(#value))
        } else {
            value
        };
        quote!(::serde::ser::SerializeMap::serialize_entry(&mut map, #wire, #value)?;)
    };
    match field.presence {
        Presence::Required => write(quote!(&self.#name)),
        Presence::Optional => {
            let write = write(quote!(value));
            quote! {
                if let Some(value) = &self.#name {
                    #write
                }
            }
        }
        Presence::OptionalNullable => {
            let value = write(quote!(&self.#name));
            quote! {
                if !self.#name.is_absent() {
                    #value
                }
            }
        }
    }
}
