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
    let answer = structure(&read, "DoItResponse");
    assert_eq!(names(answer), ["id", "name"]);
    assert_eq!(answer.fields[0].presence, Presence::Required);
    let model = lowered(&sending(JSON, schema, ""));
    let sent: Vec<_> = operation(&model)
        .parameters
        .iter()
        .map(|it| it.field.wire.as_str())
        .collect();
    assert_eq!(sent, ["key", "name"]);
    assert_eq!(
        operation(&model).parameters[0].field.presence,
        Presence::Required
    );
}

#[test]
fn a_type_of_both_directions_requires_nothing_that_is_missing_in_one() {
    let both = "{type: object, required: [thing], properties: {thing: {$ref: '#/components/schemas/Thing'}}}";
    let text = sending(
        JSON,
        both,
        "Thing: {type: object, required: [id, key, name], properties: {id: {type: string, readOnly: true}, key: {type: string, writeOnly: true}, name: {type: string}}}",
    );
    let answer = "      responses:\n        '200': {description: Done., content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}\n";
    let text = text.replace("      responses: {'204': {description: Done.}}\n", answer);
    let model = lowered(&text);
    let fields = &structure(&model, "Thing").fields;
    let presences: Vec<_> = fields
        .iter()
        .map(|it| (it.wire.as_str(), it.presence))
        .collect();
    assert_eq!(
        presences,
        [
            ("id", Presence::Optional),
            ("key", Presence::Optional),
            ("name", Presence::Required)
        ]
    );
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
fn members_are_secret_by_their_names_and_where_they_are_only_sent() {
    let model = lowered(&answering(
        "type: object\nproperties:\n  refresh_token: {type: string, format: uuid}\n  passwords: {type: array, items: {type: string}}\n  \
         secrets: {type: object, additionalProperties: {type: string}}\n  client_secret: {type: object}\n  \
         password: {type: string, format: date}\n  words: {type: array, items: {type: string}}\n  expiries: {type: object}\n  \
         codes: {type: array, format: password, items: {type: string}}\n",
        "",
    ));
    let list = |type_| Type::List(Box::new(type_));
    let fields = structure(&model, "DoItResponse").fields.iter();
    let types: Vec<_> = fields.map(|field| field.type_.clone()).collect();
    assert_eq!(
        types,
        [
            Type::Secret,
            list(Type::Secret),
            Type::Map(Box::new(Type::Secret)),
            Type::SecretObject,
            Type::Text(crate::model::TextFormat::Date),
            list(Type::String),
            Type::Object,
            list(Type::Secret),
        ]
    );
    let model = lowered(&sending(
        JSON,
        "type: object\nproperties:\n  a: {$ref: '#/components/schemas/S', writeOnly: true}\n  \
         b: {allOf: [{$ref: '#/components/schemas/S'}], writeOnly: true}\n  c: {type: array, writeOnly: true, items: {$ref: '#/components/schemas/S'}}\n",
        "S: {type: string}",
    ));
    let sent = operation(&model).parameters.iter();
    let types: Vec<_> = sent.map(|it| it.field.type_.clone()).collect();
    assert_eq!(types, [Type::Secret, Type::Secret, list(Type::Secret)]);
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
            "{type: integer, format: password}",
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
            "of which no value fulfils both",
        ),
    ] {
        assert_problem(&member(schema), code, &[says, "a.yaml:"]);
    }
}

#[test]
fn a_secret_has_three_states_wherever_it_stands() {
    let member = "s: {type: [string, 'null'], format: password}";
    let model = lowered(&sending(
        JSON,
        &format!(
            "{{type: object, properties: {{{member}, inner: {{type: object, properties: {{{member}}}}}}}}}"
        ),
        "",
    ));
    let outer = &operation(&model).parameters[0].field;
    let inner = &structure(&model, "DoItInner").fields[0];
    for field in [outer, inner] {
        assert_eq!(
            (&field.type_, field.presence),
            (&Type::Secret, Presence::OptionalNullable)
        );
    }
}

#[test]
fn every_problem_of_a_run_is_reported() {
    let text = answering(
        "{type: object, properties: {a: {type: array}, b: {type: integer, format: password}, c: {format: ipv4}}}",
        "",
    );
    let problems = problems(&text);
    for code in ["untyped-array", "secret-type", "untyped"] {
        assert!(problems.contains(&format!("error[{code}]")), "{problems}");
    }
}

#[test]
fn what_the_house_does_not_write_is_remarked_in_a_foreign_document_and_still_has_a_type() {
    let (model, remarks) = foreign(&answering(
        "{type: object, required: [absent], properties: {list: {type: array}, id: {format: uuid}, \
         mixed: {type: string, enum: [a, 2]}, '€': {type: string}, const: {const: [1]}, \
         tuple: {prefixItems: [{type: string}, {type: integer}]}, not: {not: {type: string}, x-other: 1}}}",
        "",
    ));
    let fields = &structure(&model, "DoItResponse").fields;
    let types: Vec<_> = fields
        .iter()
        .map(|field| (field.name.as_str(), field.type_.clone()))
        .collect();
    let any = || Type::List(Box::new(Type::Any));
    let kind = fields[2].type_.clone();
    assert_eq!(
        types,
        [
            ("list", any()),
            ("id", Type::Text(crate::model::TextFormat::Uuid)),
            ("mixed", kind),
            ("member", Type::String),
            ("const", Type::Any),
            ("tuple", any()),
            ("not", Type::Any),
            ("absent", Type::Any),
        ]
    );
    for code in [
        "required-unknown",
        "untyped-array",
        "untyped",
        "enum-type",
        "name",
        "constant-type",
        "unsupported",
        "unknown-extension",
    ] {
        assert!(
            remarks.contains(&format!("warning[{code}]")),
            "{code}: {remarks}"
        );
    }
}

#[test]
fn strings_with_a_format_have_a_type_and_secrets_are_known_by_their_names() {
    use crate::model::TextFormat;
    let model = lowered(&answering(
        "{type: object, properties: {at: {type: string, format: date-time}, on: {type: string, format: date}, \
         id: {type: string, format: uuid}, data: {type: string, format: byte}, more: {type: string, contentEncoding: base64}, \
         size: {type: integer, format: uint64}, clientSecret: {type: string}, private-key: {type: string, format: byte}, \
         password: {type: boolean}, mail: {type: string, format: email}}}",
        "",
    ));
    let types: Vec<_> = structure(&model, "DoItResponse")
        .fields
        .iter()
        .map(|field| field.type_.clone())
        .collect();
    assert_eq!(
        types,
        [
            Type::Text(TextFormat::DateTime),
            Type::Text(TextFormat::Date),
            Type::Text(TextFormat::Uuid),
            Type::Text(TextFormat::Base64),
            Type::Text(TextFormat::Base64),
            Type::U64,
            Type::Secret,
            Type::Secret,
            Type::Bool,
            Type::String,
        ]
    );
}

#[test]
fn members_without_a_name_are_kept_where_the_document_speaks_of_them() {
    let kept = |more: &str| {
        let schema = format!("{{type: object, properties: {{a: {{type: string}}}}, {more}}}");
        let (model, _) = foreign(&answering(&schema, ""));
        let additional = structure(&model, "DoItResponse").additional.clone();
        additional.map(|it| it.type_)
    };
    assert_eq!(
        kept("additionalProperties: {type: integer}"),
        Some(Type::I64)
    );
    assert_eq!(kept("additionalProperties: true"), Some(Type::Any));
    assert_eq!(kept("additionalProperties: {}"), Some(Type::Any));
    assert_eq!(kept("additionalProperties: false"), None);
    assert_eq!(kept("description: Nothing is said."), None);
    assert_eq!(
        kept("patternProperties: {'^x-': {type: boolean}}"),
        Some(Type::Bool)
    );
}

#[test]
fn a_list_that_holds_nothing_but_itself_holds_any_value() {
    let model = lowered(&answering(
        "{type: object, properties: {a: {$ref: '#/components/schemas/Nest'}, b: {$ref: '#/components/schemas/Tree'}}}",
        "Nest: {type: array, items: {$ref: '#/components/schemas/Nest'}}\n\
         Tree: {type: object, additionalProperties: {type: array, items: {$ref: '#/components/schemas/Tree'}}}",
    ));
    let fields = &structure(&model, "DoItResponse").fields;
    let list = |items| Type::List(Box::new(items));
    let map = |values| Type::Map(Box::new(values));
    assert_eq!(fields[0].type_, list(list(Type::Any)));
    assert_eq!(fields[1].type_, map(list(map(Type::Any))));
}

#[test]
fn pages_that_cannot_be_opened_are_no_links() {
    for (page, line) in [
        (
            "{url: 'https://a.b', description: RadioDns here}",
            "[`RadioDns` here](https://a.b)",
        ),
        (
            "{url: /a.html, description: RadioDns here}",
            "`RadioDns` here: `/a.html`",
        ),
        ("{url: 'https://a.b'}", "See <https://a.b>."),
        ("{url: a.html}", "See `a.html`."),
    ] {
        let schema =
            format!("{{type: object, externalDocs: {page}, properties: {{x: {{type: string}}}}}}");
        let (model, _) = foreign(&answering(&schema, ""));
        let docs = &structure(&model, "DoItResponse").docs;
        assert!(docs.lines().iter().any(|it| it == line), "{docs:?}");
    }
}
