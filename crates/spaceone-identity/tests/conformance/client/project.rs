//! Calls of `Project`.

use serde_json::Value;
use spaceone_identity::{Error, v2::Client};

use super::messages::{query, statistics_query};
use super::values::{get, object, read, text, texts};

pub(super) async fn call(client: &Client, operation: &str, body: &Value) -> Result<Value, Error> {
    let service = client.project();
    Ok(match operation {
        "create" => read(
            &service
                .create(text(body, "name"), text(body, "project_type"))
                .tags(object(body, "tags"))
                .project_group_id(text(body, "project_group_id"))
                .await?,
        ),
        "update" => read(
            &service
                .update(text(body, "project_id"))
                .name(text(body, "name"))
                .tags(object(body, "tags"))
                .await?,
        ),
        "update_project_type" => read(
            &service
                .update_project_type(text(body, "project_id"), text(body, "project_type"))
                .await?,
        ),
        "change_project_group" => read(
            &service
                .change_project_group(text(body, "project_id"), text(body, "project_group_id"))
                .await?,
        ),
        "delete" => read(&service.delete(text(body, "project_id")).await?),
        "add_users" => read(
            &service
                .add_users(text(body, "project_id"), texts(body, "users"))
                .await?,
        ),
        "remove_users" => read(
            &service
                .remove_users(text(body, "project_id"), texts(body, "users"))
                .await?,
        ),
        "get" => read(&service.get(text(body, "project_id")).await?),
        "list" => read(
            &service
                .list()
                .query(query(&body["query"]))
                .project_id(text(body, "project_id"))
                .name(text(body, "name"))
                .project_type(text(body, "project_type"))
                .created_by(text(body, "created_by"))
                .include_children(get(body, "include_children"))
                .workspace_id(text(body, "workspace_id"))
                .project_group_id(text(body, "project_group_id"))
                .user_id(text(body, "user_id"))
                .await?,
        ),
        "stat" => read(&service.stat(statistics_query(&body["query"])).await?),
        other => panic!("there is no {other}"),
    })
}
