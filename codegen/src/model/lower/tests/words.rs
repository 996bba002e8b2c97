//! Enums of strings, and what types without a name are called.

use super::*;
use crate::model::OpenEnum;

fn name(declaration: &Declaration) -> &str {
    match declaration {
        Declaration::Struct(it) => it.name.as_str(),
        Declaration::OpenEnum(it) => it.name.as_str(),
        Declaration::Union(it) => it.name.as_str(),
        Declaration::Choice(it) => it.name.as_str(),
    }
}

fn open_enum<'m>(model: &'m Crate, name: &str) -> &'m OpenEnum {
    declarations(model)
        .find_map(|declaration| match declaration {
            Declaration::OpenEnum(it) if it.name.as_str() == name => Some(it),
            _ => None,
        })
        .unwrap_or_else(|| panic!("no enum {name}"))
}

/// The variants of an enum that an operation answers with, each with the first line of its documentation.
fn words(schema: &str) -> Vec<(String, String)> {
    let model = lowered(&answering(schema, ""));
    let variants = open_enum(&model, "DoItResponse").variants.iter();
    let word = |it: &crate::model::EnumVariant| {
        let first = it.docs.lines().first().cloned();
        (it.name.as_str().to_owned(), first.unwrap_or_default())
    };
    variants.map(word).collect()
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(one, other): &(&str, &str)| ((*one).to_owned(), (*other).to_owned());
    list.iter().map(owned).collect()
}

#[test]
fn each_value_of_an_enum_has_the_words_of_its_branch() {
    assert_eq!(
        words(
            "oneOf:\n  - {const: a, title: Begin, description: The beginning.}\n  - {const: b, title: End}\n  - {enum: [c], type: string, description: The rest.}\n  - {const: d}\n"
        ),
        pairs(&[
            ("A", "The beginning."),
            ("B", "End"),
            ("C", "The rest."),
            ("D", "`d`")
        ])
    );
}

#[test]
fn lists_beside_an_enum_name_and_explain_its_values() {
    let with = |lists: &str| words(&format!("{{type: string, enum: ['1', '2'], {lists}}}"));
    assert_eq!(
        with("x-enum-varnames: [FIRST, second_one], x-enum-descriptions: [The first., '']"),
        pairs(&[("First", "The first."), ("SecondOne", "`2`")])
    );
    let plain = pairs(&[("N1", "`1`"), ("N2", "`2`")]);
    let unnamed: Vec<_> = with("title: X").into_iter().map(|it| it.1).collect();
    let said: Vec<_> = plain.into_iter().map(|it| it.1).collect();
    assert_eq!(unnamed, said);
    assert_eq!(
        with("x-enum-varnames: [only], x-enum-descriptions: [a, b, c]"),
        with("title: X"),
        "lists of another length are not used"
    );
}

#[test]
fn vendors_lists_of_another_kind_leave_a_foreign_document_whole() {
    let schema =
        "{type: string, enum: [a, b], x-enum-descriptions: {a: The first.}, x-enum-varnames: 7}";
    let (model, remarks) = foreign(&answering(schema, ""));
    assert_eq!(open_enum(&model, "DoItResponse").variants.len(), 2);
    assert!(
        remarks.contains("x-enum-descriptions") || remarks.contains("a list"),
        "{remarks}"
    );
}

#[test]
fn what_stands_in_the_component_of_a_body_is_called_after_it() {
    let operation = |id: &str| {
        format!(
            "  /{id}:\n    post:\n      operationId: {id}\n      requestBody:\n        required: true\n        content:\n          application/json:\n            schema: {{$ref: '#/components/schemas/Lamp'}}\n      responses: {{'204': {{description: Done.}}}}\n"
        )
    };
    let document = |first: &str, second: &str| {
        format!(
            "openapi: 3.1.0\ninfo: {{title: A, version: '1'}}\nservers: [{{url: 'https://a.example'}}]\npaths:\n{}{}components:\n  schemas:\n    Lamp:\n      type: object\n      properties:\n        mode: {{type: string, enum: [a, b]}}\n        \"a~/b\": {{type: object, properties: {{c: {{type: string}}}}}}\n",
            operation(first),
            operation(second)
        )
    };
    for (first, second) in [("one", "two"), ("two", "one")] {
        let model = lowered(&document(first, second));
        let names: Vec<_> = declarations(&model).map(name).collect();
        assert!(names.contains(&"LampMode"), "{names:?}");
        assert!(names.iter().all(|it| it.starts_with("Lamp")), "{names:?}");
    }
}
