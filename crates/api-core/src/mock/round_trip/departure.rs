//! Requests that are ready to be sent.

use std::fmt::{self, Debug};
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::PoisonError;

use auth_core::Error;
use serde_json::Value;

use super::super::doubled::Doubled;
use super::super::received::Received;
use super::pair::Came;
use super::sample::MARK;
use super::{Members, Trip};
use crate::runtime::Json;

/// A request that is ready to be sent to a double that waits for it.
pub struct Departure {
    /// As the request is shown.
    pub(super) shown: String,
    pub(super) answer: Pin<Box<dyn Future<Output = Result<Read, Error>> + Send>>,
    pub(super) arrived: Box<dyn Fn() -> Vec<Received>>,
    headers: Came,
}

/// What was read, as JSON and as `Debug` shows it.
pub(super) type Read = (Json, String);

impl Departure {
    /// Mounts the double and makes the request ready. `json` writes what is read.
    pub(super) fn new<D, T, R>(
        trip: &Trip<'_>,
        double: D,
        request: R,
        json: fn(&T) -> Json,
        headers: Came,
    ) -> Self
    where
        D: Doubled + 'static,
        T: Debug + 'static,
        R: Debug + IntoFuture<Output = Result<T, Error>>,
        R::IntoFuture: Send + 'static,
    {
        let mounted = trip.server.map(|server| server.mount(double));
        let shown = format!("{request:?}");
        let sending = request.into_future();
        Self {
            shown,
            answer: Box::pin(async move { sending.await.map(|it| (json(&it), format!("{it:?}"))) }),
            arrived: Box::new(move || {
                let Some(mounted) = &mounted else {
                    return Vec::new();
                };
                // Reading them back panics where that cannot be done.
                drop(mounted.received());
                mounted.requests()
            }),
            headers,
        }
    }
}

impl Departure {
    /// What is wrong with the headers that came, where these were sent. One that is missing is null.
    pub(super) fn headers_are(&self, sent: &Value) -> Vec<String> {
        let came = self.headers.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((came, shown)) = came.as_ref() else {
            return vec!["no headers were read".to_owned()];
        };
        let mut found = Vec::new();
        if shown.contains(MARK) {
            found.push("the headers show a secret".to_owned());
        }
        let there = |value: &Value| {
            let members = value.as_object().into_iter().flatten();
            let there = members.filter(|(_, value)| !value.is_null());
            there
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect::<Members>()
        };
        if there(came) != there(sent) {
            found.push(format!("the headers {sent} were read as {came}"));
        }
        found
    }
}

impl Debug for Departure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Departure")
    }
}
