//! Choices: `allOf`, `oneOf`, `anyOf`, discriminators, and what is decided by what.

use super::*;
use crate::model::{Entry, Literal, Presence, Test, Type};

/// The names of a union's variants, and what must hold for each, in the order in which they are tried.
fn tried(model: &Crate, name: &str) -> Vec<(String, Test)> {
    let it = union(model, name);
    it.tests
        .iter()
        .map(|(index, test)| (it.variants[*index].name.as_str().to_owned(), test.clone()))
        .collect()
}

fn tag(member: &str, values: &[&str]) -> Test {
    let values = values.iter().map(|it| Literal::String((*it).to_owned()));
    Test::Members(vec![(member.to_owned(), values.collect())])
}

fn named(tests: &[(&str, Test)]) -> Vec<(String, Test)> {
    tests
        .iter()
        .map(|(name, test)| ((*name).to_owned(), test.clone()))
        .collect()
}

fn wires(model: &Crate, name: &str) -> Vec<String> {
    let fields = &structure(model, name).fields;
    fields.iter().map(|field| field.wire.clone()).collect()
}

const CAT_AND_DOG: &str = "Cat: {type: object, required: [kind], properties: {kind: {type: string}, meows: {type: boolean}}}\n\
                           Dog: {type: object, required: [kind], properties: {kind: {type: string}, barks: {type: boolean}}}";

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
