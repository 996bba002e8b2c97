//! The wait of a caller who found no token.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use super::line::Place;
use super::shell::Shared;
use super::state::{Answer, Reply};
use crate::{Error, ErrorKind};

/// How often a caller asks again when nobody runs the flight that it waited for.
const ROUNDS: u32 = 3;

/// What such a caller gets, now or later. Small, as a crowd has many of it.
pub(super) struct Obtain<'a> {
    cache: &'a Arc<Shared>,
    place: Option<Place>,
    rounds: u32,
}

impl<'a> Obtain<'a> {
    pub(super) const fn new(cache: &'a Arc<Shared>) -> Self {
        Self {
            cache,
            place: None,
            rounds: 0,
        }
    }
}

impl Future for Obtain<'_> {
    type Output = Answer;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Answer> {
        loop {
            let Some(place) = &mut self.place else {
                if self.rounds == ROUNDS {
                    return Poll::Ready(Err(short_lived_runtimes()));
                }
                self.rounds += 1;
                match self.cache.want()? {
                    Reply::Answer(answer) => return Poll::Ready(answer),
                    Reply::Wait(place) => self.place = Some(place),
                }
                continue;
            };
            let answer = ready!(Pin::new(place).poll(context));
            self.place = None;
            match answer {
                // A caller that was not woken for long may find that the token has ended meanwhile.
                Some(Ok(token)) if token.is_over() => {}
                Some(answer) => return Poll::Ready(answer),
                None => {}
            }
        }
    }
}

fn short_lived_runtimes() -> Error {
    Error::new(
        ErrorKind::Runtime,
        "no runtime lived long enough to ask for a token",
    )
}
