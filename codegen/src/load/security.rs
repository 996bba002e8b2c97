//! Reads security schemes, and which of them an operation needs.

use super::fields::{Fields, unexpected};
use super::openapi::{
    BasicEncoding, Entry, OAuthFlow, ParameterIn, SecurityKind, SecurityRequirement, SecurityScheme,
};
use super::reader::Reader;
use super::tree::{Content, Node};
use crate::diagnostic::{Place, Problem, Spanned};

const ENCODINGS: &[(&str, BasicEncoding)] =
    &[("form", BasicEncoding::Form), ("raw", BasicEncoding::Raw)];

const FLOWS: &[&str] = &[
    "implicit",
    "password",
    "clientCredentials",
    "authorizationCode",
];

#[derive(Debug, Clone, Copy)]
enum Type {
    Http,
    ApiKey,
    OAuth2,
    OpenIdConnect,
    MutualTls,
}

const TYPES: &[(&str, Type)] = &[
    ("http", Type::Http),
    ("apiKey", Type::ApiKey),
    ("oauth2", Type::OAuth2),
    ("openIdConnect", Type::OpenIdConnect),
    ("mutualTLS", Type::MutualTls),
];

impl<'a> Reader<'a> {
    /// One of `components.securitySchemes`.
    pub(super) fn security_scheme(&mut self, node: &'a Node) -> Option<SecurityScheme> {
        let reached = self.reach(node, "securitySchemes")?;
        let node = reached.node;
        let mut fields = self.fields(node, "a security scheme")?;
        let description = self.text(&mut fields, "description");
        let kind = fields.required("type", self.problems);
        let kind = kind.and_then(|node| self.word(node, "a type of security scheme", TYPES));
        let Some(kind) = kind else {
            // Which members belong to it is not known.
            let _ = fields.matching(|_| true);
            fields.finish(self.problems);
            return None;
        };
        let mut argument = None;
        let kind = match kind.value {
            Type::Http => {
                argument = self.text(&mut fields, "x-argument");
                self.http_scheme(&mut fields, node)
            }
            Type::ApiKey => {
                let name = self.required_text(&mut fields, "name");
                let location = fields.required("in", self.problems);
                let places = [
                    ("header", ParameterIn::Header),
                    ("query", ParameterIn::Query),
                    ("cookie", ParameterIn::Cookie),
                ];
                let location =
                    location.and_then(|node| self.word(node, "a place of a key", &places));
                name.zip(location)
                    .map(|(name, location)| SecurityKind::ApiKey { name, location })
            }
            Type::OAuth2 => {
                let flows = fields.expected("flows", self.problems);
                Some(SecurityKind::OAuth2 {
                    flows: flows.map_or_else(Vec::new, |node| self.flows(node)),
                })
            }
            Type::OpenIdConnect => {
                let url = self.required_text(&mut fields, "openIdConnectUrl");
                url.map(|url| SecurityKind::OpenIdConnect { url })
            }
            Type::MutualTls => Some(SecurityKind::MutualTls),
        };
        fields.finish(self.problems);
        let description = reached.description.or(description);
        Some(SecurityScheme {
            place: node.place.clone(),
            description,
            kind: kind?,
            argument,
        })
    }

    fn http_scheme(&mut self, fields: &mut Fields<'a>, node: &'a Node) -> Option<SecurityKind> {
        let scheme = self.required_text(fields, "scheme")?;
        match scheme.to_ascii_lowercase().as_str() {
            "basic" => {
                let encoding = fields.member("x-basic-encoding");
                if encoding.is_none() {
                    let problem = Problem::new(
                        "missing-key",
                        "`x-basic-encoding` is missing in a scheme `basic`",
                    )
                    .at(
                        &node.place,
                        "servers differ, and a wrong guess is refused only for some secrets",
                    )
                    .note("without it, user and password go out as they are (RFC 7617)")
                    .help(
                        "write `form` where the vendor follows RFC 6749 section 2.3.1, else `raw`",
                    );
                    self.problems.remark(problem);
                }
                let encoding = match encoding {
                    Some(member) => self.word(&member.value, "an encoding", ENCODINGS)?,
                    None => Spanned::new(BasicEncoding::Raw, scheme.place.clone()),
                };
                Some(SecurityKind::Basic { encoding })
            }
            "bearer" => {
                let format = self.text(fields, "bearerFormat");
                Some(SecurityKind::Bearer { format })
            }
            _ => Some(SecurityKind::Http { scheme }),
        }
    }

    fn flows(&mut self, node: &'a Node) -> Vec<Entry<OAuthFlow>> {
        let Some(mut fields) = self.fields(node, "`flows`") else {
            return Vec::new();
        };
        let mut flows = Vec::new();
        for key in FLOWS {
            let Some(member) = fields.member(key) else {
                continue;
            };
            let authorization = matches!(*key, "implicit" | "authorizationCode");
            let token = *key != "implicit";
            if let Some(value) = self.flow(&member.value, authorization, token) {
                flows.push(Entry {
                    key: member.key.clone(),
                    value,
                });
            }
        }
        fields.finish(self.problems);
        flows
    }

    fn flow(&mut self, node: &'a Node, authorization: bool, token: bool) -> Option<OAuthFlow> {
        let mut fields = self.fields(node, "a flow")?;
        let mut url = |reader: &mut Self, key: &'static str, there: bool| {
            let node = if there {
                fields.expected(key, reader.problems)
            } else {
                None
            };
            node.and_then(|node| reader.string(node))
        };
        let authorization_url = url(self, "authorizationUrl", authorization);
        let token_url = url(self, "tokenUrl", token);
        let refresh_url = self.text(&mut fields, "refreshUrl");
        let scopes = fields.expected("scopes", self.problems);
        let scopes = scopes.map_or_else(Vec::new, |node| self.entries(node, Self::string));
        fields.finish(self.problems);
        Some(OAuthFlow {
            place: node.place.clone(),
            authorization_url,
            token_url,
            refresh_url,
            scopes,
        })
    }

    /// `security` of a document or an operation.
    pub(super) fn security(&mut self, node: &'a Node) -> Vec<SecurityRequirement> {
        self.list(node)
            .iter()
            .filter_map(|item| self.requirement(item))
            .collect()
    }

    /// What stands for `security` where a document has none, at no operation either: each scheme that it declares may be used, and none has to be.
    pub(super) fn unstated_security(
        &mut self,
        root: &'a Node,
        schemes: &[Entry<SecurityScheme>],
    ) -> Vec<SecurityRequirement> {
        let carried =
            |it: &&Entry<SecurityScheme>| !matches!(it.value.kind, SecurityKind::MutualTls);
        let carried: Vec<_> = schemes.iter().filter(carried).collect();
        let Some(first) = carried.first() else {
            return Vec::new();
        };
        if !self.problems.is_foreign() || states_security(root) {
            return Vec::new();
        }
        let problem = Problem::new("security-unstated", "no operation says how it authenticates")
            .at(&first.key.place, "this is declared, and used nowhere")
            .note("each of the declared schemes is taken for one that may be used, and that no operation needs")
            .help("write `security`, for the document or for its operations");
        self.problems.remark(problem);
        let mut ways: Vec<SecurityRequirement> = carried
            .iter()
            .map(|scheme| SecurityRequirement {
                place: scheme.key.place.clone(),
                schemes: vec![Entry {
                    key: scheme.key.clone(),
                    value: Vec::new(),
                }],
            })
            .collect();
        ways.push(SecurityRequirement {
            place: first.key.place.clone(),
            schemes: Vec::new(),
        });
        ways
    }

    fn requirement(&mut self, node: &'a Node) -> Option<SecurityRequirement> {
        if !matches!(node.content, Content::Map(_)) {
            self.problems
                .push(unexpected(node, "a mapping from schemes to scopes,"));
            return None;
        }
        let schemes = self.entries(node, |reader, node| Some(reader.strings(node)));
        let declared = self.declared_schemes(&node.place);
        for Entry { key, .. } in &schemes {
            if declared.contains(&key.value.as_str()) {
                continue;
            }
            let title = format!("there is no security scheme `{}`", key.value);
            let problem = Problem::new("security-unknown", title)
                .at(&key.place, "not in `components.securitySchemes`");
            let like = self.problems.similar(key, declared.iter().copied());
            self.problems.remark(match like {
                Some(similar) => problem.replace(
                    key.place.location,
                    similar,
                    format!("did you mean `{similar}`?"),
                ),
                None => problem.help("declare it there"),
            });
        }
        Some(SecurityRequirement {
            place: node.place.clone(),
            schemes,
        })
    }

    /// The names of the schemes of the document that `place` is in, whether or not they are understood.
    fn declared_schemes(&self, place: &Place) -> Vec<&'a str> {
        let root = self
            .document(place)
            .and_then(|document| document.root.as_ref());
        let schemes = root
            .and_then(|(_, root)| root.member("components"))
            .and_then(|components| components.value.member("securitySchemes"));
        match schemes.map(|schemes| &schemes.value.content) {
            Some(Content::Map(members)) => members
                .iter()
                .map(|member| member.key.value.as_str())
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// Whether an operation of the document has `security`.
fn states_security(root: &Node) -> bool {
    fn members(node: &Node) -> impl Iterator<Item = &Node> {
        let members = match &node.content {
            Content::Map(members) => Some(members),
            _ => None,
        };
        members.into_iter().flatten().map(|it| &it.value)
    }
    let paths = root.member("paths").map(|it| &it.value);
    let mut operations = paths.into_iter().flat_map(members).flat_map(members);
    operations.any(|operation| operation.member("security").is_some())
}
