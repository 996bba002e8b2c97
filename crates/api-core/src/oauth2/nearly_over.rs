//! What to do with a token that comes with next to no life left.

use std::future::Future;
use std::time::Duration;

use auth_core::{Error, Life};
use tokio::time::{Instant, sleep};

use crate::Seconds;

/// Providers state whole seconds, rounded down: a token that is said to live for n more is surely over after n + 1.
const ROUNDED_OFF: Duration = Duration::from_secs(1);

/// A longer wait would meet the deadline of a cache's request, 125 s by default.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// What to do with a token that comes with next to no life left, from a provider that returns the token that it issued before until that one ends.
///
/// ```
/// use std::time::Duration;
/// use api_core::oauth2::NearlyOver;
///
/// // A token with up to 9 s left is not handed out; the next one is, at most 10 s later.
/// let patient = NearlyOver::Wait(Duration::from_secs(10));
/// # let _ = patient;
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum NearlyOver {
    /// The token is handed out as it is, and the next one is asked for when it has ended. Callers never wait for that, and may get a token that ends on its
    /// way to the service.
    ///
    /// One with 0 seconds left is never handed out: a cache waits a second for the next, once. One with a second left is, and costs a third request for the same
    /// token when that second is over.
    HandOut,
    /// The token's end is waited for, and the next one is asked for, where that takes no longer than this, once in a request. A token with more life left is
    /// handed out.
    ///
    /// The wait is part of the request: callers without a token wait with it, those who came meanwhile join it, and a cache's `request_timeout` holds for it as
    /// well. It can be a minute at most. What comes after the wait is handed out however much life it has left; a cache that gets one with none asks once more, as
    /// with [`NearlyOver::HandOut`].
    Wait(Duration),
}

impl NearlyOver {
    /// Refuses what cannot be kept to.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for a wait of more than a minute.
    pub fn check(self) -> Result<Self, Error> {
        match self {
            Self::Wait(bound) if bound > LONGEST_WAIT => Err(Error::configuration(
                "nearly_over",
                "waits for more than a minute",
            )),
            _ => Ok(self),
        }
    }

    /// Asks for a token, and once more where the first is waited out: what a [`TokenSource`](auth_core::TokenSource) does in its request.
    ///
    /// The life that comes with the answer is counted from when this was called, as sources do: it includes what was waited.
    ///
    /// # Errors
    ///
    /// Those of `ask`.
    ///
    /// # Panics
    ///
    /// As tokio does, when the runtime has no timer.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    /// use api_core::Seconds;
    /// use api_core::oauth2::NearlyOver;
    /// use auth_core::Life;
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
    /// let ask = || async { Ok(("a-token", Seconds::new(1719))) };
    /// let policy = NearlyOver::Wait(Duration::from_secs(5));
    /// let (answer, life) = policy.ask(ask, |answer| Some(answer.1)).await?;
    /// assert_eq!((answer.0, life), ("a-token", Life::in_seconds(1719)));
    /// # Ok::<(), api_core::Error>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub async fn ask<T, F>(
        self,
        ask: impl Fn() -> F,
        expires_in: impl Fn(&T) -> Option<Seconds>,
    ) -> Result<(T, Life), Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let start = Instant::now();
        let first = ask().await?;
        let stated = expires_in(&first);
        let Some(wait) = stated.and_then(|left| self.wait(left)) else {
            return Ok((first, life(stated, Duration::ZERO)));
        };
        drop(first);
        sleep(wait).await;
        let waited = start.elapsed();
        let next = ask().await?;
        let stated = expires_in(&next);
        Ok((next, life(stated, waited)))
    }

    /// How long to wait for the next token where this one has so much life left.
    fn wait(self, left: Seconds) -> Option<Duration> {
        let Self::Wait(bound) = self else {
            return None;
        };
        let wait = span(left).saturating_add(ROUNDED_OFF);
        (wait <= bound).then_some(wait)
    }
}

/// The life of a token that was asked for so much later than the source was.
fn life(stated: Option<Seconds>, later: Duration) -> Life {
    stated.map_or(Life::Unstated, |left| {
        Life::For(span(left).saturating_add(later))
    })
}

fn span(seconds: Seconds) -> Duration {
    Duration::from_secs(u64::try_from(seconds.as_i64()).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    /// What comes of a provider that states these lives in turn: the stated life of the answer, its life as handed on, the requests, and the seconds it took.
    async fn outcome(policy: NearlyOver, lives: &[Option<i64>]) -> (Option<i64>, Life, usize, u64) {
        let asked = RefCell::new(0);
        let start = Instant::now();
        let ask = || {
            let number = *asked.borrow();
            *asked.borrow_mut() += 1;
            async move { Ok(lives[number].map(Seconds::new)) }
        };
        let (answer, life) = policy.ask(ask, |answer| *answer).await.unwrap();
        let took = start.elapsed().as_secs();
        (answer.map(Seconds::as_i64), life, asked.into_inner(), took)
    }

    #[tokio::test(start_paused = true)]
    async fn g08_waits_for_the_end_of_a_token_once_and_within_the_bound() {
        let five = NearlyOver::Wait(Duration::from_secs(5));
        let seconds = Life::in_seconds;
        for (policy, lives, expected) in [
            (
                NearlyOver::HandOut,
                vec![Some(0)],
                (Some(0), seconds(0), 1, 0),
            ),
            (five, vec![Some(5)], (Some(5), seconds(5), 1, 0)),
            (
                five,
                vec![Some(4), Some(1800)],
                (Some(1800), seconds(1805), 2, 5),
            ),
            (
                five,
                vec![Some(-3), Some(60)],
                (Some(60), seconds(61), 2, 1),
            ),
            (five, vec![Some(1), Some(1)], (Some(1), seconds(3), 2, 2)),
            (five, vec![Some(0), None], (None, Life::Unstated, 2, 1)),
            (five, vec![None], (None, Life::Unstated, 1, 0)),
            (
                five,
                vec![Some(i64::MAX)],
                (Some(i64::MAX), seconds(i64::MAX), 1, 0),
            ),
        ] {
            assert_eq!(
                outcome(policy, &lives).await,
                expected,
                "{policy:?} {lives:?}"
            );
        }
    }

    #[test]
    fn a_wait_of_more_than_a_minute_is_refused() {
        assert!(NearlyOver::Wait(LONGEST_WAIT).check().is_ok());
        let error = NearlyOver::Wait(LONGEST_WAIT + ROUNDED_OFF)
            .check()
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "`nearly_over` waits for more than a minute"
        );
    }
}
