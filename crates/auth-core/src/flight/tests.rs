mod failures;
mod model;
mod random;
mod rejections;
mod renewals;

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
