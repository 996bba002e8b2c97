//! A request and the double that waits for it, while both are filled from a sample.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use auth_core::Error;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::super::doubled::Doubled;
use super::departure::Departure;
use super::{Trip, parsed};
use crate::runtime::Json;
use crate::{Answered, Presence};

/// A double and a request for it.
#[must_use]
pub struct Pair<'t, D, R> {
    trip: &'t Trip<'t>,
    double: D,
    request: R,
    /// What the last argument that may be missing is.
    last: Presence<()>,
    /// What the double is told once it has its answer.
    afterwards: Option<Box<dyn FnOnce(D) -> D + 't>>,
    /// The documented headers that came, where they are asked for.
    headers: Came,
}

/// The headers that came, as JSON and as `Debug` shows them.
pub(super) type Came = Arc<Mutex<Option<(Value, String)>>>;

/// What sends a request and keeps the headers of the answer.
pub type Whole<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

impl Trip<'_> {
    /// Begins with a double and a request that have what is always there.
    pub fn of<D, R>(&self, double: D, request: R) -> Pair<'_, D, R> {
        Pair {
            trip: self,
            double,
            request,
            last: Presence::Absent,
            afterwards: None,
            headers: Came::default(),
        }
    }
}

impl<'t, D, R> Pair<'t, D, R> {
    /// Gives both the argument of this number, where it is there.
    ///
    /// # Panics
    ///
    /// When it is none of its type.
    #[track_caller]
    pub fn with<V: DeserializeOwned + Clone>(
        self,
        index: usize,
        double: impl FnOnce(D, V) -> D,
        request: impl FnOnce(R, V) -> R,
    ) -> Self {
        let value = self.trip.state(index);
        self.with_value(value, double, request)
    }

    /// Gives both this argument, where it is there.
    pub fn with_value<V: Clone>(
        mut self,
        value: Presence<V>,
        double: impl FnOnce(D, V) -> D,
        request: impl FnOnce(R, V) -> R,
    ) -> Self {
        self.last = match value {
            Presence::Absent => Presence::Absent,
            Presence::Null => Presence::Null,
            Presence::Present(value) => {
                self.double = double(self.double, value.clone());
                self.request = request(self.request, value);
                Presence::Present(())
            }
        };
        self
    }

    /// Makes the last argument null for both, where it is.
    pub fn null(mut self, double: impl FnOnce(D) -> D, request: impl FnOnce(R) -> R) -> Self {
        if self.last.is_null() {
            self.double = double(self.double);
            self.request = request(self.request);
        }
        self
    }

    /// Tells the double that the last argument is missing, where it is.
    pub fn without(mut self, double: impl FnOnce(D) -> D) -> Self {
        if self.last.is_absent() {
            self.double = double(self.double);
        }
        self
    }

    /// Sends the request in another way.
    pub fn by<F>(self, send: impl FnOnce(R) -> F) -> Pair<'t, D, Sent<F>>
    where
        R: fmt::Debug,
    {
        Pair {
            trip: self.trip,
            double: self.double,
            last: self.last,
            afterwards: self.afterwards,
            headers: self.headers,
            request: Sent {
                shown: format!("{:?}", self.request),
                future: send(self.request),
            },
        }
    }

    /// Lets the double answer with these headers, and sends the request so that they are read. `json` writes those that came.
    pub fn headers<T, H, F>(
        mut self,
        headers: H,
        with: impl FnOnce(D, H) -> D + 't,
        json: fn(&H) -> Json,
        send: impl FnOnce(R) -> F,
    ) -> Pair<'t, D, Sent<Whole<T>>>
    where
        R: fmt::Debug,
        T: 'static,
        H: fmt::Debug + 'static,
        F: Future<Output = Result<Answered<T, H>, Error>> + Send + 'static,
    {
        self.afterwards = Some(Box::new(move |double| with(double, headers)));
        let came = Arc::clone(&self.headers);
        self.by(|request| {
            let sending = send(request);
            let whole: Whole<T> = Box::pin(async move {
                let whole = sending.await?;
                let shown = format!("{:?}", whole.headers);
                let read = parsed(json(&whole.headers)).unwrap_or_default();
                *came.lock().unwrap_or_else(PoisonError::into_inner) = Some((read, shown));
                Ok(whole.body)
            });
            whole
        })
    }
}

impl<D, R> Pair<'_, D, R>
where
    D: Doubled + 'static,
    R: fmt::Debug + IntoFuture,
    R::IntoFuture: Send + 'static,
{
    /// Lets the double answer with the answer of the sample.
    ///
    /// # Panics
    ///
    /// When it is none of its type.
    #[track_caller]
    pub fn answered<T>(self, answer: impl FnOnce(D, T) -> D) -> Departure
    where
        R: IntoFuture<Output = Result<T, Error>>,
        T: fmt::Debug + Serialize + DeserializeOwned + 'static,
    {
        let given = self.trip.answer::<T>();
        self.answered_as(given, answer, |it: &T| Json::value(it))
    }

    /// Lets the double answer without a body.
    pub fn unanswered(self, answer: impl FnOnce(D) -> D) -> Departure
    where
        R: IntoFuture<Output = Result<(), Error>>,
    {
        self.answered_as((), |double, ()| answer(double), |(): &()| Json::value(&()))
    }

    /// Lets the double answer with what was made of the answer of the sample. `json` writes it when it was read.
    pub fn answered_as<A, T>(
        self,
        given: A,
        answer: impl FnOnce(D, A) -> D,
        json: fn(&T) -> Json,
    ) -> Departure
    where
        R: IntoFuture<Output = Result<T, Error>>,
        T: fmt::Debug + 'static,
    {
        let mut double = answer(self.double, given);
        if let Some(afterwards) = self.afterwards {
            double = afterwards(double);
        }
        Departure::new(self.trip, double, self.request, json, self.headers)
    }
}

impl<D, R> fmt::Debug for Pair<'_, D, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pair")
    }
}

/// A request that is sent in another way than usual.
pub struct Sent<F> {
    /// As the request was shown.
    shown: String,
    future: F,
}

impl<F> fmt::Debug for Sent<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl<F: Future> IntoFuture for Sent<F> {
    type Output = F::Output;
    type IntoFuture = F;

    fn into_future(self) -> F {
        self.future
    }
}
