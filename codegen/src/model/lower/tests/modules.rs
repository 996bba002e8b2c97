//! Modules, clients, services, and names that meet.

use super::*;

fn paths(model: &Crate) -> Vec<&str> {
    model
        .modules
        .iter()
        .map(|module| module.file.as_str())
        .collect()
}

/// A document of a service with an operation.
fn service(name: &str, more: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{title: A, version: '1'}}\nx-service: {name}\n{more}paths:\n  /x:\n    post:\n      operationId: {name}_op\n      responses: {{'204': {{description: Done.}}}}\n"
    )
}

#[test]
fn the_path_of_a_document_is_the_path_of_its_module() {
    let shared = "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {}\n";
    let (model, problems) = lower_files(&[
        ("v2/some-thing.yaml", &document("", "")),
        (
            "v2/deep/type.json",
            "{\"openapi\": \"3.1.0\", \"info\": {\"title\": \"A\", \"version\": \"1\"}, \"paths\": {}}",
        ),
        ("shared.yaml", shared),
    ]);
    let model = model.unwrap_or_else(|| panic!("{problems}"));
    assert_eq!(
        paths(&model),
        [
            "mod.rs",
            "shared.rs",
            "v2/mod.rs",
            "v2/deep/mod.rs",
            "v2/deep/type.rs",
            "v2/some_thing.rs"
        ]
    );
    let children: Vec<_> = model.modules[2]
        .children
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(children, ["deep", "some_thing"]);
    assert!(
        model.modules[1].client.is_none(),
        "a document without operations has no client"
    );
}

#[test]
fn no_module_is_called_like_a_crate_and_its_documentation_says_so() {
    let text = document("", "");
    let (model, problems) = lower_files(&[("core/serde.yaml", &text)]);
    let model = model.unwrap_or_else(|| panic!("{problems}"));
    assert_eq!(paths(&model), ["mod.rs", "core_/mod.rs", "core_/serde_.rs"]);
    for (module, crate_name) in [(1, "core"), (2, "serde")] {
        let docs = model.modules[module].docs.lines().join("\n");
        let told = format!("is called `{crate_name}_`, because `{crate_name}` is a crate.");
        assert!(docs.contains(&told), "{docs}");
    }
}

#[test]
fn every_tag_has_a_group_of_its_own_whatever_its_name_meets() {
    // Each clashes with what stands in its place: a crate, the double, a function, a credential, the client, a tag, nothing to call it by.
    let tags = [
        "core", "mock", "new", "with key", "client", "pets", "Pets", "€", "☃",
    ];
    let operation = |tag: &&str| {
        format!(
            "  /{tag}: {{get: {{tags: ['{tag}'], responses: {{'204': {{description: Done.}}}}}}}}\n"
        )
    };
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: A, version: '1'}}\nsecurity: [{{key: []}}]\npaths:\n{}components:\n  \
         securitySchemes: {{key: {{type: apiKey, in: header, name: X-Key}}}}\n",
        tags.iter().map(operation).collect::<String>()
    );
    let (model, _) = foreign(&text);
    let client = model.modules[1].client.as_ref().expect("a client");
    let methods: Vec<_> = client.services.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(
        methods,
        [
            "core", "mock", "new2", "with_key", "client2", "pets", "pets2", "group", "group2"
        ]
    );
    let modules: Vec<_> = client
        .services
        .iter()
        .map(|it| it.module.as_str())
        .collect();
    assert_eq!(
        modules,
        [
            "core_", "mock2", "new", "with_key", "client2", "pets", "pets2", "group", "group2"
        ]
    );
    assert_eq!(client.credentials[0].name.as_str(), "with_key2");
    for method in &client.services {
        let of = |it: &&Module| it.path.last() == Some(&method.module);
        let module = model.modules.iter().find(of).expect("its module");
        assert_eq!(module.operations.len(), 1, "{}", method.name);
    }
}

#[test]
fn services_share_the_client_of_their_folder() {
    let (one, two) = (service("Alpha", ""), service("Beta", ""));
    let (model, problems) = lower_files(&[("v1/alpha.yaml", &one), ("v1/beta.yaml", &two)]);
    let model = model.unwrap_or_else(|| panic!("{problems}"));
    let client = model.modules[1].client.as_ref().expect("a client");
    let services: Vec<_> = client.services.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(services, ["alpha", "beta"]);
    assert_eq!(model.modules[1].documents.len(), 2);
    assert!(model.modules[2].client.is_none());
}

#[test]
fn services_that_share_a_client_share_a_server() {
    let (one, two) = (
        service("Alpha", "servers: [{url: 'https://a.example'}]\n"),
        service("Beta", "servers: [{url: 'https://b.example'}]\n"),
    );
    let (_, problems) = lower_files(&[("v1/alpha.yaml", &one), ("v1/beta.yaml", &two)]);
    assert!(problems.contains("error[service-server]"), "{problems}");
}

#[test]
fn a_service_has_operations() {
    let text = "openapi: 3.1.0\ninfo: {title: A, version: '1'}\nx-service: Alpha\npaths: {}\n";
    assert_problem(text, "service-empty", &["could do nothing"]);
}

#[test]
fn an_operation_may_have_the_name_of_a_static() {
    for (id, name) in [
        ("service", "SERVICE_OPERATION"),
        ("errors_2", "ERRORS_2_OPERATION"),
        ("errorsOf", "ERRORS_OF"),
    ] {
        let model = lowered(&document("", "").replace("doIt", id));
        assert_eq!(operation(&model).constant.as_str(), name);
    }
}

#[test]
fn two_documents_cannot_be_one_module() {
    let one = document("", "");
    for files in [
        [("a-b.yaml", one.as_str()), ("a_b.yaml", one.as_str())],
        [("v1.yaml", one.as_str()), ("v1/x.yaml", one.as_str())],
        [("mod.yaml", one.as_str()), ("other.yaml", one.as_str())],
    ] {
        let (_, problems) = lower_files(&files);
        assert!(
            problems.contains("error[module-twice]"),
            "{files:?}\n{problems}"
        );
    }
}

#[test]
fn two_things_with_one_given_name_are_a_problem_that_names_both() {
    let given = "a: {type: object, x-rust-name: Same, properties: {x: {type: string}}}\n\
                 b: {type: object, x-rust-name: Same, properties: {x: {type: string}}}";
    assert_problem(
        &document("", given),
        "name-twice",
        &["`Same`", "this schema", "`x-rust-name`"],
    );
    let method = document("", "").replace("doIt", "new");
    assert_problem(&method, "name-twice", &["the client's own function"]);
}

#[test]
fn operations_whose_types_would_be_one_are_told_apart() {
    let other = "  /y:\n    get: {operationId: do_it, responses: {'204': {description: Done.}}}\n  \
                 /z:\n    get: {operationId: x1, responses: {'204': {description: Done.}}}\n    \
                 put: {operationId: x_1, responses: {'204': {description: Done.}}}\n";
    let (model, said) = foreign(&(document("", "") + other));
    let operations = model.modules.iter().flat_map(|module| &module.operations);
    let names: Vec<_> = operations
        .map(|it| (it.name.as_str(), it.request.as_str()))
        .collect();
    assert_eq!(
        names,
        [
            ("do_it", "DoItRequest"),
            ("do_it2", "DoIt2Request"),
            ("x1", "X1Request"),
            ("x_12", "X12Request"),
        ]
    );
    assert_eq!(said.matches("warning[name-twice]").count(), 2, "{said}");
}

#[test]
fn names_that_fall_together_are_numbered_and_the_document_has_the_first_right_to_a_name() {
    let object = "{type: object, properties: {x: {type: string}}}";
    let model = lowered(&document(
        "",
        &format!(
            "foo_bar: {object}\nFooBar: {object}\nClient: {object}\nDoItRequest: {object}\n_: {object}"
        ),
    ));
    let names: Vec<_> = declarations(&model)
        .filter_map(|it| match it {
            Declaration::Struct(it) => Some(it.name.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(
        names,
        ["FooBar", "FooBar2", "Client2", "DoItRequest", "Schema5"]
    );
    assert_eq!(operation(&model).request.as_str(), "DoItCall");
}

#[test]
fn an_address_that_always_holds_is_the_default() {
    let with = |servers: &str| {
        let text = document("", "").replace("servers: [{url: 'https://a.example'}]", servers);
        let model = lowered(&text);
        model.modules[1]
            .client
            .as_ref()
            .expect("a client")
            .base_url
            .clone()
    };
    assert_eq!(
        with("servers: [{url: 'https://a.example/v1'}]").as_deref(),
        Some("https://a.example/v1")
    );
    assert_eq!(
        with("servers: [{url: 'https://{h}.example', variables: {h: {default: a}}}]"),
        None
    );
    assert_eq!(with("servers: [{url: /v1}]"), None);
    assert_eq!(with("servers: []"), None);
}

#[test]
fn the_same_documents_give_the_same_model() {
    let text = document(
        "requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}",
        "A: {type: object, properties: {b: {$ref: '#/components/schemas/B'}, c: {$ref: '#/components/schemas/C'}}}\n\
         C: {type: object, properties: {b: {$ref: '#/components/schemas/B'}}}\nB: {type: string, enum: [x, y]}",
    );
    let render = || crate::render::render(&lowered(&text));
    assert_eq!(render(), render());
}

#[test]
fn what_several_services_say_of_errors_stands_once_in_the_root() {
    let said =
        |feature: &str, code: &str| format!("x-feature: {feature}\nx-error: {{code: [/{code}]}}\n");
    let (one, two, other) = (
        service("Alpha", &said("[all, one]", "code")),
        service("Beta", &said("[all, two]", "code")),
        service("Gamma", &said("[all, three]", "kind")),
    );
    let (model, problems) = lower_files(&[
        ("v1/alpha.yaml", &one),
        ("v1/beta.yaml", &two),
        ("v1/gamma.yaml", &other),
    ]);
    let model = model.unwrap_or_else(|| panic!("{problems}"));
    let shared: Vec<_> = model.modules[0]
        .shared_error_maps
        .iter()
        .map(|shared| (shared.map.code.as_slice(), shared.features.as_slice()))
        .collect();
    assert_eq!(
        shared,
        [(
            &["/code".to_owned()][..],
            &[
                vec!["all".to_owned(), "one".to_owned()],
                vec!["all".to_owned(), "two".to_owned()]
            ][..]
        )]
    );
    let tables: Vec<_> = model.modules[2..]
        .iter()
        .map(|module| {
            let table = module.operations[0].error_map.as_ref().expect("a table");
            (table.module.len(), table.index, module.error_maps.len())
        })
        .collect();
    assert_eq!(tables, [(0, 0, 0), (0, 0, 0), (2, 0, 1)]);
}
