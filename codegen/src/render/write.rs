//! How values are written into requests.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{integer, path};
use crate::model::{
    BodyKind, ChoiceVariant, Constant, Crate, Entry, Field, Ident, Kind, Layout, ListStyle,
    Literal, Presence, Style, Type, TypeRef,
};

/// A value in generated code: a place such as `self.scope`, or a reference such as `value`.
#[derive(Clone, Copy)]
pub(super) enum Value<'a> {
    Place(&'a TokenStream),
    Reference(&'a TokenStream),
}

impl Value<'_> {
    /// As a reference.
    pub(super) fn borrowed(self) -> TokenStream {
        match self {
            Self::Place(place) => quote!(&#place),
            Self::Reference(reference) => quote!(#reference),
        }
    }

    /// To call a method on.
    pub(super) fn receiver(self) -> TokenStream {
        match self {
            Self::Place(tokens) | Self::Reference(tokens) => quote!(#tokens),
        }
    }

    /// As `&str`.
    pub(super) fn text(self, type_: &Type) -> TokenStream {
        let receiver = self.receiver();
        match type_ {
            Type::String => self.borrowed(),
            Type::Text(_) => quote!(#receiver.as_str()),
            Type::Named(reference) if reference.kind == Kind::OpenEnum => {
                quote!(#receiver.as_str())
            }
            _ => quote!(&#receiver.to_string()),
        }
    }

    /// As `&str` with commas between the items.
    fn joined(self, items: &Type) -> TokenStream {
        let texts = self.texts(items);
        quote!(&<[::std::string::String]>::join(#texts, ","))
    }

    /// As `&[String]`.
    fn texts(self, items: &Type) -> TokenStream {
        if *items == Type::String {
            return self.borrowed();
        }
        let receiver = self.receiver();
        quote! {
            &#receiver
                .iter()
                .map(::std::string::ToString::to_string)
                .collect::<::std::vec::Vec<_>>()
        }
    }
}

/// One step in the making of a form, an object or a call.
pub(super) enum Step {
    /// A method call that goes on with what is made: `.text("a", "b")`.
    Chain(TokenStream),
    /// The same for one that can fail, without its `?`.
    Try(TokenStream),
    /// A statement that assigns to what is made.
    Statement(TokenStream),
}

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

/// What is made out of a first value by steps.
pub(super) struct Assembly {
    /// What has to be done first.
    pub(super) statements: TokenStream,
    /// What goes on from there.
    expression: TokenStream,
    /// A last call that can fail, without its `?`.
    last: Option<TokenStream>,
}

impl Assembly {
    /// The expression of what is made.
    pub(super) fn value(&self) -> TokenStream {
        let expression = &self.expression;
        let last = self.last.as_ref().map(|last| quote!(#last?));
        quote!(#expression #last)
    }

    /// The expression of what is made, as a `Result`.
    pub(super) fn result(&self) -> TokenStream {
        let expression = &self.expression;
        self.last
            .as_ref()
            .map_or_else(|| quote!(Ok(#expression)), |last| quote!(#expression #last))
    }
}

/// Puts steps together: calls that follow each other in one chain, assigned where a statement comes between.
pub(super) fn assemble(variable: &TokenStream, start: &TokenStream, steps: Vec<Step>) -> Assembly {
    let mut statements = TokenStream::new();
    let mut expression = start.clone();
    let mut assign = quote!(let mut #variable =);
    let mut steps = steps.into_iter().peekable();
    while let Some(step) = steps.next() {
        match step {
            Step::Chain(call) => expression.extend(call),
            Step::Try(call) if steps.peek().is_none() => {
                return Assembly {
                    statements,
                    expression,
                    last: Some(call),
                };
            }
            Step::Try(call) => expression.extend(quote!(#call?)),
            Step::Statement(statement) => {
                if expression.to_string() != variable.to_string() {
                    statements.extend(quote!(#assign #expression;));
                    assign = quote!(#variable =);
                    expression = variable.clone();
                }
                statements.extend(statement);
            }
        }
    }
    Assembly {
        statements,
        expression,
        last: None,
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

/// The step that writes a value as the runtime lays it out.
fn laid(target: Target, wire: &str, type_: &Type, layout: Layout, borrowed: &TokenStream) -> Step {
    let json = json_value(type_, borrowed);
    let layout = layout_tokens(layout);
    match target {
        Target::Query => Step::Try(quote!(.query_value(#wire, #layout, #json))),
        Target::Header => Step::Try(quote!(.header_value(#wire, #layout, #json))),
        Target::Cookie => Step::Try(quote!(.cookie_value(#wire, #layout, #json))),
        Target::Form => Step::Try(quote!(.value(#wire, #layout, #json))),
        Target::Multipart => Step::Chain(quote!(.json(#wire, #json))),
        Target::Json => Step::Chain(quote!(.member(#wire, #borrowed))),
    }
}

/// A value as JSON; secrets that are in no type with a name are written, too.
pub(super) fn json_value(type_: &Type, borrowed: &TokenStream) -> TokenStream {
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
pub(super) fn layout_tokens(layout: Layout) -> TokenStream {
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

/// The statements that take steps on what a variable holds.
pub(super) fn run(variable: &TokenStream, steps: Vec<Step>) -> TokenStream {
    let mut statements = TokenStream::new();
    let mut chain = TokenStream::new();
    for step in steps {
        match step {
            Step::Chain(call) => chain.extend(call),
            Step::Try(call) => chain.extend(quote!(#call?)),
            Step::Statement(statement) => {
                if !chain.is_empty() {
                    statements.extend(quote!(#variable = #variable #chain;));
                    chain = TokenStream::new();
                }
                statements.extend(statement);
            }
        }
    }
    if !chain.is_empty() {
        statements.extend(quote!(#variable = #variable #chain;));
    }
    statements
}

/// The statement that takes one step on what a variable holds.
pub(super) fn statement(variable: &TokenStream, step: Step) -> TokenStream {
    match step {
        Step::Chain(call) => quote!(#variable = #variable #call;),
        Step::Try(call) => quote!(#variable = #variable #call?;),
        Step::Statement(statement) => statement,
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

/// How `serde_with` names the writing of secrets inside a type: `Vec<Exposed>`.
pub(super) fn exposed(type_: &Type) -> TokenStream {
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

/// The name of a field in code, as a place of `self`.
pub(super) fn of_self(name: &Ident) -> TokenStream {
    quote!(self.#name)
}
