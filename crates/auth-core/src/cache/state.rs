//! What the cache's lock protects: the flight protocol, and the secrets and answers that it decides about.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::runtime;
use tokio::time::Instant;

use super::line::{Line, Place};
use super::report::Report;
use super::{Status, TokenState};
use crate::flight::{Action, Event, FlightId, Grant, Landed, Protocol, Rest, Rules};
use crate::token::Inner;
use crate::{AccessToken, Error, ErrorKind, Moment, RefreshToken, TokenSource};

/// How long after the deadline of a flight those who wait for it are told that nobody runs it.
const PATIENCE: Duration = Duration::from_secs(2);

pub(super) struct State {
    protocol: Protocol,
    /// The token that was accepted last, also after it was rejected: a provider may give it again.
    token: Option<AccessToken>,
    refresh_token: Option<Arc<RefreshToken>>,
    landing: Option<Landing>,
    last_error: Option<Error>,
    counts: Counts,
}

#[derive(Clone, Copy, Default)]
struct Counts {
    requests: u64,
    issued: u64,
    failed: u64,
    rejected: u64,
}

impl Counts {
    fn packed(self) -> Option<[u16; 4]> {
        let Self {
            requests,
            issued,
            failed,
            rejected,
        } = self;
        let small = |count: u64| u16::try_from(count).ok();
        Some([
            small(requests)?,
            small(issued)?,
            small(failed)?,
            small(rejected)?,
        ])
    }

    fn unpacked(counts: [u16; 4]) -> Self {
        let [requests, issued, failed, rejected] = counts.map(u64::from);
        Self {
            requests,
            issued,
            failed,
            rejected,
        }
    }
}

/// The state in the size that it needs: a service may keep a great many caches that do nothing but hold their tokens.
pub(super) enum Kept {
    Whole(Box<State>),
    Resting(Resting),
}

/// What is left of the state while a token is held and nothing else goes on. Larger numbers than it has room for keep a state from
/// resting.
#[derive(Clone)]
pub(crate) struct Resting {
    token: AccessToken,
    counts: [u16; 4],
    last_flight: u32,
    /// The point of refresh of this cache.
    pub(super) refresh_at: u32,
}

impl Resting {
    pub(super) const fn token(&self) -> &AccessToken {
        &self.token
    }

    fn protocol(&self) -> Rest {
        Rest {
            lifetime: self.token.lifetime(),
            last_flight: self.last_flight.into(),
        }
    }
}

impl Kept {
    pub(super) const fn is_resting(&self) -> bool {
        matches!(self, Self::Resting(_))
    }

    pub(super) fn new(protocol: Protocol) -> Self {
        Self::Whole(Box::new(State::new(protocol)))
    }

    /// The state in whole, for one step or a look.
    pub(super) fn with<T>(&mut self, rules: Rules, job: impl FnOnce(&mut State) -> T) -> T {
        match self {
            Self::Whole(state) => {
                let done = job(state);
                if let Some(resting) = state.rest() {
                    *self = Self::Resting(resting);
                }
                done
            }
            Self::Resting(resting) => {
                // Of copies, so that a panic on the way leaves the old state whole.
                let mut state = State::new(Protocol::resume(rules, resting.protocol()));
                state.token = Some(resting.token.clone());
                state.counts = Counts::unpacked(resting.counts);
                let done = job(&mut state);
                *self = match state.rest() {
                    Some(resting) => Self::Resting(resting),
                    None => Self::Whole(Box::new(state)),
                };
                done
            }
        }
    }
}

pub(super) type Answer = Result<AccessToken, Error>;

/// Where those stand who wait for one flight. Without an answer the line closes: nobody runs that flight.
struct Landing {
    launched: Instant,
    /// A flight that is under way for longer is run by nobody.
    lands_within: Duration,
    /// The runtimes that have been told to watch for that.
    watching: Vec<runtime::Id>,
    line: Arc<Line>,
    waited: Arc<AtomicBool>,
}

/// What somebody on each runtime that waits for a flight watches for: that it lands within this span.
pub(super) struct Watch {
    pub(super) flight: FlightId,
    pub(super) span: Duration,
    pub(super) place: Place,
}

impl Landing {
    fn new(pause: Duration, timeout: Duration) -> Self {
        Self {
            launched: Instant::now(),
            lands_within: pause.saturating_add(timeout).saturating_add(PATIENCE),
            watching: Vec::new(),
            line: Arc::default(),
            waited: Arc::default(),
        }
    }

    /// A watch for the runtime of somebody who joins, unless it has one.
    fn watch(&mut self, flight: FlightId, runtime: Option<runtime::Id>) -> Option<Watch> {
        let runtime = runtime.filter(|runtime| !self.watching.contains(runtime))?;
        self.watching.push(runtime);
        Some(Watch {
            flight,
            span: self.lands_within.saturating_sub(self.launched.elapsed()),
            place: self.line.stand(),
        })
    }
}

/// What came with an event.
#[derive(Default)]
pub(super) struct Payload {
    /// The runtime of a caller.
    pub(super) runtime: Option<runtime::Id>,
    pub(super) token: Option<AccessToken>,
    pub(super) refresh_token: Option<RefreshToken>,
    pub(super) error: Option<Error>,
}

/// What a step leaves to do when the lock is free.
#[derive(Default)]
#[must_use]
pub(super) struct Effects {
    pub(super) reply: Option<Reply>,
    pub(super) start: Option<(FlightId, Duration)>,
    pub(super) watch: Option<Watch>,
    pub(super) ask: Option<Ask>,
    pub(super) again: Option<Duration>,
    /// Whether callers are to see another token, or none.
    pub(super) publish: bool,
    landed: Option<(Landing, Option<Answer>)>,
    reports: Vec<Report>,
}

/// What a caller gets that found no token.
pub(super) enum Reply {
    Answer(Answer),
    Wait(Place),
}

/// With what a flight's task is to ask.
pub(super) struct Ask {
    pub(super) refresh_token: Option<Arc<RefreshToken>>,
    /// Whether a caller waits; that may change while the provider is being asked.
    pub(super) waited: Arc<AtomicBool>,
    /// Lives are counted from here.
    pub(super) asked: Moment,
}

impl State {
    pub(super) fn new(protocol: Protocol) -> Self {
        Self {
            protocol,
            token: None,
            refresh_token: None,
            landing: None,
            last_error: None,
            counts: Counts::default(),
        }
    }

    /// All of it, if nothing goes on.
    fn rest(&self) -> Option<Resting> {
        let nothing_else =
            self.last_error.is_none() && self.refresh_token.is_none() && self.landing.is_none();
        let protocol = nothing_else.then(|| self.protocol.rest())??;
        let resting = Resting {
            token: self.token.clone()?,
            counts: self.counts.packed()?,
            last_flight: u32::try_from(protocol.last_flight).ok()?,
            refresh_at: self.protocol.rules().margins.refresh_at,
        };
        (resting.protocol() == protocol).then_some(resting)
    }

    /// How long the flight under way has been so, by the clock of its timers.
    pub(super) fn flown(&self) -> Duration {
        self.landing
            .as_ref()
            .map_or(Duration::ZERO, |landing| landing.launched.elapsed())
    }

    /// Whether this is the token that was accepted last.
    pub(super) fn is_last(&self, token: &AccessToken) -> bool {
        self.token
            .as_ref()
            .is_some_and(|last| last.expose() == token.expose())
    }

    /// What callers are to see.
    pub(super) fn shown(&self) -> Option<Arc<Inner>> {
        self.protocol.window()?;
        self.token.clone().map(AccessToken::into_inner)
    }

    /// One step of the protocol, and its actions.
    pub(super) fn step(&mut self, event: Event, mut payload: Payload, now: Moment) -> Effects {
        let mut effects = Effects::default();
        let knew = self.protocol.same_token();
        for action in self.protocol.step(event, now) {
            self.act(action, &mut payload, &mut effects, now);
        }
        if self.protocol.same_token() && !knew {
            effects.reports.push(Report::SameTokenNoticed);
        }
        effects
    }

    fn act(&mut self, action: Action, payload: &mut Payload, effects: &mut Effects, now: Moment) {
        match action {
            Action::Serve => effects.reply = self.token.clone().map(|it| Reply::Answer(Ok(it))),
            Action::Join(flight) => {
                if let Some(landing) = &mut self.landing {
                    landing.waited.store(true, Ordering::Relaxed);
                    effects.reply = Some(Reply::Wait(landing.line.stand()));
                    effects.watch = landing.watch(flight, payload.runtime);
                }
            }
            Action::Recall => effects.reply = Some(Reply::Answer(Err(self.recall(now)))),
            Action::NeedRuntime => effects.reply = Some(Reply::Answer(Err(no_runtime()))),
            Action::Start { flight, pause } => {
                let timeout = self.protocol.rules().timeout;
                self.landing = Some(Landing::new(pause, timeout));
                effects.start = Some((flight, pause));
            }
            Action::Ask(grant) => effects.ask = self.ask(grant, effects, now),
            Action::Again { pause } => effects.again = Some(pause),
            Action::KeepRefreshToken => {
                self.refresh_token = payload.refresh_token.take().map(Arc::new);
            }
            Action::DropRefreshToken => {
                self.refresh_token = None;
                effects.reports.push(Report::RefreshTokenDropped);
            }
            Action::Accept(lifetime) => {
                self.counts.issued += 1;
                self.last_error = None;
                self.token = payload.token.take().map(|token| token.living(&lifetime));
                let life = lifetime.end.map(|end| lifetime.asked.until(end));
                effects.reports.push(Report::Issued { life });
            }
            Action::Publish => {
                if let Some(window) = self.protocol.window() {
                    self.token = self.token.take().map(|token| token.in_window(window));
                }
                effects.publish = true;
            }
            Action::Withdraw => {
                self.counts.rejected += 1;
                effects.publish = true;
                effects.reports.push(Report::Rejected);
            }
            Action::Land(landed) => {
                let answer = self.answer(landed, payload.error.take());
                if let Err(error) = &answer {
                    let error = error.clone();
                    effects.reports.push(Report::Failed { error });
                }
                effects.landed = self.landing.take().zip(Some(Some(answer)));
            }
            Action::Discard => effects.landed = self.landing.take().zip(Some(None)),
            Action::Abandon => {
                effects.landed = self.landing.take().zip(Some(None));
                effects.reports.push(Report::Lost);
            }
        }
    }

    fn ask(&mut self, grant: Grant, effects: &mut Effects, now: Moment) -> Option<Ask> {
        let waited = Arc::clone(&self.landing.as_ref()?.waited);
        self.counts.requests += 1;
        effects.reports.push(Report::Asking {
            grant,
            background: !waited.load(Ordering::Relaxed),
        });
        let refresh_token = self.refresh_token.clone();
        Some(Ask {
            refresh_token: refresh_token.filter(|_| grant == Grant::Renew),
            waited,
            asked: now,
        })
    }

    fn answer(&mut self, landed: Landed, error: Option<Error>) -> Answer {
        let error = match (landed, &self.token, error) {
            (Landed::Token, Some(token), _) => return Ok(token.clone()),
            (Landed::Failure, _, Some(error)) => error,
            _ => Error::new(
                ErrorKind::Unreadable,
                "the provider gave a token that has expired already; if it states times and not spans, check the clock",
            ),
        };
        self.counts.failed += 1;
        self.last_error = Some(error.clone());
        Err(error)
    }

    /// The failure that is remembered, with what is left of the pause that the provider asked for.
    fn recall(&self, now: Moment) -> Error {
        let error = self.last_error.clone().unwrap_or_else(no_runtime);
        match self.protocol.recall_until() {
            Some(until) if error.retry_after().is_some() => {
                error.with_retry_after(now.until(until))
            }
            _ => error,
        }
    }

    pub(super) fn status(&self, now: Moment) -> Status {
        let window = self
            .protocol
            .window()
            .filter(|window| window.is_usable(now));
        let state = match window {
            None => TokenState::Empty,
            Some(window) if window.is_due(now) => TokenState::Due,
            Some(_) => TokenState::Usable,
        };
        let held = self.token.as_ref().filter(|_| window.is_some());
        let next_attempt = match window {
            _ if self.protocol.is_flying() => None,
            Some(window) => Some(window.refresh_at).filter(|next| *next != Moment::NEVER),
            None => self.protocol.recall_until(),
        };
        let session = self.protocol.renewal().and_then(|renewal| renewal.end);
        Status {
            state,
            expires_at: held.and_then(AccessToken::expires_at),
            session_ends_at: session.map(Moment::system_time),
            is_asking: self.protocol.is_flying(),
            next_attempt: next_attempt
                .filter(|next| !now.reached(*next))
                .map(Moment::system_time),
            last_error: self.last_error.clone(),
            same_token_until_expiry: self.protocol.same_token(),
            requests: self.counts.requests,
            issued: self.counts.issued,
            failed: self.counts.failed,
            rejected: self.counts.rejected,
        }
    }
}

impl Effects {
    /// Answers those who wait, or sends them away, and reports. Wakers and subscribers are foreign code: not to be called with the
    /// lock held.
    pub(super) fn deliver(mut self, source: &dyn TokenSource) -> Self {
        if let Some((landing, answer)) = self.landed.take() {
            landing.line.end(answer);
        }
        if !self.reports.is_empty() {
            let identity = source.identity();
            for report in self.reports.drain(..) {
                report.send(identity.as_ref());
            }
        }
        self
    }
}

fn no_runtime() -> Error {
    Error::new(
        ErrorKind::Runtime,
        "a token must be asked for, and there is no tokio runtime here: call from inside one",
    )
}
