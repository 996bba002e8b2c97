//! Long rows and long lists, which would take minutes if each of them was compared with all before it.

use super::*;

/// Schemas `C0` to `C{count}`, each but the last made of the next one, whose reference is put where `NEXT` stands, and of its own number for `N`.
fn row(count: usize, each: &str) -> String {
    let next = |n| format!("{{$ref: '#/components/schemas/C{n}'}}");
    let line = |n: usize| {
        let text = each.replace("NEXT", &next(n + 1));
        format!("C{n}: {}\n", text.replace("#N", &n.to_string()))
    };
    let last =
        format!("C{count}: {{type: object, required: [z], properties: {{z: {{type: string}}}}}}\n");
    (0..count).map(line).chain([last]).collect()
}

fn many(count: usize, each: &str) -> String {
    let all: Vec<_> = (0..count)
        .map(|n| each.replace("#N", &n.to_string()))
        .collect();
    all.join(", ")
}

const FIRST: &str = "{$ref: '#/components/schemas/C0'}";

fn answer(model: &Crate) -> Option<String> {
    let answer = operation(model).answer.as_ref()?;
    answer.named().map(|it| it.name.to_string())
}

#[test]
fn references_to_references_are_followed_once() {
    let members = many(20_000, "p#N: {$ref: '#/components/schemas/C#N'}");
    let all = format!("All: {{type: object, properties: {{{members}}}}}");
    let schemas = row(20_000, "NEXT") + &all;
    let model = lowered(&answering("{$ref: '#/components/schemas/All'}", &schemas));
    assert_eq!(structure(&model, "All").fields.len(), 20_000);
}

#[test]
fn a_long_row_of_wrappings_is_no_circle() {
    for each in [
        "{anyOf: [NEXT, {type: 'null'}]}",
        "{oneOf: [{type: 'null'}, NEXT]}",
        "{anyOf: [NEXT]}",
    ] {
        let model = lowered(&answering(FIRST, &row(3000, each)));
        assert_eq!(answer(&model).as_deref(), Some("C3000"), "{each}");
    }
}

#[test]
fn what_is_too_deep_is_told_as_such() {
    let members = "{type: object, properties: {p#N: {type: string}}, oneOf: [NEXT]}";
    assert_problem(
        &answering(FIRST, &row(300, members)),
        "depth",
        &["choices are inside each other deeper than"],
    );
    assert_problem(
        &answering(FIRST, &row(300, "{description: A word., anyOf: [NEXT]}")),
        "depth",
        &["references to references say something of one schema"],
    );
}

#[test]
fn choices_in_a_long_row_are_looked_at_once() {
    let schemas = row(3000, "{oneOf: [{type: string}, NEXT]}");
    let model = lowered(&answering(FIRST, &schemas));
    assert_eq!(declarations(&model).count(), 3001);
}

#[test]
fn a_large_circle_of_choices_is_one_choice() {
    let schemas = row(3000, "{oneOf: [{type: integer}, NEXT]}");
    let (others, _) = schemas.split_once("C3000: {type").expect("the last");
    let schemas = format!("{others}C3000: {{oneOf: [{{type: string}}, {FIRST}]}}");
    let (model, _) = foreign(&answering(FIRST, &schemas));
    assert_eq!(union(&model, "C0").variants.len(), 3001);
}

#[test]
fn values_that_are_branches_are_an_enum_however_many_there_are() {
    let branches = many(20_000, "{const: v#N, description: The number #N.}");
    let schemas = format!("C0: {{oneOf: [{branches}]}}");
    let model = lowered(&answering(FIRST, &schemas));
    let found = declarations(&model).find_map(|it| match it {
        Declaration::OpenEnum(it) => Some(it),
        _ => None,
    });
    let variants = &found.expect("an enum").variants;
    assert_eq!(variants.len(), 20_000);
    assert_eq!(
        variants[7].docs.lines().join("\n"),
        "The number 7.\n\nOn the wire: `v7`."
    );
}

#[test]
fn required_members_that_nobody_declares_are_compared_so_often_only() {
    let names = many(5000, "name_#N");
    let schemas = format!(
        "C0: {{type: object, required: [{names}], properties: {{nam_7: {{type: string}}}}}}"
    );
    let (model, remarks) = foreign(&answering(FIRST, &schemas));
    assert_eq!(structure(&model, "C0").fields.len(), 5001);
    assert!(remarks.contains("[required-unknown]"), "{remarks}");
}

#[test]
fn a_member_of_very_many_parts_is_put_together_at_once() {
    let parts = many(
        2000,
        "{type: object, properties: {p#N: {type: string}, all: {type: string, description: Of #N.}}}",
    );
    let schemas = format!("C0: {{allOf: [{parts}]}}");
    let model = lowered(&answering(FIRST, &schemas));
    assert_eq!(structure(&model, "C0").fields.len(), 2001);
}

#[test]
fn secrets_at_the_end_of_a_long_row_are_found() {
    let mut schemas = row(4000, "{type: object, properties: {next: NEXT}}");
    schemas = schemas.replace("z: {type: string}", "z: {type: string, format: password}");
    let model = lowered(&answering(FIRST, &schemas));
    assert!(!structure(&model, "C0").comparable);
}

#[test]
fn heirs_that_share_a_list_of_their_names_are_told_apart() {
    let heir = |n| {
        format!(
            "H{n}: {{allOf: [{FIRST}, {{type: object, properties: {{h{n}: {{type: string}}}}}}]}}\n"
        )
    };
    let heirs: Vec<_> = (0..1500).map(heir).collect();
    let heirs = heirs.concat();
    let names = many(1500, "H#N");
    let schemas = format!(
        "{heirs}C0: {{type: object, required: [t], properties: {{t: {{type: string, enum: [{names}]}}}}, discriminator: {{propertyName: t}}}}"
    );
    let (model, _) = foreign(&answering(FIRST, &schemas));
    assert_eq!(union(&model, "C0").variants.len(), 1501);
}
