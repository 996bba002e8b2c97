//! The flight protocol: when the provider is asked, with what, and what becomes of its answer.
//!
//! A flight is one visit to the provider on behalf of all who want a token. This is a pure state machine: a state and an event at a
//! moment give the next state and the actions to take. It holds no clock, no task, no lock, no secret and no chance; the shell in
//! `cache` owns all these, executes the actions in their order, and reports what happened as the next event.

use std::time::Duration;

use crate::schedule::{Lifetime, Margins, Window};
use crate::{ErrorKind, Moment, pause};

/// How much later than its deadline a flight may land before it counts as stranded.
const GRACE: Duration = Duration::from_secs(1);

/// Tells flights apart, so that a late answer is not taken for that of a newer flight.
pub(crate) type FlightId = u64;

/// What the protocol is told to keep to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rules {
    pub(crate) margins: Margins,
    /// The longest pause after refusals.
    pub(crate) refusal_pause: Duration,
    /// The deadline of one flight.
    pub(crate) timeout: Duration,
}

/// The state.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Protocol {
    rules: Rules,
    /// Whether the provider gives the same token until it ends: known, or noticed.
    same_token: bool,
    held: Option<Held>,
    flight: Option<Flight>,
    last_flight: FlightId,
    /// The life of the token that was accepted last, also when it is no longer held.
    last: Option<Lifetime>,
    /// The refresh token at hand, by its life.
    renewal: Option<Lifetime>,
    /// The minimum pause after the last flight.
    not_before: Option<Moment>,
    /// The pause of background refreshes after failures.
    refresh_not_before: Option<Moment>,
    /// Callers are answered with the remembered failure until then.
    recall_until: Option<Moment>,
    failures: u32,
    refusals: u32,
    /// Whether the held token was dropped by a rejection and none has landed since.
    rejected: bool,
    /// How often in a row the provider answered a rejection with the very same token, and until when rejecting that is in vain.
    insisted: u32,
    insists_until: Option<Moment>,
}

/// The token that is published.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Held {
    window: Window,
    /// Whether it was asked for because the one before was rejected.
    after_rejection: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "five independent facts about one flight"
)]
struct Flight {
    id: FlightId,
    /// A flight that nobody has begun by then has no runtime that runs it.
    begins_by: Moment,
    /// A flight that has not landed by then has no runtime that runs it.
    lands_by: Moment,
    begun: bool,
    grant: Grant,
    /// Whether a caller waits.
    waited: bool,
    after_rejection: bool,
    /// Whether the held token was rejected since the provider was asked.
    overtaken: bool,
    /// Whether the provider was asked once more because its answer was of no use.
    repeated: bool,
}

/// With what a flight asks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Grant {
    Primary,
    Renew,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Event {
    /// A caller found no usable token. A flight can start only where there is a runtime.
    Wanted { runtime: bool },
    /// A caller on a runtime found a usable token whose refresh is due.
    Due,
    /// A flight's task is ready to ask.
    Ready(FlightId),
    /// The provider gave a token.
    Issued(FlightId, Issue),
    /// The provider gave none.
    Failed(FlightId, Failure),
    /// Nobody runs this flight any more.
    Lost(FlightId),
    /// A service refused a token; whether that is, byte for byte, the one that was accepted last.
    Rejected { same: bool },
    /// The application knows that trying again is worth while.
    RetryNow,
}

/// A token that the provider gave.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Issue {
    pub(crate) lifetime: Lifetime,
    /// Whether it is, byte for byte, the token that was accepted last.
    pub(crate) same: bool,
    /// The life of the refresh token that came with it.
    pub(crate) renewal: Option<Lifetime>,
    /// Chance, from 0 up to 1.
    pub(crate) luck: f64,
}

/// Why the provider gave none.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Failure {
    pub(crate) kind: ErrorKind,
    pub(crate) retry_after: Option<Duration>,
    /// Chance, from 0 up to 1.
    pub(crate) luck: f64,
}

/// What to do, in this order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Action {
    /// The caller gets the token at hand.
    Serve,
    /// The caller waits for the flight.
    Join(FlightId),
    /// The caller gets the remembered failure.
    Recall,
    /// The caller gets an error: a flight is needed, and there is no runtime for it.
    NeedRuntime,
    /// Start a flight's task, which is ready after the pause.
    Start { flight: FlightId, pause: Duration },
    /// The task asks the provider.
    Ask(Grant),
    /// The task is ready again after the pause.
    Again { pause: Duration },
    /// Keep the refresh token that came with the token.
    KeepRefreshToken,
    /// Forget the refresh token at hand.
    DropRefreshToken,
    /// Keep the token that came. Its life may end earlier than the provider says.
    Accept(Lifetime),
    /// Show callers the token that is held, with the window of [`Protocol::window`]; or none.
    Publish,
    /// The token that was held is rejected: show callers none.
    Withdraw,
    /// Answer all who wait, and forget the flight.
    Land(Landed),
    /// Send all who wait back to ask again, and forget the flight.
    Abandon,
}

/// How a flight ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Landed {
    /// With the token that came.
    Token,
    /// With the failure that came.
    Failure,
    /// With a token that is over already, which is a failure.
    Over,
}

impl Protocol {
    pub(crate) const fn new(rules: Rules, same_token: bool) -> Self {
        Self {
            rules,
            same_token,
            held: None,
            flight: None,
            last_flight: 0,
            last: None,
            renewal: None,
            not_before: None,
            refresh_not_before: None,
            recall_until: None,
            failures: 0,
            refusals: 0,
            rejected: false,
            insisted: 0,
            insists_until: None,
        }
    }

    /// The one way in.
    pub(crate) fn step(&mut self, event: Event, now: Moment) -> Vec<Action> {
        match event {
            Event::Wanted { runtime } => self.wanted(runtime, now),
            Event::Due => self.due(now),
            Event::Ready(flight) => self.ready(flight, now),
            Event::Issued(flight, issue) => self.issued(flight, &issue, now),
            Event::Failed(flight, failure) => self.failed(flight, &failure, now),
            Event::Lost(flight) => self.lost(flight, now),
            Event::Rejected { same } => self.rejected(same, now),
            Event::RetryNow => self.retry_now(),
        }
    }

    /// What callers should see of the held token: until when they may use it, and from when one of them should report
    /// [`Event::Due`].
    pub(crate) fn window(&self) -> Option<Window> {
        let mut window = self.held?.window;
        let pauses = [self.not_before, self.refresh_not_before];
        window.refresh_at = match self.flight {
            Some(flight) => flight.lands_by,
            None => pauses
                .into_iter()
                .flatten()
                .fold(window.refresh_at, Moment::later),
        };
        Some(window)
    }

    /// Before this moment no caller without a token makes us ask.
    pub(crate) const fn recall_until(&self) -> Option<Moment> {
        self.recall_until
    }

    /// Whether a flight is under way.
    pub(crate) const fn is_flying(&self) -> bool {
        self.flight.is_some()
    }

    /// The life of the refresh token at hand.
    pub(crate) const fn renewal(&self) -> Option<Lifetime> {
        self.renewal
    }

    /// Whether the provider gives the same token until it ends.
    pub(crate) const fn same_token(&self) -> bool {
        self.same_token
    }

    fn wanted(&mut self, runtime: bool, now: Moment) -> Vec<Action> {
        if self.held.is_some_and(|held| held.window.is_usable(now)) {
            return vec![Action::Serve];
        }
        let stranded = match &mut self.flight {
            Some(flight) if !flight.is_stranded(now) => {
                flight.waited = true;
                return vec![Action::Join(flight.id)];
            }
            flight => flight.is_some(),
        };
        if self.recall_until.is_some_and(|until| !now.reached(until)) {
            return vec![Action::Recall];
        }
        if !runtime {
            return vec![Action::NeedRuntime];
        }
        let mut actions = Vec::new();
        if stranded {
            actions.push(Action::Abandon);
        }
        actions.push(self.start(true, now));
        actions.push(Action::Join(self.last_flight));
        actions
    }

    fn due(&mut self, now: Moment) -> Vec<Action> {
        let due = self
            .window()
            .is_some_and(|window| window.is_usable(now) && window.is_due(now));
        if !due {
            return Vec::new();
        }
        let mut actions = Vec::new();
        if self.flight.is_some() {
            actions.push(Action::Abandon);
        }
        actions.push(self.start(false, now));
        actions.push(Action::Publish);
        actions
    }

    fn start(&mut self, waited: bool, now: Moment) -> Action {
        let pause = self
            .not_before
            .map_or(Duration::ZERO, |not_before| now.until(not_before));
        self.last_flight += 1;
        let begins_by = now.after(pause).after(GRACE);
        self.flight = Some(Flight {
            id: self.last_flight,
            begins_by,
            lands_by: begins_by.after(self.rules.timeout),
            begun: false,
            grant: Grant::Primary,
            waited,
            after_rejection: self.rejected,
            overtaken: false,
            repeated: false,
        });
        Action::Start {
            flight: self.last_flight,
            pause,
        }
    }

    fn ready(&mut self, id: FlightId, now: Moment) -> Vec<Action> {
        let Some(flight) = self.flight.as_mut().filter(|flight| flight.id == id) else {
            return Vec::new();
        };
        let mut actions = Vec::new();
        if self.renewal.is_some_and(|renewal| renewal.is_over(now)) {
            self.renewal = None;
            actions.push(Action::DropRefreshToken);
        }
        flight.begun = true;
        flight.overtaken = false;
        flight.grant = match self.renewal {
            Some(_) => Grant::Renew,
            None => Grant::Primary,
        };
        actions.push(Action::Ask(flight.grant));
        actions
    }

    fn issued(&mut self, id: FlightId, issue: &Issue, now: Moment) -> Vec<Action> {
        let Some(flight) = self.flight.filter(|flight| flight.id == id) else {
            return Vec::new();
        };
        let mut actions = Vec::new();
        if issue.renewal.is_some() {
            self.renewal = issue.renewal;
            actions.push(Action::KeepRefreshToken);
        } else if flight.grant == Grant::Primary {
            self.renewal = None;
            actions.push(Action::DropRefreshToken);
        }
        let before = self.last.filter(|_| issue.same);
        let lifetime = match &before {
            Some(before) => issue.lifetime.of_same_token(before),
            None => issue.lifetime,
        };
        if flight.overtaken && issue.same {
            actions.extend(self.overtaken(flight));
        } else if lifetime.is_over(now) {
            actions.extend(self.over(flight, issue.luck, now));
        } else {
            actions.extend(self.accept(flight, lifetime, before, now));
        }
        actions
    }

    fn accept(
        &mut self,
        flight: Flight,
        lifetime: Lifetime,
        before: Option<Lifetime>,
        now: Moment,
    ) -> [Action; 3] {
        self.same_token |= before.is_some_and(|before| lifetime.gained_nothing(&before));
        let window = if self.same_token {
            Margins::window_to_the_end(&lifetime)
        } else {
            self.rules.margins.window(&lifetime)
        };
        self.held = Some(Held {
            window,
            after_rejection: flight.after_rejection,
        });
        if flight.after_rejection && before.is_some() {
            self.insisted = self.insisted.saturating_add(1);
            let pause = pause::after_refusals(self.insisted, pause::LONGEST);
            self.insists_until = Some(now.after(pause));
        } else {
            self.insisted = 0;
            self.insists_until = None;
        }
        self.last = Some(lifetime);
        self.rejected = false;
        self.forgive();
        self.end_flight(now);
        [
            Action::Accept(lifetime),
            Action::Publish,
            Action::Land(Landed::Token),
        ]
    }

    /// A token that was rejected while the provider was being asked came as its answer: that answer is older than the rejection.
    fn overtaken(&mut self, mut flight: Flight) -> Vec<Action> {
        flight.after_rejection = true;
        if flight.waited {
            self.flight = Some(flight);
            vec![Action::Again {
                pause: Duration::ZERO,
            }]
        } else {
            self.flight = None;
            vec![Action::Abandon]
        }
    }

    /// A provider that returns one token until it ends may state the rest of its life as 0 seconds. A moment later it has a new one,
    /// for which those who wait wait: once.
    fn over(&mut self, mut flight: Flight, luck: f64, now: Moment) -> Vec<Action> {
        if flight.waited && !flight.repeated {
            flight.repeated = true;
            self.flight = Some(flight);
            return vec![Action::Again {
                pause: pause::BETWEEN_FLIGHTS,
            }];
        }
        let failure = Failure {
            kind: ErrorKind::Unreadable,
            retry_after: None,
            luck,
        };
        self.stay_away(&failure, now);
        self.end_flight(now);
        vec![Action::Publish, Action::Land(Landed::Over)]
    }

    fn failed(&mut self, id: FlightId, failure: &Failure, now: Moment) -> Vec<Action> {
        let Some(flight) = self.flight.filter(|flight| flight.id == id) else {
            return Vec::new();
        };
        let refused = matches!(failure.kind, ErrorKind::Refused | ErrorKind::Invalid);
        if flight.grant == Grant::Renew && refused {
            self.renewal = None;
            let pause = Duration::ZERO;
            return vec![Action::DropRefreshToken, Action::Again { pause }];
        }
        self.stay_away(failure, now);
        self.end_flight(now);
        vec![Action::Publish, Action::Land(Landed::Failure)]
    }

    /// Works out how long background refreshes pause, and how long callers without a token are answered with this failure.
    fn stay_away(&mut self, failure: &Failure, now: Moment) {
        self.failures = self.failures.saturating_add(1);
        let (pause, remembered) = if is_definite(failure.kind) {
            self.refusals = self.refusals.saturating_add(1);
            let pause = pause::after_refusals(self.refusals, self.rules.refusal_pause);
            (pause, pause)
        } else {
            let pause = pause::after_failures(self.failures, failure.luck);
            (pause, Duration::ZERO)
        };
        let told = failure.retry_after.unwrap_or_default();
        let recalled = remembered.max(told.min(pause::LONGEST));
        self.refresh_not_before = Some(now.after(pause.max(told)));
        self.recall_until = Some(now.after(recalled)).filter(|_| !recalled.is_zero());
    }

    fn lost(&mut self, id: FlightId, now: Moment) -> Vec<Action> {
        if self.flight.is_none_or(|flight| flight.id != id) {
            return Vec::new();
        }
        self.flight = None;
        self.refresh_not_before = Some(now.after(pause::BETWEEN_FLIGHTS));
        vec![Action::Publish, Action::Abandon]
    }

    fn rejected(&mut self, same: bool, now: Moment) -> Vec<Action> {
        let insists = self.insists_until.is_some_and(|until| !now.reached(until));
        let Some(held) = self.held.filter(|_| same && !insists) else {
            return Vec::new();
        };
        self.held = None;
        self.rejected = true;
        if let Some(flight) = &mut self.flight {
            flight.overtaken = true;
        }
        // The first rejection is acted upon at once. A service that rejects the next token as well will not like the third better.
        if !held.after_rejection {
            self.not_before = None;
        }
        vec![Action::Withdraw]
    }

    fn retry_now(&mut self) -> Vec<Action> {
        self.not_before = None;
        self.insists_until = None;
        self.forgive();
        vec![Action::Publish]
    }

    fn forgive(&mut self) {
        self.failures = 0;
        self.refusals = 0;
        self.recall_until = None;
        self.refresh_not_before = None;
    }

    fn end_flight(&mut self, now: Moment) {
        self.flight = None;
        self.not_before = Some(now.after(pause::BETWEEN_FLIGHTS));
    }
}

impl Flight {
    fn is_stranded(&self, now: Moment) -> bool {
        now.reached(self.lands_by) || (!self.begun && now.reached(self.begins_by))
    }
}

/// Whether asking again with nothing changed would fail again.
const fn is_definite(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::Configuration
            | ErrorKind::Refused
            | ErrorKind::Interaction
            | ErrorKind::Denied
            | ErrorKind::Invalid
            | ErrorKind::NotFound
            | ErrorKind::Conflict
    )
}
