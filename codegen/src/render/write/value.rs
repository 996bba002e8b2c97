//! Values in generated code, and the forms that they are wanted in.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Kind, Type};

/// A value in generated code: a place such as `self.scope`, or a reference such as `value`.
#[derive(Clone, Copy)]
pub(in crate::render) enum Value<'a> {
    Place(&'a TokenStream),
    Reference(&'a TokenStream),
}

impl Value<'_> {
    /// As a reference.
    pub(in crate::render) fn borrowed(self) -> TokenStream {
        match self {
            Self::Place(place) => quote!(&#place),
            Self::Reference(reference) => quote!(#reference),
        }
    }

    /// To call a method on.
    pub(in crate::render) fn receiver(self) -> TokenStream {
        match self {
            Self::Place(tokens) | Self::Reference(tokens) => quote!(#tokens),
        }
    }

    /// As `&str`.
    pub(in crate::render) fn text(self, type_: &Type) -> TokenStream {
        let receiver = self.receiver();
        match type_ {
            Type::String => self.borrowed(),
            Type::Text(_) => quote!(#receiver.as_str()),
            Type::Named(reference) if reference.kind == Kind::OpenEnum => {
                quote!(#receiver.as_str())
            }
            _ => quote!(&#receiver.to_string()),
        }
    }

    /// As `&str` with commas between the items.
    pub(super) fn joined(self, items: &Type) -> TokenStream {
        let texts = self.texts(items);
        quote!(&<[::std::string::String]>::join(#texts, ","))
    }

    /// As `&[String]`.
    pub(super) fn texts(self, items: &Type) -> TokenStream {
        if *items == Type::String {
            return self.borrowed();
        }
        let receiver = self.receiver();
        quote! {
            &#receiver
                .iter()
                .map(::std::string::ToString::to_string)
                .collect::<::std::vec::Vec<_>>()
        }
    }
}
