//! `type`, and what the versions of OpenAPI say beside it.

use crate::diagnostic::{Place, Problem, Spanned};
use crate::load::fields::{Fields, unexpected};
use crate::load::openapi::{SchemaObject, Type, Version};
use crate::load::reader::Reader;
use crate::load::tree::{Content, Node};

const TYPES: &[(&str, Type)] = &[
    ("null", Type::Null),
    ("boolean", Type::Boolean),
    ("integer", Type::Integer),
    ("number", Type::Number),
    ("string", Type::String),
    ("array", Type::Array),
    ("object", Type::Object),
];

impl<'a> Reader<'a> {
    /// `type`, and what 3.0 says beside it.
    pub(super) fn types(&mut self, fields: &mut Fields<'a>, object: &mut SchemaObject) {
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
        if !self.problems.is_foreign() {
            return self.word(node, "a type", TYPES);
        }
        let problem = match &node.content {
            Content::Scalar(scalar) => {
                // A `null` without quotes is meant as the type.
                let known = TYPES.iter().find(|(word, _)| *word == scalar.text);
                if let Some((_, known)) = known {
                    return Some(Spanned::new(*known, node.place.clone()));
                }
                let title = format!("`{}` is not a type that is understood", scalar.text);
                Problem::new("value", title).at(&node.place, "taken for any value")
            }
            Content::Map(_) | Content::Seq(_) => unexpected(node, "a type,"),
        };
        self.problems.remark(problem);
        None
    }

    /// Takes note of what came with OpenAPI 3.1 and stands in a document of 3.0.
    pub(super) fn newer(&mut self, place: &Place, what: &str) {
        let problem = Problem::new("version", format!("{what} came with OpenAPI 3.1"))
            .at(place, "this document is of version 3.0")
            .help("write `openapi: 3.1.0`");
        self.problems.remark(problem);
    }
}
