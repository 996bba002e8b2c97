//! Keys that are described twice.

use super::*;

/// An operation with these ways to authenticate, whose parameters are the keys `key` and `token` of the query.
fn keys(security: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{title: A, version: '1'}}\nservers: [{{url: 'https://a.example'}}]\npaths:\n  /a:\n    get:\n      operationId: a\n      security: {security}\n      \
         parameters:\n        - {{name: key, in: query, required: true, schema: {{type: string}}}}\n        - {{name: token, in: query, required: true, schema: {{type: string}}}}\n      \
         responses: {{'204': {{description: D.}}}}\n\
         components:\n  securitySchemes:\n    k: {{type: apiKey, in: query, name: key}}\n    t: {{type: apiKey, in: query, name: token}}\n"
    )
}

/// What an operation of that takes, what it wants of the client, and what the client can be given.
fn described(security: &str) -> (Vec<String>, Vec<Vec<String>>, Vec<String>) {
    let (model, _) = foreign(&keys(security));
    let module = model.modules.iter().find(|it| !it.operations.is_empty());
    let module = module.expect("a module");
    let operation = &module.operations[0];
    let arguments = operation.parameters.iter();
    let arguments = arguments.map(|it| it.field.wire.clone()).collect();
    let ways = operation.security.map(|index| &module.security[index]);
    let ways = ways.into_iter().flatten();
    let ways = ways.map(|way| way.iter().map(|it| it.name.clone()).collect());
    let client = model.modules.iter().find_map(|it| it.client.as_ref());
    let given = client.expect("a client").credentials.iter();
    let given = given.map(|it| it.scheme.clone()).collect();
    (arguments, ways.collect(), given)
}

#[test]
fn what_every_way_to_authenticate_sends_is_no_argument() {
    let (arguments, ways, given) = described("[{k: []}]");
    assert_eq!(arguments, ["token"]);
    assert_eq!(ways, [["k"]]);
    assert_eq!(given, ["k"]);
    let (arguments, ways, given) = described("[{k: [], t: []}]");
    assert_eq!(arguments, [""; 0]);
    assert_eq!(ways, [["k", "t"]]);
    assert_eq!(given, ["k", "t"]);
}

#[test]
fn what_an_argument_sends_is_not_wanted_of_the_client() {
    for security in ["[{k: []}, {t: []}]", "[{k: []}, {}]"] {
        let (arguments, ways, given) = described(security);
        assert_eq!(arguments, ["key", "token"], "{security}");
        assert_eq!(ways, [[""; 0]; 0], "{security}");
        assert_eq!(given, [""; 0], "{security}");
    }
}

#[test]
fn schemes_that_no_operation_names_may_be_used() {
    let text = keys("XX").replace("      security: XX\n", "");
    let text = text
        .replace("name: key}", "name: k}")
        .replace("name: token}", "name: t}");
    let (model, remarks) = foreign(&text);
    assert!(remarks.contains("[security-unstated]"), "{remarks}");
    let module = model.modules.iter().find(|it| !it.operations.is_empty());
    let module = module.expect("a module");
    let ways = module.operations[0]
        .security
        .map(|index| &module.security[index]);
    let ways = ways.expect("some").iter();
    let ways: Vec<Vec<&str>> = ways
        .map(|way| way.iter().map(|it| it.name.as_str()).collect())
        .collect();
    assert_eq!(ways, [vec!["k"], vec!["t"], vec![]]);
    // What says that it needs none means it.
    for stated in ["      security: []\n", "      security: [{}]\n"] {
        let stated = text.replace(
            "      operationId: a\n",
            &format!("      operationId: a\n{stated}"),
        );
        let (model, remarks) = foreign(&stated);
        assert!(!remarks.contains("[security-unstated]"), "{remarks}");
        let mut operations = model.modules.iter().flat_map(|it| &it.operations);
        assert!(operations.all(|it| it.security.is_none()), "{stated}");
    }
}
