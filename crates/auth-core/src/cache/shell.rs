//! The shell around the flight protocol: clock, lock, runtime, published token.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use secrecy::ExposeSecret;
use tokio::runtime::Handle;

use super::Status;
use super::desk::{Answer, Ask, Cargo, Desk, Orders, Place};
use super::entry::{Entry, Published};
use super::task::{self, Flying};
use crate::flight::{Event, Failure, FlightId, Issue, Protocol};
use crate::schedule::Lifetime;
use crate::{AccessToken, Clock, CredentialId, Error, ErrorKind, Issued, Moment, TokenSource, jwt};

/// How often a caller steps up again when nobody runs the flight that it waited for.
const ROUNDS: u32 = 3;

pub(super) struct Shared {
    source: Arc<dyn TokenSource>,
    identity: Option<CredentialId>,
    default_life: Duration,
    timeout: Duration,
    clock: Clock,
    published: ArcSwapOption<Entry>,
    /// Held briefly, never across an await, and not while anything foreign runs.
    desk: Mutex<Desk>,
}

impl Shared {
    pub(super) fn new(
        source: Arc<dyn TokenSource>,
        timeout: Duration,
        clock: Clock,
        protocol: Protocol,
    ) -> Self {
        Self {
            identity: source.identity(),
            default_life: source.traits().default_life,
            source,
            timeout,
            clock,
            published: ArcSwapOption::empty(),
            desk: Mutex::new(Desk::new(protocol)),
        }
    }

    #[inline]
    pub(super) fn published(&self) -> Published {
        self.published.load()
    }

    #[inline]
    pub(super) fn now(&self) -> Moment {
        self.clock.now()
    }

    pub(super) const fn identity(&self) -> Option<&CredentialId> {
        self.identity.as_ref()
    }

    pub(super) fn source(&self) -> &dyn TokenSource {
        &*self.source
    }

    pub(super) const fn timeout(&self) -> Duration {
        self.timeout
    }

    pub(super) fn status(&self) -> Status {
        self.lock().status(self.now())
    }

    /// What a caller without a usable token gets, now or later.
    pub(super) async fn obtain(self: &Arc<Self>) -> Answer {
        for _ in 0..ROUNDS {
            let (flight, mut line) = match self.step_up()? {
                Place::Answer(answer) => return answer,
                Place::Wait(flight, line) => (flight, line),
            };
            let landed = async { line.wait_for(Option::is_some).await.ok()?.clone() };
            match task::patiently(self.timeout, landed).await {
                // A caller that was not woken for long may find that the token has ended meanwhile.
                Some(Some(Ok(token))) if token.is_over() => {}
                Some(Some(answer)) => return answer,
                Some(None) => {}
                None => self.lost(flight),
            }
        }
        Err(Error::new(
            ErrorKind::Runtime,
            "no runtime lived long enough to ask for a token",
        ))
    }

    /// A caller steps up without a token.
    fn step_up(self: &Arc<Self>) -> Result<Place, Error> {
        let runtime = Handle::try_current().ok();
        let mut orders = self.step(|desk| {
            let event = Event::Wanted {
                runtime: runtime.is_some(),
                flown: desk.flown(),
            };
            (event, Cargo::default())
        });
        self.launch(&orders, runtime.as_ref());
        orders.caller.take().ok_or_else(|| {
            Error::new(
                ErrorKind::Internal,
                "the flight protocol gave a caller no place",
            )
        })
    }

    /// Starts a refresh in the background if one is still due.
    pub(super) fn refresh(self: &Arc<Self>) {
        if let Ok(runtime) = Handle::try_current() {
            let orders = self.step(|desk| {
                let flown = desk.flown();
                (Event::Due { flown }, Cargo::default())
            });
            self.launch(&orders, Some(&runtime));
        }
    }

    fn launch(self: &Arc<Self>, orders: &Orders, runtime: Option<&Handle>) {
        if let (Some((flight, pause)), Some(runtime)) = (orders.start, runtime) {
            // A runtime that is shutting down drops the task at once. `Flying` then says so, and takes the lock for that.
            let flying = Flying::new(Arc::clone(self), flight);
            runtime.spawn(task::fly(flying, pause));
        }
    }

    /// The flight's task is ready to ask; `None` when it is no longer wanted.
    pub(super) fn ready(&self, flight: FlightId) -> Option<Ask> {
        self.step(|_| (Event::Ready(flight), Cargo::default())).ask
    }

    /// What the source answered. A pause means that the flight is to ask again after it.
    pub(super) fn answered(
        &self,
        flight: FlightId,
        answer: Result<(Moment, Issued), Error>,
    ) -> Option<Duration> {
        let luck = fastrand::f64();
        let read = answer.and_then(|(asked, issued)| self.read(issued, asked));
        let orders = self.step(|desk| match read {
            Ok((lifetime, renewal, cargo)) => {
                let issue = Issue {
                    lifetime,
                    same: cargo.token.as_ref().is_some_and(|it| desk.is_last(it)),
                    renewal,
                    luck,
                };
                (Event::Issued(flight, issue), cargo)
            }
            Err(error) => {
                let failure = Failure {
                    kind: error.kind(),
                    retry_after: error.retry_after(),
                    luck,
                };
                let cargo = Cargo {
                    error: Some(error),
                    ..Cargo::default()
                };
                (Event::Failed(flight, failure), cargo)
            }
        });
        orders.again
    }

    /// What a grant gave, with the lives of its tokens.
    fn read(
        &self,
        mut issued: Issued,
        asked: Moment,
    ) -> Result<(Lifetime, Option<Lifetime>, Cargo), Error> {
        let claims = jwt::claims(issued.access_token.expose_secret());
        let (life, lifetime) = Lifetime::work_out(issued.life, claims, self.default_life, asked);
        let refresh_token = issued
            .refresh_token
            .take()
            .filter(|token| !token.expose().is_empty());
        let renewal = refresh_token.as_ref().map(|token| {
            Lifetime::of_refresh_token(token.life(), jwt::claims(token.expose()), asked)
        });
        let token = AccessToken::new(issued, life, lifetime.end, self.clock.clone())?;
        let cargo = Cargo {
            token: Some(token),
            refresh_token,
            error: None,
        };
        Ok((lifetime, renewal, cargo))
    }

    /// Nobody runs this flight any more.
    pub(super) fn lost(&self, flight: FlightId) {
        self.settle(Event::Lost(flight));
    }

    pub(super) fn reject(&self, token: &AccessToken) {
        drop(self.step(|desk| {
            let same = desk.is_last(token);
            (Event::Rejected { same }, Cargo::default())
        }));
    }

    pub(super) fn retry_now(&self) {
        self.settle(Event::RetryNow);
    }

    fn settle(&self, event: Event) {
        drop(self.step(|_| (event, Cargo::default())));
    }

    /// One step of the protocol. What it decides about tokens and waiters is done when this returns.
    fn step(&self, event: impl FnOnce(&Desk) -> (Event, Cargo)) -> Orders {
        let mut desk = self.lock();
        let (event, cargo) = event(&desk);
        let orders = desk.step(event, cargo, self.now());
        if orders.publish {
            self.published.store(desk.entry());
        }
        drop(desk);
        orders.deliver(self.identity())
    }

    fn lock(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::sync::mpsc;
    use std::task::{Context, Waker};
    use std::thread;

    use super::*;
    use crate::{Life, TokenCache, from_fn};

    #[test]
    fn g01_a_hit_takes_no_lock() {
        let cache = TokenCache::new(from_fn(|_| async {
            Ok(Issued::new("one").life(Life::in_seconds(3600)))
        }));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        runtime.block_on(cache.warm_up()).unwrap();

        let desk = cache.shared.lock();
        let (done, heard) = mpsc::channel();
        thread::spawn({
            let cache = cache.clone();
            move || {
                let mut context = Context::from_waker(Waker::noop());
                let token = pin!(cache.token()).poll(&mut context);
                done.send(token.is_ready() && cache.peek().is_some())
            }
        });
        assert_eq!(heard.recv_timeout(Duration::from_secs(30)), Ok(true));
        drop(desk);
    }
}
