//! Reads bodies: requests, answers, their media types, headers and examples.

use super::fields::{Fields, Unsupported};
use super::openapi::{
    Encoding, Entry, Example, Header, HeaderForm, MediaType, RequestBody, Response, Status, Style,
    Value,
};
use super::reader::Reader;
use super::tree::{Content, Member, Node};
use crate::diagnostic::{Place, Problem, Spanned};

const LINKS: &[Unsupported] = &[(
    "links",
    "the generated client does not follow links",
    "say it in the description",
)];

const PART_HEADERS: &[Unsupported] = &[(
    "headers",
    "parts go out with their name and media type alone",
    "remove it",
)];

impl<'a> Reader<'a> {
    /// `requestBody`, or one of `components.requestBodies`.
    pub(super) fn request_body(&mut self, node: &'a Node) -> Option<RequestBody> {
        let reached = self.reach(node, "requestBodies")?;
        let node = reached.node;
        let mut fields = self.fields(node, "a request body")?;
        let description = self.text(&mut fields, "description");
        let required = self.flag(&mut fields, "required");
        let content_node = fields.expected("content", self.problems);
        let content = content_node.map(|node| self.content(node));
        fields.finish(self.problems);
        if let Some(Node {
            place,
            content: Content::Map(members),
        }) = content_node
            && members.is_empty()
        {
            let problem = Problem::new("value", "a request body needs a media type")
                .at(place, "there is none")
                .help("add one, or remove `requestBody`");
            self.problems.remark(problem);
        }
        let description = reached.description.or(description);
        Some(RequestBody {
            place: node.place.clone(),
            component: reached.component,
            description,
            required,
            content: content.unwrap_or_default(),
        })
    }

    /// `responses`, in the order of the document.
    pub(super) fn responses(&mut self, node: &'a Node) -> Vec<Response> {
        let Some(mut fields) = self.fields(node, "`responses`") else {
            return Vec::new();
        };
        let mut responses = Vec::new();
        for member in fields.matching(|key| !key.starts_with("x-")) {
            let status = self.status_key(&member.key);
            let response = self.response(
                &member.value,
                status.clone().unwrap_or_else(|| default(&member.key)),
            );
            responses.extend(status.and(response));
        }
        fields.finish(self.problems);
        if matches!(&node.content, Content::Map(members) if members.is_empty()) {
            let problem = Problem::new("value", "an operation needs an answer")
                .at(&node.place, "there is none")
                .help("add one such as `'204': {description: Done.}`");
            self.problems.remark(problem);
        }
        responses
    }

    /// Takes the bodies from answers to HEAD, which has none (RFC 9110 section 9.3.2): who waits for one fails.
    pub(super) fn without_bodies(&mut self, responses: &mut [Response]) {
        for response in responses {
            for entry in std::mem::take(&mut response.content) {
                let problem = Problem::new("head", "an answer to HEAD has no body")
                    .at(&entry.key.place, "it never comes, and is left out")
                    .help("remove `content`, and keep `headers`");
                self.problems.remark(problem);
            }
        }
    }

    /// One of `components.responses`, which has no status.
    pub(super) fn response_component(&mut self, member: &'a Member) {
        self.response(&member.value, default(&member.key));
    }

    fn response(&mut self, node: &'a Node, status: Spanned<Status>) -> Option<Response> {
        let reached = self.reach(node, "responses")?;
        let node = reached.node;
        let mut fields = self.fields(node, "a response")?;
        let description = fields
            .expected("description", self.problems)
            .and_then(|node| self.string(node));
        let headers = fields.optional("headers");
        let headers = headers.map_or_else(Vec::new, |node| self.entries(node, Self::header));
        let content = fields
            .optional("content")
            .map_or_else(Vec::new, |node| self.content(node));
        fields.remark(LINKS, self.problems);
        fields.finish(self.problems);
        Some(Response {
            place: node.place.clone(),
            component: reached.component,
            status,
            description: reached
                .description
                .or(description)
                .unwrap_or_else(|| Spanned::new(String::new(), node.place.clone())),
            headers,
            content,
        })
    }

    fn status_key(&mut self, key: &Spanned<String>) -> Option<Spanned<Status>> {
        let status = match key.as_bytes() {
            b"default" => Some(Status::Default),
            [class @ b'1'..=b'5', b'X' | b'x', b'X' | b'x'] => Some(Status::Range(class - b'0')),
            [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] => key.parse().ok().map(Status::Code),
            _ => None,
        };
        if status.is_none() {
            let problem = Problem::new(
                "status",
                format!("`{}` is no status of an answer", key.value),
            )
            .at(
                &key.place,
                "write a status (`200`), a class (`4XX`) or `default`",
            );
            self.problems.remark(problem);
        }
        status.map(|status| Spanned::new(status, key.place.clone()))
    }

    /// One of `headers`, or of `components.headers`.
    pub(super) fn header(&mut self, node: &'a Node) -> Option<Header> {
        let reached = self.reach(node, "headers")?;
        let node = reached.node;
        let mut fields = self.fields(node, "a header")?;
        let description = self.text(&mut fields, "description");
        let schema = fields.optional("schema").and_then(|node| self.schema(node));
        let content = fields.optional("content");
        let content = content.and_then(|node| self.content(node).into_iter().next());
        let json = |it: &Entry<MediaType>| it.key.to_ascii_lowercase().contains("json");
        let is_json = content.as_ref().is_some_and(json);
        let content_schema = content.and_then(|it| it.value.schema);
        let explode = fields
            .optional("explode")
            .and_then(|node| self.boolean(node))
            .is_some_and(|explode| explode.value);
        let form = match (is_json, explode) {
            (true, _) => HeaderForm::Json,
            (false, true) => HeaderForm::Exploded,
            (false, false) => HeaderForm::Simple,
        };
        let header = Header {
            place: node.place.clone(),
            component: reached.component,
            description: reached.description.or(description),
            required: self.flag(&mut fields, "required"),
            deprecated: self.flag(&mut fields, "deprecated"),
            schema: content_schema.or(schema),
            form,
            example: self.example_of(&mut fields).0,
        };
        // There is no other than `simple`.
        fields.optional("style");
        fields.finish(self.problems);
        Some(header)
    }

    /// `content`, by media type.
    pub(super) fn content(&mut self, node: &'a Node) -> Vec<Entry<MediaType>> {
        let mut content = Vec::new();
        for member in self.members(node) {
            let name = &member.key;
            if !self.is_media_type(name) {
                continue;
            }
            let media_type = self.media_type(&member.value, name);
            content.extend(media_type.map(|value| Entry {
                key: name.clone(),
                value,
            }));
        }
        content
    }

    fn media_type(&mut self, node: &'a Node, name: &Spanned<String>) -> Option<MediaType> {
        let mut fields = self.fields(node, "a media type")?;
        let schema = fields.optional("schema").and_then(|node| self.schema(node));
        let (example, examples) = self.example_of(&mut fields);
        let encoding = fields.member("encoding");
        fields.finish(self.problems);
        if !is_header_value(name) {
            let problem = Problem::new("media-type", "a media type that no header can hold")
                .at(&name.place, "HTTP has ASCII alone in names of media types")
                .note("no method asks for it or sends it by this name")
                .help("write one such as `text/plain`");
            self.problems.remark(problem);
        }
        let kind = name.to_ascii_lowercase();
        let is_form =
            kind.starts_with("application/x-www-form-urlencoded") || kind.starts_with("multipart/");
        if let Some(member) = encoding
            && !is_form
        {
            let problem = Problem::new(
                "encoding-unused",
                format!("`encoding` has no effect on `{}`", name.value),
            )
            .at(&member.key.place, "it is for forms")
            .help("remove it");
            self.problems.remark(problem);
        }
        let encoding = encoding.map_or_else(Vec::new, |member| {
            self.entries(&member.value, Self::encoding)
        });
        Some(MediaType {
            place: node.place.clone(),
            schema,
            encoding,
            example,
            examples,
        })
    }

    fn encoding(&mut self, node: &'a Node) -> Option<Encoding> {
        let mut fields = self.fields(node, "an encoding")?;
        let content_type = self.text(&mut fields, "contentType");
        let style = fields.optional("style");
        let style = style.and_then(|node| {
            self.word(
                node,
                "a style of a form",
                &[
                    ("form", Style::Form),
                    ("spaceDelimited", Style::SpaceDelimited),
                    ("pipeDelimited", Style::PipeDelimited),
                    ("deepObject", Style::DeepObject),
                ],
            )
        });
        let explode = fields
            .optional("explode")
            .and_then(|node| self.boolean(node));
        let reserved = self.flag(&mut fields, "allowReserved");
        fields.remark(PART_HEADERS, self.problems);
        fields.finish(self.problems);
        Some(Encoding {
            place: node.place.clone(),
            content_type,
            style,
            explode,
            reserved,
        })
    }

    /// `example` and `examples` of a parameter, header or media type.
    pub(super) fn example_of(
        &mut self,
        fields: &mut Fields<'a>,
    ) -> (Option<Spanned<Value>>, Vec<Entry<Example>>) {
        let example = fields
            .optional("example")
            .and_then(|node| self.sample(node));
        let examples = fields.optional("examples");
        (
            example,
            examples.map_or_else(Vec::new, |node| self.examples(node)),
        )
    }

    /// `examples`, or `components.examples`.
    pub(super) fn examples(&mut self, node: &'a Node) -> Vec<Entry<Example>> {
        self.incidental(|reader| reader.entries(node, Self::example))
    }

    /// One of `examples`, or of `components.examples`.
    fn example(&mut self, node: &'a Node) -> Option<Example> {
        let reached = self.reach(node, "examples")?;
        let node = reached.node;
        let mut fields = self.fields(node, "an example")?;
        let summary = self.text(&mut fields, "summary");
        let description = self.text(&mut fields, "description");
        let value = fields.optional("value").and_then(|node| self.value(node));
        let external = [(
            "externalValue",
            "files are not fetched",
            "write the value itself, as `value`",
        )];
        fields.remark(&external, self.problems);
        fields.finish(self.problems);
        Some(Example {
            place: node.place.clone(),
            summary: reached.summary.or(summary),
            description: reached.description.or(description),
            value,
        })
    }
}

fn default(key: &Spanned<String>) -> Spanned<Status> {
    Spanned::new(Status::Default, Place::clone(&key.place))
}

/// Whether a header can hold this.
pub(crate) fn is_header_value(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}
