//! What the queries have in common, and lists.

use crate::common::query::{AnalyzeQuery, Filter, Page, Query, Sort, StatisticsQuery, Unwind};

macro_rules! conditions {
    ($($query:ident),*) => {$(
        /// Conditions and pages, step by step. All conditions of `filter` have to be met, and, where there are some, one of those of `any_of`.
        ///
        /// ```
        #[doc = concat!("use spaceone_identity::query::{Filter, ", stringify!($query), "};")]
        ///
        #[doc = concat!("let query = ", stringify!($query), "::new()")]
        ///     .filter(Filter::eq("state", "ENABLED"))
        ///     .filter(Filter::gte("user_count", 10))
        ///     .any_of([Filter::contain("name", "north"), Filter::contain("name", "south")])
        ///     .page(1, 50);
        /// # let _ = query;
        /// ```
        impl $query {
            /// Adds a condition that has to be met. [`filters`](Self::filters) sets all of them at once.
            #[must_use]
            pub fn filter(mut self, filter: Filter) -> Self {
                self.filters.get_or_insert_default().push(filter);
                self
            }

            /// Adds conditions of which one has to be met. The language has one such group: what a second call brings joins it.
            #[must_use]
            pub fn any_of(mut self, filters: impl IntoIterator<Item = Filter>) -> Self {
                self.filter_or.get_or_insert_default().extend(filters);
                self
            }

            /// The part of the result that begins with the item of this number, the first being 1, and has so many of them at most. See [pages](crate::query#pages).
            #[must_use]
            pub fn page(self, start: u32, limit: u32) -> Self {
                self.range(Page::new().start(start.into()).limit(limit.into()))
            }
        }
    )*};
}
conditions!(Query, StatisticsQuery, AnalyzeQuery);

macro_rules! orders {
    ($($query:ident),*) => {$(
        /// The order of the result. What is sorted by first is the most important.
        impl $query {
            /// Sorts by this member, the least first.
            #[must_use]
            pub fn sort_asc(self, key: impl Into<String>) -> Self {
                self.sorted(Sort::new(key))
            }

            /// Sorts by this member, the greatest first.
            #[must_use]
            pub fn sort_desc(self, key: impl Into<String>) -> Self {
                self.sorted(Sort::new(key).desc(true))
            }

            fn sorted(mut self, by: Sort) -> Self {
                self.sort.get_or_insert_default().push(by);
                self
            }
        }
    )*};
}
orders!(Query, AnalyzeQuery);

/// ```
/// use spaceone_identity::query::{Filter, Query, Unwind};
///
/// let query = Query::new().unwind(Unwind::of("reports").filter(Filter::eq("state", "ENABLED")));
/// # let _ = query;
/// ```
impl Unwind {
    /// Takes the list at this place apart.
    #[must_use]
    pub fn of(path: impl Into<String>) -> Self {
        Self::new().path(path)
    }

    /// Adds a condition that an item has to meet.
    #[must_use]
    pub fn filter(mut self, filter: Filter) -> Self {
        self.filters.get_or_insert_default().push(filter);
        self
    }
}
