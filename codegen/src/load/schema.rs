//! Reads schemas.

mod discriminator;
mod keywords;
mod reference;
mod types;

pub(crate) use self::reference::overlay;

use self::keywords::UNUSED;
use super::fields::{Fields, unexpected};
use super::openapi::{AdditionalProperties, Annotations, Schema, SchemaObject, Version};
use super::reader::Reader;
use super::scalar::{Meaning, meaning};
use super::tree::{Content, DEPTH, Node};
use crate::diagnostic::{Problem, Spanned};

impl<'a> Reader<'a> {
    /// A schema wherever one may stand.
    pub(super) fn schema(&mut self, node: &'a Node) -> Option<Schema> {
        if self.depth >= DEPTH {
            let title = format!("schemas are nested deeper than {DEPTH} levels");
            let problem = Problem::new("depth", title)
                .at(&node.place, "the limit is reached here")
                .help("give inner schemas a name in `components.schemas`");
            self.problems.push(problem);
            return None;
        }
        self.depth += 1;
        let schema = self.schema_within(node);
        self.depth -= 1;
        schema
    }

    fn schema_within(&mut self, node: &'a Node) -> Option<Schema> {
        if node.member("$ref").is_some() {
            return self.schema_reference(node);
        }
        if let Content::Scalar(scalar) = &node.content
            && let Meaning::Bool(any) = meaning(scalar)
        {
            if self.version(&node.place) == Some(Version::V3_0) {
                self.newer(&node.place, "a schema that is `true` or `false`");
            }
            let mut object = Box::new(SchemaObject::blank(&node.place));
            object.never = !any;
            return Some(Schema::Inline(object));
        }
        if self.problems.is_foreign() && !matches!(node.content, Content::Map(_)) {
            let problem =
                unexpected(node, "a schema,").note("it is taken for one that admits any value");
            self.problems.remark(problem);
            return Some(Schema::Inline(Box::new(SchemaObject::blank(&node.place))));
        }
        self.schema_object(node).map(Schema::Inline)
    }

    fn schema_object(&mut self, node: &'a Node) -> Option<Box<SchemaObject>> {
        let mut all = self.fields(node, "a schema")?;
        let fields = &mut all;
        // A reference with something beside it is read by another reader.
        fields.optional("$ref");
        let mut object = Box::new(SchemaObject::blank(&node.place));
        object.annotations = self.annotations(fields);
        self.types(fields, &mut object);
        object.format = self.text(fields, "format");
        object.allowed = fields
            .optional("enum")
            .map_or_else(Vec::new, |node| self.allowed(node));
        object.allowed_names = self.incidental(|it| it.texts(fields, "x-enum-varnames"));
        object.allowed_docs = self.incidental(|it| it.texts(fields, "x-enum-descriptions"));
        object.constant = fields
            .since_3_1("const", self)
            .and_then(|node| self.value(node));
        if let Some(node) = fields.optional("properties") {
            object.properties = self.entries(node, Self::schema);
        }
        object.required = fields
            .optional("required")
            .map_or_else(Vec::new, |node| self.required_members(node));
        if let Some(node) = fields.optional("additionalProperties") {
            object.additional_properties = self.additional_properties(node);
        }
        if let Some(member) = fields.member("patternProperties") {
            let problem = Problem::new(
                "unsupported",
                "`patternProperties` in a schema is not supported",
            )
            .at(&member.key.place, "members without a name are of one type")
            .help("write `additionalProperties`");
            self.problems.remark(problem);
            object.pattern_properties = self.entries(&member.value, Self::schema);
        }
        if let Some(member) = fields.member("prefixItems") {
            let problem = Problem::new("unsupported", "`prefixItems` in a schema is not supported")
                .at(&member.key.place, "the items of a list are of one type")
                .help("write `items`");
            self.problems.remark(problem);
            object.prefix_items = self.branches(&member.value);
        }
        match fields.optional("items") {
            // The tuples of older drafts of JSON Schema.
            Some(node) if matches!(node.content, Content::Seq(_)) => {
                self.problems.remark(unexpected(node, "a schema,"));
                object.prefix_items = self.branches(node);
            }
            node => object.items = node.and_then(|node| self.schema(node)),
        }
        object.all_of = fields
            .optional("allOf")
            .map_or_else(Vec::new, |node| self.branches(node));
        object.one_of = fields
            .optional("oneOf")
            .map_or_else(Vec::new, |node| self.branches(node));
        object.any_of = fields
            .optional("anyOf")
            .map_or_else(Vec::new, |node| self.branches(node));
        object.discriminator = fields
            .optional("discriminator")
            .and_then(|node| self.discriminator(node));
        object.constraints = self.incidental(|reader| reader.constraints(fields));
        object.content_encoding = fields
            .since_3_1("contentEncoding", self)
            .and_then(|node| self.string(node));
        object.content_media_type = fields
            .since_3_1("contentMediaType", self)
            .and_then(|node| self.string(node));
        // A comment is for those who write the document.
        fields
            .since_3_1("$comment", self)
            .and_then(|node| self.string(node));
        // The name that a schema gives itself; references in documents of the house lead to its place.
        if self.problems.is_foreign() {
            fields.optional("$anchor");
        }
        all.remark(UNUSED, self.problems);
        all.finish(self.problems);
        Some(object)
    }

    fn annotations(&mut self, fields: &mut Fields<'a>) -> Annotations {
        let example = fields
            .optional("example")
            .and_then(|node| self.sample(node));
        let mut examples = Vec::new();
        if let Some(node) = fields.since_3_1("examples", self) {
            if let Content::Seq(items) = &node.content {
                examples = items.iter().filter_map(|item| self.sample(item)).collect();
            } else {
                let problem = unexpected(node, "a list,");
                self.problems.remark(problem);
            }
        }
        Annotations {
            title: self.text(fields, "title"),
            summary: None,
            description: self.text(fields, "description"),
            default: fields
                .optional("default")
                .and_then(|node| self.sample(node)),
            example: example.or_else(|| examples.into_iter().next()),
            read_only: self.flag(fields, "readOnly"),
            write_only: self.flag(fields, "writeOnly"),
            deprecated: self.flag(fields, "deprecated"),
            external_docs: fields
                .optional("externalDocs")
                .and_then(|node| self.external_docs(node)),
            rust_name: self.text(fields, "x-rust-name"),
        }
    }

    fn allowed(&mut self, node: &'a Node) -> Vec<Spanned<super::openapi::Value>> {
        let items = self.list(node);
        if items.is_empty() {
            let problem = Problem::new("value", "`enum` admits no value")
                .at(&node.place, "the list is empty")
                .help("fill the list, or remove it");
            self.problems.remark(problem);
        }
        items.iter().filter_map(|item| self.value(item)).collect()
    }

    /// `required: true` at a member is a spelling of JSON Schema before its fourth draft.
    fn required_members(&mut self, node: &'a Node) -> Vec<Spanned<String>> {
        if matches!(node.content, Content::Scalar(_)) {
            self.problems.remark(unexpected(node, "a list,"));
            return Vec::new();
        }
        self.strings(node)
    }

    fn branches(&mut self, node: &'a Node) -> Vec<Schema> {
        let items = self.list(node);
        if items.is_empty() {
            let problem = Problem::new("value", "there is no branch")
                .at(&node.place, "the list is empty")
                .help("fill the list, or remove it");
            self.problems.remark(problem);
        }
        items.iter().filter_map(|item| self.schema(item)).collect()
    }

    fn additional_properties(&mut self, node: &'a Node) -> AdditionalProperties {
        match &node.content {
            Content::Scalar(scalar) => match meaning(scalar) {
                Meaning::Bool(true) => AdditionalProperties::Any(node.place.clone()),
                Meaning::Bool(false) => AdditionalProperties::None(node.place.clone()),
                _ => {
                    self.problems
                        .push(unexpected(node, "`true`, `false` or a schema,"));
                    AdditionalProperties::Unstated
                }
            },
            Content::Map(members) if members.is_empty() => {
                AdditionalProperties::Any(node.place.clone())
            }
            _ => self
                .schema(node)
                .map_or(AdditionalProperties::Unstated, AdditionalProperties::Schema),
        }
    }
}
