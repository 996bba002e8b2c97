//! What may happen next in the world, and that it happens.

use super::super::*;
use super::search::Model;
use super::world::{Brings, Caller, Check, Doing, Outcome, Phase, Task, World, check};

#[derive(Clone, Copy, Debug)]
pub(super) enum Move {
    /// A caller looks at what is published.
    Call(usize),
    /// A caller does what it has decided on, or reads its answer.
    GoOn(usize),
    /// The same, and there is no runtime.
    GoOnOutside(usize),
    GiveUp(usize),
    LosePatience(usize),
    Reject(usize),
    RetryNow,
    DropAll,
    Ready(usize),
    Answer(usize, Outcome),
    TooLate(usize),
    Lose(usize),
    Freeze(usize),
    Thaw(usize),
    /// Until the next timer.
    Wait,
    /// Until a moment that somebody might wait for.
    WaitUntil(Moment),
}

impl Model for World {
    type Move = Move;

    fn moves(&self) -> Vec<Move> {
        let mut moves = Vec::new();
        for caller in 0..self.callers.len() {
            self.moves_of_caller(caller, &mut moves);
        }
        for task in 0..self.tasks.len() {
            self.moves_of_task(task, &mut moves);
        }
        if self.left.retries > 0 {
            moves.push(Move::RetryNow);
        }
        if self.left.drops > 0 {
            moves.push(Move::DropAll);
        }
        let is_busy = self.is_busy();
        if self.next_timer().is_some() && (!is_busy || self.left.delays > 0) {
            moves.push(Move::Wait);
        }
        if self.left.waits > 0 && (!is_busy || self.left.delays > 0) {
            let window = self.protocol.window();
            let moments = [
                window.map(|it| it.refresh_at),
                window.map(|it| it.usable_until()),
                self.token.map(|it| it.end),
                self.protocol.recall_until(),
            ];
            let later = moments
                .into_iter()
                .flatten()
                .filter(|it| self.is_ahead(*it));
            moves.extend(later.map(Move::WaitUntil));
        }
        moves
    }

    fn make(&mut self, next: Move) -> Check {
        self.go(next)?;
        self.forget_differences();
        Ok(())
    }

    fn end(&self) -> Check {
        let idle = self.callers.iter().all(|it| it.doing == Doing::Nothing);
        check(idle, "G6: a caller is never answered")?;
        check(self.tasks.is_empty(), "a task never ends")?;
        check(!self.protocol.is_flying(), "a flight never ends")
    }
}

impl World {
    fn go(&mut self, next: Move) -> Check {
        match next {
            Move::Call(caller) => self.call(caller),
            Move::GoOn(caller) => self.go_on(caller, true),
            Move::GoOnOutside(caller) => {
                self.left.outside -= 1;
                self.go_on(caller, false)
            }
            Move::GiveUp(caller) => {
                self.left.cancellations -= 1;
                self.callers[caller].doing = Doing::Nothing;
                Ok(())
            }
            Move::LosePatience(caller) => self.lose_patience(caller),
            Move::Reject(caller) => {
                self.left.rejections -= 1;
                let held = self.callers[caller].holds;
                let same = held.is_some() && held == self.token.map(|it| it.number);
                self.step(Event::Rejected { same }, Brings::default())
            }
            Move::RetryNow => {
                self.left.retries -= 1;
                self.step(Event::RetryNow, Brings::default())
            }
            Move::DropAll => {
                self.left.drops = 0;
                self.callers.clear();
                Ok(())
            }
            Move::Ready(task) => {
                let task = self.tasks.remove(task);
                let brings = Brings {
                    task: Some(task),
                    ..Brings::default()
                };
                self.step(Event::Ready(task.flight), brings)
            }
            Move::Answer(task, outcome) => {
                let is_odd = !matches!(outcome, Outcome::Fresh | Outcome::Rotated);
                self.left.odd_answers -= u8::from(is_odd);
                let task = self.tasks.remove(task);
                self.answer(task, outcome)
            }
            Move::TooLate(task) => {
                let flight = self.tasks.remove(task).flight;
                let failure = failure(ErrorKind::Timeout);
                self.step(Event::Failed(flight, failure), Brings::default())
            }
            Move::Lose(task) => {
                self.left.losses -= 1;
                let flight = self.tasks.remove(task).flight;
                self.step(Event::Lost(flight), Brings::default())
            }
            Move::Freeze(task) => {
                self.left.freezes -= 1;
                self.tasks[task].frozen = true;
                Ok(())
            }
            Move::Thaw(task) => {
                self.tasks[task].frozen = false;
                Ok(())
            }
            Move::Wait => {
                self.left.delays -= u8::from(self.is_busy());
                self.now = self.next_timer().ok_or("nobody waits")?;
                Ok(())
            }
            Move::WaitUntil(moment) => {
                self.left.waits -= 1;
                self.left.delays -= u8::from(self.is_busy());
                self.now = moment;
                Ok(())
            }
        }
    }

    fn moves_of_caller(&self, caller: usize, moves: &mut Vec<Move>) {
        let this = self.callers[caller];
        match this.doing {
            Doing::Nothing if this.calls + self.left.more_calls > 0 => {
                moves.push(Move::Call(caller));
            }
            Doing::Wants => {
                moves.push(Move::GoOn(caller));
                if self.left.outside > 0 {
                    moves.push(Move::GoOnOutside(caller));
                }
            }
            Doing::Refreshes | Doing::HasAnswer(_) => moves.push(Move::GoOn(caller)),
            Doing::Waits { until, .. } if self.now.reached(until) => {
                moves.push(Move::LosePatience(caller));
            }
            Doing::Nothing | Doing::Waits { .. } => {}
        }
        if this.doing != Doing::Nothing && self.left.cancellations > 0 {
            moves.push(Move::GiveUp(caller));
        }
        if this.doing == Doing::Nothing && this.holds.is_some() && self.left.rejections > 0 {
            moves.push(Move::Reject(caller));
        }
    }

    fn moves_of_task(&self, task: usize, moves: &mut Vec<Move>) {
        let Task {
            flight,
            phase,
            deadline,
            frozen,
            ..
        } = self.tasks[task];
        if self.left.losses > 0 {
            moves.push(Move::Lose(task));
        }
        if frozen {
            moves.push(Move::Thaw(task));
            return;
        }
        if self.left.freezes > 0 {
            moves.push(Move::Freeze(task));
        }
        if self.now.reached(deadline) {
            moves.push(Move::TooLate(task));
        }
        match phase {
            Phase::Sleeps(until) if self.now.reached(until) => moves.push(Move::Ready(task)),
            Phase::Sleeps(_) => {}
            Phase::Asks { .. } => {
                // What a flight brings that does not count is all the same.
                let counts = self.flight.is_some_and(|it| it.0 == flight);
                let outcomes = &self.outcomes[..if counts { self.outcomes.len() } else { 1 }];
                let possible = outcomes.iter().filter(|it| match it {
                    Outcome::Fresh | Outcome::Rotated => true,
                    Outcome::Same => self.left.odd_answers > 0 && self.token.is_some(),
                    _ => self.left.odd_answers > 0,
                });
                moves.extend(possible.map(|outcome| Move::Answer(task, *outcome)));
            }
        }
    }

    fn lose_patience(&mut self, caller: usize) -> Check {
        let Doing::Waits { flight, .. } = self.callers[caller].doing else {
            return Err("the model is wrong");
        };
        // The caller is sent back as one of those who wait, unless the flight has ended just now.
        self.step(Event::Lost(flight), Brings::default())
    }

    /// The next moment at which a task or a caller does something by itself.
    fn next_timer(&self) -> Option<Moment> {
        let awake = self.tasks.iter().filter(|task| !task.frozen);
        let of_tasks = awake.flat_map(|task| {
            let wakes = match task.phase {
                Phase::Sleeps(until) => Some(until),
                Phase::Asks { .. } => None,
            };
            [wakes, Some(task.deadline)].into_iter().flatten()
        });
        let of_callers = self.callers.iter().filter_map(|caller| match caller.doing {
            Doing::Waits { until, .. } => Some(until),
            _ => None,
        });
        let ahead = of_tasks.chain(of_callers).filter(|it| self.is_ahead(*it));
        ahead.min_by_key(|it| it.monotonic())
    }

    /// Whether something is to be done at once, so that time passes only where the machine is slow.
    fn is_busy(&self) -> bool {
        let callers = self.callers.iter().any(|caller| match caller.doing {
            Doing::Nothing => false,
            Doing::Waits { until, .. } => self.now.reached(until),
            Doing::Wants | Doing::Refreshes | Doing::HasAnswer(_) => true,
        });
        let tasks = self.tasks.iter().filter(|task| !task.frozen).any(|task| {
            let ready = match task.phase {
                Phase::Sleeps(until) => self.now.reached(until),
                Phase::Asks { .. } => false,
            };
            ready || self.now.reached(task.deadline)
        });
        callers || tasks
    }

    /// Makes states the same that differ in nothing that matters: callers are alike, and what is not to be rejected has no name.
    fn forget_differences(&mut self) {
        for caller in &mut self.callers {
            if self.left.rejections == 0 {
                caller.holds = None;
            }
            if caller.doing == Doing::Nothing {
                caller.rounds = 0;
            }
        }
        if self.left.rejections == 0 && self.withdrawn.is_empty() {
            self.requests = 0;
            self.made = 0;
        }
        self.callers.sort_unstable_by_key(Caller::rank);
    }

    fn is_ahead(&self, moment: Moment) -> bool {
        moment != Moment::NEVER && !self.now.reached(moment)
    }
}
