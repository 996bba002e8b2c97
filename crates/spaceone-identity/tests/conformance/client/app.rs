//! Calls of `App`.

use serde_json::Value;
use spaceone_identity::{Error, v2::Client};

use super::messages::{query, statistics_query};
use super::values::{object, read, text};

pub(super) async fn call(client: &Client, operation: &str, body: &Value) -> Result<Value, Error> {
    let service = client.app();
    Ok(match operation {
        "create" => read(
            &service
                .create(
                    text(body, "name"),
                    text(body, "role_id"),
                    text(body, "resource_group"),
                )
                .tags(object(body, "tags"))
                .expired_at(text(body, "expired_at"))
                .workspace_id(text(body, "workspace_id"))
                .project_group_id(text(body, "project_group_id"))
                .project_id(text(body, "project_id"))
                .await?,
        ),
        "update" => read(
            &service
                .update(text(body, "app_id"))
                .name(text(body, "name"))
                .tags(object(body, "tags"))
                .await?,
        ),
        "generate_client_secret" => read(
            &service
                .generate_client_secret(text(body, "app_id"))
                .expired_at(text(body, "expired_at"))
                .await?,
        ),
        "enable" => read(&service.enable(text(body, "app_id")).await?),
        "disable" => read(&service.disable(text(body, "app_id")).await?),
        "delete" => read(&service.delete(text(body, "app_id")).await?),
        "get" => read(&service.get(text(body, "app_id")).await?),
        "list" => read(
            &service
                .list()
                .query(query(&body["query"]))
                .app_id(text(body, "app_id"))
                .name(text(body, "name"))
                .state(text(body, "state"))
                .role_type(text(body, "role_type"))
                .workspace_id(text(body, "workspace_id"))
                .role_id(text(body, "role_id"))
                .client_id(text(body, "client_id"))
                .await?,
        ),
        "stat" => read(&service.stat(statistics_query(&body["query"])).await?),
        other => panic!("there is no {other}"),
    })
}
