//! Modules with many types: these stand in files of their own, by the words that their names begin with. Their public paths stay the same.

use std::collections::BTreeMap;

use heck::ToSnakeCase;

use super::Lowering;
use crate::model::names::{self, Taken};
use crate::model::{Declaration, Docs, Ident, Module, Shelf};

/// How many types a file may have before it is divided.
const MANY: usize = 60;

/// How many types whose names begin alike make a file.
const ENOUGH: usize = 8;

impl Lowering<'_, '_> {
    /// Divides the types of modules that have many.
    pub(super) fn shelve(modules: &mut [Module]) {
        for module in modules {
            if module.declarations.len() > MANY {
                module.shelves = shelves(module);
            }
        }
    }
}

fn shelves(module: &Module) -> Vec<Shelf> {
    let mut taken = Taken::with(&["mock"]);
    for child in &module.children {
        taken.take(child);
    }
    let Some(own) = names::snake("types").map(|name| taken.take_numbered(&name)) else {
        return Vec::new();
    };
    let types = module.declarations.iter().map(Declaration::name);
    let types = types.map(|name| Type {
        words: words(name),
        name,
    });
    let mut groups = BTreeMap::new();
    divide(types.collect(), 0, &mut groups);
    // What belongs nowhere else stands at the root, as long as it is not much itself.
    let mut rest = groups.remove("").unwrap_or_default();
    if rest.len() > MANY {
        for type_ in std::mem::take(&mut rest) {
            let initial = type_.words[0].chars().next();
            let key = format!("other_{}", initial.unwrap_or('x'));
            groups.entry(key).or_default().push(type_);
        }
    }
    let folder = match module.file.strip_suffix(".rs").unwrap_or(&module.file) {
        "mod" => String::new(),
        stem => format!("{}/", stem.strip_suffix("/mod").unwrap_or(stem)),
    };
    let path = [module.path.as_slice(), std::slice::from_ref(&own)].concat();
    let mut root = Shelf {
        file: format!("{folder}{}.rs", own.as_str()),
        docs: Docs::of("Types of the module above, by the words that their names begin with."),
        types: rest.into_iter().map(|type_| type_.name.clone()).collect(),
        children: Vec::new(),
        path,
    };
    // A file of this name would be another file of the folder itself.
    let mut taken = Taken::with(&["mod"]);
    let mut shelves = Vec::new();
    for (key, types) in groups {
        let types = types.into_iter().map(|type_| type_.name.clone());
        let name = names::snake(&names::plain(&key)).map(|name| taken.take_numbered(&name));
        let Some(name) = name else {
            root.types.extend(types);
            continue;
        };
        let words = key.strip_prefix("other_").unwrap_or(&key);
        let words = heck::ToUpperCamelCase::to_upper_camel_case(words);
        shelves.push(Shelf {
            path: [root.path.as_slice(), std::slice::from_ref(&name)].concat(),
            file: format!("{folder}{}/{}.rs", own.as_str(), name.as_str()),
            docs: Docs::of(&format!("Types whose names begin with `{words}`.")),
            types: types.collect(),
            children: Vec::new(),
        });
        root.children.push(name);
    }
    shelves.insert(0, root);
    shelves
}

/// A type, and the words of its name.
struct Type<'m> {
    name: &'m Ident,
    words: Vec<String>,
}

fn words(name: &Ident) -> Vec<String> {
    let words = name.as_str().to_snake_case();
    words.split('_').map(str::to_owned).collect()
}

/// Puts types that have their first `depth` words in common into groups by those words, and as long as a group has many, by the next word too.
fn divide<'m>(types: Vec<Type<'m>>, depth: usize, groups: &mut BTreeMap<String, Vec<Type<'m>>>) {
    let mut next: BTreeMap<String, Vec<Type<'m>>> = BTreeMap::new();
    let mut rest = Vec::new();
    let common = types
        .first()
        .map_or_else(String::new, |type_| type_.words[..depth].join("_"));
    for type_ in types {
        match type_.words.get(depth) {
            Some(word) => next.entry(word.clone()).or_default().push(type_),
            None => rest.push(type_),
        }
    }
    for types in next.into_values() {
        if types.len() > MANY {
            divide(types, depth + 1, groups);
        } else if types.len() >= ENOUGH {
            let key = types[0].words[..=depth].join("_");
            groups.entry(key).or_default().extend(types);
        } else {
            rest.extend(types);
        }
    }
    if !rest.is_empty() {
        groups.entry(common).or_default().extend(rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(names: &[String]) -> Vec<(String, usize)> {
        let names: Vec<Ident> = names.iter().filter_map(|name| Ident::new(name)).collect();
        let types = names.iter().map(|name| Type {
            words: words(name),
            name,
        });
        let mut groups = BTreeMap::new();
        divide(types.collect(), 0, &mut groups);
        let sizes = groups.into_iter().map(|(key, types)| (key, types.len()));
        sizes.collect()
    }

    #[test]
    fn types_stand_together_by_the_words_that_their_names_begin_with() {
        let several = |start: &str, count: usize| {
            let names = (0..count).map(|it| format!("{start}Of{it}"));
            names.collect::<Vec<String>>()
        };
        let mut names = [several("InvoiceLine", 20), several("InvoicePart", 50)].concat();
        names.extend(several("Pet", 20));
        names.extend(["Invoice", "InvoiceTax", "Owner", "Petrol"].map(str::to_owned));
        names.extend(several("FarAway", 61));
        let expected = [
            ("", 2),
            // A group that is divided further has no file where nothing is left for it.
            ("far_away", 61),
            ("invoice", 2),
            ("invoice_line", 20),
            ("invoice_part", 50),
            ("pet", 20),
        ];
        let expected = expected.map(|(key, size)| (key.to_owned(), size));
        assert_eq!(groups(&names), expected);
    }
}
