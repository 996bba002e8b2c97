//! What an operation needs to authenticate: credentials of single calls, and those of the client.

use super::Lowering;
use super::carried::is_argument;
use super::draft::Draft;
use crate::diagnostic::{Place, Problem, Spanned};
use crate::load::openapi::{ParameterIn, SecurityKind, SecurityRequirement, SecurityScheme};
use crate::model::{
    Carrier, Docs, Field, Ident, ListStyle, Location, Presence, Scheme, Security, Type,
};

/// A scheme whose credential belongs to the call, the name of that, and whether the operation cannot do without.
type Own<'d> = (&'d SecurityScheme, &'d Spanned<String>, bool);

impl<'d> Lowering<'d, '_> {
    /// Lowers the credential that belongs to a single call, and gives what the operation wants of the client.
    pub(super) fn lower_security(&mut self, draft: &mut Draft<'d>) -> Option<Security> {
        let document = draft.document;
        let alternatives = self.known_alternatives(draft);
        for (scheme, argument, required) in self.own_scheme(document, &alternatives)? {
            self.lower_credential(draft, scheme, argument, required)?;
        }
        Some(self.security_of_client(draft, &alternatives))
    }

    /// The alternatives whose schemes are all declared; the others have been reported.
    fn known_alternatives(&self, draft: &Draft<'d>) -> Vec<&'d SecurityRequirement> {
        let known = |requirement: &&SecurityRequirement| {
            requirement
                .schemes
                .iter()
                .all(|entry| self.scheme(draft.document, &entry.key.value).is_some())
        };
        draft.operation.security.iter().filter(known).collect()
    }

    pub(super) fn scheme(&self, document: usize, name: &str) -> Option<&'d SecurityScheme> {
        let documents = self.documents;
        documents.get(document)?.security_scheme(name)
    }

    fn lower_credential(
        &mut self,
        draft: &mut Draft<'d>,
        scheme: &'d SecurityScheme,
        argument: &'d Spanned<String>,
        required: bool,
    ) -> Option<()> {
        let (location, type_, words) = match &scheme.kind {
            SecurityKind::Basic { encoding } => (
                Location::Basic(encoding.value),
                Type::ClientCredentials,
                "The ID and the secret of the client.",
            ),
            _ => (Location::Bearer, Type::Secret, "The bearer token."),
        };
        let name = self.value_name(None, &argument.value, &argument.place)?;
        let mut docs = Docs::default();
        if let Some(description) = &scheme.description {
            docs.description(&description.value, &self.identifiers);
        }
        if docs.is_empty() {
            docs.paragraph(words);
        }
        let example = match type_ {
            Type::ClientCredentials => serde_json::json!(["my-client", "my-client-secret"]),
            _ => format!("my-{}", name.as_str().replace('_', "-")).into(),
        };
        let field = Field {
            name,
            wire: argument.value.clone(),
            type_,
            presence: if required {
                Presence::Required
            } else {
                Presence::Optional
            },
            list_style: ListStyle::Commas,
            docs,
            deprecated: false,
            null_setter: None,
            hidden: false,
        };
        draft.add(field, location, (example, None));
        Some(())
    }

    /// The only scheme of an operation whose credential belongs to the call, if there is one; the name of that, and whether the operation cannot do
    /// without.
    fn own_scheme(
        &mut self,
        document: usize,
        alternatives: &[&'d SecurityRequirement],
    ) -> Option<Vec<Own<'d>>> {
        let own = |requirement: &&'d SecurityRequirement| -> Vec<(&'d str, &'d Place)> {
            let own = requirement.schemes.iter().filter(|entry| {
                self.scheme(document, &entry.key.value)
                    .is_some_and(|scheme| scheme.argument.is_some())
            });
            own.map(|entry| (entry.key.value.as_str(), &entry.key.place))
                .collect()
        };
        let with: Vec<_> = alternatives
            .iter()
            .map(own)
            .filter(|own| !own.is_empty())
            .collect();
        let required = with.len() == alternatives.len();
        let Some(first) = with.first() else {
            return Some(Vec::new());
        };
        let [(name, place)] = first.as_slice() else {
            let problem = Problem::new("security-several", "a call with two credentials at once")
                .at(first[1].1, "the second")
                .help("name one with `x-argument`");
            self.problem(problem);
            return None;
        };
        let other = with
            .iter()
            .find(|own| own.iter().map(|it| it.0).ne([*name]));
        if let Some(other) = other {
            self.problem(
                Problem::new(
                    "security-alternatives",
                    "more than one way to authenticate a call",
                )
                .at(other[0].1, "another way")
                .also(place, "one way")
                .help("name one way, and `{}` where it may be left out"),
            );
            return None;
        }
        let scheme = self.scheme(document, name)?;
        Some(vec![(scheme, scheme.argument.as_ref()?, required)])
    }

    /// What is left of the alternatives without the credentials of single calls.
    fn security_of_client(
        &mut self,
        draft: &Draft<'d>,
        alternatives: &[&'d SecurityRequirement],
    ) -> Security {
        let mut security: Security = Vec::new();
        let Some(document) = self.documents.get(draft.document) else {
            return security;
        };
        for requirement in alternatives {
            let mut schemes = Vec::new();
            for entry in &requirement.schemes {
                let name = &entry.key.value;
                let scheme = document.security_scheme(name).filter(|scheme| {
                    scheme.argument.is_none() && !is_argument(document, draft.operation, scheme)
                });
                let Some(scheme) = scheme else {
                    continue;
                };
                if let Some(method) = self.credential_name(name, scheme) {
                    schemes.push(Scheme {
                        name: name.clone(),
                        method,
                        carrier: carrier(scheme),
                    });
                }
            }
            if !security.contains(&schemes) {
                security.push(schemes);
            }
        }
        if security.iter().all(Vec::is_empty) {
            security.clear();
        }
        security
    }

    /// The client's method that gives a credential: `with_api_key`, and `with_api_key_in_url` for one that is sent where others can read it.
    pub(super) fn credential_name(
        &mut self,
        name: &str,
        scheme: &'d SecurityScheme,
    ) -> Option<Ident> {
        let method = match carrier(scheme) {
            Carrier::Query(_) => format!("with {name} in url"),
            _ => format!("with {name}"),
        };
        self.value_name(None, &method, &scheme.place)
    }
}

/// How a call carries the credential of a scheme.
pub(super) fn carrier(scheme: &SecurityScheme) -> Carrier {
    match &scheme.kind {
        SecurityKind::Bearer { .. }
        | SecurityKind::OAuth2 { .. }
        | SecurityKind::OpenIdConnect { .. } => Carrier::Bearer,
        SecurityKind::Basic { encoding } => Carrier::Basic(encoding.value),
        SecurityKind::Http { .. } => Carrier::Authorization,
        SecurityKind::MutualTls => Carrier::Certificate,
        SecurityKind::ApiKey { name, location } => {
            let name = name.value.clone();
            match location.value {
                ParameterIn::Query => Carrier::Query(name),
                ParameterIn::Cookie => Carrier::Cookie(name),
                ParameterIn::Header | ParameterIn::Path => Carrier::Header(name),
            }
        }
    }
}
