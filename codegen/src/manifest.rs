//! The cargo features of a crate, beside those that its documents name.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Problem;
use crate::model::{Crate, Needed, needed};

/// What is wrong between the features that the modules of a crate need and those that its manifest has. `shown` is the manifest's path for messages; no
/// text: there is none.
pub(crate) fn check(model: &Crate, manifest: Option<&str>, shown: &str) -> Vec<Problem> {
    let used: BTreeSet<&String> = model.modules.iter().flat_map(|it| &it.features).collect();
    if used.is_empty() {
        return Vec::new();
    }
    let Some(manifest) = manifest else {
        let problem = Problem::new("feature", format!("`{shown}` cannot be read"));
        return vec![
            problem
                .help("documents name features with `x-feature`: write a manifest that has them"),
        ];
    };
    let features = match features(manifest) {
        Ok(features) => features,
        Err(reason) => {
            let problem = Problem::new("feature", format!("`{shown}` is not understood: {reason}"));
            return vec![problem.help("write `[features]` as Cargo has it")];
        }
    };
    let missing = used
        .into_iter()
        .filter(|name| !features.contains_key(*name));
    let missing = missing.map(|name| {
        Problem::new("feature", format!("`{shown}` has no feature `{name}`"))
            .note("a document names it with `x-feature`")
            .help(format!("add `{name} = []` to its `[features]`"))
    });
    let open = needed(model).into_iter().filter(|needed| {
        features.contains_key(&needed.feature)
            && !enables(&features, &needed.feature, &needed.enables)
    });
    missing
        .chain(open.map(|needed| lacks(&needed, shown)))
        .collect()
}

fn lacks(needed: &Needed, shown: &str) -> Problem {
    let Needed {
        feature,
        enables,
        from,
        to,
    } = needed;
    let title = format!("the feature `{feature}` of `{shown}` does not enable `{enables}`");
    Problem::new("feature", title)
        .note(format!(
            "the module `{from}` refers to types of `{to}`, so that with the first feature alone the crate would not compile"
        ))
        .help(format!(
            "write `{feature} = [\"{enables}\", …]`, or move the types into a document without `x-feature`"
        ))
}

/// Whether a manifest has a feature.
pub(crate) fn has_feature(manifest: &str, name: &str) -> bool {
    features(manifest).is_ok_and(|features| features.contains_key(name))
}

/// Each feature with what it enables.
fn features(manifest: &str) -> Result<BTreeMap<String, Vec<String>>, String> {
    let table: toml::Table = manifest
        .parse()
        .map_err(|error: toml::de::Error| error.message().to_owned())?;
    let Some(features) = table.get("features") else {
        return Ok(BTreeMap::new());
    };
    features
        .clone()
        .try_into()
        .map_err(|error: toml::de::Error| error.message().to_owned())
}

fn enables(features: &BTreeMap<String, Vec<String>>, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut pending = vec![from];
    while let Some(next) = pending.pop() {
        if next == to {
            return true;
        }
        if seen.insert(next) {
            pending.extend(features.get(next).into_iter().flatten().map(String::as_str));
        }
    }
    false
}
