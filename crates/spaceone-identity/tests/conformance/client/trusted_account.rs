//! Calls of `TrustedAccount`.

use serde_json::Value;
use spaceone_identity::{Error, v2::Client};

use super::messages::{query, scheduled, statistics_query};
use super::values::{object, read, text};

pub(super) async fn call(client: &Client, operation: &str, body: &Value) -> Result<Value, Error> {
    let service = client.trusted_account();
    Ok(match operation {
        "create" => read(
            &service
                .create(
                    text(body, "name"),
                    object(body, "data"),
                    text(body, "provider"),
                    text(body, "secret_schema_id"),
                    object(body, "secret_data"),
                    text(body, "resource_group"),
                )
                .schedule(scheduled(&body["schedule"]))
                .sync_options(object(body, "sync_options"))
                .plugin_options(object(body, "plugin_options"))
                .tags(object(body, "tags"))
                .workspace_id(text(body, "workspace_id"))
                .await?,
        ),
        "update" => read(
            &service
                .update(text(body, "trusted_account_id"))
                .name(text(body, "name"))
                .data(object(body, "data"))
                .schedule(scheduled(&body["schedule"]))
                .sync_options(object(body, "sync_options"))
                .plugin_options(object(body, "plugin_options"))
                .tags(object(body, "tags"))
                .await?,
        ),
        "update_secret_data" => read(
            &service
                .update_secret_data(
                    text(body, "trusted_account_id"),
                    text(body, "secret_schema_id"),
                    object(body, "secret_data"),
                )
                .await?,
        ),
        "delete" => read(&service.delete(text(body, "trusted_account_id")).await?),
        "sync" => read(&service.sync(text(body, "trusted_account_id")).await?),
        "get" => read(&service.get(text(body, "trusted_account_id")).await?),
        "list" => read(
            &service
                .list()
                .query(query(&body["query"]))
                .trusted_account_id(text(body, "trusted_account_id"))
                .name(text(body, "name"))
                .provider(text(body, "provider"))
                .workspace_id(text(body, "workspace_id"))
                .secret_schema_id(text(body, "secret_schema_id"))
                .trusted_secret_id(text(body, "trusted_secret_id"))
                .await?,
        ),
        "stat" => read(&service.stat(statistics_query(&body["query"])).await?),
        other => panic!("there is no {other}"),
    })
}
