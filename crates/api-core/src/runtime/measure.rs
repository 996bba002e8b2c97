//! What is lost while values are read, and how much work a choice between types may cost.

use std::cell::Cell;

/// Choices inside choices are followed so deep; what is deeper is none of the variants. Each level costs stack.
const DEEPEST: usize = 48;

/// Every choice reads the value once for each variant that is tried, and choices inside it do so again. All of them together may read so many times the
/// length of the outermost value; without a limit, a nested value could ask for exponential work.
const TIMES: usize = 256;

/// What a value counts that no variant had a place for: more than any member.
const WHOLE: usize = 1_000;

#[derive(Clone, Copy)]
struct Work {
    /// Members that were read into nothing.
    lost: usize,
    depth: usize,
    /// Bytes that may still be read.
    left: usize,
    /// Where the text is, and how long, that was last kept as none of the variants.
    kept: (usize, usize),
}

thread_local! {
    static WORK: Cell<Work> = const { Cell::new(Work { lost: 0, depth: 0, left: 0, kept: (0, 0) }) };
}

fn change(change: impl FnOnce(&mut Work)) -> Work {
    let before = WORK.get();
    let mut work = before;
    change(&mut work);
    WORK.set(work);
    before
}

/// Takes note of members that are lost.
pub(super) fn lose(members: usize) {
    change(|work| work.lost = work.lost.saturating_add(members));
}

/// Takes note of a value that no variant had a place for.
pub(super) fn keep(text: &str) {
    lose(WHOLE);
    change(|work| work.kept = (text.as_ptr().addr(), text.len()));
}

/// Whether this very text was kept last: a choice inside a choice found nothing for it.
pub(super) fn was_kept(text: &str) -> bool {
    change(|work| work.kept = (0, 0)).kept == (text.as_ptr().addr(), text.len())
}

/// What `read` loses; it does not count for what is around it.
pub(super) fn lost_in<T>(read: impl FnOnce() -> T) -> (T, usize) {
    let outer = change(|work| work.lost = 0).lost;
    let value = read();
    let lost = change(|work| work.lost = outer).lost;
    (value, lost)
}

/// Takes so many bytes of the work that is left, if there are so many.
pub(super) fn afford(bytes: usize) -> bool {
    let before = change(|work| work.left = work.left.saturating_sub(bytes));
    before.left >= bytes
}

/// A choice that is being made.
pub(super) struct Level;

impl Level {
    /// Begins a choice over a value of so many bytes; `None` where it is too deep inside others.
    pub(super) fn enter(bytes: usize) -> Option<Self> {
        if WORK.get().depth >= DEEPEST {
            return None;
        }
        change(|work| {
            if work.depth == 0 {
                work.left = bytes.saturating_add(64).saturating_mul(TIMES);
            }
            work.depth += 1;
        });
        Some(Self)
    }
}

impl Drop for Level {
    fn drop(&mut self) {
        change(|work| {
            work.depth = work.depth.saturating_sub(1);
            if work.depth == 0 {
                work.lost = 0;
            }
        });
    }
}
