//! What the documents say, held against the table.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::table::{Answer, Member, TABLE, Type};

/// Members that hold a secret, whatever the message.
const SECRETS: &[&str] = &[
    "access_token",
    "client_secret",
    "credentials",
    "current_password",
    "new_password",
    "password",
    "refresh_token",
    "secret_data",
    "token",
    "verify_code",
];

#[test]
fn the_documents_have_every_method_that_is_reachable_over_http() {
    let services: BTreeSet<_> = TABLE.methods.iter().map(|it| it.service).collect();
    assert_eq!(services.len(), 24);
    assert_eq!(TABLE.served().count(), 170);

    let documents = Documents::read();
    let mut expected = BTreeMap::new();
    for (method, http) in TABLE.served() {
        expected.insert(
            (
                format!("v2/{}.yaml", method.document()),
                method.name.to_owned(),
            ),
            (
                http.documented.to_owned(),
                http.deployed.to_owned(),
                http.bearer,
            ),
        );
    }
    let mut found = BTreeMap::new();
    for operation in documents.operations() {
        let paths = (
            operation.path.to_owned(),
            operation.text("/x-paths/deployed"),
            operation.bearer,
        );
        found.insert((operation.file.to_owned(), operation.id()), paths);
    }
    assert_eq!(found, expected);
}

#[test]
fn the_documents_have_the_members_types_and_values_of_every_message() {
    let documents = Documents::read();
    let mut compared = BTreeSet::new();
    for operation in documents.operations() {
        let id = operation.id();
        let method = TABLE.methods.iter().find(|method| {
            operation.file == format!("v2/{}.yaml", method.document()) && method.name == id
        });
        let method =
            method.unwrap_or_else(|| panic!("{}: {id} is not in the table", operation.file));
        let body = operation.at("/requestBody/content/application~1json/schema");
        documents.compare(
            operation.file,
            body,
            Type::Message(method.request),
            &mut compared,
        );
        let answer = operation
            .value
            .pointer("/responses/200/content/application~1json/schema");
        match (method.answer, answer) {
            (Answer::Nothing, None) => {}
            (Answer::Object, Some(schema)) => {
                documents.compare(operation.file, schema, Type::Object, &mut compared);
            }
            (Answer::Message(name), Some(schema)) => {
                documents.compare_required(operation.file, schema, name);
                documents.compare(operation.file, schema, Type::Message(name), &mut compared);
            }
            (answer, schema) => panic!("{}: {id}: {answer:?} is {schema:?}", operation.file),
        }
    }
    let all: BTreeSet<_> = TABLE.messages.keys().copied().collect();
    assert_eq!(compared, all, "every message of the table was compared");
}

#[test]
fn the_documents_hide_every_secret() {
    let documents = Documents::read();
    let mut found = 0;
    for (file, document) in &documents.0 {
        let Some(schemas) = document
            .pointer("/components/schemas")
            .and_then(Value::as_object)
        else {
            continue;
        };
        for (name, schema) in schemas {
            let members = schema.get("properties").and_then(Value::as_object);
            for (member, schema) in members.into_iter().flatten() {
                if SECRETS.contains(&member.as_str()) {
                    assert_eq!(schema["format"], "password", "{file}: {name}.{member}");
                    found += 1;
                }
            }
        }
    }
    assert!(found > 20, "{found} secrets");
}

#[test]
fn the_crate_tells_what_is_out_of_reach_over_http() {
    let readme = include_str!("../../README.md");
    let unserved: Vec<_> = TABLE
        .methods
        .iter()
        .filter(|method| method.http.is_none())
        .collect();
    assert_eq!(unserved.len(), 5);
    for method in unserved {
        let name = format!("`{}.{}`", method.service, method.name);
        assert!(readme.contains(&name), "README.md says nothing of {name}");
    }
}

/// The documents of v2 and those that they share, each under its path.
struct Documents(BTreeMap<String, Value>);

struct Operation<'a> {
    file: &'a str,
    path: &'a str,
    value: &'a Value,
    bearer: bool,
}

impl Operation<'_> {
    fn at(&self, pointer: &str) -> &Value {
        let value = self.value.pointer(pointer);
        value.unwrap_or_else(|| panic!("{}: {} has no {pointer}", self.file, self.path))
    }

    fn text(&self, pointer: &str) -> String {
        self.at(pointer).as_str().expect("a text").to_owned()
    }

    fn id(&self) -> String {
        self.text("/operationId")
    }
}

impl Documents {
    fn read() -> Self {
        let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs/spaceone-identity");
        let mut documents = BTreeMap::new();
        for folder in ["common", "v2"] {
            for entry in std::fs::read_dir(specs.join(folder)).unwrap() {
                let path: PathBuf = entry.unwrap().path();
                let text = std::fs::read_to_string(&path).unwrap();
                let name = path.file_name().unwrap().to_str().unwrap();
                let document = serde_saphyr::from_str(&text).unwrap();
                documents.insert(format!("{folder}/{name}"), document);
            }
        }
        Self(documents)
    }

    fn operations(&self) -> Vec<Operation<'_>> {
        let mut operations = Vec::new();
        for (file, document) in &self.0 {
            let paths = document.get("paths").and_then(Value::as_object);
            for (path, item) in paths.into_iter().flatten() {
                for (verb, value) in item.as_object().unwrap() {
                    assert_eq!(verb, "post", "{file}: {path}");
                    let security = value.get("security").or_else(|| document.get("security"));
                    let bearer = security.is_some_and(|it| !it.as_array().unwrap().is_empty());
                    operations.push(Operation {
                        file,
                        path,
                        value,
                        bearer,
                    });
                }
            }
        }
        operations
    }

    /// The schema that a `$ref` leads to, and the document that it stands in.
    fn follow<'a>(&'a self, file: &'a str, schema: &'a Value) -> (&'a str, &'a Value) {
        let Some(reference) = schema.get("$ref").and_then(Value::as_str) else {
            return (file, schema);
        };
        let (target, pointer) = reference.split_once('#').unwrap();
        let folder = file.split_once('/').unwrap().0;
        let target = match target.strip_prefix("../") {
            _ if target.is_empty() => file.to_owned(),
            Some(other) => other.to_owned(),
            None => format!("{folder}/{target}"),
        };
        let (file, document) = self.0.get_key_value(&target).unwrap();
        let schema = document
            .pointer(pointer)
            .unwrap_or_else(|| panic!("{reference} leads nowhere"));
        self.follow(file, schema)
    }

    /// Servers leave out what is empty, so that an answer must not need more than the table says.
    fn compare_required(&self, file: &str, schema: &Value, name: &str) {
        let (file, schema) = self.follow(file, schema);
        let required = schema.get("required").and_then(Value::as_array);
        let required: Vec<_> = required.into_iter().flatten().collect();
        let members = &TABLE.message(name).members;
        let always = members.iter().filter(|member| member.always);
        let always: Vec<_> = always.map(|member| member.name).collect();
        assert_eq!(required, always, "{file}: what is required in {name}");
        for member in members {
            if let Type::Message(inner) = member.type_ {
                let schema = &schema["properties"][member.name];
                let schema = schema.get("items").unwrap_or(schema);
                self.compare_required(file, schema, inner);
            }
        }
    }

    fn compare(
        &self,
        file: &str,
        schema: &Value,
        type_: Type,
        compared: &mut BTreeSet<&'static str>,
    ) {
        let (file, schema) = self.follow(file, schema);
        let place = format!("{file}: {schema}");
        let is = |key: &str, wanted: &str| {
            let found = schema.get(key).and_then(Value::as_str);
            assert_eq!(found, Some(wanted), "`{key}` of {place}");
        };
        match type_ {
            Type::String => is("type", "string"),
            Type::Bool => is("type", "boolean"),
            Type::Int32 => {
                is("type", "integer");
                is("format", "int32");
            }
            Type::Uint32 => {
                is("type", "integer");
                assert_eq!(schema["minimum"], 0, "{place}");
            }
            Type::Float => {
                is("type", "number");
                is("format", "float");
            }
            Type::Object => {
                is("type", "object");
                assert_eq!(schema["additionalProperties"], true, "{place}");
            }
            Type::Any => assert!(schema.get("type").is_none(), "{place}"),
            Type::Enum(name) => {
                is("type", "string");
                let values: Vec<_> = schema["enum"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|it| it.as_str().unwrap())
                    .collect();
                assert_eq!(values, TABLE.enums[name], "{name} in {place}");
            }
            Type::Message(name) => {
                if compared.insert(name) {
                    self.compare_members(file, schema, name, compared);
                }
            }
        }
    }

    fn compare_members(
        &self,
        file: &str,
        schema: &Value,
        name: &'static str,
        compared: &mut BTreeSet<&'static str>,
    ) {
        let message = TABLE.message(name);
        let branches = match schema.get("oneOf") {
            Some(branches) => branches.as_array().unwrap().iter().collect(),
            None => vec![schema],
        };
        assert_eq!(
            schema.get("oneOf").is_some(),
            message.choice,
            "{file}: {name}"
        );
        let mut found = BTreeMap::new();
        for branch in branches {
            let members = branch.get("properties").and_then(Value::as_object);
            found.extend(members.into_iter().flatten());
        }
        let names: BTreeSet<_> = found.keys().map(|it| it.as_str()).collect();
        let expected: BTreeSet<_> = message.members.iter().map(|member| member.name).collect();
        assert_eq!(names, expected, "{file}: the members of {name}");
        for member in &message.members {
            self.compare_member(file, found[&member.name.to_owned()], member, compared);
        }
    }

    fn compare_member(
        &self,
        file: &str,
        schema: &Value,
        member: &Member,
        compared: &mut BTreeSet<&'static str>,
    ) {
        if !member.list {
            return self.compare(file, schema, member.type_, compared);
        }
        assert_eq!(schema["type"], "array", "{file}: {}", member.name);
        // A list of anything may be described as what it is known to hold.
        if member.type_ != Type::Any {
            self.compare(file, &schema["items"], member.type_, compared);
        }
    }
}
