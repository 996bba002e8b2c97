//! The doubles of a module.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::tokens::{argument, type_tokens};
use super::write::{Target, Value, Writer, assemble, json_value, literal};
use super::{body, mock_read, request};
use crate::model::mock::{Argument, Double, Mock, Place};
use crate::model::{
    Body, BodyKind, Carrier, ConstantIn, Crate, Entry, Field, Ident, ListStyle, Literal, Location,
    Module, Operation, Parameter, Presence, Reading, Statuses, Type,
};

/// The file of a module's doubles.
pub(super) fn contents(krate: &Crate, module: &Module, mock: &Mock) -> String {
    let writer = Writer {
        krate,
        module: &mock.path,
    };
    let handle = module.handle();
    let doubles = module
        .operations
        .iter()
        .zip(&mock.doubles)
        .map(|(operation, double)| {
            let function = function(operation, double, handle.map(Ident::as_str));
            let description = description(module, operation, mock.client_above, krate);
            let structure = structure(operation, double, module, writer);
            let received = mock_read::received(operation, double, writer);
            quote!(#function #structure #received #description)
        });
    let example = example(krate, module, mock);
    let example = example.iter().map(|line| {
        let line = format!(" {line}");
        quote!(#![doc = #line])
    });
    quote! {
        //! Doubles of the operations of this module, for tests: the function with the name of an operation gives its double.
        //!
        //! They are mounted on a [`Server`](::api_core::mock::Server), and the client under test is sent to its address:
        //!
        #(#example)*
        //!
        //! [`api_core::mock`](::api_core::mock) says what else they can do.

        #(#doubles)*
    }
    .to_string()
}

/// The lines of a test that runs: of an operation that can be called with texts alone, where there is one.
fn example(krate: &Crate, module: &Module, mock: &Mock) -> Vec<String> {
    let plain = |operation: &&Operation| {
        let required = operation.parameters.iter().map(|it| &it.field);
        let mut required = required.filter(|field| field.presence == Presence::Required);
        !operation.deprecated
            && required.all(|field| match &field.type_ {
                Type::String | Type::Secret | Type::Bytes | Type::File(_) => true,
                Type::Named(reference) => reference.kind == crate::model::Kind::OpenEnum,
                _ => false,
            })
    };
    let called = module.operations.iter().find(plain);
    let Some(operation) = called.or(module.operations.first()) else {
        return Vec::new();
    };
    let (above, below) = module.path.split_at(module.path.len() - mock.client_above);
    let path = |parts: &[Ident]| {
        let names = parts.iter().map(|part| part.to_string() + "::");
        names.collect::<String>()
    };
    let (name, above, below) = (&operation.name, path(above), path(below));
    let mut lines = vec![
        "```".to_owned(),
        "use api_core::mock::{Fault, Server};".to_owned(),
        format!("use {}::{above}{{Client, {below}mock}};", krate.name),
        String::new(),
        "# tokio::runtime::Runtime::new().unwrap().block_on(async {".to_owned(),
        "let server = Server::start().await;".to_owned(),
        format!("let double = server.mount(mock::{name}().fault(Fault::status(403)));"),
        "let client = Client::builder().base_url(server.uri()).build()?;".to_owned(),
    ];
    lines.extend(credential(module, operation));
    if called.is_some() {
        let services = krate.modules.iter().filter_map(|it| it.client.as_ref());
        let mut services = services.flat_map(|client| &client.services);
        let own = module.service.as_ref();
        let service = own.and_then(|own| services.find(|it| it.type_ == own.name));
        let handle = service.map_or_else(String::new, |service| format!(".{}()", service.name));
        let required = operation.parameters.iter().map(|it| &it.field);
        let arguments = required.filter(|field| field.presence == Presence::Required);
        let arguments =
            arguments.map(|field| format!("\"my-{}\"", field.name.as_str().replace('_', "-")));
        let arguments: Vec<_> = arguments.collect();
        lines.extend([
            String::new(),
            format!(
                "let error = client{handle}.{name}({}).await.unwrap_err();",
                arguments.join(", ")
            ),
            String::new(),
            "assert_eq!(error.status(), Some(403));".to_owned(),
            "assert_eq!(double.calls(), 1);".to_owned(),
        ]);
    } else {
        lines.extend([
            "// … what is to be tested, with this client …".to_owned(),
            "assert_eq!(double.calls(), 0);".to_owned(),
            "# let _ = client;".to_owned(),
        ]);
    }
    lines.extend([
        "server.verify().unwrap();".to_owned(),
        "# Ok::<(), api_core::Error>(())".to_owned(),
        "# }).unwrap();".to_owned(),
        "```".to_owned(),
    ]);
    lines
}

/// What gives the client of an example the credentials of the first way to authenticate.
fn credential(module: &Module, operation: &Operation) -> Option<String> {
    let security = operation
        .security
        .and_then(|index| module.security.get(index));
    let schemes = security?.first()?.iter();
    let calls = schemes.filter_map(|scheme| {
        let value = match scheme.carrier {
            Carrier::Certificate => return None,
            Carrier::Bearer => "api_core::AccessToken::fixed(\"my-token\")?",
            Carrier::Basic(_) => "api_core::ClientCredentials::new(\"my-user\", \"my-password\")",
            _ => "\"my-key\"",
        };
        Some(format!(".{}({value})", scheme.method))
    });
    let calls: String = calls.collect();
    (!calls.is_empty()).then(|| format!("let client = client{calls};"))
}

fn function(operation: &Operation, double: &Double, handle: Option<&str>) -> TokenStream {
    let (name, type_) = (&operation.name, &double.name);
    let constant = &operation.constant;
    let docs = match handle {
        // rustdoc takes `r#` for the name and a place in it.
        Some(handle) if !name.is_keyword() => {
            format!(" A double of [`{handle}::{name}`](super::{handle}::{name}).")
        }
        _ => format!(" A double of `{}`.", operation.id),
    };
    quote! {
        #[doc = #docs]
        pub const fn #name() -> #type_ {
            #type_(::api_core::mock::Double::new(&#constant))
        }
    }
}

/// The static that the double knows its operation by.
fn description(
    module: &Module,
    operation: &Operation,
    client_above: usize,
    krate: &Crate,
) -> TokenStream {
    let constant = &operation.constant;
    let up = (0..=client_above).map(|_| quote!(super::));
    let parameters = |location: fn(&Location) -> bool| {
        let found = operation.parameters.iter();
        found.filter(move |parameter| location(&parameter.location))
    };
    let mut query: Vec<_> = parameters(|location| matches!(location, Location::Query(_)))
        .map(|parameter| parameter.field.wire.clone())
        .collect();
    let mut constants = Vec::new();
    for (place, value) in &operation.constants {
        let place = match place {
            ConstantIn::Query => {
                query.push(value.wire.clone());
                quote!(Query)
            }
            ConstantIn::Header => quote!(Header),
            ConstantIn::Cookie => quote!(Cookie),
        };
        constants.push((place, value));
    }
    let schemes = operation
        .security
        .and_then(|index| module.security.get(index));
    for scheme in schemes.into_iter().flatten().flatten() {
        if let Carrier::Query(name) = &scheme.carrier {
            query.push(name.clone());
        }
    }
    let body = match &operation.body {
        Body::None => quote!(None),
        Body::Parameter(_) | Body::Raw { .. } => quote!(Whole),
        Body::Form(..) => quote!(Form(&[])),
        Body::Object { kind, entries, .. } => {
            let mut names = Vec::new();
            for entry in entries {
                match entry {
                    Entry::Constant(value) => {
                        names.push(value.wire.clone());
                        constants.push((quote!(Member), value));
                    }
                    Entry::Field(index) => {
                        let field = &operation.parameters[*index].field;
                        match crate::model::mock::choice(krate, &field.type_) {
                            Some(choice) => names.extend(choice.names()),
                            None => names.push(field.wire.clone()),
                        }
                    }
                }
            }
            match kind {
                BodyKind::Form => quote!(Form(&[#(#names),*])),
                BodyKind::Json => quote!(Object(&[#(#names),*])),
                BodyKind::Multipart => quote!(Parts(&[#(#names),*])),
            }
        }
    };
    // A body that may be left out leaves out its constants too.
    let sent = matches!(operation.body, Body::Object { required: true, .. });
    // An object that is laid out, and a form that is one value, have names that no list holds.
    let open = matches!(operation.body, Body::Form(..))
        || operation
            .parameters
            .iter()
            .any(|it| matches!(it.field.list_style, ListStyle::Laid(_)));
    let constants = constants
        .into_iter()
        .filter(|(place, _)| sent || place.to_string() != "Member")
        .map(|(place, constant)| {
            let (name, value) = (&constant.wire, constant_value(&constant.value));
            quote! {
                ::api_core::mock::Constant {
                    place: ::api_core::mock::Place::#place,
                    name: #name,
                    value: #value,
                }
            }
        });
    quote! {
        static #constant: ::api_core::mock::Description = ::api_core::mock::Description {
            operation: &super::#constant,
            service: &#(#up)* SERVICE,
            query: &[#(#query),*],
            open: #open,
            body: ::api_core::mock::Body::#body,
            constants: &[#(#constants),*],
        };
    }
}

/// A constant as a double knows it.
pub(super) fn constant_value(value: &Literal) -> TokenStream {
    let variant = match value {
        Literal::String(_) => quote!(Text),
        Literal::Bool(_) => quote!(Bool),
        Literal::Integer(_) => quote!(Integer),
    };
    let value = literal(value);
    quote!(::api_core::mock::Literal::#variant(#value))
}

/// The type of a double, and what it can be told.
fn structure(
    operation: &Operation,
    double: &Double,
    module: &Module,
    writer: Writer<'_>,
) -> TokenStream {
    let (name, received) = (&double.name, &double.received);
    let docs = format!(" The double of `{}`.", operation.id);
    let arguments = operation
        .parameters
        .iter()
        .zip(&double.arguments)
        .map(|(parameter, argument)| wants(operation, parameter, argument, writer));
    let answer = answer(operation, module, writer);
    let errors = double.errors.iter().map(|error| {
        let (name, type_) = (&error.name, type_tokens(&error.body, writer.module));
        let value = json_value(&error.body, &quote!(body.borrow()));
        let (docs, argument, status) = match error.status {
            Some(status) => {
                let literal = proc_macro2::Literal::u16_unsuffixed(status);
                (
                    format!(" Answers with status {status} and this body."),
                    None,
                    quote!(#literal),
                )
            }
            None => (
                " Answers with this status and body.".to_owned(),
                Some(quote!(status: u16,)),
                quote!(status),
            ),
        };
        quote! {
            #[doc = #docs]
            pub fn #name(self, #argument body: impl ::core::borrow::Borrow<#type_>) -> Self {
                Self(self.0.reply(::api_core::mock::Reply::json(#status, #value)))
            }
        }
    });
    quote! {
        #[doc = #docs]
        #[derive(Clone, Debug)]
        #[must_use = "a double does nothing until it is mounted"]
        pub struct #name(::api_core::mock::Double);

        impl #name {
            #(#arguments)*
            #answer
            #(#errors)*
        }

        ::api_core::doubled!(#name, #received);
    }
}

/// The function that answers as a caller hopes for.
fn answer(operation: &Operation, module: &Module, writer: Writer<'_>) -> TokenStream {
    let Some(type_) = &operation.answer else {
        return quote! {
            /// Answers that it is done.
            pub fn answer(self) -> Self {
                Self(self.0.reply(::api_core::mock::Reply::empty(204)))
            }
        };
    };
    let plain = type_tokens(type_, writer.module);
    let value = quote!(answer.borrow());
    if let Reading::Status(index) = operation.reading {
        let arms = module.answers.get(index).into_iter().flat_map(|answers| {
            answers.variants.iter().map(|variant| {
                let name = &variant.name;
                let others = answers.variants.iter().filter(|it| *it != variant);
                let others: Vec<_> = others.map(|it| &it.statuses).collect();
                let status = status_of(&variant.statuses, &others);
                match &variant.type_ {
                    None => quote!(#plain::#name => ::api_core::mock::Reply::empty(#status)),
                    Some((type_, reading)) => {
                        let reply = reply(&status, type_, reading, &quote!(body));
                        quote!(#plain::#name(body) => #reply)
                    }
                }
            })
        });
        return quote! {
            /// Answers with this body, and the first status that the document has for it.
            pub fn answer(self, answer: impl ::core::borrow::Borrow<#plain>) -> Self {
                Self(self.0.reply(match #value { #(#arms),* }))
            }
        };
    }
    let status = if operation.reading == Reading::Location {
        quote!(302)
    } else {
        quote!(200)
    };
    let docs = format!(" Answers with status {status} and this.");
    let reply = reply(&status, type_, &operation.reading, &value);
    quote! {
        #[doc = #docs]
        pub fn answer(self, answer: impl ::core::borrow::Borrow<#plain>) -> Self {
            Self(self.0.reply(#reply))
        }
    }
}

/// The answer that is read so.
fn reply(
    status: &TokenStream,
    type_: &Type,
    reading: &Reading,
    value: &TokenStream,
) -> TokenStream {
    match reading {
        Reading::Json | Reading::Status(_) => {
            let json = json_value(type_, value);
            quote!(::api_core::mock::Reply::json(#status, #json))
        }
        Reading::Text => quote!(::api_core::mock::Reply::text(#status, #value)),
        Reading::Bytes => quote!(::api_core::mock::Reply::bytes(#status, #value)),
        Reading::Location => quote!(::api_core::mock::Reply::location(#status, #value.as_deref())),
    }
}

/// The first of some statuses that is none of the others, which may stand within a range of them.
fn status_of(statuses: &Statuses, others: &[&Statuses]) -> TokenStream {
    let candidates = match statuses {
        Statuses::Codes(codes) => codes.clone(),
        Statuses::Range(hundred) => (u16::from(*hundred) * 100..).take(100).collect(),
        Statuses::All => (200..300).collect(),
    };
    let stated = |status: &&u16| {
        others.iter().any(|other| match other {
            Statuses::Codes(codes) => codes.contains(status),
            Statuses::Range(hundred) => **status / 100 == u16::from(*hundred),
            Statuses::All => false,
        })
    };
    let free = match statuses {
        Statuses::Codes(_) => None,
        Statuses::Range(_) | Statuses::All => candidates.iter().find(|status| !stated(status)),
    };
    let status = free.or(candidates.first()).copied().unwrap_or(200);
    let status = proc_macro2::Literal::u16_unsuffixed(status);
    quote!(#status)
}

/// The functions that say what an argument is to be.
fn wants(
    operation: &Operation,
    parameter: &Parameter,
    it: &Argument,
    writer: Writer<'_>,
) -> TokenStream {
    let field = &parameter.field;
    let (name, setter) = (&field.name, &it.setter);
    let (type_, value) = argument(&field.type_, name, writer.module);
    let plain = type_tokens(&field.type_, writer.module);
    let described = described(field, it);
    let call = call(operation, parameter, writer);
    let docs = format!(" Wants `{name}` to be this.");
    let without = it.without.as_ref().map(|function| {
        let docs = format!(" Wants `{name}` to be absent.");
        quote! {
            #[doc = #docs]
            pub fn #function(self) -> Self {
                Self(self.0.without(#described))
            }
        }
    });
    let null = it.null.as_ref().map(|function| {
        let (docs, wire) = (format!(" Wants `{name}` to be null."), &field.wire);
        quote! {
            #[doc = #docs]
            pub fn #function(self) -> Self {
                Self(self.0.argument(#described, |call| {
                    call.json(::api_core::runtime::Json::object().member(#wire, &()))
                }))
            }
        }
    });
    quote! {
        #[doc = #docs]
        pub fn #setter(self, #name: #type_) -> Self {
            let given: #plain = #value;
            Self(self.0.argument(#described, move #call))
        }

        #without
        #null
    }
}

fn described(field: &Field, argument: &Argument) -> TokenStream {
    let (name, names) = (field.name.as_str(), &argument.names);
    let place = place_tokens(argument.place);
    let new = format_ident!("{}", if argument.secret { "hidden" } else { "shown" });
    quote! {
        ::api_core::mock::Argument::#new(#name, ::api_core::mock::Place::#place, &[#(#names),*])
    }
}

/// A place as doubles have it: a variant of their `Place`.
pub(super) fn place_tokens(place: Place) -> TokenStream {
    match place {
        Place::Path(index) => {
            let index = proc_macro2::Literal::usize_unsuffixed(index);
            quote!(Path(#index))
        }
        place => {
            let place = format_ident!("{place:?}");
            quote!(#place)
        }
    }
}

/// The closure that fills a call with one parameter, which is `given`.
fn call(operation: &Operation, parameter: &Parameter, writer: Writer<'_>) -> TokenStream {
    let mut parameter = parameter.clone();
    parameter.field.presence = Presence::Required;
    let given = quote!(given);
    let variable = quote!(call);
    let step = match (&parameter.location, &operation.body) {
        (Location::Member, Body::Object { kind, .. }) => {
            return member(*kind, &parameter.field, writer);
        }
        (Location::Body, _) => body::whole(operation, &parameter.field, &given),
        _ => request::outside_the_body(&parameter, &given, writer),
    };
    let made = assemble(&variable, &variable, step.into_iter().collect());
    let (statements, result) = (&made.statements, made.result());
    if statements.is_empty() {
        return quote!(|call| #result);
    }
    quote! {
        |mut call| {
            #statements
            #result
        }
    }
}

fn member(kind: BodyKind, field: &Field, writer: Writer<'_>) -> TokenStream {
    let target = Target::of(kind);
    let variable = target.variable();
    let new = match kind {
        BodyKind::Form => quote!(::api_core::runtime::Form::new()),
        BodyKind::Json => quote!(::api_core::runtime::Json::object()),
        BodyKind::Multipart => quote!(::api_core::runtime::Multipart::new()),
    };
    let step = writer.member(target, field, Value::Place(&quote!(given)));
    let made = assemble(&variable, &new, vec![step]);
    let (statements, value) = (&made.statements, made.value());
    let result = match kind {
        BodyKind::Form => quote!(Ok(call.form(#value))),
        BodyKind::Json => quote!(call.json(#value)),
        BodyKind::Multipart => quote!(call.multipart(#value)),
    };
    if statements.is_empty() {
        return quote!(|call| #result);
    }
    quote! {
        |call| {
            #statements
            #result
        }
    }
}
