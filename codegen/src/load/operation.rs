//! Reads paths, their operations and parameters.

use super::fields::{Fields, Unsupported};
use super::openapi::{
    Entry, ExternalDocs, Method, Operation, Parameter, ParameterIn, PathItem, Schema,
    SecurityRequirement, Style, XPathStyles,
};
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

const PLACES: &[(&str, ParameterIn)] = &[
    ("path", ParameterIn::Path),
    ("query", ParameterIn::Query),
    ("header", ParameterIn::Header),
    ("cookie", ParameterIn::Cookie),
];

/// Headers that OpenAPI says are described elsewhere, and ignored as parameters.
const RESERVED_HEADERS: &[(&str, &str)] = &[
    ("accept", "write the media types under `responses`"),
    ("content-type", "write the media type under `requestBody`"),
    ("authorization", "write a security scheme"),
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
            .map_or_else(Vec::new, |node| self.parameters(node));
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
            if let Some(mut operation) = self.operation(node, method, &shared, common) {
                if operation.servers.is_empty() {
                    operation.servers.clone_from(&servers);
                }
                self.check_parameters(&mut operation, path, template);
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

    fn operation(
        &mut self,
        node: &'a Node,
        method: Spanned<Method>,
        shared: &[Parameter],
        common: &Common<'_>,
    ) -> Option<Operation> {
        let mut fields = self.fields(node, "an operation")?;
        let own = fields
            .optional("parameters")
            .map_or_else(Vec::new, |node| self.parameters(node));
        let replaced = |parameter: &&Parameter| {
            !own.iter().any(|one| {
                one.name.value == parameter.name.value
                    && one.location.value == parameter.location.value
            })
        };
        let parameters = shared
            .iter()
            .filter(replaced)
            .cloned()
            .chain(own.iter().cloned())
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
        Some(operation)
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

    fn parameters(&mut self, node: &'a Node) -> Vec<Parameter> {
        let items = self.list(node);
        let mut parameters: Vec<Parameter> = Vec::new();
        for item in items {
            let Some(parameter) = self.parameter(item) else {
                continue;
            };
            if !self.is_sendable(&parameter) {
                continue;
            }
            let twin = parameters.iter().find(|other| {
                other.location.value == parameter.location.value
                    && other.name.value == parameter.name.value
            });
            if let Some(first) = twin {
                let title = format!("the parameter `{}` is declared twice", parameter.name.value);
                let problem = Problem::new("parameter-twice", title)
                    .at(&parameter.name.place, "the second one")
                    .also(&first.name.place, "the first one")
                    .help("remove one of the two; until then the first one counts");
                self.problems.remark(problem);
            } else {
                parameters.push(parameter);
            }
        }
        parameters
    }

    /// A parameter, or one of `components.parameters`.
    pub(super) fn parameter(&mut self, node: &'a Node) -> Option<Parameter> {
        let reached = self.reach(node, "parameters")?;
        let node = reached.node;
        let mut fields = self.fields(node, "a parameter")?;
        let name = self.required_text(&mut fields, "name");
        let location = fields.required("in", self.problems);
        let location = location.and_then(|node| self.word(node, "a place of a parameter", PLACES));
        let required_node = fields.optional("required");
        let required = required_node
            .and_then(|node| self.boolean(node))
            .is_some_and(|flag| flag.value);
        let description = self.text(&mut fields, "description");
        let deprecated = self.flag(&mut fields, "deprecated");
        let content = fields.optional("content");
        let content = content.map_or_else(Vec::new, |node| self.content(node));
        let content = content.into_iter().next();
        let schema = if content.is_some() {
            fields.optional("schema")
        } else {
            fields.expected("schema", self.problems)
        };
        let schema = schema.and_then(|node| self.schema(node));
        let style = fields.optional("style");
        let explode = fields
            .optional("explode")
            .and_then(|node| self.boolean(node));
        let (mut example, mut examples) = self.example_of(&mut fields);
        let rust_name = self.text(&mut fields, "x-rust-name");
        let tracing = self.flag(&mut fields, "x-tracing");
        let reserved = self.flag(&mut fields, "allowReserved");
        // An empty text is sent as such; this flag says nothing more.
        self.flag(&mut fields, "allowEmptyValue");
        fields.finish(self.problems);
        let location = location?;
        if let Some(name) = name.as_ref().filter(|name| name.is_empty())
            && self.problems.is_foreign()
        {
            let problem = Problem::new("value", "the parameter has no name")
                .at(&name.place, "it cannot be sent, and is left out")
                .help("write its `name`");
            self.problems.remark(problem);
            return None;
        }
        let mut style = self.style(style, location.value);
        let mut schema = schema;
        if let Some(content) = content {
            schema = content.value.schema.or(schema);
            if content.key.to_ascii_lowercase().contains("json") {
                style = Style::Json;
            } else if schema.as_ref().is_some_and(|it| !it.is_scalar()) {
                let title = format!("a parameter of type `{}`", content.key.value);
                let problem = Problem::new("parameter-type", title)
                    .at(
                        &content.key.place,
                        "the application gives its value as a text",
                    )
                    .help("write it as `application/json`, or by `schema` and `style`");
                self.problems.remark(problem);
                schema = Some(Schema::text(&content.key.place));
            }
            example = example.or(content.value.example);
            if examples.is_empty() {
                examples = content.value.examples;
            }
        }
        let name = name?;
        let parameter = Parameter {
            place: node.place.clone(),
            component: reached.component,
            required,
            description: reached.description.or(description),
            deprecated,
            schema: schema.unwrap_or_else(|| Schema::any(&node.place)),
            style,
            explode: explode.map_or(
                matches!(style, Style::Form | Style::DeepObject),
                |explode| explode.value,
            ),
            reserved,
            example,
            examples,
            rust_name,
            tracing,
            name,
            location,
        };
        self.check_parameter(parameter)
    }

    /// The parameter as it counts: none where OpenAPI says that it is ignored.
    fn check_parameter(&mut self, mut parameter: Parameter) -> Option<Parameter> {
        let Parameter {
            name,
            location,
            required,
            ..
        } = &parameter;
        if location.value == ParameterIn::Path && !required {
            let problem = Problem::new(
                "path-parameter",
                format!("the path parameter `{}` is not required", name.value),
            )
            .at(&location.place, "a path without it is another path")
            .help("write `required: true`");
            self.problems.remark(problem);
        }
        let reserved = RESERVED_HEADERS
            .iter()
            .find(|(header, _)| name.eq_ignore_ascii_case(header));
        if let Some((_, help)) = reserved
            && location.value == ParameterIn::Header
        {
            let title = format!("`{}` is no parameter: OpenAPI ignores it here", name.value);
            self.problems.remark(
                Problem::new("reserved-header", title)
                    .at(&name.place, "")
                    .help(*help),
            );
            return None;
        }
        parameter.required |= parameter.location.value == ParameterIn::Path;
        Some(parameter)
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
