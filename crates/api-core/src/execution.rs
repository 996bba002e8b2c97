//! How a call is carried out: attempts under deadlines, and what follows from each.

use std::time::Duration;

use auth_core::{Error, ErrorKind, caller_waits};
use bytes::Bytes;
use http::{Request, Response};
use tokio::runtime::Handle;
use tokio::time::{Instant, sleep, timeout};
use tracing::debug;

use crate::access::Access;
use crate::answer_error;
use crate::authorize;
use crate::client::Core;
use crate::no_answer;
use crate::retry::{Again, Attempts, Failure};
use crate::runtime::{Answer, Call};
use crate::transport::{Limits, TransportError, TransportErrorKind};

impl Core {
    /// Sends a call until an answer is good, or nothing more is to be gained or allowed.
    pub(crate) async fn run(&self, mut call: Call) -> Result<Answer, Error> {
        if Handle::try_current().is_err() {
            return Err(Error::new(
                ErrorKind::Runtime,
                "a call needs a tokio runtime, and there is none here",
            ));
        }
        call.mask.extend(self.mask.clone());
        let deadline = Deadline::after(self.total_timeout);
        let mut attempts = Attempts::new(&self.retry, call.operation);
        let mut search = Search {
            style: self.styles.first(),
            moved: false,
        };
        let mut access = self.access(&mut call)?;
        let mut fresh_connection = false;
        loop {
            let mut request = self.assemble(&call, search.style)?;
            if let Some(access) = &mut access {
                let token = deadline.bound(access.token()).await?;
                authorize(request.headers_mut(), token);
                call.mask.add(token.expose().into());
            }
            let number = attempts.number();
            let outcome = self
                .attempt(&call, request, number, fresh_connection, &deadline)
                .await;
            if let (Some(access), Ok(response)) = (&mut access, &outcome)
                && access.is_refused(response)
            {
                report_refusal(&call, number, response);
                // The service has done nothing, so that this repeat is safe for every call, and no attempt that counts.
                if deadline.bound(access.renew()).await? {
                    continue;
                }
            }
            let Failed { error, failure } = match self.judge(&call, outcome, &mut search) {
                Verdict::Good(response) => {
                    return Ok(Answer::new(call.operation, response, call.mask));
                }
                Verdict::Moved => continue,
                Verdict::Failed(failed) => failed,
            };
            // A refresh in the background has time: the cache comes back later. What a stale connection swallowed was no attempt.
            let worth = |again: &Again| again.fresh_connection || caller_waits();
            let again = attempts.after(failure, deadline.left(), fastrand::f64);
            let Some(again) = again.filter(worth) else {
                return Err(error);
            };
            report_repeat(&call, number, &error, again);
            fresh_connection = again.fresh_connection;
            sleep(again.pause).await;
        }
    }

    /// Adds the credentials that the call wants; gives the tokens, where it wants some.
    fn access(&self, call: &mut Call) -> Result<Option<Access<'_>>, Error> {
        let tokens = self.credentials.attach(call, self.auth.as_ref())?;
        let Some(rules) = call.authorized else {
            return Ok(None);
        };
        let auth = tokens.or(self.auth.as_ref()).ok_or_else(|| {
            Error::configuration(
                "token_provider",
                "is not given, and this operation wants a token",
            )
        })?;
        Ok(Some(Access::new(auth, rules)))
    }

    /// Sends a request once, within what is left of the time.
    async fn attempt(
        &self,
        call: &Call,
        request: Request<Bytes>,
        number: u32,
        fresh_connection: bool,
        deadline: &Deadline,
    ) -> Result<Response<Bytes>, TransportError> {
        let allowed = self.attempt_timeout.min(deadline.left());
        if allowed.is_zero() {
            return Err(TransportError::new(TransportErrorKind::Timeout).with_unsent(true));
        }
        let limits = Limits::new(allowed, self.body_limit).with_fresh_connection(fresh_connection);
        let operation = call.operation.id;
        debug!(name: "api_core.attempt", target: "api_core", operation, attempt = number, "sending");
        let start = Instant::now();
        let outcome = timeout(allowed, self.transport.send(request, limits)).await;
        let outcome = outcome.unwrap_or_else(|_| {
            let cause = format!("nothing came within {allowed:?}");
            Err(TransportError::new(TransportErrorKind::Timeout).with_source(cause))
        });
        let elapsed_ms = start.elapsed().as_millis();
        match &outcome {
            Ok(response) => {
                let (status, bytes) = (response.status().as_u16(), response.body().len());
                debug!(name: "api_core.answer", target: "api_core", operation, attempt = number, status, bytes, elapsed_ms, "answered");
            }
            Err(error) => {
                let (kind, unsent) = (error.kind(), error.is_unsent());
                debug!(name: "api_core.no_answer", target: "api_core", operation, attempt = number, ?kind, unsent, elapsed_ms, "not answered");
            }
        }
        outcome
    }

    /// What follows from an attempt.
    fn judge(
        &self,
        call: &Call,
        outcome: Result<Response<Bytes>, TransportError>,
        search: &mut Search,
    ) -> Verdict {
        let response = match outcome {
            Ok(response) => response,
            Err(error) => return Verdict::Failed(self.no_answer(call, error)),
        };
        if call.is_good(response.status()) {
            if response.body().len() > self.body_limit {
                let error = TransportError::new(TransportErrorKind::TooLarge);
                return Verdict::Failed(self.no_answer(call, error));
            }
            self.styles.served(call.operation, search.style);
            return Verdict::Good(response);
        }
        let unserved = self.styles.is_unserved(&response);
        if unserved && let Some(next) = self.styles.after(call.operation, search.style) {
            let operation = call.operation.id;
            debug!(name: "api_core.path_style", target: "api_core", operation, from = search.style, to = next, "trying the next path style");
            *search = Search {
                style: next,
                moved: true,
            };
            return Verdict::Moved;
        }
        let now = self.clock.now().system_time();
        let refuses_token = call.authorized.is_some_and(|rules| {
            rules.is_refusal(response.status(), response.headers(), response.body())
        });
        let refusal = if refuses_token {
            answer_error::read_refused_token(call.operation, &response, &call.mask, now)
        } else {
            answer_error::read(call.operation, &response, &call.mask, unserved, now)
        };
        let failure = Failure::Answer {
            status: response.status().as_u16(),
            coded: refusal.coded,
            retry_after: refusal.error.retry_after(),
        };
        // A code is the service's own; without one, something before it may have refused.
        if search.moved && !unserved && refusal.error.code().is_some() {
            self.styles.served(call.operation, search.style);
        }
        let error = refusal.error;
        Verdict::Failed(Failed { error, failure })
    }

    fn no_answer(&self, call: &Call, error: TransportError) -> Failed {
        let failure = Failure::Transport {
            kind: error.kind(),
            unsent: error.is_unsent(),
        };
        let error = no_answer::read(error, &call.mask, self.body_limit);
        Failed { error, failure }
    }
}

/// Which path style a call is at, and whether an earlier one turned out not to be served.
struct Search {
    style: usize,
    moved: bool,
}

enum Verdict {
    Good(Response<Bytes>),
    /// Not under this path; another is to be tried. That is no failure and costs no attempt.
    Moved,
    Failed(Failed),
}

struct Failed {
    error: Error,
    failure: Failure,
}

fn report_refusal(call: &Call, number: u32, response: &Response<Bytes>) {
    let (operation, status) = (call.operation.id, response.status().as_u16());
    debug!(name: "api_core.token_refused", target: "api_core", operation, attempt = number, status, "the token is refused");
}

fn report_repeat(call: &Call, number: u32, error: &Error, again: Again) {
    let operation = call.operation.id;
    let (kind, status, pause_ms) = (error.kind(), error.status(), again.pause.as_millis());
    debug!(name: "api_core.retry", target: "api_core", operation, attempt = number, ?kind, status, pause_ms, "trying again");
}

/// When a call has to be over. Time is tokio's, which tests can move.
struct Deadline(Option<Instant>);

impl Deadline {
    fn after(span: Duration) -> Self {
        Self(Instant::now().checked_add(span))
    }

    /// Waits for a token, for as long as the call may take.
    async fn bound<T>(&self, token: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        timeout(self.left(), token).await.unwrap_or_else(|_| {
            Err(Error::new(
                ErrorKind::Timeout,
                "no token came within the time of the call",
            ))
        })
    }

    /// What is left. A deadline beyond what the clock can express leaves all the time there is.
    fn left(&self) -> Duration {
        self.0.map_or(Duration::MAX, |end| {
            end.saturating_duration_since(Instant::now())
        })
    }
}
