//! What is said about values.

use super::Lowering;
use super::shape::Seen;
use crate::load::openapi::{Bound, ExternalDocs, SchemaObject, Type, Value};
use crate::model::{Docs, Identifiers};

impl<'d> Lowering<'d, '_> {
    /// The documentation of a member or parameter; `what` is said where the document says nothing.
    pub(super) fn value_docs(&self, seen: &Seen<'d>, what: &str) -> Docs {
        let mut docs = Docs::default();
        docs.description(seen.description(), &self.identifiers);
        if docs.is_empty() {
            docs.paragraph(what);
        }
        docs.paragraph(&facts(seen));
        if let Some(external) = seen.said(|it| it.external_docs.as_ref()) {
            docs.paragraph(&format!(
                "{}.",
                link(external, &self.identifiers).trim_end_matches('.')
            ));
        }
        docs
    }
}

/// `text` as a code span.
pub(crate) fn code(text: &str) -> String {
    if text.is_empty() {
        return "(empty)".to_owned();
    }
    let ticks = if text.contains('`') { "``" } else { "`" };
    if text.starts_with('`') || text.ends_with('`') {
        format!("{ticks} {text} {ticks}")
    } else {
        format!("{ticks}{text}{ticks}")
    }
}

/// A link to a page. An address without a scheme is none that a reader of the documentation could open.
pub(super) fn link(external: &ExternalDocs, identifiers: &Identifiers) -> String {
    let url = external.url.value.replace(['<', '>', ' '], "");
    let label = external
        .description
        .as_ref()
        .map(|text| {
            text.value
                .trim()
                .replace(['[', ']', '<', '>', '`', '\n'], " ")
        })
        .filter(|text| !text.is_empty())
        .map(|text| identifiers.line(&text));
    let opens = ["https://", "http://", "mailto:"]
        .iter()
        .any(|scheme| url.starts_with(scheme));
    match label {
        Some(label) if opens => format!("[{label}]({url})"),
        Some(label) => format!("{label}: {}", code(&url)),
        None if opens => format!("See <{url}>."),
        None => format!("See {}.", code(&url)),
    }
}

/// Sentences about the default and the limits of a value.
pub(super) fn facts(seen: &Seen<'_>) -> String {
    let object = seen.object;
    let mut facts = Vec::new();
    if let Some(default) = seen.default() {
        facts.push(format!("Default: {}.", code(&json(&default.value))));
    }
    let several = object.types.len() > 1;
    if several {
        let types: Vec<_> = object
            .types
            .iter()
            .map(|kind| type_word(kind.value))
            .collect();
        facts.push(format!("JSON: {}.", types.join(" or ")));
    }
    let listed =
        object.types.iter().any(|kind| kind.value != Type::String) && object.allowed.len() > 1;
    if listed {
        let values: Vec<_> = object
            .allowed
            .iter()
            .map(|value| code(&json(&value.value)))
            .collect();
        facts.push(format!("One of {}.", values.join(", ")));
    }
    if let Some(value) = super::listed::only_value(object)
        && !matches!(
            value.value,
            Value::Null | Value::Array(_) | Value::Object(_)
        )
    {
        facts.push(format!("The only value is {}.", code(&json(&value.value))));
    }
    if let Some(format) = &object.format
        && !matches!(
            format.value.as_str(),
            "password" | "int32" | "int64" | "double" | "float"
        )
    {
        facts.push(format!("Format: {}.", code(&format.value)));
    }
    if let Some(encoding) = &object.content_encoding {
        facts.push(format!("Encoding: {}.", code(&encoding.value)));
    }
    if let Some(media_type) = &object.content_media_type {
        facts.push(format!("Contents: {}.", code(&media_type.value)));
    }
    limits(object, &mut facts);
    facts.join(" ")
}

fn limits(object: &SchemaObject, facts: &mut Vec<String>) {
    let limits = &object.constraints;
    let bound = |bound: &Bound, inclusive: &str, exclusive: &str| {
        let words = if bound.exclusive {
            exclusive
        } else {
            inclusive
        };
        format!("{words} {}.", bound.value)
    };
    if let Some(minimum) = &limits.minimum {
        facts.push(bound(minimum, "At least", "More than"));
    }
    if let Some(maximum) = &limits.maximum {
        facts.push(bound(maximum, "At most", "Less than"));
    }
    if let Some(step) = &limits.multiple_of {
        facts.push(format!("A multiple of {}.", step.value));
    }
    let counts = [
        (
            &limits.min_length,
            &limits.max_length,
            "character",
            "characters",
        ),
        (&limits.min_items, &limits.max_items, "item", "items"),
        (
            &limits.min_properties,
            &limits.max_properties,
            "member",
            "members",
        ),
    ];
    for (least, most, one, many) in counts {
        let unit = |count: u64| if count == 1 { one } else { many };
        match (
            least.as_ref().map(|it| it.value),
            most.as_ref().map(|it| it.value),
        ) {
            (Some(least), Some(most)) if least == most => {
                facts.push(format!("Exactly {least} {}.", unit(least)));
            }
            (Some(least), Some(most)) => facts.push(format!("{least} to {most} {many}.")),
            (Some(least), None) => facts.push(format!("At least {least} {}.", unit(least))),
            (None, Some(most)) => facts.push(format!("At most {most} {}.", unit(most))),
            (None, None) => {}
        }
    }
    if let Some(pattern) = &limits.pattern {
        facts.push(format!(
            "Pattern: {}.",
            code(&pattern.value.replace('\n', " "))
        ));
    }
    if limits.unique_items {
        facts.push("No item twice.".to_owned());
    }
}

fn type_word(kind: Type) -> &'static str {
    match kind {
        Type::Null => "null",
        Type::Boolean => "a boolean",
        Type::Integer => "an integer",
        Type::Number => "a number",
        Type::String => "a string",
        Type::Array => "an array",
        Type::Object => "an object",
    }
}

/// A value as JSON; a string without its quotes.
fn json(value: &Value) -> String {
    match value {
        Value::String(text) => text.replace('\n', " "),
        value => to_json(value).to_string(),
    }
}

/// A value for `serde_json`.
pub(super) fn to_json(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(bool) => (*bool).into(),
        Value::Number(number) => number.clone().into(),
        Value::String(text) => text.as_str().into(),
        Value::Array(items) => items.iter().map(|item| to_json(&item.value)).collect(),
        Value::Object(members) => members
            .iter()
            .map(|member| (member.key.value.clone(), to_json(&member.value.value)))
            .collect(),
    }
}
