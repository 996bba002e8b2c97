//! Reads the limits of values: lengths, ranges, patterns.

use super::fields::{Fields, unexpected};
use super::openapi::{Bound, Constraints, Version};
use super::reader::Reader;
use super::scalar::{Meaning, meaning};
use super::tree::{Content, Node};
use crate::diagnostic::{Problem, Spanned};

impl<'a> Reader<'a> {
    /// What a value has to fulfil besides its type.
    pub(super) fn constraints(&mut self, fields: &mut Fields<'a>) -> Constraints {
        let mut unsigned =
            |key: &'static str| fields.optional(key).and_then(|node| self.limit(node));
        let [min_length, max_length] = ["minLength", "maxLength"].map(&mut unsigned);
        let [min_items, max_items] = ["minItems", "maxItems"].map(&mut unsigned);
        let [min_properties, max_properties] =
            ["minProperties", "maxProperties"].map(&mut unsigned);
        Constraints {
            minimum: self.bound(fields, "minimum", "exclusiveMinimum", f64::gt),
            maximum: self.bound(fields, "maximum", "exclusiveMaximum", f64::lt),
            multiple_of: fields
                .optional("multipleOf")
                .and_then(|node| self.measure(node)),
            min_length,
            max_length,
            pattern: self.text(fields, "pattern"),
            min_items,
            max_items,
            unique_items: self.flag(fields, "uniqueItems"),
            min_properties,
            max_properties,
        }
    }

    /// A limit in the spelling of 3.0 (`exclusiveMinimum: true`) or of 3.1 (a number). Where 3.1 has both, the `tighter` one counts.
    fn bound(
        &mut self,
        fields: &mut Fields<'a>,
        inclusive: &'static str,
        exclusive: &'static str,
        tighter: fn(&f64, &f64) -> bool,
    ) -> Option<Spanned<Bound>> {
        let bound = |number: Spanned<serde_json::Number>, exclusive| {
            Spanned::new(
                Bound {
                    value: number.value,
                    exclusive,
                },
                number.place,
            )
        };
        let limit = fields
            .optional(inclusive)
            .and_then(|node| self.measure(node));
        let Some(node) = fields.optional(exclusive) else {
            return limit.map(|limit| bound(limit, false));
        };
        let is_flag = matches!(&node.content, Content::Scalar(scalar) if matches!(meaning(scalar), Meaning::Bool(_)));
        if is_flag != (self.version(&node.place) == Some(Version::V3_0)) {
            let problem = Problem::new(
                "version",
                format!("`{exclusive}` in the spelling of another version"),
            )
            .at(&node.place, "a truth value in OpenAPI 3.0, a number in 3.1")
            .help(format!(
                "write it beside `{inclusive}` as the version of this document has it"
            ));
            self.problems.remark(problem);
        }
        if is_flag {
            let exclusive = self.boolean(node)?.value;
            return limit.map(|limit| bound(limit, exclusive));
        }
        let strict = self.measure(node)?;
        match limit {
            Some(limit) if tighter(&limit.as_f64()?, &strict.as_f64()?) => {
                Some(bound(limit, false))
            }
            _ => Some(bound(strict, true)),
        }
    }

    /// A limit that is counted. One that is none changes no type.
    fn limit(&mut self, node: &'a Node) -> Option<Spanned<u64>> {
        let counted = matches!(&node.content, Content::Scalar(scalar)
            if matches!(meaning(scalar), Meaning::Number(number) if number.as_u64().is_some()));
        if !counted {
            self.problems
                .remark(unexpected(node, "a whole number that is not negative,"));
            return None;
        }
        self.unsigned(node)
    }

    /// A limit that is measured. One that is none changes no type.
    fn measure(&mut self, node: &'a Node) -> Option<Spanned<serde_json::Number>> {
        let measured = matches!(&node.content, Content::Scalar(scalar)
            if matches!(meaning(scalar), Meaning::Number(_)));
        if !measured {
            self.problems
                .remark(unexpected(node, "a number that JSON can hold,"));
            return None;
        }
        self.number(node)
    }
}
