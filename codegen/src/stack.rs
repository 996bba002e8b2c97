//! Threads with room for recursion.

use std::io;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Stack for a run, in bytes. Readers recurse as deep as a document is nested, which `load` limits, and the parser and the printer of Rust as
/// deep as the code is. This is ample for both, also in builds without optimisation; memory that is not used is not taken.
pub(crate) const SIZE: usize = 256 << 20;

/// Does something on a stack of its own. A panic goes on in the caller.
///
/// # Errors
///
/// When the system gives no thread.
pub(crate) fn roomy<T: Send>(work: impl FnOnce() -> T + Send) -> io::Result<T> {
    thread::scope(|scope| {
        let spawned = thread::Builder::new()
            .stack_size(SIZE)
            .spawn_scoped(scope, work)?;
        Ok(spawned
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

/// Does two things at once: the first here, the other on a stack of its own, or without one here too. A panic goes on in the caller, which is to have room.
pub(crate) fn both<A, B: Send>(one: impl FnOnce() -> A, other: impl Fn() -> B + Sync) -> (A, B) {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(SIZE);
        let spawned = thread.spawn_scoped(scope, &other);
        let one = one();
        let other = match spawned {
            Ok(spawned) => spawned
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(_) => other(),
        };
        (one, other)
    })
}

/// Does the same with each item, by as many threads as there are processors; `None` where that panicked. One of the threads is the caller's, which is to have room.
pub(crate) fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<Option<R>> {
    // The system is asked once: it reads files to answer.
    static PROCESSORS: OnceLock<usize> = OnceLock::new();
    let threads =
        *PROCESSORS.get_or_init(|| thread::available_parallelism().map_or(1, usize::from));
    let next = AtomicUsize::new(0);
    let share = || {
        let mut done = Vec::new();
        while let Some((index, item)) = {
            let index = next.fetch_add(1, Ordering::Relaxed);
            items.get(index).map(|item| (index, item))
        } {
            done.push((index, work(item)));
        }
        done
    };
    let mut results: Vec<Option<R>> = items.iter().map(|_| None).collect();
    thread::scope(|scope| {
        let thread = || thread::Builder::new().stack_size(SIZE);
        // Without another thread this one does all the work.
        let others: Vec<_> = (1..threads.min(items.len()))
            .filter_map(|_| thread().spawn_scoped(scope, share).ok())
            .collect();
        let mut done = share();
        for other in others {
            done.extend(other.join().unwrap_or_default());
        }
        for (index, result) in done {
            results[index] = Some(result);
        }
    });
    results
}

#[cfg(test)]
mod tests {
    use super::{both, each};

    #[test]
    fn both_have_their_results() {
        let text = "a".to_owned();
        assert_eq!(both(|| text.len(), || text.clone()), (1, text.clone()));
    }

    #[test]
    fn each_item_has_its_result_in_its_place() {
        let items: Vec<usize> = (0..100).collect();
        let doubled = each(&items, |item| item * 2);
        let expected: Vec<_> = items.iter().map(|item| Some(item * 2)).collect();
        assert_eq!(doubled, expected);
        assert_eq!(each(&[], |(): &()| ()), []);
    }
}
