//! What a double knows of its operation.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{
    Body, BodyKind, Carrier, Constant, ConstantIn, Crate, Entry, ListStyle, Literal, Location,
    Module, Operation,
};
use crate::render::write::literal;

/// The static that the double knows its operation by.
pub(super) fn description(
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
        Body::None => None,
        Body::Parameter(_) | Body::Raw { .. } => Some(quote!(.whole())),
        Body::Form(..) => Some(quote!(.form(&[]))),
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
            Some(match kind {
                BodyKind::Form => quote!(.form(&[#(#names),*])),
                BodyKind::Json => quote!(.object(&[#(#names),*])),
                BodyKind::Multipart => quote!(.parts(&[#(#names),*])),
            })
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
    let constants: Vec<_> = constants
        .into_iter()
        .filter(|(place, _)| sent || place.to_string() != "Member")
        .map(|(place, constant)| constant_at(&place, constant))
        .collect();
    let query = (!query.is_empty()).then(|| quote!(.query(&[#(#query),*])));
    let open = open.then(|| quote!(.open()));
    let constants = (!constants.is_empty()).then(|| quote!(.constants(&[#(#constants),*])));
    quote! {
        static #constant: mock::Description =
            mock::Description::new(&super::#constant, &#(#up)* SERVICE) #query #open #body #constants;
    }
}

/// A constant at its place, for a file that imports `mock` and `Place` of the runtime.
pub(in crate::render) fn constant_at(place: &TokenStream, constant: &Constant) -> TokenStream {
    let (name, value) = (&constant.wire, constant_value(&constant.value));
    quote!(mock::Constant::new(Place::#place, #name, #value))
}

/// A constant as a double knows it, for a file that imports `mock` of the runtime.
pub(in crate::render) fn constant_value(value: &Literal) -> TokenStream {
    let variant = match value {
        Literal::String(_) => quote!(Text),
        Literal::Bool(_) => quote!(Bool),
        Literal::Integer(_) => quote!(Integer),
    };
    let value = literal(value);
    quote!(mock::Literal::#variant(#value))
}
