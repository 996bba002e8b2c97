//! Addresses with variables.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

use super::chain::chain;
use super::lints;
use crate::model::{ServerPiece, ServerTemplate, ServerValues, TemplateVariable};

/// The type of a server, and those of its variables.
pub(super) fn declaration(it: &ServerTemplate) -> TokenStream {
    let ServerTemplate {
        name,
        docs,
        pieces,
        variables,
    } = it;
    let fields = variables.iter().map(|variable| {
        let (name, type_) = (&variable.name, field_type(variable));
        quote!(#name: #type_)
    });
    let defaults = variables.iter().map(|variable| {
        let (name, default) = (&variable.name, &variable.default);
        if variable.values.is_some() {
            let type_ = field_type(variable);
            quote!(#name: #type_::default())
        } else if default.is_empty() {
            quote!(#name: ::std::string::String::new())
        } else {
            quote!(#name: #default.to_owned())
        }
    });
    let setters = variables.iter().map(|variable| {
        let (name, docs) = (&variable.name, &variable.docs);
        let (type_, value) = if variable.values.is_some() {
            (field_type(variable), quote!(#name))
        } else {
            (
                quote!(impl ::core::convert::Into<::std::string::String>),
                quote!(#name.into()),
            )
        };
        quote! {
            #docs
            #[must_use]
            pub fn #name(mut self, #name: #type_) -> Self {
                self.#name = #value;
                self
            }
        }
    });
    let pieces = pieces.iter().map(|piece| match piece {
        ServerPiece::Text(text) => quote!(.text(#text)),
        ServerPiece::Variable(index) => match &variables[*index] {
            TemplateVariable {
                name,
                values: Some(_),
                ..
            } => quote!(.text(self.#name.as_str())),
            TemplateVariable { name, wire, .. } => quote!(.variable(#wire, &self.#name)?),
        },
    });
    let pieces: Vec<_> = pieces.collect();
    let start = quote!(::api_core::runtime::ServerUrl::default());
    let (rows, url) = chain(&format_ident!("url"), start, &pieces);
    let body = quote! {
        #rows
        let url = #url;
        Ok(url.finish())
    };
    let long = lints::long(&body);
    let values = variables
        .iter()
        .filter_map(|variable| Some(listed(variable.values.as_ref()?, &variable.wire)));
    quote! {
        #docs
        #[derive(Clone, Debug, Eq, PartialEq)]
        pub struct #name {
            #(#fields),*
        }

        impl #name {
            /// The server with the defaults of the document.
            #[must_use]
            pub fn new() -> Self {
                Self { #(#defaults),* }
            }

            #(#setters)*

            /// The address, for [`ClientBuilder::server`](::api_core::ClientBuilder::server).
            ///
            /// # Errors
            ///
            /// [`ErrorKind::Configuration`](::api_core::ErrorKind::Configuration), naming a variable whose value has no place in an address.
            #long
            pub fn url(&self) -> ::core::result::Result<::std::string::String, ::api_core::Error> {
                #body
            }
        }

        impl ::core::default::Default for #name {
            fn default() -> Self {
                Self::new()
            }
        }

        #(#values)*
    }
}

fn field_type(variable: &TemplateVariable) -> TokenStream {
    variable.values.as_ref().map_or_else(
        || quote!(::std::string::String),
        |values| values.name.to_token_stream(),
    )
}

/// The values that a variable may have. They are all: a server under another name is not known to be there.
fn listed(it: &ServerValues, wire: &str) -> TokenStream {
    let (name, docs) = (&it.name, &it.docs);
    let declared = it.values.iter().enumerate().map(|(index, value)| {
        let (name, text) = (&value.name, format!(" `{}`", value.text));
        let default = (index == it.default).then(|| quote!(#[default]));
        quote!(#[doc = #text] #default #name)
    });
    let (names, texts): (Vec<_>, Vec<_>) = it.values.iter().map(|it| (&it.name, &it.text)).unzip();
    let body = quote! {
        match self {
            #(Self::#names => #texts,)*
        }
    };
    let long = lints::long(&body);
    quote! {
        #docs
        #[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#declared,)*
        }

        impl #name {
            /// The value as it stands in the address.
            #long
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                #body
            }
        }

        impl ::core::fmt::Display for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::core::str::FromStr for #name {
            type Err = ::api_core::Error;

            /// The value of this text; [`ErrorKind::Configuration`](::api_core::ErrorKind::Configuration) where there is none.
            #long
            fn from_str(text: &str) -> ::core::result::Result<Self, ::api_core::Error> {
                match text {
                    #(#texts => Ok(Self::#names),)*
                    _ => Err(::api_core::runtime::not_listed(#wire, &[#(#texts),*])),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::declaration;
    use crate::model::{Docs, Ident, ServerPiece, ServerTemplate, TemplateVariable};

    #[test]
    fn an_address_of_many_variables_is_made_by_a_long_function() {
        let variable = |number: usize| TemplateVariable {
            name: Ident::new(&format!("part_{number}")).expect("a name"),
            wire: format!("part_{number}"),
            docs: Docs::default(),
            default: String::new(),
            values: None,
        };
        let is_long = |variables: usize| {
            let it = ServerTemplate {
                name: Ident::new("Server").expect("a name"),
                docs: Docs::default(),
                pieces: (0..variables).map(ServerPiece::Variable).collect(),
                variables: (0..variables).map(variable).collect(),
            };
            declaration(&it).to_string().contains("too_many_lines")
        };
        assert_eq!([3, 120].map(is_long), [false, true]);
    }
}
