//! How values are written into requests.

mod laid;
mod steps;
mod value;

use proc_macro2::TokenStream;
use quote::quote;

use self::laid::laid;
pub(super) use self::laid::{exposed, json_value, layout_tokens};
pub(super) use self::steps::{Step, assemble, run, statement};
pub(super) use self::value::Value;
use super::tokens::{integer, path};
use crate::model::{
    BodyKind, ChoiceVariant, Constant, Crate, Entry, Field, Ident, Kind, ListStyle, Literal,
    Presence, Type, TypeRef,
};

/// What is made by steps.
#[derive(Clone, Copy)]
pub(super) enum Target {
    Form,
    Json,
    Multipart,
    Query,
    Header,
    Cookie,
}

impl Target {
    pub(super) fn of(kind: BodyKind) -> Self {
        match kind {
            BodyKind::Form => Self::Form,
            BodyKind::Json => Self::Json,
            BodyKind::Multipart => Self::Multipart,
        }
    }

    /// The variable that holds it.
    pub(super) fn variable(self) -> TokenStream {
        match self {
            Self::Form => quote!(form),
            Self::Json => quote!(json),
            Self::Multipart => quote!(parts),
            Self::Query | Self::Header | Self::Cookie => quote!(call),
        }
    }
}

/// The step that writes a constant.
pub(super) fn constant(target: Target, constant: &Constant) -> Step {
    let wire = &constant.wire;
    let text = match &constant.value {
        Literal::String(text) => text.clone(),
        Literal::Bool(bool) => bool.to_string(),
        Literal::Integer(integer) => integer.to_string(),
    };
    match target {
        Target::Json => {
            let value = literal(&constant.value);
            Step::Chain(quote!(.member(#wire, &#value)))
        }
        target => text_step(target, wire, &quote!(#text)),
    }
}

/// A constant in JSON.
pub(super) fn literal(literal: &Literal) -> TokenStream {
    match literal {
        Literal::String(text) => quote!(#text),
        Literal::Bool(bool) => quote!(#bool),
        Literal::Integer(value) => integer(*value, "i64"),
    }
}

/// Writes into requests from a module.
#[derive(Clone, Copy)]
pub(super) struct Writer<'m> {
    pub(super) krate: &'m Crate,
    pub(super) module: &'m [Ident],
}

impl Writer<'_> {
    /// The step that writes a field, if it is there.
    pub(super) fn member(self, target: Target, field: &Field, value: Value<'_>) -> Step {
        let variable = target.variable();
        let given = quote!(value);
        let inside = || {
            statement(
                &variable,
                self.present(target, field, Value::Reference(&given)),
            )
        };
        match field.presence {
            Presence::Required => self.present(target, field, value),
            Presence::Optional => {
                let (option, inside) = (value.borrowed(), inside());
                Step::Statement(quote! {
                    if let Some(value) = #option {
                        #inside
                    }
                })
            }
            Presence::OptionalNullable => {
                let wire = &field.wire;
                let (presence, inside) = (value.borrowed(), inside());
                Step::Statement(quote! {
                    match #presence {
                        ::api_core::Presence::Absent => {}
                        ::api_core::Presence::Null => #variable = #variable.member(#wire, &()),
                        ::api_core::Presence::Present(value) => { #inside }
                    }
                })
            }
        }
    }

    /// The step that writes a value that is there.
    fn present(self, target: Target, field: &Field, value: Value<'_>) -> Step {
        let wire = &field.wire;
        let borrowed = value.borrowed();
        match (target, &field.type_) {
            (_, Type::Named(reference)) if reference.kind == Kind::Choice => {
                self.choice(target, reference, value)
            }
            (Target::Json | Target::Multipart, Type::Secret) => {
                Step::Chain(quote!(.secret(#wire, #borrowed)))
            }
            (Target::Json, Type::SecretObject) => {
                Step::Chain(quote!(.object_member(#wire, #borrowed)))
            }
            (Target::Json, type_) if type_.is_secret() => {
                let with = exposed(type_);
                Step::Chain(quote! {
                    .member(#wire, &::api_core::runtime::SerializeAsWrap::<_, #with>::new(#borrowed))
                })
            }
            (Target::Json, _) => Step::Chain(quote!(.member(#wire, #borrowed))),
            (Target::Form, Type::Secret) => Step::Try(quote!(.secret(#wire, #borrowed))),
            (Target::Query, Type::Secret) => Step::Try(quote!(.secret_query(#wire, #borrowed))),
            (Target::Cookie, Type::Secret) => Step::Try(quote!(.secret_cookie(#wire, #borrowed))),
            (Target::Multipart, Type::File(media_type)) => {
                Step::Chain(quote!(.file(#wire, #media_type, #borrowed)))
            }
            (Target::Multipart, Type::List(items)) if let Type::File(media_type) = &**items => {
                Step::Statement(quote! {
                    for item in #borrowed {
                        parts = parts.file(#wire, #media_type, item);
                    }
                })
            }
            // As of other texts, each is a part of its own.
            (Target::Multipart, Type::List(items)) if **items == Type::Secret => {
                Step::Statement(quote! {
                    for item in #borrowed {
                        parts = parts.secret(#wire, item);
                    }
                })
            }
            (target, type_) if let ListStyle::Laid(layout) = field.list_style => {
                laid(target, wire, type_, layout, &borrowed)
            }
            (Target::Header, Type::Secret) => Step::Try(quote!(.secret_header(#wire, #borrowed))),
            (target, Type::List(items)) if field.list_style == ListStyle::Commas => {
                let texts = value.texts(items);
                Step::Try(match target {
                    Target::Query => return Step::Chain(quote!(.query_list(#wire, #texts))),
                    Target::Header => quote!(.header_list(#wire, #texts)),
                    Target::Form | Target::Json => quote!(.list(#wire, #texts)),
                    Target::Multipart | Target::Cookie => {
                        let text = value.joined(items);
                        return text_step(target, wire, &text);
                    }
                })
            }
            (target, Type::List(items)) => {
                let variable = target.variable();
                let item = Value::Reference(&quote!(item)).text(items);
                let add = statement(&variable, text_step(target, wire, &item));
                Step::Statement(quote! {
                    for item in #borrowed {
                        #add
                    }
                })
            }
            (target, type_) => text_step(target, wire, &value.text(type_)),
        }
    }

    /// The members of whichever variant it is.
    fn choice(self, target: Target, reference: &TypeRef, value: Value<'_>) -> Step {
        let arms = self.arms(reference, |variant, fields| {
            let steps = variant.entries.iter().map(|entry| match entry {
                Entry::Constant(it) => constant(target, it),
                Entry::Field(index) => {
                    let (field, binding) = &fields[*index];
                    self.member(target, field, Value::Reference(binding))
                }
            });
            run(&target.variable(), steps.collect())
        });
        let borrowed = value.borrowed();
        Step::Statement(quote!(match #borrowed { #arms }))
    }

    /// The arms of a match over a choice; `inside` makes what stands in an arm, out of the variant and its bound fields.
    pub(super) fn arms(
        self,
        reference: &TypeRef,
        inside: impl Fn(&ChoiceVariant, &[(&Field, TokenStream)]) -> TokenStream,
    ) -> TokenStream {
        let path = path(reference, self.module);
        let Some(choice) = self.krate.choice(reference) else {
            return TokenStream::new();
        };
        let arms = choice.variants.iter().map(|variant| {
            let name = &variant.name;
            let fields: Vec<_> = variant
                .fields
                .iter()
                .map(|field| (field, binding(variant, field)))
                .collect();
            let inside = inside(variant, &fields);
            let pattern = if variant.single().is_some() {
                quote!((value))
            } else {
                let names = fields.iter().map(|(field, binding)| {
                    let name = &field.name;
                    if name.to_string() == binding.to_string() {
                        quote!(#name)
                    } else {
                        quote!(#name: #binding)
                    }
                });
                quote!({ #(#names),* })
            };
            quote!(#path::#name #pattern => { #inside })
        });
        arms.collect()
    }
}

/// The variable that a member of a variant is bound to; never one that the code around it has.
fn binding(variant: &ChoiceVariant, field: &Field) -> TokenStream {
    let name = &field.name;
    if variant.single().is_some() {
        return quote!(value);
    }
    match name.as_str() {
        "form" | "json" | "call" | "value" | "item" | "id" => {
            let longer = quote::format_ident!("{}_member", name.as_str());
            quote!(#longer)
        }
        _ => quote!(#name),
    }
}

fn text_step(target: Target, wire: &str, text: &TokenStream) -> Step {
    match target {
        Target::Query => Step::Chain(quote!(.query(#wire, #text))),
        Target::Header => Step::Try(quote!(.header(#wire, #text))),
        Target::Cookie => Step::Try(quote!(.cookie(#wire, #text))),
        Target::Form | Target::Json | Target::Multipart => Step::Chain(quote!(.text(#wire, #text))),
    }
}

/// The step that fills a path parameter.
pub(super) fn path_parameter(field: &Field, place: &TokenStream) -> Step {
    let wire = &field.wire;
    if field.type_ == Type::Secret {
        return Step::Try(quote!(.secret_path(#wire, &#place)));
    }
    if let ListStyle::Laid(layout) = field.list_style {
        let json = json_value(&field.type_, &quote!(&#place));
        let layout = layout_tokens(layout);
        return Step::Try(quote!(.path_value(#wire, #layout, #json)));
    }
    let text = Value::Place(place).text(&field.type_);
    Step::Try(quote!(.path(#wire, #text)))
}

/// The name of a field in code, as a place of `self`.
pub(super) fn of_self(name: &Ident) -> TokenStream {
    quote!(self.#name)
}
