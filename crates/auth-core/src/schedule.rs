//! When a token ends, until when it is usable, and from when a refresh is due: arithmetic alone.

use std::time::Duration;

use crate::clock::nanos;
use crate::jwt::Claims;
use crate::{Life, Moment};

/// The life of one token on the two clocks.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Lifetime {
    /// Just before the request was sent: the provider issued it later, so that a life counted from here ends early, never late.
    pub(crate) asked: Moment,
    /// `None` for an endless one.
    pub(crate) end: Option<Moment>,
    /// Whether the token itself says so. Asking for the same token again does not lengthen such a life.
    pub(crate) by_claims: bool,
}

impl Lifetime {
    /// Works out the life of a token that was asked for at `asked`. The first of these that is known holds: the span that the
    /// provider states; `exp` minus `iat` of the token; the time that the provider states; `exp` of the token; the default life.
    ///
    /// A span does not care how wrong the wall clock is. A time does: [`Life::Until`] says what that means.
    pub(crate) fn work_out(
        stated: Life,
        claims: Option<Claims>,
        default: Duration,
        asked: Moment,
    ) -> (Life, Self) {
        let span = claims.and_then(Claims::span);
        let (life, by_claims) = match (stated, span, claims) {
            (Life::Until(_) | Life::Unstated, Some(span), _) => (Life::For(span), true),
            (Life::Unstated, None, Some(claims)) if claims.issued.is_none() => {
                (Life::until_epoch_seconds(claims.expires), true)
            }
            (Life::Unstated, None, _) => (Life::For(default), false),
            _ => (stated, false),
        };
        let end = match life {
            Life::For(span) => Some(asked.after(span)),
            Life::Until(time) => Some(asked.at(time)),
            Life::Endless | Life::Unstated => None,
        };
        let lifetime = Self {
            asked,
            end,
            by_claims,
        };
        (life, lifetime)
    }

    /// The life of a refresh token: what is stated, else what it says of itself, else without an end: it is tried until it is refused.
    pub(crate) fn of_refresh_token(stated: Life, claims: Option<Claims>, asked: Moment) -> Self {
        let stated = match (stated, claims) {
            (Life::Unstated, None) => Life::Endless,
            _ => stated,
        };
        Self::work_out(stated, claims, Duration::MAX, asked).1
    }

    /// Whether the token has ended.
    pub(crate) fn is_over(&self, now: Moment) -> bool {
        self.end.is_some_and(|end| now.reached(end))
    }

    /// The life of this token when it is the one that we had before, with that life.
    pub(crate) fn of_same_token(mut self, before: &Self) -> Self {
        if let (true, Some(end), Some(before)) = (self.by_claims, self.end, before.end) {
            self.end = Some(end.earlier(before));
        }
        self
    }

    /// Whether asking again has brought next to nothing: the same token ends less than half as much later as it was asked for later.
    pub(crate) fn gained_nothing(&self, before: &Self) -> bool {
        let (Some(end), Some(end_before)) = (self.end, before.end) else {
            return false;
        };
        end_before.until(end) * 2 < before.asked.until(self.asked)
    }
}

impl Claims {
    /// `exp` minus `iat`. Claims that contradict themselves say nothing.
    fn span(self) -> Option<Duration> {
        let span = self.expires.saturating_sub(self.issued?);
        let span = u64::try_from(span).ok().filter(|span| *span > 0)?;
        Some(Duration::from_secs(span))
    }
}

/// How much of a life is for use.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Margins {
    /// How much life a token must have left to be handed out; never more than a tenth of it.
    pub(crate) min_validity: Duration,
    /// The millionths of the life after which a refresh is due.
    pub(crate) refresh_at: u32,
}

/// Two questions with two answers: is it usable, and is a refresh due?
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Window {
    /// The end of the token.
    pub(crate) end: Moment,
    /// So many nanoseconds before its end it is no longer handed out.
    pub(crate) margin: u64,
    /// A refresh is due from this moment.
    pub(crate) refresh_at: Moment,
}

impl Margins {
    /// A refresh is due from `refresh_at` of the life, from 0 up to 1, or somewhat later: `place`, from 0 up to 1, is in the first half
    /// of what is left then. Where the margin takes much of the rest, it is due earlier.
    pub(crate) fn new(min_validity: Duration, refresh_at: f64, place: f64) -> Self {
        let point = refresh_at + (1.0 - refresh_at) / 2.0 * place;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the cast saturates"
        )]
        let millionths = (point * 1e6).ceil() as u32;
        Self {
            min_validity,
            refresh_at: millionths,
        }
    }

    /// The window of a token from a provider that gives a new one for each request.
    pub(crate) fn window(&self, lifetime: &Lifetime) -> Window {
        let Some(end) = lifetime.end else {
            return Window::ENDLESS;
        };
        let life = lifetime.asked.until(end);
        let due = millionths(life, self.refresh_at);
        let window = Window {
            end,
            margin: nanos(self.min_validity.min(life / 10)),
            refresh_at: lifetime.asked.after(due),
        };
        // The margin of a short life is much of what is left then, and a refresh needs time before it.
        let time_to_refresh = nanos(life.saturating_sub(due) / 2);
        let latest = window.usable_until().before_nanos(time_to_refresh);
        Window {
            refresh_at: window.refresh_at.earlier(latest),
            ..window
        }
    }

    /// The window of a token from a provider that gives the same one until it ends: asking earlier brings nothing, so that it is
    /// used to its end and not refreshed.
    pub(crate) fn window_to_the_end(lifetime: &Lifetime) -> Window {
        Window::until(lifetime.end.unwrap_or(Moment::NEVER))
    }
}

impl Window {
    pub(crate) const ENDLESS: Self = Self::until(Moment::NEVER);

    /// Usable to its end, and never due for a refresh.
    pub(crate) const fn until(end: Moment) -> Self {
        Self {
            end,
            margin: 0,
            refresh_at: Moment::NEVER,
        }
    }

    /// Usable before this moment.
    #[inline]
    pub(crate) const fn usable_until(&self) -> Moment {
        self.end.before_nanos(self.margin)
    }

    /// Whether the token may be handed out, and there is nothing else to do.
    #[inline]
    pub(crate) const fn is_fresh(&self, now: Moment) -> bool {
        self.is_usable(now) && !self.is_due(now)
    }

    /// Whether the token may be handed out.
    #[inline]
    pub(crate) const fn is_usable(&self, now: Moment) -> bool {
        !now.reached(self.usable_until())
    }

    /// Whether a refresh should run beside its use.
    #[inline]
    pub(crate) const fn is_due(&self, now: Moment) -> bool {
        now.reached(self.refresh_at)
    }
}

fn millionths(span: Duration, part: u32) -> Duration {
    let nanos = span.as_nanos() * u128::from(part) / 1_000_000;
    u64::try_from(nanos).map_or(Duration::MAX, Duration::from_nanos)
}

#[cfg(test)]
mod tests;
