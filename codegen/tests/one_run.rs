//! One run tells everything that is wrong, and nothing that only follows from something else.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use codegen::{CrateOptions, Failure, Options, Prettyplease, Runtime, Style};

/// Writes files below a folder.
fn put(root: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
}

/// What a run over a workspace of these files finds.
fn of_workspace(files: &[(&str, &str)]) -> Vec<String> {
    let root = tempfile::tempdir().expect("a folder");
    put(root.path(), files);
    let options = Options {
        specs: root.path().join("specs"),
        crates: root.path().join("crates"),
        check: false,
        only: None,
    };
    let failure = codegen::generate(&options, &Prettyplease).expect_err("something is wrong");
    let found = summary(&failure.render(Style::Plain));
    assert_eq!(found.len(), failure.count(), "{failure}");
    found
}

/// What a run over a document of the house finds, which has these members.
fn of_document(members: &str) -> Vec<String> {
    let text = format!("{HEAD}{members}");
    of_workspace(&[
        ("specs/one/a.yaml", &text),
        ("crates/one/Cargo.toml", "[features]\n"),
    ])
}

/// A run over a document of somebody else.
fn foreign(text: &str, name: Option<&str>, files: &[(&str, &str)]) -> Failure {
    let root = tempfile::tempdir().expect("a folder");
    put(root.path(), &[("api.yaml", text)]);
    put(root.path(), files);
    let options = CrateOptions {
        spec: root.path().join("api.yaml"),
        out: root.path().join("out"),
        name: name.map(str::to_owned),
        runtime: Runtime::Registry,
        omit_unsupported: false,
        check: false,
    };
    codegen::generate_crate(&options, &Prettyplease).expect_err("something is wrong")
}

/// The family of each problem, and the name of the file and the line where it stands.
fn summary(told: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in told.lines() {
        if let Some((level, rest)) = line.split_once('[')
            && matches!(level, "error" | "warning")
            && let Some((code, _)) = rest.split_once(']')
        {
            found.push(code.to_owned());
        } else if let Some((_, place)) = line.split_once("--> ")
            && let Some(last) = found.last_mut()
            && !last.contains(' ')
        {
            let file = place.rsplit('/').next().unwrap_or_default();
            let line = file.rsplit_once(':').map_or(file, |(line, _)| line);
            last.push(' ');
            last.push_str(line);
        }
    }
    found
}

const HEAD: &str = "openapi: 3.1.0\ninfo: {title: A, version: '1'}\n";

/// Three schemas that are each other, an operation that needs them, and one that needs what is not there.
const CIRCLE: &str = "\
openapi: 3.1.0
info: {title: A, version: '1'}
servers: [{url: 'https://a.example'}]
x-feature: v2
paths:
  /lost:
    get:
      operationId: lost
      responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Lost'}}}}}
  /round:
    get:
      operationId: round
      responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}
  /nothing:
    get: {operationId: nothing, responses: {'404': {description: d}}}
components:
  schemas:
    A: {oneOf: [{$ref: '#/components/schemas/B'}]}
    B: {anyOf: [{$ref: '#/components/schemas/C'}]}
    C: {allOf: [{$ref: '#/components/schemas/A'}]}
";

#[test]
fn what_every_stage_finds_is_told_in_one_run() {
    let needs = "components: {schemas: {A: {type: object, required: [b], properties: {c: {$ref: 'broken.yaml#/components/schemas/A'}}}, D: {type: array}, E: {$ref: 'page.yaml#/components/schemas/A'}}}\n";
    let needs = format!("{HEAD}{needs}");
    let found = of_workspace(&[
        ("specs/one/circle.yaml", CIRCLE),
        ("specs/one/broken.yaml", "openapi: ["),
        ("specs/one/needs.yaml", &needs),
        ("specs/one/page.yaml", "<html>"),
        (
            "specs/two/a.yaml",
            &format!("{HEAD}components: {{schemas: {{A: {{type: array}}}}}}\n"),
        ),
        ("specs/three/a.yaml", CIRCLE),
        ("crates/one/Cargo.toml", "[features]\n"),
        ("crates/one/src/generated/mine.rs", "// by hand\n"),
        ("crates/three/Cargo.toml", "[features]\nv2 = []\n"),
    ]);
    let expected = [
        // Of the disk and the manifests.
        "crate",
        "feature",
        "not-generated",
        // Nothing can be said of what is no document, and nothing of what refers to it.
        "not-openapi",
        "syntax broken.yaml:1",
        // By the reader, and by the model.
        "reference-dangling circle.yaml:9",
        "schema-circle circle.yaml:13",
        "no-answer circle.yaml:15",
        // Whether `b` is a member may depend on the other file; the list does not.
        "untyped-array needs.yaml:3",
        "reference-dangling a.yaml:9",
        "schema-circle a.yaml:13",
        "no-answer a.yaml:15",
        "untyped-array a.yaml:3",
    ];
    let mut found = found;
    let mut expected = expected.map(str::to_owned);
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn what_follows_from_another_problem_is_not_told() {
    let answer = "responses: {'200': {description: d}}";
    let grant = |id: &str, more: &str, answer: &str| {
        format!(
            "  /{id}:\n    post:\n      operationId: {id}\n      x-token-grant: {{accessToken: a{more}}}\n      responses: {{'200': {{description: d, content: {{application/json: {{schema: {answer}}}}}}}}}\n"
        )
    };
    let token = "{type: object, properties: {a: {type: string, format: password}, r: {type: string, format: password}}}";
    let renewed = grant(
        "one",
        ", refreshToken: r, renewal: {operation: two, token: t}",
        token,
    );
    let cases = [
        // A parameter of the path that could not be read is declared all the same.
        (
            format!("paths:\n  '/a/{{b}}':\n    get: {{operationId: a, parameters: [{{$ref: '#/components/parameters/B'}}], {answer}}}\n"),
            vec!["reference-dangling a.yaml:5"],
        ),
        // So is a variable.
        (
            "servers: [{url: 'https://{a}', variables: {a: {default: [b]}}}]\n".to_owned(),
            vec!["type a.yaml:3"],
        ),
        // Nobody knows the styles.
        (
            format!("x-path-styles: 7\npaths:\n  /a:\n    post: {{operationId: a, x-paths: {{rpc: /b}}, {answer}}}\n"),
            vec!["type a.yaml:3"],
        ),
        // A member may be where the type is not understood, and whoever needs the schema may be right.
        (
            format!(
                "paths:\n{}components: {{schemas: {{T: {{tpye: object, propertis: {{a: {{type: string, format: password}}}}}}}}}}\n",
                grant("one", "", "{$ref: '#/components/schemas/T'}")
            ),
            vec!["unknown-key a.yaml:9", "unknown-key a.yaml:9"],
        ),
        // A circle that goes through what is at fault is none until that is mended.
        (
            "components: {schemas: {A: {oneOf: [{$ref: '#/components/schemas/B'}]}, B: {oneOf: [{$ref: '#/components/schemas/A'}], tpye: object}}}\n".to_owned(),
            vec!["unknown-key a.yaml:3"],
        ),
        // The operation is there; the reader could not read it, or the model not lower it.
        (
            format!("paths:\n{renewed}{}", grant("two", "", "7")),
            vec!["type a.yaml:13"],
        ),
        (
            format!("paths:\n{renewed}{}", grant("two", "", token).replace("'200'", "'400'")),
            vec!["no-answer a.yaml:10"],
        ),
        (
            format!("paths:\n{renewed}{}", grant("two", "", token).replace("      responses", "      parameters: [{name: t, in: query, schema: {type: string, format: password}}]\n      responses")),
            vec!["secret-in-url a.yaml:13"],
        ),
        // So is the member, which could not be lowered.
        (
            format!("paths:\n{}components: {{schemas: {{C: {{oneOf: [{{$ref: '#/components/schemas/D'}}]}}, D: {{oneOf: [{{$ref: '#/components/schemas/C'}}]}}}}}}\n", grant("one", "", &token.replacen("{type: string, format: password}", "{$ref: '#/components/schemas/C'}", 1))),
            vec!["schema-circle a.yaml:8"],
        ),
        (
            format!("paths:\n  /a:\n    get: {{operationId: a, parameters: [{{name: q, in: query, required: true, example: {{b: x}}, schema: {{$ref: '#/components/schemas/B'}}}}], {answer}}}\ncomponents: {{schemas: {{B: {{type: object, required: [b], properties: {{b: {{$ref: '#/components/schemas/C'}}}}}}, C: {{oneOf: [{{$ref: '#/components/schemas/D'}}]}}, D: {{oneOf: [{{$ref: '#/components/schemas/C'}}]}}}}}}\n"),
            vec!["schema-circle a.yaml:6"],
        ),
        // An answer without members is told once, for all that points into it.
        (
            "paths:\n  /a:\n    get:\n      operationId: a\n      parameters: [{name: q, in: query, schema: {type: string}}]\n      x-pagination: {cursor: /q, next: /n, total: /t, items: /i}\n      responses: {'200': {description: d, content: {application/json: {schema: {type: string}}}}}\n".to_owned(),
            vec!["pagination a.yaml:8"],
        ),
        // The service has operations, and the service beside it the same servers, as far as is known.
        (
            format!("x-service: one\npaths:\n  /a:\n    get: {{operationId: a, parameters: 7, {answer}}}\n"),
            vec!["type a.yaml:6"],
        ),
        // Whatever a credential is, it is one.
        (
            format!("security: [{{key: []}}]\npaths:\n  /a:\n    get: {{operationId: a, {answer}}}\n  /b:\n    get: {{operationId: b, responses: {{'400': {{description: d}}}}}}\ncomponents: {{securitySchemes: {{key: {{type: apKey}}}}}}\n"),
            vec!["no-answer a.yaml:8", "value a.yaml:9"],
        ),
    ];
    for (members, expected) in cases {
        assert_eq!(of_document(&members), expected, "{members}");
    }
}

#[test]
fn a_name_that_is_none_does_not_hide_what_has_it() {
    let found = of_document(
        "paths:
  /a:
    get:
      operationId: a
      x-rust-name: Not One
      parameters:
        - {name: q, in: query, x-rust-name: Not One, schema: {type: string, format: password}}
        - {name: r, in: query, schema: {type: array}}
      responses:
        '404': {description: d}
    post:
      operationId: b
      responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/B'}}}}}
components:
  schemas:
    B: {type: object, x-rust-name: not one, properties: {c: {x-rust-name: Not One, type: array}}}
",
    );
    let expected = [
        "no-answer a.yaml:5",
        "rust-name a.yaml:7",
        "secret-in-url a.yaml:9",
        "rust-name a.yaml:9",
        "untyped-array a.yaml:10",
        "rust-name a.yaml:18",
        "untyped-array a.yaml:18",
        "rust-name a.yaml:18",
    ];
    assert_eq!(found, expected);
}

#[test]
fn one_answer_does_not_hide_another_and_one_clash_is_one_problem() {
    let answer = |schema: &str| {
        format!("{{description: d, content: {{application/json: {{schema: {schema}}}}}}}")
    };
    let round = answer("{$ref: '#/components/schemas/C'}");
    let list = answer("{type: array}");
    let members = format!(
        "paths:
  /a:
    get:
      operationId: a_b
      responses:
        '200': {round}
        '201': {list}
        '400': {round}
        '404': {list}
    put: {{operationId: a-b, responses: {{'200': {{description: d}}}}}}
components: {{schemas: {{C: {{oneOf: [{{$ref: '#/components/schemas/D'}}]}}, D: {{oneOf: [{{$ref: '#/components/schemas/C'}}]}}}}}}
"
    );
    let expected = [
        "schema-circle a.yaml:8",
        "untyped-array a.yaml:9",
        "untyped-array a.yaml:11",
    ];
    assert_eq!(of_document(&members), expected);
    let both = members
        .replace(&round, "{description: d}")
        .replace(&list, "{description: d}");
    let expected = ["name-twice a.yaml:12", "schema-circle a.yaml:13"];
    assert_eq!(of_document(&both), expected);
}

#[test]
fn one_problem_of_a_list_or_a_grant_does_not_hide_the_others() {
    let operation = "paths:
  /a:
    get:
      operationId: a
      parameters: [{name: q, in: query, schema: {type: string}}]
      x-pagination:
        items: /a
        offset: /q
        first: 0
        size: /s
        countOnly: /c
        total: /t
      responses: {'200': {description: d, content: {application/json: {schema: {type: object, properties: {t: {type: string}}}}}}}
  /b:
    post:
      operationId: b
      x-token-grant:
        accessToken: a
        refreshToken: r
        renewal:
          operation: c
          token: t
          with: [u]
      responses: {'200': {description: d, content: {application/json: {schema: {type: object, properties: {t: {type: string}}}}}}}
  /c:
    post:
      operationId: c
      x-token-grant: {accessToken: t}
      parameters: [{name: u, in: header, required: true, schema: {type: string}}]
      responses: {'200': {description: d, content: {application/json: {schema: {type: object, properties: {t: {type: string, format: password}}}}}}}
";
    let expected = [
        "pagination a.yaml:9",
        "pagination a.yaml:10",
        "pagination a.yaml:12",
        "pagination a.yaml:13",
        "pagination a.yaml:14",
        "grant-member a.yaml:20",
        "grant-member a.yaml:21",
        "renewal a.yaml:24",
        "renewal a.yaml:25",
    ];
    assert_eq!(of_document(operation), expected);
    let read = of_document(
        "paths:\n  /a:\n    get:\n      operationId: a\n      x-pagination:\n        items: /a\n        offset: [1]\n        first: [1]\n      responses: {'200': {description: d}}\n",
    );
    assert_eq!(read, ["type a.yaml:9", "type a.yaml:10"]);
}

/// A document with something that is at fault and something that is only odd.
const ODD: &str = "\
openapi: 3.1.0
info: {title: A, version: '1', colour: red}
paths:
  /a:
    get: {operationId: a, responses: {'200': {$ref: '#/components/responses/Lost'}}}
  /b:
    get: {operationId: b, responses: {'404': {description: d}}}
components: {schemas: {A: {oneOf: [{$ref: '#/components/schemas/B'}]}, B: {oneOf: [{$ref: '#/components/schemas/A'}]}}}
";

#[test]
fn remarks_are_told_beside_problems_and_do_not_count_as_such() {
    let failure = foreign(ODD, None, &[]);
    let problems = failure.render(Style::Plain);
    assert_eq!(
        summary(&problems),
        ["reference-dangling api.yaml:5", "schema-circle api.yaml:8"],
        "{problems}"
    );
    assert_eq!(failure.count(), 2);
    let remarks = failure.render_remarks(Style::Plain);
    assert!(!remarks.contains("error["), "{remarks}");
    assert_eq!(
        summary(&remarks),
        ["unknown-key api.yaml:2", "no-answer api.yaml:7"],
        "{remarks}"
    );
    assert_eq!(failure.remarks(), 2);
}

#[test]
fn a_name_or_a_folder_that_is_refused_does_not_hide_the_document() {
    let failure = foreign(ODD, Some("a b"), &[("out/notes.txt", "mine")]);
    let expected = [
        "crate-name",
        "foreign-folder",
        "reference-dangling api.yaml:5",
        "schema-circle api.yaml:8",
    ];
    let mut found = summary(&failure.to_string());
    found.sort();
    assert_eq!(found, expected, "{failure}");
    // A sound document is lowered, and not written.
    let sound = format!("{HEAD}paths: {{}}\n");
    let failure = foreign(&sound, Some("a b"), &[]);
    assert_eq!(summary(&failure.to_string()), ["crate-name"]);
    // What stands in the way of files is told, be there files or not.
    let mine = [
        ("out/Cargo.toml", "# @generated by a run\n"),
        ("out/src/generated/mine.rs", "// mine\n"),
    ];
    let failure = foreign(ODD, None, &mine);
    let told = failure.to_string();
    assert!(told.contains("not-generated"), "{told}");
}
