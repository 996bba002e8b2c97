//! Statistics: steps, each of which works on what the one before it gave.

use serde_json::{Value, json};

use super::Scalar;
use crate::common::query::{
    AggregateCount, AggregateGroup, AggregateGroupField, AggregateGroupKey, AggregateGroupSubField,
    AggregateProject, AggregateProjectField, AggregateSubCondition, StatisticsAggregate,
    StatisticsAggregateCount, StatisticsAggregateGroup, StatisticsAggregateLimit,
    StatisticsAggregateProject, StatisticsAggregateSkip, StatisticsAggregateSort,
    StatisticsAggregateUnwind, StatisticsQuery, Unwind,
};

/// The steps of a computation, in their order. Servers want one at least, or [`distinct`](Self::distinct).
///
/// ```no_run
/// use spaceone_identity::query::{Condition, Field, Filter, Group, StatisticsQuery};
/// # use spaceone_identity::v2::Client;
///
/// # async fn example(client: Client) -> Result<(), spaceone_identity::Error> {
/// let query = StatisticsQuery::new()
///     .filter(Filter::eq("is_managed", false))
///     .group(
///         Group::new()
///             .by("state")
///             .count("all")
///             .field(Field::count("large").only_if(Condition::gt("user_count", 100))),
///     )
///     .sort_desc("all")
///     .limit(10);
/// let rows = client.workspace().stat(query).await?;
/// println!("{rows:?}");
/// # Ok(())
/// # }
/// ```
impl StatisticsQuery {
    /// Forms groups, and computes values for each.
    #[must_use]
    pub fn group(self, group: AggregateGroup) -> Self {
        let step = StatisticsAggregateGroup::new(group);
        self.step(StatisticsAggregate::Group(Box::new(step)))
    }

    /// Counts the rows: one row comes out, with the number under this name.
    #[must_use]
    pub fn count(self, name: impl Into<String>) -> Self {
        let step = StatisticsAggregateCount::new(AggregateCount::new().name(name));
        self.step(StatisticsAggregate::Count(Box::new(step)))
    }

    /// Takes a list apart: a row comes out for each item.
    #[must_use]
    pub fn unwind(self, path: impl Into<String>) -> Self {
        let step = StatisticsAggregateUnwind::new(Unwind::of(path));
        self.step(StatisticsAggregate::Unwind(Box::new(step)))
    }

    /// Picks members, and computes new ones.
    #[must_use]
    pub fn project(self, project: AggregateProject) -> Self {
        let step = StatisticsAggregateProject::new(project);
        self.step(StatisticsAggregate::Project(Box::new(step)))
    }

    /// Sorts the rows, the least first. Right behind another sorting it decides where that one does not.
    #[must_use]
    pub fn sort_asc(self, key: impl Into<String>) -> Self {
        self.sorted(json!({"key": key.into()}))
    }

    /// Sorts the rows, the greatest first. Right behind another sorting it decides where that one does not.
    #[must_use]
    pub fn sort_desc(self, key: impl Into<String>) -> Self {
        self.sorted(json!({"key": key.into(), "desc": true}))
    }

    /// Keeps the first rows, so many of them; at most 2^31 - 1.
    #[must_use]
    pub fn limit(self, rows: u32) -> Self {
        let step = StatisticsAggregateLimit::new(number(rows));
        self.step(StatisticsAggregate::Limit(Box::new(step)))
    }

    /// Leaves the first rows out, so many of them; at most 2^31 - 1.
    #[must_use]
    pub fn skip(self, rows: u32) -> Self {
        let step = StatisticsAggregateSkip::new(number(rows));
        self.step(StatisticsAggregate::Skip(Box::new(step)))
    }

    fn sorted(mut self, by: Value) -> Self {
        // A step of its own would put the rows into another order altogether.
        if let Some(StatisticsAggregate::Sort(last)) =
            self.aggregate.as_mut().and_then(|steps| steps.last_mut())
        {
            last.sort.push(by);
            return self;
        }
        let step = StatisticsAggregateSort::new([by]);
        self.step(StatisticsAggregate::Sort(Box::new(step)))
    }

    fn step(mut self, step: StatisticsAggregate) -> Self {
        self.aggregate.get_or_insert_default().push(step);
        self
    }
}

fn number(rows: u32) -> i32 {
    rows.try_into().unwrap_or(i32::MAX)
}

/// What a group has in common, and what is computed for it. Servers want a key or a field at least; without a key, all rows are one group.
impl AggregateGroup {
    /// Rows with the same value of this member are a group. In the result it has the last name of the way.
    #[must_use]
    pub fn by(self, key: impl Into<String>) -> Self {
        let key = key.into();
        let name = key.rsplit('.').next().unwrap_or_default().to_owned();
        self.by_as(key, name)
    }

    /// Rows with the same value of this member are a group. In the result it has this name.
    #[must_use]
    pub fn by_as(self, key: impl Into<String>, name: impl Into<String>) -> Self {
        self.key(AggregateGroupKey::new().key(key).name(name))
    }

    /// Rows whose time is written alike are a group: by `year`, `month` or `day`, or in a format of the server's database, such as `%Y-%m`.
    #[must_use]
    pub fn by_date(
        self,
        key: impl Into<String>,
        name: impl Into<String>,
        format: impl Into<String>,
    ) -> Self {
        let date = AggregateGroupKey::new().key(key).name(name);
        self.key(date.date_format(format))
    }

    /// Counts the rows of a group, under this name.
    #[must_use]
    pub fn count(self, name: impl Into<String>) -> Self {
        self.field(AggregateGroupField::count(name))
    }

    /// The sum of a member, under this name.
    #[must_use]
    pub fn sum(self, key: impl Into<String>, name: impl Into<String>) -> Self {
        self.field(AggregateGroupField::sum(key, name))
    }

    /// The average of a member, under this name.
    #[must_use]
    pub fn average(self, key: impl Into<String>, name: impl Into<String>) -> Self {
        self.field(AggregateGroupField::average(key, name))
    }

    /// The greatest value of a member, under this name.
    #[must_use]
    pub fn max(self, key: impl Into<String>, name: impl Into<String>) -> Self {
        self.field(AggregateGroupField::max(key, name))
    }

    /// The least value of a member, under this name.
    #[must_use]
    pub fn min(self, key: impl Into<String>, name: impl Into<String>) -> Self {
        self.field(AggregateGroupField::min(key, name))
    }

    /// Adds a value to compute.
    #[must_use]
    pub fn field(mut self, field: AggregateGroupField) -> Self {
        self.fields.get_or_insert_default().push(field);
        self
    }

    fn key(mut self, key: AggregateGroupKey) -> Self {
        self.keys.get_or_insert_default().push(key);
        self
    }
}

macro_rules! fields {
    ($($name:ident, $says:literal;)*) => {
        /// A value for each operator.
        ///
        /// ```
        /// use spaceone_identity::query::{Condition, Field};
        ///
        /// let large = Field::count("large").only_if(Condition::gt("user_count", 100));
        /// let names = Field::push("name", "names");
        /// # let _ = (large, names);
        /// ```
        impl AggregateGroupField {$(
            #[doc = concat!("`", stringify!($name), "`: ", $says, ". The first argument is the member, the second the name in the result.")]
            #[must_use]
            pub fn $name(key: impl Into<String>, name: impl Into<String>) -> Self {
                Self::of(stringify!($name), key, name)
            }
        )*}
    };
}

fields! {
    sum, "the sum of a member";
    average, "the average of a member";
    max, "the greatest value of a member";
    min, "the least value of a member";
    first, "the value of a member in the first row";
    last, "the value of a member in the last row";
    push, "all values of a member, as a list";
    add_to_set, "all different values of a member, as a list";
    merge_objects, "the objects of a member, merged into one";
}

impl AggregateGroupField {
    /// `count`: the number of rows, under this name.
    #[must_use]
    pub fn count(name: impl Into<String>) -> Self {
        Self::new().name(name).operator("count")
    }

    /// `push` of several members: an object for each row, in a list. Each pair is a member and its name in the object.
    #[must_use]
    pub fn push_objects(
        name: impl Into<String>,
        members: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>,
    ) -> Self {
        let members = members.into_iter();
        let members = members.map(|(key, name)| AggregateGroupSubField::new().key(key).name(name));
        Self::new().name(name).operator("push").fields(members)
    }

    /// The escape hatch: any operator.
    #[must_use]
    pub fn of(
        operator: impl Into<String>,
        key: impl Into<String>,
        name: impl Into<String>,
    ) -> Self {
        Self::new().key(key).name(name).operator(operator)
    }

    /// Only rows that meet this condition count, and all others that are given. Servers know this for `count`, `sum` and `average`.
    #[must_use]
    pub fn only_if(mut self, condition: AggregateSubCondition) -> Self {
        self.conditions.get_or_insert_default().push(condition);
        self
    }
}

macro_rules! sub_conditions {
    ($($name:ident, $says:literal;)*) => {
        /// Conditions on the rows of a group: these operators, and no others.
        impl AggregateSubCondition {$(
            #[doc = concat!("`", stringify!($name), "`: the member ", $says, ".")]
            #[must_use]
            pub fn $name(key: impl Into<String>, value: impl Into<Scalar>) -> Self {
                let condition = Self::new().key(key).operator(stringify!($name));
                condition.value(value.into().into())
            }
        )*}
    };
}

sub_conditions! {
    eq, "has this value";
    not, "does not have this value";
    lt, "is less";
    lte, "is less, or the same";
    gt, "is greater";
    gte, "is greater, or the same";
}

macro_rules! project_fields {
    ($($name:ident, $says:literal;)*) => {
        /// Which members the rows are to have.
        ///
        /// ```
        /// use spaceone_identity::query::{Field, Group, Project, StatisticsQuery};
        ///
        /// let query = StatisticsQuery::new()
        ///     .group(Group::new().by("role_type").field(Field::push("user_id", "users")))
        ///     .project(Project::new().pick("role_type").size("users", "count"));
        /// # let _ = query;
        /// ```
        impl AggregateProject {$(
            #[doc = concat!("`", stringify!($name), "`: ", $says, ", under this name.")]
            #[must_use]
            pub fn $name(self, key: impl Into<String>, name: impl Into<String>) -> Self {
                self.compute(stringify!($name), key, name)
            }
        )*}
    };
}

project_fields! {
    size, "how many items a list has";
    sum, "the sum of the numbers of a list";
    array_to_object, "a list of pairs as an object";
    object_to_array, "an object as a list of pairs";
}

impl AggregateProject {
    /// Keeps a member under its own name.
    #[must_use]
    pub fn pick(self, key: impl Into<String>) -> Self {
        let key = key.into();
        self.pick_as(key.clone(), key)
    }

    /// Keeps a member under this name.
    #[must_use]
    pub fn pick_as(self, key: impl Into<String>, name: impl Into<String>) -> Self {
        self.member(AggregateProjectField::new().key(key).name(name))
    }

    /// The escape hatch: any operator.
    #[must_use]
    pub fn compute(
        self,
        operator: impl Into<String>,
        key: impl Into<String>,
        name: impl Into<String>,
    ) -> Self {
        let member = AggregateProjectField::new().key(key).name(name);
        self.member(member.operator(operator))
    }

    fn member(mut self, member: AggregateProjectField) -> Self {
        self.fields.get_or_insert_default().push(member);
        self
    }
}
