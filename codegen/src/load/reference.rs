//! `$ref`: within a document, and to the other documents of the same crate.

use super::foreign::decoded;
use super::fragments::{parts_of, pointer};
use super::openapi::{DocumentId, SchemaId};
use super::reader::{Parsed, Reader};
use super::tree::{Content, Node};
use crate::diagnostic::{Place, Problem, Spanned};

/// Where a reference leads.
#[derive(Debug)]
pub(super) struct Target<'a> {
    pub(super) document: DocumentId,
    /// The parts of the JSON pointer.
    pub(super) parts: Vec<String>,
    pub(super) node: &'a Node,
}

impl Target<'_> {
    /// The section of `components` and the name, where it leads to a component.
    pub(super) fn component(&self) -> Option<(&str, &str)> {
        match self.parts.as_slice() {
            [components, section, name] if components == "components" => Some((section, name)),
            _ => None,
        }
    }

    /// The schema that it names, where it leads to one with a name.
    pub(super) fn schema(&self) -> Option<SchemaId> {
        let (section, name) = self.component()?;
        (section == "schemas").then(|| SchemaId {
            document: self.document,
            name: name.to_owned(),
        })
    }
}

/// A value that has been reached, perhaps through references.
#[derive(Debug)]
pub(super) struct Reached<'a> {
    pub(super) node: &'a Node,
    /// The name of the component that it is, where it is one.
    pub(super) component: Option<String>,
    /// `summary` and `description` beside the first `$ref` that has them: they go before those of the target.
    pub(super) summary: Option<Spanned<String>>,
    pub(super) description: Option<Spanned<String>>,
}

impl<'a> Reader<'a> {
    /// Follows references from `node`, which is to be a component of `section`, until a value stands there.
    pub(super) fn reach(&mut self, node: &'a Node, section: &'static str) -> Option<Reached<'a>> {
        let mut reached = Reached {
            node,
            component: None,
            summary: None,
            description: None,
        };
        let mut passed: Vec<&'a Place> = Vec::new();
        while let Some(reference) = reached.node.member("$ref") {
            let mut fields = self.fields(reached.node, "a reference")?;
            let target = self.text(&mut fields, "$ref");
            let summary = self.text(&mut fields, "summary");
            let description = self.text(&mut fields, "description");
            reached.summary = reached.summary.or(summary);
            reached.description = reached.description.or(description);
            fields.finish(self.problems);
            let target_place = &reference.value.place;
            if let Some(first) = passed.first()
                && passed.contains(&target_place)
            {
                let problem = Problem::new("reference-cycle", "the reference leads back to itself")
                    .at(first, "it starts here")
                    .help("write the value instead of one of the references");
                self.problems.push(problem);
                return None;
            }
            passed.push(target_place);
            let target = self.target(&target?)?;
            match target.component() {
                Some((found, name)) if found == section => {
                    reached.component.get_or_insert_with(|| name.to_owned());
                }
                Some((found, _)) => {
                    let title = format!("the reference leads to one of `components.{found}`");
                    let problem = Problem::new("reference-kind", title).at(
                        target_place,
                        format!("one of `components.{section}` has to stand here"),
                    );
                    // Without its answer an operation is still one.
                    if section == "responses" {
                        self.problems
                            .remark(problem.note("the answer is taken for one that is not there"));
                    } else {
                        self.problems.push(problem);
                    }
                    return None;
                }
                None => {}
            }
            reached.node = target.node;
        }
        Some(reached)
    }

    /// The value that a `$ref` names.
    pub(super) fn target(&mut self, reference: &Spanned<String>) -> Option<Target<'a>> {
        let (file, fragment) = reference
            .split_once('#')
            .unwrap_or((reference.as_str(), ""));
        let document = self.file(reference, file)?;
        let (_, root) = document.root.as_ref()?;
        if let Some(node) = self.anchored(document, &decoded(fragment)) {
            return Some(Target {
                document: document.id,
                parts: parts_of(node),
                node,
            });
        }
        let parts = match self.pointer_parts(fragment) {
            Ok(parts) => parts,
            Err(reason) => {
                let problem = Problem::new(
                    "reference",
                    format!("`{}` is no reference", reference.value),
                )
                .at(&reference.place, reason)
                .help("write `#/components/schemas/Name`, or `file.yaml#/components/schemas/Name`");
                self.problems.push(problem);
                return None;
            }
        };
        let mut node = root;
        for (index, part) in parts.iter().enumerate() {
            let Some(next) = step(node, part) else {
                self.dangling(reference, document, node, &parts, index);
                return None;
            };
            node = next;
        }
        Some(Target {
            document: document.id,
            parts,
            node,
        })
    }

    /// The document that the file part of a reference names, from the place where the reference stands.
    fn file(&mut self, reference: &Spanned<String>, file: &str) -> Option<&'a Parsed> {
        let here = self.document(&reference.place)?;
        if file.is_empty() {
            return Some(here);
        }
        let path = if file.contains("://") || file.starts_with("//") {
            Err("documents are not fetched: keep a copy beside this one")
        } else {
            join(&here.path, &decoded(file)).ok_or("a path is relative, and this one is not")
        };
        let found = path.and_then(|path| {
            let found = self.documents.iter().find(|document| document.path == path);
            let outside = path.starts_with("../") && self.naming.is_none();
            found.ok_or(if outside {
                "the path leaves the folder of this crate's documents"
            } else if self.naming.is_some() {
                "there is no such file, or it cannot be read"
            } else {
                "there is no such document in this crate's folder"
            })
        });
        match found {
            Ok(document) => Some(document),
            Err(reason) => {
                let problem = Problem::new(
                    "reference-file",
                    format!("`{file}` is not one of the documents"),
                )
                .at(&reference.place, reason)
                .note("a path is relative to the folder of the document that it stands in")
                .help("correct the path, or put the file there");
                self.problems.push(problem);
                None
            }
        }
    }

    /// The parts of a pointer. A file that is no document of its own is one value, and may be referred to as a whole.
    fn pointer_parts(&self, fragment: &str) -> Result<Vec<String>, &'static str> {
        if self.naming.is_some() && fragment.is_empty() {
            return Ok(Vec::new());
        }
        pointer(fragment)
    }

    fn dangling(
        &mut self,
        reference: &Spanned<String>,
        document: &Parsed,
        parent: &Node,
        parts: &[String],
        index: usize,
    ) {
        let missing = &parts[index];
        let parent_pointer = if index == 0 {
            "the document"
        } else {
            &parent.place.pointer
        };
        let mut problem = Problem::new(
            "reference-dangling",
            format!("`{}` leads nowhere", reference.value),
        )
        .at(
            &reference.place,
            format!(
                "there is no `{missing}` in {parent_pointer} of {}",
                document.path
            ),
        );
        let like = match &parent.content {
            Content::Map(members) => self.problems.similar(
                missing,
                members.iter().map(|member| member.key.value.as_str()),
            ),
            Content::Seq(_) | Content::Scalar(_) => None,
        };
        problem = problem.help(match like {
            Some(similar) => format!("did you mean `{similar}`?"),
            None => "write it there, or refer to something that is there".to_owned(),
        });
        self.problems.push(problem);
    }
}

/// The value that a reference in the document `here` leads to, without a word where it leads nowhere.
pub(super) fn resolve<'a>(
    documents: &'a [Parsed],
    here: &'a Parsed,
    reference: &str,
) -> Option<(&'a Parsed, &'a Node)> {
    let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let document = if file.is_empty() {
        here
    } else {
        let path = join(&here.path, &decoded(file))?;
        documents.iter().find(|document| document.path == path)?
    };
    let (_, root) = document.root.as_ref()?;
    let mut node = root;
    for part in pointer(fragment).unwrap_or_default() {
        node = step(node, &part)?;
    }
    Some((document, node))
}

/// The value below `node` that a part of a pointer names.
fn step<'a>(node: &'a Node, part: &str) -> Option<&'a Node> {
    match &node.content {
        Content::Map(_) => node.member(part).map(|member| &member.value),
        Content::Seq(items) => part
            .parse::<usize>()
            .ok()
            .and_then(|index| items.get(index)),
        Content::Scalar(_) => None,
    }
}

/// `file` from the folder of the document `from`; it begins with `../` where that leaves the folder of the first document.
pub(super) fn join(from: &str, file: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    if file.starts_with('/') {
        return None;
    }
    for part in file.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_relative_to_the_document() {
        assert_eq!(join("a.yaml", "b.yaml").as_deref(), Some("b.yaml"));
        assert_eq!(join("v2/a.yaml", "./b.yaml").as_deref(), Some("v2/b.yaml"));
        assert_eq!(
            join("v2/a.yaml", "../core/b.yaml").as_deref(),
            Some("core/b.yaml")
        );
        assert_eq!(
            join("v2/a.yaml", "../../b.yaml").as_deref(),
            Some("../b.yaml")
        );
        assert_eq!(
            join("../a.yaml", "../b.yaml").as_deref(),
            Some("../../b.yaml")
        );
        assert_eq!(join("a.yaml", "/b.yaml"), None);
    }
}
