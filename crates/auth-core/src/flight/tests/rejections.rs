//! What follows a rejection, and a provider that gives the same token again.

use super::*;

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
