//! Requests: parameters, bodies, credentials.

use super::*;
use crate::model::{Body, Entry, Location, Presence, Repeat, Type};

const FORM: &str = "application/x-www-form-urlencoded";

fn arguments(model: &Crate) -> Vec<String> {
    operation(model)
        .parameters
        .iter()
        .map(|parameter| parameter.field.name.as_str().to_owned())
        .collect()
}

#[test]
fn arguments_stand_in_the_order_path_query_header_body_credential_and_required_first() {
    let text = "openapi: 3.1.0\ninfo: {title: A, version: '1'}\nservers: [{url: 'https://a.example'}]\n\
        components: {securitySchemes: {s: {type: http, scheme: bearer, x-argument: token}}}\n\
        paths:\n  /x/{b}/{a}:\n    post:\n      operationId: doIt\n      security: [{s: []}]\n      parameters:\n\
        \x20       - {name: opt, in: query, schema: {type: string}}\n\
        \x20       - {name: h, in: header, required: true, schema: {type: string}}\n\
        \x20       - {name: a, in: path, required: true, schema: {type: string}}\n\
        \x20       - {name: b, in: path, required: true, schema: {type: string}}\n\
        \x20     requestBody: {required: true, content: {application/json: {schema: {type: object, required: [m], properties: {n: {type: string}, m: {type: string}}}}}}\n\
        \x20     responses: {'204': {description: Done.}}\n";
    assert_eq!(
        arguments(&lowered(text)),
        ["b", "a", "h", "m", "token", "opt", "n"]
    );
}

#[test]
fn a_form_keeps_the_order_of_the_document_with_constants_among_the_fields() {
    let model = lowered(&sending(
        FORM,
        "{allOf: [{type: object, required: [b, c], properties: {a: {type: string}, c: {const: x}, b: {type: string}}}, \
         {title: Who, oneOf: [{title: Me, type: object, required: [me], properties: {me: {type: string}}}, {title: You, type: object, required: [you], properties: {you: {type: string}}}]}]}",
        "",
    ));
    assert_eq!(arguments(&model), ["b", "who", "a"]);
    let Body::Object { entries, .. } = &operation(&model).body else {
        panic!("an object");
    };
    let order: Vec<_> = entries
        .iter()
        .map(|entry| match entry {
            Entry::Constant(constant) => constant.wire.as_str(),
            Entry::Field(index) => operation(&model).parameters[*index].field.wire.as_str(),
        })
        .collect();
    assert_eq!(order, ["a", "c", "b", "Who"]);
}

/// What an object has: its fields with their presence, and its constants.
fn sent(entries: &[Entry], field: impl Fn(usize) -> (String, Presence)) -> Vec<String> {
    let each = entries.iter().map(|entry| match entry {
        Entry::Constant(constant) => format!("{} by itself", constant.wire),
        Entry::Field(index) => {
            let (wire, presence) = field(*index);
            format!("{wire} {presence:?}")
        }
    });
    each.collect()
}

#[test]
fn only_a_constant_that_is_required_and_not_null_is_sent_by_itself() {
    let schema = "{type: object, required: [must, nullable, made], properties: {must: {const: a}, may: {type: boolean, enum: [true]}, \
                  nullable: {type: [integer, 'null'], const: 3}, both: {type: [string, 'null'], const: b}, made: {const: c, readOnly: true}}}";
    for media_type in [FORM, "multipart/form-data", "application/json"] {
        let model = lowered(&sending(media_type, schema, ""));
        let Body::Object { entries, .. } = &operation(&model).body else {
            panic!("an object");
        };
        let sent = sent(entries, |index| {
            let field = &operation(&model).parameters[index].field;
            (field.wire.clone(), field.presence)
        });
        let expected: &[&str] = match media_type {
            "application/json" => &[
                "must by itself",
                "may Optional",
                "nullable Required",
                "both OptionalNullable",
            ],
            _ => &[
                "must by itself",
                "may Optional",
                "nullable Optional",
                "both Optional",
            ],
        };
        assert_eq!(sent, expected, "{media_type}");
    }
}

#[test]
fn a_type_of_both_directions_adds_no_constant_that_was_not_there() {
    let model = lowered(&document(
        "requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Both'}}}}\n\
         responses: {'200': {description: Done., content: {application/json: {schema: {$ref: '#/components/schemas/Outer'}}}}}",
        "Outer: {type: object, properties: {it: {$ref: '#/components/schemas/Inner'}}}\n\
         Both: {type: object, required: [it], properties: {it: {$ref: '#/components/schemas/Inner'}}}\n\
         Inner: {type: object, required: [must, made], properties: {must: {const: a}, deleteAll: {const: true}, token: {const: plain}, made: {const: c, readOnly: true}}}",
    ));
    let inner = structure(&model, "Inner");
    let sent = sent(&inner.entries, |index| {
        let field = &inner.fields[index];
        (field.wire.clone(), field.presence)
    });
    assert_eq!(
        sent,
        [
            "must by itself",
            "deleteAll Optional",
            "token Optional",
            "made Optional"
        ]
    );
    let types: Vec<_> = inner.fields.iter().map(|field| &field.type_).collect();
    assert_eq!(
        types,
        [&Type::Bool, &Type::String, &Type::String],
        "what the document says is no secret"
    );
    let docs = format!("{:?}", inner.fields[0].docs);
    assert!(docs.contains("The only value is `true`."), "{docs}");
}

#[test]
fn a_name_that_is_taken_gets_its_place_before_it() {
    let model = lowered(&document(
        "parameters:\n\
         - {name: send, in: query, schema: {type: string}}\n\
         - {name: x, in: query, schema: {type: string}}\n\
         - {name: X, in: header, schema: {type: string}}\n\
         - {name: header-x, in: query, schema: {type: string}}",
        "",
    ));
    assert_eq!(
        arguments(&model),
        ["query_send", "x", "header_x", "query_header_x"]
    );
}

#[test]
fn repeating_is_safe_for_idempotent_methods_and_for_grants_unless_the_document_differs() {
    assert_eq!(
        operation(&lowered(&document("", ""))).repeat,
        Repeat::Unsent
    );
    let put = document("", "").replace("    post:", "    put:");
    assert_eq!(operation(&lowered(&put)).repeat, Repeat::Safe);
    let safe = document("x-retry: {repeat: safe, never: [500], also: [409]}", "");
    let model = lowered(&safe);
    let operation = operation(&model);
    assert_eq!(operation.repeat, Repeat::Safe);
    assert_eq!(
        (&operation.never_retry[..], &operation.also_retry[..]),
        (&[500][..], &[409][..])
    );
}

#[test]
fn a_credential_is_required_unless_there_is_a_way_without() {
    let schemes = "\ncomponents: {securitySchemes: {s: {type: http, scheme: basic, x-argument: client, x-basic-encoding: raw}}}";
    for (security, required) in [("[{s: []}]", true), ("[{}, {s: []}]", false)] {
        let text = document(&format!("security: {security}"), "") + schemes;
        let model = lowered(&text);
        let parameter = &operation(&model).parameters[0];
        assert!(matches!(parameter.location, Location::Basic(_)));
        assert_eq!(parameter.field.type_, Type::ClientCredentials);
        assert_eq!(parameter.field.presence == Presence::Required, required);
    }
}

#[test]
fn a_scheme_without_argument_belongs_to_the_client() {
    let text = document("security: [{}, {k: [], b: []}]", "")
        + "\ncomponents: {securitySchemes: {k: {type: apiKey, in: query, name: K}, \
           b: {type: http, scheme: bearer}, unused: {type: http, scheme: digest}}}";
    let model = lowered(&text);
    let module = model
        .modules
        .iter()
        .find(|module| module.client.is_some())
        .expect("a client");
    let client = module.client.as_ref().expect("a client");
    let methods: Vec<_> = client
        .credentials
        .iter()
        .map(|method| method.name.as_str())
        .collect();
    assert_eq!(methods, ["with_k_in_url", "with_b"]);
    let wanted = &module.security[operation(&model).security.expect("credentials")];
    let names: Vec<Vec<_>> = wanted
        .iter()
        .map(|schemes| schemes.iter().map(|scheme| scheme.name.as_str()).collect())
        .collect();
    assert_eq!(names, [vec![], vec!["k", "b"]]);
}

#[test]
fn credentials_that_are_not_understood_are_problems() {
    let with = |security: &str, schemes: &str| {
        document(&format!("security: {security}"), "")
            + &format!("\ncomponents: {{securitySchemes: {{{schemes}}}}}")
    };
    let bearer = "s: {type: http, scheme: bearer, x-argument: token}";
    let basic = "b: {type: http, scheme: basic, x-argument: client, x-basic-encoding: raw}";
    for (text, code, says) in [
        (
            with("[{s: []}, {b: []}]", &format!("{bearer}, {basic}")),
            "security-alternatives",
            "another way",
        ),
        (
            with("[{s: [], b: []}]", &format!("{bearer}, {basic}")),
            "security-several",
            "two credentials at once",
        ),
    ] {
        assert_problem(&text, code, &[says]);
    }
}

#[test]
fn what_cannot_be_sent_is_a_problem() {
    let parameter = |parameter: &str| document(&format!("parameters: [{parameter}]"), "");
    let form = |schema: &str| sending(FORM, schema, "");
    let path = |schema: &str| {
        parameter(&format!(
            "{{name: p, in: path, required: true, schema: {schema}}}"
        ))
        .replace("  /x:", "  /x/{p}:")
    };
    for (text, code, says) in [
        (
            parameter("{name: k, in: query, schema: {type: string, format: password}}"),
            "secret-in-url",
            "would stand in a URL",
        ),
        (
            path("{type: string, format: password}"),
            "secret-in-url",
            "RFC 6749",
        ),
        (
            form("{type: string}"),
            "unsupported-type",
            "a form cannot be of this type",
        ),
        (
            form(
                "{oneOf: [{title: A, type: object, required: [a], properties: {a: {type: string}}}, {title: B, type: object, required: [b], properties: {b: {type: string}}}]}",
            ),
            "choice-title",
            "without a title",
        ),
        (
            form("{title: T, oneOf: [{title: A, type: string}, {title: B, type: integer}]}"),
            "unsupported-type",
            "is not an object with members",
        ),
        (
            document(
                "requestBody: {required: true, content: {application/x-www-form-urlencoded: {}}}",
                "",
            ),
            "untyped-form",
            "which fields",
        ),
        (
            form("{type: object, properties: {scopes: {type: string}}}").replace(
                "            schema:",
                "            encoding: {scope: {style: form}}\n            schema:",
            ),
            "encoding",
            "did you mean `scopes`?",
        ),
    ] {
        assert_problem(&text, code, &[says]);
    }
}

#[test]
fn a_form_that_is_no_object_is_sent_as_a_text() {
    for schema in ["{type: array, items: {type: integer}}", "{type: string}"] {
        let (model, remarks) = foreign(&sending(FORM, schema, ""));
        let operation = operation(&model);
        assert_eq!(operation.parameters[0].field.type_, Type::String);
        let Body::Raw { media_type, .. } = &operation.body else {
            panic!("{:?}", operation.body);
        };
        assert_eq!(media_type, FORM);
        assert!(remarks.contains("a form that is no object"), "{remarks}");
    }
}

#[test]
fn a_parameter_is_a_secret_by_its_name() {
    let parameters = "parameters:\n- {name: password, in: query, schema: {type: string}}\n- {name: X-Auth-Token, in: header, schema: {type: string}}\n\
        - {name: session_token, in: cookie, schema: {type: string}}\n- {name: page_token, in: query, schema: {type: string}}";
    let (model, remarks) = foreign(&document(parameters, ""));
    let types: Vec<_> = operation(&model)
        .parameters
        .iter()
        .map(|it| it.field.type_.is_secret())
        .collect();
    assert_eq!(types, [true, true, true, false]);
    assert!(remarks.contains("would stand in a URL"), "{remarks}");
}

#[test]
fn what_a_path_needs_is_there_also_where_its_schema_admits_null() {
    let text = document(
        "parameters:\n- {name: id, in: path, required: true, schema: {type: [string, 'null']}}\n\
         - {name: q, in: query, required: true, schema: {type: [string, 'null']}}",
        "",
    )
    .replace("/x:", "/x/{id}:");
    let presences: Vec<_> = operation(&lowered(&text))
        .parameters
        .iter()
        .map(|it| it.field.presence)
        .collect();
    assert_eq!(presences, [Presence::Required, Presence::Optional]);
}

#[test]
fn branches_of_a_choice_that_send_the_same_are_one() {
    let body = |branches: &str| {
        let schema = format!(
            "{{allOf: [{{type: object, properties: {{a: {{type: string}}}}}}, {{title: Where, oneOf: [{branches}]}}]}}"
        );
        foreign(&sending("application/json", &schema, ""))
    };
    let read = |name: &str| {
        format!(
            "{{type: object, title: {name}, properties: {{{name}: {{type: string, readOnly: true}}}}}}"
        )
    };
    let (model, _) = body(&format!("{}, {}", read("one"), read("two")));
    assert_eq!(arguments(&model), ["a"], "nothing of the choice is sent");
    let none = "{type: object, title: None, properties: {}}";
    let three =
        "{type: object, title: three, required: [three], properties: {three: {type: string}}}";
    let (model, said) = body(&format!("{none}, {}, {three}, {three}", read("two")));
    let found = declarations(&model).find_map(|declaration| match declaration {
        Declaration::Choice(choice) => Some(choice),
        _ => None,
    });
    let variants = &found.expect("a choice").variants;
    let names: Vec<_> = variants.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["None", "Three"]);
    assert_eq!(said.matches("send the same").count(), 2, "{said}");
}
