//! What samples need to know of types.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::mock::constant_value;
use super::tokens::path;
use crate::model::mock::Place;
use crate::model::trips::Trips;
use crate::model::{
    ChoiceVariant, Declaration, Entry, Field, Ident, Presence, Struct, Test, TextFormat, Type,
    Union,
};

/// Shapes as they are named in a module.
#[derive(Clone, Copy)]
pub(super) struct Shapes<'m> {
    pub(super) trips: &'m Trips<'m>,
    pub(super) module: &'m [Ident],
}

impl Shapes<'_> {
    /// The static of a declared type.
    pub(super) fn declared(self, name: &Ident, declaration: &Declaration) -> TokenStream {
        let shape = match declaration {
            Declaration::Struct(it) => self.structure(it),
            Declaration::OpenEnum(it) => {
                let words = it.variants.iter().map(|variant| &variant.literal);
                quote!(Words(&[#(#words),*]))
            }
            Declaration::Union(it) => self.union(it),
            Declaration::Choice(it) => {
                let variants = it.variants.iter().map(|it| self.variant(it));
                quote!(Choice(&[#(#variants),*]))
            }
        };
        // The root is used by those below it.
        quote!(pub(crate) static #name: Shape = Shape::#shape;)
    }

    fn structure(self, it: &Struct) -> TokenStream {
        let members = it.entries.iter().map(|entry| self.entry(entry, &it.fields));
        let others = it.additional.as_ref().map(|additional| {
            let shape = self.of(&additional.type_);
            quote!(Member::others(#shape))
        });
        let members = members.chain(others);
        quote!(Struct(&[#(#members),*]))
    }

    fn variant(self, it: &ChoiceVariant) -> TokenStream {
        let members = it.entries.iter().map(|entry| self.entry(entry, &it.fields));
        quote!(&[#(#members),*])
    }

    fn entry(self, entry: &Entry, fields: &[Field]) -> TokenStream {
        match entry {
            Entry::Constant(constant) => {
                let (name, value) = (&constant.wire, constant_value(&constant.value));
                quote!(Member::constant(#name, #value))
            }
            Entry::Field(index) => self.member(&fields[*index]),
        }
    }

    /// A parameter of a case.
    pub(super) fn parameter(self, field: &Field, at: Place, place: &TokenStream) -> TokenStream {
        let (name, shape) = (&field.wire, self.of(&field.type_));
        match (field.presence, at) {
            (Presence::Required, Place::Member) => quote!(Parameter::member(#name, #shape)),
            (Presence::Optional, Place::Member) => {
                quote!(Parameter::optional_member(#name, #shape))
            }
            (Presence::Required, _) => quote!(Parameter::required(#place, #name, #shape)),
            (Presence::Optional, _) => quote!(Parameter::optional(#place, #name, #shape)),
            (Presence::OptionalNullable, _) => {
                quote!(Parameter::nullable(#place, #name, #shape))
            }
        }
    }

    /// A member of an object.
    fn member(self, field: &Field) -> TokenStream {
        let (name, shape) = (&field.wire, self.of(&field.type_));
        match field.presence {
            Presence::Required => quote!(Member::required(#name, #shape)),
            Presence::Optional => quote!(Member::optional(#name, #shape)),
            Presence::OptionalNullable => quote!(Member::nullable(#name, #shape)),
        }
    }

    fn union(self, it: &Union) -> TokenStream {
        let branches = it.variants.iter().enumerate().map(|(index, variant)| {
            let shape = self.of(&variant.type_);
            let test = it.tests.iter().find(|(of, _)| *of == index);
            let members = match test.map(|(_, test)| test) {
                Some(Test::Members(members)) => {
                    let first = members.iter().filter_map(|(name, values)| {
                        let value = constant_value(values.first()?);
                        Some(quote!((#name, #value)))
                    });
                    first.collect()
                }
                Some(Test::Value(value)) => {
                    let value = constant_value(value);
                    vec![quote!(("", #value))]
                }
                _ => Vec::new(),
            };
            quote!(Branch::new(#shape, &[#(#members),*]))
        });
        quote!(Union(&[#(#branches),*]))
    }

    /// A reference to the shape of a type.
    pub(super) fn of(self, type_: &Type) -> TokenStream {
        let around = |name: &str, inner: &Type| {
            let (name, inner) = (format_ident!("{name}"), self.of(inner));
            quote!(&Shape::#name(#inner))
        };
        let plain = match type_ {
            Type::Named(reference) => {
                return self.trips.shape(reference).map_or_else(
                    || quote!(&Shape::Any),
                    |shape| {
                        let path = path(&shape, self.module);
                        quote!(&#path)
                    },
                );
            }
            Type::Boxed(inner) => return self.of(inner),
            Type::List(items) => return around("List", items),
            Type::Map(values) => return around("Map", values),
            Type::Nullable(inner) => return around("Nullable", inner),
            Type::Bool => "Bool",
            Type::I32 => "I32",
            Type::I64 => "I64",
            Type::U64 => "U64",
            Type::F64 => "F64",
            Type::String => "Text",
            Type::Text(TextFormat::DateTime) => "DateTime",
            Type::Text(TextFormat::Date) => "Date",
            Type::Text(TextFormat::Uuid) => "Uuid",
            Type::Text(TextFormat::Base64) => "Base64",
            Type::Secret => "Secret",
            Type::SecretObject => "SecretObject",
            Type::Seconds => "Seconds",
            Type::ClientCredentials => "Credentials",
            Type::Bytes | Type::File(_) => "Bytes",
            Type::Any => "Any",
            Type::Object => "Object",
        };
        let plain = format_ident!("{plain}");
        quote!(&Shape::#plain)
    }
}
