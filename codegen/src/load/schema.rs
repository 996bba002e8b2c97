//! Reads schemas.

use super::fields::{Fields, Unsupported};
use super::openapi::{
    AdditionalProperties, Annotations, Discriminator, Schema, SchemaId, SchemaObject,
    SchemaReference, Type, Version,
};
use super::reader::Reader;
use super::scalar::{Meaning, meaning};
use super::tree::{Content, DEPTH, Node};
use crate::diagnostic::{Place, Problem, Spanned};

const TYPES: &[(&str, Type)] = &[
    ("null", Type::Null),
    ("boolean", Type::Boolean),
    ("integer", Type::Integer),
    ("number", Type::Number),
    ("string", Type::String),
    ("array", Type::Array),
    ("object", Type::Object),
];

const IN_TYPES: &str =
    "say it with `properties`, `items`, `allOf`, `oneOf` or `anyOf`, or in the description";
/// Keywords that constrain values without changing what a Rust type of them is. Our own documents do without them: they are remarks.
const UNUSED: &[Unsupported] = &[
    (
        "xml",
        "bodies in XML are neither written nor read",
        "remove it",
    ),
    ("not", "a Rust type cannot exclude values", IN_TYPES),
    (
        "if",
        "a Rust type cannot depend on values",
        "write the cases as `oneOf`",
    ),
    (
        "then",
        "a Rust type cannot depend on values",
        "write the cases as `oneOf`",
    ),
    (
        "else",
        "a Rust type cannot depend on values",
        "write the cases as `oneOf`",
    ),
    (
        "dependencies",
        "a Rust type cannot depend on values",
        "write the cases as `oneOf`",
    ),
    (
        "dependentRequired",
        "a Rust type cannot depend on values",
        "write the cases as `oneOf`",
    ),
    (
        "dependentSchemas",
        "a Rust type cannot depend on values",
        "write the cases as `oneOf`",
    ),
    ("contains", "the items of a list are of one type", IN_TYPES),
    (
        "minContains",
        "the items of a list are of one type",
        IN_TYPES,
    ),
    (
        "maxContains",
        "the items of a list are of one type",
        IN_TYPES,
    ),
    (
        "additionalItems",
        "the items of a list are of one type",
        IN_TYPES,
    ),
    (
        "unevaluatedItems",
        "the items of a list are of one type",
        IN_TYPES,
    ),
    (
        "unevaluatedProperties",
        "members without a name are of one type",
        "write `additionalProperties`",
    ),
    (
        "propertyNames",
        "the keys of a map are any texts",
        "say it in the description",
    ),
    (
        "contentSchema",
        "a text is not looked into",
        "say it in the description",
    ),
    (
        "$schema",
        "the only dialect is that of OpenAPI",
        "remove it",
    ),
    (
        "$id",
        "a schema is named by its place in `components.schemas`",
        "remove it",
    ),
    (
        "id",
        "a schema is named by its place in `components.schemas`",
        "remove it",
    ),
    (
        "$vocabulary",
        "the only dialect is that of OpenAPI",
        "remove it",
    ),
    (
        "$anchor",
        "a schema is named by its place in `components.schemas`",
        "refer to it by a JSON pointer",
    ),
    (
        "$dynamicRef",
        "a schema is the same wherever it is used",
        "write `$ref`",
    ),
    (
        "$recursiveRef",
        "a schema is the same wherever it is used",
        "write `$ref`",
    ),
    (
        "$dynamicAnchor",
        "a schema is the same wherever it is used",
        "remove it",
    ),
    (
        "$recursiveAnchor",
        "a schema is the same wherever it is used",
        "remove it",
    ),
    // What stands in them is read where a reference leads to it.
    (
        "$defs",
        "shared schemas have one place",
        "move them to `components.schemas`",
    ),
    (
        "definitions",
        "shared schemas have one place",
        "move them to `components.schemas`",
    ),
];

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
        self.schema_object(node).map(Schema::Inline)
    }

    fn schema_reference(&mut self, node: &'a Node) -> Option<Schema> {
        let mut fields = self.fields(node, "a schema that is a reference")?;
        let reference = self.text(&mut fields, "$ref");
        let mut annotations = self.annotations(&mut fields);
        annotations.summary = self.text(&mut fields, "summary");
        if let Some(member) = fields.member("nullable") {
            let problem = Problem::new("reference-nullable", "`nullable` has no effect beside `$ref`")
                .at(&member.key.place, "OpenAPI 3.0 ignores it here")
                .help("write `nullable: true` and `allOf: [{$ref: …}]`, or in 3.1 `anyOf: [{$ref: …}, {type: \"null\"}]`");
            self.problems.remark(problem);
        }
        let constraints: Vec<_> = fields.matching(|key| !key.starts_with("x-"));
        for member in &constraints {
            let title = format!("`{}` beside `$ref` is not supported", member.key.value);
            let problem = Problem::new("reference-sibling", title)
                .at(
                    &member.key.place,
                    "OpenAPI 3.0 ignores it here; 3.1 adds it to the target",
                )
                .help("write `allOf: [{$ref: …}, {…}]`");
            self.problems.remark(problem);
        }
        fields.finish(self.problems);
        let nullable = node
            .member("nullable")
            .and_then(|member| self.boolean(&member.value))
            .is_some_and(|nullable| nullable.value);
        let target = self.referred(node, &reference?, annotations);
        // In a document of the house it is a problem already.
        let added = !constraints.is_empty()
            && self.problems.is_foreign()
            && self.version(&node.place) == Some(Version::V3_1);
        if !added && !nullable {
            return target;
        }
        let mut object = Box::new(SchemaObject::blank(&node.place));
        if added {
            object = self.schema_object(node)?;
        }
        object.nullable |= nullable;
        object.all_of.insert(0, target?);
        Some(Schema::Inline(object))
    }

    /// What a reference leads to.
    fn referred(
        &mut self,
        node: &'a Node,
        reference: &Spanned<String>,
        annotations: Annotations,
    ) -> Option<Schema> {
        let target = self.target(reference)?;
        if let Some(target) = self.schema_id(&target) {
            let pointer = node.place.pointer.clone();
            let place = Place {
                location: reference.place.location,
                pointer,
            };
            return Some(Schema::Ref(Box::new(SchemaReference {
                place,
                target,
                annotations,
            })));
        }
        if let Some((section, _)) = target.component() {
            let title = format!("the reference leads to one of `components.{section}`");
            let problem = Problem::new("reference-kind", title)
                .at(&reference.place, "a schema has to stand here");
            self.problems.push(problem);
            return None;
        }
        let mut schema = self.inlined(target.node, &reference.place)?;
        match &mut schema {
            Schema::Ref(inner) => {
                inner.annotations = overlay(annotations, std::mem::take(&mut inner.annotations));
            }
            Schema::Inline(inner) => {
                inner.annotations = overlay(annotations, std::mem::take(&mut inner.annotations));
            }
        }
        Some(schema)
    }

    /// A schema that has no name of its own and is read once more for each reference to it.
    fn inlined(&mut self, node: &'a Node, from: &Place) -> Option<Schema> {
        if self.inlining.contains(&&node.place) {
            let problem =
                Problem::new("reference-cycle", "a schema without a name contains itself")
                    .at(from, "it is referred to from inside itself")
                    .also(&node.place, "it begins here")
                    .help("move it to `components.schemas`, where it has a name");
            self.problems.push(problem);
            return None;
        }
        if self.budget == 0 {
            let problem = Problem::new(
                "reference-many",
                "too many references lead to schemas without a name",
            )
            .at(from, "followed no further")
            .help("move what is shared to `components.schemas`");
            self.problems.push(problem);
            return None;
        }
        self.budget -= 1;
        self.inlining.push(&node.place);
        let schema = self.schema(node);
        self.inlining.pop();
        schema
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
                self.problems
                    .remark(super::fields::unexpected(node, "a schema,"));
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
        object.constraints = self.constraints(fields);
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
                let problem = super::fields::unexpected(node, "a list,");
                self.problems.remark(problem);
            }
        }
        Annotations {
            title: self.text(fields, "title"),
            summary: None,
            description: self.text(fields, "description"),
            default: fields.optional("default").and_then(|node| self.value(node)),
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

    /// `type`, and what 3.0 says beside it.
    fn types(&mut self, fields: &mut Fields<'a>, object: &mut SchemaObject) {
        let nullable = fields.member("nullable");
        if let Some(member) = nullable
            && self.version(&member.key.place) == Some(Version::V3_1)
        {
            let problem = Problem::new("version", "`nullable` has no meaning in OpenAPI 3.1")
                .at(&member.key.place, "3.0 had it")
                .help("write `type: [string, \"null\"]`, or `anyOf: [{…}, {type: \"null\"}]`");
            self.problems.remark(problem);
        }
        object.nullable = nullable
            .and_then(|member| self.boolean(&member.value))
            .is_some_and(|nullable| nullable.value);
        let Some(node) = fields.optional("type") else {
            return;
        };
        if let Content::Seq(items) = &node.content {
            if self.version(&node.place) == Some(Version::V3_0) {
                let problem = Problem::new("version", "a list of types came with OpenAPI 3.1")
                    .at(&node.place, "this document is of version 3.0")
                    .help("write one type, and `nullable: true` where null is admitted");
                self.problems.remark(problem);
            }
            object.types = items
                .iter()
                .filter_map(|item| self.type_word(item))
                .collect();
        } else if let Some(one) = self.type_word(node) {
            if one.value == Type::Null && self.version(&node.place) == Some(Version::V3_0) {
                let problem = Problem::new("version", "the type `null` came with OpenAPI 3.1")
                    .at(&one.place, "this document is of version 3.0")
                    .help("write `nullable: true` beside the type of the other values");
                self.problems.remark(problem);
            }
            object.types.push(one);
        }
        if object.types.iter().any(|one| one.value == Type::Null) {
            object.nullable = true;
            if object.types.len() > 1 {
                object.types.retain(|one| one.value != Type::Null);
            }
        }
    }

    /// A type that JSON does not have admits any value in a foreign document.
    fn type_word(&mut self, node: &'a Node) -> Option<Spanned<Type>> {
        let known = |text: &str| TYPES.iter().any(|(word, _)| *word == text);
        match &node.content {
            Content::Scalar(scalar)
                if self.problems.is_foreign()
                    && meaning(scalar) == Meaning::Text
                    && !known(&scalar.text) =>
            {
                let title = format!("`{}` is not a type that is understood", scalar.text);
                let problem = Problem::new("value", title).at(&node.place, "taken for any value");
                self.problems.remark(problem);
                None
            }
            _ => self.word(node, "a type", TYPES),
        }
    }

    fn allowed(&mut self, node: &'a Node) -> Vec<Spanned<super::openapi::Value>> {
        let items = self.list(node);
        if items.is_empty() {
            let problem = Problem::new("value", "`enum` admits no value")
                .at(&node.place, "the list is empty");
            self.problems.remark(problem);
        }
        items.iter().filter_map(|item| self.value(item)).collect()
    }

    /// `required: true` at a member is a spelling of JSON Schema before its fourth draft.
    fn required_members(&mut self, node: &'a Node) -> Vec<Spanned<String>> {
        if matches!(node.content, Content::Scalar(_)) {
            self.problems
                .remark(super::fields::unexpected(node, "a list,"));
            return Vec::new();
        }
        self.strings(node)
    }

    /// Takes note of what came with OpenAPI 3.1 and stands in a document of 3.0.
    fn newer(&mut self, place: &Place, what: &str) {
        let problem = Problem::new("version", format!("{what} came with OpenAPI 3.1"))
            .at(place, "this document is of version 3.0")
            .help("write `openapi: 3.1.0`");
        self.problems.remark(problem);
    }

    fn branches(&mut self, node: &'a Node) -> Vec<Schema> {
        let items = self.list(node);
        if items.is_empty() {
            let problem =
                Problem::new("value", "there is no branch").at(&node.place, "the list is empty");
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
                    self.problems.push(super::fields::unexpected(
                        node,
                        "`true`, `false` or a schema,",
                    ));
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

    fn discriminator(&mut self, node: &'a Node) -> Option<Discriminator> {
        let mut fields = self.fields(node, "a discriminator")?;
        let property = self.required_text(&mut fields, "propertyName");
        let mapping = fields.optional("mapping");
        let mapping = mapping.map_or_else(Vec::new, |node| self.entries(node, Self::mapped));
        // Extensions of other tools are frequent here.
        fields.finish(self.problems);
        Some(Discriminator {
            place: node.place.clone(),
            property: property?,
            mapping,
        })
    }

    /// A value of `mapping`: the name of a schema, or a reference to it.
    fn mapped(&mut self, node: &'a Node) -> Option<SchemaId> {
        let mut reference = self.string(node)?;
        let named = self
            .document(&node.place)
            .and_then(|document| document.root.as_ref())
            .and_then(|(_, root)| root.member("components")?.value.member("schemas"))
            .is_some_and(|schemas| schemas.value.member(&reference.value).is_some());
        if named || !reference.value.contains(['#', '/', '.']) {
            reference.value = format!(
                "#/components/schemas/{}",
                super::tree::escape(&reference.value)
            );
        }
        let target = self.target(&reference)?;
        let id = self.schema_id(&target);
        if id.is_none() {
            let problem = Problem::new(
                "reference-kind",
                "the value of a discriminator means a schema that has a name",
            )
            .at(&reference.place, "this is none of `components.schemas`");
            self.problems.push(problem);
        }
        id
    }
}

/// What stands beside a reference goes before what stands at its target.
pub(crate) fn overlay(near: Annotations, far: Annotations) -> Annotations {
    Annotations {
        title: near.title.or(far.title),
        summary: near.summary.or(far.summary),
        description: near.description.or(far.description),
        default: near.default.or(far.default),
        example: near.example.or(far.example),
        read_only: near.read_only || far.read_only,
        write_only: near.write_only || far.write_only,
        deprecated: near.deprecated || far.deprecated,
        external_docs: near.external_docs.or(far.external_docs),
        rust_name: near.rust_name.or(far.rust_name),
    }
}
