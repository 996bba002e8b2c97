//! `Debug` of what holds secrets in types that would show them.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::chain::MOST;
use super::lints;
use crate::model::{Choice, ChoiceVariant, Field, Ident, Struct};

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
        let text = self.name.as_str();
        let shown: Vec<_> = shown.collect();
        let body = shown_struct(text, &shown, &quote!(finish_non_exhaustive));
        Some(implementation(&self.name, &body))
    }
}

/// What stands in the place of a derived `Debug` of a choice, where a variant hides something.
pub(super) fn choice(it: &Choice) -> Option<TokenStream> {
    let mut fields = it.variants.iter().flat_map(|variant| &variant.fields);
    fields.any(|field| field.hidden).then(|| {
        let arms = it.variants.iter().map(variant);
        implementation(&it.name, &quote!(match self { #(#arms),* }))
    })
}

fn variant(it: &ChoiceVariant) -> TokenStream {
    let (name, text) = (&it.name, it.name.as_str());
    let hides = it.fields.iter().any(|field| field.hidden);
    let end = if hides {
        quote!(finish_non_exhaustive)
    } else {
        quote!(finish)
    };
    match it.single() {
        Some(_) if hides => quote!(Self::#name(_) => f.debug_tuple(#text).#end()),
        Some(_) => quote!(Self::#name(value) => f.debug_tuple(#text).field(value).#end()),
        None => {
            let shown: Vec<_> = it.fields.iter().filter(|field| !field.hidden).collect();
            let names = shown.iter().map(|field| &field.name);
            // A member may have the name of the formatter.
            let values = (0..shown.len()).map(|index| format_ident!("value_{index}"));
            let values: Vec<_> = values.collect();
            let texts = shown.iter().map(|field| field.name.as_str());
            let rest = hides.then(|| quote!(..));
            let fields = texts.zip(&values);
            let fields: Vec<_> = fields
                .map(|(text, value)| quote!(.field(#text, #value)))
                .collect();
            let body = shown_struct(text, &fields, &end);
            quote! {
                Self::#name { #(#names: #values,)* #rest } => { #body }
            }
        }
    }
}

/// The calls that show fields, in statements of their own where they are very many.
fn shown_struct(name: &str, fields: &[TokenStream], end: &TokenStream) -> TokenStream {
    if fields.len() <= MOST {
        return quote!(f.debug_struct(#name) #(#fields)* .#end());
    }
    quote! {
        let mut shown = f.debug_struct(#name);
        #(shown #fields;)*
        shown.#end()
    }
}

fn implementation(name: &Ident, body: &TokenStream) -> TokenStream {
    let long = lints::long(body);
    quote! {
        /// Without what may be secret.
        impl ::core::fmt::Debug for #name {
            #long
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #body
            }
        }
    }
}
