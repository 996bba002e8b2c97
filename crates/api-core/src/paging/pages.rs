//! A list as its pages.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use auth_core::Error;
use futures_core::Stream;
use serde::de::DeserializeOwned;

use super::pager::Pager;
use super::rules::Paging;
use crate::Client;
use crate::runtime::{Answer, Call};

/// The pages of a list, one after the other: each the answer that the operation gives when it is sent by itself.
///
/// [`next`](Self::next) gives them without any further crate; as a [`Stream`] they work with the combinators of `futures`.
///
/// - A page is asked for when it is polled, never ahead, and each one as a call of its own: with its retries, its time limit and, where calls are authorized, the
///   token that the provider has at that moment.
/// - The first page is the one that the request names, if it names one; from there the list goes to its end. The page size is [`page_size`](Self::page_size), else the
///   request's own, else that of the API's description.
/// - The list ends behind the number of items that the service states, with an empty page, or, where pages follow by a token, when there is no further one. A page that is
///   shorter than asked for ends it only where the description knows the largest size, because services cut sizes down.
/// - A service that gives the same page again, because it does not page at all, is an error, not an endless list. That cannot be told from items that are all the same, with
///   the service stating how many there are: those are trusted.
/// - After an error the list is over; [`resume`](Self::resume) lets it ask for the same page again. No page is lost or given twice by that.
/// - Dropping the future of `next` loses nothing: the page under way is given by the next call of it.
///
/// A list is no snapshot. Where pages follow by the number of an item or of a page, what is added or removed on the server between two pages moves the
/// others: an item may be missed or come twice. Ask for an order that new items do not disturb, and expect doubles.
#[must_use = "nothing is asked for until the first page is"]
pub struct Pages<A> {
    pager: Pager,
    read: fn(Answer) -> Result<A, Error>,
}

impl<A: DeserializeOwned> Pages<A> {
    /// The pages that begin with this call. Generated code calls it.
    pub fn new(paging: &'static Paging, client: &Client, call: Result<Call, Error>) -> Self {
        Self {
            pager: Pager::new(paging, client.clone(), call),
            read: Answer::json,
        }
    }
}

impl<A> Pages<A> {
    /// Asks for so many items on a page, whatever the request says. It has no effect on an operation whose pages have no size to choose, nor once the first page was asked for.
    ///
    /// 0 makes the first page an error.
    pub fn page_size(mut self, size: u32) -> Self {
        self.pager.set_size(size);
        self
    }

    /// The next page; none behind the last one, and after an error.
    ///
    /// # Errors
    ///
    /// Those of the operation; [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when the request asks for a count alone; and
    /// [`ErrorKind::Unreadable`](crate::ErrorKind::Unreadable) when the service does not move on.
    pub async fn next(&mut self) -> Option<Result<A, Error>> {
        poll_fn(|context| self.pager.poll_page(context, &self.read)).await
    }

    /// After an error: lets the next poll ask for the page that failed once more. Otherwise it changes nothing.
    pub fn resume(&mut self) {
        self.pager.resume();
    }

    /// How many items there are on all pages, as the service said with the last page; none before the first, or where it does not say.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.pager.total()
    }
}

impl<A> Stream for Pages<A> {
    type Item = Result<A, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        this.pager.poll_page(context, &this.read)
    }
}

impl<A> fmt::Debug for Pages<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("pager", &self.pager)
            .finish_non_exhaustive()
    }
}
