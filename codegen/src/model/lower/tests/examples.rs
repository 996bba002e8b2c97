//! What examples and descriptions say.

use super::*;

/// The documentation of the one operation.
fn docs(text: &str) -> String {
    operation(&foreign(text).0).docs.lines().join("\n")
}

#[test]
fn an_example_of_another_type_is_a_problem_where_it_is_used() {
    let parameter = |schema: &str, example: &str| {
        document(
            &format!(
                "parameters: [{{name: n, in: query, required: true, schema: {schema}, example: {example}}}]"
            ),
            "",
        )
    };
    assert_problem(
        &parameter("{type: integer}", "many"),
        "example",
        &["is of another type"],
    );
    lowered(&parameter("{type: string}", "7"));
    lowered(&parameter(
        "{type: array, items: {type: integer}}",
        "[1, 2]",
    ));
}

#[test]
fn an_example_that_does_not_fit_costs_a_foreign_document_nothing() {
    let parameters = "parameters:\n- {name: n, in: query, required: true, schema: {type: integer}, example: many}";
    let (model, remarks) = foreign(&document(parameters, ""));
    assert!(
        remarks.contains("the example does not fit `n`"),
        "{remarks}"
    );
    let example = operation(&model).docs.lines().join("\n");
    assert!(example.contains("client.do_it(1).await?"), "{example}");
}

#[test]
fn an_example_is_made_of_the_type_where_the_document_has_none() {
    let schemas = "Kind: {type: string, enum: [one, two]}\n\
        Part: {type: object, required: [kind, sizes], properties: {kind: {$ref: '#/components/schemas/Kind'}, sizes: {type: array, items: {type: number}}}}";
    let member = "{type: object, required: [part], example: {part: 7}, properties: {part: {$ref: '#/components/schemas/Part'}}}";
    let (model, _) = foreign(&sending("application/json", member, schemas));
    let example = operation(&model).docs.lines().join("\n");
    assert!(
        example.contains(".do_it(Part::new(Kind::One, [1.5])).await?"),
        "{example}"
    );
}

#[test]
fn an_argument_that_has_no_value_is_left_to_the_reader() {
    let schemas = "Snake: {type: object, required: [tail], properties: {tail: {$ref: '#/components/schemas/Snake'}}}";
    let member = "{type: object, required: [snake], properties: {snake: {$ref: '#/components/schemas/Snake'}}}";
    let (model, _) = foreign(&sending("application/json", member, schemas));
    let example = operation(&model).docs.lines().join("\n");
    assert!(
        example.contains("async fn example(snake: a_crate::a::Snake)")
            && example.contains(".do_it(snake).await?"),
        "{example}"
    );
}

#[test]
fn a_body_of_which_nothing_is_required_has_a_setter_in_the_example() {
    let all = "{type: object, properties: {old: {type: string, deprecated: true}, more: {type: object}, size: {type: integer}, note: {type: string}}}";
    let example = docs(&sending("application/json", all, ""));
    assert!(
        example.contains("client.do_it().size(1).await?"),
        "{example}"
    );
    let some = all.replace("properties", "required: [note], properties");
    let example = docs(&sending("application/json", &some, ""));
    assert!(
        example.contains("client.do_it(\"my-note\").await?"),
        "{example}"
    );
    let none = "{type: object, properties: {more: {type: object}}}";
    let example = docs(&sending("application/json", none, ""));
    assert!(example.contains("client.do_it().await?"), "{example}");
}

#[test]
fn a_choice_is_given_in_an_example_as_that_which_converts_into_it() {
    let schemas = "Text: {type: object, required: [kind, text], properties: {kind: {const: text}, text: {type: string}}}\n\
        Link: {type: object, required: [kind, url], properties: {kind: {const: link}, url: {type: string}}}\n\
        Content: {oneOf: [{$ref: '#/components/schemas/Text'}, {$ref: '#/components/schemas/Link'}]}";
    let content = "{$ref: '#/components/schemas/Content'}";
    let one = format!("{{type: object, required: [content], properties: {{content: {content}}}}}");
    let example = docs(&sending("application/json", &one, schemas));
    assert!(
        example.contains(".do_it(Text::new(\"my-text\")).await?"),
        "{example}"
    );
    let list = one.replace(content, &format!("{{type: array, items: {content}}}"));
    let example = docs(&sending("application/json", &list, schemas));
    assert!(
        example.contains("[Content::Text(Box::new(Text::new(\"my-text\")))]"),
        "{example}"
    );
}

#[test]
fn what_a_document_does_not_describe_is_told_by_its_place() {
    let responses = "responses:\n  '200':\n    description: Done.\n    headers:\n      Location: {schema: {type: string, format: uri}}\n      \
        X-Left: {description: How many are left, schema: {type: integer}}\n    content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}";
    let schemas = "Thing: {type: object, properties: {state: {type: string, enum: [on, off]}}}";
    let (model, _) = foreign(&document(responses, schemas));
    assert_eq!(
        structure(&model, "Thing").docs.lines(),
        ["The schema `Thing`."]
    );
    let headers = &model
        .modules
        .iter()
        .find_map(|it| it.answer_headers.first());
    let headers = &headers.expect("headers").headers;
    assert_eq!(
        headers[0].docs.lines(),
        ["The header `Location`.", "", "Format: `uri`."]
    );
    assert_eq!(headers[1].docs.lines(), ["How many are left"]);
}

#[test]
fn tags_and_servers_are_told_in_sentences() {
    let text = "openapi: 3.1.0\ninfo: {title: A, version: '1'}\ntags: [{name: cats, description: All cats}, {name: dogs}]\n\
        servers: [{url: 'https://{region}.a.example', variables: {region: {default: eu, enum: [eu, us]}}}]\npaths:\n  \
        /c: {get: {tags: [cats], responses: {'204': {description: Done.}}}}\n  \
        /d: {get: {tags: [dogs], responses: {'204': {description: Done.}}}}\n";
    let (model, _) = foreign(text);
    let client = model.modules.iter().find_map(|it| it.client.as_ref());
    let client = client.expect("a client").docs.lines();
    for line in [
        "- `cats`: All cats",
        "- `dogs`",
        "  - `region`: Default: `eu`. One of `eu`, `us`.",
    ] {
        assert!(client.iter().any(|it| it == line), "no {line}: {client:#?}");
    }
    let docs = |name: &str| {
        let of = |it: &&Module| it.path.last().is_some_and(|it| it.as_str() == name);
        model
            .modules
            .iter()
            .find(of)
            .expect("its module")
            .docs
            .lines()
            .join("\n")
    };
    assert_eq!(
        docs("cats"),
        "The operations of the tag `cats`.\n\nAll cats"
    );
    assert_eq!(docs("dogs"), "The operations of the tag `dogs`.");
}

#[test]
fn the_flows_of_oauth_are_told_with_where_their_tokens_come_from() {
    let schemes = |flows: &str| {
        let (model, _) = foreign(&format!(
            "openapi: 3.1.0\ninfo: {{title: A, version: '1'}}\nservers: [{{url: 'https://a.example'}}]\nsecurity: [{{login: []}}]\n\
             paths: {{/x: {{get: {{responses: {{'204': {{description: Done.}}}}}}}}}}\n\
             components: {{securitySchemes: {{login: {{type: oauth2, flows: {flows}}}}}}}\n"
        ));
        let client = model.modules.iter().find_map(|it| it.client.as_ref());
        let docs = &client.expect("a client").credentials[0].docs;
        docs.lines().join("\n")
    };
    let machine =
        schemes("{clientCredentials: {tokenUrl: 'https://a.example/t', scopes: {read: ''}}}");
    assert!(
        machine.contains("tokens at `https://a.example/t`."),
        "{machine}"
    );
    assert!(
        machine.contains("- `read`\n"),
        "nothing behind it: {machine}"
    );
    assert!(
        machine.contains("[`api_core::oauth2`](::api_core::oauth2)"),
        "{machine}"
    );
    let person = schemes(
        "{authorizationCode: {tokenUrl: 'https://a.example/t', authorizationUrl: 'https://a.example/a', scopes: {read: Read}}}",
    );
    assert!(!person.contains("api_core::oauth2"), "{person}");
}
