//! The flight protocol: when the provider is asked, with what, and what becomes of its answer.
//!
//! A flight is one visit to the provider on behalf of all who want a token. [`Protocol`] is a pure state machine: a state and an event
//! at a moment give the next state and the actions to take. It holds no clock, no task, no lock, no secret and no chance; the shell
//! in `cache` owns all these, executes the actions in their order, and reports what happened as the next event.

mod pauses;
mod protocol;
#[cfg(test)]
#[expect(
    clippy::unchecked_time_subtraction,
    reason = "helpers of tests fail as tests do"
)]
mod tests;

use std::time::Duration;

pub(crate) use self::protocol::{Protocol, Rest};

use crate::ErrorKind;
use crate::schedule::{Lifetime, Margins};

/// Tells flights apart, so that a late answer is not taken for that of a newer flight.
pub(crate) type FlightId = u64;

/// What the protocol is told to keep to.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Rules {
    pub(crate) margins: Margins,
    /// The longest pause after refusals.
    pub(crate) refusal_pause: Duration,
    /// The deadline of one flight.
    pub(crate) timeout: Duration,
    /// Whether the provider is known to give the same token until it ends.
    pub(crate) same_token: bool,
}

/// With what a flight asks.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Grant {
    Primary,
    Renew,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Event {
    /// A caller found no usable token. A flight can start only where there is a runtime. `flown` is how long the flight under way has
    /// been so by the clock of its timers.
    Wanted { runtime: bool, flown: Duration },
    /// A caller on a runtime found a usable token whose refresh is due.
    Due { flown: Duration },
    /// A flight's task is ready to ask.
    Ready(FlightId),
    /// The provider gave a token.
    Issued(FlightId, Issue),
    /// The provider gave none.
    Failed(FlightId, Failure),
    /// Nobody runs this flight any more.
    Lost(FlightId),
    /// A service refused a token; whether that is, byte for byte, the one that was accepted last.
    Rejected { same: bool },
    /// The application knows that trying again is worth while.
    RetryNow,
}

/// A token that the provider gave.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Issue {
    pub(crate) lifetime: Lifetime,
    /// Whether it is, byte for byte, the token that was accepted last.
    pub(crate) same: bool,
    /// The life of the refresh token that came with it.
    pub(crate) renewal: Option<Lifetime>,
    /// Chance, from 0 up to 1.
    pub(crate) luck: f64,
}

/// Why the provider gave none.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Failure {
    pub(crate) kind: ErrorKind,
    pub(crate) retry_after: Option<Duration>,
    /// Chance, from 0 up to 1.
    pub(crate) luck: f64,
}

/// What to do, in this order.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Action {
    /// The caller gets the token at hand.
    Serve,
    /// The caller waits for the flight.
    Join(FlightId),
    /// The caller gets the remembered failure.
    Recall,
    /// The caller gets an error: a flight is needed, and there is no runtime for it.
    NeedRuntime,
    /// Start a flight's task, which is ready after the pause.
    Start { flight: FlightId, pause: Duration },
    /// The task asks the provider.
    Ask(Grant),
    /// The task is ready again after the pause.
    Again { pause: Duration },
    /// Keep the refresh token that came with the token.
    KeepRefreshToken,
    /// Forget the refresh token at hand.
    DropRefreshToken,
    /// Keep the token that came. Its life may end earlier than the provider says.
    Accept(Lifetime),
    /// Show callers the token that is held, with the window of [`Protocol::window`]; or none.
    Publish,
    /// The token that was held is rejected: show callers none.
    Withdraw,
    /// Answer all who wait, and forget the flight.
    Land(Landed),
    /// Forget the flight, for which nobody waits.
    Discard,
    /// Nobody runs the flight: send all who wait for it back to ask again, and forget it.
    Abandon,
}

/// How a flight ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Landed {
    /// With the token that came.
    Token,
    /// With the failure that came.
    Failure,
    /// With a token that is over already, which is a failure.
    Over,
}
