//! What generated doubles are made of.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use auth_core::Error;

use super::description::{Description, Place};
use super::expectation::{Argument, Expectation, lacking, undeclared};
use super::headers::Headers;
use super::parts::Parts;
use super::received::{Received, Unreadable};
use super::reply::Reply;
use super::times::Times;
use super::turn::Turn;
use crate::path_style;
use crate::runtime::{Call, Segment};

type Predicate = Arc<dyn Fn(&Received) -> bool + Send + Sync>;

/// What a double matches and answers. Applications have no use for it: the doubles of generated crates are made of it.
#[derive(Clone)]
#[must_use]
pub struct Double {
    pub(super) description: &'static Description,
    /// Whether a request has the arguments of the operation.
    reads: fn(&Received) -> Result<(), Unreadable>,
    expectations: Vec<Expectation>,
    predicates: Vec<Predicate>,
    header: Vec<(&'static str, String)>,
    turns: Vec<Turn>,
    pub(super) times: Option<Times>,
}

impl Double {
    /// A double that matches every request of an operation and has no answer yet.
    pub const fn new(description: &'static Description) -> Self {
        Self {
            description,
            reads: |_| Ok(()),
            expectations: Vec::new(),
            predicates: Vec::new(),
            header: Vec::new(),
            turns: Vec::new(),
            times: None,
        }
    }

    /// Wants a request that can be read so: others belong to another operation on the same path.
    pub fn readable(mut self, reads: fn(&Received) -> Result<(), Unreadable>) -> Self {
        self.reads = reads;
        self
    }

    /// Wants an argument to be at its place as `fill` writes it into a call. For the usual ways to write one there are functions of their own.
    ///
    /// # Panics
    ///
    /// When it cannot be written: no request could ever match.
    #[track_caller]
    pub fn argument(
        self,
        place: Place,
        argument: impl Into<Argument>,
        fill: impl FnOnce(Call) -> Result<Call, Error>,
    ) -> Self {
        let call = fill(Call::new(self.description.operation));
        self.wants(place, argument.into(), call)
    }

    /// Wants what a call was filled with.
    #[track_caller]
    pub(super) fn wants(
        mut self,
        place: Place,
        argument: Argument,
        filled: Result<Call, Error>,
    ) -> Self {
        let wanted = match filled {
            Ok(call) => Parts::of(&call, &self.description.body),
            Err(error) => panic!(
                "the double of `{}` wants what cannot be sent: {error}",
                self.id()
            ),
        };
        self.expectations.push(Expectation {
            argument,
            place,
            wanted: Some(wanted),
        });
        self
    }

    /// Wants an argument to be absent from its place.
    pub fn without(mut self, place: Place, argument: impl Into<Argument>) -> Self {
        self.expectations.push(Expectation {
            argument: argument.into(),
            place,
            wanted: None,
        });
        self
    }

    /// Wants a header, whether the document has it or not. Its value is not shown.
    pub fn any_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.header.push((name, value.into()));
        self
    }

    /// Wants the request to be as this function wants it.
    pub fn matching(
        mut self,
        predicate: impl Fn(&Received) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.predicates.push(Arc::new(predicate));
        self
    }

    /// Answers so, after what it was told to answer before.
    pub fn reply(mut self, reply: impl Into<Reply>) -> Self {
        self.turns.push(Turn::fixed(reply.into()));
        self
    }

    /// Answers as the double that this function gives, after what it was told to answer before.
    pub fn respond_with(
        mut self,
        mut respond: impl FnMut(&Received) -> Result<Self, Unreadable> + Send + 'static,
    ) -> Self {
        self.turns.push(Turn::asking(self.id(), move |received| {
            let double = respond(received).map_err(|error| error.to_string())?;
            double.only_turn()?.reply(received)
        }));
        self
    }

    /// Delays the answer that it was told last.
    ///
    /// # Panics
    ///
    /// When it was not told one.
    #[track_caller]
    pub fn delayed(self, delay: Duration) -> Self {
        self.last("delayed", move |reply| reply.delayed(delay))
    }

    /// Gives the answer that it was told last a header.
    ///
    /// # Panics
    ///
    /// When it was not told one, and when HTTP has no such header.
    #[track_caller]
    pub fn with_header(self, name: &str, value: impl Into<String>) -> Self {
        let headers = Headers::default().add(name, value);
        self.last("with_header", move |reply| {
            reply.with_headers(headers.clone())
        })
    }

    /// Gives the answer that it was told last the headers that its document describes.
    ///
    /// # Panics
    ///
    /// When it was not told one.
    #[track_caller]
    pub fn with_headers(self, headers: impl Into<Headers>) -> Self {
        let headers = headers.into();
        self.last("with_headers", move |reply| {
            reply.with_headers(headers.clone())
        })
    }

    #[track_caller]
    fn last(
        mut self,
        function: &str,
        change: impl Fn(Reply) -> Reply + Send + Sync + 'static,
    ) -> Self {
        match self.turns.pop() {
            Some(last) => self.turns.push(last.changed(change)),
            None => panic!("`{function}` changes the answer before it, and there is none"),
        }
        self
    }

    /// Wants so many requests.
    pub fn expect(mut self, times: impl Into<Times>) -> Self {
        self.times = Some(times.into());
        self
    }

    pub(super) const fn id(&self) -> &'static str {
        self.description.operation.id
    }

    pub(super) const fn has_answer(&self) -> bool {
        !self.turns.is_empty()
    }

    /// The answer to the request of this number; the last one for ever.
    pub(super) fn turn(&self, number: usize) -> Turn {
        let last = self.turns.last();
        let turn = self.turns.get(number).or(last).cloned();
        turn.unwrap_or_else(|| Turn::fixed(Reply::empty(501)))
    }

    /// The answer of a double that was given for one request, and so wants nothing of requests.
    fn only_turn(mut self) -> Result<Turn, String> {
        let wants = !self.expectations.is_empty()
            || !self.predicates.is_empty()
            || !self.header.is_empty()
            || self.times.is_some();
        match (self.turns.pop(), self.turns.is_empty(), wants) {
            (Some(turn), true, false) => Ok(turn),
            (_, _, true) => Err(
                "what `respond_with` was given for the request wants something of it, which has come already"
                    .to_owned(),
            ),
            _ => Err("what `respond_with` was given for the request has not exactly one answer".to_owned()),
        }
    }

    /// The method and the first of its paths.
    pub(super) fn line(&self) -> String {
        let operation = self.description.operation;
        let path = path_style::path(operation, 0);
        let pieces = path.iter().map(|segment| match segment {
            Segment::Text(text) => (*text).to_owned(),
            Segment::Parameter(_) => "{}".to_owned(),
        });
        format!("{} {}", operation.method, pieces.collect::<String>())
    }

    /// What keeps a request of the operation from matching, in words without secrets.
    pub(super) fn differences(&self, received: &Received) -> Vec<String> {
        let parts = &received.parts;
        let lacking = lacking(self.description, parts);
        if !lacking.is_empty() {
            // Another operation on the same path.
            return lacking;
        }
        let mut found = undeclared(self.description, parts);
        let different = self.expectations.iter();
        found.extend(different.filter_map(|expectation| expectation.difference(parts)));
        for (name, value) in &self.header {
            let given = parts.headers.get_all(*name).iter();
            if !given
                .into_iter()
                .any(|given| given.as_bytes() == value.as_bytes())
            {
                found.push(format!(
                    "the header `{name}` is missing or has another value, which is not shown"
                ));
            }
        }
        if let Err(unreadable) = (self.reads)(received) {
            if found.is_empty() {
                found.push(unreadable.to_string());
            }
            return found;
        }
        for predicate in &self.predicates {
            match catch_unwind(AssertUnwindSafe(|| predicate(received))) {
                Ok(true) => {}
                Ok(false) => found.push("the function given to `matching` says no".to_owned()),
                Err(_) => found.push("the function given to `matching` panicked".to_owned()),
            }
        }
        found
    }
}

/// Without values, which may be secrets.
impl fmt::Debug for Double {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Double")
            .field("operation", &self.id())
            .field("times", &self.times)
            .finish_non_exhaustive()
    }
}
