//! Request builders as sources of tokens.

use proc_macro2::TokenStream;
use quote::quote;

use super::lints;
use super::tokens::{nothing, path};
use super::write::{Step, Value, Writer, assemble};
use crate::model::{
    Field, Grant, Ident, Kind, Member, Operation, OwnServer, Presence, Renewal, Source, Type,
};

/// `TokenSource` for a request.
pub(super) fn source(operation: &Operation, grant: &Grant, writer: Writer<'_>) -> TokenStream {
    let request = &operation.request;
    let (attempt, renew) = match &grant.renewal {
        Some(renewal) => (quote!(attempt), renew(renewal, writer)),
        None => (quote!(_attempt), TokenStream::new()),
    };
    let issued = issued(operation, grant);
    let traits = traits(grant);
    let identity = identity(operation, writer);
    let long = lints::long(&identity);
    quote! {
        #[::async_trait::async_trait]
        impl ::auth_core::TokenSource for #request {
            async fn request(
                &self,
                #attempt: ::auth_core::Attempt<'_>,
            ) -> ::core::result::Result<::auth_core::Issued, ::api_core::Error> {
                #renew
                #issued
            }

            #traits

            #long
            fn identity(&self) -> ::core::option::Option<::auth_core::CredentialId> {
                #identity
            }
        }
    }
}

/// Sends the renewing request instead, where there is a refresh token.
fn renew(renewal: &Renewal, writer: Writer<'_>) -> TokenStream {
    let request = &renewal.request;
    let fields = renewal.fields.iter().map(|(name, source)| {
        let value = match source {
            Source::Token { optional } => {
                let token = quote!(::secrecy::SecretString::from(token.expose()));
                if *optional {
                    quote!(Some(#token))
                } else {
                    token
                }
            }
            Source::Field { name, wrap } => {
                let value = quote!(::core::clone::Clone::clone(&self.#name));
                if *wrap { quote!(Some(#value)) } else { value }
            }
            Source::Nothing(presence) => nothing(*presence),
        };
        quote!(#name: #value)
    });
    // A renewal goes to a server of its own as the document has it.
    let module = writer
        .krate
        .modules
        .iter()
        .find(|it| it.path == writer.module);
    let operations = module.map_or(&[][..], |it| &it.operations);
    let renewing = operations.iter().find(|it| it.request == *request);
    let server = renewing.and_then(|it| match &it.server {
        Some(OwnServer::Template(type_)) => Some(path(type_, writer.module)),
        _ => None,
    });
    let server = server.map(|type_| quote!(server: #type_::new(),));
    quote! {
        if let ::auth_core::Attempt::Renew(token) = attempt {
            let renewal = #request {
                core: ::core::clone::Clone::clone(&self.core),
                #(#fields,)*
                #server
            };
            return ::auth_core::TokenSource::request(&renewal, ::auth_core::Attempt::Primary).await;
        }
    }
}

/// The answer as `Issued`.
fn issued(operation: &Operation, grant: &Grant) -> TokenStream {
    let access = &grant.access_token;
    let name = &access.name;
    let missing = format!("the answer holds no `{}`", access.wire);
    let id = &operation.id;
    let missing = quote! {
        .ok_or_else(|| {
            ::api_core::Error::new(::api_core::ErrorKind::Unreadable, #missing).with_operation(#id)
        })?
    };
    let token = match access.presence {
        Presence::Required => quote!(answer.#name),
        Presence::Optional => quote!(answer.#name #missing),
        Presence::OptionalNullable => quote!(answer.#name.into_value() #missing),
    };
    let start = quote!(::auth_core::Issued::new(#token));
    let mut steps = Vec::new();
    if let Some(member) = &grant.token_type {
        steps.push(given(member, &quote!(.token_type(value))));
    }
    steps.extend(life(grant));
    if let Some(member) = &grant.scope {
        steps.push(given(member, &quote!(.scope(value))));
    }
    if let Some(member) = &grant.refresh_token {
        steps.push(refresh_token(member, grant));
    }
    for member in &grant.extra {
        let wire = &member.wire;
        steps.push(given(member, &quote!(.extra(#wire, value))));
    }
    let issued = assemble(&quote!(issued), &start, steps);
    let (statements, result) = (&issued.statements, issued.result());
    quote! {
        let answer = self.send().await?;
        #statements
        #result
    }
}

/// The step that hands on a member as `value`, where it is there.
fn given(member: &Member, call: &TokenStream) -> Step {
    let option = optional(member);
    match option {
        None => {
            let name = &member.name;
            // The value is used by its name in `call`.
            Step::Statement(quote! {
                let value = answer.#name;
                issued = issued #call;
            })
        }
        Some(option) => Step::Statement(quote! {
            if let Some(value) = #option {
                issued = issued #call;
            }
        }),
    }
}

/// The member as an `Option`; none where it is always there.
fn optional(member: &Member) -> Option<TokenStream> {
    let name = &member.name;
    match member.presence {
        Presence::Required => None,
        Presence::Optional => Some(quote!(answer.#name)),
        Presence::OptionalNullable => Some(quote!(answer.#name.into_value())),
    }
}

/// The life: `expires_in`, else the end.
fn life(grant: &Grant) -> Option<Step> {
    let seconds = |member: &Member, function: TokenStream| {
        let option = optional(member);
        let name = &member.name;
        let value = if option.is_some() {
            quote!(seconds)
        } else {
            quote!(answer.#name)
        };
        let set = quote!(issued = issued.life(::auth_core::Life::#function(#value.as_i64())););
        (option, set)
    };
    let within = grant
        .expires_in
        .as_ref()
        .map(|member| seconds(member, quote!(in_seconds)));
    let until = grant
        .expires_at
        .as_ref()
        .map(|member| seconds(member, quote!(until_epoch_seconds)));
    let statement = match (within, until) {
        (None, None) => return None,
        (Some((None, set)), _) | (None, Some((None, set))) => set,
        (Some((Some(option), set)), None) | (None, Some((Some(option), set))) => {
            quote!(if let Some(seconds) = #option { #set })
        }
        (Some((Some(option), set)), Some((None, otherwise))) => quote! {
            if let Some(seconds) = #option { #set } else { #otherwise }
        },
        (Some((Some(option), set)), Some((Some(other), otherwise))) => quote! {
            if let Some(seconds) = #option {
                #set
            } else if let Some(seconds) = #other {
                #otherwise
            }
        },
    };
    Some(Step::Statement(statement))
}

/// The refresh token: to be used where there is a renewal, else handed on.
fn refresh_token(member: &Member, grant: &Grant) -> Step {
    let wire = &member.wire;
    let call = if grant.renewable {
        quote!(.refresh_token(::auth_core::RefreshToken::new(value)))
    } else {
        quote!(.extra(#wire, value))
    };
    if grant.no_refresh_token.is_empty() {
        return given(member, &call);
    }
    let literals = &grant.no_refresh_token;
    let test = quote! {
        !::core::matches!(::secrecy::ExposeSecret::expose_secret(&value), #(#literals)|*)
    };
    let name = &member.name;
    Step::Statement(optional(member).map_or_else(
        || {
            quote! {
                let value = answer.#name;
                if #test {
                    issued = issued #call;
                }
            }
        },
        |option| {
            quote! {
                if let Some(value) = #option && #test {
                    issued = issued #call;
                }
            }
        },
    ))
}

fn traits(grant: &Grant) -> Option<TokenStream> {
    let mut traits = TokenStream::new();
    if let Some(seconds) = grant.default_life {
        let seconds = proc_macro2::Literal::u64_unsuffixed(seconds);
        traits.extend(quote!(.with_default_life(::core::time::Duration::from_secs(#seconds))));
    }
    if grant.same_token_until_expiry {
        traits.extend(quote!(.with_same_token_until_expiry(true)));
    }
    if let Some(seconds) = grant.refusal_pause {
        let seconds = proc_macro2::Literal::u64_unsuffixed(seconds);
        traits.extend(quote!(.with_refusal_pause(::core::time::Duration::from_secs(#seconds))));
    }
    (!traits.is_empty()).then(|| {
        quote! {
            fn traits(&self) -> ::auth_core::SourceTraits {
                ::auth_core::SourceTraits::default() #traits
            }
        }
    })
}

/// Everything that decides whose token it is.
fn identity(operation: &Operation, writer: Writer<'_>) -> TokenStream {
    // The module tells operations of one name apart: `v1/token/issue`, `v2/token/issue`.
    let mut path: Vec<&str> = writer.module.iter().map(Ident::as_str).collect();
    path.push(&operation.id);
    let id = path.join("/");
    let start = quote! {
        ::auth_core::CredentialId::builder(::core::env!("CARGO_PKG_NAME"), #id)
            .part("url", self.core.base_url())
    };
    let steps = operation
        .parameters
        .iter()
        .filter(|parameter| !parameter.tracing)
        .map(|parameter| {
            let field = &parameter.field;
            let place = super::write::of_self(&field.name);
            identity_of(field, field.name.as_str(), Value::Place(&place), writer)
        })
        .collect();
    let id = assemble(&quote!(id), &start, steps);
    let (statements, value) = (&id.statements, id.value());
    quote! {
        #statements
        Some(#value.build())
    }
}

/// The step that adds a field to the identity, if it is set.
fn identity_of(field: &Field, name: &str, place: Value<'_>, writer: Writer<'_>) -> Step {
    let given = quote!(value);
    let borrowed = place.borrowed();
    match field.presence {
        Presence::Required => part(field, name, place, writer),
        Presence::Optional => {
            let inside = as_statement(part(field, name, Value::Reference(&given), writer));
            Step::Statement(quote! {
                if let Some(value) = #borrowed {
                    #inside
                }
            })
        }
        Presence::OptionalNullable => {
            let inside = as_statement(part(field, name, Value::Reference(&given), writer));
            let null = format!("{name}=null");
            Step::Statement(quote! {
                match #borrowed {
                    ::api_core::Presence::Absent => {}
                    ::api_core::Presence::Null => id = id.part(#null, ""),
                    ::api_core::Presence::Present(value) => { #inside }
                }
            })
        }
    }
}

/// The step that adds a value to the identity.
fn part(field: &Field, name: &str, value: Value<'_>, writer: Writer<'_>) -> Step {
    let borrowed = value.borrowed();
    let receiver = value.receiver();
    Step::Chain(match &field.type_ {
        Type::Secret => quote!(.secret(#name, #borrowed)),
        Type::SecretObject => quote!(.secret(#name, &#receiver.canonical())),
        Type::ClientCredentials => {
            let (id, secret) = (format!("{name}.id"), format!("{name}.secret"));
            quote!(.part(#id, #receiver.id()).secret(#secret, #receiver.secret()))
        }
        Type::List(items) if is_text(items) => {
            let item = Value::Reference(&quote!(item)).text(items);
            return Step::Statement(quote! {
                for item in #borrowed {
                    id = id.part(#name, #item);
                }
            });
        }
        Type::Named(reference) if reference.kind == Kind::Choice => {
            let arms = writer.arms(reference, |variant, fields| {
                let variant = variant.name.as_str();
                let mut steps = vec![Step::Chain(quote!(.part(#name, #variant)))];
                steps.extend(fields.iter().map(|(field, binding)| {
                    let name = format!("{name}.{}", field.name.as_str());
                    identity_of(field, &name, Value::Reference(binding), writer)
                }));
                super::write::run(&quote!(id), steps)
            });
            return Step::Statement(quote!(match #borrowed { #arms }));
        }
        type_ if is_text(type_) => {
            let text = value.text(type_);
            quote!(.part(#name, #text))
        }
        type_ => {
            let value = if type_.is_secret() {
                let with = super::write::exposed(type_);
                quote!(&::api_core::runtime::SerializeAsWrap::<_, #with>::new(#borrowed))
            } else {
                borrowed
            };
            quote!(.secret(#name, &::api_core::runtime::json_text(#value)?))
        }
    })
}

fn is_text(type_: &Type) -> bool {
    match type_ {
        Type::Bool
        | Type::I32
        | Type::I64
        | Type::U64
        | Type::F64
        | Type::String
        | Type::Text(_) => true,
        Type::Named(reference) => reference.kind == Kind::OpenEnum,
        _ => false,
    }
}

fn as_statement(step: Step) -> TokenStream {
    super::write::statement(&quote!(id), step)
}
