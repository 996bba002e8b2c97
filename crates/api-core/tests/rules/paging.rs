//! Lists that come page by page: what `Pages` and `Items` promise of dropping, resuming and tokens.

use std::time::Duration;

use api_core::runtime::{Call, Follow, PageSize, Paging, Place};
use api_core::{Client, ClientBuilder, ErrorKind, Items, Pages, RefusalRules, TransportErrorKind};
use serde::Deserialize;
use tokio::time::timeout;

use crate::support::{CREATE, SERVICE, Scripted, Step, TOKEN, Tokens, build, scripted, token};

static BY_NUMBER: Paging = Paging {
    follow: Follow::Offset {
        place: Place::Query("start"),
        first: 1,
    },
    size: Some(PageSize {
        place: Place::Query("limit"),
        default: Some(2),
        max: None,
    }),
    count_only: None,
    items: &["results"],
    total: Some(&["total"]),
};

static BY_TOKEN: Paging = Paging {
    follow: Follow::Cursor {
        place: Place::Query("after"),
        next: &["next"],
    },
    size: None,
    total: None,
    ..BY_NUMBER
};

#[derive(Debug, Deserialize)]
struct Page {
    #[serde(default)]
    results: Vec<u32>,
}

fn pages(client: &Client) -> Pages<Page> {
    Pages::new(&BY_NUMBER, client, Ok(Call::new(&TOKEN)))
}

pub(crate) fn items(client: &Client, call: Call) -> Items<u32> {
    Items::new(&BY_NUMBER, client, Ok(call), |page: Page| page.results)
}

/// A page of a list of five.
pub(crate) fn answer(results: &str) -> Step {
    Step::answer(200, &format!(r#"{{"results":[{results}],"total":5}}"#))
}

/// The queries that were asked with.
fn asked(transport: &Scripted) -> Vec<String> {
    let query = |seen: crate::support::Seen| seen.request.uri().query().unwrap_or("").to_owned();
    transport.seen().into_iter().map(query).collect()
}

const FIRST: &str = "limit=2&start=1";
const SECOND: &str = "limit=2&start=3";
const THIRD: &str = "limit=2&start=5";
const A_SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn a_page_whose_next_was_dropped_is_given_by_the_one_after() {
    let steps = [
        answer("1,2").after(3 * A_SECOND),
        answer("3,4").after(3 * A_SECOND),
        answer("5"),
    ];
    let (client, transport) = scripted(steps);
    let mut pages = pages(&client);
    // Dropped again and again, never asked again: two seconds do not suffice for an answer, but they count.
    for expected in [[1, 2], [3, 4]] {
        let count = transport.count();
        assert!(timeout(A_SECOND, pages.next()).await.is_err());
        assert!(timeout(A_SECOND, pages.next()).await.is_err());
        assert_eq!(transport.count(), count + 1);
        pages.resume();
        assert_eq!(pages.next().await.unwrap().unwrap().results, expected);
    }
    assert_eq!(pages.next().await.unwrap().unwrap().results, [5]);
    assert!(pages.next().await.is_none());
    assert_eq!(asked(&transport), [FIRST, SECOND, THIRD]);
}

#[tokio::test(start_paused = true)]
async fn an_item_whose_next_was_dropped_comes_later_also_between_two_attempts() {
    let steps = [
        answer("1,2"),
        Step::with_headers(503, &[("retry-after", "2")], ""),
        answer("3,4"),
        answer("5").after(3 * A_SECOND),
    ];
    let (client, transport) = scripted(steps);
    let mut items = items(&client, Call::new(&TOKEN));
    let mut all = Vec::new();
    let mut dropped = 0;
    loop {
        match timeout(A_SECOND, items.next()).await {
            Ok(Some(item)) => all.push(item.unwrap()),
            Ok(None) => break,
            Err(_) => dropped += 1,
        }
    }
    assert_eq!(all, [1, 2, 3, 4, 5]);
    assert!(dropped >= 3, "{dropped}");
    assert_eq!(asked(&transport), [FIRST, SECOND, SECOND, THIRD]);
}

#[tokio::test(start_paused = true)]
async fn after_an_error_a_list_is_over_until_it_is_resumed_and_then_goes_on_where_it_was() {
    let steps = [
        Step::answer(400, ""),
        answer("1,2"),
        Step::fail(TransportErrorKind::Broken),
        Step::answer(200, r#"{"results":["three",4],"total":5}"#),
        Step::answer(200, "no json"),
        answer("3,4"),
        Step::answer(403, ""),
        answer("5"),
    ];
    let (client, transport) = scripted(steps);
    // What is not safe to repeat is sent once each time, so that each step is one error.
    let mut items = items(&client, Call::new(&CREATE));
    let (mut all, mut kinds) = (Vec::new(), Vec::new());
    loop {
        match items.next().await {
            Some(Ok(item)) => all.push(item),
            Some(Err(error)) => {
                kinds.push(error.kind());
                let count = transport.count();
                assert!(items.next().await.is_none(), "over");
                assert!(items.next().await.is_none(), "and stays over");
                assert_eq!(transport.count(), count);
                items.resume();
            }
            None => break,
        }
    }
    assert_eq!(all, [1, 2, 3, 4, 5]);
    assert_eq!(
        kinds,
        [
            ErrorKind::Invalid,
            ErrorKind::Connect,
            ErrorKind::Unreadable,
            ErrorKind::Unreadable,
            ErrorKind::Denied
        ]
    );
    assert_eq!(
        asked(&transport),
        [FIRST, FIRST, SECOND, SECOND, SECOND, SECOND, THIRD, THIRD]
    );
    // Behind the last page there is nothing to resume.
    items.resume();
    assert!(items.next().await.is_none());
    assert_eq!(transport.count(), 8);
}

#[tokio::test(start_paused = true)]
async fn a_page_that_came_before_is_an_error_that_does_not_count_its_items() {
    let steps = [answer("1,2"), answer("1,2"), answer("3,4"), answer("5")];
    let (client, transport) = scripted(steps);
    let mut pages = pages(&client);
    assert_eq!(pages.next().await.unwrap().unwrap().results, [1, 2]);
    let error = pages.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreadable);
    assert_eq!(error.operation(), Some("get_token"));
    pages.resume();
    assert_eq!(pages.next().await.unwrap().unwrap().results, [3, 4]);
    assert_eq!(pages.next().await.unwrap().unwrap().results, [5]);
    assert!(pages.next().await.is_none());
    assert_eq!(asked(&transport), [FIRST, SECOND, SECOND, THIRD]);
}

#[tokio::test(start_paused = true)]
async fn a_list_by_token_resumes_with_the_token_of_the_page_that_failed() {
    let next = |number: u32, token: &str| {
        Step::answer(
            200,
            &format!(r#"{{"results":[{number}],"next":"{token}"}}"#),
        )
    };
    let steps = [
        next(1, "a"),
        Step::answer(400, ""),
        next(2, "b").after(2 * A_SECOND),
        next(3, ""),
    ];
    let (client, transport) = scripted(steps);
    let mut pages: Pages<Page> = Pages::new(&BY_TOKEN, &client, Ok(Call::new(&TOKEN)));
    assert_eq!(pages.next().await.unwrap().unwrap().results, [1]);
    assert!(pages.next().await.unwrap().is_err());
    pages.resume();
    assert!(timeout(A_SECOND, pages.next()).await.is_err());
    assert_eq!(pages.next().await.unwrap().unwrap().results, [2]);
    assert_eq!(pages.next().await.unwrap().unwrap().results, [3]);
    assert!(pages.next().await.is_none());
    assert_eq!(asked(&transport), ["", "after=a", "after=a", "after=b"]);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_replaced_between_two_pages_goes_out_with_the_next() {
    let steps = [
        answer("1,2"),
        Step::answer(401, ""),
        answer("3,4"),
        answer("5"),
    ];
    let tokens = Tokens::up_to(9);
    let builder = ClientBuilder::new(&SERVICE).token_provider(tokens.clone());
    let (client, transport) = build(builder, steps);
    let call = Call::new(&TOKEN).authorized(RefusalRules::RFC_6750);
    let mut items = items(&client, call);
    let mut all = vec![items.next().await.unwrap().unwrap()];
    all.push(items.next().await.unwrap().unwrap());

    // The second page's token is refused, and the one that comes in its place serves that page and the next.
    all.push(items.next().await.unwrap().unwrap());
    assert_eq!(tokens.rejected(), [token(1)]);

    // Somebody else has the token replaced.
    let current = api_core::AccessToken::fixed(token(2)).unwrap();
    api_core::TokenProvider::reject(&tokens, &current);
    while let Some(item) = items.next().await {
        all.push(item.unwrap());
    }

    assert_eq!(all, [1, 2, 3, 4, 5]);
    let header = |seen: crate::support::Seen| seen.request.headers()["authorization"].clone();
    let sent: Vec<_> = transport.seen().into_iter().map(header).collect();
    let expected = [1, 1, 2, 3].map(|number| format!("Bearer {}", token(number)));
    assert_eq!(sent, expected);
    assert_eq!(asked(&transport), [FIRST, SECOND, SECOND, THIRD]);
}

#[tokio::test(start_paused = true)]
async fn a_list_begins_with_its_first_item_and_where_the_request_says() {
    for (own, expected) in [
        ("0", ["limit=2&start=1", "limit=2&start=3"]),
        ("4", ["limit=2&start=4", "limit=2&start=6"]),
    ] {
        let answer = |results| Step::answer(200, &format!(r#"{{"results":[{results}]}}"#));
        let (client, transport) = scripted([answer("1,2"), answer("")]);
        let items = items(&client, Call::new(&TOKEN).query("start", own));
        assert_eq!(items.collect_all().await.unwrap(), [1, 2]);
        assert_eq!(asked(&transport), expected);
    }
}
