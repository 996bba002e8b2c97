//! Reads whole documents.

use super::fields::Unsupported;
use super::openapi::{
    Contact, Document, Entry, Info, License, Schema, SecurityScheme, Server, ServerVariable, Tag,
    Version,
};
use super::operation::Common;
use super::reader::{Parsed, Reader};
use super::tree::Node;
use crate::diagnostic::{Location, Place, Problem, Spanned};

const DOCUMENT: &[Unsupported] = &[
    (
        "webhooks",
        "the generated code is a client and receives no requests",
        "remove them",
    ),
    (
        "jsonSchemaDialect",
        "the only dialect is that of OpenAPI",
        "remove it",
    ),
];

const COMPONENTS: &[Unsupported] = &[
    (
        "links",
        "the generated client does not follow links",
        "remove them",
    ),
    (
        "callbacks",
        "the generated code is a client and receives no requests",
        "remove them",
    ),
];

/// The components that keep their names.
type Components = (Vec<Entry<Schema>>, Vec<Entry<SecurityScheme>>);

impl<'a> Reader<'a> {
    /// A whole document; an empty one where its root is not understood, which has been told.
    pub(super) fn read(&mut self, parsed: &'a Parsed) -> Document {
        let Some((version, root)) = &parsed.root else {
            return unread(parsed);
        };
        let Some(mut fields) = self.fields(root, "a document") else {
            return unread(parsed);
        };
        fields.optional("openapi");
        let info = fields
            .required("info", self.problems)
            .and_then(|node| self.info(node));
        let servers = fields
            .optional("servers")
            .map_or_else(Vec::new, |node| self.servers(node));
        let tags = fields
            .optional("tags")
            .map_or_else(Default::default, |node| self.list(node));
        let tag = |node| self.incidental(|reader| reader.tag(node));
        let tags = tags.iter().filter_map(tag).collect();
        let external_docs = fields
            .optional("externalDocs")
            .and_then(|node| self.external_docs(node));
        let components = fields
            .optional("components")
            .and_then(|node| self.components(node));
        let (mut schemas, security_schemes) = components.unwrap_or_default();
        let security = match fields.optional("security") {
            Some(node) => self.security(node),
            None => self.unstated_security(root, &security_schemes),
        };
        let path_styles = fields
            .optional("x-path-styles")
            .and_then(|node| self.path_styles(node));
        let common = Common {
            security: &security,
            path_styles: path_styles.as_ref(),
            styles_unread: path_styles.is_none() && root.member("x-path-styles").is_some(),
        };
        let paths = fields
            .optional("paths")
            .map_or_else(Vec::new, |node| self.paths(node, &common));
        let service = self.text(&mut fields, "x-service");
        let features = fields
            .optional("x-feature")
            .map_or_else(Vec::new, |node| self.features(node));
        let error = fields.optional("x-error").and_then(|node| self.error(node));
        let retry = fields.optional("x-retry").and_then(|node| self.retry(node));
        schemas.extend(self.named_schemas());
        fields.remark(DOCUMENT, self.problems);
        fields.finish(self.problems);
        Document {
            place: root.place.clone(),
            version: *version,
            info: info.unwrap_or_else(|| untitled(&root.place)),
            servers,
            tags,
            external_docs,
            listed: super::listed::operations(self.documents, parsed),
            paths,
            schemas,
            security_schemes,
            service,
            features,
            path_styles,
            error,
            retry,
            ..unread(parsed)
        }
    }

    fn info(&mut self, node: &'a Node) -> Option<Info> {
        let mut fields = self.fields(node, "`info`")?;
        let title = self.required_text(&mut fields, "title");
        let version = fields
            .required("version", self.problems)
            .and_then(|node| self.spelling(node));
        let summary = fields
            .since_3_1("summary", self)
            .and_then(|node| self.string(node));
        let description = self.text(&mut fields, "description");
        let terms_of_service = self.text(&mut fields, "termsOfService");
        let contact = fields
            .optional("contact")
            .and_then(|node| self.incidental(|reader| reader.contact(node)));
        let license = fields
            .optional("license")
            .and_then(|node| self.incidental(|reader| reader.license(node)));
        fields.finish(self.problems);
        let (title, version) = (title?, version?);
        let place = node.place.clone();
        Some(Info {
            place,
            title,
            version,
            summary,
            description,
            terms_of_service,
            contact,
            license,
        })
    }

    fn contact(&mut self, node: &'a Node) -> Option<Contact> {
        let mut fields = self.fields(node, "`contact`")?;
        let contact = Contact {
            name: self.text(&mut fields, "name"),
            url: self.text(&mut fields, "url"),
            email: self.text(&mut fields, "email"),
        };
        fields.finish(self.problems);
        Some(contact)
    }

    fn license(&mut self, node: &'a Node) -> Option<License> {
        let mut fields = self.fields(node, "`license`")?;
        let name = self.required_text(&mut fields, "name");
        let identifier = fields
            .since_3_1("identifier", self)
            .and_then(|node| self.string(node));
        let url = self.text(&mut fields, "url");
        fields.finish(self.problems);
        Some(License {
            name: name?,
            identifier,
            url,
        })
    }

    /// `servers` of a document, a path or an operation.
    pub(super) fn servers(&mut self, node: &'a Node) -> Vec<Server> {
        self.list(node)
            .iter()
            .filter_map(|node| self.server(node))
            .collect()
    }

    fn server(&mut self, node: &'a Node) -> Option<Server> {
        let mut fields = self.fields(node, "a server")?;
        let url = self.required_text(&mut fields, "url");
        let description = self.text(&mut fields, "description");
        let declared = fields.optional("variables");
        let variables =
            declared.map_or_else(Vec::new, |node| self.entries(node, Self::server_variable));
        fields.finish(self.problems);
        let url = url?;
        let is_declared = |name: &str| declared.is_some_and(|node| node.member(name).is_some());
        self.check_server(&url, &variables, is_declared);
        Some(Server {
            place: node.place.clone(),
            url,
            description,
            variables,
        })
    }

    fn server_variable(&mut self, node: &'a Node) -> Option<ServerVariable> {
        let mut fields = self.fields(node, "a server variable")?;
        let default = self.required_text(&mut fields, "default");
        let before = self.problems.len();
        let allowed = self.texts(&mut fields, "enum");
        let all_read = self.problems.len() == before;
        let description = self.text(&mut fields, "description");
        fields.finish(self.problems);
        let default = default?;
        if all_read
            && !allowed.is_empty()
            && !allowed.iter().any(|value| value.value == default.value)
        {
            let problem = Problem::new("value", "the default is none of the values of `enum`")
                .at(&default.place, "");
            self.problems.remark(problem);
        }
        Some(ServerVariable {
            default,
            allowed,
            description,
        })
    }

    fn check_server(
        &mut self,
        url: &Spanned<String>,
        variables: &[Entry<ServerVariable>],
        is_declared: impl Fn(&str) -> bool,
    ) {
        let names = match super::template::names(url) {
            Ok(names) => names,
            Err(reason) => {
                self.problems.push(
                    Problem::new("server", "the URL is not understood").at(&url.place, reason),
                );
                return;
            }
        };
        for name in &names {
            if !is_declared(name) {
                let problem =
                    Problem::new("server", format!("the variable `{name}` is not declared"))
                        .at(&url.place, "")
                        .help(format!("write `variables: {{{name}: {{default: …}}}}`"));
                self.problems.remark(problem);
            }
        }
        for Entry { key, .. } in variables
            .iter()
            .filter(|variable| !names.contains(&variable.key.value))
        {
            let problem = Problem::new("server", format!("the URL has no `{{{}}}`", key.value))
                .at(&key.place, "has no place to go");
            self.problems.remark(problem);
        }
    }

    fn tag(&mut self, node: &'a Node) -> Option<Tag> {
        let mut fields = self.fields(node, "a tag")?;
        let name = self.required_text(&mut fields, "name");
        let description = self.text(&mut fields, "description");
        let external_docs = fields
            .optional("externalDocs")
            .and_then(|node| self.external_docs(node));
        fields.finish(self.problems);
        Some(Tag {
            name: name?,
            description,
            external_docs,
        })
    }

    /// `components`. All are read, so that what nobody refers to is checked as well.
    fn components(&mut self, node: &'a Node) -> Option<Components> {
        let mut fields = self.fields(node, "`components`")?;
        let mut section = |reader: &mut Self, key: &'static str| {
            let node = fields.optional(key)?;
            for member in reader.members(node) {
                reader.check_component(&member.key);
            }
            Some(node)
        };
        let schemas =
            section(self, "schemas").map_or_else(Vec::new, |node| self.entries(node, Self::schema));
        let security = section(self, "securitySchemes");
        let security =
            security.map_or_else(Vec::new, |node| self.entries(node, Self::security_scheme));
        let _ = section(self, "parameters").map(|node| self.entries(node, Self::parameter));
        let _ = section(self, "requestBodies").map(|node| self.entries(node, Self::request_body));
        let _ = section(self, "headers").map(|node| self.entries(node, Self::header));
        let _ = section(self, "examples").map(|node| self.examples(node));
        if let Some(node) = section(self, "responses") {
            for member in self.members(node) {
                self.response_component(member);
            }
        }
        // Those that a path refers to are read there; the others are no operations of the service.
        fields.since_3_1("pathItems", self);
        fields.remark(COMPONENTS, self.problems);
        fields.finish(self.problems);
        Some((schemas, security))
    }

    fn check_component(&mut self, key: &Spanned<String>) {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
        if key.is_empty() || !key.bytes().all(plain) {
            let problem = Problem::new(
                "component-name",
                format!("`{}` is no name of a component", key.value),
            )
            .at(
                &key.place,
                "OpenAPI admits letters, digits, `.`, `-` and `_`",
            )
            .help("give it another name, here and wherever `$ref` leads to it");
            self.problems.remark(problem);
        }
    }
}

/// A document of which nothing is known but its file.
fn unread(parsed: &Parsed) -> Document {
    let place = Place {
        location: Location {
            source: parsed.source,
            start: 0,
            end: 0,
        },
        pointer: "".into(),
    };
    Document {
        id: parsed.id,
        source: parsed.source,
        path: parsed.path.clone(),
        module: parsed.module.clone(),
        digest: parsed.digest.clone(),
        version: Version::V3_1,
        info: untitled(&place),
        servers: Vec::new(),
        tags: Vec::new(),
        external_docs: None,
        listed: Vec::new(),
        paths: Vec::new(),
        schemas: Vec::new(),
        security_schemes: Vec::new(),
        service: None,
        features: Vec::new(),
        path_styles: None,
        error: None,
        retry: None,
        place,
    }
}

/// What stands for `info` where it cannot be read.
fn untitled(place: &Place) -> Info {
    let text = |text: &str| Spanned::new(text.to_owned(), place.clone());
    Info {
        place: place.clone(),
        title: text("Untitled"),
        version: text("0"),
        summary: None,
        description: None,
        terms_of_service: None,
        contact: None,
        license: None,
    }
}
