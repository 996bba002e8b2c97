//! What a document says of the pages of a list.

/// A way through objects: the names of members, from the outermost on.
pub type Way = &'static [&'static str];

/// How the pages of a list follow each other.
#[derive(Clone, Copy, Debug)]
pub struct Paging {
    /// How the next page is asked for.
    pub follow: Follow,
    /// Where the size of a page is asked for.
    pub size: Option<PageSize>,
    /// A flag of the request with which the answer holds a count and no items.
    pub count_only: Option<Place>,
    /// Where the answer has the items.
    pub items: Way,
    /// Where the answer has the number of all items, on this page and on others.
    pub total: Option<Way>,
}

/// How the next page is asked for.
#[derive(Clone, Copy, Debug)]
pub enum Follow {
    /// By the number of its first item.
    Offset {
        /// Where that number goes.
        place: Place,
        /// The number of the very first item.
        first: u64,
    },
    /// By its own number.
    Page {
        /// Where that number goes.
        place: Place,
        /// The number of the first page.
        first: u64,
    },
    /// By a token that the page before it holds. Without one, that page was the last.
    Cursor {
        /// Where the token goes.
        place: Place,
        /// Where the answer has it.
        next: Way,
    },
}

/// Where the size of a page is asked for.
#[derive(Clone, Copy, Debug)]
pub struct PageSize {
    /// Where the number goes.
    pub place: Place,
    /// What is asked for unless the application says otherwise.
    pub default: Option<u64>,
    /// The largest size that the service gives, where that is known.
    pub max: Option<u64>,
}

/// A place in a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Place {
    /// A parameter of the query.
    Query(&'static str),
    /// A member of the JSON body.
    Body(Way),
}

impl Place {
    /// The last name of it, for messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Query(name) => name,
            Self::Body(way) => way.last().copied().unwrap_or("body"),
        }
    }
}
