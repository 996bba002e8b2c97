//! Clients and the handles of services.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::option;
use super::write::Writer;
use crate::model::{Carrier, Client, CredentialMethod, Operation, Service};

/// A client: the type, how it is made, and what it gives.
pub(super) fn client(client: &Client, operations: &[Operation], writer: Writer<'_>) -> TokenStream {
    let Client {
        name,
        docs,
        new_docs,
        builder_docs,
        base_url,
        path_styles,
        unserved,
        services,
        credentials,
    } = client;
    let (argument, address, url) = match base_url {
        Some(url) => (TokenStream::new(), TokenStream::new(), quote!(Some(#url))),
        None => (
            quote!(base_url: impl ::core::convert::Into<::std::string::String>),
            quote!(.base_url(base_url)),
            quote!(None),
        ),
    };
    let unserved = option(unserved.as_ref().map(|unserved| {
        let status = proc_macro2::Literal::u16_unsuffixed(unserved.status);
        let string_at = &unserved.string_at;
        quote! {
            ::api_core::runtime::Unserved {
                status: #status,
                string_at: #string_at,
            }
        }
    }));
    let methods = operations
        .iter()
        .map(|operation| super::operation::method(operation, writer));
    let services = services.iter().map(|service| {
        let (docs, name, module, type_) = (
            &service.docs,
            &service.name,
            &service.module,
            &service.type_,
        );
        let gate = super::tokens::gate(&service.features);
        quote! {
            #docs
            #gate
            #[must_use]
            pub fn #name(&self) -> #module::#type_ {
                #module::#type_::new(::core::clone::Clone::clone(&self.core))
            }
        }
    });
    let gated = !client.services.is_empty()
        && operations.is_empty()
        && client
            .services
            .iter()
            .all(|service| !service.features.is_empty());
    let unread = gated.then(|| {
        quote! {
            #[allow(dead_code, reason = "what reads it needs features")]
        }
    });
    let credentials = credentials.iter().map(credential);
    quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct #name {
            #unread
            core: ::api_core::Client,
        }

        impl #name {
            #new_docs
            pub fn new(#argument) -> ::core::result::Result<Self, ::api_core::Error> {
                Self::builder()#address.build()
            }

            #builder_docs
            pub fn builder() -> ::api_core::ClientBuilder<Self> {
                ::api_core::ClientBuilder::new(&SERVICE)
            }

            #(#credentials)*
            #(#services)*
            #(#methods)*
        }

        impl ::core::convert::From<::api_core::Client> for #name {
            fn from(core: ::api_core::Client) -> Self {
                Self { core }
            }
        }

        static SERVICE: ::api_core::runtime::Service = ::api_core::runtime::Service {
            product: ::core::concat!(
                ::core::env!("CARGO_PKG_NAME"),
                "/",
                ::core::env!("CARGO_PKG_VERSION")
            ),
            base_url: #url,
            path_styles: &[#(#path_styles),*],
            unserved: #unserved,
        };
    }
}

/// The method that gives a client a credential.
fn credential(method: &CredentialMethod) -> TokenStream {
    let CredentialMethod {
        name,
        docs,
        scheme,
        carrier,
    } = method;
    let (argument, type_, credential) = match carrier {
        Carrier::Bearer => (
            quote!(tokens),
            quote!(impl ::api_core::TokenProvider),
            quote!(tokens(tokens)),
        ),
        Carrier::Basic(_) => (
            quote!(credentials),
            quote!(::api_core::ClientCredentials),
            quote!(Client(credentials)),
        ),
        _ => (
            quote!(secret),
            quote!(impl ::core::convert::Into<::api_core::SecretString>),
            quote!(Secret(secret.into())),
        ),
    };
    quote! {
        #docs
        #[must_use]
        pub fn #name(self, #argument: #type_) -> Self {
            let credential = ::api_core::runtime::Credential::#credential;
            Self {
                core: self.core.with_credential(#scheme, credential),
            }
        }
    }
}

/// The handle of a service.
pub(super) fn service(
    service: &Service,
    operations: &[Operation],
    writer: Writer<'_>,
) -> TokenStream {
    let Service { name, docs } = service;
    let methods = operations
        .iter()
        .map(|operation| super::operation::method(operation, writer));
    quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct #name {
            core: ::api_core::Client,
        }

        impl #name {
            pub(super) fn new(core: ::api_core::Client) -> Self {
                Self { core }
            }

            #(#methods)*
        }
    }
}
