//! Small documents that would take all time and memory if everything was done for each way that leads to it.

use super::*;

/// Schemas `C0` to `C40`, each but the last made of the next one, whose reference is put where `NEXT` stands.
fn doubling(each: &str) -> String {
    let next = |n| format!("{{$ref: '#/components/schemas/C{n}'}}");
    let lines = (0..40).map(|n| format!("C{n}: {}\n", each.replace("NEXT", &next(n + 1))));
    let mut schemas = lines.collect::<Vec<_>>().concat();
    schemas.push_str(
        "C40: {type: object, required: [z], properties: {z: {type: string}, y: {type: string}}}",
    );
    schemas
}

/// A document that sends the first of them.
fn sent(each: &str) -> Crate {
    let body =
        "{type: object, required: [it], properties: {it: {$ref: '#/components/schemas/C0'}}}";
    foreign(&sending("application/json", body, &doubling(each))).0
}

fn example(model: &Crate) -> String {
    operation(model).docs.lines().join("\n")
}

#[test]
fn a_part_that_is_reached_on_many_ways_is_taken_once() {
    let model = sent("{allOf: [NEXT, NEXT]}");
    assert!(
        example(&model).contains("C0::new(\"my-z\")"),
        "{}",
        example(&model)
    );
}

#[test]
fn members_of_parts_of_parts_are_put_together_once() {
    sent("{allOf: [NEXT], properties: {p: {allOf: [NEXT, NEXT]}}}");
}

#[test]
fn an_example_that_would_be_too_large_is_left_to_the_reader() {
    for each in [
        "{type: object, required: [a, b], properties: {a: NEXT, b: NEXT}}",
        "{oneOf: [{type: object, required: [a], properties: {a: NEXT}}, {type: object, required: [b], properties: {b: NEXT}}]}",
        "{type: object, required: [a, b], properties: {a: {type: array, items: NEXT}, b: {type: array, items: NEXT}}}",
    ] {
        let example = example(&sent(each));
        assert!(example.len() < 20_000, "{} bytes", example.len());
    }
    let example = example(&sent(
        "{type: object, required: [a, b], properties: {a: NEXT, b: NEXT}}",
    ));
    assert!(
        example.contains("async fn example(it: a_crate::a::C0)"),
        "{example}"
    );
}

#[test]
fn forms_that_many_lists_have_are_looked_for_once() {
    let mut schemas = doubling("{oneOf: [NEXT, NEXT, {$ref: '#/components/schemas/C40'}]}");
    schemas.push_str(
        "\nM: {type: object, properties: {m: {type: string}}}\n\
         B: {type: object, properties: {p: {oneOf: [{$ref: '#/components/schemas/C40'}, {$ref: '#/components/schemas/M'}]}}}\n\
         H: {allOf: [{$ref: '#/components/schemas/B'}, {type: object, properties: {p: {$ref: '#/components/schemas/C20'}}}]}",
    );
    foreign(&answering("{$ref: '#/components/schemas/H'}", &schemas));
}

#[test]
fn no_member_is_lost_however_many_parts_are_inside_each_other() {
    let lines = (0..127)
        .map(|n| {
            let next = n + 1;
            format!("C{n}: {{allOf: [{{$ref: '#/components/schemas/C{next}'}}, {{type: object, properties: {{p{n}: {{type: string}}}}}}]}}\n")
        });
    let mut schemas = lines.collect::<Vec<_>>().concat();
    schemas.push_str("C127: {type: object, required: [z], properties: {z: {type: string}}}");
    let text = answering("{$ref: '#/components/schemas/C0'}", &schemas);
    let model = crate::stack::roomy(|| lowered(&text)).unwrap();
    assert_eq!(structure(&model, "C0").fields.len(), 128);
}

#[test]
fn references_are_followed_however_many_there_are() {
    let lines = (0..3000).map(|n| format!("C{n}: {{$ref: '#/components/schemas/C{}'}}\n", n + 1));
    let mut schemas = lines.collect::<Vec<_>>().concat();
    schemas.push_str("C3000: {type: object, required: [z], properties: {z: {type: string}}}");
    let model = lowered(&answering("{$ref: '#/components/schemas/C0'}", &schemas));
    let answer = operation(&model).answer.as_ref();
    assert_eq!(
        answer.and_then(|it| it.named()).map(|it| it.name.as_str()),
        Some("C3000")
    );
}

#[test]
fn choices_among_many_heirs_are_searched_once() {
    let heir = |n: usize| {
        let [one, other] = [n - 1, n.saturating_sub(2)];
        format!(
            "C{n}: {{allOf: [{{$ref: '#/components/schemas/C{one}'}}, {{$ref: '#/components/schemas/C{other}'}}], discriminator: {{propertyName: t}}}}\n"
        )
    };
    let mut schemas = "C0: {type: object, required: [t], properties: {t: {type: string}}, discriminator: {propertyName: t}}\n".to_owned();
    schemas.extend((1..50).map(heir));
    foreign(&answering("{$ref: '#/components/schemas/C0'}", &schemas));
}

#[test]
fn choices_that_would_be_multiplied_without_an_end_are_refused_once() {
    let schemas = doubling(
        "{oneOf: [{allOf: [NEXT, {type: object, properties: {x: {type: string}}}]}, {allOf: [NEXT, {type: object, properties: {w: {type: string}}}]}]}",
    );
    let text = answering("{$ref: '#/components/schemas/C0'}", &schemas);
    let problems = crate::stack::roomy(|| problems(&text)).unwrap();
    assert_eq!(problems.matches("[choices]").count(), 1, "{problems}");
}
