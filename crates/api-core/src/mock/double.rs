//! What generated doubles are made of.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use auth_core::Error;

use super::description::Description;
use super::expectation::{Argument, Expectation, lacking, undeclared};
use super::fault::Reply;
use super::parts::Parts;
use super::received::{Received, Unreadable};
use super::times::Times;
use crate::path_style;
use crate::runtime::{Call, Segment};

/// A double of an operation, as a generated crate has one for each.
pub trait Doubled {
    /// The arguments of a request, typed.
    type Received: for<'r> TryFrom<&'r Received, Error = Unreadable>;

    /// What the double does.
    fn into_double(self) -> Double;
}

/// What all generated doubles have, whatever their operation.
#[doc(hidden)]
#[macro_export]
macro_rules! doubled {
    ($double:ident, $received:ident) => {
        impl $double {
            /// Answers so, as no caller hopes for.
            pub fn fault(self, fault: $crate::mock::Fault) -> Self {
                Self(self.0.reply(fault))
            }

            /// Delays the answer that was given last.
            pub fn delayed(self, delay: ::core::time::Duration) -> Self {
                Self(self.0.delayed(delay))
            }

            /// Wants so many requests: `1`, `1..`, `..=2`.
            pub fn expect(self, times: impl ::core::convert::Into<$crate::mock::Times>) -> Self {
                Self(self.0.expect(times))
            }

            /// Wants a header, such as the credential of the client. Its value is not shown where it is missing.
            pub fn header(
                self,
                name: &'static str,
                value: impl ::core::convert::Into<::std::string::String>,
            ) -> Self {
                Self(self.0.header(name, value))
            }

            /// Wants the arguments to be as this function wants them.
            pub fn matching(
                self,
                predicate: impl ::core::ops::Fn(&$received) -> bool
                + ::core::marker::Send
                + ::core::marker::Sync
                + 'static,
            ) -> Self {
                Self(self.0.matching(move |received| {
                    $received::try_from(received).is_ok_and(|received| predicate(&received))
                }))
            }
        }

        impl $crate::mock::Doubled for $double {
            type Received = $received;

            fn into_double(self) -> $crate::mock::Double {
                self.0
            }
        }
    };
}

type Predicate = Arc<dyn Fn(&Received) -> bool + Send + Sync>;

/// What a double matches and answers. Applications have no use for it: the doubles of generated crates are made of it.
#[derive(Clone)]
#[must_use]
pub struct Double {
    pub(super) description: &'static Description,
    expectations: Vec<Expectation>,
    predicates: Vec<Predicate>,
    header: Vec<(&'static str, String)>,
    replies: Vec<Reply>,
    pub(super) times: Option<Times>,
}

impl Double {
    /// A double that matches every request of an operation and has no answer yet.
    pub const fn new(description: &'static Description) -> Self {
        Self {
            description,
            expectations: Vec::new(),
            predicates: Vec::new(),
            header: Vec::new(),
            replies: Vec::new(),
            times: None,
        }
    }

    /// Wants an argument to be as `fill` writes it into a call.
    ///
    /// # Panics
    ///
    /// When it cannot be written: no request could ever match.
    #[track_caller]
    pub fn argument(
        mut self,
        argument: Argument,
        fill: impl FnOnce(Call) -> Result<Call, Error>,
    ) -> Self {
        let wanted = match fill(Call::new(self.description.operation)) {
            Ok(call) => Parts::of(&call, &self.description.body),
            Err(error) => panic!(
                "the double of `{}` wants what cannot be sent: {error}",
                self.id()
            ),
        };
        self.expectations.push(Expectation {
            argument,
            wanted: Some(wanted),
        });
        self
    }

    /// Wants an argument to be absent.
    pub fn without(mut self, argument: Argument) -> Self {
        self.expectations.push(Expectation {
            argument,
            wanted: None,
        });
        self
    }

    /// Wants a header.
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
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
        self.replies.push(reply.into());
        self
    }

    /// Delays the answer that it was told last.
    ///
    /// # Panics
    ///
    /// When it was not told one.
    #[track_caller]
    pub fn delayed(mut self, delay: Duration) -> Self {
        match self.replies.last_mut() {
            Some(last) => last.delayed(delay),
            None => panic!("`delayed` delays the answer before it, and there is none"),
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
        !self.replies.is_empty()
    }

    /// The answer to the request of this number; the last one for ever.
    pub(super) fn answer(&self, number: usize) -> Reply {
        let last = self.replies.last();
        self.replies
            .get(number)
            .or(last)
            .cloned()
            .unwrap_or_else(|| Reply::empty(501))
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
