use super::*;
use crate::paging::rules::{PageSize, Place};

const START: Place = Place::Query("start");

static OFFSET: Paging = Paging {
    follow: Follow::Offset {
        place: START,
        first: 1,
    },
    size: None,
    count_only: None,
    items: &["items"],
    total: Some(&["total"]),
};

static PAGE: Paging = Paging {
    follow: Follow::Page {
        place: START,
        first: 0,
    },
    size: Some(PageSize {
        place: Place::Query("size"),
        default: None,
        max: Some(2),
    }),
    total: None,
    ..OFFSET
};

static CURSOR: Paging = Paging {
    follow: Follow::Cursor {
        place: START,
        next: &["next"],
    },
    ..OFFSET
};

fn after(progress: &mut Progress, paging: &Paging, body: &str) -> Step {
    progress.after(paging, &Seen::of(paging, body).unwrap())
}

fn number(progress: &Progress) -> u64 {
    match progress.position {
        Position::Number(number) => number,
        Position::Token(_) => panic!("a token"),
    }
}

#[test]
fn a_list_by_offset_ends_at_the_total() {
    let mut list = Progress::new(&OFFSET, Position::Number(1), None);
    let step = after(&mut list, &OFFSET, r#"{"items":[1,2],"total":3}"#);
    assert_eq!((step, number(&list)), (Step::More, 3));
    assert_eq!(
        after(&mut list, &OFFSET, r#"{"items":[3],"total":3}"#),
        Step::Over
    );
}

#[test]
fn what_lies_before_the_start_counts_for_the_total() {
    let mut list = Progress::new(&OFFSET, Position::Number(3), None);
    assert_eq!(
        after(&mut list, &OFFSET, r#"{"items":[3],"total":3}"#),
        Step::Over
    );
}

#[test]
fn a_total_in_any_spelling_of_a_number_counts_and_nonsense_does_not() {
    let total = |text: &str| {
        Seen::of(&OFFSET, &format!(r#"{{"items":[],"total":{text}}}"#))
            .unwrap()
            .total
    };
    assert_eq!(total("3"), Some(3));
    assert_eq!(total("3.0"), Some(3));
    assert_eq!(total("\"3\""), Some(3));
    assert_eq!(total("3e2"), Some(300));
    for odd in ["-1", "1.5", "null", "[]", "\"\"", "1e300", "true"] {
        assert_eq!(total(odd), None, "{odd}");
    }
}

#[test]
fn an_empty_page_ends_a_list_whatever_the_total_says() {
    for body in ["{}", r#"{"items":null}"#, r#"{"items":[],"total":9}"#] {
        let mut list = Progress::new(&OFFSET, Position::Number(1), None);
        assert_eq!(after(&mut list, &OFFSET, body), Step::Over, "{body}");
    }
}

#[test]
fn a_page_that_the_service_cut_down_is_no_end() {
    let mut list = Progress::new(&OFFSET, Position::Number(1), Some(1000));
    assert_eq!(after(&mut list, &OFFSET, r#"{"items":[1,2]}"#), Step::More);
    assert_eq!(number(&list), 3);
}

#[test]
fn a_short_page_is_the_end_where_the_largest_size_is_known() {
    let mut list = Progress::new(&PAGE, Position::Number(0), Some(2));
    assert_eq!(after(&mut list, &PAGE, r#"{"items":[1,2]}"#), Step::More);
    assert_eq!(number(&list), 1);
    assert_eq!(after(&mut list, &PAGE, r#"{"items":[3]}"#), Step::Over);
}

#[test]
fn the_same_page_again_is_no_progress() {
    let mut list = Progress::new(&OFFSET, Position::Number(1), None);
    let same = r#"{"items":[1,2]}"#;
    assert_eq!(after(&mut list, &OFFSET, same), Step::More);
    assert_eq!(after(&mut list, &OFFSET, same), Step::Stuck);
    let mut counted = Progress::new(&OFFSET, Position::Number(1), None);
    let same = r#"{"items":[1,2],"total":7}"#;
    assert_eq!(after(&mut counted, &OFFSET, same), Step::More);
    assert_eq!(after(&mut counted, &OFFSET, same), Step::Stuck);
}

#[test]
fn items_that_are_all_alike_are_counted_where_there_is_a_total() {
    let mut list = Progress::new(&OFFSET, Position::Number(1), None);
    let alike = r#"{"items":["on","on"],"total":5}"#;
    assert_eq!(after(&mut list, &OFFSET, alike), Step::More);
    assert_eq!(after(&mut list, &OFFSET, alike), Step::More);
    assert_eq!(after(&mut list, &OFFSET, alike), Step::Over);
    let mut uncounted = Progress::new(&OFFSET, Position::Number(1), None);
    let alike = r#"{"items":["on","on"]}"#;
    assert_eq!(after(&mut uncounted, &OFFSET, alike), Step::More);
    assert_eq!(after(&mut uncounted, &OFFSET, alike), Step::Stuck);
}

#[test]
fn a_list_by_tokens_ends_without_one_and_goes_on_over_an_empty_page() {
    let mut list = Progress::new(&CURSOR, Position::Token(None), None);
    assert_eq!(after(&mut list, &CURSOR, r#"{"next":"a"}"#), Step::More);
    assert_eq!(list.position, Position::Token(Some("a".to_owned())));
    for end in [r#"{"items":[1]}"#, r#"{"next":""}"#, r#"{"next":null}"#] {
        assert_eq!(after(&mut list, &CURSOR, end), Step::Over, "{end}");
    }
}

#[test]
fn tokens_that_go_round_in_a_circle_are_noticed() {
    for length in 1..=9_u64 {
        let mut list = Progress::new(&CURSOR, Position::Token(None), None);
        let mut pages = 0;
        loop {
            let body = format!(r#"{{"next":"t{}"}}"#, pages % length);
            pages += 1;
            if after(&mut list, &CURSOR, &body) == Step::Stuck {
                break;
            }
            assert!(pages <= 4 * length + 2, "endless with {length}");
        }
    }
}

#[test]
fn a_list_that_is_none_is_noticed() {
    assert_eq!(Seen::of(&OFFSET, r#"{"items":{}}"#), None);
    assert_eq!(Seen::of(&OFFSET, "no json").map(|seen| seen.items), Some(0));
}
