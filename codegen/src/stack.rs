//! Room for recursion.

use std::io;
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
