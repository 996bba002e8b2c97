//! Random runs of the protocol, with an eye on what must hold in all of them.

use proptest::prelude::*;

use super::*;
use crate::schedule::Window;

/// What a random run does next.
#[derive(Clone, Debug)]
enum Move {
    Wanted(bool),
    Due,
    /// The oldest or the newest task goes on: it gets ready, or has this answer.
    Fly(bool, Outcome),
    Lose(bool),
    Reject(bool),
    RetryNow,
    Wait(u64),
}

#[derive(Clone, Debug)]
enum Outcome {
    Issued {
        seconds: u64,
        same: bool,
        renewal: Option<u64>,
    },
    Failed(ErrorKind, Option<u64>),
}

fn any_move() -> impl Strategy<Value = Move> {
    let kind = prop_oneof![
        Just(ErrorKind::Refused),
        Just(ErrorKind::Invalid),
        Just(ErrorKind::Unavailable),
        Just(ErrorKind::Internal),
    ];
    let outcome = prop_oneof![
        (0..200_u64, any::<bool>(), proptest::option::of(0..400_u64)).prop_map(
            |(seconds, same, renewal)| Outcome::Issued {
                seconds,
                same,
                renewal
            }
        ),
        (kind, proptest::option::of(0..100_u64))
            .prop_map(|(kind, told)| Outcome::Failed(kind, told)),
    ];
    prop_oneof![
        4 => any::<bool>().prop_map(Move::Wanted),
        4 => Just(Move::Due),
        8 => (any::<bool>(), outcome).prop_map(|(oldest, outcome)| Move::Fly(oldest, outcome)),
        1 => any::<bool>().prop_map(Move::Lose),
        1 => any::<bool>().prop_map(Move::Reject),
        1 => Just(Move::RetryNow),
        4 => (0..100_000_u64).prop_map(Move::Wait),
    ]
}

/// What the shell would have to do, in a random run.
struct Run {
    drive: Drive,
    /// Follows the protocol, and has rested whenever that was possible.
    rested: Protocol,
    /// The tasks that live, and whether each has asked.
    tasks: Vec<(FlightId, bool)>,
    current: Option<FlightId>,
    waiters: u32,
    published: Option<Window>,
    refresh_token: bool,
    /// When the last flight landed, unless something allows the next one at once.
    landed: Option<Moment>,
    asked: Option<FlightId>,
}

impl Run {
    fn go(&mut self, next: Move) {
        match next {
            Move::Wanted(runtime) => {
                let flown = self.drive.flown();
                self.step(Event::Wanted { runtime, flown });
            }
            Move::Due => {
                let flown = self.drive.flown();
                self.step(Event::Due { flown });
            }
            Move::Fly(oldest, outcome) => self.fly(oldest, &outcome),
            Move::Lose(oldest) => {
                if let Some(index) = self.task(oldest) {
                    let (flight, _) = self.tasks.remove(index);
                    self.step(Event::Lost(flight));
                }
            }
            Move::Reject(same) => {
                self.landed = None;
                self.step(Event::Rejected { same });
            }
            Move::RetryNow => {
                self.landed = None;
                self.step(Event::RetryNow);
            }
            Move::Wait(milliseconds) => self.drive.wait(Duration::from_millis(milliseconds)),
        }
    }

    fn task(&self, oldest: bool) -> Option<usize> {
        let newest = self.tasks.len().checked_sub(1)?;
        Some(if oldest { 0 } else { newest })
    }

    fn fly(&mut self, oldest: bool, outcome: &Outcome) {
        let Some(index) = self.task(oldest) else {
            return;
        };
        let (flight, asked) = self.tasks[index];
        if !asked {
            // A task without an order to ask is at its end.
            self.tasks.remove(index);
            self.step(Event::Ready(flight));
            return;
        }
        self.tasks.remove(index);
        let seconds = Duration::from_secs;
        let event = match *outcome {
            Outcome::Issued {
                seconds: life,
                same,
                renewal,
            } => {
                let issue = Issue {
                    same,
                    renewal: renewal.map(|life| self.drive.issue(seconds(life)).lifetime),
                    ..self.drive.issue(seconds(life))
                };
                Event::Issued(flight, issue)
            }
            Outcome::Failed(kind, told) => {
                let failure = Failure {
                    kind,
                    retry_after: told.map(seconds),
                    luck: 0.5,
                };
                Event::Failed(flight, failure)
            }
        };
        self.step(event);
    }

    fn rest(&mut self, event: Event, actions: &[Action]) {
        assert_eq!(self.rested.step(event, self.drive.now), actions, "G12");
        assert_eq!(self.rested.window(), self.drive.protocol.window(), "G12");
        assert_eq!(
            self.rested.recall_until(),
            self.drive.protocol.recall_until()
        );
        if let Some(rest) = self.drive.protocol.rest() {
            self.rested = Protocol::resume(self.rested.rules().clone(), rest);
        }
    }

    fn step(&mut self, event: Event) {
        let now = self.drive.now;
        let held = self.drive.protocol.window();
        let is_failure = matches!(event, Event::Failed(..) | Event::Lost(_));
        let (caller, flight) = match event {
            Event::Wanted { .. } => (true, None),
            Event::Ready(flight) | Event::Issued(flight, _) | Event::Failed(flight, _) => {
                (false, Some(flight))
            }
            _ => (false, None),
        };
        let mut answers = 0;
        let actions = self.drive.step(event.clone());
        self.rest(event, &actions);
        for action in actions {
            match action {
                Action::Serve => {
                    answers += 1;
                    let window = self.published.expect("a published token");
                    assert!(window.is_usable(now), "G4: only usable tokens are served");
                }
                Action::Join(flight) => {
                    answers += 1;
                    assert_eq!(self.current, Some(flight), "G6: nobody waits for nothing");
                    self.waiters += 1;
                }
                Action::Recall | Action::NeedRuntime => answers += 1,
                Action::Start { flight, pause } => {
                    assert_eq!(self.current, None, "G2: one flight at a time");
                    if let Some(landed) = self.landed {
                        let gap = landed.until(now.after(pause));
                        assert!(gap >= SECOND, "G8: a pause between flights");
                    }
                    self.current = Some(flight);
                    self.tasks.push((flight, false));
                }
                Action::Ask(grant) => {
                    assert_eq!(flight, self.current, "G2: only the current flight asks");
                    assert_eq!(grant == Grant::Renew, self.refresh_token, "G11");
                    self.asked = flight;
                    self.tasks.push((self.current.unwrap(), true));
                }
                Action::Again { .. } => self.tasks.push((flight.unwrap(), false)),
                Action::KeepRefreshToken => self.refresh_token = true,
                Action::DropRefreshToken => self.refresh_token = false,
                Action::Accept(lifetime) => assert!(!lifetime.is_over(now), "G4: it is not over"),
                Action::Publish | Action::Withdraw => {
                    self.published = self.drive.protocol.window();
                }
                Action::Discard => {
                    assert_eq!(self.waiters, 0, "G6: all who wait are answered");
                    self.current = None;
                }
                Action::Land(_) => {
                    self.waiters = 0;
                    self.current = None;
                    self.landed = Some(now);
                }
                Action::Abandon => {
                    self.waiters = 0;
                    self.current = None;
                }
            }
        }
        assert_eq!(answers, u32::from(caller), "each caller has one place");
        let usable = |window: Option<Window>| window.filter(|window| window.is_usable(now));
        assert_eq!(
            usable(self.published),
            usable(self.drive.protocol.window()),
            "callers see what is held"
        );
        assert_eq!(self.current.is_some(), self.drive.protocol.is_flying());
        if is_failure {
            let before = held.map(|window| window.usable_until());
            let after = self.published.map(|window| window.usable_until());
            assert_eq!(before, after, "G5: a failure never costs a token");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn g02_g04_g05_g06_g08_g11_g12_hold_in_any_order_of_events(
        moves in proptest::collection::vec(any_move(), 0..60),
        same_token: bool,
    ) {
        let rules = Rules { same_token, ..rules() };
        let mut run = Run {
            drive: Drive::new(rules.clone()),
            rested: Protocol::new(rules),
            tasks: Vec::new(),
            current: None,
            waiters: 0,
            published: None,
            refresh_token: false,
            landed: None,
            asked: None,
        };
        for next in moves {
            run.go(next);
        }
    }
}
