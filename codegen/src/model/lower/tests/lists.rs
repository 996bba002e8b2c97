//! `x-pagination` against the types of request and answer, and `x-feature` across documents.

use super::*;
use crate::model::paging::{Follow, Place};
use crate::model::{Type, needed};

const ANSWER: &str = "responses:
  '200':
    description: Some.
    content:
      application/json:
        schema:
          type: object
          title: Page
          properties:
            list: {type: array, items: {type: string}}
            count: {type: integer}
            next: {type: string}
            inner: {type: object, title: Inner, properties: {list: {type: array, items: {type: integer}}}}
";

const REQUEST: &str = "parameters:
  - {name: page, in: query, schema: {type: integer}}
  - {name: token, in: query, schema: {type: string}}
  - {name: filter, in: query, schema: {type: string}}
requestBody:
  content:
    application/json:
      schema:
        type: object
        properties:
          query: {type: object, title: Query, properties: {start: {type: integer}, free: {}}}
          filter: {type: string}
";

fn list(pagination: &str) -> String {
    document(
        &format!("x-pagination: {pagination}\n{REQUEST}{ANSWER}"),
        "",
    )
}

#[test]
fn places_are_found_in_the_query_and_in_the_body() {
    let model = lowered(&list(
        "{offset: /query/start, first: 1, items: /inner/list, total: /count}",
    ));
    let paging = operation(&model).paging.clone().expect("a paging");
    let Follow::Offset {
        place: Place::Body(way),
        first: 1,
    } = paging.follow
    else {
        panic!("{paging:?}");
    };
    assert_eq!(way, ["query", "start"]);
    assert_eq!(paging.item, Type::I64);
    assert_eq!(paging.steps.len(), 2);
    let model = lowered(&list("{cursor: /token, next: /next, items: /list}"));
    let paging = operation(&model).paging.clone().expect("a paging");
    assert!(
        matches!(paging.follow, Follow::Cursor { place: Place::Query(name), .. } if name == "token")
    );
}

#[test]
fn a_pointer_that_leads_nowhere_is_a_problem_with_a_remedy() {
    let wrong =
        |pagination: &str, says: &str| assert_problem(&list(pagination), "pagination", &[says]);
    wrong(
        "{page: /pag, first: 0, items: /list}",
        "did you mean `page`?",
    );
    wrong(
        "{offset: /query/begin, first: 0, items: /list}",
        "there is no member `begin`",
    );
    wrong(
        "{offset: /query/free/x, first: 0, items: /list}",
        "`free` has no members that are known",
    );
    wrong(
        "{page: /page/x, first: 0, items: /list}",
        "`page` has no members that are known",
    );
    wrong(
        "{page: /page, first: 0, items: /lists}",
        "did you mean `list`?",
    );
    wrong(
        "{page: /page, first: 0, items: /list, total: /inner/count}",
        "there is no member `count`",
    );
}

#[test]
fn a_pointer_to_another_type_is_a_problem_with_a_remedy() {
    let wrong =
        |pagination: &str, says: &str| assert_problem(&list(pagination), "pagination", &[says]);
    wrong(
        "{page: /token, first: 0, items: /list}",
        "`token` is not an integer",
    );
    wrong(
        "{cursor: /page, next: /next, items: /list}",
        "`page` is not a string",
    );
    wrong(
        "{cursor: /token, next: /count, items: /list}",
        "`count` is not a string",
    );
    wrong(
        "{page: /page, first: 0, items: /count}",
        "`count` is not an array",
    );
    wrong(
        "{page: /page, first: 0, items: /list, total: /next}",
        "`next` is not an integer",
    );
    wrong(
        "{page: /page, first: 0, items: /list, countOnly: /page}",
        "`page` is not a boolean",
    );
}

#[test]
fn a_name_that_is_two_things_is_a_problem() {
    assert_problem(
        &list("{cursor: /filter, next: /next, items: /list}"),
        "pagination",
        &["`filter` is two things"],
    );
}

#[test]
fn an_answer_without_members_holds_no_list() {
    let text = document(
        &format!("x-pagination: {{page: /page, first: 0, items: /list}}\n{REQUEST}"),
        "",
    );
    assert_problem(&text, "pagination", &["the answer has no members"]);
}

fn gated(features: &str, member: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{title: A, version: '1'}}\n{features}components:\n  schemas:\n    Thing: {{type: object, properties: {{it: {member}}}}}\n"
    )
}

#[test]
fn folders_need_what_all_of_their_documents_need() {
    let string = "{type: string}";
    let files = [
        ("v/a.yaml", gated("x-feature: v\n", string)),
        ("v/b.yaml", gated("x-feature: [v, b]\n", string)),
    ];
    let files: Vec<_> = files
        .iter()
        .map(|(path, text)| (*path, text.as_str()))
        .collect();
    let (model, problems) = lower_files(&files);
    let model = model.unwrap_or_else(|| panic!("{problems}"));
    let features: Vec<_> = model
        .modules
        .iter()
        .map(|module| module.features.join("+"))
        .collect();
    assert_eq!(features, ["", "v", "v", "v+b"]);
    assert!(needed(&model).is_empty());
}

#[test]
fn a_reference_says_which_feature_has_to_enable_which() {
    let files = [
        (
            "a.yaml",
            gated(
                "x-feature: a\n",
                "{$ref: 'b.yaml#/components/schemas/Thing'}",
            ),
        ),
        ("b.yaml", gated("x-feature: b\n", "{type: string}")),
    ];
    let files: Vec<_> = files
        .iter()
        .map(|(path, text)| (*path, text.as_str()))
        .collect();
    let model = lower_files(&files).0.expect("a model");
    let needed = needed(&model);
    assert_eq!(needed.len(), 1);
    assert_eq!(
        (needed[0].feature.as_str(), needed[0].enables.as_str()),
        ("a", "b")
    );
}

#[test]
fn what_is_always_there_refers_to_nothing_that_may_not_be() {
    let files = [
        (
            "a.yaml",
            gated("", "{$ref: 'b.yaml#/components/schemas/Thing'}"),
        ),
        ("b.yaml", gated("x-feature: b\n", "{type: string}")),
    ];
    let files: Vec<_> = files
        .iter()
        .map(|(path, text)| (*path, text.as_str()))
        .collect();
    let (_, problems) = lower_files(&files);
    assert!(
        problems.contains("`a` is always compiled and refers to `b`"),
        "{problems}"
    );
}
