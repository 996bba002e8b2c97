//! Finds schemas that are only themselves: references and `allOf` that go round in a circle. No value could ever be made of them,
//! and whoever follows them would not come to an end.

use std::collections::HashSet;

use super::openapi::{Document, Schema, SchemaId, SchemaReference, find};
use crate::diagnostic::{Problem, Problems};

/// Reports each circle once.
pub(super) fn check(documents: &[Document], problems: &mut Problems) {
    let mut search = Search {
        documents,
        done: HashSet::new(),
        path: Vec::new(),
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
    documents: &'d [Document],
    done: HashSet<SchemaId>,
    path: Vec<SchemaId>,
    problems: &'d mut Problems,
}

impl<'d> Search<'d> {
    fn visit(&mut self, id: SchemaId, schema: &'d Schema) {
        // An explicit stack: a chain of references may be longer than the call stack is deep.
        let mut stack = vec![Step::Enter(id, schema)];
        while let Some(step) = stack.pop() {
            let (id, schema) = match step {
                Step::Leave => {
                    self.done.extend(self.path.pop());
                    continue;
                }
                Step::Enter(id, _) if self.done.contains(&id) => continue,
                Step::Enter(id, schema) => (id, schema),
            };
            self.path.push(id);
            stack.push(Step::Leave);
            let mut references = Vec::new();
            edges(schema, &mut references);
            for reference in references {
                if let Some(start) = self.path.iter().position(|id| *id == reference.target) {
                    self.report(start, reference);
                } else if let Some(next) = find(self.documents, &reference.target) {
                    stack.push(Step::Enter(reference.target.clone(), next));
                }
            }
        }
    }

    fn report(&mut self, start: usize, reference: &SchemaReference) {
        let names: Vec<&str> = self.path[start..]
            .iter()
            .map(|id| id.name.as_str())
            .collect();
        let title = format!("the schema `{}` is only itself", reference.target.name);
        let way = names
            .iter()
            .chain(names.first())
            .copied()
            .collect::<Vec<_>>()
            .join(" -> ");
        let problem = Problem::new("schema-cycle", title)
            .at(&reference.place, "leads back to where it came from")
            .note(format!("{way}, without a member or an item between"))
            .help("write what the schema is, instead of one of the references");
        self.problems.push(problem);
    }
}

enum Step<'d> {
    Enter(SchemaId, &'d Schema),
    Leave,
}

/// The named schemas that `schema` cannot be without: it is a reference, or has one in `allOf`.
fn edges<'d>(schema: &'d Schema, found: &mut Vec<&'d SchemaReference>) {
    match schema {
        Schema::Ref(reference) => found.push(reference),
        Schema::Inline(object) => object.all_of.iter().for_each(|part| edges(part, found)),
    }
}
