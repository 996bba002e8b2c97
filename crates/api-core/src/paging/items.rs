//! A list as its items.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use auth_core::Error;
use futures_core::Stream;
use serde::de::DeserializeOwned;

use super::pager::Pager;
use super::rules::Paging;
use crate::Client;
use crate::runtime::{Answer, Call};

type Read<T> = Box<dyn Fn(Answer) -> Result<Vec<T>, Error> + Send + Sync>;

/// The items of a list, across its pages. What holds for [`Pages`](crate::Pages) holds here: a page is asked for when the one before it is used up.
#[must_use = "nothing is asked for until the first page is"]
pub struct Items<T> {
    pager: Pager,
    read: Read<T>,
    /// What is left of the page.
    page: vec::IntoIter<T>,
}

impl<T> Items<T> {
    /// The items that begin with this call; `items` takes them out of an answer. Generated code calls it.
    pub fn new<A: DeserializeOwned + 'static>(
        paging: &'static Paging,
        client: &Client,
        call: Result<Call, Error>,
        items: fn(A) -> Vec<T>,
    ) -> Self
    where
        T: 'static,
    {
        Self {
            pager: Pager::new(paging, client.clone(), call),
            read: Box::new(move |answer| answer.json().map(items)),
            page: Vec::new().into_iter(),
        }
    }

    /// Asks for so many items on a page: see [`Pages::page_size`](crate::Pages::page_size).
    pub fn page_size(mut self, size: u32) -> Self {
        self.pager.set_size(size);
        self
    }

    /// The next item; none behind the last one, and after an error.
    ///
    /// # Errors
    ///
    /// Those of [`Pages::next`](crate::Pages::next).
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    /// All items that are left.
    ///
    /// # Errors
    ///
    /// The first error. What came before it is lost; where that matters, use [`next`](Self::next).
    pub async fn collect_all(mut self) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        while let Some(item) = self.next().await {
            all.push(item?);
        }
        Ok(all)
    }

    /// After an error: lets the next poll ask for the page that failed once more. Otherwise it changes nothing.
    pub fn resume(&mut self) {
        self.pager.resume();
    }

    /// How many items there are on all pages: see [`Pages::total`](crate::Pages::total).
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.pager.total()
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pager.poll_page(context, &self.read)) {
                Some(Ok(page)) => self.page = page.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

// No item is ever pinned.
impl<T> Unpin for Items<T> {}

impl<T> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(context)
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pager", &self.pager)
            .field("left_on_the_page", &self.page.len())
            .finish_non_exhaustive()
    }
}
