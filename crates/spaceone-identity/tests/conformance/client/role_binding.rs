//! Calls of `RoleBinding`.

use serde_json::Value;
use spaceone_identity::{Error, v2::Client};

use super::messages::{query, statistics_query};
use super::values::{read, text};

pub(super) async fn call(client: &Client, operation: &str, body: &Value) -> Result<Value, Error> {
    let service = client.role_binding();
    Ok(match operation {
        "create" => read(
            &service
                .create(
                    text(body, "user_id"),
                    text(body, "role_id"),
                    text(body, "resource_group"),
                )
                .workspace_id(text(body, "workspace_id"))
                .await?,
        ),
        "update_role" => read(
            &service
                .update_role(text(body, "role_binding_id"), text(body, "role_id"))
                .await?,
        ),
        "delete" => read(&service.delete(text(body, "role_binding_id")).await?),
        "get" => read(&service.get(text(body, "role_binding_id")).await?),
        "list" => read(
            &service
                .list()
                .query(query(&body["query"]))
                .role_binding_id(text(body, "role_binding_id"))
                .role_type(text(body, "role_type"))
                .workspace_id(text(body, "workspace_id"))
                .role_id(text(body, "role_id"))
                .user_id(text(body, "user_id"))
                .await?,
        ),
        "stat" => read(&service.stat(statistics_query(&body["query"])).await?),
        other => panic!("there is no {other}"),
    })
}
