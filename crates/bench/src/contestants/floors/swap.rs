//! `ArcSwap`: hits alone, without a refresh.

use std::hint::black_box;
use std::sync::Arc;

use arc_swap::ArcSwap;
use rustix::time::{ClockId, Timespec, clock_gettime};

use super::Token;
use crate::contestant::{BoxError, Contestant, Kind, Setting};

/// `load_full`: a count that threads share.
pub struct LoadFull(ArcSwap<Token>);

impl Contestant for LoadFull {
    const KIND: Kind = Kind::Floor;
    const NAME: &'static str = "ArcSwap load_full";
    const NOTE: &'static str = "no look at the clock, no refresh";
    type Token = Arc<Token>;

    async fn build(setting: &Setting) -> Result<Self, BoxError> {
        Ok(Self(swap(setting).await?))
    }

    async fn token(&self) -> Result<Arc<Token>, BoxError> {
        Ok(self.0.load_full())
    }

    fn text(token: &Arc<Token>) -> &str {
        &token.text
    }

    async fn hit(&self) -> Result<(), BoxError> {
        black_box(&self.0.load_full());
        Ok(())
    }
}

/// A guard, and one coarse clock.
pub struct GuardOneClock(ArcSwap<Token>, u64);

impl Contestant for GuardOneClock {
    const KIND: Kind = Kind::Floor;
    const NAME: &'static str = "ArcSwap guard, one coarse clock";
    const NOTE: &'static str = "load(), no refresh";
    type Token = Arc<Token>;

    async fn build(setting: &Setting) -> Result<Self, BoxError> {
        let end = nanos(ClockId::MonotonicCoarse) + setting.life.as_nanos() as u64;
        Ok(Self(swap(setting).await?, end))
    }

    async fn token(&self) -> Result<Arc<Token>, BoxError> {
        Ok(self.0.load_full())
    }

    fn text(token: &Arc<Token>) -> &str {
        &token.text
    }

    async fn hit(&self) -> Result<(), BoxError> {
        let guard = self.0.load();
        if nanos(ClockId::MonotonicCoarse) >= self.1 {
            return Err("the token has ended".into());
        }
        black_box(&guard);
        Ok(())
    }
}

/// A guard, and both coarse clocks: as much as `peek()` looks at.
pub struct GuardTwoClocks {
    token: ArcSwap<Token>,
    monotonic_end: u64,
    wall_end: u64,
}

impl Contestant for GuardTwoClocks {
    const KIND: Kind = Kind::Floor;
    const NAME: &'static str = "ArcSwap guard, two coarse clocks";
    const NOTE: &'static str = "load(), no refresh";
    type Token = Arc<Token>;

    async fn build(setting: &Setting) -> Result<Self, BoxError> {
        let life = setting.life.as_nanos() as u64;
        Ok(Self {
            monotonic_end: nanos(ClockId::MonotonicCoarse) + life,
            wall_end: nanos(ClockId::RealtimeCoarse) + life,
            token: swap(setting).await?,
        })
    }

    async fn token(&self) -> Result<Arc<Token>, BoxError> {
        Ok(self.token.load_full())
    }

    fn text(token: &Arc<Token>) -> &str {
        &token.text
    }

    async fn hit(&self) -> Result<(), BoxError> {
        let guard = self.token.load();
        let ended = nanos(ClockId::MonotonicCoarse) >= self.monotonic_end
            || nanos(ClockId::RealtimeCoarse) >= self.wall_end;
        if ended {
            return Err("the token has ended".into());
        }
        black_box(&guard);
        Ok(())
    }
}

async fn swap(setting: &Setting) -> Result<ArcSwap<Token>, BoxError> {
    Ok(ArcSwap::new(Token::new(setting.upstream.grant().await?)))
}

fn nanos(clock: ClockId) -> u64 {
    let Timespec { tv_sec, tv_nsec } = clock_gettime(clock);
    tv_sec as u64 * 1_000_000_000 + tv_nsec as u64
}
