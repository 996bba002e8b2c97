//! Calls of `ProjectGroup`.

use serde_json::Value;
use spaceone_identity::{Error, v2::Client};

use super::messages::{query, statistics_query};
use super::values::{object, read, text, texts};

pub(super) async fn call(client: &Client, operation: &str, body: &Value) -> Result<Value, Error> {
    let service = client.project_group();
    Ok(match operation {
        "create" => read(
            &service
                .create(text(body, "name"))
                .tags(object(body, "tags"))
                .parent_group_id(text(body, "parent_group_id"))
                .await?,
        ),
        "update" => read(
            &service
                .update(text(body, "project_group_id"))
                .name(text(body, "name"))
                .tags(object(body, "tags"))
                .await?,
        ),
        "change_parent_group" => read(
            &service
                .change_parent_group(
                    text(body, "project_group_id"),
                    text(body, "parent_group_id"),
                )
                .await?,
        ),
        "delete" => read(&service.delete(text(body, "project_group_id")).await?),
        "add_users" => read(
            &service
                .add_users(text(body, "project_group_id"), texts(body, "users"))
                .await?,
        ),
        "remove_users" => read(
            &service
                .remove_users(text(body, "project_group_id"), texts(body, "users"))
                .await?,
        ),
        "get" => read(&service.get(text(body, "project_group_id")).await?),
        "list" => read(
            &service
                .list()
                .query(query(&body["query"]))
                .project_group_id(text(body, "project_group_id"))
                .name(text(body, "name"))
                .workspace_id(text(body, "workspace_id"))
                .parent_group_id(text(body, "parent_group_id"))
                .await?,
        ),
        "stat" => read(&service.stat(statistics_query(&body["query"])).await?),
        other => panic!("there is no {other}"),
    })
}
