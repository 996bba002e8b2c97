//! `x-pagination`; `specs/README.md` says what it means.

use crate::diagnostic::{Place, Spanned};

/// `x-pagination`: how the pages of a list follow each other. Pointers are split into names; whether they lead anywhere is the model's to check.
#[derive(Debug, Clone)]
pub(crate) struct XPagination {
    pub(crate) place: Place,
    pub(crate) follow: XFollow,
    pub(crate) size: Option<XPageSize>,
    /// A flag of the request.
    pub(crate) count_only: Option<Spanned<Vec<String>>>,
    /// The list of the answer.
    pub(crate) items: Spanned<Vec<String>>,
    /// A number of the answer.
    pub(crate) total: Option<Spanned<Vec<String>>>,
}

/// How the next page is asked for: where in the request, and by what.
#[derive(Debug, Clone)]
pub(crate) enum XFollow {
    /// The number of an item; that of the very first.
    Offset(Spanned<Vec<String>>, u64),
    /// The number of a page; that of the first.
    Page(Spanned<Vec<String>>, u64),
    /// A token; where the answer has it.
    Cursor(Spanned<Vec<String>>, Spanned<Vec<String>>),
}

/// The size of a page.
#[derive(Debug, Clone)]
pub(crate) struct XPageSize {
    pub(crate) at: Spanned<Vec<String>>,
    pub(crate) default: Option<Spanned<u64>>,
    pub(crate) max: Option<Spanned<u64>>,
}
