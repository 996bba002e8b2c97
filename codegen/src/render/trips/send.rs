//! The functions that fill the request and the double of a round trip.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::Writer;
use crate::model::mock::{Argument, Double, choice};
use crate::model::{Arguments, Choice, Field, Operation, Presence, Reading, Type};
use crate::render::lints;
use crate::render::write::json_value;

impl Writer<'_> {
    /// The function that fills request and double.
    pub(super) fn send(
        self,
        operation: &Operation,
        double: &Double,
        client: &TokenStream,
    ) -> TokenStream {
        let name = format_ident!("send_{}", operation.name.as_str());
        let method = &operation.name;
        let own = self.path(&self.own.module.path);
        let handle = self.own.module.service.is_some().then(|| {
            let name = self.own.module.path.last();
            let methods = self
                .krate
                .modules
                .iter()
                .filter_map(|it| it.client.as_ref());
            let mut services = methods.flat_map(|client| &client.services);
            let service = services
                .find(|it| Some(&it.module) == name)
                .map(|it| &it.name);
            quote!(.#service())
        });
        let mut before = TokenStream::new();
        let (mut names, mut required, mut wanted) = (Vec::new(), Vec::new(), Vec::new());
        let mut steps = Vec::new();
        for (index, (parameter, argument)) in operation
            .parameters
            .iter()
            .zip(&double.arguments)
            .enumerate()
        {
            let field = &parameter.field;
            let index = proc_macro2::Literal::usize_unsuffixed(index);
            let setter = &argument.setter;
            if field.presence == Presence::Required {
                names.push(&field.name);
            }
            if let Some(choice) = choice(self.krate, &field.type_) {
                let made = self.choice(choice, &field.type_, &index);
                if field.presence == Presence::Required {
                    let name = format_ident!("choice_{index}");
                    let variant = quote!(trip.variant(#index).unwrap_or_default());
                    before.extend(quote!(let #name = match #variant { #made };));
                    wanted.push(quote!(.#setter(#name.clone())));
                    required.push(quote!(#name));
                } else {
                    let variant = quote!(trip.variant(#index));
                    let given = quote!(#variant.map(|variant| match variant { #made }));
                    steps.push(optional(field, argument, &given));
                }
                continue;
            }
            let (wire, convert) = self.wire(&field.type_);
            if field.presence == Presence::Required {
                let given = quote!(trip.given::<#wire>(#index));
                let value = match convert {
                    None => given,
                    Some(made) => quote!({ let value = #given; #made }),
                };
                wanted.push(quote!(.#setter(#value)));
                required.push(value);
            } else {
                let given = quote!(trip.state::<#wire>(#index));
                let convert = convert.map(|made| quote!(let value = #made;));
                steps.push(state(field, argument, &given, convert.as_ref()));
            }
        }
        let given = if let Some(Arguments { name, .. }) = &operation.arguments {
            quote!(#own::#name { #(#names: #required),* })
        } else {
            quote!(#(#required),*)
        };
        let changes = (!steps.is_empty()).then(|| quote!(mut));
        let (answer, json) = self.answer(operation);
        let parameters = operation.parameters.iter();
        let lengths = parameters.map(|it| match it.field.presence {
            Presence::Required => 1,
            Presence::Optional => 2,
            Presence::OptionalNullable => 3,
        });
        let long = lints::long(lengths.sum::<usize>());
        let outdated =
            operation.deprecated || operation.parameters.iter().any(|it| it.field.deprecated);
        let outdated = outdated
            .then(|| quote!(#[allow(deprecated, reason = "what is deprecated works still")]));
        quote! {
            #outdated
            #long
            fn #name(client: &#client::Client, trip: &Trip<'_>) -> Departure {
                #before
                let #changes double = #own::mock::#method() #(#wanted)*;
                let #changes request = client #handle.#method(#given);
                #(#steps)*
                trip.depart(double.answer(#answer), request, #json)
            }
        }
    }

    /// The arms that make the variant of a choice that a sample has.
    fn choice(self, choice: &Choice, type_: &Type, index: &proc_macro2::Literal) -> TokenStream {
        let path = self.type_(type_);
        let last = choice.variants.len().saturating_sub(1);
        let arms = choice.variants.iter().enumerate().map(|(number, variant)| {
            let name = &variant.name;
            let value = |field: &Field| {
                let (wire, type_) = (&field.wire, self.type_(&field.type_));
                match field.presence {
                    Presence::Required => quote!(trip.member_given::<#type_>(#index, #wire)),
                    Presence::Optional => {
                        quote!(trip.member::<#type_>(#index, #wire).into_value())
                    }
                    Presence::OptionalNullable => quote!(trip.member::<#type_>(#index, #wire)),
                }
            };
            let made = if let Some(field) = variant.single() {
                let value = value(field);
                quote!(#path::#name(#value))
            } else {
                let fields = variant.fields.iter().map(|field| {
                    let (name, value) = (&field.name, value(field));
                    quote!(#name: #value)
                });
                quote!(#path::#name { #(#fields),* })
            };
            let number = proc_macro2::Literal::usize_unsuffixed(number);
            if variant.name == choice.variants[last].name {
                quote!(_ => #made)
            } else {
                quote!(#number => #made)
            }
        });
        quote!(#(#arms),*)
    }

    /// What a parameter is read as, and what makes the parameter of such a `value`.
    fn wire(self, type_: &Type) -> (TokenStream, Option<TokenStream>) {
        match type_ {
            Type::Boxed(inner) => self.wire(inner),
            Type::Bytes | Type::File(_) => {
                let made = self.type_(type_);
                (quote!(String), Some(quote!(#made::from(value))))
            }
            Type::ClientCredentials => (
                quote!((String, String)),
                Some(quote!(::api_core::ClientCredentials::new(value.0, value.1))),
            ),
            Type::List(items) if matches!(**items, Type::Bytes | Type::File(_)) => {
                let made = self.type_(items);
                let all = quote!(value.into_iter().map(#made::from).collect::<Vec<_>>());
                (quote!(Vec<String>), Some(all))
            }
            _ => (self.type_(type_), None),
        }
    }

    /// The answer that is given, and how it is written when it has been read.
    fn answer(self, operation: &Operation) -> (TokenStream, TokenStream) {
        let Some(type_) = &operation.answer else {
            return (
                quote!(),
                quote!(|(): &()| api_core::runtime::Json::value(&())),
            );
        };
        let full = self.type_(type_);
        if let Some(answers) = self.several(operation) {
            let last = answers.variants.len().saturating_sub(1);
            let made = answers
                .variants
                .iter()
                .enumerate()
                .map(|(number, variant)| {
                    let name = &variant.name;
                    let pattern = if number == last {
                        quote!(_)
                    } else {
                        let number = proc_macro2::Literal::usize_unsuffixed(number);
                        quote!(#number)
                    };
                    let body = variant.type_.as_ref().map(|(type_, reading)| {
                        let body = self.given_answer(type_, reading);
                        quote!((#body))
                    });
                    quote!(#pattern => #full::#name #body)
                });
            let written = answers.variants.iter().filter_map(|variant| {
                let (type_, reading) = variant.type_.as_ref()?;
                let (name, json) = (&variant.name, written_answer(type_, reading));
                Some(quote!(#full::#name(answer) => #json))
            });
            return (
                quote!(match trip.answered() { #(#made),* }),
                quote! {
                    |answer: &#full| match answer {
                        #(#written,)*
                        _ => api_core::runtime::Json::value(&()),
                    }
                },
            );
        }
        let given = self.given_answer(type_, &operation.reading);
        let json = written_answer(type_, &operation.reading);
        (given, quote!(|answer: &#full| #json))
    }

    fn given_answer(self, type_: &Type, reading: &Reading) -> TokenStream {
        if *reading == Reading::Bytes {
            return quote!(api_core::Bytes::from(trip.answer::<String>()));
        }
        let type_ = self.type_(type_);
        quote!(trip.answer::<#type_>())
    }
}

/// The statement that adds an argument that may be missing.
fn state(
    field: &Field,
    argument: &Argument,
    given: &TokenStream,
    convert: Option<&TokenStream>,
) -> TokenStream {
    let (name, setter) = (&field.name, &argument.setter);
    let clone = (!field.type_.is_copy()).then(|| quote!(.clone()));
    let without = argument.without.as_ref();
    let otherwise =
        without.map_or_else(|| quote!({}), |without| quote!(double = double.#without(),));
    let null = field.null_setter.as_ref().zip(argument.null.as_ref());
    let null = null.map(|(request, double)| {
        quote! {
            ::api_core::Presence::Null => {
                double = double.#double();
                request = request.#request();
            }
        }
    });
    let absent = if null.is_some() {
        quote!(::api_core::Presence::Absent)
    } else {
        quote!(_)
    };
    if argument.without.is_none() && null.is_none() {
        return quote! {
            if let ::api_core::Presence::Present(value) = #given {
                #convert
                double = double.#setter(value #clone);
                request = request.#name(value);
            }
        };
    }
    quote! {
        match #given {
            ::api_core::Presence::Present(value) => {
                #convert
                double = double.#setter(value #clone);
                request = request.#name(value);
            }
            #null
            #absent => #otherwise
        }
    }
}

/// The same for a choice.
fn optional(field: &Field, argument: &Argument, given: &TokenStream) -> TokenStream {
    let (name, setter, without) = (&field.name, &argument.setter, &argument.without);
    quote! {
        match #given {
            Some(value) => {
                double = double.#setter(value.clone());
                request = request.#name(value);
            }
            None => double = double.#without(),
        }
    }
}

fn written_answer(type_: &Type, reading: &Reading) -> TokenStream {
    if *reading == Reading::Bytes {
        return quote!(api_core::runtime::Json::value(&String::from_utf8_lossy(
            answer
        )));
    }
    json_value(type_, &quote!(answer))
}
