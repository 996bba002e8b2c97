//! What is said of a type.

use super::Lowering;
use super::docs::{code, link};
use super::shape::Seen;
use crate::model::{Docs, Ident};

impl<'d> Lowering<'d, '_> {
    /// The documentation of a type. One that the document does not describe is told by where it stands.
    pub(super) fn type_docs(&self, seen: &Seen<'d>, name: &Ident) -> Docs {
        let mut docs = Docs::default();
        docs.description(own_description(seen), &self.identifiers);
        if docs.is_empty() {
            let place = match &seen.id {
                Some(id) => format!("The schema {}.", code(&id.name)),
                None => whereabouts(&seen.object.place.pointer)
                    .unwrap_or_else(|| format!("The type {}.", code(name.as_str()))),
            };
            docs.paragraph(&place);
        }
        if seen.deprecated() {
            docs.paragraph("Deprecated.");
        }
        if let Some(external) = &seen.object.annotations.external_docs {
            docs.paragraph(&link(external, &self.identifiers));
        }
        docs
    }
}

/// What is said at the declaration itself, else on the way to it.
fn own_description<'d>(seen: &Seen<'d>) -> &'d str {
    let own = &seen.object.annotations;
    own.description
        .as_ref()
        .or(own.summary.as_ref())
        .map_or_else(|| seen.description(), |text| text.value.as_str())
}

/// A sentence about what stands at a pointer, where one can be made of it.
fn whereabouts(pointer: &str) -> Option<String> {
    let parts: Vec<String> = pointer
        .split('/')
        .skip(1)
        .map(|part| part.replace("~1", "/").replace("~0", "~"))
        .collect();
    let mut parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let mut of = String::new();
    loop {
        match parts.as_slice() {
            [before @ .., "oneOf" | "anyOf", _] => {
                of.push_str("a form of ");
                parts = before.to_vec();
            }
            [before @ .., "allOf", _] => parts = before.to_vec(),
            [before @ .., name, "items"] if *name != "properties" => {
                of.push_str("an item of ");
                parts = before.iter().copied().chain([*name]).collect();
            }
            [before @ .., name, "additionalProperties"] if *name != "properties" => {
                of.push_str("a value of ");
                parts = before.iter().copied().chain([*name]).collect();
            }
            _ => break,
        }
    }
    let what = match parts.as_slice() {
        ["components", "schemas", owner, "properties", name] => {
            format!("the member {} of {}", code(name), code(owner))
        }
        [.., "properties", name] => format!("the member {}", code(name)),
        ["components", "schemas", name] => format!("the schema {}", code(name)),
        [.., "requestBody", "content", _, "schema"]
        | ["components", "requestBodies", _, "content", _, "schema"] => {
            "the body of a request".to_owned()
        }
        [.., "responses", _, "content", _, "schema"] => "the body of an answer".to_owned(),
        [.., "headers", name, "schema"] => format!("the header {}", code(name)),
        ["components", "parameters", name, "schema"] => format!("the parameter {}", code(name)),
        _ => return None,
    };
    let sentence = format!("{of}{what}.");
    let mut letters = sentence.chars();
    let first = letters.next()?.to_uppercase();
    Some(first.chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::whereabouts;

    #[test]
    fn a_type_without_a_description_is_told_by_its_place() {
        for (pointer, sentence) in [
            (
                "/components/schemas/OAuthError/properties/error",
                "The member `error` of `OAuthError`.",
            ),
            (
                "/components/schemas/A/properties/items/items",
                "An item of the member `items` of `A`.",
            ),
            (
                "/components/schemas/A/properties/items",
                "The member `items` of `A`.",
            ),
            (
                "/components/schemas/A/oneOf/1/properties/b/additionalProperties",
                "A value of the member `b`.",
            ),
            (
                "/components/schemas/A~1B/anyOf/0",
                "A form of the schema `A/B`.",
            ),
            (
                "/paths/~1items/get/responses/200/content/application~1json/schema/items",
                "An item of the body of an answer.",
            ),
            (
                "/paths/~1items/put/requestBody/content/application~1json/schema",
                "The body of a request.",
            ),
        ] {
            assert_eq!(whereabouts(pointer).as_deref(), Some(sentence), "{pointer}");
        }
        assert_eq!(whereabouts("/paths/~1a/get/parameters/0/schema"), None);
    }
}
