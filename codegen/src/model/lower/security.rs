//! The credentials of single calls.

use super::Lowering;
use super::draft::Draft;
use crate::diagnostic::{Place, Problem};
use crate::load::openapi::{SecurityKind, SecurityRequirement, SecurityScheme};
use crate::model::{Docs, Field, ListStyle, Location, Presence, Type};

impl<'d> Lowering<'d, '_> {
    /// Lowers the credential that belongs to a single call.
    pub(super) fn lower_security(&mut self, draft: &mut Draft<'d>) -> Option<()> {
        let (scheme, used, required) = self.only_scheme(draft)?;
        let (location, type_, words) = self.credential(scheme, used)?;
        let argument = self.argument(scheme, used)?;
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
        };
        draft.add(field, location, (example, None));
        Some(())
    }

    /// The only scheme that an operation names, where it is named, and whether the operation can do without.
    fn only_scheme(&mut self, draft: &Draft<'d>) -> Option<(&'d SecurityScheme, &'d Place, bool)> {
        let alternatives = &draft.operation.security;
        let mut with: Vec<_> = alternatives
            .iter()
            .filter(|requirement| !requirement.schemes.is_empty())
            .collect();
        let required = with.len() == alternatives.len();
        let first = with.first().copied()?;
        with.dedup_by_key(|requirement| scheme_names(requirement));
        if let [_, second, ..] = with.as_slice() {
            self.problem(
                Problem::new(
                    "security-alternatives",
                    "more than one way to authenticate a call",
                )
                .at(&second.place, "another way")
                .also(&first.place, "one way")
                .help("name one way, and `{}` where it may be left out"),
            );
            return None;
        }
        if let [_, second, ..] = first.schemes.as_slice() {
            self.problem(
                Problem::new("security-several", "a call with two credentials at once")
                    .at(&second.key.place, "the second")
                    .help("name one"),
            );
            return None;
        }
        let entry = first.schemes.first()?;
        let documents = self.documents;
        let scheme = documents
            .get(draft.document)?
            .security_scheme(&entry.key.value)?;
        Some((scheme, &entry.key.place, required))
    }

    /// Where a credential goes and what it is, and a few words about it.
    fn credential(
        &mut self,
        scheme: &'d SecurityScheme,
        used: &'d Place,
    ) -> Option<(Location, Type, &'static str)> {
        match &scheme.kind {
            SecurityKind::Basic { encoding } => Some((
                Location::Basic(encoding.value),
                Type::ClientCredentials,
                "The ID and the secret of the client.",
            )),
            SecurityKind::Bearer { .. } => {
                Some((Location::Bearer, Type::Secret, "The bearer token."))
            }
            SecurityKind::ApiKey { .. }
            | SecurityKind::OAuth2 { .. }
            | SecurityKind::OpenIdConnect { .. } => {
                self.problem(
                    Problem::new(
                        "security-scheme",
                        "a security scheme that is not supported yet",
                    )
                    .at(&scheme.place, "neither `basic` nor `bearer`")
                    .also(used, "used here")
                    .help("describe it as `type: http`, or as a parameter with `format: password`"),
                );
                None
            }
        }
    }

    fn argument(
        &mut self,
        scheme: &'d SecurityScheme,
        used: &'d Place,
    ) -> Option<&'d crate::diagnostic::Spanned<String>> {
        if scheme.argument.is_none() {
            self.problem(
                Problem::new(
                    "security-scheme",
                    "a credential of the client as a whole is not supported yet",
                )
                .at(&scheme.place, "has no `x-argument`")
                .also(used, "used here")
                .help("add `x-argument`: the credential becomes a parameter of the call"),
            );
        }
        scheme.argument.as_ref()
    }
}

fn scheme_names(requirement: &SecurityRequirement) -> Vec<String> {
    let mut names: Vec<_> = requirement
        .schemes
        .iter()
        .map(|scheme| scheme.key.value.clone())
        .collect();
    names.sort();
    names
}
