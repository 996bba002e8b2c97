//! Floors: what the primitives cost.

mod moka;
mod rw_lock;
mod swap;

use std::sync::Arc;
use std::time::Instant;

pub use self::moka::Moka;
pub use self::rw_lock::{StdRwLock, TokioRwLock};
pub use self::swap::{GuardOneClock, GuardTwoClocks, LoadFull};
use crate::upstream::Grant;

/// A token and its end.
pub struct Token {
    text: String,
    end: Instant,
}

impl Token {
    fn new(grant: Grant) -> Arc<Self> {
        Arc::new(Self {
            text: grant.token,
            end: Instant::now() + grant.life,
        })
    }

    fn is_live(&self) -> bool {
        Instant::now() < self.end
    }
}
