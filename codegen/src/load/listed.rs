//! The operations of a document as they stand in its tree. What the later stages make of the document is held against this list.

use super::reader::Parsed;
use super::reference::resolve;
use super::tree::{Content, Node};
use super::units::METHODS;

/// How many references one path may lead through.
const STEPS: usize = 100;

/// Every operation under `paths`, as `POST /token`, in the order of the paths and of the methods.
pub(super) fn operations(parsed: &[Parsed], document: &Parsed) -> Vec<String> {
    let root = document.root.as_ref().map(|(_, root)| root);
    let paths = root.and_then(|root| root.member("paths"));
    let Some(Content::Map(paths)) = paths.map(|paths| &paths.value.content) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for path in paths {
        let name = &path.key.value;
        let Some(item) = item(parsed, document, &path.value).filter(|_| !name.starts_with("x-"))
        else {
            continue;
        };
        let methods = METHODS.iter().filter(|it| item.member(it).is_some());
        found.extend(methods.map(|method| listed(method, name)));
    }
    found
}

/// An operation as it is listed.
pub(crate) fn listed(method: &str, path: &str) -> String {
    format!("{} {path}", method.to_ascii_uppercase())
}

/// A path, be it there or behind references.
pub(super) fn item<'p>(
    parsed: &'p [Parsed],
    document: &'p Parsed,
    node: &'p Node,
) -> Option<&'p Node> {
    let (mut document, mut node) = (document, node);
    for _ in 0..STEPS {
        let Some(reference) = node.member("$ref") else {
            return Some(node);
        };
        let Content::Scalar(reference) = &reference.value.content else {
            return None;
        };
        (document, node) = resolve(parsed, document, &reference.text)?;
    }
    None
}
