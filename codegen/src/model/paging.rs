//! How the pages of a list follow each other.

use super::Ident;
use super::types::{Presence, Type};

/// A list that comes page by page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paging {
    pub(crate) follow: Follow,
    pub(crate) size: Option<PageSize>,
    pub(crate) count_only: Option<Place>,
    /// Where the answer has the items.
    pub(crate) items: Vec<String>,
    /// Where it has the number of all items.
    pub(crate) total: Option<Vec<String>>,
    /// What an item is.
    pub(crate) item: Type,
    /// How the items are taken out of the answer's type.
    pub(crate) steps: Vec<Step>,
}

/// How the next page is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Follow {
    Offset { place: Place, first: u64 },
    Page { place: Place, first: u64 },
    Cursor { place: Place, next: Vec<String> },
}

/// The size of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageSize {
    pub(crate) place: Place,
    pub(crate) default: Option<u64>,
    pub(crate) max: Option<u64>,
}

/// A place in a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    Query(String),
    Body(Vec<String>),
}

/// From a struct to one of its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) name: Ident,
    /// How the member can be missing; null counts as that.
    pub(crate) presence: Presence,
    /// Whether the member is on the heap.
    pub(crate) boxed: bool,
}
