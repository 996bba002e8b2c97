//! Where a list is: which page comes next, and whether there is one. No input or output.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::json;
use super::rules::{Follow, Paging};

/// What a page says of itself.
#[derive(Debug, PartialEq)]
pub(super) struct Seen {
    items: u64,
    total: Option<u64>,
    /// The token of the next page.
    next: Option<String>,
    /// Tells this page from others: its items, or with tokens, the token.
    mark: u64,
    /// Whether all items are the same, so that another page may rightly be the same as this one.
    is_uniform: bool,
}

impl Seen {
    /// Looks at an answer. None where it has something else than a list for its items.
    pub(super) fn of(paging: &Paging, body: &str) -> Option<Self> {
        let items = json::items_at(body, paging.items)?;
        let total = paging
            .total
            .and_then(|way| whole(json::value_at(body, way)?));
        let next = match paging.follow {
            Follow::Cursor { next, .. } => json::value_at(body, next)
                .and_then(|text| serde_json::from_str::<String>(text).ok())
                .filter(|token| !token.is_empty()),
            Follow::Offset { .. } | Follow::Page { .. } => None,
        };
        Some(Self {
            items: items.len().try_into().unwrap_or(u64::MAX),
            total,
            mark: next.as_ref().map_or_else(|| mark(&items), mark),
            is_uniform: items.windows(2).all(|pair| pair[0] == pair[1]),
            next,
        })
    }
}

/// A count, in every spelling of a number.
fn whole(text: &str) -> Option<u64> {
    let text = text.trim_matches('"');
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let number: f64 = text.parse().ok()?;
    // Beyond 2^53 a float names no single number.
    let is_whole = number.fract() == 0.0 && (0.0..=9_007_199_254_740_992.0).contains(&number);
    // Digits alone, since the fraction is zero.
    is_whole
        .then(|| format!("{number:.0}").parse().ok())
        .flatten()
}

fn mark(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The page that is asked for next.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Position {
    /// The number of an item or of a page.
    Number(u64),
    /// A token; none for the first page.
    Token(Option<String>),
}

/// How far a list has come.
#[derive(Debug)]
pub(super) struct Progress {
    pub(super) position: Position,
    /// The size that is asked for.
    pub(super) size: Option<u64>,
    /// How many items lie before the first page that was asked for; none where that is not known.
    before: Option<u64>,
    items: u64,
    pages: u64,
    /// The marks of the last page and of one before it, which moves on ever more rarely: a circle of any length runs into it (Brent's algorithm).
    last: Option<u64>,
    checkpoint: Option<u64>,
    pub(super) total: Option<u64>,
}

/// What follows from a page.
#[derive(Debug, PartialEq)]
pub(super) enum Step {
    More,
    Over,
    /// The page was there before: the service does not move on.
    Stuck,
}

impl Progress {
    pub(super) fn new(paging: &Paging, position: Position, size: Option<u64>) -> Self {
        let before = match (&paging.follow, &position) {
            (Follow::Offset { first, .. }, Position::Number(start)) => {
                Some(start.saturating_sub(*first))
            }
            (Follow::Page { first, .. }, Position::Number(page)) => {
                match page.saturating_sub(*first) {
                    0 => Some(0),
                    pages => size.map(|size| size.saturating_mul(pages)),
                }
            }
            _ => None,
        };
        let last = match &position {
            Position::Token(Some(token)) => Some(mark(token)),
            _ => None,
        };
        Self {
            position,
            size,
            before,
            items: 0,
            pages: 0,
            last,
            checkpoint: last,
            total: None,
        }
    }

    /// Moves on behind a page.
    pub(super) fn after(&mut self, paging: &Paging, seen: &Seen) -> Step {
        self.total = seen.total.or(self.total);
        let next = match (&paging.follow, &self.position) {
            (Follow::Cursor { .. }, _) => match &seen.next {
                Some(token) => Position::Token(Some(token.clone())),
                None => return Step::Over,
            },
            _ if seen.items == 0 => return Step::Over,
            (Follow::Offset { .. }, Position::Number(start)) => {
                Position::Number(start.saturating_add(seen.items))
            }
            (_, Position::Number(page)) => Position::Number(page.saturating_add(1)),
            (_, Position::Token(_)) => return Step::Over,
        };
        if self.is_repeated(seen) {
            return Step::Stuck;
        }
        // Not before: a page that is refused may be asked for again, and its items were given already.
        self.items = self.items.saturating_add(seen.items);
        if self.is_complete(paging, seen) {
            return Step::Over;
        }
        self.position = next;
        self.pages += 1;
        self.last = Some(seen.mark);
        if self.pages.is_power_of_two() {
            self.checkpoint = self.last;
        }
        Step::More
    }

    /// Whether a page with this mark came before. Items that are all alike may rightly come again where the total says that there are more of them.
    fn is_repeated(&self, seen: &Seen) -> bool {
        let mark = Some(seen.mark);
        let may_be = seen.next.is_none() && seen.is_uniform && self.total.is_some();
        !may_be && (mark == self.last || mark == self.checkpoint)
    }

    /// Whether the list is known to end here.
    fn is_complete(&self, paging: &Paging, seen: &Seen) -> bool {
        if matches!(paging.follow, Follow::Cursor { .. }) {
            return false;
        }
        if let (Some(total), Some(before)) = (self.total, self.before) {
            return before.saturating_add(self.items) >= total;
        }
        // A short page is the last only where the service is known to give as many as were asked for.
        let max = paging.size.as_ref().and_then(|size| size.max);
        matches!((self.size, max), (Some(size), Some(max)) if seen.items < size.min(max))
    }
}

#[cfg(test)]
mod tests;
