//! Fragments of references: JSON pointers, and the names that schemas give themselves by `$anchor`.

use std::collections::BTreeMap;

use super::reader::{Parsed, Reader};
use super::tree::{Content, Node};

/// The named places of one document.
pub(super) type Named<'a> = BTreeMap<&'a str, &'a Node>;

impl<'a> Reader<'a> {
    /// The value that has this name in a document of somebody else. Those of the house name their schemas by their places alone.
    pub(super) fn anchored(&mut self, document: &'a Parsed, name: &str) -> Option<&'a Node> {
        self.naming.as_ref()?;
        let (_, root) = document.root.as_ref()?;
        let named = self.anchors.entry(document.source);
        named.or_insert_with(|| names(root)).get(name).copied()
    }
}

/// The first schema of each name.
fn names(root: &Node) -> Named<'_> {
    let mut found = Named::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        match &node.content {
            Content::Map(members) => {
                for member in members {
                    match &member.value.content {
                        Content::Scalar(name)
                            if matches!(
                                member.key.value.as_str(),
                                "$anchor" | "$dynamicAnchor"
                            ) =>
                        {
                            found.entry(name.text.as_str()).or_insert(node);
                        }
                        _ => open.push(&member.value),
                    }
                }
            }
            Content::Seq(items) => open.extend(items),
            Content::Scalar(_) => {}
        }
    }
    found
}

/// The parts of a JSON pointer in a URI fragment (RFC 6901 section 6).
pub(super) fn pointer(fragment: &str) -> Result<Vec<String>, &'static str> {
    let decoded = percent_encoding::percent_decode_str(fragment)
        .decode_utf8()
        .map_err(|_| "the part behind `#` is not UTF-8 when its escapes are read")?;
    match decoded.strip_prefix('/') {
        Some(rest) => Ok(parts(rest)),
        None if decoded.is_empty() => {
            Err("`#/…` is missing: a whole document is not a value to refer to")
        }
        None => Err("neither a pointer, which begins with `/`, nor the `$anchor` of a schema"),
    }
}

/// The parts of the pointer of a node.
pub(super) fn parts_of(node: &Node) -> Vec<String> {
    let pointer = node.place.pointer.strip_prefix('/');
    pointer.map_or_else(Vec::new, parts)
}

fn parts(pointer: &str) -> Vec<String> {
    let unescaped = |part: &str| part.replace("~1", "/").replace("~0", "~");
    pointer.split('/').map(unescaped).collect()
}

#[cfg(test)]
mod tests {
    use super::pointer;

    #[test]
    fn pointers_are_unescaped_once() {
        assert_eq!(
            pointer("/a~1b/c~01/%7Bd%7D").expect("a pointer"),
            ["a/b", "c~1", "{d}"]
        );
        assert_eq!(pointer("/").expect("a pointer"), [""]);
        assert!(pointer("").is_err());
        assert!(pointer("a").is_err());
        assert!(pointer("/%ff").is_err());
    }
}
