//! The protocol amid callers, tasks, a provider and time: what the shell does, without the shell.

use super::super::*;
use super::moves::Move;
use super::search::Model;
use crate::schedule::Window;

/// How often a caller asks again when nobody ran its flight, as in the shell.
const ROUNDS: u8 = 3;
/// How much longer than a flight may take a caller waits for it, as in the shell.
const PATIENCE: Duration = Duration::from_secs(2);
/// How much later than it should a flight may begin or land, as in the protocol.
const GRACE: Duration = Duration::from_secs(1);
const LIFE: Duration = Duration::from_secs(100);
const TIMEOUT: Duration = Duration::from_secs(20);

/// How often something may still happen.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub(super) struct Budget {
    /// Calls of each caller.
    pub(super) calls: u8,
    /// Calls of any caller after those.
    pub(super) more_calls: u8,
    /// Calls outside of a runtime.
    pub(super) outside: u8,
    /// Answers other than a new token.
    pub(super) odd_answers: u8,
    pub(super) cancellations: u8,
    pub(super) rejections: u8,
    /// Tasks that are dropped with their runtime.
    pub(super) losses: u8,
    /// Tasks whose runtime stands still.
    pub(super) freezes: u8,
    /// Waits for a refresh, an end of a token or of a pause.
    pub(super) waits: u8,
    pub(super) retries: u8,
    /// Times at which time passes although something could be done.
    pub(super) delays: u8,
    /// Whether all handles may be dropped.
    pub(super) drops: u8,
}

/// What the provider does when it is asked.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) enum Outcome {
    /// A new token.
    Fresh,
    /// A new token, and a new refresh token.
    Rotated,
    /// The token that was accepted last.
    Same,
    /// A new token that is over.
    Over,
    Refused,
    Unavailable,
    Panic,
}

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) struct Token {
    pub(super) number: u8,
    /// The number of the request that brought it.
    asked: u8,
    pub(super) end: Moment,
}

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) enum Doing {
    Nothing,
    Wants,
    Refreshes,
    Waits { flight: FlightId, until: Moment },
    HasAnswer(Option<Token>),
}

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) struct Caller {
    pub(super) calls: u8,
    pub(super) rounds: u8,
    pub(super) doing: Doing,
    pub(super) holds: Option<u8>,
}

impl Caller {
    /// Some order among callers.
    pub(super) fn rank(&self) -> impl Ord + use<> {
        let (doing, flight, moment) = match self.doing {
            Doing::Nothing => (0, 0, Moment::NEVER),
            Doing::Wants => (1, 0, Moment::NEVER),
            Doing::Refreshes => (2, 0, Moment::NEVER),
            Doing::Waits { flight, until } => (3, flight, until),
            Doing::HasAnswer(None) => (4, 0, Moment::NEVER),
            Doing::HasAnswer(Some(token)) => (5, FlightId::from(token.asked), token.end),
        };
        let doing = (doing, flight, moment.monotonic());
        (self.calls, self.rounds, self.holds, doing)
    }
}

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) enum Phase {
    Sleeps(Moment),
    Asks { grant: Grant, asked: u8 },
}

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) struct Task {
    pub(super) flight: FlightId,
    pub(super) phase: Phase,
    pub(super) deadline: Moment,
    /// Whether it has asked the provider.
    pub(super) begun: bool,
    pub(super) frozen: bool,
}

/// What comes with an event.
#[derive(Clone, Copy, Default)]
pub(super) struct Brings {
    pub(super) caller: Option<usize>,
    pub(super) task: Option<Task>,
    pub(super) token: Option<u8>,
    pub(super) refresh_token: Option<u8>,
}

pub(super) type Check = Result<(), &'static str>;

pub(super) fn check(holds: bool, else_wrong: &'static str) -> Check {
    holds.then_some(()).ok_or(else_wrong)
}

#[derive(Clone, Hash)]
pub(super) struct World {
    pub(super) protocol: Protocol,
    pub(super) now: Moment,
    pub(super) callers: Vec<Caller>,
    pub(super) tasks: Vec<Task>,
    pub(super) outcomes: &'static [Outcome],
    pub(super) left: Budget,
    /// The flight that counts, and since when.
    pub(super) flight: Option<(FlightId, Moment)>,
    /// The token that was accepted last.
    pub(super) token: Option<Token>,
    pub(super) published: Option<(Token, Window)>,
    /// Tokens that were withdrawn, and how many requests had been made by then.
    pub(super) withdrawn: Vec<(u8, u8)>,
    pub(super) refresh_token: Option<u8>,
    pub(super) requests: u8,
    /// How many tokens and refresh tokens the provider has made.
    pub(super) made: u8,
}

impl World {
    pub(super) fn new(callers: usize, outcomes: &'static [Outcome], left: Budget) -> Self {
        let caller = Caller {
            calls: left.calls,
            rounds: 0,
            doing: Doing::Nothing,
            holds: None,
        };
        Self {
            protocol: Protocol::new(Rules {
                timeout: TIMEOUT,
                ..rules()
            }),
            now: Moment::new(HOUR, 1_000_000 * HOUR),
            callers: vec![caller; callers],
            tasks: Vec::new(),
            outcomes,
            left,
            flight: None,
            token: None,
            published: None,
            withdrawn: Vec::new(),
            refresh_token: None,
            requests: 0,
            made: 0,
        }
    }

    /// The same after one call that was answered so, when a refresh is due.
    pub(super) fn with_a_due_token(mut self, outcome: Outcome) -> Self {
        let others = self.callers.split_off(1);
        let way = [
            Move::Call(0),
            Move::GoOn(0),
            Move::Ready(0),
            Move::Answer(0, outcome),
            Move::GoOn(0),
        ];
        for next in way {
            self.make(next).unwrap();
        }
        self.callers[0].calls += 1;
        self.callers.extend(others);
        self.now = self.protocol.window().unwrap().refresh_at;
        self
    }

    fn flown(&self) -> Duration {
        self.flight
            .map_or(Duration::ZERO, |(_, since)| since.until(self.now))
    }

    /// What may be handed out: not over, and not asked for before it was rejected.
    fn check_servable(&self, token: Token) -> Check {
        check(
            !self.now.reached(token.end),
            "G4: a token that is over is handed out",
        )?;
        let withdrawn = self.withdrawn.iter().rfind(|it| it.0 == token.number);
        check(
            withdrawn.is_none_or(|(_, requests)| token.asked > *requests),
            "G10: a token that was rejected is handed out",
        )
    }

    pub(super) fn call(&mut self, caller: usize) -> Check {
        let published = self.published.filter(|it| it.1.is_usable(self.now));
        let this = &mut self.callers[caller];
        let of_all = &mut self.left.more_calls;
        *(if this.calls > 0 {
            &mut this.calls
        } else {
            of_all
        }) -= 1;
        this.rounds = 0;
        let Some((token, window)) = published else {
            this.doing = Doing::Wants;
            return Ok(());
        };
        this.holds = Some(token.number);
        if window.is_due(self.now) {
            this.doing = Doing::Refreshes;
        }
        self.check_servable(token)
    }

    pub(super) fn go_on(&mut self, caller: usize, runtime: bool) -> Check {
        let flown = self.flown();
        let brings = Brings {
            caller: Some(caller),
            ..Brings::default()
        };
        match std::mem::replace(&mut self.callers[caller].doing, Doing::Nothing) {
            Doing::Wants => self.step(Event::Wanted { runtime, flown }, brings),
            Doing::Refreshes => self.step(Event::Due { flown }, brings),
            Doing::HasAnswer(Some(token)) if self.now.reached(token.end) => {
                self.send_back(caller);
                Ok(())
            }
            Doing::HasAnswer(token) => {
                self.callers[caller].holds = token.map(|token| token.number);
                Ok(())
            }
            Doing::Nothing | Doing::Waits { .. } => Err("the model is wrong"),
        }
    }

    /// Nobody runs the flight of this caller any more.
    fn send_back(&mut self, caller: usize) {
        let this = &mut self.callers[caller];
        this.rounds += 1;
        this.doing = if this.rounds < ROUNDS {
            Doing::Wants
        } else {
            Doing::Nothing
        };
    }

    pub(super) fn waiters(&self) -> Vec<usize> {
        let waits = |it: &usize| matches!(self.callers[*it].doing, Doing::Waits { .. });
        (0..self.callers.len()).filter(waits).collect()
    }

    pub(super) fn answer(&mut self, task: Task, outcome: Outcome) -> Check {
        let flight = task.flight;
        let mut brings = Brings {
            task: Some(task),
            ..Brings::default()
        };
        let life = if outcome == Outcome::Over {
            Duration::ZERO
        } else {
            LIFE
        };
        let lifetime = Lifetime::work_out(Life::For(life), None, HOUR, self.now).1;
        let failed = |kind| Event::Failed(flight, failure(kind));
        let event = match outcome {
            Outcome::Refused => failed(ErrorKind::Refused),
            Outcome::Unavailable => failed(ErrorKind::Unavailable),
            Outcome::Panic => failed(ErrorKind::Internal),
            Outcome::Fresh | Outcome::Rotated | Outcome::Same | Outcome::Over => {
                let same = outcome == Outcome::Same;
                self.made += u8::from(!same);
                brings.token = self
                    .token
                    .filter(|_| same)
                    .map_or(Some(self.made), |it| Some(it.number));
                brings.refresh_token = Some(self.made).filter(|_| outcome == Outcome::Rotated);
                let issue = Issue {
                    lifetime,
                    same,
                    renewal: brings.refresh_token.map(|_| lifetime),
                    luck: 0.0,
                };
                Event::Issued(flight, issue)
            }
        };
        self.step(event, brings)
    }

    /// One step of the protocol, and what the shell makes of it.
    pub(super) fn step(&mut self, event: Event, brings: Brings) -> Check {
        let usable = |window: Option<Window>, now| {
            window
                .filter(|it| it.is_usable(now))
                .map(|it| it.usable_until())
        };
        let before = usable(self.protocol.window(), self.now);
        let failed = matches!(event, Event::Failed(..) | Event::Lost(_));
        let lost = matches!(event, Event::Lost(_));
        let wanted = matches!(event, Event::Wanted { .. });
        let of_flight = match event {
            Event::Ready(flight)
            | Event::Issued(flight, _)
            | Event::Failed(flight, _)
            | Event::Lost(flight) => Some(flight),
            _ => None,
        };
        let late = of_flight.is_some() && of_flight != self.flight.map(|it| it.0);
        let unchanged = late.then(|| self.protocol.clone());
        let mut replies = 0;
        let actions = self.protocol.step(event, self.now);
        check(
            unchanged.is_none_or(|it| it == self.protocol && actions.is_empty()),
            "G2: a flight that does not count changes something",
        )?;
        for action in actions {
            let gives_up = action == Action::Abandon && !lost;
            check(
                !gives_up || self.is_stranded(),
                "G2: a flight is given up that somebody runs",
            )?;
            let is_reply = matches!(
                action,
                Action::Serve | Action::Join(_) | Action::Recall | Action::NeedRuntime
            );
            replies += u8::from(is_reply);
            self.act(action, brings)?;
        }
        check(replies == u8::from(wanted), "G2: each caller has one reply")?;
        let after = usable(self.protocol.window(), self.now);
        check(
            !failed || before == after,
            "G5: a failure costs a valid token",
        )?;
        let published = self.published.map(|it| it.1);
        check(
            usable(published, self.now) == after,
            "callers do not see what is held",
        )?;
        check(
            self.flight.is_some() == self.protocol.is_flying(),
            "the shell knows of another flight",
        )?;
        for caller in self.waiters() {
            let Doing::Waits { flight, .. } = self.callers[caller].doing else {
                continue;
            };
            check(
                self.flight.is_some_and(|it| it.0 == flight),
                "G6: a caller waits for nothing",
            )?;
        }
        let Some((flight, _)) = self.flight else {
            return Ok(());
        };
        let runners = self.tasks.iter().filter(|it| it.flight == flight).count();
        check(runners == 1, "G2, G6: a flight has one task")
    }

    fn act(&mut self, action: Action, brings: Brings) -> Check {
        match action {
            Action::Serve => {
                let (token, window) = self.published.ok_or("G4: nothing is there to serve")?;
                check(window.is_usable(self.now), "G4: the token is not usable")?;
                self.check_servable(token)?;
                self.callers[caller_of(brings)?].holds = Some(token.number);
            }
            Action::Join(flight) => {
                check(
                    !self.is_stranded(),
                    "G6: a caller waits for what nobody runs",
                )?;
                let task = self.tasks.iter().find(|task| task.flight == flight);
                let task = task.ok_or("G6: a caller waits for what has no task")?;
                let until = task.deadline.after(PATIENCE);
                self.callers[caller_of(brings)?].doing = Doing::Waits { flight, until };
            }
            Action::Recall | Action::NeedRuntime => self.callers[caller_of(brings)?].holds = None,
            Action::Start { flight, pause } => {
                check(self.flight.is_none(), "G2: two flights at once")?;
                self.flight = Some((flight, self.now));
                self.tasks.push(Task {
                    flight,
                    phase: Phase::Sleeps(self.now.after(pause)),
                    deadline: self.now.after(pause + TIMEOUT),
                    begun: false,
                    frozen: false,
                });
            }
            Action::Ask(grant) => {
                let renew = self.refresh_token.is_some();
                check((grant == Grant::Renew) == renew, "G11: the wrong grant")?;
                self.requests += 1;
                let asked = self.requests;
                self.keep(brings, Phase::Asks { grant, asked })?;
            }
            Action::Again { pause } => self.keep(brings, Phase::Sleeps(self.now.after(pause)))?,
            Action::KeepRefreshToken => {
                check(brings.refresh_token.is_some(), "G11: no refresh token came")?;
                self.refresh_token = brings.refresh_token;
            }
            Action::DropRefreshToken => {
                check(
                    self.refresh_token.take().is_some(),
                    "G11: there is no refresh token",
                )?;
            }
            Action::Accept(lifetime) => {
                let Some(Phase::Asks { asked, .. }) = brings.task.map(|task| task.phase) else {
                    return Err("nobody asked for this token");
                };
                let number = brings.token.ok_or("no token came")?;
                let end = lifetime.end.unwrap_or(Moment::NEVER);
                let token = Token { number, asked, end };
                self.token = Some(token);
                self.check_servable(token)?;
            }
            Action::Publish => self.published = self.token.zip(self.protocol.window()),
            Action::Withdraw => {
                let token = self.token.ok_or("G10: there is no token to withdraw")?;
                self.withdrawn.push((token.number, self.requests));
                self.published = None;
            }
            Action::Land(landed) => {
                let token = self.token.filter(|_| landed == Landed::Token);
                for caller in self.waiters() {
                    self.callers[caller].doing = Doing::HasAnswer(token);
                }
                self.flight = None;
            }
            Action::Discard => {
                check(
                    self.waiters().is_empty(),
                    "G6: callers wait for a flight that is discarded",
                )?;
                self.flight = None;
            }
            Action::Abandon => {
                for caller in self.waiters() {
                    self.send_back(caller);
                }
                self.flight = None;
            }
        }
        Ok(())
    }

    /// The task goes on.
    fn keep(&mut self, brings: Brings, phase: Phase) -> Check {
        let task = brings.task.ok_or("no task is there to go on")?;
        let current = self.flight.is_some_and(|it| it.0 == task.flight);
        check(current, "G2: a flight that does not count goes on")?;
        let begun = task.begun || matches!(phase, Phase::Asks { .. });
        self.tasks.push(Task {
            phase,
            begun,
            ..task
        });
        Ok(())
    }

    /// Whether the flight that counts should have begun or landed by now, so that nobody runs it.
    fn is_stranded(&self) -> bool {
        let flight = self.flight.map(|it| it.0);
        let of_flight = self.tasks.iter().filter(|task| Some(task.flight) == flight);
        of_flight.into_iter().any(|task| {
            let ready = task.deadline.before_nanos(crate::clock::nanos(TIMEOUT));
            let by = if task.begun { task.deadline } else { ready };
            self.now.reached(by.after(GRACE))
        })
    }
}

fn caller_of(brings: Brings) -> Result<usize, &'static str> {
    brings.caller.ok_or("nobody called")
}
