//! `x-feature`: which modules are compiled with which features.

use std::collections::BTreeSet;

use super::Lowering;
use crate::diagnostic::Problem;
use crate::load::openapi::Document;
use crate::model::{Crate, Declaration, Ident, Module, Type};

impl Lowering<'_, '_> {
    /// The features of a module: a document's own, and for a folder those that all documents below it have.
    pub(super) fn features_of(&self, module: &[Ident]) -> Vec<String> {
        let mut below = self
            .paths
            .iter()
            .zip(self.documents)
            .filter(|(path, _)| !module.is_empty() && path.starts_with(module))
            .map(|(_, document)| document);
        let Some(first) = below.next() else {
            return Vec::new();
        };
        let others: Vec<_> = below.collect();
        let names = first.features.iter().map(|feature| &feature.value);
        names
            .filter(|name| others.iter().all(|document| has(document, name)))
            .cloned()
            .collect()
    }
}

fn has(document: &Document, feature: &str) -> bool {
    document.features.iter().any(|one| one.value == feature)
}

/// What one feature has to enable, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Needed {
    /// The feature that is not enough.
    pub(crate) feature: String,
    /// The feature that it has to enable.
    pub(crate) enables: String,
    /// The module of the first, from `generated` down.
    pub(crate) from: String,
    /// The module that it refers to.
    pub(crate) to: String,
}

/// Which features have to enable which others, so that every choice compiles.
pub(crate) fn needed(model: &Crate) -> Vec<Needed> {
    let mut all = BTreeSet::new();
    for module in &model.modules {
        let Some(feature) = module.features.last() else {
            continue;
        };
        for target in targets(module) {
            let Some(other) = model.modules.iter().find(|other| other.path == target) else {
                continue;
            };
            for enables in &other.features {
                if !module.features.contains(enables) {
                    all.insert(Needed {
                        feature: feature.clone(),
                        enables: enables.clone(),
                        from: shown(&module.path),
                        to: shown(&other.path),
                    });
                }
            }
        }
    }
    all.into_iter().collect()
}

/// A module that is always there and refers to one that is not.
pub(crate) fn ungated(model: &Crate) -> Vec<Problem> {
    let mut problems = Vec::new();
    for module in model.modules.iter().filter(|it| it.features.is_empty()) {
        for target in targets(module) {
            let gated = model.modules.iter().find(|other| other.path == target);
            let Some(other) = gated.filter(|other| !other.features.is_empty()) else {
                continue;
            };
            let title = format!(
                "`{}` is always compiled and refers to `{}`, which needs the feature `{}`",
                shown(&module.path),
                shown(&other.path),
                other.features.join("` and `")
            );
            problems.push(Problem::new("feature", title).help(
                "give the first `x-feature`, or move what it refers to into a document without",
            ));
        }
    }
    problems
}

/// The modules that a module refers to.
fn targets(module: &Module) -> BTreeSet<Vec<Ident>> {
    let operations = module.operations.iter().flat_map(|operation| {
        let parameters = operation.parameters.iter().map(|it| &it.field.type_);
        let others = operation
            .other_answers
            .iter()
            .filter_map(|it| it.type_.as_ref());
        parameters.chain(&operation.answer).chain(others)
    });
    let errors = module
        .error_bodies
        .iter()
        .flat_map(|bodies| bodies.0.iter().flat_map(|(_, content)| &content.0))
        .map(|body| &body.type_);
    module
        .declarations
        .iter()
        .flat_map(Declaration::types)
        .chain(operations)
        .chain(errors)
        .filter_map(Type::named)
        .map(|reference| reference.module.clone())
        .filter(|path| *path != module.path)
        .collect()
}

fn shown(path: &[Ident]) -> String {
    let names: Vec<_> = path.iter().map(Ident::as_str).collect();
    names.join("::")
}
