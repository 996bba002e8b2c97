//! Schemas that several places write in the same words.

use super::*;
use crate::model::{Presence, Type};

/// A document with operations of these names, each of which answers with its schema.
fn answers(all: &[(&str, &str)]) -> String {
    let path = |(name, schema): &(&str, &str)| {
        format!(
            "  /{name}:\n    get:\n      operationId: {name}\n      responses:\n        '200':\n          description: Done.\n          \
             content: {{application/json: {{schema: {schema}}}}}\n"
        )
    };
    let paths: String = all.iter().map(path).collect();
    format!(
        "openapi: 3.1.0\ninfo: {{title: A, version: '1'}}\nservers: [{{url: 'https://a.example'}}]\npaths:\n{paths}"
    )
}

/// The name of what each operation answers with.
fn answered(model: &Crate) -> Vec<&str> {
    let operations = model.modules.iter().flat_map(|module| &module.operations);
    let answer = |operation: &'_ Operation| match &operation.answer {
        Some(Type::Named(reference)) => reference.name.clone(),
        other => panic!("{other:?}"),
    };
    let names: Vec<_> = operations.map(answer).collect();
    let declared = declarations(model).map(|it| it.name().as_str());
    let declared: Vec<_> = declared.collect();
    names
        .iter()
        .map(|name| {
            *declared
                .iter()
                .find(|it| **it == name.as_str())
                .expect("declared")
        })
        .collect()
}

fn docs(model: &Crate, name: &str) -> String {
    structure(model, name).docs.lines().join(" ")
}

const THREE: &str = "{type: object, properties: {a: {type: string}, b: {type: string}, c: {type: object, properties: {x: {type: string}, y: {type: string}, z: {type: string}}}}}";

#[test]
fn objects_in_the_same_words_have_one_type_with_the_words_that_their_places_share() {
    let model = lowered(&answers(&[("getPart", THREE), ("findOldPart", THREE)]));
    assert_eq!(answered(&model), ["PartResponse", "PartResponse"]);
    assert_eq!(declarations(&model).count(), 2, "what is in it is one, too");
    let several = "Several places of the document describe the same; all of them are of this type.";
    assert!(docs(&model, "PartResponse").ends_with(several));
    assert!(
        docs(&model, "PartC").ends_with("The member `c`."),
        "its place is there once"
    );
}

#[test]
fn where_places_share_no_words_the_first_names_the_type() {
    let model = lowered(&answers(&[("ping", THREE), ("pong", THREE)]));
    assert_eq!(answered(&model), ["PingResponse", "PingResponse"]);
    assert!(docs(&model, "PingResponse").ends_with("which is called after one of them."));
    // Words that every name could begin with are none to go by.
    let model = lowered(&answers(&[("getA", THREE), ("getB", THREE)]));
    assert_eq!(answered(&model), ["GetAResponse", "GetAResponse"]);
}

#[test]
fn a_title_names_what_has_most_places() {
    let titled = |more: &str| {
        THREE.replacen(
            "type: object",
            &format!("type: object, title: Part{more}"),
            1,
        )
    };
    let (part, other) = (titled(""), titled(", description: Of another kind."));
    let model = lowered(&answers(&[
        ("ping", &other),
        ("pong", &other),
        ("a", &part),
        ("b", &part),
        ("c", &part),
    ]));
    assert_eq!(
        answered(&model),
        ["PingResponse", "PingResponse", "Part", "Part", "Part"]
    );
    // A component has its name from the start.
    let text = answers(&[("ping", &part), ("pong", &part)]);
    let model = lowered(&format!(
        "{text}components: {{schemas: {{Part: {{type: string, enum: [a, b]}}}}}}\n"
    ));
    assert_eq!(answered(&model), ["PingResponse", "PingResponse"]);
}

#[test]
fn one_word_more_or_a_member_less_keeps_types_apart() {
    for other in [
        THREE.replacen("a: {type: string}", "a: {type: string, description: B.}", 1),
        THREE.replacen("a: {type: string}", "a: {type: string, default: b}", 1),
        THREE.replacen("a: {type: string}", "a: {type: [string, 'null']}", 1),
        THREE.replacen("a: {type: string}", "a: {type: string, pattern: b}", 1),
        THREE.replacen(
            "a: {type: string}",
            "a: {type: string, deprecated: true}",
            1,
        ),
        THREE.replacen("a: {type: string}", "a: {enum: [x, 'y']}", 1),
        THREE.replacen("type: object", "type: object, required: [a]", 1),
        THREE.replacen(
            "type: object",
            "type: object, additionalProperties: true",
            1,
        ),
        THREE.replacen("type: object", "type: object, x-rust-name: Another", 1),
    ] {
        let model = lowered(&answers(&[("getPart", THREE), ("findPart", &other)]));
        let names = answered(&model);
        assert_ne!(names[0], names[1], "{other}");
    }
    let small = "{type: object, properties: {a: {type: string}, b: {type: string}}}";
    let model = lowered(&answers(&[("getPart", small), ("findPart", small)]));
    assert_eq!(answered(&model), ["GetPartResponse", "FindPartResponse"]);
}

#[test]
fn examples_do_not_keep_types_apart() {
    let other = THREE.replacen("a: {type: string}", "a: {type: string, example: b}", 1);
    let model = lowered(&answers(&[("getPart", THREE), ("findPart", &other)]));
    assert_eq!(answered(&model), ["PartResponse", "PartResponse"]);
}

#[test]
fn a_copy_that_is_sent_makes_the_type_one_of_both_directions() {
    let text = |object: &str| {
        let both = "requestBody:\n  content:\n    application/json:\n      schema: {type: object, properties: {part: OBJECT}}\n\
             responses:\n  '200':\n    description: Done.\n    content:\n      application/json:\n        schema: OBJECT\n";
        document(&both.replace("OBJECT", object), "")
    };
    let model = lowered(&text(THREE));
    let usage = structure(&model, "DoItPart").usage;
    assert!(usage.read && usage.written);
    assert_eq!(declarations(&model).count(), 2);
    // What is there in one direction only would have to be optional in both.
    let object = "{type: object, required: [id], properties: {id: {type: string, readOnly: true}, b: {type: string}, c: {type: string}}}";
    let model = lowered(&text(object));
    let answer = structure(&model, "DoItResponse");
    assert_eq!(answer.fields[0].presence, Presence::Required);
    assert_eq!(structure(&model, "DoItPart").fields.len(), 2);
}

#[test]
fn a_component_that_is_read_only_counts_where_it_is_referred_to() {
    let object = "{type: object, required: [id], properties: {id: {$ref: '#/components/schemas/Id'}, b: {type: string}, c: {type: string}}}";
    let both = "requestBody:\n  content:\n    application/json:\n      schema: {type: object, properties: {part: OBJECT}}\n\
         responses:\n  '200':\n    description: Done.\n    content:\n      application/json:\n        schema: OBJECT\n";
    let model = lowered(&document(
        &both.replace("OBJECT", object),
        "Id: {type: string, readOnly: true}",
    ));
    assert_eq!(
        structure(&model, "DoItResponse").fields[0].presence,
        Presence::Required
    );
    assert_eq!(structure(&model, "DoItPart").fields.len(), 2);
}

#[test]
fn lists_of_forms_in_the_same_words_are_one_type() {
    let forms = "{oneOf: [{type: object, title: Round, required: [r], properties: {r: {type: number}}}, \
                 {type: object, title: Square, required: [a, b], properties: {a: {type: number}, b: {type: number}}}]}";
    let model = lowered(&answers(&[("getShape", forms), ("findShape", forms)]));
    assert_eq!(answered(&model), ["ShapeResponse", "ShapeResponse"]);
    assert_eq!(union(&model, "ShapeResponse").variants.len(), 2);
}

#[test]
fn an_answer_in_two_media_types_of_json_is_one_however_small() {
    let small = "{schema: {type: object, properties: {a: {type: string}}}}";
    let json = format!("{{application/json: {small}, application/problem+json: {small}}}");
    let model = lowered(&document(
        &format!(
            "responses:\n  '200': {{description: Done., content: {json}}}\n  '400': {{description: No., content: {json}}}\n"
        ),
        "",
    ));
    let names: Vec<_> = declarations(&model).map(|it| it.name().as_str()).collect();
    assert_eq!(names, ["DoItResponse", "DoItError400"]);
    assert!(operation(&model).other_answers.is_empty());
}

#[test]
fn what_holds_seconds_is_no_copy_of_what_does_not() {
    let grant = "x-token-grant: {accessToken: token, expiresIn: life}";
    let object = "{type: object, required: [token, life], properties: {token: {type: string, format: password}, life: {type: integer}, more: {type: string}}}";
    let text = answers(&[("login", object), ("show", object)]);
    let text = text.replacen(
        "operationId: login",
        &format!("operationId: login\n      {grant}"),
        1,
    );
    let (model, problems) = lower_files(&[("a.yaml", &text)]);
    let model = model.unwrap_or_else(|| panic!("{problems}"));
    assert_eq!(answered(&model), ["LoginResponse", "ShowResponse"]);
    assert_eq!(
        structure(&model, "LoginResponse").fields[1].type_,
        Type::Seconds
    );
    assert_eq!(structure(&model, "ShowResponse").fields[1].type_, Type::I64);
}
