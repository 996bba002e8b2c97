//! Structs.

use proc_macro2::TokenStream;
use quote::quote;

use super::debug::Debugged;
use super::lints;
use super::tokens::{argument, deprecated, field_type, initial, nothing, null_setter, type_tokens};
use super::write::{exposed, literal};
use crate::model::{Additional, Entry, Field, Ident, Presence, Struct, Type, Usage};

/// A struct, how it is read and written, and where it is written, how it is made.
pub(super) fn structure(it: &Struct, module: &[Ident]) -> TokenStream {
    let (name, docs) = (&it.name, &it.docs);
    let constants = it
        .entries
        .iter()
        .any(|entry| matches!(entry, Entry::Constant(_)));
    let by_hand = Usage {
        read: it.additional.is_some(),
        written: constants || it.additional.is_some(),
    };
    let serde = it.usage.of_serde(it.comparable);
    let debugged = Debugged::structure(it);
    let mut derives = vec![quote!(Clone)];
    derives.extend(debugged.derive());
    // What doubles need in addition: they read what is only sent, and make and write what is only read.
    let mut of_doubles = Vec::new();
    let all_optional = it
        .fields
        .iter()
        .all(|field| field.presence != Presence::Required);
    if all_optional {
        let to = side(it.usage.written, &mut derives, &mut of_doubles);
        to.push(quote!(Default));
    }
    if it.comparable {
        derives.push(quote!(PartialEq));
    }
    if !by_hand.read {
        let to = side(it.usage.read, &mut derives, &mut of_doubles);
        to.push(quote!(::serde::Deserialize));
    }
    if !by_hand.written {
        let to = side(serde.written, &mut derives, &mut of_doubles);
        to.push(quote!(::serde::Serialize));
    }
    let of_doubles = (!of_doubles.is_empty())
        .then(|| quote!(#[cfg_attr(feature = "mock", derive(#(#of_doubles),*))]));
    let fields = it.fields.iter().map(|field| {
        let (name, docs) = (&field.name, &field.docs);
        let type_ = field_type(&field.type_, field.presence, module);
        let attribute = serde_attribute(field, serde, by_hand);
        // A deprecated field could not be set by the struct's own functions.
        let deprecated = deprecated(field.deprecated && !it.usage.written);
        quote! {
            #docs
            #attribute
            #deprecated
            pub #name: #type_
        }
    });
    let additional = it.additional.as_ref().map(|additional| {
        let (name, type_) = (&additional.name, additional_type(additional, module));
        quote! {
            /// The members that have no name of their own.
            pub #name: #type_
        }
    });
    let fields = fields.chain(additional);
    let for_doubles = |used: bool| (!used).then(|| quote!(#[cfg(feature = "mock")]));
    let (reads, writes) = (for_doubles(serde.read), for_doubles(serde.written));
    let serialize = by_hand.written.then(|| serialize(it));
    // Members that are out of date are in answers all the same.
    let outdated = is_outdated(it)
        .then(|| quote!(#[allow(deprecated, reason = "these members may be in an answer still")]));
    let serialize = serialize.map(|serialize| quote!(#writes #outdated #serialize));
    let deserialize = by_hand.read.then(|| deserialize(it, module));
    let deserialize = deserialize.map(|deserialize| quote!(#reads #outdated #deserialize));
    let shows = debugged.by_hand().map(|shows| quote!(#outdated #shows));
    let makes = for_doubles(it.usage.written);
    let make = make(it, module);
    let expected = lints::members(it.fields.iter());
    quote! {
        #docs
        #expected
        #[derive(#(#derives),*)]
        #of_doubles
        #[non_exhaustive]
        pub struct #name {
            #(#fields),*
        }

        #makes
        #make
        #shows
        #serialize
        #deserialize
    }
}

/// The type of the place for members without a name.
fn additional_type(additional: &Additional, module: &[Ident]) -> TokenStream {
    let values = type_tokens(&additional.type_, module);
    quote!(::std::collections::BTreeMap<::std::string::String, #values>)
}

/// `Deserialize` for a struct with members without a name: the others are read by a struct of their own.
fn deserialize(it: &Struct, module: &[Ident]) -> TokenStream {
    let name = &it.name;
    let Some(additional) = &it.additional else {
        return TokenStream::new();
    };
    let fields = it.fields.iter().map(|field| {
        let name = &field.name;
        let type_ = field_type(&field.type_, field.presence, module);
        let attribute = serde_attribute(field, Usage::READ, Usage::WRITTEN);
        quote!(#attribute #name: #type_)
    });
    // Not bound one by one: a member may have the name of any variable.
    let names = it.fields.iter().map(|field| {
        let name = &field.name;
        quote!(#name: known.#name)
    });
    let (place, known) = (&additional.name, &additional.known);
    let others = quote!(value.additional(&[#(#known),*])?);
    let others = initial(place, &others);
    let expected = lints::members(it.fields.iter());
    let (declared, read) = if it.fields.is_empty() {
        (None, None)
    } else {
        (
            Some(quote! {
                #expected
                #[allow(clippy::struct_field_names, reason = "the API names them")]
                #[derive(::serde::Deserialize)]
                struct Known {
                    #(#fields),*
                }
            }),
            Some(quote!(let known: Known = value.known()?;)),
        )
    };
    let body = quote! {
        #declared
        let value = ::api_core::runtime::OneOf::read(deserializer)?;
        #read
        Ok(Self { #(#names,)* #others })
    };
    let long = lints::long(&body);
    quote! {
        impl<'de> ::serde::Deserialize<'de> for #name {
            #long
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                #body
            }
        }
    }
}

/// What serde is told of a field by attributes: what is derived always, and what is derived for doubles alone. What is done `by_hand` needs none.
fn serde_attribute(field: &Field, usage: Usage, by_hand: Usage) -> TokenStream {
    let Usage { read, written } = usage;
    let (mut always, mut of_doubles) = (Vec::new(), Vec::new());
    if field.wire != field.name.as_str() && !(by_hand.read && by_hand.written) {
        let wire = &field.wire;
        let derived = (read && !by_hand.read) || (written && !by_hand.written);
        let to = side(derived, &mut always, &mut of_doubles);
        to.push(quote!(rename = #wire));
    }
    let secret = !by_hand.written && field.type_.is_secret();
    let default = match field.presence {
        Presence::Required => false,
        Presence::Optional => secret && read && written,
        Presence::OptionalNullable => true,
    };
    // serde alone takes null for absence, but null is one of these values.
    let any = field.presence == Presence::Optional && field.type_.has_null();
    if !by_hand.read {
        let reading = side(read, &mut always, &mut of_doubles);
        if default || any {
            reading.push(quote!(default));
        }
        if any {
            reading.push(quote!(deserialize_with = "::api_core::runtime::present"));
        }
    }
    let writing = side(written, &mut always, &mut of_doubles);
    let skip = match field.presence {
        Presence::Required => None,
        Presence::Optional => Some("::core::option::Option::is_none"),
        Presence::OptionalNullable => Some("::api_core::Presence::is_absent"),
    };
    if let Some(skip) = skip.filter(|_| !by_hand.written) {
        writing.push(quote!(skip_serializing_if = #skip));
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
        writing.push(if read && written && !by_hand.read {
            quote!(with = #function)
        } else {
            let function = format!("{function}::serialize");
            quote!(serialize_with = #function)
        });
    }
    let always = (!always.is_empty()).then(|| quote!(#[serde(#(#always),*)]));
    let of_doubles = (!of_doubles.is_empty())
        .then(|| quote!(#[cfg_attr(feature = "mock", serde(#(#of_doubles),*))]));
    quote!(#always #of_doubles)
}

/// Where something belongs: to what is there always, or to what is there for doubles.
fn side<'l>(
    used: bool,
    always: &'l mut Vec<TokenStream>,
    of_doubles: &'l mut Vec<TokenStream>,
) -> &'l mut Vec<TokenStream> {
    if used { always } else { of_doubles }
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
        let operator = lints::operator(name);
        setters.push(quote! {
            #docs
            #deprecated
            #operator
            #[must_use]
            pub fn #name(mut self, #name: #type_) -> Self {
                self.#name = #some;
                self
            }

            #null
        });
    }
    if let Some(additional) = &it.additional {
        let (name, values_type) = (&additional.name, type_tokens(&additional.type_, module));
        values.push(quote!(#name: ::std::collections::BTreeMap::new()));
        setters.push(quote! {
            /// Adds members that have no name of their own.
            #[must_use]
            pub fn #name(
                mut self,
                #name: impl ::core::iter::IntoIterator<
                    Item = (impl ::core::convert::Into<::std::string::String>, #values_type),
                >,
            ) -> Self {
                self.#name.extend(#name.into_iter().map(|(name, value)| (name.into(), value)));
                self
            }
        });
    }
    let new_docs = if arguments.is_empty() {
        " One without members."
    } else {
        " One with the members that are required."
    };
    let values = if arguments.is_empty() && it.fields.iter().any(|it| it.name.as_str() == "default")
    {
        // A member of this name has a function of this name.
        quote!(<Self as ::core::default::Default>::default())
    } else if arguments.is_empty() {
        quote!(Self::default())
    } else {
        quote!(Self { #(#values),* })
    };
    let expected = lints::arguments(it.fields.iter(), false);
    let long = lints::long(&values);
    let outdated = is_outdated(it).then(
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

/// Whether a use of the struct's own fields is one of a deprecated field.
fn is_outdated(it: &Struct) -> bool {
    !it.usage.written && it.fields.iter().any(|field| field.deprecated)
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
    let additional = it.additional.as_ref().map(|additional| {
        let name = &additional.name;
        let value = exposing(&additional.type_, quote!(value));
        quote! {
            for (name, value) in &self.#name {
                ::serde::ser::SerializeMap::serialize_entry(&mut map, name, #value)?;
            }
        }
    });
    let body = quote! {
        let mut map = serializer.serialize_map(None)?;
        #(#entries)*
        #additional
        ::serde::ser::SerializeMap::end(map)
    };
    serialized(name, &body)
}

/// The implementation that does this.
pub(super) fn serialized(name: &Ident, body: &TokenStream) -> TokenStream {
    let long = lints::long(body);
    quote! {
        impl ::serde::Serialize for #name {
            #long
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                #body
            }
        }
    }
}

fn entry_of(field: &Field) -> TokenStream {
    let (name, wire) = (&field.name, &field.wire);
    let write = |value: TokenStream| {
        let value = match field.presence {
            Presence::OptionalNullable if field.type_.is_secret() => {
                let with = exposed(&field.type_);
                quote! {
                    &::api_core::runtime::SerializeAsWrap::<_, ::api_core::Presence<#with>>::new(#value)
                }
            }
            _ => exposing(&field.type_, value),
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

/// A reference to a value, with the secrets in it to be written.
fn exposing(type_: &Type, value: TokenStream) -> TokenStream {
    if type_.is_secret() {
        let with = exposed(type_);
        quote!(&::api_core::runtime::SerializeAsWrap::<_, #with>::new(#value))
    } else {
        value
    }
}
