//! Round trips: tests that call every operation with all that it takes, and answer it with all that it gives.

mod case;
mod headers;
mod send;

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::chain::chain;
use super::pieces::{self, Piece, of_each};
use super::shapes::Shapes;
use super::tokens::{gate, type_by};
use crate::model::trips::{TripModule, Trips};
use crate::model::{Carrier, Client, Crate, Ident, Type, TypeRef};
use crate::write::{GeneratedFile, draft};

/// The files of a crate's round trips.
pub(crate) fn round_trips(krate: &Crate) -> Vec<GeneratedFile> {
    let Some(trips) = Trips::of(krate) else {
        return Vec::new();
    };
    pieces::all(&trips.modules, |own| {
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
    })
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

impl Writer<'_> {
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
        let trips: Vec<_> = doubles.iter().zip(&self.own.cases).collect();
        let mut pieces: Vec<Piece<'_>> = Vec::new();
        if let Some(client) = &module.client {
            pieces.push(Box::new(|| self.client(client)));
        }
        if mock.is_some() {
            pieces.push(Box::new(|| self.cases()));
        }
        pieces.extend(of_each(&trips, |((operation, double), name)| {
            let case = self.case(name, operation, double);
            let send = self.send(operation, double);
            quote!(#case #send)
        }));
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
            let start = quote!(builder.build()?);
            let (rows, client) = chain(&format_ident!("client"), start, &credentials);
            quote!(#rows Ok(#client))
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
            pub(crate) static SERVICES: &[(&str, &[&Case<Client>])] = &[#own #(#services),*];

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

    fn cases(self) -> TokenStream {
        let cases = &self.own.cases;
        quote! {
            /// The operations.
            pub(crate) static CASES: &[&Case<Client>] = &[#(&#cases),*];
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
