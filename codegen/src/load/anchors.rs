//! Aliases and merge keys of YAML: a value that stands in a document once and counts in several places.

use std::collections::HashMap;
use std::sync::Arc;

use super::tree::{Content, DEPTH, Member, Node, Open, escape};
use crate::diagnostic::{Place, Spanned};

/// How many values the aliases of a document may stand for, so that a few lines cannot mean billions.
const COPIES: usize = 500_000;

/// The values that have anchors.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    nodes: HashMap<usize, Node>,
    copied: usize,
}

impl Anchors {
    /// Keeps the value of an anchor; 0 is none.
    pub(super) fn keep(&mut self, anchor: usize, node: &Node) {
        if anchor != 0 {
            self.nodes.insert(anchor, node.clone());
        }
    }

    pub(super) fn content(&self, anchor: usize) -> Option<&Content> {
        self.nodes.get(&anchor).map(|node| &node.content)
    }

    /// The value once more, at this pointer and so deep in the document; else why not.
    pub(super) fn copy(
        &mut self,
        anchor: usize,
        pointer: &Arc<str>,
        depth: usize,
    ) -> Result<Node, &'static str> {
        let Self { nodes, copied } = self;
        let node = nodes
            .get(&anchor)
            .ok_or("its anchor is not complete: the value would contain itself")?;
        copy(node, pointer, depth, copied)
    }

    /// Gives a mapping the members of those that are merged into it and that it has not itself; else why not.
    pub(super) fn merge(&mut self, open: &mut Open) -> Result<(), &'static str> {
        let Content::Map(members) = &mut open.node.content else {
            return Ok(());
        };
        for merged in std::mem::take(&mut open.merged) {
            let Content::Map(others) = merged.content else {
                return Err("only mappings can be merged into a mapping");
            };
            for Member { key, value } in others {
                if open.keys.contains_key(&key.value) {
                    continue;
                }
                let pointer = format!("{}/{}", open.node.place.pointer, escape(&key.value)).into();
                // It is as deep where it goes as where it comes from, but for the merge key itself.
                let value = copy(&value, &pointer, 0, &mut self.copied)?;
                let place = Place {
                    location: key.place.location,
                    pointer,
                };
                open.keys.insert(key.value.clone(), place.clone());
                members.push(Member {
                    key: Spanned::new(key.value, place),
                    value,
                });
            }
        }
        Ok(())
    }
}

fn copy(
    node: &Node,
    pointer: &Arc<str>,
    depth: usize,
    copied: &mut usize,
) -> Result<Node, &'static str> {
    *copied += 1;
    if *copied > COPIES {
        return Err("the aliases of this document stand for more values than are read");
    }
    if depth > DEPTH {
        return Err("the document is nested too deep here");
    }
    let content = match &node.content {
        Content::Scalar(scalar) => Content::Scalar(scalar.clone()),
        Content::Seq(items) => {
            let items = items.iter().enumerate().map(|(index, item)| {
                let pointer = format!("{pointer}/{index}").into();
                copy(item, &pointer, depth + 1, copied)
            });
            Content::Seq(items.collect::<Result<_, _>>()?)
        }
        Content::Map(members) => {
            let members = members.iter().map(|member| {
                let pointer: Arc<str> = format!("{pointer}/{}", escape(&member.key.value)).into();
                let place = Place {
                    location: member.key.place.location,
                    pointer: Arc::clone(&pointer),
                };
                Ok::<_, &'static str>(Member {
                    key: Spanned::new(member.key.value.clone(), place),
                    value: copy(&member.value, &pointer, depth + 1, copied)?,
                })
            });
            Content::Map(members.collect::<Result<_, _>>()?)
        }
    };
    Ok(Node {
        place: Place {
            location: node.place.location,
            pointer: Arc::clone(pointer),
        },
        content,
    })
}
