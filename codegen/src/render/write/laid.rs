//! Values that the runtime lays out, as JSON or in a style of OpenAPI.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Step, Target};
use crate::model::{Layout, Style, Type};

/// The step that writes a value as the runtime lays it out.
pub(super) fn laid(
    target: Target,
    wire: &str,
    type_: &Type,
    layout: Layout,
    borrowed: &TokenStream,
) -> Step {
    let json = json_value(type_, borrowed);
    let layout = layout_tokens(layout);
    match target {
        Target::Query => Step::Try(quote!(.query_value(#wire, #layout, #json))),
        Target::Header => Step::Try(quote!(.header_value(#wire, #layout, #json))),
        Target::Cookie => Step::Try(quote!(.cookie_value(#wire, #layout, #json))),
        Target::Form => Step::Try(quote!(.value(#wire, #layout, #json))),
        Target::Multipart => match type_ {
            // Each item is a part of its own, as a list of texts has it.
            Type::List(items) => {
                let json = json_value(items, &quote!(item));
                Step::Statement(quote! {
                    for item in #borrowed {
                        parts = parts.json(#wire, #json);
                    }
                })
            }
            _ => Step::Chain(quote!(.json(#wire, #json))),
        },
        Target::Json => Step::Chain(quote!(.member(#wire, #borrowed))),
    }
}

/// A value as JSON; secrets that are in no type with a name are written, too.
pub(in crate::render) fn json_value(type_: &Type, borrowed: &TokenStream) -> TokenStream {
    if type_.is_secret() {
        let with = exposed(type_);
        quote! {
            ::api_core::runtime::Json::value(
                &::api_core::runtime::SerializeAsWrap::<_, #with>::new(#borrowed)
            )
        }
    } else {
        quote!(::api_core::runtime::Json::value(#borrowed))
    }
}

/// A layout as the runtime has it.
pub(in crate::render) fn layout_tokens(layout: Layout) -> TokenStream {
    let Layout {
        style,
        explode,
        reserved,
    } = layout;
    let style = match style {
        Style::Simple => quote!(Simple),
        Style::Label => quote!(Label),
        Style::Matrix => quote!(Matrix),
        Style::Form => quote!(Form),
        Style::SpaceDelimited => quote!(Space),
        Style::PipeDelimited => quote!(Pipe),
        Style::DeepObject => quote!(Deep),
        Style::Json => quote!(Json),
        Style::Plain => quote!(Plain),
    };
    quote! {
        ::api_core::runtime::Layout {
            style: ::api_core::runtime::Style::#style,
            explode: #explode,
            reserved: #reserved,
        }
    }
}

/// How `serde_with` names the writing of secrets inside a type: `Vec<Exposed>`.
pub(in crate::render) fn exposed(type_: &Type) -> TokenStream {
    match type_ {
        Type::List(items) => {
            let items = exposed(items);
            quote!(::std::vec::Vec<#items>)
        }
        Type::Map(values) => {
            let values = exposed(values);
            quote!(::std::collections::BTreeMap<::api_core::runtime::Same, #values>)
        }
        Type::Nullable(inner) => {
            let inner = exposed(inner);
            quote!(::core::option::Option<#inner>)
        }
        Type::Boxed(inner) => {
            let inner = exposed(inner);
            quote!(::std::boxed::Box<#inner>)
        }
        _ => quote!(::api_core::runtime::Exposed),
    }
}
