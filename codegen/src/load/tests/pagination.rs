//! `x-pagination` and `x-feature`.

use super::super::openapi::*;
use super::*;
use crate::diagnostic::Spanned;

fn list(pagination: &str) -> String {
    with_operation(
        "/a",
        &format!("operationId: list\nx-pagination: {pagination}"),
    )
}

fn summary_of(pagination: &str) -> Vec<String> {
    summary(&problems(&list(pagination)))
}

#[test]
fn every_key_is_read_and_pointers_are_split() {
    let text = list(
        "{offset: /query/page/start, first: 1, size: /a~1b/c~0d, defaultSize: 5, maxSize: 9, countOnly: /count, items: /results, total: /n}",
    );
    let documents = loaded(&[("a.yaml", &text)]);
    let pagination = documents[0].paths[0].operations[0]
        .pagination
        .as_ref()
        .expect("a pagination");
    let XFollow::Offset(at, 1) = &pagination.follow else {
        panic!("{:?}", pagination.follow);
    };
    assert_eq!(at.value, ["query", "page", "start"]);
    let size = pagination.size.as_ref().expect("a size");
    assert_eq!(size.at.value, ["a/b", "c~d"]);
    let number = |number: &Option<Spanned<u64>>| number.as_ref().map(|number| number.value);
    assert_eq!(
        (number(&size.default), number(&size.max)),
        (Some(5), Some(9))
    );
    assert_eq!(pagination.items.value, ["results"]);
    assert!(pagination.total.is_some() && pagination.count_only.is_some());
}

#[test]
fn one_way_from_page_to_page_is_needed_and_no_more() {
    assert_eq!(
        summary_of("{items: /a}"),
        [
            "[pagination]: how the pages follow each other is not said @ #/paths/~1a/post/x-pagination"
        ]
    );
    assert_eq!(
        summary_of("{items: /a, page: /p, first: 0, offset: /o}"),
        [
            "[pagination]: the pages follow each other in two ways @ #/paths/~1a/post/x-pagination/page"
        ]
    );
}

#[test]
fn each_way_has_its_own_keys() {
    let title = |pagination: &str| summary_of(pagination).join("\n");
    assert!(title("{items: /a, page: /p}").contains("`page` needs `first`"));
    assert!(title("{items: /a, cursor: /p}").contains("`cursor` needs `next`"));
    assert!(
        title("{items: /a, cursor: /p, next: /n, first: 1}")
            .contains("`first` has no meaning here")
    );
    assert!(
        title("{items: /a, offset: /p, first: 1, next: /n}").contains("`next` has no meaning here")
    );
    assert!(title("{offset: /p, first: 1}").contains("`items` is missing"));
    assert!(title("{items: /a, offset: p, first: 1}").contains("`p` is no JSON pointer"));
    let whole = title("{items: '', offset: /p, first: 1}");
    assert!(whole.contains("the whole body is not supported"), "{whole}");
    assert!(
        title("{items: /a, offset: /p, first: 1, from: /x}").contains("`from` is not a member")
    );
}

#[test]
fn a_size_that_nothing_sends_or_that_is_too_large_is_a_problem() {
    let title =
        |more: &str| summary_of(&format!("{{items: /a, offset: /p, first: 1, {more}}}")).join("\n");
    assert!(title("defaultSize: 5").contains("`defaultSize` needs `size`"));
    assert!(title("maxSize: 5").contains("`maxSize` needs `size`"));
    assert!(title("size: /s, defaultSize: 0").contains("a page of 0 items"));
    assert!(
        title("size: /s, defaultSize: 6, maxSize: 5")
            .contains("`defaultSize` is larger than `maxSize`")
    );
}

#[test]
fn features_are_one_or_several_names() {
    let features = |text: &str| {
        let document = with_components("3.1.0", "schemas: {}") + &format!("x-feature: {text}\n");
        let documents = loaded(&[("a.yaml", &document)]);
        let names = documents[0].features.iter().map(|name| name.value.clone());
        names.collect::<Vec<_>>()
    };
    assert_eq!(features("v2"), ["v2"]);
    assert_eq!(
        features("[v2, service-accounts]"),
        ["v2", "service-accounts"]
    );
    let document = with_components("3.1.0", "schemas: {}") + "x-feature: [a b, c, c]\n";
    let found = problems(&document);
    assert!(found.contains("`a b` is no name of a feature"), "{found}");
    assert!(found.contains("`c` is named twice"), "{found}");
}
