//! Calls of `WorkspaceGroupUser`.

use serde_json::Value;
use spaceone_identity::{Error, v2::Client};

use super::messages::{page, query, statistics_query, user_workspace_group};
use super::values::{each, read, text};

pub(super) async fn call(client: &Client, operation: &str, body: &Value) -> Result<Value, Error> {
    let service = client.workspace_group_user();
    Ok(match operation {
        "add" => read(
            &service
                .add(
                    text(body, "workspace_group_id"),
                    each(body, "users", user_workspace_group),
                )
                .await?,
        ),
        "remove" => read(
            &service
                .remove(
                    text(body, "workspace_group_id"),
                    each(body, "users", user_workspace_group),
                )
                .await?,
        ),
        "update_role" => read(
            &service
                .update_role(
                    text(body, "workspace_group_id"),
                    text(body, "target_user_id"),
                    text(body, "role_id"),
                )
                .await?,
        ),
        "find" => read(
            &service
                .find(text(body, "workspace_group_id"), text(body, "keyword"))
                .state(text(body, "state"))
                .page(page(&body["page"]))
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
        "stat" => read(
            &service
                .stat(
                    statistics_query(&body["query"]),
                    text(body, "workspace_group_id"),
                )
                .await?,
        ),
        other => panic!("there is no {other}"),
    })
}
