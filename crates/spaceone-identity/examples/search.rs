//! Finds the users who were added this month and have not logged in for a week, the newest first, and counts all users by state and role.
//!
//! ```sh
//! SPACEONE_ENDPOINT=https://… SPACEONE_DOMAIN_NAME=… SPACEONE_USER_ID=… SPACEONE_PASSWORD=… \
//!     cargo run -p spaceone-identity --features users --example search
//! ```

use std::time::Duration;

use spaceone_identity::query::{Filter, Group, Query, StatisticsQuery, TimeDiff};
use spaceone_identity::{Error, session_from_env};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let users = session_from_env()?.domain().client().user();

    let week = Duration::from_secs(7 * 86_400);
    let idle = TimeDiff::now().minus(week);
    let query = Query::new()
        .filter(Filter::timediff_gte(
            "created_at",
            TimeDiff::start_of_month(),
        ))
        .any_of([
            Filter::timediff_lt("last_accessed_at", idle),
            Filter::is_null("last_accessed_at"),
        ])
        .sort_desc("created_at")
        .only(["user_id", "name", "created_at"]);
    let mut found = users.list().query(query).items();
    while let Some(user) = found.next().await {
        let user = user?;
        let (id, since) = (user.user_id, user.created_at);
        println!(
            "{}  since {}",
            id.unwrap_or_default(),
            since.unwrap_or_default()
        );
    }

    let query = StatisticsQuery::new()
        .group(Group::new().by("state").by("role_type").count("users"))
        .sort_desc("users");
    let answer = users.stat(query).await?;
    let rows = answer.get("results").and_then(|rows| rows.as_array());
    for row in rows.into_iter().flatten() {
        println!("{row}");
    }
    Ok(())
}
