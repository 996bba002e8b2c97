//! Reads paths and their operations.

use super::fields::{Fields, Unsupported};
use super::openapi::{
    Entry, ExternalDocs, Method, Operation, Parameter, PathItem, SecurityRequirement, XPathStyles,
};
use super::parameters::Parameters;
use super::reader::Reader;
use super::tree::{Content, Member, Node};
use crate::diagnostic::{Problem, Spanned, similar};

const METHODS: &[(&str, Method)] = &[
    ("get", Method::Get),
    ("put", Method::Put),
    ("post", Method::Post),
    ("delete", Method::Delete),
    ("options", Method::Options),
    ("head", Method::Head),
    ("patch", Method::Patch),
    ("trace", Method::Trace),
];

const OPERATION: &[Unsupported] = &[(
    "callbacks",
    "the generated code is a client and receives no requests",
    "say it in the description",
)];

/// What a document says for all of its operations.
#[derive(Debug)]
pub(super) struct Common<'c> {
    pub(super) security: &'c [SecurityRequirement],
    pub(super) path_styles: Option<&'c XPathStyles>,
    /// Whether there are some that could not be read.
    pub(super) styles_unread: bool,
}

impl<'a> Reader<'a> {
    /// `paths`, in the order of the document.
    pub(super) fn paths(&mut self, node: &'a Node, common: &Common<'_>) -> Vec<PathItem> {
        let Some(mut fields) = self.fields(node, "`paths`") else {
            return Vec::new();
        };
        let mut paths: Vec<PathItem> = Vec::new();
        for member in fields.matching(|key| !key.starts_with("x-")) {
            if self.is_astray(member) {
                continue;
            }
            let template = self.template(&member.key);
            if let Some(item) =
                self.path_item(&member.value, &member.key, template.as_deref(), common)
            {
                paths.push(item);
            }
        }
        fields.finish(self.problems);
        self.check_paths(&paths);
        paths
    }

    /// Whether a member of `paths` is no path at all and has no operation that could be lost: a section at the wrong depth.
    fn is_astray(&mut self, member: &'a Member) -> bool {
        let is_operation =
            |key: &str| key == "$ref" || METHODS.iter().any(|(word, _)| *word == key);
        let astray = !member.key.starts_with('/')
            && match &member.value.content {
                Content::Map(members) => !members.iter().any(|it| is_operation(&it.key)),
                Content::Seq(_) | Content::Scalar(_) => true,
            };
        if astray {
            let title = format!("`{}` is no path", member.key.value);
            let problem = Problem::new("path", title)
                .at(
                    &member.key.place,
                    "it has no operation, and is not looked at",
                )
                .help("a path begins with `/`; sections of a document stand beside `paths`");
            self.problems.remark(problem);
        }
        astray
    }

    fn path_item(
        &mut self,
        node: &'a Node,
        path: &Spanned<String>,
        template: Option<&[String]>,
        common: &Common<'_>,
    ) -> Option<PathItem> {
        let node = self.reach(node, "pathItems")?.node;
        let mut fields = self.fields(node, "a path")?;
        let servers = fields
            .optional("servers")
            .map_or_else(Vec::new, |node| self.servers(node));
        let summary = self.text(&mut fields, "summary");
        let description = self.text(&mut fields, "description");
        let shared = fields
            .optional("parameters")
            .map_or_else(Parameters::default, |node| self.parameters(node));
        let mut found = Vec::new();
        for (key, method) in METHODS {
            if let Some(member) = fields.member(key) {
                found.push((
                    Spanned::new(*method, member.key.place.clone()),
                    &member.value,
                ));
            }
        }
        fields.finish(self.problems);
        found.sort_by_key(|(method, _)| method.place.location);
        let mut operations = Vec::new();
        for (method, node) in found {
            if let Some((mut operation, whole)) = self.operation(node, method, &shared, common) {
                if operation.servers.is_empty() {
                    operation.servers.clone_from(&servers);
                }
                self.check_parameters(&mut operation, path, template, whole);
                operations.push(operation);
            }
        }
        Some(PathItem {
            path: path.clone(),
            summary,
            description,
            operations,
        })
    }

    /// An operation, and whether all of its parameters could be read.
    fn operation(
        &mut self,
        node: &'a Node,
        method: Spanned<Method>,
        shared: &Parameters,
        common: &Common<'_>,
    ) -> Option<(Operation, bool)> {
        let mut fields = self.fields(node, "an operation")?;
        let own = fields
            .optional("parameters")
            .map_or_else(Parameters::default, |node| self.parameters(node));
        let whole = !shared.unread && !own.unread;
        let replaced = |parameter: &&Parameter| {
            !own.read.iter().any(|one| {
                one.name.value == parameter.name.value
                    && one.location.value == parameter.location.value
            })
        };
        let parameters = shared
            .read
            .iter()
            .filter(replaced)
            .cloned()
            .chain(own.read.iter().cloned())
            .collect();
        let responses = fields.expected("responses", self.problems);
        let servers = fields
            .optional("servers")
            .map_or_else(Vec::new, |node| self.servers(node));
        let security = fields.optional("security").map(|node| self.security(node));
        let operation = Operation {
            id: self
                .text(&mut fields, "operationId")
                .filter(|id| !self.is_empty_id(id)),
            servers,
            summary: self.text(&mut fields, "summary"),
            description: self.text(&mut fields, "description"),
            external_docs: fields
                .optional("externalDocs")
                .and_then(|node| self.external_docs(node)),
            tags: self.texts(&mut fields, "tags"),
            deprecated: self.flag(&mut fields, "deprecated"),
            parameters,
            request_body: fields
                .optional("requestBody")
                .and_then(|node| self.request_body(node)),
            responses: responses.map_or_else(Vec::new, |node| {
                let mut responses = self.responses(node);
                if method.value == Method::Head {
                    self.without_bodies(&mut responses);
                }
                responses
            }),
            security: security.unwrap_or_else(|| common.security.to_vec()),
            rust_name: self.text(&mut fields, "x-rust-name"),
            token_grant: fields
                .optional("x-token-grant")
                .and_then(|node| self.token_grant(node)),
            pagination: fields
                .optional("x-pagination")
                .and_then(|node| self.pagination(node)),
            error: fields.optional("x-error").and_then(|node| self.error(node)),
            retry: fields.optional("x-retry").and_then(|node| self.retry(node)),
            paths: self.styled_paths(&mut fields, common, &method),
            method,
        };
        fields.remark(OPERATION, self.problems);
        fields.finish(self.problems);
        Some((operation, whole))
    }

    fn is_empty_id(&mut self, id: &Spanned<String>) -> bool {
        if id.is_empty() {
            let problem = Problem::new("value", "the `operationId` is empty").at(&id.place, "");
            self.problems
                .remark(problem.help("name the operation, or remove the key"));
        }
        id.is_empty()
    }

    /// `x-paths`: a path for each style but the first.
    fn styled_paths(
        &mut self,
        fields: &mut Fields<'a>,
        common: &Common<'_>,
        method: &Spanned<Method>,
    ) -> Vec<Entry<Spanned<String>>> {
        let member = fields.member("x-paths");
        let paths =
            member.map_or_else(Vec::new, |member| self.entries(&member.value, Self::string));
        if common.styles_unread {
            return paths;
        }
        let styles: Vec<&str> = common.path_styles.map_or_else(Vec::new, |styles| {
            styles
                .styles
                .iter()
                .skip(1)
                .map(|style| style.key.value.as_str())
                .collect()
        });
        for Entry { key, .. } in paths
            .iter()
            .filter(|entry| !styles.contains(&entry.key.value.as_str()))
        {
            let title = format!("`{}` is no style whose path is given here", key.value);
            let problem = Problem::new("path-style", title);
            self.problems
                .push(match similar(key, styles.iter().copied()) {
                    Some(similar) => problem
                        .at(&key.place, "")
                        .help(format!("did you mean `{similar}`?")),
                    None => problem
                        .at(
                            &key.place,
                            "not in `x-path-styles`, or its first style, which is that of `paths`",
                        )
                        .help("name the style there, behind that of `paths`"),
                });
        }
        let missing = styles
            .iter()
            .find(|style| !paths.iter().any(|path| path.key.value == **style));
        if let Some(missing) = missing {
            let place = member.map_or(&method.place, |member| &member.key.place);
            let problem = Problem::new(
                "path-style",
                format!("the path of the style `{missing}` is missing"),
            )
            .at(place, "the document names that style in `x-path-styles`")
            .help(format!("write `x-paths: {{{missing}: /…}}`"));
            self.problems.push(problem);
        }
        paths
    }

    /// `externalDocs`.
    pub(super) fn external_docs(&mut self, node: &'a Node) -> Option<ExternalDocs> {
        self.incidental(|reader| reader.external_docs_within(node))
    }

    fn external_docs_within(&mut self, node: &'a Node) -> Option<ExternalDocs> {
        let mut fields = self.fields(node, "`externalDocs`")?;
        let url = self.required_text(&mut fields, "url");
        let description = self.text(&mut fields, "description");
        fields.finish(self.problems);
        Some(ExternalDocs {
            url: url?,
            description,
        })
    }
}
