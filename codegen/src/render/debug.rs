//! `Debug` of what holds secrets in types that would show them.

use proc_macro2::TokenStream;
use quote::quote;

use super::chain::MOST;
use super::lints;
use crate::model::{Field, Ident, Struct};

/// What is shown of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    All,
    /// The names that a map has, without their values.
    Names,
    Nothing,
}

/// How a type is shown: derived, or by hand where something of it is hidden.
#[derive(Debug)]
pub(super) struct Debugged {
    name: Ident,
    fields: Vec<(TokenStream, String, Shown)>,
}

impl Debugged {
    /// The fields of a struct, its place for members without a name among them: beside a secret these may be secrets, too.
    pub(super) fn structure(it: &Struct) -> Self {
        let mut debugged = Self::of(&it.name, it.fields.iter());
        if let Some(additional) = &it.additional {
            let hidden = !it.comparable && !additional.type_.is_secret();
            let shown = if hidden { Shown::Names } else { Shown::All };
            debugged.push(&additional.name, shown);
        }
        debugged
    }

    pub(super) fn of<'m>(name: &Ident, fields: impl Iterator<Item = &'m Field>) -> Self {
        let mut debugged = Self {
            name: name.clone(),
            fields: Vec::new(),
        };
        for field in fields {
            let hidden = field.hidden;
            debugged.push(
                &field.name,
                if hidden { Shown::Nothing } else { Shown::All },
            );
        }
        debugged
    }

    fn push(&mut self, name: &Ident, shown: Shown) {
        self.fields
            .push((quote!(#name), name.as_str().to_owned(), shown));
    }

    /// A field that stands before the others.
    pub(super) fn after(mut self, name: &str, place: TokenStream) -> Self {
        self.fields.insert(0, (place, name.to_owned(), Shown::All));
        self
    }

    fn is_derived(&self) -> bool {
        self.fields.iter().all(|(_, _, shown)| *shown == Shown::All)
    }

    /// What to derive.
    pub(super) fn derive(&self) -> Option<TokenStream> {
        self.is_derived().then(|| quote!(Debug))
    }

    /// What stands in the place of that.
    pub(super) fn by_hand(&self) -> Option<TokenStream> {
        if self.is_derived() {
            return None;
        }
        let shown = self.fields.iter().filter_map(|(place, name, shown)| {
            Some(match shown {
                Shown::All => quote!(.field(#name, &self.#place)),
                Shown::Names => quote!(.field(#name, &self.#place.keys())),
                Shown::Nothing => return None,
            })
        });
        let (name, text) = (&self.name, self.name.as_str());
        let shown: Vec<_> = shown.collect();
        let body = if shown.len() > MOST {
            quote! {
                let mut shown = f.debug_struct(#text);
                #(shown #shown;)*
                shown.finish_non_exhaustive()
            }
        } else {
            quote!(f.debug_struct(#text) #(#shown)* .finish_non_exhaustive())
        };
        let long = lints::long(&body);
        Some(quote! {
            /// Without what may be secret.
            impl ::core::fmt::Debug for #name {
                #long
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    #body
                }
            }
        })
    }
}
