//! The query language of Cloudforet's services: what `list`, `analyze` and `stat` look for, and how they give it back.
//!
//! The messages are those of [`common::query`](crate::common::query). What this module adds are methods that know the language: a condition for each operator of
//! it, with values of the types that the operator takes, and builders that add to a query step by step.
//!
//! ```no_run
//! use spaceone_identity::query::{Filter, Query};
//! use spaceone_identity::v2::Client;
//!
//! # async fn example(client: Client) -> Result<(), spaceone_identity::Error> {
//! let query = Query::new()
//!     .filter(Filter::eq("domain_id", "domain-123"))
//!     .any_of([Filter::contain("name", "north"), Filter::contain("name", "south")])
//!     .sort_desc("created_at")
//!     .only(["domain_id", "name"]);
//! let mut domains = client.domain().list().query(query).items();
//! while let Some(domain) = domains.next().await {
//!     println!("{:?}", domain?.name);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Pages
//!
//! A request that is awaited gives what [`Query::page`] names, or everything where there is none. As a stream (`.items()`, `.pages()`) the same request goes
//! through the list to its end: the page of the query is where it begins, and its limit the size of each page. So `page(101, 50)` leaves 100 items out and
//! asks for 50 at a time, and without a page the list is asked for by 100. A query that [counts only](Query::count_only) is for awaiting; as a stream it is an error.
//!
//! A page is found by the number of its first item. [Sort](Query::sort_asc) a list that changes meanwhile by something that new items do not disturb.
//!
//! # Values
//!
//! An operator that compares with one value takes a [`Scalar`], which a list is not, and one that compares with several takes what can be iterated over:
//!
//! ```compile_fail,E0277
//! spaceone_identity::query::Filter::eq("state", ["ENABLED", "DISABLED"]);
//! ```
//!
//! ```compile_fail,E0277
//! spaceone_identity::query::Filter::is_in("state", "ENABLED");
//! ```
//!
//! ```compile_fail,E0277
//! spaceone_identity::query::Filter::contain("name", 5);
//! ```
//!
//! ```compile_fail,E0277
//! spaceone_identity::query::Filter::datetime_lt("created_at", "yesterday");
//! ```
//!
//! Values of an enum go in by their text: `Filter::eq("state", State::Enabled.as_str())`.
//!
//! # Where this comes from
//!
//! From [Cloudforet's reference](https://cloudforet.io/api-doc/core/v2/Query/) of the messages, and, for the operators, which it does not list, from the public source of
//! the servers' library ([python-core](https://github.com/cloudforet-io/python-core)). An operator that servers learn later goes through [`Filter::of`].

mod analysis;
mod filter;
mod scalar;
mod search;
mod statistics;
mod time_diff;

pub use api_core::DateTime;

pub use self::scalar::Scalar;
pub use self::time_diff::TimeDiff;
pub use crate::common::query::{
    AggregateGroup as Group, AggregateGroupField as Field, AggregateProject as Project,
    AggregateSubCondition as Condition, AnalyzeQuery, Filter, Query, Sort, StatisticsQuery, Unwind,
};
