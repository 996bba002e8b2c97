//! Analyses: groups, and a value for each.

use serde_json::{Map, Value, json};

use crate::common::query::AnalyzeQuery;

/// Groups, and what to compute for each.
///
/// ```no_run
/// use spaceone_identity::query::AnalyzeQuery;
/// # use spaceone_identity::v2::Client;
///
/// # async fn example(client: Client) -> Result<(), spaceone_identity::Error> {
/// let query = AnalyzeQuery::new()
///     .by("state")
///     .count("workspaces")
///     .sum("user_count", "users")
///     .sort_desc("users");
/// let rows = client.workspace().analyze(query).await?;
/// println!("{rows:?}");
/// # Ok(())
/// # }
/// ```
impl AnalyzeQuery {
    /// Rows with the same value of this member are a group. In the result it has the last name of the way.
    #[must_use]
    pub fn by(self, key: impl Into<String>) -> Self {
        self.grouped(key.into().into())
    }

    /// Rows with the same value of this member are a group. In the result it has this name.
    #[must_use]
    pub fn by_as(self, key: impl Into<String>, name: impl Into<String>) -> Self {
        self.grouped(json!({"key": key.into(), "name": name.into()}))
    }

    /// Counts the rows of a group, under this name.
    #[must_use]
    pub fn count(self, name: impl Into<String>) -> Self {
        self.field(name, json!({"operator": "count"}))
    }

    /// The sum of a member, under this name.
    #[must_use]
    pub fn sum(self, key: impl Into<String>, name: impl Into<String>) -> Self {
        self.compute("sum", key, name)
    }

    /// The average of a member, under this name.
    #[must_use]
    pub fn average(self, key: impl Into<String>, name: impl Into<String>) -> Self {
        self.compute("average", key, name)
    }

    /// The greatest value of a member, under this name.
    #[must_use]
    pub fn max(self, key: impl Into<String>, name: impl Into<String>) -> Self {
        self.compute("max", key, name)
    }

    /// The least value of a member, under this name.
    #[must_use]
    pub fn min(self, key: impl Into<String>, name: impl Into<String>) -> Self {
        self.compute("min", key, name)
    }

    /// A value by any operator, under this name: those of [`Field`](crate::query::Field), and others that servers know.
    #[must_use]
    pub fn compute(
        self,
        operator: impl Into<String>,
        key: impl Into<String>,
        name: impl Into<String>,
    ) -> Self {
        self.field(
            name,
            json!({"key": key.into(), "operator": operator.into()}),
        )
    }

    fn grouped(mut self, by: Value) -> Self {
        self.group_by.get_or_insert_default().push(by);
        self
    }

    fn field(mut self, name: impl Into<String>, value: Value) -> Self {
        let fields = self.fields.get_or_insert_with(Map::new);
        fields.insert(name.into(), value);
        self
    }
}
