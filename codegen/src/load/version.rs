//! What a file is: it is looked at before anything else, so that nobody reads a hundred problems of a document in another language.

use super::fields::unexpected;
use super::openapi::Version;
use super::tree::{Content, Node};
use crate::diagnostic::{Problem, Problems};

/// Keys at the root of documents in other languages.
const OTHERS: &[(&str, &str)] = &[
    ("asyncapi", "a description of AsyncAPI"),
    ("arazzo", "a description of workflows in Arazzo"),
    ("overlay", "an overlay for an OpenAPI document"),
    ("openrpc", "a description of OpenRPC"),
    ("swaggerVersion", "a description of Swagger 1"),
    ("raml", "a description of RAML"),
    ("$schema", "a JSON schema"),
    ("smithy", "a model of Smithy"),
    ("discoveryVersion", "a discovery document of Google"),
    ("_type", "an export of Insomnia"),
    ("apiVersion", "a manifest of Kubernetes"),
    // Far from the others: the word is a common one.
    ("item", "a collection of Postman"),
];

/// What a text is that is neither YAML nor JSON; none where it may be.
pub(super) fn other_format(text: &str) -> Option<&'static str> {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.chars().take(1024).any(|sign| sign == '\0') {
        Some("it is a binary file")
    } else if start.starts_with('<') {
        Some("it is HTML or XML")
    } else if start.starts_with("#%RAML") {
        Some("it is RAML")
    } else if start.starts_with("syntax = ") {
        Some("it is a description of Protocol Buffers")
    } else {
        None
    }
}

/// The version that a document says it has; reports one that is not read.
pub(super) fn version(root: &Node, problems: &mut Problems) -> Option<Version> {
    let Content::Map(_) = &root.content else {
        problems.push(unexpected(root, "an OpenAPI document, which is a mapping,"));
        return None;
    };
    if let Some(swagger) = root.member("swagger") {
        let problem = Problem::new("version", "Swagger 2 is not read")
            .at(&swagger.key.place, "this document is older than OpenAPI 3")
            .help("convert it to OpenAPI 3.0 or 3.1");
        problems.push(problem);
        return None;
    }
    if let Some((key, what)) = OTHERS.iter().find(|(key, _)| root.member(key).is_some())
        && root.member("openapi").is_none()
        && let Some(member) = root.member(key)
    {
        let problem = Problem::new(
            "not-openapi",
            format!("this is no OpenAPI document, but {what}"),
        )
        .at(&member.key.place, "says so")
        .help("give an OpenAPI document of version 3.0 or 3.1");
        problems.push(problem);
        return None;
    }
    let Some(member) = root.member("openapi") else {
        let problem = Problem::new("missing-key", "`openapi` is missing in the document")
            .at(&root.place, "an OpenAPI document says which version it has")
            .help("write `openapi: 3.1.0`");
        problems.push(problem);
        return None;
    };
    let text = match &member.value.content {
        Content::Scalar(scalar) => scalar.text.as_str(),
        _ => "",
    };
    let patched = |rest: &str| {
        rest.strip_prefix('.')
            .is_some_and(|patch| patch.parse::<u32>().is_ok())
    };
    for (version, prefix) in [(Version::V3_0, "3.0"), (Version::V3_1, "3.1")] {
        if text
            .strip_prefix(prefix)
            .is_some_and(|rest| rest.is_empty() || patched(rest))
        {
            return Some(version);
        }
    }
    let problem = Problem::new(
        "version",
        format!("the OpenAPI version `{text}` is not read"),
    )
    .at(&member.value.place, "read are 3.0.x and 3.1.x")
    .help("convert the document to OpenAPI 3.0 or 3.1");
    problems.push(problem);
    None
}
