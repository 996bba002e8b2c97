//! Reads parameters of paths and operations.

use super::openapi::{Parameter, ParameterIn, Schema, Style};
use super::reader::Reader;
use super::tree::Node;
use crate::diagnostic::Problem;

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

/// A list of parameters.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    pub(super) read: Vec<Parameter>,
    /// Whether there are others, which could not be read.
    pub(super) unread: bool,
}

impl<'a> Reader<'a> {
    /// `parameters` of a path or an operation.
    pub(super) fn parameters(&mut self, node: &'a Node) -> Parameters {
        let before = self.problems.len();
        let items = self.list(node);
        let mut unread = self.problems.len() > before;
        let mut parameters: Vec<Parameter> = Vec::new();
        for item in items {
            let before = self.problems.len();
            let Some(parameter) = self.parameter(item) else {
                unread |= self.problems.len() > before;
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
        Parameters {
            read: parameters,
            unread,
        }
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
}
