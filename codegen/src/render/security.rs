//! Which credentials of the client operations want.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::{BasicEncoding, Carrier, Scheme, Security};

/// The name of a list of credentials of a module.
pub(super) fn list_name(index: usize) -> proc_macro2::Ident {
    match index {
        0 => format_ident!("SECURITY"),
        index => format_ident!("SECURITY_{}", index + 1),
    }
}

/// The static of a list of credentials.
pub(super) fn list(index: usize, security: &Security) -> TokenStream {
    let name = list_name(index);
    let alternatives = security.iter().map(|alternative| {
        let schemes = alternative.iter().map(scheme);
        quote!(&[#(#schemes),*])
    });
    quote! {
        static #name: ::api_core::runtime::Security = &[#(#alternatives),*];
    }
}

fn scheme(scheme: &Scheme) -> TokenStream {
    let (name, method) = (&scheme.name, scheme.method.as_str());
    let carrier = match &scheme.carrier {
        Carrier::Bearer => quote!(Bearer),
        Carrier::Basic(encoding) => {
            let encoding = basic_encoding(*encoding);
            quote!(Basic(#encoding))
        }
        Carrier::Authorization => quote!(Authorization),
        Carrier::Header(name) => quote!(Header(#name)),
        Carrier::Query(name) => quote!(Query(#name)),
        Carrier::Cookie(name) => quote!(Cookie(#name)),
        Carrier::Certificate => quote!(Certificate),
    };
    quote! {
        ::api_core::runtime::Scheme {
            name: #name,
            method: #method,
            carrier: ::api_core::runtime::Carrier::#carrier,
        }
    }
}

/// How id and secret are written into a Basic header.
pub(super) fn basic_encoding(encoding: BasicEncoding) -> TokenStream {
    match encoding {
        BasicEncoding::Form => quote!(::api_core::runtime::BasicEncoding::Form),
        BasicEncoding::Raw => quote!(::api_core::runtime::BasicEncoding::Raw),
    }
}
