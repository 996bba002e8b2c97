mod model;
mod random;

use super::*;
use crate::{Life, Moment};

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3600);

fn rules() -> Rules {
    Rules {
        margins: Margins::new(10 * SECOND, 0.8, 0.0),
        refusal_pause: 60 * SECOND,
        timeout: 125 * SECOND,
        same_token: false,
    }
}

/// A protocol, and the time.
struct Drive {
    protocol: Protocol,
    now: Moment,
    launched: Moment,
}

impl Drive {
    fn new(rules: Rules) -> Self {
        let now = Moment::new(HOUR, 1_000_000 * HOUR);
        Self {
            protocol: Protocol::new(rules),
            now,
            launched: now,
        }
    }

    fn step(&mut self, event: Event) -> Vec<Action> {
        let actions = self.protocol.step(event, self.now);
        if actions.iter().any(|it| matches!(it, Action::Start { .. })) {
            self.launched = self.now;
        }
        actions
    }

    fn flown(&self) -> Duration {
        self.launched.until(self.now)
    }

    fn wait(&mut self, span: Duration) {
        self.now = self.now.after(span);
    }

    fn wanted(&mut self) -> Vec<Action> {
        self.wanted_on(true)
    }

    fn wanted_on(&mut self, runtime: bool) -> Vec<Action> {
        let flown = self.flown();
        self.step(Event::Wanted { runtime, flown })
    }

    fn due(&mut self) -> Vec<Action> {
        let flown = self.flown();
        self.step(Event::Due { flown })
    }

    /// A token that was asked for just now.
    fn issue(&self, life: Duration) -> Issue {
        Issue {
            lifetime: Lifetime::work_out(Life::For(life), None, HOUR, self.now).1,
            same: false,
            renewal: None,
            luck: 0.0,
        }
    }

    /// A token of an hour, from the first flight.
    fn hold_a_token(&mut self) {
        self.wanted();
        self.step(Event::Ready(1));
        let issue = self.issue(HOUR);
        self.step(Event::Issued(1, issue));
    }
}

fn failure(kind: ErrorKind) -> Failure {
    Failure {
        kind,
        retry_after: None,
        luck: 0.0,
    }
}

fn start(flight: FlightId, pause: Duration) -> Action {
    Action::Start { flight, pause }
}

#[test]
fn g02_the_first_caller_starts_a_flight_and_the_others_join_it() {
    let mut drive = Drive::new(rules());
    assert_eq!(drive.wanted(), [start(1, Duration::ZERO), Action::Join(1)]);
    assert_eq!(drive.wanted(), [Action::Join(1)]);
    assert_eq!(drive.step(Event::Ready(1)), [Action::Ask(Grant::Primary)]);
    assert_eq!(drive.wanted(), [Action::Join(1)]);
    let issue = drive.issue(HOUR);
    let lifetime = issue.lifetime;
    assert_eq!(
        drive.step(Event::Issued(1, issue)),
        [
            Action::Accept(lifetime),
            Action::Publish,
            Action::Land(Landed::Token)
        ]
    );
    assert_eq!(drive.wanted(), [Action::Serve]);
}

#[test]
fn g03_a_refresh_that_is_due_starts_once() {
    let mut drive = Drive::new(rules());
    drive.hold_a_token();
    assert_eq!(drive.due(), [], "it is not due yet");
    drive.wait(HOUR * 8 / 10);
    assert_eq!(drive.due(), [start(2, Duration::ZERO), Action::Publish]);
    assert_eq!(drive.due(), []);
    assert_eq!(drive.wanted(), [Action::Serve]);
}

#[test]
fn g05_a_failed_refresh_keeps_the_token_and_pauses() {
    let mut drive = Drive::new(rules());
    drive.hold_a_token();
    drive.wait(HOUR * 8 / 10);
    for (flight, kind, retry_after, pause) in [
        (2, ErrorKind::Unavailable, None, SECOND),
        (3, ErrorKind::Timeout, None, SECOND),
        (4, ErrorKind::Throttled, Some(30 * SECOND), 30 * SECOND),
        (5, ErrorKind::Unreadable, None, SECOND),
    ] {
        assert_eq!(
            drive.due(),
            [start(flight, Duration::ZERO), Action::Publish]
        );
        drive.step(Event::Ready(flight));
        let failure = Failure {
            retry_after,
            ..failure(kind)
        };
        assert_eq!(
            drive.step(Event::Failed(flight, failure)),
            [Action::Publish, Action::Land(Landed::Failure)]
        );
        assert_eq!(drive.wanted(), [Action::Serve]);
        drive.wait(pause - Duration::from_millis(1));
        assert_eq!(drive.due(), [], "{kind:?}");
        drive.wait(Duration::from_millis(1));
    }
}

#[test]
fn g05_a_token_that_is_over_is_a_failure_in_the_background() {
    let mut drive = Drive::new(rules());
    drive.hold_a_token();
    drive.wait(HOUR * 8 / 10);
    drive.due();
    drive.step(Event::Ready(2));
    let issue = drive.issue(Duration::ZERO);
    assert_eq!(
        drive.step(Event::Issued(2, issue)),
        [Action::Publish, Action::Land(Landed::Over)]
    );
    assert_eq!(drive.wanted(), [Action::Serve]);
}

#[test]
fn g06_waiters_of_a_lost_flight_are_sent_back() {
    let mut drive = Drive::new(rules());
    drive.wanted();
    drive.step(Event::Ready(1));
    assert_eq!(
        drive.step(Event::Lost(1)),
        [Action::Publish, Action::Abandon]
    );
    assert_eq!(drive.wanted(), [start(2, Duration::ZERO), Action::Join(2)]);
    assert_eq!(drive.step(Event::Lost(1)), [], "a newer flight is meant");
    let late = drive.issue(HOUR);
    assert_eq!(drive.step(Event::Issued(1, late)), []);
    assert_eq!(
        drive.step(Event::Failed(1, failure(ErrorKind::Timeout))),
        []
    );
    assert_eq!(drive.wanted(), [Action::Join(2)]);
}

#[test]
fn g06_a_flight_that_does_not_begin_is_replaced() {
    let mut drive = Drive::new(rules());
    drive.wanted();
    drive.wait(SECOND / 2);
    assert_eq!(drive.wanted(), [Action::Join(1)]);
    drive.wait(SECOND / 2);
    assert_eq!(
        drive.wanted(),
        [Action::Abandon, start(2, Duration::ZERO), Action::Join(2)]
    );
    assert_eq!(drive.step(Event::Ready(1)), [], "it asks nobody any more");
    drive.step(Event::Ready(2));
    drive.wait(125 * SECOND);
    assert_eq!(drive.wanted(), [Action::Join(2)]);
    drive.wait(SECOND);
    assert_eq!(drive.wanted()[0], Action::Abandon);
}

#[test]
fn g06_a_stranded_refresh_is_replaced() {
    let mut drive = Drive::new(rules());
    drive.hold_a_token();
    drive.wait(HOUR * 8 / 10);
    drive.due();
    drive.step(Event::Ready(2));
    drive.wait(125 * SECOND);
    assert_eq!(drive.due(), []);
    drive.wait(SECOND);
    let flown = 125 * SECOND;
    assert_eq!(
        drive.step(Event::Due { flown }),
        [],
        "the clock of its timers decides"
    );
    assert_eq!(
        drive.due(),
        [Action::Abandon, start(3, Duration::ZERO), Action::Publish]
    );
}

#[test]
fn g07_a_refusal_is_remembered_for_a_growing_time() {
    let mut drive = Drive::new(rules());
    for (flight, seconds) in [
        (1, 1),
        (2, 2),
        (3, 4),
        (4, 8),
        (5, 16),
        (6, 32),
        (7, 60),
        (8, 60),
    ] {
        assert_eq!(
            drive.wanted(),
            [start(flight, Duration::ZERO), Action::Join(flight)]
        );
        drive.step(Event::Ready(flight));
        drive.step(Event::Failed(flight, failure(ErrorKind::Refused)));
        assert_eq!(drive.wanted(), [Action::Recall]);
        drive.wait(seconds * SECOND - Duration::from_millis(1));
        assert_eq!(drive.wanted(), [Action::Recall]);
        drive.wait(Duration::from_millis(1));
    }
    drive.wanted();
    drive.step(Event::Ready(9));
    drive.step(Event::Failed(9, failure(ErrorKind::Refused)));
    drive.step(Event::RetryNow);
    assert_eq!(
        drive.wanted(),
        [start(10, Duration::ZERO), Action::Join(10)]
    );
    drive.step(Event::Ready(10));
    drive.step(Event::Failed(10, failure(ErrorKind::Refused)));
    drive.wait(SECOND);
    assert_eq!(drive.wanted().len(), 2, "it began from a second again");
}

#[test]
fn g07_other_failures_are_not_remembered_but_asking_again_waits_a_moment() {
    let mut drive = Drive::new(rules());
    drive.wanted();
    drive.step(Event::Ready(1));
    drive.step(Event::Failed(1, failure(ErrorKind::Unavailable)));
    assert_eq!(drive.wanted(), [start(2, SECOND), Action::Join(2)]);
}

#[test]
fn g07_a_provider_that_wants_to_be_left_alone_is_left_alone_for_a_minute_at_most() {
    let mut drive = Drive::new(rules());
    drive.wanted();
    drive.step(Event::Ready(1));
    let failure = Failure {
        retry_after: Some(HOUR),
        ..failure(ErrorKind::Throttled)
    };
    drive.step(Event::Failed(1, failure));
    drive.wait(59 * SECOND);
    assert_eq!(drive.wanted(), [Action::Recall]);
    drive.wait(SECOND);
    assert_eq!(drive.wanted(), [start(2, Duration::ZERO), Action::Join(2)]);
}

#[test]
fn g08_a_provider_that_gives_the_same_token_again_is_noticed() {
    let mut drive = Drive::new(rules());
    drive.hold_a_token();
    drive.wait(HOUR * 8 / 10);
    drive.due();
    drive.step(Event::Ready(2));
    let again = Issue {
        same: true,
        ..drive.issue(HOUR * 2 / 10)
    };
    drive.step(Event::Issued(2, again));
    assert!(drive.protocol.same_token());
    drive.wait(HOUR * 2 / 10 - SECOND);
    assert_eq!(drive.due(), []);
    assert_eq!(drive.wanted(), [Action::Serve]);
    drive.wait(SECOND);
    assert_eq!(drive.wanted(), [start(3, Duration::ZERO), Action::Join(3)]);
}

#[test]
fn g08_a_token_with_no_life_left_is_asked_for_once_more() {
    let mut drive = Drive::new(rules());
    drive.wanted();
    drive.step(Event::Ready(1));
    let over = drive.issue(Duration::ZERO);
    assert_eq!(
        drive.step(Event::Issued(1, over.clone())),
        [Action::Again { pause: SECOND }]
    );
    assert_eq!(drive.wanted(), [Action::Join(1)]);
    drive.wait(SECOND);
    assert_eq!(drive.step(Event::Ready(1)), [Action::Ask(Grant::Primary)]);
    assert_eq!(
        drive.step(Event::Issued(1, over)),
        [Action::Publish, Action::Land(Landed::Over)]
    );
    assert_eq!(drive.wanted(), [start(2, SECOND), Action::Join(2)]);
}

#[test]
fn g10_a_rejection_drops_the_token_that_it_names() {
    let mut drive = Drive::new(rules());
    drive.hold_a_token();
    assert_eq!(drive.step(Event::Rejected { same: false }), []);
    assert_eq!(drive.wanted(), [Action::Serve]);
    assert_eq!(
        drive.step(Event::Rejected { same: true }),
        [Action::Withdraw]
    );
    assert_eq!(drive.step(Event::Rejected { same: true }), []);
    assert_eq!(drive.wanted(), [start(2, Duration::ZERO), Action::Join(2)]);
}

#[test]
fn g10_an_answer_that_is_older_than_the_rejection_is_asked_for_again() {
    let mut drive = Drive::new(rules());
    drive.hold_a_token();
    drive.wait(HOUR * 8 / 10);
    drive.due();
    drive.step(Event::Ready(2));
    drive.step(Event::Rejected { same: true });
    assert_eq!(drive.wanted(), [Action::Join(2)]);
    let stale = Issue {
        same: true,
        ..drive.issue(HOUR)
    };
    assert_eq!(
        drive.step(Event::Issued(2, stale)),
        [Action::Again {
            pause: Duration::ZERO
        }]
    );
    assert_eq!(drive.step(Event::Ready(2)), [Action::Ask(Grant::Primary)]);
    let fresh = drive.issue(HOUR);
    assert_eq!(drive.step(Event::Issued(2, fresh)).len(), 3);
    assert_eq!(drive.wanted(), [Action::Serve]);
}

#[test]
fn g10_an_answer_that_is_older_than_the_rejection_is_discarded_where_nobody_waits() {
    let mut drive = Drive::new(rules());
    drive.hold_a_token();
    drive.wait(HOUR * 8 / 10);
    drive.due();
    drive.step(Event::Ready(2));
    drive.step(Event::Rejected { same: true });
    let stale = Issue {
        same: true,
        ..drive.issue(HOUR)
    };
    assert_eq!(drive.step(Event::Issued(2, stale)), [Action::Discard]);
    assert_eq!(drive.wanted(), [start(3, Duration::ZERO), Action::Join(3)]);
}

#[test]
fn g10_a_provider_that_insists_on_the_token_is_not_asked_for_each_rejection() {
    let mut drive = Drive::new(rules());
    drive.hold_a_token();
    for (flight, pause) in [(2, 1), (3, 2), (4, 4)] {
        drive.wait(SECOND);
        assert_eq!(
            drive.step(Event::Rejected { same: true }),
            [Action::Withdraw]
        );
        assert_eq!(drive.wanted()[0], start(flight, Duration::ZERO));
        drive.step(Event::Ready(flight));
        let same = Issue {
            same: true,
            ..drive.issue(HOUR)
        };
        drive.step(Event::Issued(flight, same));
        drive.wait(pause * SECOND - Duration::from_millis(1));
        assert_eq!(drive.step(Event::Rejected { same: true }), []);
        assert_eq!(drive.wanted(), [Action::Serve]);
    }
}

#[test]
fn g10_a_second_rejection_in_a_row_waits_a_moment() {
    let mut drive = Drive::new(rules());
    drive.hold_a_token();
    drive.step(Event::Rejected { same: true });
    assert_eq!(drive.wanted()[0], start(2, Duration::ZERO));
    drive.step(Event::Ready(2));
    let other = drive.issue(HOUR);
    drive.step(Event::Issued(2, other));
    drive.step(Event::Rejected { same: true });
    assert_eq!(drive.wanted()[0], start(3, SECOND));
}

#[test]
fn g11_a_refused_refresh_token_gives_way_to_the_primary_credential() {
    for kind in [ErrorKind::Refused, ErrorKind::Invalid] {
        let mut drive = with_refresh_token(HOUR * 3);
        drive.wait(HOUR);
        drive.wanted();
        assert_eq!(drive.step(Event::Ready(2)), [Action::Ask(Grant::Renew)]);
        assert_eq!(
            drive.step(Event::Failed(2, failure(kind))),
            [
                Action::DropRefreshToken,
                Action::Again {
                    pause: Duration::ZERO
                }
            ]
        );
        assert_eq!(drive.step(Event::Ready(2)), [Action::Ask(Grant::Primary)]);
    }
}

#[test]
fn g11_a_refresh_token_survives_failures_that_may_pass() {
    for kind in [
        ErrorKind::Unavailable,
        ErrorKind::Timeout,
        ErrorKind::Denied,
    ] {
        let mut drive = with_refresh_token(HOUR * 3);
        drive.wait(HOUR);
        drive.wanted();
        drive.step(Event::Ready(2));
        drive.step(Event::Failed(2, failure(kind)));
        drive.wait(SECOND);
        drive.wanted();
        assert_eq!(drive.step(Event::Ready(3)), [Action::Ask(Grant::Renew)]);
    }
}

#[test]
fn g11_a_refresh_token_that_has_ended_is_not_tried() {
    let mut drive = with_refresh_token(HOUR);
    drive.wait(HOUR);
    drive.wanted();
    assert_eq!(
        drive.step(Event::Ready(2)),
        [Action::DropRefreshToken, Action::Ask(Grant::Primary)]
    );
}

#[test]
fn g11_a_refresh_token_is_kept_where_the_renewal_brings_none() {
    let mut drive = with_refresh_token(HOUR * 3);
    drive.wait(HOUR);
    drive.wanted();
    drive.step(Event::Ready(2));
    let renewed = drive.issue(HOUR);
    assert!(
        !drive
            .step(Event::Issued(2, renewed))
            .contains(&Action::DropRefreshToken)
    );
    drive.wait(HOUR);
    drive.wanted();
    assert_eq!(drive.step(Event::Ready(3)), [Action::Ask(Grant::Renew)]);
}

/// With a token of an hour and a refresh token.
fn with_refresh_token(life: Duration) -> Drive {
    let mut drive = Drive::new(rules());
    drive.wanted();
    drive.step(Event::Ready(1));
    let issue = Issue {
        renewal: Some(drive.issue(life).lifetime),
        ..drive.issue(HOUR)
    };
    let actions = drive.step(Event::Issued(1, issue));
    assert_eq!(actions[0], Action::KeepRefreshToken);
    drive
}

#[test]
fn g13_a_flight_needs_a_runtime() {
    let mut drive = Drive::new(rules());
    assert_eq!(drive.wanted_on(false), [Action::NeedRuntime]);
    drive.wanted();
    assert_eq!(drive.wanted_on(false), [Action::Join(1)]);
}

#[test]
fn g12_a_protocol_whose_pause_outlasts_its_token_does_not_rest() {
    for (life, rests) in [(SECOND, false), (2 * SECOND, true)] {
        let mut drive = Drive::new(rules());
        drive.wanted();
        drive.step(Event::Ready(1));
        let issue = drive.issue(life);
        drive.step(Event::Issued(1, issue));
        assert_eq!(drive.protocol.rest().is_some(), rests, "{life:?}");
    }
}

#[test]
fn g12_a_protocol_that_holds_a_token_and_nothing_else_rests() {
    let mut drive = Drive::new(rules());
    assert!(drive.protocol.rest().is_none(), "it holds none");
    drive.hold_a_token();
    let rest = drive.protocol.rest().unwrap();
    let resumed = Protocol::resume(rules(), rest);
    assert_eq!(resumed.window(), drive.protocol.window());
    assert_eq!(resumed.rest(), Some(rest));

    drive.wait(HOUR * 8 / 10);
    drive.due();
    assert!(drive.protocol.rest().is_none(), "it is flying");
    drive.step(Event::Ready(2));
    drive.step(Event::Failed(2, failure(ErrorKind::Unavailable)));
    assert!(drive.protocol.rest().is_none(), "it has failed");
    drive.step(Event::Rejected { same: true });
    assert!(drive.protocol.rest().is_none(), "the token was rejected");
    assert!(with_refresh_token(HOUR).protocol.rest().is_none());
}
