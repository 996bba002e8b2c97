//! What arrives in the typed structures.

use super::super::openapi::*;
use super::*;

/// A document with every kind of object that OpenAPI has and the loader reads.
pub(super) const EVERYTHING: &str = r"
openapi: 3.1.0
info:
  title: A
  version: 3.0
  summary: s
  description: |
    First.

    Second.
  termsOfService: https://a.example/terms
  contact: {name: n, url: u, email: e}
  license: {name: MIT, identifier: MIT, url: u}
servers:
  - url: https://{region}.a.example
    description: public
    variables:
      region: {default: eu, enum: [eu, us], description: where}
tags:
  - {name: t, description: d, externalDocs: {url: u}}
externalDocs: {url: https://docs.a.example, description: d}
security: [{basic: []}, {}]
paths:
  /a/{id}#one:
    summary: p
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
      - {name: q, in: query, schema: {type: array, items: {type: string}}}
    post:
      operationId: one
      summary: s
      description: d
      deprecated: true
      tags: [t]
      externalDocs: {url: u}
      x-rust-name: uno
      parameters:
        - {name: q, in: query, required: true, explode: false, schema: {type: string}, example: x}
        - $ref: '#/components/parameters/trace'
          description: nearer
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema: {$ref: '#/components/schemas/Body'}
            encoding:
              ids: {style: form, explode: false}
            examples:
              one: {summary: s, value: {ids: [a]}}
      responses:
        200:
          description: ok
          headers:
            X-Id: {schema: {type: string}, required: true}
          content:
            application/json: {schema: {type: object, properties: {b: {type: string}, a: {type: string}}, required: [a]}}
        4XX: {$ref: '#/components/responses/bad'}
        default: {description: other}
    get:
      security: [{bearer: [x]}]
      responses: {'204': {description: none}}
components:
  parameters:
    trace: {name: X-Trace, in: header, description: farther, schema: {type: string}}
  responses:
    bad: {description: bad}
  schemas:
    Zed: {type: object, externalDocs: {url: u}, discriminator: {propertyName: p, mapping: {b: Body}}, allOf: [{type: object}], additionalProperties: {type: string}}
    Body:
      type: object
      properties:
        ids: {type: array, items: {type: string}}
        kind: {const: k}
        secret: {type: string, format: password, writeOnly: true, x-rust-name: secret_value}
  securitySchemes:
    basic: {type: http, scheme: Basic, x-basic-encoding: raw, x-argument: client}
    bearer: {type: http, scheme: bearer, bearerFormat: JWT}
    key: {type: apiKey, in: query, name: k}
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: u, scopes: {s: d}}}}
    openid: {type: openIdConnect, openIdConnectUrl: u}
  headers:
    count: {description: d, schema: {type: integer}}
  examples:
    one: {summary: s}
";

#[test]
fn a_document_arrives_whole_and_in_its_order() {
    let documents = loaded(&[("v2/a.yaml", EVERYTHING)]);
    let document = &documents[0];
    assert_eq!(
        (document.path.as_str(), document.version),
        ("v2/a.yaml", Version::V3_1)
    );
    assert_eq!(document.digest.len(), 64);
    assert_eq!(document.info.version.value, "3.0", "the spelling stays");
    assert_eq!(
        document.info.description.as_ref().map(|text| text.as_str()),
        Some("First.\n\nSecond.\n")
    );
    assert_eq!(document.servers[0].variables[0].value.default.value, "eu");
    let names: Vec<&str> = document
        .schemas
        .iter()
        .map(|entry| entry.key.as_str())
        .collect();
    assert_eq!(names, ["Zed", "Body"]);
}

#[test]
fn an_operation_has_what_its_path_says_for_it() {
    let documents = loaded(&[("v2/a.yaml", EVERYTHING)]);
    let document = &documents[0];
    let item = &document.paths[0];
    assert_eq!(item.path.value, "/a/{id}#one", "the fragment stays");
    let methods: Vec<Method> = item
        .operations
        .iter()
        .map(|operation| operation.method.value)
        .collect();
    assert_eq!(methods, [Method::Post, Method::Get]);

    let post = &item.operations[0];
    assert!(post.deprecated);
    assert_eq!(
        post.rust_name.as_ref().map(|name| name.as_str()),
        Some("uno")
    );
    let parameters: Vec<(&str, bool, Style, bool)> = post
        .parameters
        .iter()
        .map(|one| (one.name.as_str(), one.required, one.style, one.explode))
        .collect();
    let expected = [
        ("id", true, Style::Simple, false),
        ("q", true, Style::Form, false),
        ("X-Trace", false, Style::Simple, false),
    ];
    assert_eq!(
        parameters, expected,
        "the operation's own replaces that of the path"
    );
    let trace = &post.parameters[2];
    assert_eq!(trace.component.as_deref(), Some("trace"));
    assert_eq!(
        trace.description.as_ref().map(|text| text.as_str()),
        Some("nearer")
    );
}

#[test]
fn bodies_and_answers_arrive_in_their_order() {
    let documents = loaded(&[("v2/a.yaml", EVERYTHING)]);
    let document = &documents[0];
    let post = &document.paths[0].operations[0];
    let body = post.request_body.as_ref().expect("a body");
    let form = &body.content[0].value;
    assert!(body.required);
    assert_eq!(form.encoding[0].key.value, "ids");
    assert_eq!(
        form.encoding[0]
            .value
            .explode
            .as_ref()
            .map(|explode| explode.value),
        Some(false)
    );
    let Some(Schema::Ref(reference)) = &form.schema else {
        panic!("a reference")
    };
    assert_eq!(
        reference.target,
        SchemaId {
            document: DocumentId(0),
            name: "Body".to_owned()
        }
    );

    let statuses: Vec<Status> = post
        .responses
        .iter()
        .map(|response| response.status.value)
        .collect();
    assert_eq!(
        statuses,
        [Status::Code(200), Status::Range(4), Status::Default]
    );
    assert_eq!(post.responses[1].component.as_deref(), Some("bad"));
    let Some(Schema::Inline(answer)) = &post.responses[0].content[0].value.schema else {
        panic!("in place")
    };
    let members: Vec<&str> = answer
        .properties
        .iter()
        .map(|entry| entry.key.as_str())
        .collect();
    assert_eq!(members, ["b", "a"]);

    let Some(Schema::Inline(object)) = find(&documents, &reference.target) else {
        panic!("a schema")
    };
    let secret = object.properties[2].value.annotations();
    assert!(secret.write_only);
    assert_eq!(
        secret.rust_name.as_ref().map(|name| name.as_str()),
        Some("secret_value")
    );
}

#[test]
fn the_security_of_the_document_counts_where_an_operation_has_none() {
    let documents = loaded(&[("v2/a.yaml", EVERYTHING)]);
    let document = &documents[0];
    let item = &document.paths[0];
    let schemes = |operation: &Operation| -> Vec<Vec<String>> {
        let names = |one: &SecurityRequirement| {
            one.schemes
                .iter()
                .map(|entry| entry.key.value.clone())
                .collect()
        };
        operation.security.iter().map(names).collect()
    };
    assert_eq!(
        schemes(&item.operations[0]),
        [vec!["basic".to_owned()], vec![]],
        "that of the document"
    );
    assert_eq!(schemes(&item.operations[1]), [vec!["bearer".to_owned()]]);
    let basic = document.security_scheme("basic").expect("a scheme");
    assert!(
        matches!(&basic.kind, SecurityKind::Basic { encoding } if encoding.value == BasicEncoding::Raw)
    );
    assert_eq!(
        basic.argument.as_ref().map(|name| name.as_str()),
        Some("client")
    );
}

/// The one schema of a document, in place.
fn schema(version: &str, schema: &str) -> SchemaObject {
    let documents = loaded(&[(
        "a.yaml",
        &with_components(version, &format!("schemas:\n  A: {schema}")),
    )]);
    match documents[0].schema("A") {
        Some(Schema::Inline(object)) => (**object).clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn both_versions_arrive_in_one_form() {
    let types =
        |object: &SchemaObject| object.types.iter().map(|one| one.value).collect::<Vec<_>>();
    for (version, text) in [
        ("3.0.3", "{type: string, nullable: true}"),
        ("3.1.0", "{type: [string, 'null']}"),
        ("3.1", "{type: ['null', string]}"),
    ] {
        let object = schema(version, text);
        assert!(object.nullable, "{text}");
        assert_eq!(types(&object), [Type::String]);
    }
    let null = schema("3.1.0", "{type: 'null'}");
    assert_eq!((types(&null), null.nullable), (vec![Type::Null], true));
    for (version, text, value, exclusive) in [
        ("3.0.3", "{minimum: 3, exclusiveMinimum: true}", "3", true),
        ("3.0.3", "{minimum: 3, exclusiveMinimum: false}", "3", false),
        ("3.0.3", "{minimum: 3}", "3", false),
        ("3.1.0", "{exclusiveMinimum: 3}", "3", true),
        ("3.1.0", "{exclusiveMinimum: 3, minimum: 4}", "4", false),
        ("3.1.0", "{exclusiveMinimum: 3, minimum: 3}", "3", true),
    ] {
        let bound = schema(version, text)
            .constraints
            .minimum
            .expect("a bound")
            .value;
        assert_eq!(
            (bound.value.to_string().as_str(), bound.exclusive),
            (value, exclusive),
            "{text}"
        );
    }
    let any = schema("3.1.0", "true");
    assert!(any.types.is_empty() && !any.nullable);
    assert!(matches!(
        schema("3.1.0", "{additionalProperties: {}}").additional_properties,
        AdditionalProperties::Any(_)
    ));
    assert!(matches!(
        schema("3.0.0", "{additionalProperties: false}").additional_properties,
        AdditionalProperties::None(_)
    ));
}

#[test]
fn values_keep_their_types() {
    let text = "{enum: [a, '1', 1, 1.5, true, null], example: {b: [x], a: 0x10}, default: '2024', const: \"\"}";
    let object = schema("3.1.0", text);
    let values: Vec<Value> = object
        .allowed
        .into_iter()
        .map(|value| value.value)
        .collect();
    let number = |text: &str| Value::Number(text.parse().expect("a number"));
    let string = |text: &str| Value::String(text.to_owned());
    assert_eq!(
        values,
        [
            string("a"),
            string("1"),
            number("1"),
            number("1.5"),
            Value::Bool(true),
            Value::Null
        ]
    );
    assert_eq!(
        object.annotations.default.expect("a default").value,
        string("2024")
    );
    assert_eq!(object.constant.expect("a constant").value, string(""));
    let Value::Object(members) = object.annotations.example.expect("an example").value else {
        panic!("an object")
    };
    let keys: Vec<&str> = members.iter().map(|entry| entry.key.as_str()).collect();
    assert_eq!(keys, ["b", "a"]);
    assert_eq!(members[1].value.value, number("16"));
}

#[test]
fn json_says_the_same_as_yaml() {
    let yaml = "openapi: 3.0.0\ninfo: {title: A, version: '1'}\ncomponents:\n  schemas:\n    A: {type: string}\n";
    let json = r#"{"openapi": "3.0.0", "info": {"title": "A", "version": "1"}, "components": {"schemas": {"A": {"type": "string"}}}}"#;
    let documents = [loaded(&[("a.yaml", yaml)]), loaded(&[("a.json", json)])];
    let [yaml, json] = documents.map(|documents| match documents[0].schema("A") {
        Some(Schema::Inline(object)) => (object.types[0].value, object.place.pointer.to_string()),
        other => panic!("{other:?}"),
    });
    assert_eq!(yaml, json);
}

#[test]
fn the_digest_is_that_of_the_bytes() {
    let text = "openapi: 3.0.0\ninfo: {title: A, version: '1'}\n";
    let digest = loaded(&[("a.yaml", text)])[0].digest.clone();
    assert_eq!(
        digest,
        "90fa77f2cd6930e2660816b84f8c233766fe1ea1a90a2669238447a08314ac8b"
    );
    assert_ne!(digest, loaded(&[("a.yaml", &format!("{text}#"))])[0].digest);
}
