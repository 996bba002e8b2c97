//! The task of one flight.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::task::Poll;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::Sleep;

use super::shell::Shared;
use super::state::{Ask, Watch};
use crate::flight::FlightId;
use crate::{Attempt, Error, ErrorKind, Issued, Moment};

tokio::task_local! {
    /// Whether a caller waits for the request that this task makes.
    static WAITED: Arc<AtomicBool>;
}

/// Whether a caller waits for the request that this task is making: what a [`TokenSource`](crate::TokenSource) may ask before it
/// tries again after a failure. A refresh in the background has time, and gets one attempt; the cache comes back later by itself.
/// Outside of a cache's request the answer is yes.
///
/// ```
/// use auth_core::{Error, ErrorKind, Issued, TokenCache, caller_waits, from_fn};
///
/// # async fn ask() -> Result<Issued, Error> { Err(Error::new(ErrorKind::Unavailable, "the provider is down")) }
/// let cache = TokenCache::new(from_fn(|_refresh_token| async {
///     match ask().await {
///         Err(error) if error.is_retryable() && caller_waits() => ask().await,
///         answer => answer,
///     }
/// }));
/// ```
#[must_use]
pub fn caller_waits() -> bool {
    WAITED
        .try_with(|waited| waited.load(Ordering::Relaxed))
        .unwrap_or(true)
}

/// Visits the provider until the protocol has had enough.
pub(super) async fn fly(mut flying: Flying, pause: Duration) {
    let timeout = flying.shared.timeout();
    let Some(deadline) = alarm(pause.saturating_add(timeout)) else {
        flying.answered(Err(no_timers()));
        flying.ended();
        return;
    };
    let mut deadline = pin!(deadline);
    let mut again = Some(pause);
    while let Some(pause) = again {
        let visit = async {
            if !pause.is_zero() {
                tokio::time::sleep(pause).await;
            }
            let ask = flying.ready()?;
            Some(visit(&flying.shared, &ask).await)
        };
        let answer = match before(deadline.as_mut(), visit).await {
            Some(Some(answer)) => answer,
            Some(None) => break,
            None => Err(too_late(timeout)),
        };
        again = flying.answered(answer);
    }
    flying.ended();
}

/// Stands by those who wait for a flight on this runtime: one that has not landed long after its deadline is run by nobody, and they
/// are told. One task does it for all of them, so that a crowd sets one timer.
pub(super) async fn guard(cache: Weak<Shared>, watch: Watch) {
    let Some(deadline) = alarm(watch.span) else {
        return;
    };
    if before(pin!(deadline), watch.place).await.is_none()
        && let Some(cache) = cache.upgrade()
    {
        cache.lost(watch.flight);
    }
}

/// Asks the source; what it gives, with the moment before it was asked. Its panic is an error like others.
async fn visit(shared: &Shared, ask: &Ask) -> Result<(Moment, Issued), Error> {
    let attempt = match &ask.refresh_token {
        Some(refresh_token) => Attempt::Renew(refresh_token),
        None => Attempt::Primary,
    };
    let request = async { shared.source().request(attempt).await };
    let mut request = pin!(WAITED.scope(Arc::clone(&ask.waited), request));
    let issued = poll_fn(|context| {
        catch_unwind(AssertUnwindSafe(|| request.as_mut().poll(context))).unwrap_or_else(|_| {
            let error = Error::new(ErrorKind::Internal, "the token source panicked");
            Poll::Ready(Err(error))
        })
    })
    .await?;
    Ok((ask.asked, issued))
}

/// What the future gives, unless the deadline comes first.
async fn before<T>(mut deadline: Pin<&mut Sleep>, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending => deadline.as_mut().poll(context).map(|()| None),
    })
    .await
}

/// A timer of this runtime, if there is one and it has timers. tokio tells the latter by a panic alone.
fn alarm(span: Duration) -> Option<Sleep> {
    Handle::try_current().ok()?;
    catch_unwind(|| tokio::time::sleep(span)).ok()
}

fn too_late(timeout: Duration) -> Error {
    Error::new(
        ErrorKind::Timeout,
        format!("the token was not there within {} s", timeout.as_secs_f32()),
    )
}

fn no_timers() -> Error {
    Error::new(
        ErrorKind::Runtime,
        "this tokio runtime has no timers: build it with `enable_time`",
    )
}

/// A flight under way. Dropped before it has ended, with the runtime that ran it, it says that nobody runs it.
pub(super) struct Flying {
    shared: Arc<Shared>,
    flight: Option<FlightId>,
}

impl Flying {
    pub(super) const fn new(shared: Arc<Shared>, flight: FlightId) -> Self {
        Self {
            shared,
            flight: Some(flight),
        }
    }

    fn ready(&self) -> Option<Ask> {
        self.shared.ready(self.flight?)
    }

    fn answered(&self, answer: Result<(Moment, Issued), Error>) -> Option<Duration> {
        self.shared.answered(self.flight?, answer)
    }

    fn ended(&mut self) {
        self.flight = None;
    }
}

impl Drop for Flying {
    fn drop(&mut self) {
        if let Some(flight) = self.flight {
            self.shared.lost(flight);
        }
    }
}
