use std::time::SystemTime;

use proptest::prelude::*;

use super::*;

const HOUR: Duration = Duration::from_secs(3600);
const DEFAULT: Duration = Duration::from_secs(300);

/// The start of 2026, a day after the machine was started.
fn now() -> Moment {
    Moment::new(
        Duration::from_secs(86_400),
        Duration::from_secs(1_767_225_600),
    )
}

fn epoch(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "it stands where claims may be missing"
)]
fn claims(expires: i64, issued: Option<i64>) -> Option<Claims> {
    Some(Claims { expires, issued })
}

/// How long a token lives from the moment at which it was asked for.
fn span(stated: Life, claims: Option<Claims>) -> Option<Duration> {
    let (_, lifetime) = Lifetime::work_out(stated, claims, DEFAULT, now());
    lifetime.end.map(|end| now().until(end))
}

#[test]
fn g09_the_first_life_that_is_known_holds() {
    let jwt = claims(1_767_225_600 + 1200, Some(1_767_225_600));
    let until = Life::Until(epoch(1_767_225_600 + 600));
    let seconds = |stated, claims| span(stated, claims).unwrap().as_secs();
    assert_eq!(seconds(Life::in_seconds(3600), jwt), 3600);
    assert_eq!(seconds(until, jwt), 1200);
    assert_eq!(seconds(Life::Unstated, jwt), 1200);
    assert_eq!(seconds(until, claims(1_767_225_600 + 60, None)), 600);
    assert_eq!(
        seconds(Life::Unstated, claims(1_767_225_600 + 60, None)),
        60
    );
    assert_eq!(seconds(until, None), 600);
    assert_eq!(seconds(Life::Unstated, None), 300);
    assert_eq!(span(Life::Endless, jwt), None);
}

#[test]
fn g09_odd_lives_are_defined() {
    let zero = Some(Duration::ZERO);
    let longest = Some(Duration::from_nanos(u64::MAX - 86_400 * 1_000_000_000));
    for (stated, expected) in [
        (Life::in_seconds(0), zero),
        (Life::in_seconds(-1), zero),
        (Life::in_seconds(i64::MIN), zero),
        (
            Life::For(Duration::from_millis(1500)),
            Some(Duration::from_millis(1500)),
        ),
        (Life::Until(epoch(0)), zero),
        (Life::Until(SystemTime::UNIX_EPOCH - HOUR), zero),
        (Life::until_epoch_seconds(-5), zero),
    ] {
        assert_eq!(span(stated, None), expected, "{stated:?}");
    }
    for stated in [
        Life::in_seconds(i64::MAX),
        Life::For(Duration::MAX),
        Life::Until(epoch(1 << 40)),
    ] {
        assert!(
            span(stated, None) > Some(HOUR * 24 * 365 * 500),
            "{stated:?}"
        );
        assert!(span(stated, None) <= longest, "{stated:?}");
    }
}

#[test]
fn g09_claims_that_contradict_themselves_say_nothing() {
    for (expires, issued) in [(100, 100), (100, 200), (i64::MIN, i64::MAX)] {
        let claims = claims(expires, Some(issued));
        assert_eq!(span(Life::Unstated, claims), Some(DEFAULT));
    }
    let claims = claims(i64::MAX, Some(i64::MIN));
    assert!(span(Life::Unstated, claims) > Some(HOUR * 24 * 365 * 500));
}

#[test]
fn g09_a_refresh_token_of_unknown_life_is_tried_until_it_is_refused() {
    let end = |stated, claims| Lifetime::of_refresh_token(stated, claims, now()).end;
    assert_eq!(end(Life::Unstated, None), None);
    assert_eq!(
        end(Life::in_seconds(60), None),
        Some(now().after(Duration::from_secs(60)))
    );
    assert_eq!(
        end(Life::Unstated, claims(10_800, Some(0))),
        Some(now().after(HOUR * 3))
    );
}

#[test]
fn g04_usable_and_due_are_two_questions() {
    let margins = Margins::new(Duration::from_secs(10), 0.8, 0.0);
    let (_, lifetime) = Lifetime::work_out(Life::For(HOUR), None, DEFAULT, now());
    let window = margins.window(&lifetime);
    let at = |seconds| now().after(Duration::from_secs(seconds));
    assert!(window.is_usable(at(2879)) && !window.is_due(at(2879)));
    assert!(window.is_usable(at(2880)) && window.is_due(at(2880)));
    assert!(window.is_usable(at(3589)) && window.is_due(at(3589)));
    assert!(!window.is_usable(at(3590)) && window.is_due(at(3590)));
}

#[test]
fn g04_the_margin_is_never_more_than_a_tenth_of_the_life() {
    let margins = Margins::new(Duration::from_secs(10), 0.8, 0.0);
    let last_second = |life: u64| {
        let lifetime = Lifetime {
            asked: now(),
            end: Some(now().after(Duration::from_secs(life))),
            by_claims: false,
        };
        now()
            .until(margins.window(&lifetime).usable_until())
            .as_secs()
    };
    assert_eq!(last_second(1000), 990);
    assert_eq!(last_second(100), 90);
    assert_eq!(last_second(10), 9);
}

#[test]
fn g03_caches_of_a_fleet_refresh_at_different_times() {
    let (_, lifetime) = Lifetime::work_out(Life::For(HOUR), None, DEFAULT, now());
    let due = |place| {
        let margins = Margins::new(Duration::ZERO, 0.8, place);
        now().until(margins.window(&lifetime).refresh_at)
    };
    assert_eq!(due(0.0).as_secs(), 2880);
    assert_eq!(due(0.5).as_secs(), 3060);
    assert_eq!(due(0.9).as_secs(), 3204);
}

/// A refresh that takes a moment is over before callers would have to wait for it, wherever the cache's own point lies.
#[test]
fn g03_a_refresh_of_a_short_life_has_time_before_the_margin() {
    let life = Duration::from_secs(2);
    let (_, lifetime) = Lifetime::work_out(Life::For(life), None, DEFAULT, now());
    let window = |place| Margins::new(10 * life, 0.8, place).window(&lifetime);
    let due = |place| now().until(window(place).refresh_at).as_millis();
    assert_eq!(now().until(window(0.0).usable_until()).as_millis(), 1800);
    assert_eq!([due(0.0), due(0.5), due(1.0)], [1600, 1650, 1700]);
}

#[test]
fn g08_only_the_same_life_again_counts_as_nothing_gained() {
    let (_, first) = Lifetime::work_out(Life::For(HOUR), None, DEFAULT, now());
    let later = now().after(HOUR * 8 / 10);
    let again = |stated| Lifetime::work_out(stated, None, DEFAULT, later).1;
    assert!(again(Life::For(HOUR * 2 / 10)).gained_nothing(&first));
    assert!(again(Life::For(HOUR * 2 / 10 + Duration::from_secs(1))).gained_nothing(&first));
    assert!(again(Life::For(HOUR / 10)).gained_nothing(&first));
    assert!(
        !again(Life::For(HOUR)).gained_nothing(&first),
        "it was lengthened"
    );
    assert!(!again(Life::Endless).gained_nothing(&first));
    assert!(!first.gained_nothing(&first), "no time has passed");
}

#[test]
fn g08_the_claims_of_the_same_token_end_when_they_ended_before() {
    let jwt = claims(3600, Some(0));
    let (_, first) = Lifetime::work_out(Life::Unstated, jwt, DEFAULT, now());
    let (_, again) = Lifetime::work_out(Life::Unstated, jwt, DEFAULT, now().after(HOUR / 2));
    assert_eq!(again.of_same_token(&first).end, first.end);
    let (_, stated) = Lifetime::work_out(Life::For(HOUR), jwt, DEFAULT, now().after(HOUR / 2));
    assert_eq!(stated.of_same_token(&first).end, stated.end);
}

prop_compose! {
    fn any_moment()(monotonic: u64, wall: u64) -> Moment {
        Moment::new(Duration::from_nanos(monotonic), Duration::from_nanos(wall))
    }
}

// A moment of our times, so that spans of some decades fit behind it.
prop_compose! {
    fn likely_moment()(monotonic in 0..1_u64 << 58, wall in 0..1_u64 << 61) -> Moment {
        Moment::new(Duration::from_nanos(monotonic), Duration::from_nanos(wall))
    }
}

fn any_duration() -> impl Strategy<Value = Duration> {
    prop_oneof![
        (any::<u64>(), 0..1_000_000_000_u32).prop_map(|(s, n)| Duration::new(s, n)),
        (0..1_u64 << 40).prop_map(Duration::from_nanos),
        Just(Duration::ZERO),
        Just(Duration::MAX),
    ]
}

fn any_life() -> impl Strategy<Value = Life> {
    prop_oneof![
        any_duration().prop_map(Life::For),
        any::<i64>().prop_map(Life::in_seconds),
        any::<i64>().prop_map(Life::until_epoch_seconds),
        Just(Life::Endless),
        Just(Life::Unstated),
    ]
}

fn any_claims() -> impl Strategy<Value = Option<Claims>> {
    proptest::option::of(
        (any::<i64>(), any::<Option<i64>>())
            .prop_map(|(expires, issued)| Claims { expires, issued }),
    )
}

fn any_margins() -> impl Strategy<Value = Margins> {
    (any_duration(), 0.000_001..0.999_999_f64, 0.0..1.0_f64)
        .prop_map(|(least, part, place)| Margins::new(least, part, place))
}

proptest! {
    /// Whatever comes in: nothing panics, and no window reaches beyond the end.
    #[test]
    fn g04_a_window_never_reaches_beyond_the_end(
        stated in any_life(),
        claims in any_claims(),
        default in any_duration(),
        asked in any_moment(),
        margins in any_margins(),
        now in any_moment(),
    ) {
        let (life, lifetime) = Lifetime::work_out(stated, claims, default, asked);
        prop_assert_ne!(life, Life::Unstated);
        let end = lifetime.end.unwrap_or(Moment::NEVER);
        for window in [margins.window(&lifetime), Margins::window_to_the_end(&lifetime)] {
            prop_assert_eq!(window.usable_until().later(end), end);
            if lifetime.is_over(now) {
                prop_assert!(!window.is_usable(now));
            }
        }
        let window = margins.window(&lifetime);
        if lifetime.end.is_some() {
            prop_assert_eq!(window.refresh_at.later(window.usable_until()), window.usable_until());
        }
    }

    /// A token that has more than the margin left is usable, and one that has less is not.
    #[test]
    fn g04_the_margin_is_the_smaller_of_the_two(
        life in 1..1_u64 << 58,
        gone in 0..1_u64 << 58,
        asked in likely_moment(),
        min_validity in any_duration(),
    ) {
        let (life, gone) = (Duration::from_nanos(life), Duration::from_nanos(gone));
        let (_, lifetime) = Lifetime::work_out(Life::For(life), None, DEFAULT, asked);
        let window = Margins::new(min_validity, 0.8, 0.0).window(&lifetime);
        let left = life.saturating_sub(gone);
        let margin = min_validity.min(life / 10);
        prop_assert_eq!(window.is_usable(asked.after(gone)), left > margin);
    }

    /// A span of life is the same whatever the wall clock says.
    #[test]
    fn g09_a_wrong_wall_clock_changes_nothing_for_spans(
        life in 0..1_u64 << 58,
        by_claims: bool,
        gone in 0..1_u64 << 58,
        asked in likely_moment(),
        wrong in 0..1_u64 << 61,
        margins in any_margins(),
    ) {
        let wrong = Moment::new(asked.monotonic(), Duration::from_nanos(wrong));
        let seconds = i64::try_from(life / 1_000_000_000).unwrap();
        let (stated, claims) = if by_claims {
            (Life::Unstated, claims(1_767_225_600 + seconds, Some(1_767_225_600)))
        } else {
            (Life::For(Duration::from_nanos(life)), None)
        };
        let answers = [asked, wrong].map(|asked| {
            let (_, lifetime) = Lifetime::work_out(stated, claims, DEFAULT, asked);
            let window = margins.window(&lifetime);
            let now = asked.after(Duration::from_nanos(gone));
            (lifetime.is_over(now), window.is_usable(now), window.is_due(now))
        });
        prop_assert_eq!(answers[0], answers[1]);
    }

    /// A token ends when either clock says so: the machine may have slept, and the wall clock may have been set back.
    #[test]
    fn g09_the_first_clock_decides(
        life in 0..1_u64 << 58,
        asked in likely_moment(),
        astray in 0..1_u64 << 61,
    ) {
        let life = Duration::from_nanos(life);
        let (_, lifetime) = Lifetime::work_out(Life::For(life), None, DEFAULT, asked);
        let end = asked.after(life);
        let astray = Duration::from_nanos(astray);
        prop_assert!(lifetime.is_over(Moment::new(end.monotonic(), astray)));
        prop_assert!(lifetime.is_over(Moment::new(astray, end.since_epoch())));
    }

    /// A refresh is due in the first half of what is left after the part of the life that is set, and never later than the token is usable.
    #[test]
    fn g03_a_refresh_is_due_where_it_is_set(
        life in 1_000_000..1_u64 << 58,
        part in 0.01..0.99_f64,
        place in 0.0..1.0_f64,
        asked in likely_moment(),
    ) {
        let span = Duration::from_nanos(life);
        let (_, lifetime) = Lifetime::work_out(Life::For(span), None, DEFAULT, asked);
        let window = Margins::new(Duration::ZERO, part, place).window(&lifetime);
        let due = asked.until(window.refresh_at).as_secs_f64() / span.as_secs_f64();
        prop_assert!(due > part - 1e-5, "{due} {part}");
        prop_assert!(due < part + (1.0 - part) / 2.0 + 1e-5, "{due} {part}");
    }
}
