//! Round trips: tests that call every operation with all that it takes, and answer it with all that it gives.

mod send;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::mock::{constant_at, place_tokens};
use super::security::basic_encoding;
use super::shapes::Shapes;
use super::tokens::{gate, type_by};
use crate::model::mock::{Double, Place};
use crate::model::trips::{TripModule, Trips};
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
    let name = format_ident!("{}", krate.name);
    let files = trips.modules.iter().map(|own| {
        let writer = Writer {
            krate,
            name: &name,
            trips: &trips,
            own,
        };
        GeneratedFile {
            path: own.module.file.clone(),
            documents: own.module.documents.clone(),
            parts: vec![writer.contents()],
        }
    });
    files.collect()
}

/// Writes one module.
#[derive(Clone, Copy)]
struct Writer<'m> {
    krate: &'m Crate,
    name: &'m proc_macro2::Ident,
    trips: &'m Trips<'m>,
    own: &'m TripModule<'m>,
}

/// What the files import, where they use it.
const IMPORTS: [&str; 10] = [
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
];

impl<'m> Writer<'m> {
    fn contents(self) -> String {
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
            let name = self.trips.shapes.get(&reference)?;
            Some(shapes.declared(name, declaration))
        });
        let statics = quote!(#(#statics)*);
        let client = module.client.as_ref().map(|client| self.client(client));
        let cases = self.cases();
        let code = quote!(#client #cases #statics);
        let text = code.to_string();
        let used = |name: &&&str| {
            let mut words = text.split(|sign: char| !(sign.is_alphanumeric() || sign == '_'));
            words.any(|word| word == **name)
        };
        let imports = IMPORTS
            .iter()
            .filter(used)
            .map(|name| format_ident!("{name}"));
        let own = text
            .contains("round_trip ::")
            .then(|| format_ident!("self"));
        let imports: Vec<_> = own.into_iter().chain(imports).collect();
        let import =
            (!imports.is_empty()).then(|| quote!(use api_core::mock::round_trip::{#(#imports),*};));
        let docs = if self.own.mock.is_some() {
            "//! Round trips of the operations of this module: each is called with all that it takes, and its double answers with all that it gives."
        } else if client.is_some() {
            "//! Round trips of the operations of the services below."
        } else {
            "//! What values look like in round trips."
        };
        let own = ["mock :: Constant", "mock :: Literal"]
            .iter()
            .any(|it| text.contains(it));
        let own = own.then(|| quote!(self));
        let place = text.contains("Place :: ").then(|| quote!(Place));
        let of_mock: Vec<_> = own.into_iter().chain(place).collect();
        let of_mock = (!of_mock.is_empty()).then(|| quote!(use api_core::mock::{#(#of_mock),*};));
        let docs = docs.trim_start_matches("//!");
        draft(quote! {
            #![doc = #docs]
            #of_mock
            #import
            #(#children)*
            #code
        })
    }

    /// A path as applications name it.
    fn path(self, module: &[Ident]) -> TokenStream {
        let name = self.name;
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
        let path = self.path(&self.own.module.path);
        let type_ = quote!(#path::Client);
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
            pub(crate) static SERVICES: &[(&str, &[Case<#type_>])] = &[#own #(#services),*];

            #[tokio::test]
            async fn every_operation_goes_and_comes_whole() {
                for (_, cases) in SERVICES {
                    round_trip::all(&[#(#styles),*], client, cases).await;
                }
            }

            fn client(address: &str, style: Option<&str>) -> Result<#type_, api_core::Error> {
                let builder = #type_::builder()
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

    fn cases(self) -> Option<TokenStream> {
        let mock = self.own.mock.as_ref()?;
        let module = self.own.module;
        let above = &module.path[..module.path.len() - mock.client_above];
        let client = self.path(above);
        let pairs = || module.operations.iter().zip(&mock.doubles);
        let cases = pairs().map(|(operation, double)| self.case(operation, double));
        let functions = pairs().map(|(operation, double)| self.send(operation, double, &client));
        Some(quote! {
            /// The operations.
            pub(crate) static CASES: &[Case<#client::Client>] = &[#(#cases),*];

            #(#functions)*
        })
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
            let member = shapes.member(&parameter.field);
            let spread = spread(operation, parameter, argument.place);
            quote!(Parameter::new(#place, #member, Spread::#spread))
        });
        let constants = constants(operation);
        let credentials = credentials(self.own.module, operation);
        let body = body(operation);
        let answers = self.answers(operation, shapes);
        let send = format_ident!("send_{}", operation.name.as_str());
        quote! {
            Case {
                operation: #id,
                method: #method,
                paths: &[#(#paths),*],
                parameters: &[#(#parameters),*],
                constants: &[#(#constants),*],
                credentials: &[#(#credentials),*],
                body: Body::#body,
                answers: &[#(#answers),*],
                send: #send,
            }
        }
    }

    fn answers(self, operation: &Operation, shapes: Shapes<'_>) -> Vec<TokenStream> {
        let one = |type_: &Type, reading: &Reading| match reading {
            Reading::Location => quote!(&Shape::Location),
            _ => shapes.of(type_),
        };
        match (&operation.answer, self.several(operation)) {
            (_, Some(answers)) => {
                let variants = answers.variants.iter().map(|variant| match &variant.type_ {
                    None => quote!(&Shape::Nothing),
                    Some((type_, reading)) => one(type_, reading),
                });
                variants.collect()
            }
            (Some(type_), None) => vec![one(type_, &operation.reading)],
            (None, None) => Vec::new(),
        }
    }

    fn several(self, operation: &Operation) -> Option<&'m Answers> {
        match operation.reading {
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

fn spread(operation: &Operation, parameter: &Parameter, place: Place) -> TokenStream {
    let json = matches!(
        operation.body,
        Body::Object {
            kind: BodyKind::Json,
            ..
        }
    );
    let field = &parameter.field;
    match (&parameter.location, field.list_style) {
        (Location::Basic(encoding), _) => {
            let encoding = basic_encoding(*encoding);
            quote!(Basic(#encoding))
        }
        (Location::Bearer, _) => quote!(Bearer),
        (Location::Body, _) => quote!(Plain),
        (Location::Member, _) if json && place == Place::Member => quote!(Plain),
        (_, ListStyle::Laid(_)) => quote!(Laid),
        (_, ListStyle::Commas) if matches!(field.type_, Type::List(_)) => quote!(Commas),
        _ => quote!(Plain),
    }
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

fn body(operation: &Operation) -> TokenStream {
    let json = operation.json_type.as_deref().unwrap_or("application/json");
    match &operation.body {
        Body::None => quote!(None),
        Body::Object { kind, required, .. } => match kind {
            BodyKind::Json => quote!(Json(#json, #required)),
            BodyKind::Form => quote!(Form(#required)),
            BodyKind::Multipart => quote!(Parts(#required)),
        },
        Body::Parameter(_) => quote!(Json(#json, false)),
        Body::Form(..) => quote!(Laid),
        Body::Raw { media_type, .. } => quote!(Raw(#media_type)),
    }
}
