//! What tells the branches of a union apart.

use crate::diagnostic::Problem;
use crate::load::fields::unexpected;
use crate::load::openapi::{Discriminator, SchemaId};
use crate::load::reader::Reader;
use crate::load::tree::{Content, Node, escape};

impl<'a> Reader<'a> {
    pub(super) fn discriminator(&mut self, node: &'a Node) -> Option<Discriminator> {
        // Swagger 2 has the name alone.
        if self.problems.is_foreign() && matches!(node.content, Content::Scalar(_)) {
            let problem = unexpected(node, "a discriminator, which is a mapping,");
            self.problems.remark(
                problem.help("write `discriminator: {propertyName: …}`, as OpenAPI 3 has it"),
            );
            return self.string(node).map(|property| Discriminator {
                place: node.place.clone(),
                property,
                mapping: Vec::new(),
            });
        }
        let mut fields = self.fields(node, "a discriminator")?;
        let property = fields.expected("propertyName", self.problems);
        let property = property.and_then(|node| self.string(node));
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
            reference.value = format!("#/components/schemas/{}", escape(&reference.value));
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
