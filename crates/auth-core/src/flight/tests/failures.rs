//! What follows a failure.

use super::*;

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
