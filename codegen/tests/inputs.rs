//! What may come as a document: every spelling of a sound one, and what is none at all.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use codegen::{CrateOptions, CrateReport, Failure, Prettyplease, Runtime, Style, generate_crate};

/// Generates from files in a temporary place, the first of which is the document, and gives the code too.
fn generate(files: &[(&str, &[u8])]) -> Result<(CrateReport, String), Failure> {
    let place = tempfile::tempdir().expect("a folder");
    for (path, bytes) in files {
        let path = place.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    let options = CrateOptions {
        spec: place.path().join(files[0].0),
        out: place.path().join("out"),
        name: None,
        runtime: Runtime::Registry,
        omit_unsupported: false,
        check: false,
    };
    let report = generate_crate(&options, &Prettyplease)?;
    let code = fs::read_to_string(place.path().join("out/src/generated/mod.rs")).expect("code");
    Ok((report, code))
}

fn code(files: &[(&str, &[u8])]) -> String {
    match generate(files) {
        Ok((_, code)) => code,
        Err(failure) => panic!("{failure}"),
    }
}

/// What is said of one document that cannot be read. It has to be the document's fault.
fn refused(name: &str, bytes: &[u8]) -> String {
    let failure = generate(&[(name, bytes)]).expect_err("it is refused");
    assert!(failure.blames_document(), "{failure}");
    assert!(
        failure.to_string().contains("= help: ") || failure.to_string().contains("-->"),
        "a place or a remedy: {failure}"
    );
    failure.to_string()
}

const YAML: &str = r"openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /a:
    get:
      operationId: readIt
      responses:
        '200':
          description: Done.
          content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}
components:
  schemas:
    Thing: {type: object, properties: {name: {type: string}}}
";

const JSON: &str = r##"{"openapi":"3.1.0","info":{"title":"T","version":"1"},"paths":{"/a":{"get":{"operationId":"readIt",
"responses":{"200":{"description":"Done.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Thing"}}}}}}}},
"components":{"schemas":{"Thing":{"type":"object","properties":{"name":{"type":"string"}}}}}}"##;

#[test]
fn every_spelling_of_a_document_gives_the_same_code() {
    let body = |code: String| code.lines().skip(1).collect::<Vec<_>>().join("\n");
    let expected = body(code(&[("a.yaml", YAML.as_bytes())]));
    let marked = format!("\u{feff}{YAML}");
    let crlf = YAML.replace('\n', "\r\n");
    let tabs = JSON.replace('\n', "\n\t\t");
    let marked_json = format!("\u{feff}{JSON}");
    for (name, text) in [
        ("a.yml", YAML),
        ("a.yaml", &marked),
        ("a.yaml", &crlf),
        ("a.json", JSON),
        ("a.json", &marked_json),
        ("a.json", &tabs),
        ("json-in.yaml", JSON),
        ("no-ending", JSON),
        ("a.openapi", YAML),
    ] {
        let found = body(code(&[(name, text.as_bytes())]));
        assert_eq!(found, expected, "{name}: {text}");
    }
}

#[test]
fn anchors_and_merge_keys_are_read() {
    let text = r"openapi: 3.0.3
info: {title: T, version: '1'}
x-common: &common
  name: {type: string}
  size: {type: integer}
x-text: &text {type: string}
paths:
  /a:
    get: &read
      operationId: one
      responses: {'200': {description: Done., content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}
  /b:
    get:
      <<: *read
      operationId: two
components:
  schemas:
    A:
      type: object
      properties:
        <<: *common
        size: *text
    B:
      type: object
      properties:
        <<: [*common, {extra: *text}]
";
    let code = code(&[("a.yaml", text.as_bytes())]);
    for part in ["fn one", "fn two", "pub struct A", "pub struct B", "extra"] {
        assert!(code.contains(part), "no `{part}` in\n{code}");
    }
    let own = code.split("pub struct A ").nth(1).expect("it is there");
    let own = own.split('}').next().expect("an end");
    assert!(
        own.contains("size: ::core::option::Option<::std::string::String>"),
        "what stands in the mapping counts before what is merged: {own}"
    );
}

#[test]
fn a_billion_laughs_are_refused() {
    let mut text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\nx-a: &a0 [1,1,1,1,1,1,1,1,1,1]\n".to_owned();
    for level in 1..12 {
        let before = level - 1;
        let aliases = vec![format!("*a{before}"); 10].join(",");
        writeln!(text, "x-a{level}: &a{level} [{aliases}]").expect("room");
    }
    let said = refused("a.yaml", text.as_bytes());
    assert!(said.contains("error[yaml-alias]"), "{said}");
    let own = "openapi: 3.0.3\nx-a: &a [1, *a]\n";
    assert!(refused("a.yaml", own.as_bytes()).contains("contain itself"));
}

#[test]
fn what_is_no_openapi_is_named() {
    let binary = [0u8, 1, 2, 3, 0, 255, 254];
    let no_text = [b'a', b':', b' ', 0xff, 0xfe];
    for (name, bytes, says) in [
        (
            "a.yaml",
            &b"swagger: '2.0'\ninfo: {title: T}\n"[..],
            "Swagger 2 is not read",
        ),
        (
            "a.json",
            br#"{"swagger": "2.0", "definitions": {"A": {"$ref": "nowhere"}}}"#,
            "Swagger 2 is not read",
        ),
        (
            "a.yaml",
            b"openapi: 3.2.0\ninfo: {title: T, version: '1'}\n",
            "version `3.2.0` is not read",
        ),
        ("a.yaml", b"openapi: 4.0.0\n", "version `4.0.0` is not read"),
        ("a.yaml", b"asyncapi: 2.6.0\n", "AsyncAPI"),
        ("a.raml", b"#%RAML 1.0\ntitle: T\n", "it is RAML"),
        (
            "a.json",
            br#"{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}"#,
            "a JSON schema",
        ),
        ("a.html", b"<!DOCTYPE html><html></html>", "HTML or XML"),
        ("a.yaml", b"", "no document"),
        ("a.json", b"", "no JSON"),
        ("a.yaml", b"# nothing\n", "no document"),
        ("a.yaml", &binary, "not UTF-8"),
        ("a.yaml", &no_text, "not UTF-8"),
        ("a.yaml", b"PK\0\0", "a binary file"),
        (
            "a.yaml",
            b"just a text",
            "an OpenAPI document, which is a mapping",
        ),
        (
            "a.yaml",
            b"- openapi\n",
            "an OpenAPI document, which is a mapping",
        ),
        ("a.yaml", b"title: T\n", "`openapi` is missing"),
        (
            "a.yaml",
            b"openapi: 3.0.3\n---\nopenapi: 3.0.3\n",
            "a file holds one document",
        ),
        ("a.yaml", b"openapi: 3.0.3\n\tinfo: {}\n", "no YAML"),
        ("a.json", b"{\"openapi\": \"3.0.3\",}", "no JSON"),
        (
            "a.yaml",
            b"openapi: 3.0.3\nopenapi: 3.1.0\n",
            "stands here twice",
        ),
    ] {
        let said = refused(name, bytes);
        assert!(said.contains(says), "no `{says}` in\n{said}");
    }
    let missing = generate_crate(
        &CrateOptions {
            spec: Path::new("/no/such/file.yaml").to_owned(),
            out: Path::new("/no/such/folder").to_owned(),
            name: None,
            runtime: Runtime::Registry,
            omit_unsupported: true,
            check: true,
        },
        &Prettyplease,
    );
    let failure = missing.expect_err("there is none").to_string();
    assert!(
        failure.contains("cannot read `/no/such/file.yaml`"),
        "{failure}"
    );
}

#[test]
fn components_with_names_that_openapi_does_not_admit_are_types_all_the_same() {
    let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    \
                rate estimate: {type: object, properties: {list: {$ref: '#/components/schemas/Page«List«a~1b»»'}}}\n    \
                Page«List«a/b»»: {type: object, properties: {inner: {type: object, properties: {x: {type: string}}}}}\n    \
                '*': {type: object, properties: {x: {type: string}}}\n";
    let files: &[(&str, &[u8])] = &[("a.yaml", text.as_bytes())];
    let (report, code) = generate(files).unwrap_or_else(|failure| panic!("{failure}"));
    for name in ["RateEstimate", "PageListAB", "PageListAbInner", "Star"] {
        assert!(code.contains(&format!("pub struct {name} ")), "{name}");
    }
    let said = report.render_remarks(Style::Plain);
    assert!(said.contains("a.yaml:6:5"), "{said}");
    assert!(said.contains("= help: give it another name"), "{said}");
}

#[test]
fn nesting_has_a_limit() {
    let deep = |open: &str, close: &str, inner: &str| {
        format!("{}{inner}{}", open.repeat(50_000), close.repeat(50_000))
    };
    let schema = deep(r#"{"type":"array","items":"#, "}", "{}");
    let json = format!(
        r#"{{"openapi":"3.0.0","info":{{"title":"T","version":"1"}},"components":{{"schemas":{{"A":{schema}}}}}}}"#
    );
    assert!(refused("a.json", json.as_bytes()).contains("error[depth]"));
    let lists = deep("[", "]", "");
    let yaml = format!("openapi: 3.0.0\nx-deep: {lists}\n");
    refused("a.yaml", yaml.as_bytes());
    let maps: Vec<String> = (0..1_000)
        .map(|level| format!("{}a:", " ".repeat(level)))
        .collect();
    let maps = maps.join("\n");
    refused("a.yaml", maps.as_bytes());
}

#[test]
fn references_lead_across_files() {
    let main = br"openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /a:
    parameters: [{$ref: 'parts/parameters.yaml#/Limit'}]
    post:
      operationId: one
      requestBody: {$ref: 'parts/more%20parts.json#/body'}
      responses:
        '200': {$ref: 'parts/answers.yaml#/~1ok~0%25'}
        default: {$ref: '#/components/responses/Bad'}
components:
  responses:
    Bad: {description: Bad., content: {application/json: {schema: {$ref: 'parts/schemas.yaml#/components/schemas/Fault'}}}}
";
    let code = code(&[
        ("api/main.yaml", main),
        ("api/parts/parameters.yaml", b"Limit: {name: limit, in: query, schema: {$ref: '../../other/limit.yaml'}}\n"),
        ("other/limit.yaml", b"type: integer\n"),
        ("api/parts/more parts.json", br##"{"body": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/order"}}}},
            "order": {"type": "object", "properties": {"next": {"$ref": "#/order"}, "id": {"type": "string"}}}}"##),
        ("api/parts/answers.yaml", b"'/ok~%': {description: Fine., content: {application/json: {schema: {$ref: 'schemas.yaml#/components/schemas/Fine'}}}}\n"),
        ("api/parts/schemas.yaml", b"openapi: 3.1.0\ninfo: {title: S, version: '1'}\ncomponents: {schemas: {Fine: {type: object, properties: {x: {type: [string, 'null']}}}, Fault: {type: object, properties: {y: {type: string}}}}}\n"),
    ]);
    for part in [
        "fn one",
        "limit(",
        "pub struct Fine",
        "pub struct Fault",
        "pub struct Order",
    ] {
        assert!(code.contains(part), "no `{part}` in\n{code}");
    }
}

#[test]
fn references_that_lead_nowhere_are_told_where_they_stand() {
    let document =
        |reference: &str| YAML.replace("'#/components/schemas/Thing'", &format!("'{reference}'"));
    for (reference, says) in [
        ("#/components/schemas/Thin", "did you mean `Thing`?"),
        ("#components/schemas/Thing", "is no reference"),
        ("other.yaml", "there is no such file"),
        ("https://example.com/a.yaml#/A", "documents are not fetched"),
        ("//example.com/a.yaml#/A", "documents are not fetched"),
        ("/etc/passwd", "a path is relative"),
        ("#/components/schemas/Thing/nowhere", "leads nowhere"),
    ] {
        let said = refused("a.yaml", document(reference).as_bytes());
        assert!(said.contains(says), "no `{says}` in\n{said}");
        assert!(said.contains("a.yaml:10:"), "{said}");
    }
}

#[test]
fn references_in_a_circle_are_refused() {
    for text in [
        "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}}\n",
        "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents: {parameters: {A: {$ref: '#/components/parameters/B'}, B: {$ref: '#/components/parameters/A'}}}\n",
        "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents: {schemas: {A: {allOf: [{$ref: '#/components/schemas/A'}]}}}\n",
    ] {
        let said = refused("a.yaml", text.as_bytes());
        assert!(said.contains("-cycle]"), "{said}");
    }
}

/// A document whose only operation has this beside the schema of its answer, and with these paths behind it.
fn answering(beside: &str, paths: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1', license: {{url: u}}, contact: [n]}}\nexternalDocs: {{description: d}}\npaths:\n  /a:\n    get:\n      \
         responses:\n        '200':\n          description: Done.\n          content:\n            application/json:\n              \
         schema: {{$ref: '#/components/schemas/Thing'}}\n              {beside}\n{paths}\
         components:\n  schemas:\n    Thing: {{type: object, properties: {{name: {{type: string, example: .inf}}}}}}\n"
    )
}

#[test]
fn what_no_code_depends_on_does_not_matter() {
    for beside in [
        "examples: {Schema: {$ref: '#/components/schemas/Thing'}}",
        "examples: {Lost: {$ref: '#/components/examples/Nowhere'}}",
        "examples: {Bare: 7}",
        "examples: [1]",
        "example: .nan",
    ] {
        let text = answering(beside, "");
        let (report, code) = generate(&[("a.yaml", text.as_bytes())])
            .unwrap_or_else(|failure| panic!("{beside}: {failure}"));
        assert_eq!(report.generated, 1, "{beside}");
        assert!(report.remarks > 4, "{beside}: {report:?}");
        assert!(code.contains("pub struct Thing"), "{beside}: {code}");
    }
}

#[test]
fn a_section_among_the_paths_is_passed_over_unless_an_operation_would_be_lost() {
    let text = answering(
        "",
        "  securitySchemes: {basic: {type: http, scheme: basic}}\n",
    );
    let (report, _) =
        generate(&[("a.yaml", text.as_bytes())]).unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(report.generated, 1);
    let text = answering(
        "",
        "  pets: {get: {responses: {'204': {description: Done.}}}}\n",
    );
    let told = refused("a.yaml", text.as_bytes());
    assert!(told.contains("`pets` is no path"), "{told}");
}

/// A document with these parameters of its operation, and these members of the schema of its answer.
fn odd(parameters: &str, members: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    get:\n      parameters: [{parameters}]\n      \
         security: [{{one: []}}, {{'One': []}}]\n      responses:\n        '200':\n          description: Done.\n          \
         content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing'}}}}}}\n\
         components:\n  securitySchemes: {{one: {{type: http, scheme: bearer}}, One: {{type: http, scheme: basic}}}}\n  \
         schemas:\n    Thing: {{type: object, properties: {{{members}}}}}\n"
    )
}

#[test]
fn a_slip_of_the_pen_in_a_foreign_document_costs_as_little_as_possible() {
    let text = odd(
        "{name: '', in: header, schema: {type: string}}, {name: _, in: query, schema: {type: string}}",
        "a: null, b: {type: {of: string}}, c: {type: 7}, d: {type: [string, null]}, e: text, \
         f: {type: string, pattern: 0, description: 7, title: []}, g: {$ref: '#/components/responses/Lost'}",
    );
    let text = text.replace(
        "        '200':",
        "        '404': {$ref: '#/components/schemas/Thing'}\n        '200':",
    ) + "  responses: {Lost: {description: Lost.}}\n";
    let (report, code) =
        generate(&[("a.yaml", text.as_bytes())]).unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(report.generated, 1);
    for part in [
        "pub fn unnamed(",
        "pub fn with_one(",
        "pub fn with_one2(",
        "pub a: ::core::option::Option<::serde_json::Value>",
        "pub b: ::core::option::Option<::serde_json::Value>",
        "pub d: ::api_core::Presence<::std::string::String>",
        "pub e: ::core::option::Option<::serde_json::Value>",
        "pub f: ::core::option::Option<::std::string::String>",
        "pub g: ::core::option::Option<::serde_json::Value>",
    ] {
        assert!(code.contains(part), "no {part} in\n{code}");
    }
}

#[test]
fn strings_of_json_hold_any_character() {
    let text = JSON.replace("\"name\"", "\"na\u{7f}m\u{80}e\u{ffff}\"");
    let (_, code) =
        generate(&[("a.json", text.as_bytes())]).unwrap_or_else(|failure| panic!("{failure}"));
    let wire = format!("rename = {:?}", "na\u{7f}m\u{80}e\u{ffff}");
    assert!(code.contains(&wire), "no {wire} in\n{code}");
}

#[test]
fn a_tag_may_be_called_like_the_module_of_the_doubles() {
    let tagged = |text: &str, tag: &str| {
        text.replace("    get:\n", &format!("    get:\n      tags: [{tag}]\n"))
    };
    let other = YAML.replace("/a:", "/b:").replace("readIt", "other");
    let paths = other.split("components:").next().unwrap_or_default();
    let paths = paths.split("paths:\n").nth(1).unwrap_or_default();
    let text = tagged(YAML, "mock").replace(
        "components:",
        &format!("{}components:", tagged(paths, "pets")),
    );
    let (report, code) =
        generate(&[("a.yaml", text.as_bytes())]).unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(report.generated, 2);
    assert!(code.contains("pub mod pets;"), "{code}");
    assert!(code.contains("pub mod mock2;"), "{code}");
    assert!(code.contains("pub fn mock(&self) -> mock2::Mock"), "{code}");
}
