//! Operations: the methods that begin them and the statics that describe them.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

use super::lints;
use super::tokens::{argument, deprecated, initial, nothing, path, type_tokens};
use super::write::Writer;
use crate::model::{Arguments, Ident, Operation, OwnServer, Presence, Repeat, Segment, Type};

/// The method of a handle.
pub(super) fn method(operation: &Operation, writer: Writer<'_>) -> TokenStream {
    let docs = &operation.docs;
    let deprecated = deprecated(operation.deprecated);
    let name = &operation.name;
    let request = &operation.request;
    let mut arguments = Vec::new();
    let mut fields = Vec::new();
    for parameter in &operation.parameters {
        let field = &parameter.field;
        let name = &field.name;
        if field.presence == Presence::Required && operation.arguments.is_some() {
            let value = quote!(arguments.#name);
            let value = match field.type_ {
                Type::Boxed(_) => quote!(::std::boxed::Box::new(#value)),
                _ => value,
            };
            fields.push(quote!(#name: #value));
        } else if field.presence == Presence::Required {
            let (type_, value) = argument(&field.type_, name, writer.module);
            arguments.push(quote!(#name: #type_));
            fields.push(initial(name, &value));
        } else {
            let nothing = nothing(field.presence);
            fields.push(quote!(#name: #nothing));
        }
    }
    if let Some(OwnServer::Template(server)) = &operation.server {
        let server = path(server, writer.module);
        fields.push(quote!(server: #server::new()));
    }
    let expected = match &operation.arguments {
        Some(Arguments { name, .. }) => {
            arguments.push(quote!(arguments: #name));
            lints::whole(operation.parameters.iter().map(|it| &it.field))
        }
        None => lints::arguments(operation.parameters.iter().map(|it| &it.field), true),
    };
    let body = quote! {
        #request {
            core: ::core::clone::Clone::clone(&self.core),
            #(#fields),*
        }
    };
    let long = lints::long(&body);
    quote! {
        #docs
        #deprecated
        #expected
        #long
        pub fn #name(&self, #(#arguments),*) -> #request {
            #body
        }
    }
}

/// The struct of the arguments, where there is one.
pub(super) fn arguments(operation: &Operation, writer: Writer<'_>) -> Option<TokenStream> {
    let Arguments { name, docs } = operation.arguments.as_ref()?;
    let all = operation.parameters.iter().map(|it| &it.field);
    let required: Vec<_> = all.filter(|it| it.presence == Presence::Required).collect();
    let members = required.iter().map(|field| {
        let (docs, name) = (&field.docs, &field.name);
        let type_ = match &field.type_ {
            Type::Boxed(inner) => type_tokens(inner, writer.module),
            type_ => type_tokens(type_, writer.module),
        };
        quote!(#docs pub #name: #type_)
    });
    let expected = lints::members(required.iter().copied());
    Some(quote! {
        #docs
        #expected
        #[derive(Clone, Debug)]
        pub struct #name {
            #(#members,)*
        }
    })
}

/// The static that the runtime knows an operation by.
pub(super) fn description(operation: &Operation, module: &[Ident]) -> TokenStream {
    let constant = &operation.constant;
    let id = &operation.id;
    let method = format_ident!("{}", operation.method.spelled());
    let paths = operation.paths.iter().map(|path| {
        let segments = path.iter().map(|segment| match segment {
            Segment::Text(text) => quote!(::api_core::runtime::Segment::Text(#text)),
            Segment::Parameter(index) => {
                let index = proc_macro2::Literal::usize_unsuffixed(*index);
                quote!(::api_core::runtime::Segment::Parameter(#index))
            }
        });
        quote!(&[#(#segments),*])
    });
    let repeat = match operation.repeat {
        Repeat::Safe => quote!(::api_core::runtime::Repeat::Safe),
        Repeat::Unsent => quote!(::api_core::runtime::Repeat::Unsent),
    };
    let never = statuses(&operation.never_retry);
    let also = statuses(&operation.also_retry);
    let errors = operation.error_map.as_ref().map_or_else(
        || quote!(::api_core::runtime::ErrorMap::NONE),
        |table| super::errors::map_path(table, module),
    );
    let vendor_body = operation.error_table.map_or_else(
        || quote!(::api_core::runtime::no_vendor_body),
        |index| super::errors::bodies_name(index).to_token_stream(),
    );
    let vendor_body = initial(&format_ident!("vendor_body"), &vendor_body);
    quote! {
        static #constant: ::api_core::runtime::Operation = ::api_core::runtime::Operation {
            id: #id,
            method: ::api_core::runtime::Method::#method,
            paths: &[#(#paths),*],
            repeat: #repeat,
            never_retry: #never,
            also_retry: #also,
            errors: &#errors,
            #vendor_body,
        };
    }
}

fn statuses(statuses: &[u16]) -> TokenStream {
    let statuses = statuses
        .iter()
        .map(|status| proc_macro2::Literal::u16_unsuffixed(*status));
    quote!(&[#(#statuses),*])
}
