//! One page after the other, whatever is in them.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use auth_core::{Error, ErrorKind};

use super::progress::{Position, Progress, Seen, Step};
use super::request::{self, Value};
use super::rules::{Follow, Paging};
use crate::Client;
use crate::runtime::{Answer, Call};
use crate::text::without_bom;

type Asking = Pin<Box<dyn Future<Output = Result<Answer, Error>> + Send>>;

/// Asks for one page when it is polled, and for none before.
pub(super) struct Pager {
    paging: &'static Paging,
    client: Client,
    /// The request of the application, which the pages' requests are made from.
    call: Result<Call, Error>,
    size: Option<u64>,
    progress: Option<Progress>,
    state: State,
}

enum State {
    /// The next page has not been asked for.
    Idle,
    Asking(Asking),
    /// After an error.
    Failed,
    Over,
}

impl Pager {
    pub(super) fn new(paging: &'static Paging, client: Client, call: Result<Call, Error>) -> Self {
        Self {
            paging,
            client,
            call,
            size: None,
            progress: None,
            state: State::Idle,
        }
    }

    pub(super) fn set_size(&mut self, size: u32) {
        self.size = Some(size.into());
    }

    pub(super) fn resume(&mut self) {
        if matches!(self.state, State::Failed) {
            self.state = State::Idle;
        }
    }

    pub(super) fn total(&self) -> Option<u64> {
        self.progress.as_ref()?.total
    }

    /// The next page, read by `read`. None where there is none, and after an error.
    pub(super) fn poll_page<P>(
        &mut self,
        context: &mut Context<'_>,
        read: &dyn Fn(Answer) -> Result<P, Error>,
    ) -> Poll<Option<Result<P, Error>>> {
        let Some(answer) = ready!(self.poll_answer(context)) else {
            return Poll::Ready(None);
        };
        let page = answer.and_then(|answer| {
            let operation = answer.operation_id();
            let seen = self.look(&answer);
            // An answer that cannot be read says so better than a list that is not found in it.
            let page = read(answer)?;
            self.move_on(seen)
                .map_err(|error| error.with_operation(operation))?;
            Ok(page)
        });
        if page.is_err() {
            self.state = State::Failed;
        }
        Poll::Ready(Some(page))
    }

    fn poll_answer(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Answer, Error>>> {
        loop {
            match &mut self.state {
                State::Idle => match self.page_call() {
                    Ok(call) => {
                        let client = self.client.clone();
                        self.state =
                            State::Asking(Box::pin(async move { client.execute(call).await }));
                    }
                    Err(error) => return Poll::Ready(Some(Err(error))),
                },
                State::Asking(asking) => {
                    let answer = ready!(asking.as_mut().poll(context));
                    self.state = State::Idle;
                    return Poll::Ready(Some(answer));
                }
                State::Failed | State::Over => return Poll::Ready(None),
            }
        }
    }

    /// The call of the next page.
    fn page_call(&mut self) -> Result<Call, Error> {
        let mut call = self.call.clone()?;
        let progress = match &self.progress {
            Some(progress) => progress,
            None => self.progress.insert(self.start(&call)?),
        };
        if let (Some(rule), Some(size)) = (&self.paging.size, progress.size) {
            call = request::write(call, rule.place, Value::Number(size))?;
        }
        let (Follow::Offset { place, .. }
        | Follow::Page { place, .. }
        | Follow::Cursor { place, .. }) = self.paging.follow;
        match &progress.position {
            Position::Number(number) => request::write(call, place, Value::Number(*number)),
            Position::Token(Some(token)) => request::write(call, place, Value::Text(token)),
            Position::Token(None) => Ok(call),
        }
    }

    /// Where the application wants to begin.
    fn start(&self, call: &Call) -> Result<Progress, Error> {
        let is_count = |place| request::flag(call, place);
        if let Some(place) = self.paging.count_only.filter(|place| is_count(*place)) {
            return Err(Error::configuration(
                place.name(),
                "is set: such an answer holds a count and no items; send the request itself",
            ));
        }
        let size = self.paging.size.as_ref().and_then(|rule| {
            let own = request::number(call, rule.place);
            let size = self.size.or(own).or(rule.default)?;
            Some((rule, rule.max.map_or(size, |max| size.min(max))))
        });
        if let Some((rule, 0)) = size {
            return Err(Error::configuration(
                rule.place.name(),
                "is 0: a page has to hold something",
            ));
        }
        let position = match self.paging.follow {
            Follow::Offset { place, first } | Follow::Page { place, first } => {
                // Services read a number before the first as the first: counting on from it would bring items twice.
                let own = request::number(call, place);
                Position::Number(own.map_or(first, |own| own.max(first)))
            }
            Follow::Cursor { place, .. } => Position::Token(request::text(call, place)),
        };
        Ok(Progress::new(
            self.paging,
            position,
            size.map(|(_, size)| size),
        ))
    }

    fn look(&self, answer: &Answer) -> Option<Seen> {
        let body = std::str::from_utf8(without_bom(answer.body())).ok()?;
        Seen::of(self.paging, body)
    }

    fn move_on(&mut self, seen: Option<Seen>) -> Result<(), Error> {
        let (Some(seen), Some(progress)) = (seen, &mut self.progress) else {
            return Err(Error::new(
                ErrorKind::Unreadable,
                "the answer has no list where the items of a page should be",
            ));
        };
        match progress.after(self.paging, &seen) {
            Step::More => {}
            Step::Over => self.state = State::Over,
            Step::Stuck => {
                return Err(Error::new(
                    ErrorKind::Unreadable,
                    "the service answers with a page that it gave before: it does not seem to page through this list",
                ));
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Pager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.state {
            State::Idle => "idle",
            State::Asking(_) => "asking",
            State::Failed => "failed",
            State::Over => "over",
        };
        f.debug_struct("Pager")
            .field("state", &state)
            .finish_non_exhaustive()
    }
}
