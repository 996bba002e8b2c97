//! Refresh tokens.

use super::*;

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
