//! Types: what schemas become, and which cannot become anything.

use super::*;
use crate::model::{Presence, Type};

const JSON: &str = "application/json";

#[test]
fn a_number_is_read_wide_and_sent_as_written() {
    let schemas = "A: {type: object, properties: {n: {type: integer, format: int32}}}\n\
                   B: {type: object, required: [n], properties: {n: {type: integer, format: int32}}}";
    let both = sending(
        JSON,
        "{type: object, properties: {b: {$ref: '#/components/schemas/B'}}}",
        schemas,
    );
    let model = lowered(&both);
    assert_eq!(
        structure(&model, "A").fields[0].type_,
        Type::I64,
        "read, since nothing else uses it"
    );
    assert_eq!(structure(&model, "B").fields[0].type_, Type::I32);
}

#[test]
fn what_is_only_sent_or_only_read_is_left_out_on_the_other_side() {
    let schema = "{type: object, required: [id, key], properties: {id: {type: string, readOnly: true}, \
                  key: {type: string, writeOnly: true}, name: {type: string}}}";
    let read = lowered(&answering(schema, ""));
    let names = |it: &crate::model::Struct| -> Vec<String> {
        it.fields.iter().map(|field| field.wire.clone()).collect()
    };
    assert_eq!(names(structure(&read, "DoItResponse")), ["id", "name"]);
    let model = lowered(&sending(JSON, schema, ""));
    let sent: Vec<_> = operation(&model)
        .parameters
        .iter()
        .map(|it| it.field.wire.as_str())
        .collect();
    assert_eq!(sent, ["key", "name"]);
}

#[test]
fn nullable_is_the_same_in_every_spelling() {
    for schema in [
        "{type: [string, 'null']}",
        "{oneOf: [{type: string}, {type: 'null'}]}",
        "{anyOf: [{type: 'null'}, {type: string}]}",
        "{allOf: [{$ref: '#/components/schemas/N'}, {description: A remark.}]}",
    ] {
        let model = lowered(&answering(
            &format!("{{type: object, properties: {{a: {schema}}}}}"),
            "N: {type: [string, 'null']}",
        ));
        let field = &structure(&model, "DoItResponse").fields[0];
        assert_eq!(
            (&field.type_, field.presence),
            (&Type::String, Presence::OptionalNullable),
            "{schema}"
        );
    }
}

#[test]
fn recursion_is_boxed_where_it_is_direct() {
    let model = lowered(&answering(
        "{$ref: '#/components/schemas/Node'}",
        "Node: {type: object, required: [children], properties: {next: {$ref: '#/components/schemas/Node'}, \
         children: {type: array, items: {$ref: '#/components/schemas/Node'}}}}",
    ));
    let fields = &structure(&model, "Node").fields;
    assert!(matches!(&fields[0].type_, Type::Boxed(_)));
    assert!(matches!(&fields[1].type_, Type::List(items) if matches!(**items, Type::Named(_))));
}

#[test]
fn only_types_without_secrets_can_be_compared() {
    let model = lowered(&answering(
        "{type: object, properties: {open: {type: object, properties: {x: {type: string}}}, \
         closed: {type: object, properties: {x: {type: string, format: password}}}}}",
        "",
    ));
    assert!(structure(&model, "DoItResponseOpen").comparable);
    assert!(!structure(&model, "DoItResponseClosed").comparable);
    assert!(!structure(&model, "DoItResponse").comparable);
}

#[test]
fn members_of_all_parts_are_members_and_the_later_one_counts() {
    let model = lowered(&answering(
        "{allOf: [{$ref: '#/components/schemas/Base'}, {type: object, required: [b], properties: {b: {type: integer}, a: {type: boolean}}}]}",
        "Base: {type: object, required: [a], properties: {a: {type: string}}}",
    ));
    let fields = &structure(&model, "DoItResponse").fields;
    assert_eq!(fields[0].wire, "a");
    assert_eq!(
        (&fields[0].type_, fields[0].presence),
        (&Type::Bool, Presence::Required)
    );
    assert_eq!(
        (&fields[1].type_, fields[1].presence),
        (&Type::I64, Presence::Required)
    );
}

#[test]
fn a_type_without_a_name_gives_way_to_one_with_a_name() {
    let model = lowered(&answering(
        "{type: object, properties: {kind: {type: string, enum: [a, b]}, other: {$ref: '#/components/schemas/DoItResponseKind'}}}",
        "DoItResponseKind: {type: object, properties: {x: {type: string}}}",
    ));
    let fields = &structure(&model, "DoItResponse").fields;
    let name = |index: usize| {
        fields[index]
            .type_
            .named()
            .map(|it| it.name.as_str().to_owned())
    };
    assert_eq!(name(0).as_deref(), Some("DoItResponseKind2"));
    assert_eq!(name(1).as_deref(), Some("DoItResponseKind"));
}

#[test]
fn what_has_no_type_is_a_problem() {
    let member = |schema: &str| {
        answering(
            &format!("{{type: object, properties: {{a: {schema}}}}}"),
            "",
        )
    };
    for (schema, code, says) in [
        (
            "{anyOf: [{type: string}, {type: integer}]}",
            "any-of",
            "`anyOf` has no Rust type",
        ),
        (
            "{type: integer, format: password}",
            "secret-type",
            "cannot be hidden",
        ),
        (
            "{type: array, format: password, items: {type: string}}",
            "secret-type",
            "cannot be hidden",
        ),
        (
            "{type: object, format: password, properties: {x: {type: string}}}",
            "secret-type",
            "strings inside",
        ),
        ("{type: array}", "untyped-array", "of what?"),
        ("{format: uuid}", "untyped", "add `type`"),
        (
            "{type: string, enum: [a, b, 3]}",
            "enum-type",
            "not a string",
        ),
        ("{const: [1]}", "constant-type", "cannot be sent by itself"),
        (
            "{type: object, properties: {x: {type: string}}, additionalProperties: {type: string}}",
            "additional-properties",
            "no place for members without a name",
        ),
        (
            "{type: object, required: [y], properties: {yy: {type: string}}}",
            "required-unknown",
            "`y`, which is no member",
        ),
        (
            "{type: object, properties: {'€': {type: string}}}",
            "name",
            "add `x-rust-name`",
        ),
        (
            "{type: object, properties: {x: {type: string, x-rust-name: 'not a name'}}}",
            "rust-name",
            "`not a name`",
        ),
        (
            "{type: object, x-rust-name: lower, properties: {x: {type: string}}}",
            "rust-name",
            "such as `TokenInfo`",
        ),
        (
            "{allOf: [{type: object, properties: {x: {type: string}}}, {type: string}]}",
            "all-of",
            "is no object",
        ),
        (
            "{type: object, properties: {x: {type: string}}, oneOf: [{type: object, properties: {y: {type: string}}}]}",
            "choice-place",
            "beside `properties`",
        ),
    ] {
        assert_problem(&member(schema), code, &[says, "a.yaml:"]);
    }
}

#[test]
fn a_choice_between_members_belongs_into_the_body_of_a_request() {
    assert_problem(
        &answering(
            "{allOf: [{type: object, properties: {x: {type: string}}}, {title: T, oneOf: [{title: A, type: object, required: [a], properties: {a: {type: string}}}, {title: B, type: object, required: [b], properties: {b: {type: string}}}]}]}",
            "",
        ),
        "choice-place",
        &["only the body of a request"],
    );
}

#[test]
fn branches_that_nothing_tells_apart_are_a_problem() {
    let union = |branches: &str| answering(&format!("{{title: U, oneOf: [{branches}]}}"), "");
    let object = |title: &str, more: &str| {
        format!(
            "{{title: {title}, type: object, properties: {{a: {{type: string}}, b: {{type: string}}}}{more}}}"
        )
    };
    assert_problem(
        &union(&format!(
            "{}, {}",
            object("A", ", required: [a]"),
            object("B", ", required: [a]")
        )),
        "union-ambiguous",
        &["the same required members"],
    );
    assert_problem(
        &union("{title: A, type: string}, {title: B, type: string, enum: [x, y]}"),
        "union-ambiguous",
        &["the same JSON type"],
    );
    assert_problem(
        &union("{title: A, type: string}, {title: B}"),
        "union-branch",
        &["any value"],
    );
    assert_problem(
        &union(&format!(
            "{}, {{type: object, properties: {{c: {{type: string}}, d: {{type: string}}}}, required: [c, d]}}",
            object("A", "")
        )),
        "branch-title",
        &["becomes the name of the variant"],
    );
    let model = lowered(&union(&format!(
        "{}, {}",
        object("A", ", required: [a]"),
        object("B", ", required: [a, b]")
    )));
    let tests = declarations(&model).find_map(|it| match it {
        Declaration::Union(it) => {
            Some(it.tests.iter().map(|(index, _)| *index).collect::<Vec<_>>())
        }
        _ => None,
    });
    assert_eq!(
        tests,
        Some(vec![1, 0]),
        "the one that demands more is asked first"
    );
}

#[test]
fn a_discriminator_must_mean_every_branch() {
    assert_problem(
        &answering(
            "{title: U, discriminator: {propertyName: kind}, oneOf: [{title: A, type: object, required: [kind], properties: {kind: {type: string}}}, {$ref: '#/components/schemas/B'}]}",
            "B: {type: object, required: [kind], properties: {kind: {type: string}}}",
        ),
        "discriminator",
        &["no value of `kind` means this branch"],
    );
}

#[test]
fn a_discriminator_without_a_choice_would_lose_what_derived_types_add() {
    assert_problem(
        &answering(
            "{type: object, required: [kind], discriminator: {propertyName: kind}, properties: {kind: {type: string}}}",
            "",
        ),
        "discriminator",
        &["no `oneOf`", "would be lost"],
    );
}

#[test]
fn a_secret_deep_in_a_body_has_two_states_at_most() {
    assert_problem(
        &sending(
            JSON,
            "{type: object, properties: {inner: {type: object, properties: {s: {type: [string, 'null'], format: password}}}}}",
            "",
        ),
        "secret-presence",
        &["three states of a secret"],
    );
    let model = lowered(&sending(
        JSON,
        "{type: object, properties: {s: {type: [string, 'null'], format: password}}}",
        "",
    ));
    let field = &operation(&model).parameters[0].field;
    assert_eq!(
        (&field.type_, field.presence),
        (&Type::Secret, Presence::OptionalNullable)
    );
}

#[test]
fn every_problem_of_a_run_is_reported() {
    let text = answering(
        "{type: object, properties: {a: {type: array}, b: {type: integer, format: password}, c: {anyOf: [{type: string}, {type: integer}]}}}",
        "",
    );
    let problems = problems(&text);
    for code in ["untyped-array", "secret-type", "any-of"] {
        assert!(problems.contains(&format!("error[{code}]")), "{problems}");
    }
}
