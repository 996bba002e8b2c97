//! What is refused, and how that is said.

use super::*;

#[test]
fn an_unknown_key_is_reported_with_the_one_that_was_meant() {
    let expected = "\
error[unknown-key]: `descripton` is not a member of an operation
 --> specs/a/a.yaml:6:7
  |
6 |       descripton: d
  |       ^^^^^^^^^^ not understood
  |
  = note: at #/paths/~1a/post/descripton
help: did you mean `description`?
  |
6 |       description: d
  |               +
";
    assert_eq!(
        problems(&with_operation("/a", "descripton: d")).trim_end(),
        expected.trim_end()
    );
}

#[test]
fn json_has_the_same_positions() {
    let json = "{\"openapi\": \"3.0.0\", \"info\": {\"titel\": \"A\",\n  \"version\": 1}}";
    let expected = "\
error[missing-key]: `title` is missing in `info`
 --> specs/a/a.json:1:30
  |
1 | {\"openapi\": \"3.0.0\", \"info\": {\"titel\": \"A\",
  |                              ^ `title` has to stand here
  |
  = note: at #/info

error[unknown-key]: `titel` is not a member of `info`
 --> specs/a/a.json:1:31
  |
1 | {\"openapi\": \"3.0.0\", \"info\": {\"titel\": \"A\",
  |                               ^^^^^^^ not understood
  |
  = note: at #/info/titel
help: did you mean `title`?
  |
1 - {\"openapi\": \"3.0.0\", \"info\": {\"titel\": \"A\",
1 + {\"openapi\": \"3.0.0\", \"info\": {\"title\": \"A\",
  |
";
    assert_eq!(load(&[("a.json", json)]).1.trim_end(), expected.trim_end());
}

#[test]
fn all_problems_of_all_documents_come_together() {
    let one = with_operation("/a", "foo: 1\nx-foo: 1\ndeprecated: 1");
    let two = with_components("3.0.0", "schemas: {A: {type: strin}}");
    let (_, found) = load(&[("a.yaml", &one), ("b.yaml", &two), ("c.yaml", "a: [")]);
    let expected = [
        "[unknown-key]: `foo` is not a member of an operation @ #/paths/~1a/post/foo",
        "[unknown-extension]: the extension `x-foo` is not understood in an operation @ #/paths/~1a/post/x-foo",
        "[type]: expected `true` or `false`, found a number @ #/paths/~1a/post/deprecated",
        "[value]: `strin` is not a type that is understood @ #/components/schemas/A/type",
        "[syntax]: the text is no YAML: unclosed bracket '['",
    ];
    assert_eq!(summary(&found), expected);
}

#[test]
fn other_versions_are_named() {
    for (text, expected) in [
        (
            "swagger: '2.0'",
            "[version]: Swagger 2 is not read @ #/swagger",
        ),
        (
            "openapi: 3.2.0",
            "[version]: the OpenAPI version `3.2.0` is not read @ #/openapi",
        ),
        (
            "openapi: 3.10.0",
            "[version]: the OpenAPI version `3.10.0` is not read @ #/openapi",
        ),
        (
            "openapi: [3]",
            "[version]: the OpenAPI version `` is not read @ #/openapi",
        ),
        (
            "info: {}",
            "[missing-key]: `openapi` is missing in the document @ #",
        ),
        (
            "[1]",
            "[type]: expected an OpenAPI document, which is a mapping, found a list @ #",
        ),
        (
            "openapi: 3.1.0",
            "[missing-key]: `info` is missing in a document @ #",
        ),
    ] {
        assert_eq!(summary(&problems(text)), [expected], "{text}");
    }
}

#[test]
fn keywords_of_the_other_version_are_refused() {
    let schema = |version: &str, schema: &str| {
        problems(&with_components(
            version,
            &format!("schemas: {{A: {schema}}}"),
        ))
    };
    for (version, text) in [
        ("3.0.3", "{const: a}"),
        ("3.0.3", "{type: [string, 'null']}"),
        ("3.0.3", "{type: 'null'}"),
        ("3.0.3", "{examples: [a]}"),
        ("3.0.3", "{contentEncoding: base64}"),
        ("3.1.0", "{type: string, nullable: true}"),
        ("3.0.3", "{exclusiveMinimum: 3}"),
        ("3.1.0", "{exclusiveMinimum: true}"),
        ("3.0.3", "true"),
    ] {
        let found = schema(version, text);
        assert!(found.starts_with("error[version]"), "{text}: {found}");
    }
}

#[test]
fn what_is_known_and_not_supported_says_why() {
    for (operation, code, words) in [
        ("callbacks: {}", "unsupported", "receives no requests"),
        ("requestBody: {content: {}}", "value", "needs a media type"),
        (
            "requestBody: {content: {application/json: {encoding: {}}}}",
            "encoding-unused",
            "no effect on `application/json`",
        ),
        (
            "parameters: [{name: a, in: body, schema: {}}]",
            "value",
            "`body` is not a place of a parameter",
        ),
        (
            "parameters: [{name: a, in: header, style: deepObject, schema: {}}]",
            "value",
            "`deepObject` is not a style",
        ),
        (
            "parameters: [{name: accept, in: header, schema: {}}]",
            "reserved-header",
            "media types",
        ),
        (
            "parameters: [{name: X Bad Header, in: header, required: true, schema: {}}]",
            "parameter-name",
            "`X Bad Header` is no name of a header",
        ),
        (
            "parameters: [{name: a;b, in: cookie, schema: {}}]",
            "parameter-name",
            "`a;b` is no name of a cookie",
        ),
        (
            "requestBody: {content: {'': {}}}",
            "media-type",
            "without a name",
        ),
        ("responses: {}", "value", "needs an answer"),
        (
            "responses: {20: {description: d}}",
            "status",
            "`20` is no status",
        ),
        (
            "responses: {20X: {description: d}}",
            "status",
            "`20X` is no status",
        ),
        (
            "responses: {200: {}}",
            "missing-key",
            "`description` is missing in a response",
        ),
    ] {
        let found = problems(&with_operation("/a", operation));
        assert!(
            found.contains(&format!("error[{code}]")) && found.contains(words),
            "{operation}: {found}"
        );
    }
}

#[test]
fn whole_features_that_are_not_supported_say_why() {
    let answer = "responses: {200: {description: d, ";
    let links = problems(&with_operation("/a", &format!("{answer}links: {{}}}}}}")));
    assert!(links.contains("does not follow links"), "{links}");
    let head = "openapi: 3.1.0\ninfo: {title: A, version: 1}\n";
    for (key, words) in [
        ("webhooks", "receives no requests"),
        ("jsonSchemaDialect", "the only dialect"),
    ] {
        let found = problems(&format!("{head}{key}: {{}}\n"));
        assert!(
            found.starts_with("error[unsupported]") && found.contains(words),
            "{found}"
        );
    }
    for key in [
        "xml",
        "not",
        "if",
        "then",
        "else",
        "patternProperties",
        "unevaluatedProperties",
        "$defs",
        "$id",
        "$dynamicRef",
    ] {
        let found = problems(&with_components(
            "3.1.0",
            &format!("schemas: {{A: {{{key}: {{}}}}}}"),
        ));
        assert!(
            found.starts_with(&format!("error[unsupported]: `{key}` in a schema")),
            "{found}"
        );
    }
    let tuple = problems(&with_components(
        "3.1.0",
        "schemas: {A: {prefixItems: [true]}}",
    ));
    assert!(
        tuple.starts_with("error[unsupported]: `prefixItems`"),
        "{tuple}"
    );
}

#[test]
fn paths_and_their_parameters_agree() {
    let parameter = |name: &str, required: bool| {
        format!("parameters: [{{name: {name}, in: path, required: {required}, schema: {{}}}}]")
    };
    assert_eq!(
        problems(&with_operation("'/a/{b}'", &parameter("b", true))),
        ""
    );
    for (path, operation, expected) in [
        (
            "'/a/{b}'",
            "",
            "[path-parameter]: the parameter `b` of the path is not declared",
        ),
        (
            "/a",
            &*parameter("b", true),
            "[path-parameter]: the path has no `{b}`",
        ),
        (
            "'/a/{b}'",
            &*parameter("b", false),
            "[path-parameter]: the path parameter `b` is not required",
        ),
        ("a", "", "[path]: `a` is no path"),
        ("'/a?b=c'", "", "[path]: `/a?b=c` has a query"),
        ("'/a/{b'", "", "[path]: `/a/{b` is no path"),
        (
            "/a",
            "parameters: [{name: b, in: query, schema: {}}, {name: b, in: query, schema: {}}]",
            "[parameter-twice]",
        ),
        (
            "/a",
            "operationId: ''",
            "[value]: the `operationId` is empty",
        ),
    ] {
        let found = summary(&problems(&with_operation(path, operation)));
        assert!(
            found.len() == 1 && found[0].starts_with(expected),
            "{expected}: {found:?}"
        );
    }
    let answer = "responses: {200: {description: d}}";
    let head = "openapi: 3.1.0\ninfo: {title: A, version: 1}\npaths:\n";
    let twins = format!(
        "{head}  /a#x: {{get: {{operationId: o, {answer}}}}}\n  /a#y: {{get: {{operationId: o, {answer}}}}}\n"
    );
    assert_eq!(
        summary(&problems(&twins)),
        ["[operation-twice]: the `operationId` `o` stands twice @ #/paths/~1a#y/get/operationId"]
    );
    let shared = "parameters: [{name: b, in: path, required: true, schema: {}}, {name: c, in: path, required: true, schema: {}}]";
    let same = format!("{head}  '/{{b}}/{{c}}': {{{shared}}}\n  '/{{c}}/{{b}}': {{{shared}}}\n");
    assert_eq!(
        summary(&problems(&same)),
        [
            "[path-twice]: two paths differ only in the names of their parameters @ #/paths/~1{c}~1{b}"
        ]
    );
}

#[test]
fn names_have_to_be_declared() {
    let found = problems(
        &(with_operation("/a", "security: [{bearr: []}]")
            + "components: {securitySchemes: {bearer: {type: http, scheme: bearer}}}\n"),
    );
    assert!(
        found.starts_with("error[security-unknown]: there is no security scheme `bearr`"),
        "{found}"
    );
    assert!(found.contains("did you mean `bearer`?"), "{found}");
    let head = "openapi: 3.1.0\ninfo: {title: A, version: 1}\n";
    for (server, expected) in [
        ("{url: 'https://{a}.b'}", "the variable `a` is not declared"),
        (
            "{url: 'https://b', variables: {a: {default: c}}}",
            "the URL has no `{a}`",
        ),
        (
            "{url: 'https://{a', variables: {}}",
            "the URL is not understood",
        ),
        (
            "{url: 'https://{a}', variables: {a: {default: c, enum: [d]}}}",
            "none of the values",
        ),
    ] {
        let found = problems(&format!("{head}servers: [{server}]\n"));
        assert!(found.contains(expected), "{server}: {found}");
    }
    assert!(
        problems(&with_components("3.0.0", "schemas: {'A B': {}}"))
            .starts_with("error[component-name]")
    );
}

#[test]
fn values_of_the_wrong_kind_say_what_is_expected() {
    let expected = "\
error[type]: expected a text, found a number
 --> specs/a/a.yaml:6:16
  |
6 |       summary: 3.0
  |                ^^^ this is a number
  |
  = note: at #/paths/~1a/post/summary
help: quote it
  |
6 -       summary: 3.0
6 +       summary: \"3.0\"
  |
";
    assert_eq!(
        problems(&with_operation("/a", "summary: 3.0")).trim_end(),
        expected.trim_end()
    );
    for (schema, words) in [
        ("{properties: []}", "expected a mapping, found a list"),
        ("{required: true}", "expected a list, found a truth value"),
        ("{minLength: -1}", "not negative, found a number"),
        (
            "{multipleOf: .inf}",
            "a number that JSON can hold, found a number",
        ),
        (
            "{default: 1e999}",
            "a number that JSON can hold, found a number",
        ),
        ("{enum: []}", "`enum` admits no value"),
        ("{oneOf: []}", "there is no branch"),
        (
            "{additionalProperties: 1}",
            "`true`, `false` or a schema, found a number",
        ),
        ("null", "expected a schema, which is a mapping, found null"),
        (
            "{discriminator: {mapping: {a: B}}}",
            "`propertyName` is missing",
        ),
        (
            "{discriminator: {propertyName: p, mapping: {a: B}}}",
            "`#/components/schemas/B` leads nowhere",
        ),
    ] {
        let found = problems(&with_components(
            "3.1.0",
            &format!("schemas: {{A: {schema}}}"),
        ));
        assert!(found.contains(words), "{schema}: {found}");
    }
}

#[test]
fn two_documents_cannot_become_one_module() {
    let text = "openapi: 3.0.0\ninfo: {title: A, version: 1}\n";
    let json = r#"{"openapi": "3.0.0", "info": {"title": "A", "version": "1"}}"#;
    let (_, found) = load(&[("v1/a.json", json), ("v1/a.yaml", text)]);
    assert!(
        found.starts_with("error[module-twice]: `v1/a.json` and `v1/a.yaml`"),
        "{found}"
    );
}

#[test]
fn bytes_that_are_no_text_are_reported() {
    let file = SpecFile::new(
        "a.yaml".to_owned(),
        "specs/a/a.yaml".to_owned(),
        b"a: \xff".to_vec(),
    )
    .expect("a document");
    let (mut sources, mut found) = (Sources::default(), Problems::default());
    let loaded = documents(vec![file], &mut sources, &mut found);
    assert!(loaded.whole().is_none());
    let text = found.render(&sources, crate::diagnostic::Style::Plain);
    assert!(
        text.starts_with("error[encoding]: `specs/a/a.yaml` is not UTF-8"),
        "{text}"
    );
}

#[test]
fn deep_documents_are_read_or_refused_on_a_small_stack() {
    let nested = |levels: usize| {
        let (open, close) = ("{items: ".repeat(levels), "}".repeat(levels));
        with_components("3.1.0", &format!("schemas: {{A: {open}{{}}{close}}}"))
    };
    assert_eq!(problems(&nested(120)), "");
    assert!(problems(&nested(200)).contains("error[depth]"));
}

#[test]
fn nothing_that_is_written_anywhere_is_skipped() {
    let grant = extensions::document(extensions::GRANT);
    for whole in [typed::EVERYTHING, &grant] {
        assert_eq!(problems(whole), "");
        let mut places = 0;
        // In every mapping that is written in braces; a value of an example may be anything.
        for (at, _) in whole
            .match_indices('{')
            .filter(|(at, _)| !whole[..*at].ends_with("value: "))
        {
            let (before, after) = whole.split_at(at + 1);
            let changed = format!("{before}zzz: 1, {after}");
            assert_ne!(problems(&changed), "", "{changed}");
            places += 1;
        }
        // In every mapping that is written by indentation.
        let lines: Vec<&str> = whole.split_inclusive('\n').collect();
        for (index, line) in lines.iter().enumerate() {
            let key = line.trim_start();
            if !key.contains(": ") && !key.ends_with(":\n") || key.starts_with('-') {
                continue;
            }
            let indentation = &line[..line.len() - key.len()];
            let (before, after) = lines.split_at(index);
            let changed = format!("{}{indentation}zzz: 1\n{}", before.concat(), after.concat());
            assert_ne!(problems(&changed), "", "{changed}");
            places += 1;
        }
        assert!(places > 30, "{places} places were tried");
    }
}

#[test]
fn no_damage_to_a_document_makes_the_loader_panic() {
    let whole = with_operation(
        "'/a/{b}'",
        "parameters: [{$ref: '#/components/parameters/b'}]\nrequestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}",
    ) + "components:\n  parameters:\n    b: {name: b, in: path, required: true, schema: {type: string}}\n  schemas:\n    A: {type: object, properties: {é: {oneOf: [{type: string}, {$ref: '#/components/schemas/A'}]}}}\n";
    assert_eq!(problems(&whole), "");
    let ends: Vec<usize> = whole.char_indices().map(|(index, _)| index).collect();
    for &end in &ends {
        problems(&whole[..end]);
        problems(&whole[end..]);
    }
    for (index, &start) in ends.iter().enumerate() {
        let end = ends.get(index + 1).copied().unwrap_or(whole.len());
        for damage in ["", "{", ": ", "\n"] {
            problems(&format!("{}{damage}{}", &whole[..start], &whole[end..]));
        }
    }
}
