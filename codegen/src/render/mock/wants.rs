//! What a double can be told to want of a request.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::mock::{Argument, Place};
use crate::model::{
    Body, BodyKind, Field, Kind, ListStyle, Location, Operation, Parameter, Presence, Type,
};
use crate::render::security::basic_encoding;
use crate::render::tokens::{argument, type_tokens};
use crate::render::write::{Target, Value, Writer, assemble};
use crate::render::{body, lints, request};

/// The functions that say what an argument is to be.
pub(super) fn wants(
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
    let place = place_tokens(it.place);
    let docs = format!(" Wants `{name}` to be this.");
    let without = it.without.as_ref().map(|function| {
        let docs = format!(" Wants `{name}` to be absent.");
        quote! {
            #[doc = #docs]
            pub fn #function(self) -> Self {
                Self(self.0.without(#place, #described))
            }
        }
    });
    let null = it.null.as_ref().map(|function| {
        let docs = format!(" Wants `{name}` to be null.");
        quote! {
            #[doc = #docs]
            pub fn #function(self) -> Self {
                Self(self.0.null(#described))
            }
        }
    });
    let operator = lints::operator(setter);
    // What is one conversion stands where it is needed; its type is known from that of the argument.
    let inline = !matches!(field.type_, Type::List(_));
    let usual = |given: &TokenStream| usual(operation, parameter, it, given);
    let body = if let Some(call) = usual(&value).filter(|_| inline) {
        quote!(Self(self.0 #call))
    } else {
        let given = quote!(given);
        let call = usual(&given).unwrap_or_else(|| {
            let fill = fill(operation, parameter, writer);
            quote!(.argument(#place, #described, #fill))
        });
        quote! {
            let given: #plain = #value;
            Self(self.0 #call)
        }
    };
    let long = lints::long(&body);
    quote! {
        #[doc = #docs]
        #operator
        #long
        pub fn #setter(self, #name: #type_) -> Self {
            #body
        }

        #without
        #null
    }
}

/// The argument as the double knows it. Where it is no secret, its names are enough.
fn described(field: &Field, argument: &Argument) -> TokenStream {
    let name = field.name.as_str();
    let new = match (argument.secret, argument.names.as_slice()) {
        (false, [same]) if same == name => return quote!(#name),
        (false, [other]) => return quote!((#name, #other)),
        (false, _) => quote!(mock::Argument::shown(#name)),
        (true, _) => quote!(mock::Argument::hidden(#name)),
    };
    let names = match argument.names.as_slice() {
        [same] if same == name => None,
        [other] => Some(quote!(.called(#other))),
        names => Some(quote!(.named(&[#(#names),*]))),
    };
    quote!(#new #names)
}

/// The call that wants an argument to be `given`, where it is written in one of the ways that doubles have a function for.
fn usual(
    operation: &Operation,
    parameter: &Parameter,
    argument: &Argument,
    given: &TokenStream,
) -> Option<TokenStream> {
    let field = &parameter.field;
    let described = described(field, argument);
    let (name, value) = (field.name.as_str(), Value::Place(given));
    let text = || is_text(field).then(|| value.text(&field.type_));
    let kind = match &operation.body {
        Body::Object { kind, .. } => Some(*kind),
        _ => None,
    };
    Some(match (&parameter.location, kind, &field.type_) {
        (Location::Member, _, Type::Named(reference)) if reference.kind == Kind::Choice => {
            return None;
        }
        (Location::Member, Some(BodyKind::Json), Type::Secret) => {
            quote!(.secret_member(#described, #given))
        }
        (Location::Member, Some(BodyKind::Json), Type::SecretObject) => {
            quote!(.object_member(#described, #given))
        }
        (Location::Member, Some(BodyKind::Json), type_) if !type_.is_secret() => {
            quote!(.member(#described, #given))
        }
        (Location::Member, Some(BodyKind::Form), Type::Secret) => {
            quote!(.secret_field(#described, #given))
        }
        (Location::Member, Some(BodyKind::Form), _) => {
            let text = text()?;
            quote!(.field(#described, #text))
        }
        (Location::Path, ..) => {
            let Place::Path(index) = argument.place else {
                return None;
            };
            let (text, index) = (text()?, proc_macro2::Literal::usize_unsuffixed(index));
            quote!(.path(#index, #described, #text))
        }
        (Location::Query(_), ..) => {
            let text = text()?;
            quote!(.query(#described, #text))
        }
        (Location::Header, ..) => {
            let text = text()?;
            quote!(.header(#described, #text))
        }
        (Location::Basic(encoding), ..) => {
            let encoding = basic_encoding(*encoding);
            quote!(.basic(#name, #given, #encoding))
        }
        (Location::Bearer, ..) => quote!(.bearer(#name, #given)),
        _ => return None,
    })
}

/// Whether a value is one text where there is no JSON.
fn is_text(field: &Field) -> bool {
    !matches!(field.list_style, ListStyle::Laid(_))
        && match &field.type_ {
            Type::Bool
            | Type::I32
            | Type::I64
            | Type::U64
            | Type::F64
            | Type::Seconds
            | Type::String
            | Type::Text(_) => true,
            Type::Named(reference) => reference.kind == Kind::OpenEnum,
            _ => false,
        }
}

/// A place as doubles have it: a variant of their `Place`.
pub(in crate::render) fn place_tokens(place: Place) -> TokenStream {
    match place {
        Place::Path(index) => {
            let index = proc_macro2::Literal::usize_unsuffixed(index);
            quote!(Place::Path(#index))
        }
        place => {
            let place = format_ident!("{place:?}");
            quote!(Place::#place)
        }
    }
}

/// The closure that fills a call with one parameter, which is `given`.
fn fill(operation: &Operation, parameter: &Parameter, writer: Writer<'_>) -> TokenStream {
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
