//! References where a schema may stand.

use crate::diagnostic::{Place, Problem, Spanned};
use crate::load::openapi::{Annotations, Schema, SchemaObject, SchemaReference, Version};
use crate::load::reader::Reader;
use crate::load::tree::Node;

impl<'a> Reader<'a> {
    pub(super) fn schema_reference(&mut self, node: &'a Node) -> Option<Schema> {
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
            if !self.problems.is_foreign() {
                self.problems.push(problem);
                return None;
            }
            self.problems
                .remark(problem.note("it is taken for a schema that admits any value"));
            return Some(Schema::Inline(Box::new(SchemaObject::blank(&node.place))));
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
