//! What several modules of a crate have in the same words is declared once.

use crate::model::{ErrorMap, ErrorTable, Module, SharedErrorMap};

/// Moves error maps that several modules have into the root.
pub(super) fn share_error_maps(modules: &mut [Module]) {
    let mut shared: Vec<SharedErrorMap> = Vec::new();
    for (index, module) in modules.iter().enumerate() {
        for map in &module.error_maps {
            let users = modules.iter().filter(|it| it.error_maps.contains(map));
            let first = modules.iter().position(|it| it.error_maps.contains(map));
            if first == Some(index) && users.clone().count() > 1 {
                shared.push(SharedErrorMap {
                    map: map.clone(),
                    features: weakest(users.map(|user| user.features.clone()).collect()),
                });
            }
        }
    }
    let is_shared = |map: &ErrorMap| shared.iter().position(|it| it.map == *map);
    let root: Vec<_> = modules
        .first()
        .map_or_else(Vec::new, |root| root.path.clone());
    let behind = modules.first().map_or(0, |root| {
        let own = root.error_maps.iter();
        own.filter(|map| is_shared(map).is_none()).count()
    });
    for module in modules.iter_mut() {
        let before = std::mem::take(&mut module.error_maps);
        module.error_maps = before
            .iter()
            .filter(|map| is_shared(map).is_none())
            .cloned()
            .collect();
        for operation in &mut module.operations {
            let Some(table) = &mut operation.error_map else {
                continue;
            };
            let Some(map) = before.get(table.index) else {
                continue;
            };
            if let Some(index) = is_shared(map) {
                *table = ErrorTable {
                    module: root.clone(),
                    index: behind + index,
                };
            } else if let Some(index) = module.error_maps.iter().position(|it| it == map) {
                table.index = index;
            }
        }
    }
    if let Some(root) = modules.first_mut() {
        root.shared_error_maps = shared;
    }
}

/// The choices of features without those that another one has in it; none where one of them is always there.
fn weakest(mut choices: Vec<Vec<String>>) -> Vec<Vec<String>> {
    choices.sort_by_key(Vec::len);
    let mut weakest: Vec<Vec<String>> = Vec::new();
    for choice in choices {
        if choice.is_empty() {
            return Vec::new();
        }
        let covered = |other: &Vec<String>| other.iter().all(|it| choice.contains(it));
        if !weakest.iter().any(covered) {
            weakest.push(choice);
        }
    }
    weakest.sort();
    weakest
}
