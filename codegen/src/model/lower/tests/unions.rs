//! Choices: `oneOf`, `anyOf`, and what is decided by what.

use super::*;
use crate::model::{Literal, Presence, Test, Type};

#[test]
fn constants_that_differ_decide_and_those_that_are_the_same_do_not() {
    let branch = |value: &str, member: &str| {
        format!(
            "{{type: object, properties: {{kind: {{enum: [{value}]}}, {member}: {{type: string}}}}}}"
        )
    };
    let model = lowered(&answering(
        &format!(
            "{{oneOf: [{}, {}]}}",
            branch("x", "one"),
            branch("'y', 'z'", "two")
        ),
        "",
    ));
    assert_eq!(
        tried(&model, "DoItResponse"),
        named(&[
            ("X", tag("kind", &["x"])),
            ("Kind", tag("kind", &["y", "z"]))
        ])
    );
    let same = format!(
        "{{oneOf: [{}, {}], discriminator: {{propertyName: kind}}}}",
        branch("x", "one"),
        branch("x", "two")
    );
    assert_eq!(
        tried(&lowered(&answering(&same, "")), "DoItResponse"),
        named(&[("XOne", tag("kind", &["x"])), ("XTwo", tag("kind", &["x"]))]),
        "both are tried, in the order of the document, and are called after what tells them apart"
    );
}

#[test]
fn a_branch_that_is_one_value_is_decided_by_it_and_holds_nothing() {
    let model = lowered(&answering(
        "{oneOf: [{type: integer, title: Other}, {const: 1, title: Low}, {const: -2}, {const: true}, {const: auto}, {type: string, enum: [a, b]}]}",
        "",
    ));
    let value = Test::Value;
    assert_eq!(
        tried(&model, "DoItResponse"),
        named(&[
            ("Low", value(Literal::Integer(1))),
            ("Minus2", value(Literal::Integer(-2))),
            ("True", value(Literal::Bool(true))),
            ("Auto", value(Literal::String("auto".to_owned()))),
            ("Other", Test::Integer),
            ("String", Test::Strings(vec!["a".into(), "b".into()])),
            ("String", Test::String),
        ])
    );
    let it = union(&model, "DoItResponse");
    assert!(it.open, "7 is none of them");
    let holding: Vec<_> = it
        .variants
        .iter()
        .filter(|variant| variant.value.is_none())
        .map(|variant| (variant.name.as_str(), variant.from))
        .collect();
    assert_eq!(holding, [("Other", true), ("String", true)]);
    let model = lowered(&answering(
        "{anyOf: [{type: string, const: auto}, {type: integer}]}",
        "",
    ));
    assert_eq!(
        tried(&model, "DoItResponse"),
        named(&[
            ("Auto", value(Literal::String("auto".to_owned()))),
            ("Integer", Test::Integer),
        ]),
        "another string is neither"
    );
    let model = lowered(&answering("{oneOf: [{const: red}, {const: blue}]}", ""));
    assert!(declarations(&model).any(|it| matches!(it, Declaration::OpenEnum(_))));
}

#[test]
fn any_of_is_a_union_and_unions_of_everything_are_read() {
    let model = lowered(&answering(
        "{anyOf: [{type: number}, {type: integer}, {type: string, enum: [a, b]}, {type: array, items: {type: string}}, \
         {type: object, additionalProperties: {type: integer}}, {$ref: '#/components/schemas/Inner'}, {type: boolean}, \
         {type: object, properties: {x: {type: string}}}]}",
        "Inner: {oneOf: [{type: object, properties: {y: {type: string}}}, {type: object, properties: {z: {type: string}}}]}",
    ));
    assert_eq!(
        tried(&model, "DoItResponse"),
        named(&[
            ("Integer", Test::Integer),
            ("String", Test::Strings(vec!["a".into(), "b".into()])),
            ("Number", Test::Number),
            ("List", Test::List),
            ("Boolean", Test::Bool),
            ("X", Test::Object),
            ("Object", Test::Object),
            ("Inner", Test::Any),
            ("String", Test::String),
        ])
    );
    assert!(union(&model, "DoItResponse").open);
}

#[test]
fn several_types_are_a_union_of_them_and_strings_among_strings_are_one() {
    let member = |schema: &str| {
        let (model, _) = foreign(&answering(
            &format!("{{type: object, properties: {{a: {schema}}}}}"),
            "",
        ));
        let field = structure(&model, "DoItResponse").fields[0].clone();
        (model, field)
    };
    let (model, field) = member("{type: [string, integer, 'null']}");
    assert_eq!(field.presence, Presence::OptionalNullable);
    assert_eq!(
        tried(&model, "DoItResponseA"),
        named(&[("Integer", Test::Integer), ("String", Test::String)])
    );
    let (model, _) = member("{enum: [a, 1, true]}");
    assert_eq!(union(&model, "DoItResponseA").variants.len(), 3);
    for (schema, type_) in [
        (
            "{anyOf: [{type: string}, {type: string, format: uri}]}",
            Type::String,
        ),
        (
            "{type: string, oneOf: [{maxLength: 3}, {minLength: 5}]}",
            Type::String,
        ),
        ("{enum: [1, 2]}", Type::I64),
        ("{enum: [1, 2.5]}", Type::F64),
        ("{enum: [true, false]}", Type::Bool),
        ("{type: [integer, number]}", Type::F64),
        (
            "{oneOf: [{type: string, format: uuid}, {type: 'null'}]}",
            Type::Text(crate::model::TextFormat::Uuid),
        ),
    ] {
        assert_eq!(member(schema).1.type_, type_, "{schema}");
    }
    let (model, _) = member("{anyOf: [{type: string}, {type: string, enum: [a, b]}]}");
    assert!(
        declarations(&model)
            .any(|it| matches!(it, Declaration::OpenEnum(it) if it.variants.len() == 2))
    );
}

#[test]
fn schemas_may_hold_themselves_in_every_way() {
    let model = lowered(&answering(
        "{$ref: '#/components/schemas/Node'}",
        "Node: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: {next: {$ref: '#/components/schemas/Node'}, \
         any: {$ref: '#/components/schemas/Json'}, both: {allOf: [{$ref: '#/components/schemas/Node'}, {$ref: '#/components/schemas/Other'}]}}}]}\n\
         Base: {type: object, properties: {parent: {$ref: '#/components/schemas/Node'}}}\n\
         Other: {type: object, properties: {both: {$ref: '#/components/schemas/Other'}}}\n\
         Json: {oneOf: [{type: string}, {type: array, items: {$ref: '#/components/schemas/Json'}}, {type: object, additionalProperties: {$ref: '#/components/schemas/Json'}}]}",
    ));
    let fields = &structure(&model, "Node").fields;
    assert!(matches!(fields[0].type_, Type::Boxed(_)));
    assert!(matches!(fields[1].type_, Type::Boxed(_)));
    assert_problem(
        &answering(
            "{$ref: '#/components/schemas/A'}",
            "A: {oneOf: [{$ref: '#/components/schemas/B'}, {type: 'null'}]}\nB: {oneOf: [{$ref: '#/components/schemas/A'}, {type: 'null'}]}",
        ),
        "schema-circle",
        &["nothing but itself"],
    );
}

#[test]
fn choices_that_are_branches_of_each_other_have_an_end() {
    let model = |schemas: &str| lowered(&answering("{$ref: '#/components/schemas/One'}", schemas));
    let types = |model: &Crate, name: &str| {
        let variants = union(model, name).variants.iter();
        variants.map(|it| it.type_.clone()).collect::<Vec<_>>()
    };
    let two = model(
        "One: {oneOf: [{$ref: '#/components/schemas/Two'}, {type: string}]}\n\
         Two: {oneOf: [{$ref: '#/components/schemas/One'}, {type: integer}]}",
    );
    assert_eq!(types(&two, "One"), [Type::I64, Type::String]);
    // By way of a choice of one, which is that branch.
    let one = model(
        "One: {oneOf: [{$ref: '#/components/schemas/Two'}]}\n\
         Two: {oneOf: [{$ref: '#/components/schemas/One'}, {type: string}]}",
    );
    assert_eq!(types(&one, "Two"), [Type::String]);
    let three = model(
        "One: {oneOf: [{$ref: '#/components/schemas/Two'}, {$ref: '#/components/schemas/Three'}, {type: boolean}]}\n\
         Two: {oneOf: [{$ref: '#/components/schemas/One'}, {$ref: '#/components/schemas/Three'}, {type: integer}]}\n\
         Three: {oneOf: [{$ref: '#/components/schemas/Two'}, {type: string}]}",
    );
    assert_eq!(types(&three, "One"), [Type::String, Type::I64, Type::Bool]);
    // What has a name and leads elsewhere stays the type that it is.
    let apart = model(
        "One: {oneOf: [{$ref: '#/components/schemas/Two'}, {type: boolean}]}\n\
         Two: {oneOf: [{type: array, items: {$ref: '#/components/schemas/One'}}, {type: integer}]}",
    );
    assert!(matches!(
        types(&apart, "One")[..],
        [Type::Named(_), Type::Bool]
    ));
}

#[test]
fn both_spellings_of_null_mean_the_same_everywhere() {
    let member = |version: &str, schema: &str| {
        let text = answering(
            &format!("{{type: object, required: [a], properties: {{a: {schema}}}}}"),
            "N: {type: object, properties: {x: {type: string}}}",
        )
        .replace("openapi: 3.1.0", version);
        let (model, _) = foreign(&text);
        let field = structure(&model, "DoItResponse").fields[0].clone();
        (field.type_, field.presence)
    };
    for (old, new) in [
        ("{type: string, nullable: true}", "{type: [string, 'null']}"),
        (
            "{type: array, items: {type: integer, nullable: true}}",
            "{type: array, items: {type: [integer, 'null']}}",
        ),
        (
            "{type: object, additionalProperties: {type: string, nullable: true}}",
            "{type: object, additionalProperties: {anyOf: [{type: string}, {type: 'null'}]}}",
        ),
        (
            "{nullable: true, allOf: [{$ref: '#/components/schemas/N'}]}",
            "{oneOf: [{$ref: '#/components/schemas/N'}, {type: 'null'}]}",
        ),
        (
            "{type: string, nullable: true, enum: [a, b, null]}",
            "{enum: [a, b, null]}",
        ),
    ] {
        let one = member("openapi: 3.0.3", old);
        assert_eq!(one, member("openapi: 3.1.0", new), "{old}");
        let nullable = |type_: &Type| matches!(type_, Type::Nullable(_));
        let inside = match &one.0 {
            Type::List(inner) | Type::Map(inner) => nullable(inner),
            type_ => nullable(type_),
        };
        assert!(inside, "{old}: {one:?}");
    }
}

#[test]
fn a_value_whose_type_only_one_variant_has_is_that_variant() {
    let model = lowered(&answering(
        "oneOf:\n  - {type: string, title: Text}\n  - {title: One, type: integer}\n  - {title: Other, type: integer, minimum: 4}\n  \
         - {title: Always, type: boolean, const: true}\n  - {$ref: '#/components/schemas/Cat'}\n",
        CAT_AND_DOG,
    ));
    let variants = union(&model, "DoItResponse").variants.iter();
    let from: Vec<_> = variants.map(|it| (it.name.as_str(), it.from)).collect();
    assert_eq!(
        from,
        [
            ("Text", true),
            ("One", false),
            ("Other", false),
            ("Always", false),
            ("Cat", true)
        ]
    );
}

#[test]
fn a_choice_that_holds_itself_is_not_made_of_itself() {
    let tree = |itself: &str| {
        let schemas = format!(
            "Tree: {{oneOf: [{{type: string}}, {itself}, {{type: array, items: {{$ref: '#/components/schemas/Tree'}}}}]}}"
        );
        let model = lowered(&answering("{$ref: '#/components/schemas/Tree'}", &schemas));
        let variants = union(&model, "Tree").variants.iter();
        let all: Vec<_> = variants
            .map(|it| (it.name.as_str().to_owned(), it.from))
            .collect();
        all
    };
    let real = [("String".to_owned(), true), ("List".to_owned(), true)];
    let itself = "{$ref: '#/components/schemas/Tree'}";
    assert_eq!(tree(itself), real);
    assert_eq!(
        tree(&format!("{{title: Subtree, allOf: [{itself}]}}")),
        real
    );
}
