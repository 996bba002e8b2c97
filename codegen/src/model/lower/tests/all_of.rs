//! `allOf`: what comes of several parts together.

use super::*;
use crate::model::{Presence, Type};

#[test]
fn all_of_joins_members_and_narrows_those_that_overlap() {
    let (model, _) = foreign(&answering(
        "{allOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}, {required: [late]}], \
         properties: {own: {type: string}}, required: [own]}",
        "A: {type: object, properties: {same: {type: object, properties: {x: {type: string}}}, narrow: {type: number}, late: {type: string}}}\n\
         B: {type: object, properties: {same: {type: object, properties: {y: {type: string}}}, narrow: {type: integer}, kind: {type: string, enum: [a, b]}}}",
    ));
    assert_eq!(
        wires(&model, "DoItResponse"),
        ["same", "narrow", "late", "kind", "own"]
    );
    assert_eq!(wires(&model, "DoItResponseSame"), ["x", "y"]);
    let fields = &structure(&model, "DoItResponse").fields;
    assert_eq!(fields[1].type_, Type::I64);
    assert_eq!(fields[2].presence, Presence::Required);
}

#[test]
fn all_of_scalars_is_the_scalar_that_fulfils_all() {
    let (model, _) = foreign(&answering(
        "{type: object, properties: {a: {allOf: [{$ref: '#/components/schemas/E'}, {enum: [x, y]}]}, \
         b: {allOf: [{type: string}, {format: uuid}]}, c: {allOf: [{$ref: '#/components/schemas/E'}], nullable: true, description: C.}}}",
        "E: {type: string, enum: [x, y, z]}",
    ));
    let fields = &structure(&model, "DoItResponse").fields;
    assert!(declarations(&model).any(|it| matches!(it, Declaration::OpenEnum(it) if it.name.as_str() == "DoItResponseA" && it.variants.len() == 2)));
    assert_eq!(fields[1].type_, Type::Text(crate::model::TextFormat::Uuid));
    assert_eq!(
        fields[2].type_.named().map(|it| it.name.as_str()),
        Some("E")
    );
    assert_eq!(fields[2].presence, Presence::OptionalNullable);
}

#[test]
fn a_list_of_forms_that_another_part_lists_too_stays_as_it_is() {
    let nodes = |first: &str, then: &str| {
        let part = |items: &str| {
            format!("{{type: object, properties: {{nodes: {{type: array, items: {items}}}}}}}")
        };
        let schema = format!("{{allOf: [{}, {}]}}", part(first), part(then));
        let schemas = format!(
            "{CAT_AND_DOG}\nBird: {{type: object, properties: {{sings: {{type: boolean}}}}}}\n\
             Pets: {{oneOf: [{{$ref: '#/components/schemas/Cat'}}, {{$ref: '#/components/schemas/Dog'}}]}}\n\
             Any: {{anyOf: [{{$ref: '#/components/schemas/Pets'}}, {{$ref: '#/components/schemas/Bird'}}]}}"
        );
        lowered(&answering(&schema, &schemas))
    };
    let item = |model: &Crate| {
        let type_ = structure(model, "DoItResponse").fields[0].type_.clone();
        let Type::List(item) = type_ else {
            panic!("{type_:?}");
        };
        item.named().map(|it| it.name.as_str().to_owned())
    };
    let (any, pets) = (
        "{$ref: '#/components/schemas/Any'}",
        "{$ref: '#/components/schemas/Pets'}",
    );
    assert_eq!(item(&nodes(any, pets)).as_deref(), Some("Pets"));
    assert_eq!(item(&nodes(pets, any)).as_deref(), Some("Pets"));
    let listed =
        "{oneOf: [{$ref: '#/components/schemas/Dog'}, {$ref: '#/components/schemas/Bird'}]}";
    let model = nodes(any, listed);
    let name = item(&model).expect("a choice");
    let variants = union(&model, &name).variants.iter();
    let types = variants.map(|it| it.type_.named().map(|it| it.name.as_str().to_owned()));
    let types: Vec<_> = types.flatten().collect();
    assert_eq!(types, ["Dog", "Bird"]);
    // Neither lists all forms of the other.
    let other =
        "{oneOf: [{$ref: '#/components/schemas/Bird'}, {$ref: '#/components/schemas/Cat'}]}";
    assert_ne!(item(&nodes(pets, other)).as_deref(), Some("Pets"));
}

#[test]
fn a_choice_beside_members_is_a_choice_between_objects_with_all_of_them() {
    let model = lowered(&answering(
        "{type: object, required: [id], properties: {id: {type: string}}, \
         oneOf: [{title: File, required: [path], properties: {path: {type: string}}}, {$ref: '#/components/schemas/Link'}]}",
        "Link: {type: object, properties: {url: {type: string}}}",
    ));
    assert_eq!(wires(&model, "DoItResponseFile"), ["id", "path"]);
    assert_eq!(wires(&model, "DoItResponseLink"), ["id", "url"]);
    let model = lowered(&answering(
        "{type: object, properties: {id: {type: string}, name: {type: string}}, anyOf: [{required: [id]}, {required: [name]}]}",
        "",
    ));
    assert_eq!(wires(&model, "DoItResponse"), ["id", "name"]);
}
