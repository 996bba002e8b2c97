use http::Method;

use super::*;
use crate::runtime::{ErrorMap, no_vendor_body};

const fn operation(repeat: Repeat) -> Operation {
    Operation {
        id: "test",
        method: Method::POST,
        paths: &[],
        repeat,
        never_retry: &[500],
        also_retry: &[409],
        errors: &ErrorMap::NONE,
        vendor_body: no_vendor_body,
    }
}

static SAFE: Operation = operation(Repeat::Safe);
static UNSENT: Operation = operation(Repeat::Unsent);

const LONG: Duration = Duration::from_secs(3600);

fn answer(status: u16) -> Failure {
    Failure::Answer {
        status,
        coded: None,
        retry_after: None,
    }
}

fn transport(kind: TransportErrorKind, unsent: bool) -> Failure {
    Failure::Transport { kind, unsent }
}

fn first(operation: &'static Operation, failure: Failure) -> Option<Again> {
    let policy = RetryPolicy::default();
    Attempts::new(&policy, operation).after(failure, LONG, || 0.5)
}

#[test]
fn h3_repeats_passing_statuses_less_and_more_as_the_operation_says() {
    let repeated: Vec<u16> = (300..600)
        .filter(|&status| first(&SAFE, answer(status)).is_some())
        .collect();
    assert_eq!(repeated, [408, 409, 425, 429, 502, 503, 504]);
}

#[test]
fn h3_never_repeats_a_definite_refusal_whatever_its_status() {
    let coded = |status, kind| Failure::Answer {
        status,
        coded: Some(kind),
        retry_after: None,
    };
    for kind in [
        ErrorKind::Refused,
        ErrorKind::Interaction,
        ErrorKind::Denied,
        ErrorKind::Invalid,
        ErrorKind::NotFound,
        ErrorKind::Conflict,
    ] {
        assert_eq!(first(&SAFE, coded(503, kind)), None, "{kind:?}");
    }
    assert!(first(&SAFE, coded(400, ErrorKind::Throttled)).is_some());
    assert_eq!(
        first(&SAFE, coded(500, ErrorKind::Unavailable)),
        None,
        "never_retry has the last word"
    );
}

#[test]
fn h3_repeats_what_is_not_safe_only_if_it_surely_was_not_sent() {
    use TransportErrorKind::{Broken, Connect, Timeout, Tls, TooLarge, Unreadable, Unsupported};

    for kind in [Connect, Timeout, Broken] {
        assert!(first(&SAFE, transport(kind, false)).is_some(), "{kind:?}");
        assert!(first(&UNSENT, transport(kind, true)).is_some(), "{kind:?}");
        assert!(first(&UNSENT, transport(kind, false)).is_none(), "{kind:?}");
    }
    for kind in [Tls, TooLarge, Unreadable, Unsupported] {
        assert!(first(&SAFE, transport(kind, true)).is_none(), "{kind:?}");
    }
    for status in [408, 409, 425, 429, 502, 503, 504] {
        assert!(first(&UNSENT, answer(status)).is_none(), "{status}");
    }
}

#[test]
fn h3_sends_at_most_so_many_times() {
    for (attempts, repeats) in [(0, 0), (1, 0), (2, 1), (4, 3), (7, 6)] {
        let policy = RetryPolicy::default().with_attempts(attempts);
        let mut state = Attempts::new(&policy, &SAFE);
        let granted = (0..20)
            .take_while(|_| state.after(answer(503), LONG, || 0.5).is_some())
            .count();
        assert_eq!(granted, repeats);
    }
    let never = RetryPolicy::never();
    assert_eq!(
        Attempts::new(&never, &SAFE).after(
            transport(TransportErrorKind::Broken, true),
            LONG,
            || 0.5
        ),
        None
    );
}

#[test]
fn h3_pauses_double_under_a_cap_and_are_random_from_zero() {
    let policy = RetryPolicy::default().with_attempts(100);
    let pauses = |random: f64| {
        let mut state = Attempts::new(&policy, &SAFE);
        (0..40)
            .map(|_| state.after(answer(503), LONG, || random).unwrap().pause)
            .collect::<Vec<_>>()
    };
    let longest: Vec<_> = pauses(1.0).iter().map(Duration::as_millis).collect();
    assert_eq!(longest[..6], [200, 400, 800, 1600, 3200, 5000]);
    assert!(longest[6..].iter().all(|&pause| pause == 5000));
    assert!(pauses(0.0).iter().all(Duration::is_zero));
    assert_eq!(pauses(0.5)[0].as_millis(), 100);
}

#[test]
fn h3_never_comes_back_sooner_than_asked_and_does_not_wait_for_ever() {
    let asked = |seconds| Failure::Answer {
        status: 429,
        coded: None,
        retry_after: Some(Duration::from_secs(seconds)),
    };
    let pause = |seconds, random: f64| {
        let policy = RetryPolicy::default();
        Attempts::new(&policy, &SAFE)
            .after(asked(seconds), LONG, || random)
            .map(|again| again.pause)
    };
    assert_eq!(pause(2, 0.0), Some(Duration::from_secs(2)));
    assert_eq!(pause(2, 1.0), Some(Duration::from_millis(2200)));
    assert_eq!(pause(20, 0.0), Some(Duration::from_secs(20)));
    assert_eq!(pause(21, 0.0), None);
}

#[test]
fn h3_gives_up_when_the_pause_would_outlast_the_call() {
    let policy = RetryPolicy::default();
    let after = |left| Attempts::new(&policy, &SAFE).after(answer(503), left, || 1.0);
    assert!(after(Duration::from_millis(201)).is_some());
    assert_eq!(after(Duration::from_millis(200)), None);
    assert_eq!(after(Duration::ZERO), None);
}

#[test]
fn h3_repeats_at_once_on_a_new_connection_after_one_broke() {
    let policy = RetryPolicy::default();
    let mut state = Attempts::new(&policy, &SAFE);
    let broken = transport(TransportErrorKind::Broken, false);
    let again = |pause| {
        Some(Again {
            pause: Duration::from_millis(pause),
            fresh_connection: true,
        })
    };
    assert_eq!(state.after(broken, LONG, || 1.0), again(0));
    assert_eq!(state.after(broken, LONG, || 1.0), again(400));
    assert_eq!(state.after(answer(503), LONG, || 1.0), again(800));
    assert_eq!(state.after(answer(503), LONG, || 1.0), None);
    assert_eq!(state.number(), 5);
}

#[test]
fn h3_takes_the_longest_spans_that_can_be_set() {
    let policy = RetryPolicy::default()
        .with_attempts(u32::MAX)
        .with_first_pause(Duration::MAX)
        .with_longest_pause(Duration::MAX)
        .with_longest_retry_after(Duration::MAX);
    let mut state = Attempts::new(&policy, &SAFE);
    for random in [0.0, 0.5, 1.0] {
        let again = state.after(answer(503), Duration::MAX, || random);
        assert_eq!(
            again.is_some(),
            random < 1.0,
            "a pause as long as the call is none"
        );
    }
    let failure = Failure::Answer {
        status: 503,
        coded: None,
        retry_after: Some(Duration::MAX),
    };
    assert_eq!(state.after(failure, Duration::MAX, || 1.0), None);
}
