//! The shell around the flight protocol: clock, lock, runtime, published token.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use secrecy::ExposeSecret;
use tokio::runtime::Handle;

use super::published::Published;
use super::state::{Ask, Effects, Kept, Payload, Reply, Resting, State};
use super::task::{self, Flying};
use super::{Settings, Status};
use crate::flight::{Event, Failure, FlightId, Issue, Protocol, Rules};
use crate::schedule::{Lifetime, Margins};
use crate::token::Inner;
use crate::{AccessToken, Clock, Error, ErrorKind, Issued, Moment, SourceTraits, TokenSource, jwt};

pub(super) struct Shared {
    source: Box<dyn TokenSource>,
    settings: Arc<Settings>,
    /// This cache's own point of refresh.
    refresh_at: u32,
    clock: Clock,
    published: ArcSwapOption<Inner>,
    /// Held briefly, never across an await, and not while anything foreign runs.
    state: Mutex<Kept>,
}

impl Shared {
    pub(super) fn new(source: Box<dyn TokenSource>, settings: Arc<Settings>) -> Self {
        let margins = Margins::new(settings.min_validity, settings.refresh_at, fastrand::f64());
        let protocol = Protocol::new(rules(&settings, &source.traits(), margins));
        Self {
            source,
            refresh_at: margins.refresh_at,
            clock: settings.clock.clone(),
            settings,
            published: ArcSwapOption::empty(),
            state: Mutex::new(Kept::new(protocol)),
        }
    }

    /// The cache that rested. Nothing foreign runs here.
    pub(super) fn awake(
        source: Box<dyn TokenSource>,
        settings: Arc<Settings>,
        resting: Resting,
    ) -> Self {
        Self {
            source,
            refresh_at: resting.refresh_at,
            clock: settings.clock.clone(),
            settings,
            published: ArcSwapOption::new(Some(resting.token().clone().into_inner())),
            state: Mutex::new(Kept::Resting(resting)),
        }
    }

    /// Whether this is a token and nothing else.
    pub(super) fn is_resting(&self) -> bool {
        self.lock().is_resting()
    }

    /// The source and the token, if that is all. Nothing foreign runs here.
    pub(super) fn at_rest(self) -> Result<(Box<dyn TokenSource>, Resting), Self> {
        match self
            .state
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
        {
            Kept::Resting(resting) => Ok((self.source, resting)),
            Kept::Whole(state) => Err(Self {
                state: Mutex::new(Kept::Whole(state)),
                ..self
            }),
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

    pub(super) fn source(&self) -> &dyn TokenSource {
        &*self.source
    }

    pub(super) fn timeout(&self) -> Duration {
        self.settings.request_timeout
    }

    fn rules(&self) -> Rules {
        let margins = Margins {
            min_validity: self.settings.min_validity,
            refresh_at: self.refresh_at,
        };
        rules(&self.settings, &self.source.traits(), margins)
    }

    pub(super) fn status(&self) -> Status {
        let (rules, now) = (self.rules(), self.now());
        self.lock().with(rules, |state| state.status(now))
    }

    /// A caller wants a token and found none.
    pub(super) fn want(self: &Arc<Self>) -> Result<Reply, Error> {
        let runtime = Handle::try_current().ok();
        let mut effects = self.step(|state| {
            let event = Event::Wanted {
                runtime: runtime.is_some(),
                flown: state.flown(),
            };
            let payload = Payload {
                runtime: runtime.as_ref().map(Handle::id),
                ..Payload::default()
            };
            (event, payload)
        });
        self.launch(&mut effects, runtime.as_ref());
        effects.reply.take().ok_or_else(|| {
            Error::new(
                ErrorKind::Internal,
                "the flight protocol gave a caller no reply",
            )
        })
    }

    /// Starts a refresh in the background if one is still due.
    pub(super) fn refresh(self: &Arc<Self>) {
        if let Ok(runtime) = Handle::try_current() {
            let mut effects = self.step(|state| {
                let flown = state.flown();
                (Event::Due { flown }, Payload::default())
            });
            self.launch(&mut effects, Some(&runtime));
        }
    }

    fn launch(self: &Arc<Self>, effects: &mut Effects, runtime: Option<&Handle>) {
        let Some(runtime) = runtime else { return };
        if let Some(watch) = effects.watch.take() {
            runtime.spawn(task::guard(Arc::downgrade(self), watch));
        }
        if let Some((flight, pause)) = effects.start {
            // A runtime that is shutting down drops the task at once. `Flying` then says so, and takes the lock for that.
            let flying = Flying::new(Arc::clone(self), flight);
            runtime.spawn(task::fly(flying, pause));
        }
    }

    /// The flight's task is ready to ask; `None` when it is no longer wanted.
    pub(super) fn ready(&self, flight: FlightId) -> Option<Ask> {
        self.step(|_| (Event::Ready(flight), Payload::default()))
            .ask
    }

    /// What the source answered. A pause means that the flight is to ask again after it.
    pub(super) fn answered(
        &self,
        flight: FlightId,
        answer: Result<(Moment, Issued), Error>,
    ) -> Option<Duration> {
        let luck = fastrand::f64();
        let read = answer.and_then(|(asked, issued)| self.read(issued, asked));
        let effects = self.step(|state| match read {
            Ok((lifetime, renewal, payload)) => {
                let issue = Issue {
                    lifetime,
                    same: payload.token.as_ref().is_some_and(|it| state.is_last(it)),
                    renewal,
                    luck,
                };
                (Event::Issued(flight, issue), payload)
            }
            Err(error) => {
                let failure = Failure {
                    kind: error.kind(),
                    retry_after: error.retry_after(),
                    luck,
                };
                let payload = Payload {
                    error: Some(error),
                    ..Payload::default()
                };
                (Event::Failed(flight, failure), payload)
            }
        });
        effects.again
    }

    /// What a grant gave, with the lives of its tokens.
    fn read(
        &self,
        mut issued: Issued,
        asked: Moment,
    ) -> Result<(Lifetime, Option<Lifetime>, Payload), Error> {
        let claims = jwt::claims(issued.access_token.expose_secret());
        let default_life = self.source.traits().default_life;
        let (life, lifetime) = Lifetime::work_out(issued.life, claims, default_life, asked);
        let refresh_token = issued
            .refresh_token
            .take()
            .filter(|token| !token.expose().is_empty());
        let renewal = refresh_token.as_ref().map(|token| {
            Lifetime::of_refresh_token(token.life(), jwt::claims(token.expose()), asked)
        });
        let token = AccessToken::new(issued, life, &lifetime, self.clock.clone())?;
        let payload = Payload {
            token: Some(token),
            refresh_token,
            ..Payload::default()
        };
        Ok((lifetime, renewal, payload))
    }

    /// Nobody runs this flight any more.
    pub(super) fn lost(&self, flight: FlightId) {
        self.settle(Event::Lost(flight));
    }

    pub(super) fn reject(&self, token: &AccessToken) {
        drop(self.step(|state| {
            let same = state.is_last(token);
            (Event::Rejected { same }, Payload::default())
        }));
    }

    pub(super) fn retry_now(&self) {
        self.settle(Event::RetryNow);
    }

    fn settle(&self, event: Event) {
        drop(self.step(|_| (event, Payload::default())));
    }

    /// One step of the protocol. What it decides about tokens and waiters is done when this returns.
    fn step(&self, event: impl FnOnce(&State) -> (Event, Payload)) -> Effects {
        let rules = self.rules();
        let mut kept = self.lock();
        let effects = kept.with(rules, |state| {
            let (event, payload) = event(state);
            let effects = state.step(event, payload, self.now());
            if effects.publish {
                self.published.store(state.shown());
            }
            effects
        });
        drop(kept);
        effects.deliver(self.source())
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const fn rules(settings: &Settings, traits: &SourceTraits, margins: Margins) -> Rules {
    Rules {
        margins,
        refusal_pause: traits.refusal_pause,
        timeout: settings.request_timeout,
        same_token: traits.same_token_until_expiry,
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::sync::mpsc;
    use std::task::{Context, Waker};
    use std::thread;

    use super::*;
    use crate::{Life, RefreshToken, TokenCache, from_fn};

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

        let state = cache.shared.lock();
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
        drop(state);
    }

    #[tokio::test]
    async fn g12_a_cache_that_holds_its_token_rests() {
        let cache = TokenCache::new(from_fn(|_| async {
            Ok(Issued::new("one").life(Life::in_seconds(3600)))
        }));
        assert!(!cache.shared.lock().is_resting());
        cache.warm_up().await.unwrap();
        assert!(cache.shared.lock().is_resting());
        assert_eq!(cache.status().issued, 1);
        assert!(cache.shared.lock().is_resting(), "a look changes nothing");
    }

    #[tokio::test]
    async fn g11_a_cache_with_a_refresh_token_does_not_rest() {
        let cache = TokenCache::new(from_fn(|_| async {
            let refresh_token = RefreshToken::new("r").with_life(Life::Endless);
            Ok(Issued::new("one").refresh_token(refresh_token))
        }));
        cache.warm_up().await.unwrap();
        assert!(!cache.shared.lock().is_resting());
    }
}
