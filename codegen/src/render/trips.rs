//! Round trips: tests that call every operation with all that it takes, and answer it with all that it gives.

mod headers;
mod send;

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::mock::{constant_at, place_tokens};
use super::pieces::{self, Piece, of_each};
use super::security::basic_encoding;
use super::shapes::Shapes;
use super::tokens::{gate, type_by};
use crate::model::mock::{Double, Place};
use crate::model::trips::{TripModule, Trips, answer_headers};
use crate::model::{
    Answers, Body, BodyKind, Carrier, Client, ConstantIn, Crate, Entry, Ident, ListStyle, Location,
    Module, Operation, Parameter, Reading, Segment, Type, TypeRef,
};
use crate::write::{GeneratedFile, draft};

/// The files of a crate's round trips.
pub(crate) fn round_trips(krate: &Crate) -> Vec<GeneratedFile> {
    let Some(trips) = Trips::of(krate) else {
        return Vec::new();
    };
    let files = trips.modules.iter().map(|own| {
        let writer = Writer {
            krate,
            trips: &trips,
            own,
        };
        GeneratedFile {
            path: own.module.file.clone(),
            documents: own.module.documents.clone(),
            parts: writer.contents(),
        }
    });
    files.collect()
}

/// Writes one module.
#[derive(Clone, Copy)]
struct Writer<'m> {
    krate: &'m Crate,
    trips: &'m Trips<'m>,
    own: &'m TripModule<'m>,
}

/// What the files import, where they use it.
const IMPORTS: [&str; 11] = [
    "Body",
    "Branch",
    "Case",
    "Credential",
    "Departure",
    "Member",
    "Parameter",
    "Shape",
    "Spread",
    "Trip",
    "Way",
];

impl<'m> Writer<'m> {
    fn contents(self) -> Vec<String> {
        let module = self.own.module;
        let children = self.own.children.iter().map(|child| {
            let gate = gate_of(&module.further_features(child));
            let name = child.path.last();
            quote!(#gate pub(crate) mod #name;)
        });
        let shapes = Shapes {
            trips: self.trips,
            module: &module.path,
        };
        let statics = module.declarations.iter().filter_map(|declaration| {
            let reference = TypeRef {
                module: module.path.clone(),
                name: declaration.name().clone(),
                kind: declaration.kind(),
            };
            Some((self.trips.shapes.get(&reference)?, declaration))
        });
        let statics: Vec<_> = statics.collect();
        let mock = self.own.mock.as_ref();
        let doubles = mock.map_or(&[][..], |mock| &mock.doubles);
        let doubles: Vec<_> = module.operations.iter().zip(doubles).collect();
        let mut pieces: Vec<Piece<'_>> = Vec::new();
        if let Some(client) = &module.client {
            pieces.push(Box::new(|| self.client(client)));
        }
        if mock.is_some() {
            pieces.push(Box::new(|| self.cases(&doubles)));
        }
        let send = |(operation, double): &(&Operation, &Double)| self.send(operation, double);
        pieces.extend(of_each(&doubles, send));
        pieces.push(Box::new(|| self.headers()));
        pieces.extend(of_each(&statics, |(name, declaration)| {
            shapes.declared(name, declaration)
        }));
        // The names that are declared and imported here are none of the prelude's.
        let (code, heads) = pieces::short(&pieces);
        let imports = self.imports(&heads);
        let docs = if self.own.mock.is_some() {
            "//! Round trips of the operations of this module: each is called with all that it takes, and its double answers with all that it gives."
        } else if module.client.is_some() {
            "//! Round trips of the operations of the services below."
        } else {
            "//! What values look like in round trips."
        };
        let docs = docs.trim_start_matches("//!");
        let mut parts = draft(quote! {
            #![doc = #docs]
            #imports
            #(#children)*
        });
        parts.extend(code);
        parts
    }

    /// The imports of what this code uses.
    fn imports(self, heads: &BTreeSet<String>) -> TokenStream {
        let named = |names: &[&str], whole: &[&str]| {
            let whole = whole.iter().any(|it| heads.contains(*it));
            let own = whole.then(|| format_ident!("self"));
            let names = names.iter().filter(|name| heads.contains(**name));
            let names = names.map(|name| format_ident!("{name}"));
            own.into_iter().chain(names).collect::<Vec<_>>()
        };
        let of_mock = named(&["Place"], &["mock::Constant", "mock::Literal"]);
        let of_mock = (!of_mock.is_empty()).then(|| quote!(use api_core::mock::{#(#of_mock),*};));
        let of_trips = named(&IMPORTS, &["round_trip"]);
        let of_trips = (!of_trips.is_empty())
            .then(|| quote!(use api_core::mock::round_trip::{#(#of_trips),*};));
        let client = heads.contains("Client").then(|| {
            let above = self.own.mock.as_ref().map_or(0, |mock| mock.client_above);
            let path = &self.own.module.path;
            let path = self.path(&path[..path.len() - above]);
            quote!(use #path::Client;)
        });
        quote!(#of_mock #of_trips #client)
    }

    /// A path as applications name it.
    fn path(self, module: &[Ident]) -> TokenStream {
        let name = format_ident!("{}", self.krate.name);
        quote!(::#name #(::#module)*)
    }

    fn type_(self, type_: &Type) -> TokenStream {
        type_by(type_, &|reference| {
            let (module, name) = (self.path(&reference.module), &reference.name);
            quote!(#module::#name)
        })
    }

    /// The client, and the test of all that is reached by it.
    fn client(self, client: &Client) -> TokenStream {
        let credentials = client.credentials.iter().filter_map(|it| {
            let (name, scheme) = (&it.name, &it.scheme);
            let secret = quote!(round_trip::secret(#scheme));
            let credential = match it.carrier {
                Carrier::Certificate => return None,
                Carrier::Bearer => quote!(api_core::AccessToken::fixed(#secret)?),
                Carrier::Basic(_) => quote!(api_core::ClientCredentials::new(#scheme, #secret)),
                _ => secret,
            };
            Some(quote!(.#name(#credential)))
        });
        let credentials: Vec<_> = credentials.collect();
        let built = if credentials.is_empty() {
            quote!(builder.build())
        } else {
            quote!(Ok(builder.build()? #(#credentials)*))
        };
        let styles = &client.path_styles;
        let own = (!self.own.module.operations.is_empty()).then(|| {
            let name = self.own.module.path.last().map_or("", Ident::as_str);
            quote!((#name, CASES),)
        });
        let services = client.services.iter().filter_map(|service| {
            let below = self.own.children.iter();
            let mut found = below.filter(|child| child.path.last() == Some(&service.module));
            found.next().filter(|child| !child.operations.is_empty())?;
            let (gate, module) = (gate_of(&service.features), &service.module);
            let name = module.as_str();
            Some(quote!(#gate (#name, #module::CASES)))
        });
        quote! {
            /// The cases of each service, by its module.
            pub(crate) static SERVICES: &[(&str, &[Case<Client>])] = &[#own #(#services),*];

            #[tokio::test]
            async fn every_operation_goes_and_comes_whole() {
                for (_, cases) in SERVICES {
                    round_trip::all(&[#(#styles),*], client, cases).await;
                }
            }

            fn client(address: &str, style: Option<&str>) -> Result<Client, api_core::Error> {
                let builder = Client::builder()
                    .base_url(address)
                    .retry(api_core::RetryPolicy::never());
                let builder = match style {
                    Some(style) => builder.path_style(style),
                    None => builder,
                };
                #built
            }
        }
    }

    fn cases(self, doubles: &[(&Operation, &Double)]) -> TokenStream {
        let cases = doubles.iter();
        let cases = cases.map(|(operation, double)| self.case(operation, double));
        quote! {
            /// The operations.
            pub(crate) static CASES: &[Case<Client>] = &[#(#cases),*];
        }
    }

    /// What the document says of an operation.
    fn case(self, operation: &Operation, double: &Double) -> TokenStream {
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
            Case {
                operation: #id,
                method: #method,
                paths: &[#(#paths),*],
                #(#lists)*
                ..Case::of(#send)
            }
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

    fn several(self, reading: &Reading) -> Option<&'m Answers> {
        match *reading {
            Reading::Status(index) => self.own.module.answers.get(index),
            _ => None,
        }
    }
}

/// `#[cfg]` of some features.
fn gate_of(features: &[impl AsRef<str>]) -> Option<TokenStream> {
    // The second attribute is for documentation, which tests have none of.
    let mut attributes = gate(features).into_iter();
    let first: TokenStream = attributes.by_ref().take(2).collect();
    (!first.is_empty()).then_some(first)
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
