//! What is played.

mod cancel;
mod crowd;
mod expiry;
mod heap;
mod hit;
mod keys;
mod neighbour;
mod outage;
mod panic;
mod refusal;
mod stampede;
mod throughput;

use crate::bench::Bench;
use crate::contestant::{BoxError, Contestant, Keyed};
use crate::measures::Measures;

/// One situation in the life of a cache.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Scenario {
    Hit,
    Throughput,
    Stampede1k,
    Stampede10k,
    ExpiryShort,
    ExpiryLong,
    Heap,
    Keys,
    KeysHeap,
    Refusal,
    Cancel,
    Panic,
    Neighbour,
    Outage,
}

impl Scenario {
    /// In the order of the tables.
    pub const ALL: [Self; 14] = [
        Self::Hit,
        Self::Throughput,
        Self::Stampede1k,
        Self::Stampede10k,
        Self::ExpiryShort,
        Self::ExpiryLong,
        Self::Heap,
        Self::Keys,
        Self::KeysHeap,
        Self::Refusal,
        Self::Cancel,
        Self::Panic,
        Self::Neighbour,
        Self::Outage,
    ];

    /// The name in files and on the command line, where its first letter selects the whole group.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hit => "a-hit",
            Self::Throughput => "b-throughput",
            Self::Stampede1k => "c-stampede-1000",
            Self::Stampede10k => "c-stampede-10000",
            Self::ExpiryShort => "d-expiry-short",
            Self::ExpiryLong => "d-expiry-long",
            Self::Heap => "e-heap",
            Self::Keys => "f-keys",
            Self::KeysHeap => "f-keys-heap",
            Self::Refusal => "g-refusal",
            Self::Cancel => "g-cancel",
            Self::Panic => "g-panic",
            Self::Neighbour => "g-neighbour",
            Self::Outage => "g-outage",
        }
    }

    /// Whether it takes its time with everybody.
    #[must_use]
    pub const fn is_long(self) -> bool {
        matches!(self, Self::ExpiryShort | Self::ExpiryLong)
    }

    /// Whether the program that counts allocations plays it.
    #[must_use]
    pub const fn counts(self) -> bool {
        matches!(self, Self::Heap | Self::KeysHeap)
    }
}

type Outcome = Option<Result<Measures, BoxError>>;

/// What takes a token at hand.
pub(crate) fn hits<C: Contestant>(scenario: Scenario, bench: &Bench) -> Outcome {
    match scenario {
        Scenario::Hit => Some(hit::play::<C>(bench)),
        Scenario::Throughput => Some(throughput::play::<C>(bench)),
        Scenario::Heap => Some(heap::play::<C>(bench)),
        _ => None,
    }
}

/// What happens to one token in its life.
pub(crate) fn life<C: Contestant>(scenario: Scenario, bench: &Bench) -> Outcome {
    match scenario {
        Scenario::Stampede1k => Some(stampede::play::<C>(bench, 1_000)),
        Scenario::Stampede10k => Some(stampede::play::<C>(bench, 10_000)),
        Scenario::ExpiryShort => Some(expiry::short::<C>(bench)),
        Scenario::ExpiryLong if !C::MARGIN.is_zero() => Some(expiry::long::<C>(bench)),
        Scenario::Refusal => Some(refusal::play::<C>(bench)),
        Scenario::Cancel => Some(cancel::play::<C>(bench)),
        Scenario::Panic => Some(panic::play::<C>(bench)),
        Scenario::Outage => Some(outage::play::<C>(bench)),
        _ => None,
    }
}

/// What happens among many tokens.
pub(crate) fn keys<C: Keyed>(scenario: Scenario, bench: &Bench) -> Outcome {
    match scenario {
        Scenario::Keys => Some(keys::play::<C>(bench)),
        Scenario::KeysHeap => Some(keys::weigh::<C>(bench)),
        Scenario::Neighbour => Some(neighbour::play::<C>(bench)),
        _ => None,
    }
}
