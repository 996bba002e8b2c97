//! Finds schemas that are only themselves: references and `allOf` that go round in a circle. No value could ever be made of them,
//! and whoever follows them would not come to an end. And those that are put together of so many inside each other that nobody could follow them.

use std::collections::HashMap;

use super::openapi::{Document, Schema, SchemaId, SchemaReference};
use super::tree::DEPTH;
use crate::diagnostic::{Problem, Problems};

/// So many schemas of a circle are named.
const SHOWN: usize = 12;

/// Reports each circle once.
pub(super) fn check(documents: &[Document], problems: &mut Problems) {
    let schemas = documents.iter().flat_map(|document| {
        document.schemas.iter().map(|entry| {
            let name = entry.key.value.clone();
            let document = document.id;
            (SchemaId { document, name }, &entry.value)
        })
    });
    let mut search = Search {
        schemas: schemas.collect(),
        heights: HashMap::new(),
        path: Vec::new(),
        steps: HashMap::new(),
        problems,
    };
    for document in documents {
        for entry in &document.schemas {
            let id = SchemaId {
                document: document.id,
                name: entry.key.value.clone(),
            };
            search.visit(id, &entry.value);
        }
    }
}

/// A search in depth; its path never holds a schema twice, so its depth is bounded by the number of schemas.
struct Search<'d> {
    schemas: HashMap<SchemaId, &'d Schema>,
    /// How many `allOf` are inside each other in those that were passed.
    heights: HashMap<SchemaId, usize>,
    path: Vec<SchemaId>,
    /// Where in the path each of its schemas is.
    steps: HashMap<SchemaId, usize>,
    problems: &'d mut Problems,
}

impl<'d> Search<'d> {
    fn visit(&mut self, id: SchemaId, schema: &'d Schema) {
        // An explicit stack: a chain of references may be longer than the call stack is deep.
        let mut stack = vec![Step::Enter(id, schema)];
        while let Some(step) = stack.pop() {
            let (id, schema) = match step {
                Step::Leave(schema) => {
                    self.leave(schema);
                    continue;
                }
                Step::Enter(id, _) if self.heights.contains_key(&id) => continue,
                Step::Enter(id, schema) => (id, schema),
            };
            self.steps.insert(id.clone(), self.path.len());
            self.path.push(id);
            stack.push(Step::Leave(schema));
            let mut references = Vec::new();
            edges(schema, 0, &mut references);
            for (reference, _) in references {
                if let Some(start) = self.steps.get(&reference.target) {
                    self.report(*start, reference);
                } else if let Some(next) = self.schemas.get(&reference.target) {
                    stack.push(Step::Enter(reference.target.clone(), next));
                }
            }
        }
    }

    /// Measures a schema when all that it is put together of has been.
    fn leave(&mut self, schema: &'d Schema) {
        let Some(id) = self.path.pop() else { return };
        self.steps.remove(&id);
        let mut references = Vec::new();
        edges(schema, 0, &mut references);
        let below = |(reference, depth): &(&SchemaReference, usize)| {
            depth + self.heights.get(&reference.target).copied().unwrap_or(0)
        };
        let height = references.iter().map(below).max().unwrap_or(0);
        if height > DEPTH {
            let title = format!("`allOf` are inside each other deeper than {DEPTH} levels");
            let problem = Problem::new("depth", title)
                .at(schema.place(), "is put together of too many")
                .help("put fewer schemas into each other");
            self.problems.push(problem);
        }
        // Whatever is put together of it is told again only where that is too deep without it.
        let height = if height > DEPTH { 0 } else { height };
        self.heights.insert(id, height);
    }

    fn report(&mut self, start: usize, reference: &SchemaReference) {
        let names = self.path[start..].iter().map(|id| id.name.as_str());
        let mut way: Vec<&str> = names.chain([reference.target.name.as_str()]).collect();
        if way.len() > SHOWN {
            // Its beginning and its end.
            way.splice(SHOWN / 2..way.len() - SHOWN / 2, ["…"]);
        }
        let way = way.join(" -> ");
        let title = format!("the schema `{}` is only itself", reference.target.name);
        let problem = Problem::new("schema-cycle", title)
            .at(&reference.place, "leads back to where it came from")
            .note(format!("{way}, without a member or an item between"))
            .help("write what the schema is, instead of one of the references");
        self.problems.push(problem);
    }
}

enum Step<'d> {
    Enter(SchemaId, &'d Schema),
    Leave(&'d Schema),
}

/// The named schemas that `schema` cannot be without, and how many `allOf` each is inside: it is a reference, or has one in `allOf`.
fn edges<'d>(schema: &'d Schema, depth: usize, found: &mut Vec<(&'d SchemaReference, usize)>) {
    match schema {
        Schema::Ref(reference) => found.push((reference, depth)),
        Schema::Inline(object) => {
            let parts = object.all_of.iter();
            parts.for_each(|part| edges(part, depth + 1, found));
        }
    }
}
