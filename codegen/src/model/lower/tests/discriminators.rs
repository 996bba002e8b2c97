//! Discriminators: what decides a choice by them, and what is sent by itself.

use super::*;
use crate::model::{Entry, Literal};

#[test]
fn a_discriminator_decides_by_its_mapping_else_by_the_names_of_the_components() {
    let pet = |discriminator: &str| {
        let schema = format!(
            "{{oneOf: [{{$ref: '#/components/schemas/Cat'}}, {{$ref: '#/components/schemas/Dog'}}], discriminator: {discriminator}}}"
        );
        lowered(&answering(&schema, CAT_AND_DOG))
    };
    let model = pet("{propertyName: kind, mapping: {cat: Cat, tiger: '#/components/schemas/Cat'}}");
    assert_eq!(
        tried(&model, "DoItResponse"),
        named(&[
            ("Cat", tag("kind", &["cat", "tiger"])),
            ("Dog", tag("kind", &["Dog"]))
        ])
    );
    let model = pet("{propertyName: kind}");
    assert_eq!(
        tried(&model, "DoItResponse"),
        named(&[
            ("Cat", tag("kind", &["Cat"])),
            ("Dog", tag("kind", &["Dog"]))
        ])
    );
}

#[test]
fn what_derives_from_a_schema_with_a_discriminator_is_what_its_values_are() {
    let model = lowered(&answering(
        "{type: array, items: {$ref: '#/components/schemas/Pet'}}",
        "Pet: {type: object, required: [kind], properties: {kind: {type: string}, name: {type: string}}, \
         discriminator: {propertyName: kind, mapping: {cat: Cat, dog: Dog}}}\n\
         Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {meows: {type: boolean}}}]}\n\
         Dog: {allOf: [{$ref: '#/components/schemas/Pet'}], properties: {friend: {$ref: '#/components/schemas/Pet'}}}",
    ));
    assert_eq!(
        tried(&model, "Pet"),
        named(&[
            ("Cat", tag("kind", &["cat"])),
            ("Dog", tag("kind", &["dog"]))
        ])
    );
    assert_eq!(wires(&model, "Cat"), ["kind", "name", "meows"]);
    assert_eq!(wires(&model, "Dog"), ["kind", "name", "friend"]);
}

#[test]
fn a_value_that_a_discriminator_means_is_sent_by_itself() {
    let model = lowered(&sending(
        "application/json",
        "{type: object, required: [pet], properties: {pet: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]}}}",
        &format!(
            "{CAT_AND_DOG}\nAny: {{oneOf: [{{$ref: '#/components/schemas/Cat'}}], discriminator: {{propertyName: kind, mapping: {{cat: Cat}}}}}}"
        ),
    ));
    assert_eq!(wires(&model, "Cat"), ["meows"]);
    assert_eq!(wires(&model, "Dog"), ["kind", "barks"]);
}

/// The members that types have fields for, by type, in a document whose operation sends a `Pet`.
fn fields_where_pets_are_sent(schemas: &str, names: &[&str]) -> Vec<Vec<String>> {
    let pet =
        "{type: object, required: [pet], properties: {pet: {$ref: '#/components/schemas/Pet'}}}";
    let model = lowered(&sending("application/json", pet, schemas));
    names.iter().map(|name| wires(&model, name)).collect()
}

#[test]
fn what_no_mapping_names_is_sent_by_the_name_of_its_component() {
    let pet = |more: &str| {
        format!(
            "{CAT_AND_DOG}\nPet: {{oneOf: [{{$ref: '#/components/schemas/Cat'}}, {{$ref: '#/components/schemas/Dog'}}], discriminator: {{propertyName: kind}}}}{more}"
        )
    };
    let fields = |more: &str| fields_where_pets_are_sent(&pet(more), &["Cat", "Dog"]);
    assert_eq!(fields(""), [["meows"], ["barks"]]);
    let other = |discriminator: &str| {
        format!(
            "\nOther: {{anyOf: [{{$ref: '#/components/schemas/Cat'}}, {{type: string}}], discriminator: {discriminator}}}"
        )
    };
    assert_eq!(
        fields(&other("{propertyName: kind}")),
        [["meows"], ["barks"]]
    );
    assert_eq!(
        fields(&other("{propertyName: meows}"))[0],
        ["meows"],
        "a member that is no text says nothing"
    );
    let named = "{propertyName: kind, mapping: {tom: Cat, kitten: Cat}}";
    assert_eq!(
        fields(&other(named))[0],
        ["kind", "meows"],
        "it has several values"
    );
    let model = lowered(&sending(
        "application/json",
        "{type: object, required: [pet], properties: {pet: {$ref: '#/components/schemas/Pet'}}}",
        &pet(&other("{propertyName: kind, mapping: {tom: Cat}}")),
    ));
    let Entry::Constant(constant) = &structure(&model, "Cat").entries[0] else {
        panic!("a constant");
    };
    assert_eq!(constant.value, Literal::String("tom".to_owned()));
}

#[test]
fn heirs_that_no_mapping_names_are_sent_by_their_names_too() {
    let schemas = |mapping: &str| {
        format!(
            "Pet: {{type: object, required: [k], properties: {{k: {{type: string}}}}, discriminator: {{propertyName: k{mapping}}}}}\n\
             Cat: {{allOf: [{{$ref: '#/components/schemas/Pet'}}, {{type: object, properties: {{c: {{type: string}}}}}}]}}\n\
             Dog: {{allOf: [{{$ref: '#/components/schemas/Pet'}}, {{type: object, properties: {{d: {{type: string}}}}}}]}}\n\
             Puppy: {{allOf: [{{$ref: '#/components/schemas/Dog'}}, {{type: object, properties: {{p: {{type: string}}}}}}]}}"
        )
    };
    for mapping in ["", ", mapping: {cat: Cat, dog: Dog}"] {
        let fields = fields_where_pets_are_sent(&schemas(mapping), &["Cat", "Dog", "Puppy"]);
        assert_eq!(fields, [vec!["c"], vec!["d"], vec!["d", "p"]], "{mapping}");
    }
}

#[test]
fn a_list_of_values_says_what_a_discriminator_means() {
    let schemas = |cat: &str, dog: &str| {
        format!(
            "Pet: {{oneOf: [{{$ref: '#/components/schemas/Cat'}}, {{$ref: '#/components/schemas/Dog'}}], discriminator: {{propertyName: kind}}}}\n\
             Kind: {{type: string, enum: [Cat, Dog]}}\n\
             Cat: {{type: object, properties: {{kind: {cat}, meows: {{type: boolean}}}}}}\n\
             Dog: {{type: object, properties: {{kind: {dog}, barks: {{type: boolean}}}}}}"
        )
    };
    let fields =
        |cat: &str, dog: &str| fields_where_pets_are_sent(&schemas(cat, dog), &["Cat", "Dog"]);
    let (alone, both) = (vec!["meows"], vec!["kind", "barks"]);
    assert_eq!(
        fields("{enum: [cat]}", "{type: string, enum: [Dog, Wolf]}"),
        [alone.clone(), both]
    );
    let kind = "{$ref: '#/components/schemas/Kind'}";
    assert_eq!(fields(kind, kind), [alone, vec!["barks"]]);
}
