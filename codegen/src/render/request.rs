//! Request builders.

use proc_macro2::TokenStream;
use quote::quote;

use super::lints;
use super::tokens::{argument, deprecated, field_type, null_setter, type_tokens};
use super::write::{
    Step, Target, Value, Writer, assemble, constant, of_self, path_parameter, statement,
};
use crate::model::{Body, ConstantIn, Entry, Location, Operation, Parameter, Presence};

/// The builder of a request: its fields, its setters, and the ways to send it.
pub(super) fn request(operation: &Operation, writer: Writer<'_>) -> TokenStream {
    let name = &operation.request;
    let docs = &operation.request_docs;
    let fields = operation.parameters.iter().map(|parameter| {
        let field = &parameter.field;
        let name = &field.name;
        let type_ = field_type(&field.type_, field.presence, writer.module);
        quote!(#name: #type_)
    });
    let setters = operation
        .parameters
        .iter()
        .filter_map(|parameter| setter(parameter, writer));
    let call = call(operation, writer);
    let expected = lints::members(
        operation
            .parameters
            .iter()
            .map(|parameter| &parameter.field),
    );
    let long = lints::long(operation.parameters.len());
    let (answer, read) = match &operation.answer {
        Some(type_) => (type_tokens(type_, writer.module), quote!(.json())),
        None => (quote!(()), quote!()),
    };
    let pages = operation
        .paging
        .as_ref()
        .zip(operation.answer.as_ref())
        .map(|(paging, answer)| super::pages::methods(paging, answer, writer.module));
    let execute = quote!(self.core.execute(self.call()?).await?);
    let send = if operation.answer.is_some() {
        quote!(#execute #read)
    } else {
        quote! {
            #execute.empty();
            Ok(())
        }
    };
    quote! {
        #docs
        #expected
        #[derive(Clone, Debug)]
        #[must_use = "a request does nothing until it is awaited or sent"]
        pub struct #name {
            core: ::api_core::Client,
            #(#fields),*
        }

        impl #name {
            #(#setters)*

            /// What would be sent, without sending it.
            ///
            /// # Errors
            ///
            /// [`ErrorKind::Configuration`](::api_core::ErrorKind::Configuration), naming what was given and cannot be sent.
            #long
            pub fn call(&self) -> ::core::result::Result<::api_core::runtime::Call, ::api_core::Error> {
                #call
            }

            /// Sends the request. It can be sent again afterwards.
            ///
            /// # Errors
            ///
            /// Those of the operation.
            pub async fn send(&self) -> ::core::result::Result<#answer, ::api_core::Error> {
                #send
            }

            #pages
        }

        impl ::core::future::IntoFuture for #name {
            type Output = ::core::result::Result<#answer, ::api_core::Error>;
            type IntoFuture = ::core::pin::Pin<
                ::std::boxed::Box<dyn ::core::future::Future<Output = Self::Output> + ::core::marker::Send>,
            >;

            fn into_future(self) -> Self::IntoFuture {
                ::std::boxed::Box::pin(async move { self.send().await })
            }
        }
    }
}

fn setter(parameter: &Parameter, writer: Writer<'_>) -> Option<TokenStream> {
    let field = &parameter.field;
    let name = &field.name;
    let docs = &field.docs;
    let deprecated = deprecated(field.deprecated);
    let (type_, value) = argument(&field.type_, name, writer.module);
    let some = match field.presence {
        Presence::Required => return None,
        Presence::Optional => quote!(Some(#value)),
        Presence::OptionalNullable => quote!(::api_core::Presence::Present(#value)),
    };
    let null = null_setter(field, None);
    Some(quote! {
        #docs
        #deprecated
        pub fn #name(mut self, #name: #type_) -> Self {
            self.#name = #some;
            self
        }

        #null
    })
}

/// The body of `call`.
fn call(operation: &Operation, writer: Writer<'_>) -> TokenStream {
    let constant_name = &operation.constant;
    let secured = operation.security.map(|index| {
        let list = super::security::list_name(index);
        quote!(.secured(#list))
    });
    let start = quote!(::api_core::runtime::Call::new(&#constant_name) #secured);
    let mut steps = Vec::new();
    for (place, value) in &operation.constants {
        let target = match place {
            ConstantIn::Query => Target::Query,
            ConstantIn::Header => Target::Header,
        };
        steps.push(constant(target, value));
    }
    for parameter in &operation.parameters {
        steps.extend(outside_the_body(parameter, writer));
    }
    let (before, body) = body(operation, writer);
    steps.extend(body);
    let call = assemble(&quote!(call), &start, steps);
    let (statements, result) = (&call.statements, call.result());
    quote! {
        #before
        #statements
        #result
    }
}

fn outside_the_body(parameter: &Parameter, writer: Writer<'_>) -> Option<Step> {
    let field = &parameter.field;
    let wire = &field.wire;
    let place = of_self(&field.name);
    let credential = |call: &dyn Fn(TokenStream) -> TokenStream| {
        if field.presence == Presence::Required {
            return Step::Try(call(quote!(&#place)));
        }
        let add = statement(&quote!(call), Step::Try(call(quote!(value))));
        Step::Statement(quote! {
            if let Some(value) = &#place {
                #add
            }
        })
    };
    Some(match &parameter.location {
        Location::Path => path_parameter(field, &place),
        Location::Query(_) => writer.member(Target::Query, field, Value::Place(&place)),
        Location::Header => writer.member(Target::Header, field, Value::Place(&place)),
        Location::Basic(encoding) => {
            let encoding = super::security::basic_encoding(*encoding);
            credential(&|value| quote!(.basic(#wire, #value, #encoding)))
        }
        Location::Bearer => credential(&|value| quote!(.bearer(#wire, #value))),
        Location::Member | Location::Body => return None,
    })
}

/// Statements that make the body, and the step that adds it to the call.
fn body(operation: &Operation, writer: Writer<'_>) -> (TokenStream, Option<Step>) {
    match &operation.body {
        Body::None => (TokenStream::new(), None),
        Body::Parameter(index) => {
            let field = &operation.parameters[*index].field;
            let place = of_self(&field.name);
            let step = if field.presence == Presence::Required {
                Step::Try(quote!(.json(::api_core::runtime::Json::value(&#place))))
            } else {
                Step::Statement(quote! {
                    if let Some(value) = &#place {
                        call = call.json(::api_core::runtime::Json::value(value))?;
                    }
                })
            };
            (TokenStream::new(), Some(step))
        }
        Body::Object {
            kind,
            required,
            entries,
        } => {
            let target = Target::of(*kind);
            let (variable, start, add): (_, _, fn(TokenStream) -> Step) = match target {
                Target::Form => (
                    quote!(form),
                    quote!(::api_core::runtime::Form::new()),
                    |form| Step::Chain(quote!(.form(#form))),
                ),
                _ => (
                    quote!(json),
                    quote!(::api_core::runtime::Json::object()),
                    |json| Step::Try(quote!(.json(#json))),
                ),
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
            if *required {
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
    }
}
