//! The state of the flight protocol, and its steps.

use std::time::Duration;

use super::pauses::{self, Pauses};
use super::{Action, Event, Failure, FlightId, Grant, Issue, Landed, Rules};
use crate::schedule::{Lifetime, Margins, Window};
use crate::{ErrorKind, Moment};

/// How long a flight may take to begin, or to land after its deadline, before it counts as stranded.
const GRACE: Duration = Duration::from_secs(1);

/// The state.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Protocol {
    rules: Rules,
    /// Whether the provider is known, or was noticed, to give the same token until it ends.
    same_token: bool,
    held: Option<Held>,
    flight: Option<Flight>,
    last_flight: FlightId,
    /// The life of the token that was accepted last, also when it is no longer held.
    last: Option<Lifetime>,
    /// The life of the refresh token at hand.
    renewal: Option<Lifetime>,
    pauses: Pauses,
    /// Whether the token that was accepted last was rejected.
    rejected: bool,
    /// How often in a row the provider answered a rejection with the very same token, and until when rejecting that is in vain.
    insisted: u32,
    insists_until: Option<Moment>,
}

/// All that is left of the state while a token is held and nothing else goes on: a small part.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Rest {
    /// Of the token.
    pub(crate) lifetime: Lifetime,
    /// Late answers to flights before that are still to be told from newer ones.
    pub(crate) last_flight: FlightId,
}

/// The token that callers can have.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
struct Held {
    window: Window,
    /// Whether it was asked for because the one before was rejected.
    after_rejection: bool,
}

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts about one flight"
)]
struct Flight {
    id: FlightId,
    /// A flight that is under way for longer and has not begun has no runtime that runs it.
    begins_within: Duration,
    /// A flight that is under way for longer has no runtime that runs it.
    lands_within: Duration,
    /// When callers should look whether that is so.
    lands_by: Moment,
    begun: bool,
    grant: Grant,
    /// Whether a caller waits.
    waited: bool,
    /// Whether it was started because a token was rejected.
    after_rejection: bool,
    /// Whether the held token was rejected while the provider was being asked.
    overtaken: bool,
    /// Whether the provider was asked once more because its token was over already.
    repeated: bool,
}

impl Protocol {
    pub(crate) fn new(rules: Rules) -> Self {
        Self {
            same_token: rules.same_token,
            rules,
            held: None,
            flight: None,
            last_flight: 0,
            last: None,
            renewal: None,
            pauses: Pauses::default(),
            rejected: false,
            insisted: 0,
            insists_until: None,
        }
    }

    /// What the state can be made of again, if that is all of it.
    pub(crate) fn rest(&self) -> Option<Rest> {
        let rest = Rest {
            lifetime: self.last?,
            last_flight: self.last_flight,
        };
        let window = self.held?.window;
        let mut state = self.clone();
        // The next flight starts when a refresh is due, or the token is not usable any more, or when it is rejected. The last lifts
        // the pause between flights, and one that is over before the others need not be kept.
        let next_flight = window.refresh_at.earlier(window.usable_until());
        state.pauses.forget_flight_before(next_flight);
        (Self::resume(self.rules.clone(), rest) == state).then_some(rest)
    }

    /// The state that rested.
    pub(crate) fn resume(rules: Rules, rest: Rest) -> Self {
        let mut protocol = Self::new(rules);
        protocol.last = Some(rest.lifetime);
        protocol.last_flight = rest.last_flight;
        protocol.hold(&rest.lifetime, false);
        protocol
    }

    /// What the protocol keeps to.
    pub(crate) const fn rules(&self) -> &Rules {
        &self.rules
    }

    fn hold(&mut self, lifetime: &Lifetime, after_rejection: bool) {
        self.held = Some(Held {
            window: if self.same_token {
                Margins::window_to_the_end(lifetime)
            } else {
                self.rules.margins.window(lifetime)
            },
            after_rejection,
        });
    }

    /// The one way in.
    pub(crate) fn step(&mut self, event: Event, now: Moment) -> Vec<Action> {
        match event {
            Event::Wanted { runtime, flown } => self.wanted(runtime, flown, now),
            Event::Due { flown } => self.due(flown, now),
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
        let held = self.held?.window;
        let refresh_at = match self.flight {
            Some(flight) => flight.lands_by,
            None => self.pauses.refresh_from(held.refresh_at),
        };
        Some(Window { refresh_at, ..held })
    }

    /// Before this moment no caller without a token makes us ask.
    pub(crate) const fn recall_until(&self) -> Option<Moment> {
        self.pauses.recall_until()
    }

    /// Whether a flight is under way.
    pub(crate) const fn is_flying(&self) -> bool {
        self.flight.is_some()
    }

    /// The life of the refresh token at hand.
    pub(crate) const fn renewal(&self) -> Option<Lifetime> {
        self.renewal
    }

    /// Whether the provider is known, or was noticed, to give the same token until it ends.
    pub(crate) const fn same_token(&self) -> bool {
        self.same_token
    }

    fn wanted(&mut self, runtime: bool, flown: Duration, now: Moment) -> Vec<Action> {
        if self.held.is_some_and(|held| held.window.is_usable(now)) {
            return vec![Action::Serve];
        }
        let stranded = match &mut self.flight {
            Some(flight) if !flight.is_stranded(flown) => {
                flight.waited = true;
                return vec![Action::Join(flight.id)];
            }
            flight => flight.is_some(),
        };
        if self.recall_until().is_some_and(|until| !now.reached(until)) {
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

    fn due(&mut self, flown: Duration, now: Moment) -> Vec<Action> {
        let due = self
            .window()
            .is_some_and(|window| window.is_usable(now) && window.is_due(now));
        let stranded = self.flight.map(|flight| flight.is_stranded(flown));
        if !due || stranded == Some(false) {
            return Vec::new();
        }
        let mut actions = Vec::new();
        if stranded.is_some() {
            actions.push(Action::Abandon);
        }
        actions.push(self.start(false, now));
        actions.push(Action::Publish);
        actions
    }

    fn start(&mut self, waited: bool, now: Moment) -> Action {
        let pause = self.pauses.before_flight(now);
        let begins_within = pause + GRACE;
        let lands_within = begins_within.saturating_add(self.rules.timeout);
        self.last_flight += 1;
        self.flight = Some(Flight {
            id: self.last_flight,
            begins_within,
            lands_within,
            lands_by: now.after(lands_within),
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
        // The refresh token counts also where the access token is of no use: the one before it may be spent.
        if issue.renewal.is_some() {
            self.renewal = issue.renewal;
            actions.push(Action::KeepRefreshToken);
        }
        let before = self.last.filter(|_| issue.same);
        let lifetime = before.map_or(issue.lifetime, |before| {
            issue.lifetime.of_same_token(&before)
        });
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
    ) -> Vec<Action> {
        self.same_token |= before.is_some_and(|before| lifetime.gained_nothing(&before));
        self.hold(&lifetime, flight.after_rejection);
        if flight.after_rejection && before.is_some() {
            self.insisted = self.insisted.saturating_add(1);
            let pause = pauses::after_refusals(self.insisted, pauses::LONGEST);
            self.insists_until = Some(now.after(pause));
        } else {
            self.insisted = 0;
            self.insists_until = None;
        }
        self.last = Some(lifetime);
        self.rejected = false;
        self.pauses.forget_failures();
        self.end_flight(now);
        vec![
            Action::Accept(lifetime),
            Action::Publish,
            Action::Land(Landed::Token),
        ]
    }

    /// A token that was rejected while the provider was being asked came as its answer: the answer is older than the rejection.
    fn overtaken(&mut self, mut flight: Flight) -> Vec<Action> {
        if !flight.waited {
            self.flight = None;
            return vec![Action::Discard];
        }
        flight.after_rejection = true;
        self.flight = Some(flight);
        vec![Action::Again {
            pause: Duration::ZERO,
        }]
    }

    /// A provider that returns one token until it ends may state the rest of its life as 0 seconds. A moment later it has a new one,
    /// for which those who wait wait: once.
    fn over(&mut self, mut flight: Flight, luck: f64, now: Moment) -> Vec<Action> {
        if flight.waited && !flight.repeated {
            flight.repeated = true;
            self.flight = Some(flight);
            return vec![Action::Again {
                pause: pauses::BETWEEN_FLIGHTS,
            }];
        }
        let failure = Failure {
            kind: ErrorKind::Unreadable,
            retry_after: None,
            luck,
        };
        self.fail(&failure, Landed::Over, now)
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
        self.fail(failure, Landed::Failure, now)
    }

    fn fail(&mut self, failure: &Failure, landed: Landed, now: Moment) -> Vec<Action> {
        self.pauses
            .after_failure(failure, self.rules.refusal_pause, now);
        self.end_flight(now);
        vec![Action::Publish, Action::Land(landed)]
    }

    fn lost(&mut self, id: FlightId, now: Moment) -> Vec<Action> {
        if self.flight.is_none_or(|flight| flight.id != id) {
            return Vec::new();
        }
        self.flight = None;
        self.pauses.after_loss(now);
        vec![Action::Publish, Action::Abandon]
    }

    fn rejected(&mut self, same: bool, now: Moment) -> Vec<Action> {
        let insists = self.insists_until.is_some_and(|until| !now.reached(until));
        if !same || insists {
            return Vec::new();
        }
        let Some(held) = self.held.take() else {
            return Vec::new();
        };
        self.rejected = true;
        if let Some(flight) = &mut self.flight {
            flight.overtaken = true;
        }
        // The first rejection is acted upon at once. A service that rejects the next token as well will not like the third better.
        if !held.after_rejection {
            self.pauses.no_pause_between_flights();
        }
        vec![Action::Withdraw]
    }

    fn retry_now(&mut self) -> Vec<Action> {
        self.pauses = Pauses::default();
        self.insists_until = None;
        vec![Action::Publish]
    }

    fn end_flight(&mut self, now: Moment) {
        self.flight = None;
        self.pauses.after_flight(now);
    }
}

impl Flight {
    fn is_stranded(&self, flown: Duration) -> bool {
        flown >= self.lands_within || (!self.begun && flown >= self.begins_within)
    }
}
