//! What the document says of an operation, as a case of the round trips.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::Writer;
use crate::model::mock::{Double, Place};
use crate::model::trips::answer_headers;
use crate::model::{
    Answers, Body, BodyKind, Carrier, ConstantIn, Entry, Ident, ListStyle, Location, Module,
    Operation, Parameter, Reading, Segment, Type,
};
use crate::render::mock::{constant_at, place_tokens};
use crate::render::security::basic_encoding;
use crate::render::shapes::Shapes;

impl<'m> Writer<'m> {
    /// The static with what the document says of an operation.
    pub(super) fn case(self, name: &Ident, operation: &Operation, double: &Double) -> TokenStream {
        let id = &operation.id;
        let method = operation.method.spelled();
        let paths = operation.paths.iter().map(|path| {
            let pieces = path.iter().map(|segment| match segment {
                Segment::Text(text) => text.clone(),
                Segment::Parameter(index) => format!("{{{index}}}"),
            });
            pieces.collect::<String>()
        });
        let shapes = Shapes {
            trips: self.trips,
            module: &self.own.module.path,
        };
        let parameters = operation.parameters.iter().zip(&double.arguments);
        let parameters = parameters.map(|(parameter, argument)| {
            let place = place_tokens(argument.place);
            let made = shapes.parameter(&parameter.field, argument.place, &place);
            let spread = spread(operation, parameter, argument.place);
            let spread = spread.map(|spread| quote!(.spread(Spread::#spread)));
            quote!(#made #spread)
        });
        let answers = self.answers(operation.answer.as_ref(), &operation.reading, shapes);
        let others = operation.other_answers.iter().map(|other| {
            let answers = self.answers(other.type_.as_ref(), &other.reading, shapes);
            quote!(&[#(#answers),*])
        });
        let headers = answer_headers(self.krate, operation);
        let headers = headers.iter().flat_map(|it| &it.headers);
        let headers = headers.map(|header| {
            let (wire, shape) = (&header.wire, shapes.of(&header.type_));
            quote!(Member::optional(#wire, #shape))
        });
        let lists = [
            list("parameters", parameters),
            list("constants", constants(operation)),
            list("credentials", credentials(self.own.module, operation)),
            body(operation).map(|body| quote!(body: Body::#body,)),
            list("answers", answers),
            list("others", others),
            list("headers", headers),
        ];
        let lists = lists.iter().flatten();
        let send = format_ident!("send_{}", operation.name.as_str());
        quote! {
            static #name: Case<Client> = Case {
                operation: #id,
                method: #method,
                paths: &[#(#paths),*],
                #(#lists)*
                ..Case::of(#send)
            };
        }
    }

    /// The shapes that an answer may have.
    fn answers(
        self,
        type_: Option<&Type>,
        reading: &Reading,
        shapes: Shapes<'_>,
    ) -> Vec<TokenStream> {
        match (type_, self.several(reading)) {
            (_, Some(answers)) => {
                let variants = answers.variants.iter().map(|variant| match &variant.type_ {
                    None => quote!(&Shape::Nothing),
                    Some((type_, reading)) => one(shapes, type_, reading),
                });
                variants.collect()
            }
            (Some(type_), None) => vec![one(shapes, type_, reading)],
            (None, None) => Vec::new(),
        }
    }

    pub(super) fn several(self, reading: &Reading) -> Option<&'m Answers> {
        match *reading {
            Reading::Status(index) => self.own.module.answers.get(index),
            _ => None,
        }
    }
}

/// The shape of an answer.
fn one(shapes: Shapes<'_>, type_: &Type, reading: &Reading) -> TokenStream {
    match reading {
        Reading::Location => quote!(&Shape::Location),
        _ => shapes.of(type_),
    }
}

/// A member of a case, where it has something.
fn list(name: &str, items: impl IntoIterator<Item = TokenStream>) -> Option<TokenStream> {
    let items: Vec<_> = items.into_iter().collect();
    let name = format_ident!("{name}");
    (!items.is_empty()).then(|| quote!(#name: &[#(#items),*],))
}

/// How a parameter is written, where that is not plain.
fn spread(operation: &Operation, parameter: &Parameter, place: Place) -> Option<TokenStream> {
    let json = matches!(
        operation.body,
        Body::Object {
            kind: BodyKind::Json,
            ..
        }
    );
    let field = &parameter.field;
    Some(match (&parameter.location, field.list_style) {
        (Location::Basic(encoding), _) => {
            let encoding = basic_encoding(*encoding);
            quote!(Basic(#encoding))
        }
        (Location::Bearer, _) => quote!(Bearer),
        (Location::Body, _) => return None,
        (Location::Member, _) if json && place == Place::Member => return None,
        (_, ListStyle::Laid(_)) => quote!(Laid),
        (_, ListStyle::Commas) if matches!(field.type_, Type::List(_)) => quote!(Commas),
        _ => return None,
    })
}

fn constants(operation: &Operation) -> Vec<TokenStream> {
    let outside = operation.constants.iter().map(|(place, constant)| {
        let place = match place {
            ConstantIn::Query => quote!(Query),
            ConstantIn::Header => quote!(Header),
            ConstantIn::Cookie => quote!(Cookie),
        };
        (place, constant)
    });
    let entries = match &operation.body {
        Body::Object { entries, .. } => entries.as_slice(),
        _ => &[],
    };
    let inside = entries.iter().filter_map(|entry| match entry {
        Entry::Constant(constant) => Some((quote!(Member), constant)),
        Entry::Field(_) => None,
    });
    let all = outside.chain(inside);
    all.map(|(place, constant)| constant_at(&place, constant))
        .collect()
}

/// The credentials of the first way to authenticate.
fn credentials(module: &Module, operation: &Operation) -> Vec<TokenStream> {
    let security = operation
        .security
        .and_then(|index| module.security.get(index));
    let first = security.and_then(|alternatives| alternatives.first());
    let schemes = first.map_or(&[][..], Vec::as_slice);
    let carried = schemes.iter().filter_map(|scheme| {
        let name = &scheme.name;
        Some(match &scheme.carrier {
            Carrier::Bearer => quote!(Credential::Bearer(#name)),
            Carrier::Basic(encoding) => {
                let encoding = basic_encoding(*encoding);
                quote!(Credential::Basic(#name, #encoding))
            }
            Carrier::Authorization => quote!(Credential::Header(#name, "authorization")),
            Carrier::Header(header) => quote!(Credential::Header(#name, #header)),
            Carrier::Query(parameter) => quote!(Credential::Query(#name, #parameter)),
            Carrier::Cookie(cookie) => quote!(Credential::Cookie(#name, #cookie)),
            Carrier::Certificate => return None,
        })
    });
    carried.collect()
}

fn body(operation: &Operation) -> Option<TokenStream> {
    let json = |required| match &operation.json_type {
        None if required => quote!(JSON),
        None => quote!(Json("application/json", false)),
        Some(media_type) => quote!(Json(#media_type, #required)),
    };
    Some(match &operation.body {
        Body::None => return None,
        Body::Object { kind, required, .. } => match kind {
            BodyKind::Json => json(*required),
            BodyKind::Form => quote!(Form(#required)),
            BodyKind::Multipart => quote!(Parts(#required)),
        },
        Body::Parameter(_) => json(false),
        Body::Form(..) => quote!(Laid),
        Body::Raw { media_type, .. } => quote!(Raw(#media_type)),
    })
}
