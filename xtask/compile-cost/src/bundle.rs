//! Several documents of our dialect as one plain OpenAPI 3.0 document, which every generator reads.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use serde_json::{Map, Value, json};

/// All `*.yaml` of a folder as one document, with what they refer to.
///
/// Operations are called after their document (`workspace_create`), and are tagged with its service; schemas and responses are named so, too. Left out is what
/// OpenAPI 3.0 does not know: extensions (so that of several path styles the documented one stays), members beside a `$ref`. A constant becomes an enum of one.
///
/// # Errors
///
/// Says which file cannot be read, or which reference leads nowhere.
pub fn bundle(folder: &Path) -> Result<Value, String> {
    let mut documents = Documents::default();
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .map_err(|error| format!("{}: {error}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml")
        })
        .collect();
    files.sort();
    let mut paths = Map::new();
    for file in &files {
        documents.operations(file, &mut paths)?;
    }
    let components = documents.components()?;
    Ok(json!({
        "openapi": "3.0.3",
        "info": { "title": "Bundle", "version": "1.0.0" },
        "paths": paths,
        "components": components,
    }))
}

/// A component: its file, its kind (`schemas`, `responses` …) and its name there.
type Target = (PathBuf, String, String);

/// The documents that were read, and what they refer to.
#[derive(Default)]
struct Documents {
    read: BTreeMap<PathBuf, Value>,
    wanted: Vec<Target>,
    known: BTreeSet<Target>,
}

impl Documents {
    fn operations(&mut self, file: &Path, paths: &mut Map<String, Value>) -> Result<(), String> {
        let document = self.document(file)?;
        let service = stem(file);
        for (path, item) in object(document.get("paths")) {
            let mut item = item.clone();
            for (_, operation) in item.as_object_mut().into_iter().flatten() {
                let Some(operation) = operation.as_object_mut() else {
                    continue;
                };
                let id = operation.get("operationId").and_then(Value::as_str);
                let id = format!("{service}_{}", id.unwrap_or_default());
                operation.insert("operationId".to_owned(), json!(id));
                operation.insert("tags".to_owned(), json!([service]));
                operation.remove("security");
                operation.remove("externalDocs");
            }
            paths.insert(path.clone(), self.plain(file, item));
        }
        Ok(())
    }

    /// What the operations refer to, and what that refers to.
    fn components(&mut self) -> Result<Value, String> {
        let mut components = Map::new();
        while let Some((file, kind, name)) = self.wanted.pop() {
            let document = self.document(&file)?;
            let component = document
                .pointer(&format!("/components/{kind}/{name}"))
                .ok_or_else(|| format!("{}: no {name} in {kind}", file.display()))?
                .clone();
            let component = self.plain(&file, component);
            let kind = components.entry(kind).or_insert_with(|| json!({}));
            kind[unique(&file, &name)] = component;
        }
        for (_, kind) in &mut components {
            if let Some(kind) = kind.as_object_mut() {
                kind.sort_keys();
            }
        }
        Ok(Value::Object(components))
    }

    fn document(&mut self, file: &Path) -> Result<Value, String> {
        if let Some(document) = self.read.get(file) {
            return Ok(document.clone());
        }
        let text =
            fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
        let document: Value = serde_saphyr::from_str(&text)
            .map_err(|error| format!("{}: {error}", file.display()))?;
        self.read.insert(file.to_owned(), document.clone());
        Ok(document)
    }

    /// A part of a document in the words of OpenAPI 3.0, whose references lead into the bundle.
    fn plain(&mut self, file: &Path, value: Value) -> Value {
        match value {
            Value::Array(items) => items
                .into_iter()
                .map(|item| self.plain(file, item))
                .collect(),
            Value::Object(members) => {
                if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                    return json!({ "$ref": self.reference(file, reference) });
                }
                let object = members.get("type") == Some(&json!("object"));
                let mut plain = Map::new();
                for (keyword, member) in members {
                    match keyword.as_str() {
                        "const" => drop(plain.insert("enum".to_owned(), json!([member]))),
                        "items" if member == json!(true) => drop(plain.insert(keyword, json!({}))),
                        // Our word for secrets; progenitor knows no format of an object.
                        "format" if object => {}
                        "example" | "default" | "enum" => drop(plain.insert(keyword, member)),
                        extension if extension.starts_with("x-") => {}
                        "properties" | "responses" => {
                            let named = self.named(file, member);
                            plain.insert(keyword, named);
                        }
                        _ => {
                            let member = self.plain(file, member);
                            plain.insert(keyword, member);
                        }
                    }
                }
                Value::Object(plain)
            }
            scalar => scalar,
        }
    }

    /// The same of a map by name, in which no name is a keyword.
    fn named(&mut self, file: &Path, map: Value) -> Value {
        let Value::Object(members) = map else {
            return map;
        };
        let plain = |(name, member)| match member {
            Value::Bool(true) => (name, json!({})),
            member => (name, self.plain(file, member)),
        };
        members.into_iter().map(plain).collect()
    }

    fn reference(&mut self, file: &Path, reference: &str) -> String {
        let (other, pointer) = reference.split_once('#').unwrap_or((reference, ""));
        let file = if other.is_empty() {
            file.to_owned()
        } else {
            tidy(&file.parent().unwrap_or(Path::new("")).join(other))
        };
        let mut steps = pointer.rsplit('/');
        let (name, kind) = (
            steps.next().unwrap_or_default(),
            steps.next().unwrap_or_default(),
        );
        let target = (file.clone(), kind.to_owned(), name.to_owned());
        if self.known.insert(target.clone()) {
            self.wanted.push(target);
        }
        format!("#/components/{kind}/{}", unique(&file, name))
    }
}

/// The name of a component in the bundle: documents may give one name to different things.
fn unique(file: &Path, name: &str) -> String {
    format!("{}_{name}", stem(file))
}

fn stem(file: &Path) -> String {
    file.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// A path without `..`, so that a file has one name.
fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => drop(tidy.pop()),
            Component::CurDir => {}
            component => tidy.push(component),
        }
    }
    tidy
}

fn object(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}
