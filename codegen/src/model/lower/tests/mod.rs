//! Whole documents through lowering.

mod all_of;
mod answers;
mod bounds;
mod copies;
mod credentials;
mod discriminators;
mod examples;
mod grants;
mod lists;
mod modules;
mod nulls;
mod requests;
mod rest;
mod rows;
mod types;
mod unions;
mod words;

use super::*;
use crate::diagnostic::{Sources, Style};
use crate::load::{self, SpecFile};
use crate::model::{Declaration, Literal, Operation, Test};

/// Lowers the files of one crate; what is reported comes as text.
fn lower_files(files: &[(&str, &str)]) -> (Option<Crate>, String) {
    let (model, sources, problems) = run(files, Problems::default());
    (model, problems.render(&sources, Style::Plain))
}

fn run(files: &[(&str, &str)], mut problems: Problems) -> (Option<Crate>, Sources, Problems) {
    let file = |(path, text): &(&str, &str)| {
        SpecFile::new(
            (*path).to_owned(),
            (*path).to_owned(),
            text.as_bytes().to_vec(),
        )
        .expect("the ending of a document")
    };
    let mut sources = Sources::default();
    let documents = load::documents(
        files.iter().map(file).collect(),
        &mut sources,
        &mut problems,
    )
    .whole()
    .unwrap_or_else(|| panic!("{}", problems.render(&sources, Style::Plain)));
    let model = lower("a-crate", &documents, &mut problems);
    assert_eq!(
        model.is_none(),
        !problems.is_empty(),
        "a model comes exactly where nothing is wrong"
    );
    (model, sources, problems)
}

/// The model of a document in which nothing is wrong.
fn lowered(text: &str) -> Crate {
    let (model, problems) = lower_files(&[("a.yaml", text)]);
    model.unwrap_or_else(|| panic!("{problems}"))
}

/// The model of a document that the house has not written, and what is remarked about it.
fn foreign(text: &str) -> (Crate, String) {
    let (model, sources, problems) = run(&[("a.yaml", text)], Problems::foreign());
    let model = model.unwrap_or_else(|| panic!("{}", problems.render(&sources, Style::Plain)));
    (model, problems.render_remarks(&sources, Style::Plain))
}

/// What is reported about a document.
fn problems(text: &str) -> String {
    lower_files(&[("a.yaml", text)]).1
}

/// Checks that exactly one problem with this code is reported, and what it says.
fn assert_problem(text: &str, code: &str, says: &[&str]) {
    let problems = problems(text);
    let head = format!("error[{code}]: ");
    assert_eq!(problems.matches("error[").count(), 1, "{text}\n{problems}");
    assert!(problems.contains(&head), "no {head} in\n{problems}");
    for words in says {
        assert!(problems.contains(words), "no `{words}` in\n{problems}");
    }
    assert!(problems.contains("= help: "), "no help in\n{problems}");
}

fn indented(text: &str, by: usize) -> String {
    let lines: Vec<_> = text
        .lines()
        .map(|line| format!("{}{line}\n", " ".repeat(by)))
        .collect();
    lines.concat()
}

/// A document with one operation `POST /x`, out of its members but for the answer, and with schemas.
fn document(operation: &str, schemas: &str) -> String {
    let answers = if operation.contains("responses:") {
        ""
    } else {
        "      responses: {'204': {description: Done.}}\n"
    };
    let schemas = if schemas.is_empty() {
        String::new()
    } else {
        format!("components:\n  schemas:\n{}", indented(schemas, 4))
    };
    format!(
        "openapi: 3.1.0\ninfo: {{title: A, version: '1'}}\nservers: [{{url: 'https://a.example'}}]\n\
         paths:\n  /x:\n    post:\n      operationId: doIt\n{}{answers}{schemas}",
        indented(operation, 6)
    )
}

/// A document whose operation answers with this schema.
fn answering(schema: &str, schemas: &str) -> String {
    document(
        &format!(
            "responses:\n  '200':\n    description: Done.\n    content:\n      application/json:\n        schema:\n{}",
            indented(schema, 10)
        ),
        schemas,
    )
}

/// A document whose operation sends this schema.
fn sending(media_type: &str, schema: &str, schemas: &str) -> String {
    document(
        &format!(
            "requestBody:\n  required: true\n  content:\n    {media_type}:\n      schema:\n{}",
            indented(schema, 8)
        ),
        schemas,
    )
}

fn declarations(model: &Crate) -> impl Iterator<Item = &Declaration> {
    model.modules.iter().flat_map(|module| &module.declarations)
}

/// The declared struct of that name.
fn structure<'m>(model: &'m Crate, name: &str) -> &'m crate::model::Struct {
    declarations(model)
        .find_map(|declaration| match declaration {
            Declaration::Struct(it) if it.name.as_str() == name => Some(it),
            _ => None,
        })
        .unwrap_or_else(|| panic!("no struct {name}"))
}

/// The declared union of that name.
fn union<'m>(model: &'m Crate, name: &str) -> &'m crate::model::Union {
    declarations(model)
        .find_map(|declaration| match declaration {
            Declaration::Union(it) if it.name.as_str() == name => Some(it),
            _ => None,
        })
        .unwrap_or_else(|| panic!("no union {name}"))
}

/// The only operation.
fn operation(model: &Crate) -> &Operation {
    let mut all = model.modules.iter().flat_map(|module| &module.operations);
    let only = all.next().expect("an operation");
    assert!(all.next().is_none(), "only one");
    only
}

const CAT_AND_DOG: &str = "Cat: {type: object, required: [kind], properties: {kind: {type: string}, meows: {type: boolean}}}\n\
                           Dog: {type: object, required: [kind], properties: {kind: {type: string}, barks: {type: boolean}}}";

/// The names of a union's variants, and what must hold for each, in the order in which they are tried.
fn tried(model: &Crate, name: &str) -> Vec<(String, Test)> {
    let it = union(model, name);
    it.tests
        .iter()
        .map(|(index, test)| (it.variants[*index].name.as_str().to_owned(), test.clone()))
        .collect()
}

fn tag(member: &str, values: &[&str]) -> Test {
    let values = values.iter().map(|it| Literal::String((*it).to_owned()));
    Test::Members(vec![(member.to_owned(), values.collect())])
}

fn named(tests: &[(&str, Test)]) -> Vec<(String, Test)> {
    tests
        .iter()
        .map(|(name, test)| ((*name).to_owned(), test.clone()))
        .collect()
}

fn wires(model: &Crate, name: &str) -> Vec<String> {
    let fields = &structure(model, name).fields;
    fields.iter().map(|field| field.wire.clone()).collect()
}
