//! What is read of documents of somebody else that do not keep to OpenAPI.

use crate::diagnostic::{Problems, Sources, Style};
use crate::load::Foreign;
use crate::load::openapi::{Document, Schema, SchemaObject, Type};

/// Reads a document; gives it with what is remarked about it, or what is wrong with it.
fn read(text: &str) -> Result<(Document, String), String> {
    let mut sources = Sources::default();
    let mut problems = Problems::foreign();
    let foreign = Foreign::of(
        "a.yaml",
        text.as_bytes().to_vec(),
        &mut sources,
        &mut problems,
    );
    let document = foreign.document(&mut problems);
    match document.filter(|_| problems.is_empty()) {
        Some(document) => Ok((document, problems.render_remarks(&sources, Style::Plain))),
        None => Err(problems.render(&sources, Style::Plain)),
    }
}

const HEAD: &str = "openapi: 3.1.0\ninfo: {title: A, version: '1'}\n";

/// A document with these schemas, one on each line.
fn with_schemas(schemas: &str) -> String {
    let lines: Vec<String> = schemas
        .lines()
        .map(|line| format!("    {line}\n"))
        .collect();
    format!("{HEAD}components:\n  schemas:\n{}", lines.concat())
}

fn schema<'d>(document: &'d Document, name: &str) -> &'d SchemaObject {
    let found = document.schemas.iter().find(|it| it.key.value == name);
    match &found.expect("a schema of that name").value {
        Schema::Inline(object) => object,
        Schema::Ref(_) => panic!("a reference"),
    }
}

#[test]
fn a_null_is_a_member_that_is_not_there() {
    let operation = "responses: {'204': {description: Done.}}";
    for (text, remarks) in [
        (format!("{HEAD}paths:\ncomponents:\ntags:\nservers:\n"), 4),
        (
            format!(
                "{HEAD}paths:\n  /a:\n    parameters:\n    get:\n      parameters:\n      tags:\n      {operation}\n"
            ),
            3,
        ),
        (
            with_schemas(
                "A: {type: object, required: null, properties: null, additionalProperties: null}",
            ),
            3,
        ),
    ] {
        let (_, said) = read(&text).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(said.matches("found null").count(), remarks, "{said}");
        assert!(said.contains("as if it were not there"), "{said}");
    }
    let (document, _) =
        read(&with_schemas("A: {type: string, default: null}")).expect("a document");
    let default = &schema(&document, "A").annotations.default;
    assert!(default.is_some(), "a null that is a value stays one");
}

#[test]
fn texts_and_truth_values_are_taken_as_they_are_spelled() {
    let text = format!(
        "{HEAD}servers:\n- url: 'https://a.example:{{port}}'\n  variables: {{port: {{default: 443, enum: [443, 8443]}}}}\n\
         paths:\n  /a:\n    get:\n      operationId: 404\n      deprecated: 'true'\n      responses: {{'204': {{description: Done.}}}}\n\
         components:\n  schemas:\n    A: {{type: object, required: [a, null], properties: {{a: {{type: string, readOnly: yes}}}}}}\n"
    );
    let (document, said) = read(&text).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(document.servers[0].variables[0].value.default.value, "443");
    let operation = &document.paths[0].operations[0];
    assert_eq!(
        operation.id.as_ref().map(|id| id.value.as_str()),
        Some("404")
    );
    assert!(operation.deprecated);
    let object = schema(&document, "A");
    assert_eq!(object.required.len(), 1);
    assert!(object.properties[0].value.annotations().read_only);
    for words in [
        "it is taken as it is spelled",
        "it is taken for `true`",
        "it is left out",
        "help: quote it",
    ] {
        assert!(said.contains(words), "no `{words}` in\n{said}");
    }
    let wrong = with_schemas("A: {type: string, readOnly: perhaps}");
    let said = read(&wrong).expect_err("no truth value");
    assert!(said.contains("expected `true` or `false`"), "{said}");
}

#[test]
fn a_discriminator_may_be_written_as_in_swagger_2() {
    let schemas = "A: {type: object, discriminator: kind, properties: {kind: {type: string}}}\n\
                   B: {type: object, discriminator: {mapping: {}}, properties: {kind: {type: string}}}";
    let (document, said) = read(&with_schemas(schemas)).expect("a document");
    let property = |name| {
        let found = schema(&document, name).discriminator.as_ref();
        found.map(|it| it.property.value.clone())
    };
    assert_eq!(property("A").as_deref(), Some("kind"));
    assert_eq!(property("B"), None);
    assert!(said.contains("propertyName: …"), "{said}");
    assert!(said.contains("`propertyName` is missing"), "{said}");
}

#[test]
fn components_may_have_any_name() {
    let schemas = "R«List«A»»: {type: object, properties: {a: {$ref: '#/components/schemas/rate estimate'}}}\n\
                   rate estimate: {type: object, properties: {b: {$ref: '#/components/schemas/名前'}}}\n\
                   名前: {type: object, properties: {c: {$ref: '#/components/schemas/R%C2%ABList%C2%ABA%C2%BB%C2%BB'}}}\n\
                   '*': {type: object, properties: {d: {type: string}}}";
    let (document, said) = read(&with_schemas(schemas)).unwrap_or_else(|it| panic!("{it}"));
    assert_eq!(document.schemas.len(), 4);
    assert_eq!(said.matches("warning[component-name]").count(), 4, "{said}");
}

#[test]
fn references_lead_to_the_names_that_schemas_give_themselves() {
    let schemas = "A: {type: object, properties: {a: {$ref: '#term'}, b: {$ref: '#list'}}}\n\
                   B: {$anchor: term, type: object, properties: {c: {type: string}}}\n\
                   C: {type: object, properties: {d: {$anchor: list, type: array, items: {$ref: '#term'}}}}";
    let (document, said) = read(&with_schemas(schemas)).unwrap_or_else(|it| panic!("{it}"));
    assert_eq!(said, "");
    let targets: Vec<_> = schema(&document, "A")
        .properties
        .iter()
        .map(|member| match &member.value {
            Schema::Ref(reference) => reference.target.name.clone(),
            Schema::Inline(_) => panic!("no reference"),
        })
        .collect();
    assert_eq!(targets, ["B", "C_d"]);
    let said = read(&with_schemas("A: {items: {$ref: '#nope'}}")).expect_err("no such name");
    assert!(said.contains("nor the `$anchor` of a schema"), "{said}");
}

#[test]
fn what_http_and_urls_cannot_hold_is_left_out_and_told() {
    let content = "content: {application/json: {schema: {type: object}}}";
    let form = "application/x-www-form-urlencoded: {schema: {type: object}}";
    let (document, remarks) = read(&format!(
        "{HEAD}paths:\n  /a:\n    head:\n      parameters:\n      - {{name: q, in: query, content: {{{form}}}}}\n      \
         - {{name: t, in: query, content: {{text/plain: {{schema: {{type: integer}}}}}}}}\n      responses: {{'200': {{description: Done., {content}}}}}\n"
    ))
    .unwrap();
    let operation = &document.paths[0].operations[0];
    assert!(operation.responses[0].content.is_empty());
    let types = operation.parameters.iter().map(|it| match &it.schema {
        Schema::Inline(object) => object.types[0].value,
        Schema::Ref(_) => panic!("a reference"),
    });
    assert_eq!(types.collect::<Vec<_>>(), [Type::String, Type::Integer]);
    for told in ["an answer to HEAD has no body", "gives its value as a text"] {
        assert!(remarks.contains(told), "{remarks}");
    }
}

#[test]
fn what_is_wrong_is_told_in_one_run_with_a_remedy_for_each() {
    let schemas = "A: {$ref: '#/components/schemas/A'}\nB: {$ref: '#/components/schemas/Nothing'}\n\
                   C: {type: object, type: string}\nD: {maximum: 1e999, default: 1e999}";
    let text = format!("{}paths:\n  a: {{get: {{}}}}\n", with_schemas(schemas));
    let problems = read(&text).unwrap_err();
    let told: Vec<&str> = problems
        .lines()
        .filter_map(|line| line.strip_prefix("error"))
        .collect();
    assert_eq!(
        told,
        [
            "[schema-cycle]: the schema `A` is only itself",
            "[reference-dangling]: `#/components/schemas/Nothing` leads nowhere",
            "[duplicate-key]: `type` stands here twice",
            "[path]: `a` is no path",
        ]
    );
    assert_eq!(problems.matches("= help: ").count(), 4, "{problems}");
}

#[test]
fn paths_among_the_components_are_read_where_they_are_referred_to() {
    let text = format!(
        "{HEAD}paths:\n  /a: {{$ref: '#/components/pathItems/A~1{{~0%20'}}\n\
         components:\n  pathItems:\n    'A/{{~ ': {{get: {{responses: {{'204': {{description: Done.}}}}}}}}\n"
    );
    let (document, remarks) = read(&text).unwrap();
    assert_eq!(document.paths[0].operations.len(), 1);
    assert_eq!(remarks, "");
    let (_, remarks) = read(&text.replace("3.1.0", "3.0.4")).unwrap();
    assert!(remarks.contains("came with OpenAPI 3.1"), "{remarks}");
}

#[test]
fn what_cannot_be_sent_is_left_out_where_it_may_be_missing() {
    let with = |parameter: &str| {
        read(&format!(
            "{HEAD}paths:\n  /a:\n    get:\n      parameters: [{parameter}]\n      responses: {{'204': {{description: Done.}}}}\n"
        ))
    };
    for (parameter, left, says) in [
        ("{name: X Bad, in: header, schema: {}}", 0, "is left out"),
        ("{name: a;b, in: cookie, schema: {}}", 0, "is left out"),
        (
            "{name: a, in: query, style: matrix, schema: {}}",
            1,
            "taken for `form`",
        ),
        (
            "{name: a, in: header, style: form, schema: {}}",
            1,
            "taken for `simple`",
        ),
    ] {
        let (document, remarks) = with(parameter).expect("a document");
        let operation = &document.paths[0].operations[0];
        assert_eq!(operation.parameters.len(), left, "{parameter}");
        assert!(remarks.contains(says), "{remarks}");
    }
    let refused = with("{name: X Bad, in: header, required: true, schema: {}}");
    assert!(refused.unwrap_err().contains("error[parameter-name]"));
}
