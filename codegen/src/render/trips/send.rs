//! The functions that fill the request and the double of a round trip.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

use super::Writer;
use super::headers::functions;
use crate::model::mock::{Argument, Double, choice};
use crate::model::trips::answer_headers;
use crate::model::{Answers, Arguments, Choice, Field, Operation, Presence, Reading, Type};
use crate::render::chain::chain;
use crate::render::lints;
use crate::render::tokens::path_to;
use crate::render::write::json_value;

impl Writer<'_> {
    /// The function that fills request and double.
    pub(super) fn send(self, operation: &Operation, double: &Double) -> TokenStream {
        let name = format_ident!("send_{}", operation.name.as_str());
        let method = &operation.name;
        let own = self.path(&self.own.module.path);
        let handle = self.handle();
        let mut before = TokenStream::new();
        let (mut names, mut required, mut wanted) = (Vec::new(), Vec::new(), Vec::new());
        let mut steps = Vec::new();
        let arguments = operation.parameters.iter().zip(&double.arguments);
        for (index, (parameter, argument)) in arguments.enumerate() {
            let field = &parameter.field;
            let index = proc_macro2::Literal::usize_unsuffixed(index);
            let choice = choice(self.krate, &field.type_);
            let choice = choice.map(|choice| self.choice(choice, &field.type_, &index));
            if field.presence != Presence::Required {
                steps.push(self.step(field, argument, &index, choice.as_deref()));
                continue;
            }
            let (value, again) = if let Some(variants) = choice {
                let name = format_ident!("choice_{index}");
                let made = by_variant(&variants, &quote!(trip.variant(#index).unwrap_or_default()));
                before.extend(quote!(let #name = #made;));
                (quote!(#name), quote!(#name.clone()))
            } else {
                let value = self.given(&field.type_, &index);
                (value.clone(), value)
            };
            let setter = &argument.setter;
            wanted.push(quote!(.#setter(#again)));
            required.push(value);
            names.push(&field.name);
        }
        let given = if let Some(Arguments { name, .. }) = &operation.arguments {
            quote!(#own::#name { #(#names: #required),* })
        } else {
            quote!(#(#required),*)
        };
        let request = (!steps.is_empty()).then(|| {
            let request = &operation.request;
            quote!(use #own::#request as Request;)
        });
        let start = quote!(trip.of(double, request));
        let (rows, pair) = chain(&format_ident!("pair"), start, &steps);
        let end = self.end(operation, double, &pair);
        let (wanted, last) = chain(&format_ident!("double"), quote!(mock::#method()), &wanted);
        let double = &double.name;
        let body = quote! {
            #request
            use #own::mock::{self, #double as Double};

            #before
            #wanted
            let double = #last;
            let request = client #handle.#method(#given);
            #rows
            #end
        };
        let long = lints::long(&body);
        let outdated =
            operation.deprecated || operation.parameters.iter().any(|it| it.field.deprecated);
        let outdated = outdated
            .then(|| quote!(#[allow(deprecated, reason = "what is deprecated works still")]));
        quote! {
            #outdated
            #long
            fn #name(client: &Client, trip: &Trip<'_>) -> Departure {
                #body
            }
        }
    }

    /// The call that gives the handle of the service, where the operations are methods of one.
    fn handle(self) -> Option<TokenStream> {
        let name = self.own.module.path.last();
        self.own.module.service.as_ref()?;
        let clients = self
            .krate
            .modules
            .iter()
            .filter_map(|it| it.client.as_ref());
        let mut services = clients.flat_map(|client| &client.services);
        let service = services.find(|it| Some(&it.module) == name)?;
        let name = &service.name;
        Some(quote!(.#name()))
    }

    /// The calls that give both sides an argument that may be missing.
    fn step(
        self,
        field: &Field,
        argument: &Argument,
        index: &proc_macro2::Literal,
        choice: Option<&[TokenStream]>,
    ) -> TokenStream {
        let (name, setter) = (&field.name, &argument.setter);
        let setters = quote!(Double::#setter, Request::#name);
        let with = if let Some(variants) = choice {
            let variant = if variants.len() == 1 {
                quote!(_)
            } else {
                quote!(variant)
            };
            let made = by_variant(variants, &variant);
            quote! {
                .with_value(
                    trip.variant(#index).map(|#variant| #made).into(),
                    #setters
                )
            }
        } else if let Some((wire, make)) = self.made(&field.type_) {
            quote!(.with_value(trip.made::<#wire, _>(#index, #make), #setters))
        } else {
            let type_ = self.type_(unboxed(&field.type_));
            quote!(.with::<#type_>(#index, #setters))
        };
        let null = field.null_setter.as_ref().zip(argument.null.as_ref());
        let null = null.map(|(request, double)| quote!(.null(Double::#double, Request::#request)));
        let without = argument.without.as_ref();
        let without = without.map(|without| quote!(.without(Double::#without)));
        quote!(#with #null #without)
    }

    /// How each variant of a choice is made of a sample.
    fn choice(
        self,
        choice: &Choice,
        type_: &Type,
        index: &proc_macro2::Literal,
    ) -> Vec<TokenStream> {
        let path = self.type_(type_);
        let made = choice.variants.iter().map(|variant| {
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
            if let Some(field) = variant.single() {
                let value = value(field);
                quote!(#path::#name(#value))
            } else {
                let fields = variant.fields.iter().map(|field| {
                    let (name, value) = (&field.name, value(field));
                    quote!(#name: #value)
                });
                quote!(#path::#name { #(#fields),* })
            }
        });
        made.collect()
    }

    /// A parameter that is always there.
    fn given(self, type_: &Type, index: &proc_macro2::Literal) -> TokenStream {
        match unboxed(type_) {
            type_ @ (Type::Bytes | Type::File(_)) => {
                let made = self.type_(type_);
                quote!(#made::from(trip.given::<String>(#index)))
            }
            Type::ClientCredentials => quote!(round_trip::credentials(trip.given(#index))),
            Type::List(items) if matches!(**items, Type::Bytes | Type::File(_)) => {
                let made = self.type_(items);
                quote!(trip.given::<Vec<String>>(#index).into_iter().map(#made::from))
            }
            type_ => {
                let type_ = self.type_(type_);
                quote!(trip.given::<#type_>(#index))
            }
        }
    }

    /// What a parameter is read as that is not read itself, and the function that makes it.
    fn made(self, type_: &Type) -> Option<(TokenStream, TokenStream)> {
        match unboxed(type_) {
            type_ @ (Type::Bytes | Type::File(_)) => {
                let made = self.type_(type_);
                Some((quote!(String), quote!(#made::from)))
            }
            Type::ClientCredentials => Some((quote!(_), quote!(round_trip::credentials))),
            Type::List(items) if matches!(**items, Type::Bytes | Type::File(_)) => {
                let made = self.type_(items);
                let all = quote!(|all| all.into_iter().map(#made::from).collect::<Vec<_>>());
                Some((quote!(Vec<String>), all))
            }
            _ => None,
        }
    }

    /// What ends a trip, in whichever way the request is sent.
    fn end(self, operation: &Operation, double: &Double, pair: &TokenStream) -> TokenStream {
        let answer = format_ident!("answer");
        let plain = self.answered(operation.answer.as_ref(), &operation.reading, &answer);
        let headers = answer_headers(self.krate, operation).and_then(functions);
        let headers = headers.zip(operation.headers.as_ref());
        let headers = headers.map(|((make, write), set)| {
            let module = path_to(&set.module, &make, &self.own.module.path);
            let written = path_to(&set.module, &write, &self.own.module.path);
            quote! {
                Way::Headers => pair
                    .headers(
                        #module(trip),
                        Double::with_headers,
                        #written,
                        |request| async move { request.send_with_headers().await },
                    )
                    #plain,
            }
        });
        let others = operation.other_answers.iter().zip(&double.others);
        let others: Vec<_> = others
            .enumerate()
            .map(|(index, (other, answer))| {
                let index = proc_macro2::Literal::usize_unsuffixed(index);
                let send = &other.name;
                let end = self.answered(other.type_.as_ref(), &other.reading, answer);
                quote! {
                    Way::Other(#index) => pair
                        .by(|request| async move { request.#send().await })
                        #end,
                }
            })
            .collect();
        if headers.is_none() && others.is_empty() {
            return quote!(#pair #plain);
        }
        quote! {
            let pair = #pair;
            match trip.way() {
                #headers
                #(#others)*
                _ => pair #plain,
            }
        }
    }

    /// The call that lets the double answer by this function.
    fn answered(
        self,
        type_: Option<&Type>,
        reading: &Reading,
        answer: &impl ToTokens,
    ) -> TokenStream {
        let Some(type_) = type_ else {
            return quote!(.unanswered(Double::#answer));
        };
        if let Some(answers) = self.several(reading) {
            return self.answered_by_status(answers, type_, answer);
        }
        if *reading != Reading::Bytes && !type_.is_secret() {
            return quote!(.answered(Double::#answer));
        }
        let (given, json) = (
            self.given_answer(type_, reading),
            written_answer(type_, reading),
        );
        let full = self.type_(type_);
        quote!(.answered_as(#given, Double::#answer, |answer: &#full| #json))
    }

    /// The same for an answer whose type depends on the status.
    fn answered_by_status(
        self,
        answers: &Answers,
        type_: &Type,
        answer: &impl ToTokens,
    ) -> TokenStream {
        let full = self.type_(type_);
        let last = answers.variants.len().saturating_sub(1);
        let variants = answers.variants.iter().enumerate();
        let made = variants.map(|(number, variant)| {
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
        quote! {
            .answered_as(
                match trip.answered() { #(#made),* },
                Double::#answer,
                |answer: &#full| match answer {
                    #(#written,)*
                    _ => api_core::runtime::Json::value(&()),
                },
            )
        }
    }

    fn given_answer(self, type_: &Type, reading: &Reading) -> TokenStream {
        if *reading == Reading::Bytes {
            return quote!(api_core::Bytes::from(trip.answer::<String>()));
        }
        let type_ = self.type_(type_);
        quote!(trip.answer::<#type_>())
    }
}

/// What stands in a box, which is put there by what takes it.
fn unboxed(type_: &Type) -> &Type {
    match type_ {
        Type::Boxed(inner) => unboxed(inner),
        type_ => type_,
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

/// That of the variants which has this number; the last is for all others.
fn by_variant(made: &[TokenStream], number: &TokenStream) -> TokenStream {
    let Some((last, others)) = made.split_last() else {
        return TokenStream::new();
    };
    if others.is_empty() {
        return last.clone();
    }
    let numbers = (0..others.len()).map(proc_macro2::Literal::usize_unsuffixed);
    quote!(match #number { #(#numbers => #others,)* _ => #last })
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::by_variant;

    #[test]
    fn what_has_one_variant_needs_no_match() {
        let (one, other, number) = (quote!(one), quote!(other), quote!(number));
        let text = |made: &[_]| by_variant(made, &number).to_string();
        assert_eq!(text(std::slice::from_ref(&one)), "one");
        assert!(text(&[one, other]).starts_with("match number { 0 => one"));
    }
}
