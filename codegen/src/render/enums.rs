//! Open enums, unions and choices.

use proc_macro2::TokenStream;
use quote::quote;

use super::lints;
use super::tokens::{field_type, type_tokens};
use super::write::exposed;
use crate::model::{Choice, Ident, OpenEnum, Test, Type, Union};

/// An enum of strings.
pub(super) fn open_enum(it: &OpenEnum) -> TokenStream {
    let OpenEnum {
        name,
        docs,
        variants,
    } = it;
    let declared = variants.iter().map(|variant| {
        let (docs, name) = (&variant.docs, &variant.name);
        quote!(#docs #name)
    });
    let texts = variants.iter().map(|variant| {
        let (name, literal) = (&variant.name, &variant.literal);
        quote!(Self::#name => #literal)
    });
    let reads = variants.iter().map(|variant| {
        let (name, literal) = (&variant.name, &variant.literal);
        quote!(#literal => Self::#name)
    });
    let long = lints::long(variants.len());
    quote! {
        #docs
        #[derive(Clone, Debug, Eq, Hash, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#declared,)*
            /// A value that this version of the crate has no name for.
            Unknown(::api_core::UnknownValue),
        }

        impl #name {
            /// The value as it is sent.
            #long
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    #(#texts,)*
                    Self::Unknown(value) => value.as_str(),
                }
            }
        }

        impl ::core::fmt::Display for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::core::convert::From<&str> for #name {
            #long
            fn from(value: &str) -> Self {
                match value {
                    #(#reads,)*
                    _ => Self::Unknown(::api_core::runtime::unknown_value(value)),
                }
            }
        }

        impl ::core::convert::From<::std::string::String> for #name {
            fn from(value: ::std::string::String) -> Self {
                Self::from(value.as_str())
            }
        }

        impl ::serde::Serialize for #name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                <::std::string::String as ::serde::Deserialize>::deserialize(deserializer)
                    .map(Self::from)
            }
        }
    }
}

/// One of several types.
pub(super) fn union(it: &Union, module: &[Ident]) -> TokenStream {
    let (name, docs) = (&it.name, &it.docs);
    let comparable = it.comparable.then(|| quote!(, PartialEq));
    let variants = it.variants.iter().map(|variant| {
        let (docs, name) = (&variant.docs, &variant.name);
        let type_ = type_tokens(&variant.type_, module);
        quote!(#docs #name(#type_))
    });
    // Doubles read what is only sent and write what is only read.
    let for_doubles = |used: bool| (!used).then(|| quote!(#[cfg(feature = "mock")]));
    let (reads, writes) = (for_doubles(it.usage.read), for_doubles(it.usage.written));
    let (deserialize, serialize) = (deserialize(it), serialize(it));
    quote! {
        #docs
        #[derive(Clone, Debug #comparable)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants),*
        }

        #reads
        #deserialize
        #writes
        #serialize
    }
}

fn deserialize(it: &Union) -> TokenStream {
    let name = &it.name;
    let text = name.as_str();
    let tests = it.tests.iter().map(|(index, test)| {
        let variant = &it.variants[*index].name;
        let condition = match test {
            Test::Bool => quote!(value.is_bool()),
            Test::Integer => quote!(value.is_integer()),
            Test::Number => quote!(value.is_number()),
            Test::String => quote!(value.is_string()),
            Test::List => quote!(value.is_list()),
            Test::Members(members) => quote!(value.has(&[#(#members),*])),
            Test::Tag(tags) => {
                let tag = it.tag.as_deref().unwrap_or_default();
                quote!(::core::matches!(value.tag(#tag).as_deref(), #(Some(#tags))|*))
            }
        };
        quote! {
            if #condition {
                return value.decode().map(Self::#variant);
            }
        }
    });
    quote! {
        impl<'de> ::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let value = ::api_core::runtime::OneOf::read(deserializer)?;
                #(#tests)*
                Err(value.unknown(#text))
            }
        }
    }
}

fn serialize(it: &Union) -> TokenStream {
    let name = &it.name;
    // Variants of one type are written by one arm.
    let mut groups: Vec<(&Type, Vec<&Ident>)> = Vec::new();
    for variant in &it.variants {
        match groups
            .iter_mut()
            .find(|(type_, _)| **type_ == variant.type_)
        {
            Some((_, names)) => names.push(&variant.name),
            None => groups.push((&variant.type_, vec![&variant.name])),
        }
    }
    let arms = groups.into_iter().map(|(type_, names)| {
        let value = if type_.is_secret() {
            let with = exposed(type_);
            quote!(&::api_core::runtime::SerializeAsWrap::<_, #with>::new(value))
        } else {
            quote!(value)
        };
        quote!(#(Self::#names(value))|* => ::serde::Serialize::serialize(#value, serializer))
    });
    quote! {
        impl ::serde::Serialize for #name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    #(#arms),*
                }
            }
        }
    }
}

/// "Exactly one of".
pub(super) fn choice(it: &Choice, module: &[Ident]) -> TokenStream {
    let (name, docs) = (&it.name, &it.docs);
    let comparable = it.comparable.then(|| quote!(, PartialEq));
    let variants = it.variants.iter().map(|variant| {
        let (docs, name) = (&variant.docs, &variant.name);
        if let Some(field) = variant.single() {
            let type_ = type_tokens(&field.type_, module);
            return quote!(#docs #name(#type_));
        }
        let fields = variant.fields.iter().map(|field| {
            let (docs, name) = (&field.docs, &field.name);
            let type_ = field_type(&field.type_, field.presence, module);
            quote!(#docs #name: #type_)
        });
        quote!(#docs #name { #(#fields),* })
    });
    quote! {
        #docs
        #[derive(Clone, Debug #comparable)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants),*
        }
    }
}
