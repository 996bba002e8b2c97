//! A condition for each operator.

use std::time::SystemTime;

use api_core::DateTime;
use serde_json::Value;

use super::{Scalar, TimeDiff};
use crate::common::query::Filter;

/// A condition for each operator of the language. `key` is the name of a member, or a way through objects, such as `tags.stage`.
///
/// ```
/// use spaceone_identity::query::{Filter, Query, TimeDiff};
/// use std::time::{Duration, SystemTime};
///
/// let hour = Duration::from_secs(3600);
/// let query = Query::new()
///     .filter(Filter::is_in("state", ["ENABLED", "PENDING"]))
///     .filter(Filter::gte("user_count", 10))
///     .filter(Filter::datetime_lt("created_at", SystemTime::now() - hour))
///     .any_of([Filter::exists("tags.stage", false), Filter::regex("name", "^north-")]);
/// # let _ = query;
/// ```
impl Filter {
    /// The escape hatch: a condition with any operator and any value, sent as they are.
    ///
    /// ```
    /// let newer = spaceone_identity::query::Filter::of("name", "sounds_like", "north");
    /// # let _ = newer;
    /// ```
    #[must_use]
    pub fn of(
        key: impl Into<String>,
        operator: impl Into<String>,
        value: impl Into<Value>,
    ) -> Self {
        Self::new(key).o(operator).v(value.into())
    }

    /// `eq`: the member has this value. Older servers do not care about upper and lower case here.
    #[must_use]
    pub fn eq(key: impl Into<String>, value: impl Into<Scalar>) -> Self {
        Self::of(key, "eq", value.into())
    }

    /// `not`: the member does not have this value.
    #[doc(alias = "ne")]
    #[must_use]
    pub fn not(key: impl Into<String>, value: impl Into<Scalar>) -> Self {
        Self::of(key, "not", value.into())
    }

    /// `eq` with nothing: the member is not there, or null.
    #[must_use]
    pub fn is_null(key: impl Into<String>) -> Self {
        Self::of(key, "eq", Value::Null)
    }

    /// `not` with nothing: the member is there, and not null.
    #[must_use]
    pub fn is_not_null(key: impl Into<String>) -> Self {
        Self::of(key, "not", Value::Null)
    }

    /// `exists`: the member is there, or is not.
    #[must_use]
    pub fn exists(key: impl Into<String>, exists: bool) -> Self {
        Self::of(key, "exists", exists)
    }

    /// `lt`: the member is less.
    #[must_use]
    pub fn lt(key: impl Into<String>, value: impl Into<Scalar>) -> Self {
        Self::of(key, "lt", value.into())
    }

    /// `lte`: the member is less, or the same.
    #[must_use]
    pub fn lte(key: impl Into<String>, value: impl Into<Scalar>) -> Self {
        Self::of(key, "lte", value.into())
    }

    /// `gt`: the member is greater.
    #[must_use]
    pub fn gt(key: impl Into<String>, value: impl Into<Scalar>) -> Self {
        Self::of(key, "gt", value.into())
    }

    /// `gte`: the member is greater, or the same.
    #[must_use]
    pub fn gte(key: impl Into<String>, value: impl Into<Scalar>) -> Self {
        Self::of(key, "gte", value.into())
    }

    /// `contain`: the member, a text, contains this one, in whatever case.
    #[must_use]
    pub fn contain(key: impl Into<String>, text: impl Into<String>) -> Self {
        Self::of(key, "contain", text.into())
    }

    /// `not_contain`: the member, a text, does not contain this one.
    #[must_use]
    pub fn not_contain(key: impl Into<String>, text: impl Into<String>) -> Self {
        Self::of(key, "not_contain", text.into())
    }

    /// `in`: the member has one of these values.
    #[doc(alias = "in")]
    #[must_use]
    pub fn is_in(
        key: impl Into<String>,
        values: impl IntoIterator<Item = impl Into<Scalar>>,
    ) -> Self {
        Self::of(key, "in", list(values))
    }

    /// `not_in`: the member has none of these values.
    #[must_use]
    pub fn not_in(
        key: impl Into<String>,
        values: impl IntoIterator<Item = impl Into<Scalar>>,
    ) -> Self {
        Self::of(key, "not_in", list(values))
    }

    /// `contain_in`: the member, a text, contains one of these. Servers refuse an empty list.
    #[must_use]
    pub fn contain_in(
        key: impl Into<String>,
        texts: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        Self::of(key, "contain_in", strings(texts))
    }

    /// `not_contain_in`: the counterpart of `contain_in`. As servers combine the texts, it is enough that the member lacks one of them; to exclude them all, add a
    /// [`not_contain`](Self::not_contain) for each. Servers refuse an empty list.
    #[must_use]
    pub fn not_contain_in(
        key: impl Into<String>,
        texts: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        Self::of(key, "not_contain_in", strings(texts))
    }

    /// `match`: the member is a list, and one item of it has all these members.
    ///
    /// ```
    /// use spaceone_identity::query::Filter;
    ///
    /// let granted = Filter::matches("reports", [("type", "cost"), ("state", "ENABLED")]);
    /// # let _ = granted;
    /// ```
    #[doc(alias = "match")]
    #[must_use]
    pub fn matches(
        key: impl Into<String>,
        members: impl IntoIterator<Item = (impl Into<String>, impl Into<Scalar>)>,
    ) -> Self {
        let members = members.into_iter();
        let object = members.map(|(name, value)| (name.into(), Value::from(value.into())));
        Self::of(key, "match", object.collect::<Value>())
    }

    /// `regex`: the member, a text, fits the expression, in the syntax of the server's database, in whatever case.
    #[must_use]
    pub fn regex(key: impl Into<String>, expression: impl Into<String>) -> Self {
        Self::of(key, "regex", expression.into())
    }

    /// `regex_in`: the member, a text, fits one of the expressions. Servers refuse an empty list.
    #[must_use]
    pub fn regex_in(
        key: impl Into<String>,
        expressions: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        Self::of(key, "regex_in", strings(expressions))
    }
}

macro_rules! times {
    ($($datetime:ident, $timediff:ident, $says:literal;)*) => {
        /// Conditions on times. A `datetime_…` compares with a point in time, which other crates' times convert to; a `timediff_…` with one that the server counts
        /// from its own clock.
        ///
        /// ```
        /// use spaceone_identity::query::{DateTime, Filter, TimeDiff};
        /// use std::time::SystemTime;
        ///
        /// let past = Filter::datetime_lt("created_at", SystemTime::now());
        /// // What an answer said, which is a text.
        /// let said = DateTime::from("2026-11-22T00:20:26.901Z");
        /// let since = said.to_system_time().map(|time| Filter::datetime_gte("created_at", time));
        /// let today = Filter::timediff_gte("created_at", TimeDiff::start_of_day());
        /// # let _ = (past, since, today);
        /// ```
        impl Filter {$(
            #[doc = concat!("`", stringify!($datetime), "`: the member, a time, is ", $says, ".")]
            #[must_use]
            pub fn $datetime(key: impl Into<String>, time: impl Into<SystemTime>) -> Self {
                Self::of(key, stringify!($datetime), DateTime::from(time.into()).as_str())
            }

            #[doc = concat!("`", stringify!($timediff), "`: the member, a time, is ", $says, ", as the server's clock has it.")]
            #[must_use]
            pub fn $timediff(key: impl Into<String>, time: TimeDiff) -> Self {
                Self::of(key, stringify!($timediff), time.to_string())
            }
        )*}
    };
}

times! {
    datetime_lt, timediff_lt, "earlier";
    datetime_lte, timediff_lte, "earlier, or the same";
    datetime_gt, timediff_gt, "later";
    datetime_gte, timediff_gte, "later, or the same";
}

fn list(values: impl IntoIterator<Item = impl Into<Scalar>>) -> Value {
    let values = values.into_iter();
    values.map(|value| Value::from(value.into())).collect()
}

fn strings(texts: impl IntoIterator<Item = impl Into<String>>) -> Value {
    texts.into_iter().map(Into::<String>::into).collect()
}
