//! The methods by which a client is given its credentials, and what is said about them.

use super::Lowering;
use super::carried::is_argument;
use super::docs::code;
use super::security::carrier;
use crate::diagnostic::Problem;
use crate::load::openapi::{Document, Entry, OAuthFlow, SecurityKind, SecurityScheme};
use crate::model::names::Taken;
use crate::model::{Carrier, CredentialMethod, Docs, ServiceMethod};

impl<'d> Lowering<'d, '_> {
    /// One method for each scheme that an operation of these documents wants, in the order of the documents.
    pub(super) fn credential_methods(
        &mut self,
        documents: &[&'d Document],
        services: &[ServiceMethod],
    ) -> Vec<CredentialMethod> {
        let mut methods: Vec<CredentialMethod> = Vec::new();
        let mut taken = Taken::default();
        for service in services {
            taken.take(&service.name);
        }
        for document in documents {
            for entry in &document.security_schemes {
                let (name, scheme) = (&entry.key.value, &entry.value);
                if scheme.argument.is_some() || !is_wanted(document, name) {
                    continue;
                }
                let carrier = carrier(scheme);
                if let Some(before) = methods.iter().find(|method| method.scheme == *name) {
                    if before.carrier != carrier {
                        self.problem(
                            Problem::new(
                                "scheme-twice",
                                format!(
                                    "the scheme {} of another service of this client is another",
                                    code(name)
                                ),
                            )
                            .at(&scheme.place, "carries its credential in another way")
                            .help("give the schemes different names"),
                        );
                    }
                    continue;
                }
                if carrier == Carrier::Certificate {
                    continue;
                }
                if let Some(method) = self.credential_name(name, scheme) {
                    // Names that fall together are a problem of a document of the house, which is reported at the end.
                    let method = if self.problems.is_foreign() {
                        taken.take_numbered(&method)
                    } else {
                        method
                    };
                    methods.push(CredentialMethod {
                        name: method,
                        docs: self.credential_docs(name, scheme, &carrier),
                        scheme: name.clone(),
                        carrier,
                    });
                }
            }
        }
        methods
    }

    /// What is said of a client certificate, which has no method.
    pub(super) fn certificate_docs(&self, documents: &[&'d Document], docs: &mut Docs) {
        for document in documents {
            for entry in &document.security_schemes {
                if carrier(&entry.value) != Carrier::Certificate
                    || !is_wanted(document, &entry.key.value)
                {
                    continue;
                }
                docs.paragraph(
                    "The service wants a client certificate: give the builder a transport that presents one.",
                );
                if let Some(text) = &entry.value.description {
                    docs.description(&text.value, &self.identifiers);
                }
            }
        }
    }

    fn credential_docs(&self, name: &str, scheme: &'d SecurityScheme, carrier: &Carrier) -> Docs {
        let named = code(name);
        let mut docs = Docs::of(&match carrier {
            Carrier::Bearer => format!(
                "The same client with the tokens of this provider, for operations that want {named}: a [`TokenCache`](::api_core::TokenCache), an \
                 [`AccessToken`](::api_core::AccessToken), or an `Arc<dyn TokenProvider>`. They go out as `Authorization: Bearer …`; one that the \
                 service refuses is given back, and the call is sent once more with another."
            ),
            Carrier::Basic(_) => format!(
                "The same client with this user or client, for operations that want {named}. It goes out as `Authorization: Basic …`."
            ),
            Carrier::Authorization => format!(
                "The same client with this value of the `Authorization` header, for operations that want {named}."
            ),
            Carrier::Header(header) => format!(
                "The same client with this credential, for operations that want {named}. It goes out in the header {}.",
                code(header)
            ),
            Carrier::Cookie(cookie) => format!(
                "The same client with this credential, for operations that want {named}. It goes out in the cookie {}.",
                code(cookie)
            ),
            Carrier::Query(parameter) => format!(
                "The same client with this credential, for operations that want {named}. **It goes out in the URL**, in the query parameter {}: errors and \
                 events of this crate do not show it, but servers and proxies on the way write URLs into their logs. Prefer another way, if the service \
                 has one.",
                code(parameter)
            ),
            Carrier::Certificate => String::new(),
        });
        if let Some(text) = &scheme.description {
            docs.description(&text.value, &self.identifiers);
        }
        match &scheme.kind {
            SecurityKind::Bearer {
                format: Some(format),
            } => docs.paragraph(&format!("Format: {}.", code(&format.value))),
            SecurityKind::Http { scheme } => {
                docs.paragraph(&format!("Scheme: {}.", code(&scheme.value)));
            }
            SecurityKind::OpenIdConnect { url } => {
                docs.paragraph(&format!(
                    "`OpenID` Connect discovery: {}.",
                    code(&url.value)
                ));
            }
            SecurityKind::OAuth2 { flows } => {
                docs.paragraph("OAuth 2.0 flows:");
                for flow in flows {
                    let text = flow_words(flow);
                    docs.item(
                        &format!("{}:", code(&flow.key.value)),
                        &text,
                        "",
                        &self.identifiers,
                    );
                }
                if flows
                    .iter()
                    .any(|flow| flow.key.value == "clientCredentials")
                {
                    docs.paragraph(
                        "The client credentials flow is [`api_core::oauth2`](::api_core::oauth2), and a cache over it keeps its tokens.",
                    );
                }
            }
            _ => {}
        }
        docs.paragraph("Other handles of the client keep what they have.");
        docs
    }
}

fn flow_words(flow: &Entry<OAuthFlow>) -> String {
    let urls = [
        ("authorization at", &flow.value.authorization_url),
        ("tokens at", &flow.value.token_url),
        ("refreshed at", &flow.value.refresh_url),
    ];
    let urls: Vec<_> = urls
        .iter()
        .filter_map(|(words, url)| Some(format!("{words} {}", code(&url.as_ref()?.value))))
        .collect();
    let scopes = flow.value.scopes.iter().map(|scope| {
        let (name, text) = (code(&scope.key.value), scope.value.value.trim());
        if text.is_empty() {
            format!("- {name}")
        } else {
            format!("- {name}: {}", text.replace('\n', " "))
        }
    });
    let start = (!urls.is_empty()).then(|| format!("{}.", urls.join(", ")));
    let lines: Vec<_> = start.into_iter().chain(scopes).collect();
    lines.join("\n")
}

/// Whether an operation of the document names the scheme.
fn is_wanted(document: &Document, name: &str) -> bool {
    let Some(scheme) = document.security_scheme(name) else {
        return false;
    };
    let mut operations = document.paths.iter().flat_map(|path| &path.operations);
    operations.any(|operation| {
        let mut schemes = operation.security.iter().flat_map(|it| &it.schemes);
        schemes.any(|entry| entry.key.value == name) && !is_argument(document, operation, scheme)
    })
}
