//! What is said when it is a double's turn to answer.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use super::received::Received;
use super::reply::Reply;

/// Gives an answer, or says why there is none, in words without secrets.
type Respond = Arc<dyn Fn(&Received) -> Result<Reply, String> + Send + Sync>;

/// What a double answers a request with.
#[derive(Clone)]
pub(super) struct Turn(Kind);

#[derive(Clone)]
enum Kind {
    Fixed(Reply),
    /// For the operation with this id.
    Asking(&'static str, Respond),
}

impl Turn {
    /// Always this.
    pub(super) const fn fixed(reply: Reply) -> Self {
        Self(Kind::Fixed(reply))
    }

    /// What a function says.
    pub(super) fn asking(
        id: &'static str,
        respond: impl FnMut(&Received) -> Result<Reply, String> + Send + 'static,
    ) -> Self {
        let respond = Mutex::new(respond);
        Self(Kind::Asking(
            id,
            Arc::new(move |received| {
                // What a function that panicked has left is its own affair, and that it did is told.
                let mut respond = respond.lock().unwrap_or_else(PoisonError::into_inner);
                respond(received)
            }),
        ))
    }

    /// The same, changed.
    pub(super) fn changed(self, change: impl Fn(Reply) -> Reply + Send + Sync + 'static) -> Self {
        Self(match self.0 {
            Kind::Fixed(reply) => Kind::Fixed(change(reply)),
            Kind::Asking(id, respond) => {
                Kind::Asking(id, Arc::new(move |received| respond(received).map(&change)))
            }
        })
    }

    /// The answer to a request, or why there is none, in words without secrets.
    pub(super) fn reply(&self, received: &Received) -> Result<Reply, String> {
        match &self.0 {
            Kind::Fixed(reply) => Ok(reply.clone()),
            Kind::Asking(id, respond) => {
                let answer = catch_unwind(AssertUnwindSafe(|| respond(received)));
                let panicked = |_| Err("the function given to `respond_with` panicked".to_owned());
                let answer = answer.unwrap_or_else(panicked);
                answer.map_err(|reason| format!("`{id}`: {reason}"))
            }
        }
    }
}

/// Without what is answered, which may be secret.
impl fmt::Debug for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.0 {
            Kind::Fixed(_) => "Fixed",
            Kind::Asking(..) => "Asking",
        })
    }
}
