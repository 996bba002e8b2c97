//! Bodies of requests.

use proc_macro2::TokenStream;
use quote::quote;

use super::write::{
    Step, Target, Value, Writer, assemble, constant, json_value, layout_tokens, of_self, statement,
};
use crate::model::{Body, BodyKind, Entry, Field, Operation, Presence, Type};

/// The step that adds a parameter that is the whole body, if it is there; none where the body is made of members.
pub(super) fn whole(operation: &Operation, field: &Field, place: &TokenStream) -> Option<Step> {
    let required = field.presence == Presence::Required;
    let value = if required {
        quote!(&#place)
    } else {
        quote!(value)
    };
    let add = match &operation.body {
        Body::None | Body::Object { .. } => return None,
        Body::Parameter(_) => Step::Try(add_json(operation, &json_value(&field.type_, &value))),
        Body::Form(_, layouts) => {
            let layouts = layouts.iter().map(|(member, layout)| {
                let layout = layout_tokens(*layout);
                quote!((#member, #layout))
            });
            let json = json_value(&field.type_, &value);
            Step::Chain(quote! {
                .form(::api_core::runtime::Form::new().members(#json, &[#(#layouts),*])?)
            })
        }
        Body::Raw { media_type, .. } => {
            let bytes = match (&field.type_, required) {
                (Type::String, true) => quote!(#place.as_bytes()),
                (Type::String, false) => quote!(value.as_bytes()),
                (Type::Secret, _) => {
                    quote!(::secrecy::ExposeSecret::expose_secret(#value).as_bytes())
                }
                _ => value,
            };
            Step::Chain(quote!(.raw(#media_type, #bytes)))
        }
    };
    if required {
        return Some(add);
    }
    let add = statement(&quote!(call), add);
    Some(Step::Statement(quote! {
        if let Some(value) = &#place {
            #add
        }
    }))
}

/// The call that adds a JSON body, without its `?`.
pub(super) fn add_json(operation: &Operation, json: &TokenStream) -> TokenStream {
    operation.json_type.as_ref().map_or_else(
        || quote!(.json(#json)),
        |media_type| quote!(.json_as(#media_type, #json)),
    )
}

/// Statements that make the body, and the step that adds it to the call.
pub(super) fn body(operation: &Operation, writer: Writer<'_>) -> (TokenStream, Option<Step>) {
    match &operation.body {
        Body::None => (TokenStream::new(), None),
        Body::Parameter(index) | Body::Form(index, _) | Body::Raw { index, .. } => {
            let field = &operation.parameters[*index].field;
            let step = whole(operation, field, &of_self(&field.name));
            (TokenStream::new(), step)
        }
        Body::Object {
            kind,
            required,
            entries,
        } => object(operation, (*kind, *required, entries), writer),
    }
}

/// The same for a body that is made of parameters.
fn object(
    operation: &Operation,
    (kind, required, entries): (BodyKind, bool, &[Entry]),
    writer: Writer<'_>,
) -> (TokenStream, Option<Step>) {
    let target = Target::of(kind);
    let variable = target.variable();
    let (start, add): (_, &dyn Fn(TokenStream) -> Step) = match target {
        Target::Form => (quote!(::api_core::runtime::Form::new()), &|form| {
            Step::Chain(quote!(.form(#form)))
        }),
        Target::Multipart => (quote!(::api_core::runtime::Multipart::new()), &|parts| {
            Step::Try(quote!(.multipart(#parts)))
        }),
        _ => (quote!(::api_core::runtime::Json::object()), &|json| {
            Step::Try(add_json(operation, &json))
        }),
    };
    let steps = entries
        .iter()
        .map(|entry| match entry {
            Entry::Constant(value) => constant(target, value),
            Entry::Field(index) => {
                let field = &operation.parameters[*index].field;
                writer.member(target, field, Value::Place(&of_self(&field.name)))
            }
        })
        .collect();
    let made = assemble(&variable, &start, steps);
    let (statements, value) = (&made.statements, made.value());
    let before = if value.to_string() == variable.to_string() {
        statements.clone()
    } else {
        quote!(#statements let #variable = #value;)
    };
    if required {
        return (before, Some(add(variable)));
    }
    let set: Vec<_> = entries
        .iter()
        .filter_map(|entry| match entry {
            Entry::Field(index) => Some(&operation.parameters[*index].field),
            Entry::Constant(_) => None,
        })
        .map(|field| {
            let place = of_self(&field.name);
            if field.presence == Presence::OptionalNullable {
                quote!(!#place.is_absent())
            } else {
                quote!(#place.is_some())
            }
        })
        .collect();
    if set.is_empty() {
        return (TokenStream::new(), None);
    }
    let add = statement(&quote!(call), add(variable));
    let step = Step::Statement(quote! {
        if #(#set)||* {
            #add
        }
    });
    (before, Some(step))
}
