//! `$ref`, followed and refused.

use super::super::openapi::*;
use super::*;

/// A document with these schemas.
fn schemas(schemas: &str) -> String {
    let lines: Vec<String> = schemas.lines().map(|line| format!("  {line}\n")).collect();
    with_components("3.1.0", &format!("schemas:\n{}", lines.concat()))
}

fn target<'d>(documents: &'d [Document], name: &str) -> &'d SchemaReference {
    match documents[0].schema(name) {
        Some(Schema::Ref(reference)) => reference,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_named_schema_stays_a_name() {
    let text = schemas(
        "A: {$ref: '#/components/schemas/B', description: d, default: x, x-rust-name: n}\nB: {$ref: '#/components/schemas/C.d-e'}\nC.d-e: {type: string}",
    );
    let documents = loaded(&[("a.yaml", &text)]);
    let reference = target(&documents, "A");
    assert_eq!(reference.target.name, "B");
    assert_eq!(
        reference
            .annotations
            .description
            .as_ref()
            .map(|text| text.as_str()),
        Some("d")
    );
    assert_eq!(
        reference
            .annotations
            .default
            .as_ref()
            .map(|value| &value.value),
        Some(&Value::String("x".to_owned()))
    );
    let next = find(&documents, &reference.target).expect("it exists");
    assert!(matches!(next, Schema::Ref(reference) if reference.target.name == "C.d-e"));
}

#[test]
fn references_lead_to_other_documents_of_the_crate() {
    let main = schemas(
        "A: {$ref: '../core/query.yaml#/components/schemas/Query'}\nB: {$ref: 'c.json#/components/schemas/Query/properties/deep'}",
    );
    let query = schemas(
        "Query: {type: object, properties: {next: {$ref: '#/components/schemas/Other'}}}\nOther: {type: string}",
    );
    let json = r#"{"openapi": "3.0.0", "info": {"title": "A", "version": "1"}, "components": {"schemas":
        {"Query": {"properties": {"deep": {"$ref": "../core/query.yaml#/components/schemas/Other"}}}}}}"#;
    let documents = loaded(&[
        ("v2/a.yaml", &main),
        ("core/query.yaml", &query),
        ("v2/c.json", json),
    ]);
    assert_eq!(
        target(&documents, "A").target,
        SchemaId {
            document: DocumentId(1),
            name: "Query".to_owned()
        }
    );
    let elsewhere = target(&documents, "B");
    assert_eq!(
        elsewhere.target,
        SchemaId {
            document: DocumentId(1),
            name: "Other".to_owned()
        },
        "relative to where it stands"
    );
}

#[test]
fn a_place_without_a_name_is_read_where_it_is_used() {
    let text = schemas(
        "A: {$ref: '#/components/schemas/B/properties/a~1b%7B', title: near}\nB: {properties: {'a/b{': {type: integer, title: far, description: d}}}",
    );
    let documents = loaded(&[("a.yaml", &text)]);
    let Some(Schema::Inline(object)) = documents[0].schema("A") else {
        panic!("in place")
    };
    assert_eq!(object.types[0].value, Type::Integer);
    let Annotations {
        title, description, ..
    } = &object.annotations;
    assert_eq!(title.as_ref().map(|text| text.as_str()), Some("near"));
    assert_eq!(description.as_ref().map(|text| text.as_str()), Some("d"));
}

#[test]
fn recursion_through_members_and_items_is_no_circle() {
    let text = schemas(
        "A: {properties: {next: {$ref: '#/components/schemas/A'}}, allOf: [{$ref: '#/components/schemas/B'}]}\nB: {type: array, items: {$ref: '#/components/schemas/B'}}\nC: {oneOf: [{$ref: '#/components/schemas/D'}]}\nD: {allOf: [{$ref: '#/components/schemas/C'}, {type: object}]}",
    );
    loaded(&[("a.yaml", &text)]);
}

#[test]
fn a_schema_that_is_only_itself_is_reported_once() {
    let text = schemas(
        "A: {$ref: '#/components/schemas/B'}\nB: {allOf: [{type: object}, {$ref: '#/components/schemas/C'}]}\nC: {allOf: [{allOf: [{$ref: '#/components/schemas/A'}]}]}\nD: {$ref: '#/components/schemas/A'}",
    );
    let expected = "\
error[schema-cycle]: the schema `A` is only itself
 --> specs/a/a.yaml:7:33
  |
7 |     C: {allOf: [{allOf: [{$ref: '#/components/schemas/A'}]}]}
  |                                 ^^^^^^^^^^^^^^^^^^^^^^^^ leads back to where it came from
  |
  = note: at #/components/schemas/C/allOf/0/allOf/0
  = note: A -> B -> C -> A, without a member or an item between
  = help: write what the schema is, instead of one of the references
";
    assert_eq!(problems(&text).trim_end(), expected.trim_end());
    let alone = problems(&schemas("A: {$ref: '#/components/schemas/A'}"));
    assert_eq!(
        summary(&alone),
        ["[schema-cycle]: the schema `A` is only itself @ #/components/schemas/A"]
    );
}

#[test]
fn a_long_chain_of_references_does_not_overflow() {
    let mut chain: Vec<String> = (0..5_000)
        .map(|n| format!("S{n}: {{$ref: '#/components/schemas/S{}'}}", n + 1))
        .collect();
    chain.push("S5000: {type: string}".to_owned());
    assert_eq!(
        loaded(&[("a.yaml", &schemas(&chain.join("\n")))])[0]
            .schemas
            .len(),
        5_001
    );
}

#[test]
fn parts_inside_each_other_deeper_than_anyone_follows_are_refused_once() {
    let chain = |levels: usize| {
        let part = |n| {
            format!(
                "S{n}: {{allOf: [{{$ref: '#/components/schemas/S{}'}}]}}",
                n + 1
            )
        };
        let mut chain: Vec<String> = (0..levels).map(part).collect();
        chain.push(format!("S{levels}: {{type: string}}"));
        schemas(&chain.join("\n"))
    };
    loaded(&[("a.yaml", &chain(128))]);
    assert_eq!(
        summary(&problems(&chain(200))),
        [
            "[depth]: `allOf` are inside each other deeper than 128 levels @ #/components/schemas/S71"
        ]
    );
}

#[test]
fn circles_of_other_components_and_of_unnamed_schemas_are_reported() {
    let text = with_components(
        "3.1.0",
        "parameters:\n  a: {$ref: '#/components/parameters/b'}\n  b: {$ref: '#/components/parameters/a'}",
    );
    let found = summary(&problems(&text));
    assert!(
        !found.is_empty() && found.iter().all(|one| one.starts_with("[reference-cycle]")),
        "{found:?}"
    );
    let text = schemas(
        "A: {properties: {a: {properties: {b: {$ref: '#/components/schemas/A/properties/a'}}}}}",
    );
    let found = summary(&problems(&text));
    assert_eq!(
        found,
        [
            "[reference-cycle]: a schema without a name contains itself @ #/components/schemas/A/properties/a/properties/b/$ref"
        ]
    );
}

#[test]
fn unnamed_schemas_cannot_multiply_without_end() {
    let level = |level: usize| {
        let next = format!(
            "{{$ref: '#/components/schemas/S{}/properties/x'}}",
            level + 1
        );
        format!("S{level}: {{properties: {{x: {{properties: {{l: {next}, r: {next}}}}}}}}}\n")
    };
    let text = (0..30).map(level).collect::<String>() + "S30: {properties: {x: {type: string}}}\n";
    let found = problems(&schemas(&text));
    assert!(found.contains("error[reference-many]"), "{}", &found[..500]);
}

#[test]
fn a_reference_that_leads_nowhere_says_what_is_missing() {
    let expected = "\
error[reference-dangling]: `#/components/schemas/Tokn` leads nowhere
 --> specs/a/a.yaml:5:15
  |
5 |     A: {$ref: '#/components/schemas/Tokn'}
  |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^ there is no `Tokn` in /components/schemas of a.yaml
  |
  = note: at #/components/schemas/A/$ref
  = help: did you mean `Token`?
";
    let text = schemas("A: {$ref: '#/components/schemas/Tokn'}\nToken: {type: string}");
    assert_eq!(problems(&text).trim_end(), expected.trim_end());
}

#[test]
fn references_that_cannot_be_followed_are_reported() {
    for (reference, code, words) in [
        (
            "b.yaml#/components/schemas/A",
            "reference-file",
            "there is no such document",
        ),
        ("../../b.yaml#/a", "reference-file", "leaves the folder"),
        (
            "https://b.example/b.yaml#/a",
            "reference-file",
            "are not fetched",
        ),
        ("a.yaml", "reference", "a whole document"),
        ("#Token", "reference", "neither a pointer"),
        ("#/%ff", "reference", "not UTF-8"),
        (
            "#/components/schemas/A/$ref/x",
            "reference-dangling",
            "no `x`",
        ),
        (
            "#/components/headers/h",
            "reference-kind",
            "a schema has to stand here",
        ),
    ] {
        let text = with_components(
            "3.1.0",
            &format!("headers: {{h: {{}}}}\nschemas:\n  A: {{$ref: '{reference}'}}"),
        );
        let found = problems(&text);
        assert!(
            found.contains(&format!("error[{code}]")) && found.contains(words),
            "{reference}: {found}"
        );
        assert!(found.contains("a.yaml:6:"), "{found}");
    }
    let text = with_operation(
        "/a",
        "parameters: [{$ref: '#/paths'}, {$ref: '#/components/responses/a'}]",
    ) + "components: {responses: {a: {description: d}}}\n";
    let found = problems(&text);
    assert!(found.contains("[reference-kind]"), "{found}");
}

#[test]
fn what_has_no_effect_beside_a_reference_is_reported() {
    let text = schemas(
        "A: {$ref: '#/components/schemas/B', type: string, nullable: true, x-foo: 1}\nB: {type: string}",
    );
    let found = summary(&problems(&text));
    let codes: Vec<&str> = found
        .iter()
        .filter_map(|one| one.split(':').next())
        .collect();
    assert_eq!(
        codes,
        [
            "[reference-sibling]",
            "[reference-nullable]",
            "[unknown-extension]"
        ]
    );
    let text = with_operation(
        "/a",
        "requestBody: {$ref: '#/components/requestBodies/b', required: true}",
    ) + "components: {requestBodies: {b: {content: {application/json: {}}}}}\n";
    assert_eq!(
        summary(&problems(&text)),
        [
            "[unknown-key]: `required` is not a member of a reference @ #/paths/~1a/post/requestBody/required"
        ]
    );
}

#[test]
fn a_document_that_cannot_be_read_causes_no_further_noise() {
    let main = schemas("A: {$ref: 'b.yaml#/components/schemas/B'}");
    let (_, found) = load(&[("a.yaml", &main), ("b.yaml", "swagger: '2.0'\n")]);
    assert_eq!(
        summary(&found),
        ["[version]: Swagger 2 is not read @ #/swagger"]
    );
}
