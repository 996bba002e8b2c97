//! Crates of single documents, through the public interface.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};

use codegen::{CrateOptions, CrateReport, Failure, Prettyplease, Runtime, generate_crate};

const PETS: &str = r"openapi: 3.0.3
info: {title: 'Pets & Co.', version: '2'}
servers: [{url: 'https://pets.example.com'}]
paths:
  /pets/{id}:
    get:
      operationId: getPet
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      responses:
        '200':
          description: A pet.
          content:
            application/json:
              schema: {$ref: 'schemas/pet.yaml'}
";

const PET: &str = r"
type: object
properties:
  name: {type: string}
  owner: {$ref: 'people.yaml#/Person'}
  friends: {type: array, items: {$ref: '#'}}
";

const PEOPLE: &str = r"
Person:
  type: object
  properties:
    name: {type: string}
    pets: {type: array, items: {$ref: './pet.yaml'}}
";

/// Files in a temporary place, and a crate beside them.
struct Place(tempfile::TempDir);

impl Place {
    fn new(files: &[(&str, &str)]) -> Self {
        let place = Self(tempfile::tempdir().expect("a folder"));
        for (path, text) in files {
            place.put(path, text);
        }
        place
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("a text")
    }

    fn options(&self) -> CrateOptions {
        CrateOptions {
            spec: self.path("api.yaml"),
            out: self.path("out"),
            name: None,
            runtime: Runtime::Registry,
            omit_unsupported: false,
            check: false,
        }
    }

    fn run(&self) -> Result<CrateReport, Failure> {
        generate_crate(&self.options(), &Prettyplease)
    }

    fn made(&self) -> CrateReport {
        self.run().unwrap_or_else(|failure| panic!("{failure}"))
    }

    /// What keeps the crate from being made.
    fn problems(&self) -> String {
        self.run().expect_err("something is wrong").to_string()
    }
}

#[test]
fn a_crate_has_a_manifest_a_readme_and_a_front_door() {
    let place = Place::new(&[
        ("api.yaml", PETS),
        ("schemas/pet.yaml", PET),
        ("schemas/people.yaml", PEOPLE),
    ]);
    let report = place.made();
    assert_eq!((report.operations, report.generated), (1, 1));
    assert_eq!(report.unnamed, 0);
    assert_eq!(report.name, "pets-co");
    assert_eq!(report.openapi, "3.0");
    let manifest = place.text("out/Cargo.toml");
    assert!(manifest.contains("name = \"pets-co\""), "{manifest}");
    assert!(manifest.contains("api-core = { version = \""), "{manifest}");
    // Of which nothing but derives makes use.
    assert!(manifest.contains("\nserde = {"), "{manifest}");
    assert!(
        !manifest.contains("async-trait") && !manifest.contains("secrecy"),
        "only what is used: {manifest}"
    );
    for feature in [
        "default = [\"rustls\"]",
        "blocking = [\"api-core/blocking\"]",
        "mock = [\"api-core/mock\"]",
    ] {
        assert!(manifest.contains(feature), "no `{feature}` in\n{manifest}");
    }
    for told in [
        "pets_co::Client",
        "pets_co::api_core",
        "body_limit",
        "feature `mock`",
        "feature `blocking`",
    ] {
        let readme = place.text("out/README.md");
        assert!(readme.contains(told), "no {told} in\n{readme}");
    }
    assert!(
        place
            .text("out/src/lib.rs")
            .contains("pub use self::generated::*;")
    );
    let code = place.text("out/src/generated/mod.rs");
    for name in ["pub struct Client", "pub struct Pet ", "pub struct Person "] {
        assert!(code.contains(name), "no `{name}` in\n{code}");
    }
}

#[test]
fn a_crate_has_a_round_trip_of_each_operation() {
    let place = Place::new(&[
        ("api.yaml", PETS),
        ("schemas/pet.yaml", PET),
        ("schemas/people.yaml", PEOPLE),
    ]);
    place.made();
    let root = place.text("out/tests/round_trips.rs");
    assert!(
        root.contains("#![cfg(feature = \"mock\")]\n\nmod generated;"),
        "{root}"
    );
    let trips = place.text("out/tests/generated/mod.rs");
    assert!(trips.contains("operation: \"getPet\""), "{trips}");
    let manifest = place.text("out/Cargo.toml");
    assert!(
        manifest.contains("tokio = { version = \"1\", features = [\"macros\""),
        "{manifest}"
    );
    // Without operations there is nothing to call.
    let (head, _) = PETS.split_once("paths:").expect("paths");
    place.put("api.yaml", &format!("{head}paths: {{}}\n"));
    place.made();
    assert!(
        !place
            .text("out/tests/round_trips.rs")
            .contains("mod generated;")
    );
    assert!(!place.path("out/tests/generated/mod.rs").exists());
}

#[test]
fn operations_that_have_no_name_of_their_own_are_told() {
    let unnamed = PETS.replace("      operationId: getPet\n", "");
    let place = Place::new(&[
        ("api.yaml", &unnamed),
        ("schemas/pet.yaml", PET),
        ("schemas/people.yaml", PEOPLE),
    ]);
    assert_eq!(place.made().unnamed, 1);
    assert!(
        place
            .text("out/src/generated/mod.rs")
            .contains("pub fn get_pets_id(")
    );
    let renamed = unnamed.replace("    get:\n", "    get:\n      x-rust-name: pet\n");
    place.put("api.yaml", &renamed);
    assert_eq!(place.made().unnamed, 0);
}

#[test]
fn answers_can_be_written_as_json_again_unless_there_are_secrets_in_them() {
    let pet = format!("{PET}  key: {{$ref: 'people.yaml#/Key'}}\n");
    let people = format!(
        "{PEOPLE}Key: {{type: object, properties: {{value: {{type: string, format: password}}}}}}\n"
    );
    let derives = |pet: &str, people: &str| {
        let place = Place::new(&[
            ("api.yaml", PETS),
            ("schemas/pet.yaml", pet),
            ("schemas/people.yaml", people),
        ]);
        place.made();
        let code = place.text("out/src/generated/mod.rs");
        let (before, _) = code.split_once("pub struct Pet ").expect("a pet");
        let (_, derives) = before.rsplit_once("#[derive").expect("derives");
        derives.to_owned()
    };
    let always = |derives: &str| {
        derives
            .lines()
            .next()
            .is_some_and(|line| line.contains("Serialize"))
    };
    assert!(always(&derives(PET, PEOPLE)));
    let with_secrets = derives(&pet, &people);
    assert!(!always(&with_secrets), "{with_secrets}");
    assert!(
        with_secrets.contains("Serialize"),
        "for doubles: {with_secrets}"
    );
}

#[test]
fn a_second_run_has_nothing_to_do_and_a_changed_file_is_mended() {
    let place = Place::new(&[
        ("api.yaml", PETS),
        ("schemas/pet.yaml", PET),
        ("schemas/people.yaml", PEOPLE),
    ]);
    let first = place.made();
    assert_eq!(first.written.len(), first.files);
    let second = place.made();
    assert!(
        second.written.is_empty() && second.removed.is_empty(),
        "{second:?}"
    );
    place.put("out/src/generated/old.rs", "// @generated once\n");
    place.put("out/README.md", "# Mine\n");
    let third = place.made();
    assert_eq!(third.removed.len(), 1, "{third:?}");
    assert_eq!(third.kept.len(), 1, "what a person wrote stays: {third:?}");
    assert_eq!(place.text("out/README.md"), "# Mine\n");
}

#[test]
fn a_folder_with_something_else_in_it_is_left_alone() {
    let place = Place::new(&[("api.yaml", PETS), ("out/notes.txt", "mine")]);
    let text = place.problems();
    assert!(text.starts_with("error[foreign-folder]"), "{text}");
    assert!(!place.path("out/Cargo.toml").exists());
}

#[test]
fn the_runtime_can_be_a_folder() {
    let place = Place::new(&[("api.yaml", &PETS.replace("schemas/pet.yaml", "#/info"))]);
    let folder = place.path("crates");
    let options = CrateOptions {
        runtime: Runtime::Folder(folder.clone()),
        name: Some("my_pets".to_owned()),
        ..place.options()
    };
    generate_crate(&options, &Prettyplease).unwrap_or_else(|failure| panic!("{failure}"));
    let manifest = place.text("out/Cargo.toml");
    let path = folder.join("api-core");
    assert!(
        manifest.contains(&format!("path = \"{}\", version = \"0.", path.display())),
        "{manifest}"
    );
    assert!(manifest.contains("name = \"my_pets\""), "{manifest}");
}

#[test]
fn a_name_that_cargo_does_not_admit_is_refused() {
    let place = Place::new(&[("api.yaml", &PETS.replace("schemas/pet.yaml", "#/info"))]);
    for name in ["1st", "a b", "struct", "serde", ""] {
        let options = CrateOptions {
            name: Some(name.to_owned()),
            ..place.options()
        };
        let failure = generate_crate(&options, &Prettyplease).expect_err("no name");
        assert!(
            failure.to_string().contains("error[crate-name]"),
            "{failure}"
        );
    }
}

/// A sound operation, and others that need a schema of a type that is no word, or a constant that no path can hold.
const PARTLY: &str = r"openapi: 3.1.0
info: {title: Partly, version: '1'}
paths:
  /sound:
    get: {operationId: sound, responses: {'204': {description: Done.}}}
  /broken:
    get:
      operationId: broken
      responses: {'200': {description: Done., content: {application/json: {schema: {$ref: '#/components/schemas/Outer'}}}}}
  /{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string, const: [1]}}]
    get: {operationId: one, responses: {'204': {description: Done.}}}
    put: {operationId: two, responses: {'204': {description: Done.}}}
  /elsewhere: {$ref: '#/components/pathItems/There'}
components:
  pathItems:
    There:
      get: {operationId: lost, responses: {'200': {$ref: '#/components/responses/Lost'}}}
      put: {operationId: beside, responses: {'204': {description: Done.}}}
  schemas:
    Sound: {type: object, properties: {a: {type: string}}}
    Outer: {type: object, properties: {inner: {$ref: '#/components/schemas/Inner'}}}
    Inner: {type: object, properties: {odd: {$ref: '#/components/schemas/Lost'}}}
";

#[test]
fn what_cannot_be_generated_is_left_out_when_asked_and_told() {
    let place = Place::new(&[("api.yaml", PARTLY)]);
    assert!(place.run().is_err(), "not without being asked");
    let options = CrateOptions {
        omit_unsupported: true,
        ..place.options()
    };
    let report =
        generate_crate(&options, &Prettyplease).unwrap_or_else(|failure| panic!("{failure}"));
    let left_out: Vec<&str> = report
        .left_out
        .iter()
        .map(|gone| gone.operation.as_str())
        .collect();
    assert!(left_out.contains(&"GET /broken"), "{report:?}");
    // A path that stands elsewhere goes as a whole, and all of it is told.
    for method in ["GET", "PUT"] {
        let operation = format!("{method} /elsewhere");
        assert!(left_out.contains(&operation.as_str()), "{report:?}");
    }
    assert_eq!(report.generated + left_out.len(), report.operations);
    let code = place.text("out/src/generated/mod.rs");
    assert!(
        code.contains("fn sound") && code.contains("struct Sound"),
        "{code}"
    );
    assert!(
        !code.contains("Outer"),
        "what needs it goes with it: {code}"
    );
}

const TWO_WAYS: &str = "\
openapi: 3.0.3
info: {title: Two ways, version: '1'}
servers: [{url: https://a.example}]
paths:
  /things:
    post:
      operationId: send
      requestBody:
        content:
          application/json: {schema: {type: object, properties: {a: {type: string}}}}
          application/x-www-form-urlencoded: {schema: {type: object, properties: {a: {type: string}}}}
      responses: {'204': {description: Done.}}
    get: {operationId: get, responses: {'204': {description: Done.}}}
";

#[test]
fn operations_are_those_of_the_document_and_methods_those_of_the_crate() {
    let place = Place::new(&[("api.yaml", TWO_WAYS)]);
    let report = place.made();
    let counts = (report.operations, report.generated, report.methods);
    assert_eq!(counts, (2, 2, 3));
    assert!(place.text("out/README.md").contains("2 operations"));
}

#[test]
fn a_document_without_a_title_is_of_a_service() {
    let untitled = TWO_WAYS.replacen("title: Two ways", "title: ''", 1);
    let place = Place::new(&[("api.yaml", &untitled)]);
    place.made();
    for file in ["out/README.md", "out/Cargo.toml"] {
        let text = place.text(file);
        assert!(text.contains("A client of a service"), "{text}");
    }
}

#[test]
fn a_document_that_cannot_be_read_is_told_apart_from_one_that_is_not_supported() {
    let place = Place::new(&[("api.yaml", "swagger: '2.0'\n")]);
    let failure = place.run().expect_err("too old");
    assert!(failure.blames_document(), "{failure}");
    assert!(failure.first().contains("Swagger 2"), "{}", failure.first());
    assert!(
        !Path::new(&place.path("out")).exists(),
        "nothing is written"
    );
}

#[test]
fn a_component_that_cannot_be_generated_costs_no_operation_that_does_without_it() {
    let text = "openapi: 3.0.0\ninfo: {title: a, version: '1'}\npaths:\n  \
        /ok: {get: {operationId: ok, responses: {'204': {description: x}}}}\n  \
        /c: {get: {operationId: c, responses: {'200': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/Z'}}}}}}}\n\
        components:\n  schemas:\n    \
        Sound: {type: object, properties: {a: {type: string}}}\n    \
        Unused: {type: object, properties: {a: {$ref: '#/components/schemas/Nope'}}}\n    \
        Z: {oneOf: [{$ref: '#/components/schemas/Z'}]}\n";
    let place = Place::new(&[("api.yaml", text)]);
    assert!(place.run().is_err(), "not without being asked");
    let options = CrateOptions {
        omit_unsupported: true,
        ..place.options()
    };
    let report =
        generate_crate(&options, &Prettyplease).unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!((report.generated, report.operations), (1, 2));
    let gone = report.components_left_out.iter();
    let gone: Vec<_> = gone.map(|it| (&*it.component, &*it.reason)).collect();
    let [("schemas/Unused", dangling), ("schemas/Z", circle)] = gone[..] else {
        panic!("{gone:?}")
    };
    assert!(dangling.contains("leads nowhere"), "{dangling}");
    assert!(circle.contains("nothing but itself"), "{circle}");
    let code = place.text("out/src/generated/mod.rs");
    assert!(code.contains("struct Sound"), "{code}");
}
