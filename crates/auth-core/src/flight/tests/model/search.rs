//! Looking at every state that a scenario can reach.

use std::collections::{HashMap, VecDeque};
use std::fmt::Debug;
use std::hash::{BuildHasher, Hash, RandomState};

/// Something that moves, one move of several at a time.
pub(super) trait Model: Clone + Hash {
    type Move: Copy + Debug;

    fn moves(&self) -> Vec<Self::Move>;

    /// # Errors
    ///
    /// What must not happen, and did.
    fn make(&mut self, next: Self::Move) -> Result<(), &'static str>;

    /// Asked where no move is left.
    ///
    /// # Errors
    ///
    /// Why it must not end like this.
    fn end(&self) -> Result<(), &'static str>;
}

/// What was looked at.
#[derive(Debug)]
pub(super) struct Explored {
    pub(super) states: usize,
    pub(super) transitions: usize,
    pub(super) ends: usize,
}

/// Every state that can be reached, each once.
struct Search<M: Model> {
    seen: HashMap<u64, usize>,
    prints: RandomState,
    /// For each state the one that it was first reached from, and by which move.
    from: Vec<Option<(usize, M::Move)>>,
    edges: Vec<(usize, usize)>,
    waiting: VecDeque<(usize, M)>,
}

/// Makes all moves in all orders. As no run goes round in a circle, each run ends in one of the ends.
///
/// # Panics
///
/// With the moves that lead there, when something happens that must not, when a run ends as it must not, and when one could go on for
/// ever.
pub(super) fn explore<M: Model>(start: M) -> Explored {
    let mut search = Search {
        seen: HashMap::new(),
        prints: RandomState::new(),
        from: Vec::new(),
        edges: Vec::new(),
        waiting: VecDeque::new(),
    };
    search.reach(start, None);
    let mut ends = 0;
    while let Some((here, state)) = search.waiting.pop_front() {
        let moves = state.moves();
        if moves.is_empty() {
            ends += 1;
            if let Err(wrong) = state.end() {
                panic!("{wrong}\n{}", search.way_to(here));
            }
        }
        for next in moves {
            let mut there = state.clone();
            if let Err(wrong) = there.make(next) {
                panic!("{wrong}\n{}\n{next:?}", search.way_to(here));
            }
            search.reach(there, Some((here, next)));
        }
    }
    search.assert_no_circle();
    Explored {
        states: search.from.len(),
        transitions: search.edges.len(),
        ends,
    }
}

impl<M: Model> Search<M> {
    fn reach(&mut self, state: M, from: Option<(usize, M::Move)>) {
        // States are told apart by their hashes, as all of them would need much memory. That two of a million share one is less likely
        // than one in ten million, and the hash is another in each run.
        let print = self.prints.hash_one(&state);
        let next = self.from.len();
        let there = *self.seen.entry(print).or_insert(next);
        if let Some((here, _)) = from {
            self.edges.push((here, there));
        }
        if there == next {
            self.from.push(from);
            self.waiting.push_back((there, state));
        }
    }

    fn way_to(&self, state: usize) -> String {
        let mut moves = Vec::new();
        let mut at = state;
        while let Some((from, by)) = self.from[at] {
            moves.push(format!("{by:?}"));
            at = from;
        }
        moves.reverse();
        moves.join("\n")
    }

    /// Takes away states that nothing leads to, until none is left.
    fn assert_no_circle(&self) {
        let mut arrivals = vec![0_usize; self.from.len()];
        let mut leads_to = vec![Vec::new(); self.from.len()];
        for (from, to) in &self.edges {
            arrivals[*to] += 1;
            leads_to[*from].push(*to);
        }
        let mut free: Vec<_> = (0..arrivals.len())
            .filter(|it| arrivals[*it] == 0)
            .collect();
        let mut taken = 0;
        while let Some(state) = free.pop() {
            taken += 1;
            for to in &leads_to[state] {
                arrivals[*to] -= 1;
                if arrivals[*to] == 0 {
                    free.push(*to);
                }
            }
        }
        assert_eq!(taken, self.from.len(), "a run could go on for ever");
    }
}
