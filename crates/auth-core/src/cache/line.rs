//! Where those stand who wait for one flight.

use std::collections::BTreeMap;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};

use super::state::Answer;

/// A line in which a crowd waits for one answer. Each who is woken only reads: a channel's locks and counts, which the crowd would
/// pass from core to core, cost more than the rest of the wait.
#[derive(Default)]
pub(super) struct Line {
    /// What the flight gave; without an answer nobody runs it any more.
    end: OnceLock<Option<Answer>>,
    queue: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    /// By the number of their place: who came first is woken first.
    wakers: BTreeMap<u64, Waker>,
    next: u64,
}

impl Line {
    /// Joins the line.
    pub(super) fn stand(self: &Arc<Self>) -> Place {
        Place {
            line: Arc::clone(self),
            number: None,
        }
    }

    /// Ends the wait of all who stand here, and of those who come. Wakers are foreign code: not to be called with a lock held.
    pub(super) fn end(&self, answer: Option<Answer>) {
        if self.end.set(answer).is_ok() {
            let wakers = mem::take(&mut self.queue().wakers);
            wakers.into_values().for_each(Waker::wake);
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Leaves a waker, unless the line has ended.
    fn wait(&self, number: &mut Option<u64>, waker: &Waker) -> Option<&Option<Answer>> {
        let mut queue = self.queue();
        // Who ends the line takes the wakers after that: it is seen here, or the waker there.
        if let Some(end) = self.end.get() {
            return Some(end);
        }
        let number = *number.get_or_insert_with(|| {
            queue.next += 1;
            queue.next
        });
        let left = queue.wakers.entry(number);
        let left = left.or_insert_with(|| waker.clone());
        left.clone_from(waker);
        None
    }
}

/// A place in a line. It is left by being dropped.
pub(super) struct Place {
    line: Arc<Line>,
    number: Option<u64>,
}

impl Future for Place {
    type Output = Option<Answer>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { line, number } = &mut *self;
        let end = line.end.get();
        match end.or_else(|| line.wait(number, context.waker())) {
            Some(answer) => Poll::Ready(answer.clone()),
            None => Poll::Pending,
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(number) = self.number
            && self.line.end.get().is_none()
        {
            let waker = self.line.queue().wakers.remove(&number);
            // Foreign code, without the lock.
            drop(waker);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::Wake;

    use super::*;
    use crate::{Error, ErrorKind};

    #[derive(Default)]
    struct Woken(AtomicUsize);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn look(place: Pin<&mut Place>, woken: &Arc<Woken>) -> Poll<Option<Answer>> {
        place.poll(&mut Context::from_waker(&Waker::from(Arc::clone(woken))))
    }

    fn failure() -> Answer {
        Err(Error::new(ErrorKind::Unavailable, "down"))
    }

    #[test]
    fn all_are_woken_once_and_read_the_answer() {
        let line = Arc::new(Line::default());
        let (mut first, mut second) = (pin!(line.stand()), pin!(line.stand()));
        let woken = Arc::new(Woken::default());
        assert!(look(first.as_mut(), &woken).is_pending());
        assert!(look(second.as_mut(), &woken).is_pending());

        line.end(Some(failure()));
        assert_eq!(woken.0.load(Ordering::Relaxed), 2);
        assert!(matches!(look(first, &woken), Poll::Ready(Some(Err(_)))));
        assert!(matches!(look(second, &woken), Poll::Ready(Some(Err(_)))));
    }

    #[test]
    fn who_looks_again_is_woken_where_he_looked_last() {
        let line = Arc::new(Line::default());
        let mut place = pin!(line.stand());
        let (before, after) = (Arc::new(Woken::default()), Arc::new(Woken::default()));
        assert!(look(place.as_mut(), &before).is_pending());
        assert!(look(place.as_mut(), &after).is_pending());
        line.end(None);
        assert_eq!(before.0.load(Ordering::Relaxed), 0);
        assert_eq!(after.0.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn who_leaves_is_not_woken_and_leaves_nothing() {
        let line = Arc::new(Line::default());
        let woken = Arc::new(Woken::default());
        {
            let mut place = pin!(line.stand());
            assert!(look(place.as_mut(), &woken).is_pending());
        }
        assert!(line.queue().wakers.is_empty());
        line.end(None);
        assert_eq!(woken.0.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn who_comes_late_need_not_wait_and_the_first_end_holds() {
        let line = Arc::new(Line::default());
        line.end(None);
        line.end(Some(failure()));
        let woken = Arc::new(Woken::default());
        assert!(matches!(
            look(pin!(line.stand()), &woken),
            Poll::Ready(None)
        ));
    }
}
