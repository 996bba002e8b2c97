//! Calls of `WorkspaceGroup`.

use serde_json::Value;
use spaceone_identity::{Error, v2::Client};

use super::messages::{query, statistics_query, user_workspace_group};
use super::values::{each, object, read, text};

pub(super) async fn call(client: &Client, operation: &str, body: &Value) -> Result<Value, Error> {
    let service = client.workspace_group();
    Ok(match operation {
        "create" => read(
            &service
                .create(text(body, "name"))
                .tags(object(body, "tags"))
                .await?,
        ),
        "update" => read(
            &service
                .update(text(body, "workspace_group_id"))
                .name(text(body, "name"))
                .tags(object(body, "tags"))
                .await?,
        ),
        "delete" => read(&service.delete(text(body, "workspace_group_id")).await?),
        "add_users" => read(
            &service
                .add_users(
                    text(body, "workspace_group_id"),
                    each(body, "users", user_workspace_group),
                )
                .await?,
        ),
        "remove_users" => read(
            &service
                .remove_users(
                    text(body, "workspace_group_id"),
                    each(body, "users", user_workspace_group),
                )
                .await?,
        ),
        "update_role" => read(
            &service
                .update_role(
                    text(body, "workspace_group_id"),
                    text(body, "user_id"),
                    text(body, "role_id"),
                )
                .await?,
        ),
        "get" => read(&service.get(text(body, "workspace_group_id")).await?),
        "list" => read(
            &service
                .list()
                .query(query(&body["query"]))
                .workspace_group_id(text(body, "workspace_group_id"))
                .name(text(body, "name"))
                .created_by(text(body, "created_by"))
                .updated_by(text(body, "updated_by"))
                .await?,
        ),
        "stat" => read(&service.stat(statistics_query(&body["query"])).await?),
        other => panic!("there is no {other}"),
    })
}
