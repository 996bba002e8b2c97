//! Open enums, unions and choices.

use proc_macro2::TokenStream;
use quote::quote;

use super::structs::serialized;
use super::tokens::{field_type, integer, type_tokens};
use super::write::{exposed, literal};
use super::{debug, lints};
use crate::model::{Choice, Ident, Literal, OpenEnum, Test, Type, Union, UnionVariant};

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
    let as_str = quote! {
        match self {
            #(#texts,)*
            Self::Unknown(value) => value.as_str(),
        }
    };
    let from = quote! {
        match value {
            #(#reads,)*
            _ => Self::Unknown(::api_core::runtime::unknown_value(value)),
        }
    };
    let (long, long_from) = (lints::long(&as_str), lints::long(&from));
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
                #as_str
            }
        }

        impl ::core::fmt::Display for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::core::convert::From<&str> for #name {
            #long_from
            fn from(value: &str) -> Self {
                #from
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
                ::api_core::runtime::word(deserializer).map(Self::from)
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
        let type_ = variant.value.is_none().then(|| {
            let type_ = type_tokens(&variant.type_, module);
            quote!((#type_))
        });
        quote!(#docs #name #type_)
    });
    let unknown = it.open.then(|| {
        quote! {
            /// A value that this version of the crate has no type for.
            Unknown(::api_core::UnknownJson)
        }
    });
    let variants = variants.chain(unknown);
    // Doubles read what is only sent and write what is only read.
    let for_doubles = |used: bool| (!used).then(|| quote!(#[cfg(feature = "mock")]));
    let serde = it.usage.of_serde(it.comparable);
    let (reads, writes) = (for_doubles(serde.read), for_doubles(serde.written));
    let (deserialize, serialize) = (deserialize(it), serialize(it));
    let from = it.variants.iter().filter(|variant| variant.from);
    let from = from.map(|variant| from_type(name, variant, module));
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

        #(#from)*
    }
}

/// A value of the variant's type as a value of the union.
fn from_type(union: &Ident, variant: &UnionVariant, module: &[Ident]) -> TokenStream {
    let name = &variant.name;
    let (type_, value) = match &variant.type_ {
        Type::Boxed(inner) => (&**inner, quote!(::std::boxed::Box::new(value))),
        type_ => (type_, quote!(value)),
    };
    let tokens = type_tokens(type_, module);
    let text = (*type_ == Type::String).then(|| {
        quote! {
            impl ::core::convert::From<&str> for #union {
                fn from(value: &str) -> Self {
                    Self::#name(value.into())
                }
            }
        }
    });
    quote! {
        impl ::core::convert::From<#tokens> for #union {
            fn from(value: #tokens) -> Self {
                Self::#name(#value)
            }
        }

        #text
    }
}

fn deserialize(it: &Union) -> TokenStream {
    let name = &it.name;
    let text = name.as_str();
    let branches = it.tests.iter().map(|(index, test)| {
        let UnionVariant {
            name,
            constants,
            value,
            ..
        } = &it.variants[*index];
        let guard = guard(test);
        if value.is_some() {
            return quote!(Branch::new(Guard::#guard, |_| Some(Self::#name)));
        }
        quote! {
            Branch::new(
                Guard::#guard,
                |value| value.decode(&[#(#constants),*]).map(Self::#name),
            )
        }
    });
    let otherwise = if it.open {
        quote!(Ok(found.unwrap_or_else(|| Self::Unknown(value.keep()))))
    } else {
        quote!(found.ok_or_else(|| value.unknown(#text)))
    };
    let constant = it
        .tests
        .iter()
        .any(|(_, test)| matches!(test, Test::Members(_) | Test::Value(_)))
        .then(|| quote!(Constant,));
    let body = quote! {
        use ::api_core::runtime::{Branch, #constant Guard, OneOf};

        let value = OneOf::read(deserializer)?;
        let found = value.choose(&[#(#branches),*]);
        #otherwise
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

/// What must hold before a branch is tried: a variant of `api_core::runtime::Guard`.
fn guard(test: &Test) -> TokenStream {
    match test {
        Test::Any => quote!(Any),
        Test::Bool => quote!(Boolean),
        Test::Integer => quote!(Integer),
        Test::Number => quote!(Number),
        Test::String => quote!(String),
        Test::Strings(texts) => quote!(Strings(&[#(#texts),*])),
        Test::Value(value) => {
            let value = constant(value);
            quote!(Value(Constant::#value))
        }
        Test::List => quote!(List),
        Test::Object => quote!(Object),
        Test::Members(members) => {
            let members = members.iter().map(|(name, values)| {
                let values = values.iter().map(constant);
                quote!((#name, &[#(Constant::#values),*]))
            });
            quote!(Members(&[#(#members),*]))
        }
    }
}

/// A variant of `api_core::runtime::Constant`.
fn constant(value: &Literal) -> TokenStream {
    match value {
        Literal::Bool(bool) => quote!(Boolean(#bool)),
        Literal::Integer(value) => {
            let value = integer(*value, "");
            quote!(Integer(#value))
        }
        Literal::String(word) => quote!(Text(#word)),
    }
}

/// How a variant that holds nothing is written.
fn write_value(variant: &UnionVariant) -> Option<TokenStream> {
    let (name, only) = (&variant.name, variant.value.as_ref()?);
    let write = match only {
        Literal::Bool(_) => quote!(serialize_bool),
        Literal::Integer(_) => quote!(serialize_i64),
        Literal::String(_) => quote!(serialize_str),
    };
    let value = literal(only);
    Some(quote!(Self::#name => serializer.#write(#value)))
}

fn serialize(it: &Union) -> TokenStream {
    let name = &it.name;
    let values = it.variants.iter().filter_map(write_value);
    let holders = it.variants.iter().filter(|it| it.value.is_none());
    // Variants of one type are written by one arm.
    let mut groups: Vec<(&Type, Vec<&Ident>)> = Vec::new();
    for variant in holders {
        match groups
            .iter_mut()
            .find(|(type_, _)| **type_ == variant.type_)
        {
            Some((_, names)) => names.push(&variant.name),
            None => groups.push((&variant.type_, vec![&variant.name])),
        }
    }
    let unknown = it
        .open
        .then(|| quote!(Self::Unknown(value) => ::serde::Serialize::serialize(value, serializer)));
    let arms = groups.into_iter().map(|(type_, names)| {
        let value = if type_.is_secret() {
            let with = exposed(type_);
            quote!(&::api_core::runtime::SerializeAsWrap::<_, #with>::new(value))
        } else {
            quote!(value)
        };
        quote!(#(Self::#names(value))|* => ::serde::Serialize::serialize(#value, serializer))
    });
    let body = quote! {
        match self {
            #(#values,)*
            #(#arms,)*
            #unknown
        }
    };
    serialized(name, &body)
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
    let large = lints::large(it);
    let by_hand = debug::choice(it);
    let debug = by_hand.is_none().then(|| quote!(, Debug));
    quote! {
        #docs
        #large
        #[derive(Clone #debug #comparable)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants),*
        }

        #by_hand
    }
}

#[cfg(test)]
mod tests {
    use super::serialize;
    use crate::model::{Docs, Ident, Kind, Type, TypeRef, Union, UnionVariant, Usage};

    #[test]
    fn a_union_of_many_types_is_written_by_a_long_function() {
        let variant = |number: usize| {
            let name = Ident::new(&format!("Event{number}")).expect("a name");
            let type_ = Type::Named(TypeRef {
                module: Vec::new(),
                name: name.clone(),
                kind: Kind::Struct,
            });
            UnionVariant {
                name,
                docs: Docs::default(),
                type_,
                value: None,
                constants: Vec::new(),
                from: false,
            }
        };
        let is_long = |variants: usize| {
            let it = Union {
                name: Ident::new("Event").expect("a name"),
                docs: Docs::default(),
                variants: (0..variants).map(variant).collect(),
                tests: Vec::new(),
                open: true,
                usage: Usage::default(),
                comparable: false,
            };
            serialize(&it).to_string().contains("too_many_lines")
        };
        assert_eq!([3, 33].map(is_long), [false, true]);
    }
}
