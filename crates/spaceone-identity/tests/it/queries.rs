//! The query language: what a double receives, byte for byte.

use std::time::{Duration, SystemTime};

use api_core::AccessToken;
use serde_json::json;
use spaceone_identity::ErrorKind;
use spaceone_identity::query::{
    AnalyzeQuery, Condition, Field, Filter, Group, Project, Query, Scalar, Sort, StatisticsQuery,
    TimeDiff, Unwind,
};
use spaceone_identity::v2::Client;
use spaceone_identity::v2::workspace::State;
use test_support::ok;

use crate::support::Identity;

fn client(identity: &Identity) -> Client {
    let token = AccessToken::fixed("my-token").unwrap();
    identity.v2().with_tokens(token)
}

/// The body that a list is asked for with.
async fn sent(query: Query) -> String {
    let identity = Identity::answering([ok(&json!({}))]).await;
    let list = client(&identity).workspace().list().query(query);
    list.await.unwrap();
    let [sent] = identity.sent().await.try_into().unwrap();
    assert_eq!(sent.line(), "POST /identity/v2/workspace/list");
    sent.body().to_owned()
}

/// Each filter is sent as this text.
async fn assert_spelled(cases: impl IntoIterator<Item = (Filter, &str)>) {
    for (filter, expected) in cases {
        let body = sent(Query::new().filter(filter)).await;
        assert_eq!(body, format!(r#"{{"query":{{"filter":[{expected}]}}}}"#));
    }
}

#[tokio::test]
async fn each_comparison_is_sent_as_the_language_spells_it() {
    let cases = [
        (Filter::eq("name", "x"), r#"{"k":"name","v":"x","o":"eq"}"#),
        (
            Filter::eq("state", State::Enabled.as_str()),
            r#"{"k":"state","v":"ENABLED","o":"eq"}"#,
        ),
        (
            Filter::not("tags.a b", "\"é"),
            r#"{"k":"tags.a b","v":"\"é","o":"not"}"#,
        ),
        (
            Filter::eq("is_managed", true),
            r#"{"k":"is_managed","v":true,"o":"eq"}"#,
        ),
        (Filter::is_null("a"), r#"{"k":"a","v":null,"o":"eq"}"#),
        (Filter::is_not_null("a"), r#"{"k":"a","v":null,"o":"not"}"#),
        (
            Filter::exists("a", false),
            r#"{"k":"a","v":false,"o":"exists"}"#,
        ),
        (Filter::lt("n", 1_u8), r#"{"k":"n","v":1,"o":"lt"}"#),
        (Filter::lte("n", -1), r#"{"k":"n","v":-1,"o":"lte"}"#),
        (
            Filter::gt("n", Scalar::try_from(0.5).unwrap()),
            r#"{"k":"n","v":0.5,"o":"gt"}"#,
        ),
        (
            Filter::gte("n", Scalar::try_from(7_usize).unwrap()),
            r#"{"k":"n","v":7,"o":"gte"}"#,
        ),
    ];
    assert_spelled(cases).await;
}

#[tokio::test]
async fn each_search_in_texts_and_lists_is_sent_as_the_language_spells_it() {
    let cases = [
        (
            Filter::contain("a", "b"),
            r#"{"k":"a","v":"b","o":"contain"}"#,
        ),
        (
            Filter::not_contain("a", "b"),
            r#"{"k":"a","v":"b","o":"not_contain"}"#,
        ),
        (
            Filter::is_in("a", ["b", "c"]),
            r#"{"k":"a","v":["b","c"],"o":"in"}"#,
        ),
        (
            Filter::not_in("a", vec![1, 2]),
            r#"{"k":"a","v":[1,2],"o":"not_in"}"#,
        ),
        (
            Filter::contain_in("a", vec!["b".to_owned()]),
            r#"{"k":"a","v":["b"],"o":"contain_in"}"#,
        ),
        (
            Filter::not_contain_in("a", ["b", "c"]),
            r#"{"k":"a","v":["b","c"],"o":"not_contain_in"}"#,
        ),
        (
            Filter::matches("a", [("b", 1), ("c", 2)]),
            r#"{"k":"a","v":{"b":1,"c":2},"o":"match"}"#,
        ),
        (
            Filter::regex("a", "^b$"),
            r#"{"k":"a","v":"^b$","o":"regex"}"#,
        ),
        (
            Filter::regex_in("a", ["b", "c."]),
            r#"{"k":"a","v":["b","c."],"o":"regex_in"}"#,
        ),
        (
            Filter::of("a", "of_next_year", json!({"deep": [1]})),
            r#"{"k":"a","v":{"deep":[1]},"o":"of_next_year"}"#,
        ),
    ];
    assert_spelled(cases).await;
}

#[tokio::test]
async fn each_comparison_of_times_is_sent_as_the_language_spells_it() {
    let day = Duration::from_secs(86_400);
    let time = SystemTime::UNIX_EPOCH + Duration::from_millis(1_500);
    let cases = [
        (
            Filter::datetime_lt("a", time),
            r#"{"k":"a","v":"1970-01-01T00:00:01.5Z","o":"datetime_lt"}"#,
        ),
        (
            Filter::datetime_lte("a", time),
            r#"{"k":"a","v":"1970-01-01T00:00:01.5Z","o":"datetime_lte"}"#,
        ),
        (
            Filter::datetime_gt("a", time),
            r#"{"k":"a","v":"1970-01-01T00:00:01.5Z","o":"datetime_gt"}"#,
        ),
        (
            Filter::datetime_gte("a", time),
            r#"{"k":"a","v":"1970-01-01T00:00:01.5Z","o":"datetime_gte"}"#,
        ),
        (
            Filter::timediff_lt("a", TimeDiff::now()),
            r#"{"k":"a","v":"now","o":"timediff_lt"}"#,
        ),
        (
            Filter::timediff_lte("a", TimeDiff::start_of_day().minus(day)),
            r#"{"k":"a","v":"now/d-1d","o":"timediff_lte"}"#,
        ),
        (
            Filter::timediff_gt("a", TimeDiff::start_of_week().plus(day)),
            r#"{"k":"a","v":"now/w+1d","o":"timediff_gt"}"#,
        ),
        (
            Filter::timediff_gte("a", TimeDiff::start_of_month()),
            r#"{"k":"a","v":"now/m","o":"timediff_gte"}"#,
        ),
    ];
    assert_spelled(cases).await;
}

#[tokio::test]
async fn a_query_adds_what_it_is_told_and_sends_nothing_else() {
    assert_eq!(sent(Query::new()).await, r#"{"query":{}}"#);
    let query = Query::new()
        .filter(Filter::eq("a", 1))
        .any_of([Filter::eq("b", 2)])
        .filter(Filter::eq("c", 3))
        .any_of([Filter::eq("d", 4), Filter::eq("e", 5)])
        .sort_desc("created_at")
        .sort_asc("name")
        .page(1, 100)
        .minimal(true)
        .only(["workspace_id", "name"])
        .keyword("north")
        .unwind(Unwind::of("packages").filter(Filter::eq("f", 6)));
    let body = concat!(
        r#"{"query":{"#,
        r#""filter":[{"k":"a","v":1,"o":"eq"},{"k":"c","v":3,"o":"eq"}],"#,
        r#""filter_or":[{"k":"b","v":2,"o":"eq"},{"k":"d","v":4,"o":"eq"},{"k":"e","v":5,"o":"eq"}],"#,
        r#""sort":[{"key":"created_at","desc":true},{"key":"name"}],"#,
        r#""page":{"start":1,"limit":100},"minimal":true,"only":["workspace_id","name"],"keyword":"north","#,
        r#""unwind":{"path":"packages","filter":[{"k":"f","v":6,"o":"eq"}]}}}"#
    );
    assert_eq!(sent(query).await, body);

    // The setters of the message take the place of what was there.
    let query = Query::new()
        .filter(Filter::eq("a", 1))
        .filters([Filter::eq("b", 2)])
        .sort_asc("a")
        .sort([Sort::new("b")]);
    let body = r#"{"query":{"filter":[{"k":"b","v":2,"o":"eq"}],"sort":[{"key":"b"}]}}"#;
    assert_eq!(sent(query).await, body);
}

#[tokio::test]
async fn statistics_are_steps_in_their_order() {
    let identity = Identity::answering([ok(&json!({"results": [{"n": 2.0}]}))]).await;
    let query = StatisticsQuery::new()
        .filter(Filter::eq("a", true))
        .any_of([Filter::exists("b", true)])
        .unwind("packages")
        .group(
            Group::new()
                .by("cost_info.month")
                .by_as("state", "s")
                .by_date("created_at", "month", "%Y-%m")
                .count("n")
                .sum("a", "b")
                .average("a", "c")
                .max("a", "d")
                .min("a", "e")
                .field(
                    Field::count("large")
                        .only_if(Condition::gt("user_count", 100))
                        .only_if(Condition::not("state", "DISABLED")),
                )
                .field(Field::push_objects(
                    "all",
                    [("workspace_id", "id"), ("name", "n")],
                )),
        )
        .sort_desc("n")
        .sort_asc("s")
        .skip(1)
        .limit(u32::MAX)
        .project(
            Project::new()
                .pick("n")
                .pick_as("a.b", "c")
                .size("all", "count"),
        )
        .sort_asc("c")
        .count("rows")
        .page(2, 5);
    let answer = client(&identity).workspace().stat(query).await.unwrap();

    assert_eq!(answer["results"][0]["n"], 2.0);
    let [sent] = identity.sent().await.try_into().unwrap();
    assert_eq!(sent.line(), "POST /identity/v2/workspace/stat");
    let body = concat!(
        r#"{"query":{"filter":[{"k":"a","v":true,"o":"eq"}],"filter_or":[{"k":"b","v":true,"o":"exists"}],"#,
        r#""aggregate":[{"unwind":{"path":"packages"}},{"group":{"keys":["#,
        r#"{"key":"cost_info.month","name":"month"},{"key":"state","name":"s"},"#,
        r#"{"key":"created_at","name":"month","date_format":"%Y-%m"}],"fields":["#,
        r#"{"name":"n","operator":"count"},{"key":"a","name":"b","operator":"sum"},"#,
        r#"{"key":"a","name":"c","operator":"average"},{"key":"a","name":"d","operator":"max"},"#,
        r#"{"key":"a","name":"e","operator":"min"},{"name":"large","operator":"count","conditions":["#,
        r#"{"key":"user_count","value":100,"operator":"gt"},{"key":"state","value":"DISABLED","operator":"not"}]},"#,
        r#"{"name":"all","operator":"push","fields":[{"key":"workspace_id","name":"id"},{"key":"name","name":"n"}]}]}},"#,
        r#"{"sort":[{"desc":true,"key":"n"},{"key":"s"}]},{"skip":1},{"limit":2147483647},"#,
        r#"{"project":{"fields":[{"key":"n","name":"n"},{"key":"a.b","name":"c"},{"key":"all","name":"count","operator":"size"}]}},"#,
        r#"{"sort":[{"key":"c"}]},{"count":{"name":"rows"}}],"page":{"start":2,"limit":5}}}"#
    );
    assert_eq!(sent.body(), body);
}

#[test]
fn each_operator_of_a_step_has_its_own_name() {
    let json = |value: &dyn Fn() -> serde_json::Result<String>| value().unwrap();
    let fields = [
        (Field::sum("a", "b"), "sum"),
        (Field::average("a", "b"), "average"),
        (Field::max("a", "b"), "max"),
        (Field::min("a", "b"), "min"),
        (Field::first("a", "b"), "first"),
        (Field::last("a", "b"), "last"),
        (Field::push("a", "b"), "push"),
        (Field::add_to_set("a", "b"), "add_to_set"),
        (Field::merge_objects("a", "b"), "merge_objects"),
        (Field::of("of_next_year", "a", "b"), "of_next_year"),
    ];
    for (field, operator) in fields {
        let expected = format!(r#"{{"key":"a","name":"b","operator":"{operator}"}}"#);
        assert_eq!(json(&|| serde_json::to_string(&field)), expected);
    }
    let conditions = [
        (Condition::eq("a", 1), "eq"),
        (Condition::not("a", 1), "not"),
        (Condition::lt("a", 1), "lt"),
        (Condition::lte("a", 1), "lte"),
        (Condition::gt("a", 1), "gt"),
        (Condition::gte("a", 1), "gte"),
    ];
    for (condition, operator) in conditions {
        let expected = format!(r#"{{"key":"a","value":1,"operator":"{operator}"}}"#);
        assert_eq!(json(&|| serde_json::to_string(&condition)), expected);
    }
    let projects = [
        (Project::new().size("a", "b"), "size"),
        (Project::new().sum("a", "b"), "sum"),
        (Project::new().array_to_object("a", "b"), "array_to_object"),
        (Project::new().object_to_array("a", "b"), "object_to_array"),
        (
            Project::new().compute("of_next_year", "a", "b"),
            "of_next_year",
        ),
    ];
    for (project, operator) in projects {
        let expected =
            format!(r#"{{"fields":[{{"key":"a","name":"b","operator":"{operator}"}}]}}"#);
        assert_eq!(json(&|| serde_json::to_string(&project)), expected);
    }
}

#[tokio::test]
async fn distinct_values_are_asked_for_without_a_step() {
    let identity = Identity::answering([ok(&json!({"results": ["a", "b"]}))]).await;
    let query = StatisticsQuery::new().distinct("state").keyword("x");
    client(&identity).workspace().stat(query).await.unwrap();
    let [sent] = identity.sent().await.try_into().unwrap();
    assert_eq!(
        sent.body(),
        r#"{"query":{"distinct":"state","keyword":"x"}}"#
    );
}

#[tokio::test]
async fn an_analysis_has_groups_and_named_values() {
    let identity = Identity::answering([ok(&json!({"results": [], "more": false}))]).await;
    let query = AnalyzeQuery::new()
        .filter(Filter::eq("a", 1))
        .any_of([Filter::eq("b", 2)])
        .by("cost_info.month")
        .by_as("a.b", "c")
        .count("n")
        .sum("a", "s")
        .average("a", "v")
        .max("a", "x")
        .min("a", "i")
        .compute("push", "a", "p")
        .sort_desc("n")
        .page(1, 3);
    let workspaces = client(&identity).workspace();
    let answer = workspaces.analyze(query).await.unwrap();

    assert_eq!(answer["more"], false);
    let [sent] = identity.sent().await.try_into().unwrap();
    assert_eq!(sent.line(), "POST /identity/v2/workspace/analyze");
    let body = concat!(
        r#"{"query":{"group_by":["cost_info.month",{"key":"a.b","name":"c"}],"#,
        r#""filter":[{"k":"a","v":1,"o":"eq"}],"filter_or":[{"k":"b","v":2,"o":"eq"}],"#,
        r#""page":{"start":1,"limit":3},"sort":[{"key":"n","desc":true}],"#,
        r#""fields":{"i":{"key":"a","operator":"min"},"n":{"operator":"count"},"p":{"key":"a","operator":"push"},"#,
        r#""s":{"key":"a","operator":"sum"},"v":{"key":"a","operator":"average"},"x":{"key":"a","operator":"max"}}}}"#
    );
    assert_eq!(sent.body(), body);
}

/// A page of workspaces that are called by their numbers.
fn page(numbers: std::ops::RangeInclusive<u32>, total: u32) -> wiremock::ResponseTemplate {
    let results: Vec<_> = numbers
        .map(|number| json!({"name": number.to_string()}))
        .collect();
    ok(&json!({"results": results, "total_count": total}))
}

#[tokio::test]
async fn a_stream_begins_at_the_page_of_the_query_and_goes_to_the_end() {
    let identity = Identity::answering([page(3..=4, 7), page(5..=6, 7), page(7..=7, 7)]).await;
    let query = Query::new().sort_asc("name").page(3, 2);
    let items = client(&identity).workspace().list().query(query).items();
    let names: Vec<_> = items.collect_all().await.unwrap();
    let names: Vec<_> = names.into_iter().map(|it| it.name.unwrap()).collect();

    assert_eq!(names, ["3", "4", "5", "6", "7"]);
    let bodies: Vec<_> = identity.sent().await;
    let bodies: Vec<_> = bodies.iter().map(|sent| sent.body().to_owned()).collect();
    let expected = [3, 5, 7].map(|start| {
        format!(r#"{{"query":{{"sort":[{{"key":"name"}}],"page":{{"start":{start},"limit":2}}}}}}"#)
    });
    assert_eq!(bodies, expected);
}

#[tokio::test]
async fn a_stream_without_a_page_asks_for_a_hundred_from_the_first_on() {
    let identity = Identity::answering([page(1..=1, 1)]).await;
    let mut pages = client(&identity).workspace().list().pages();
    let first = pages.next().await.unwrap().unwrap();
    assert_eq!((first.total_count, pages.total()), (Some(1), Some(1)));
    assert!(pages.next().await.is_none());
    let [sent] = identity.sent().await.try_into().unwrap();
    assert_eq!(sent.body(), r#"{"query":{"page":{"limit":100,"start":1}}}"#);
}

#[tokio::test]
async fn the_item_before_the_first_is_the_first() {
    // As servers read it: an offset that is counted on from 0 would bring an item twice.
    let identity = Identity::answering([page(1..=2, 3), page(3..=3, 3)]).await;
    let query = Query::new().page(0, 2);
    let items = client(&identity).workspace().list().query(query).items();
    assert_eq!(items.collect_all().await.unwrap().len(), 3);
    let [first, second] = identity.sent().await.try_into().unwrap();
    assert_eq!(first.body(), r#"{"query":{"page":{"start":1,"limit":2}}}"#);
    assert_eq!(second.body(), r#"{"query":{"page":{"start":3,"limit":2}}}"#);
}

#[tokio::test]
async fn a_count_is_awaited_and_a_stream_refuses_it_and_pages_of_nothing() {
    let identity = Identity::answering([ok(&json!({"total_count": 3}))]).await;
    let list = client(&identity).workspace().list();
    let counted = list.clone().query(Query::new().count_only(true));
    assert_eq!(counted.clone().await.unwrap().total_count, Some(3));
    let [sent] = identity.sent().await.try_into().unwrap();
    assert_eq!(sent.body(), r#"{"query":{"count_only":true}}"#);

    let mut counts = counted.items();
    let mut nothing = list.query(Query::new().page(1, 0)).items();
    for (refused, field) in [
        (counts.next().await, "count_only"),
        (nothing.next().await, "limit"),
    ] {
        let error = refused.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains(&format!("`{field}`")), "{error}");
    }
    assert_eq!(identity.sent().await.len(), 1);
}
