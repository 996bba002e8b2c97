//! Request builders.

use proc_macro2::TokenStream;
use quote::quote;

use super::debug::Debugged;
use super::lints;
use super::tokens::{argument, deprecated, field_type, null_setter, path, type_tokens};
use super::write::{
    Step, Target, Value, Writer, assemble, constant, of_self, path_parameter, statement,
};
use crate::model::{ConstantIn, Location, Operation, OtherAnswer, OwnServer, Parameter, Presence};

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
    let members = operation.parameters.iter().map(|it| &it.field);
    let debugged = Debugged::of(name, members).after("core", quote!(core));
    let (debug, shows) = (debugged.derive(), debugged.by_hand());
    let derives = [Some(quote!(Clone)), debug].into_iter().flatten();
    let own = own_server(operation, writer);
    let server_field = own.as_ref().map(|type_| quote!(server: #type_,));
    let server_setter = own.map(|type_| {
        quote! {
            /// Sends the request to this server, unless the application has given the client an address.
            pub fn server(mut self, server: #type_) -> Self {
                self.server = server;
                self
            }
        }
    });
    let others = operation
        .other_answers
        .iter()
        .map(|it| other_answer(it, writer));
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
    let long = lints::long(&call);
    let answer = operation
        .answer
        .as_ref()
        .map_or_else(|| quote!(()), |type_| type_tokens(type_, writer.module));
    let pages = operation
        .paging
        .as_ref()
        .zip(operation.answer.as_ref())
        .map(|(paging, answer)| super::pages::methods(paging, answer, writer.module));
    let whole = with_headers(operation, &answer, writer);
    let execute = quote!(self.core.execute(self.call()?).await?);
    let send = match (&operation.answer, &operation.reading) {
        (None, _) => quote! {
            #execute.empty();
            Ok(())
        },
        (Some(type_), reading) => {
            super::answers::read(&execute, &type_tokens(type_, writer.module), reading)
        }
    };
    quote! {
        #docs
        #expected
        #[derive(#(#derives),*)]
        #[must_use = "a request does nothing until it is awaited or sent"]
        pub struct #name {
            core: ::api_core::Client,
            #(#fields,)*
            #server_field
        }

        #shows

        impl #name {
            #(#setters)*
            #server_setter

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

            #(#others)*
            #whole
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

/// The type of the address of an operation, where that has variables.
fn own_server(operation: &Operation, writer: Writer<'_>) -> Option<TokenStream> {
    match &operation.server {
        Some(OwnServer::Template(reference)) => Some(path(reference, writer.module)),
        _ => None,
    }
}

/// The way to send a request that asks for another media type.
fn other_answer(other: &OtherAnswer, writer: Writer<'_>) -> TokenStream {
    let OtherAnswer { name, accept, .. } = other;
    let docs = format!(
        " Sends the request, and asks for the answer as `{}`.",
        other.media_type
    );
    let execute = quote!(self.core.execute(self.call()?.accept(#accept)).await?);
    let (type_, send) = match &other.type_ {
        None => (quote!(()), quote!(#execute.empty(); Ok(()))),
        Some(type_) => {
            let type_ = type_tokens(type_, writer.module);
            let send = super::answers::read(&execute, &type_, &other.reading);
            (type_, send)
        }
    };
    quote! {
        #[doc = #docs]
        ///
        /// # Errors
        ///
        /// Those of the operation.
        pub async fn #name(&self) -> ::core::result::Result<#type_, ::api_core::Error> {
            #send
        }
    }
}

/// The way to send a request that gives the headers of the answer, too.
fn with_headers(
    operation: &Operation,
    answer: &TokenStream,
    writer: Writer<'_>,
) -> Option<TokenStream> {
    let headers = path(operation.headers.as_ref()?, writer.module);
    let body = match &operation.answer {
        None => quote! {
            |answer| {
                answer.empty();
                Ok(())
            }
        },
        Some(type_) => {
            let type_ = type_tokens(type_, writer.module);
            super::answers::reader(&type_, &operation.reading)
        }
    };
    Some(quote! {
        /// Sends the request, and gives the headers of the answer beside what [`send`](Self::send) gives.
        ///
        /// # Errors
        ///
        /// Those of the operation.
        pub async fn send_with_headers(
            &self,
        ) -> ::core::result::Result<::api_core::Answered<#answer, #headers>, ::api_core::Error> {
            let answer = self.core.execute(self.call()?).await?;
            answer.whole(#headers::of, #body)
        }
    })
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
    let operator = lints::operator(name);
    Some(quote! {
        #docs
        #deprecated
        #operator
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
    let accept = operation
        .accept
        .as_ref()
        .map(|types| quote!(.accept(#types)));
    let redirects = operation.redirects.then(|| quote!(.redirects()));
    let fixed = match &operation.server {
        Some(OwnServer::Fixed(url)) => Some(quote!(.server(#url))),
        _ => None,
    };
    let start = quote! {
        ::api_core::runtime::Call::new(&#constant_name) #secured #accept #redirects #fixed
    };
    let mut steps = Vec::new();
    if let Some(OwnServer::Template(_)) = &operation.server {
        steps.push(Step::Try(quote!(.server_at(&self.server.url()?))));
    }
    for (place, value) in &operation.constants {
        let target = match place {
            ConstantIn::Query => Target::Query,
            ConstantIn::Header => Target::Header,
            ConstantIn::Cookie => Target::Cookie,
        };
        steps.push(constant(target, value));
    }
    for parameter in &operation.parameters {
        let place = of_self(&parameter.field.name);
        steps.extend(outside_the_body(parameter, &place, writer));
    }
    let (before, body) = super::body::body(operation, writer);
    steps.extend(body);
    let call = assemble(&quote!(call), &start, steps);
    let (statements, result) = (&call.statements, call.result());
    quote! {
        #before
        #statements
        #result
    }
}

/// The step that adds a parameter to a call, unless the body has it.
pub(super) fn outside_the_body(
    parameter: &Parameter,
    place: &TokenStream,
    writer: Writer<'_>,
) -> Option<Step> {
    let field = &parameter.field;
    let wire = &field.wire;
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
        Location::Path => path_parameter(field, place),
        Location::Query(_) => writer.member(Target::Query, field, Value::Place(place)),
        Location::Header => writer.member(Target::Header, field, Value::Place(place)),
        Location::Cookie => writer.member(Target::Cookie, field, Value::Place(place)),
        Location::Basic(encoding) => {
            let encoding = super::security::basic_encoding(*encoding);
            credential(&|value| quote!(.basic(#wire, #value, #encoding)))
        }
        Location::Bearer => credential(&|value| quote!(.bearer(#wire, #value))),
        Location::Member | Location::Body => return None,
    })
}
