//! Calls of `ServiceAccount`.

use serde_json::Value;
use spaceone_identity::{Error, v2::Client};

use super::messages::{analyze_query, query, statistics_query};
use super::values::{get, object, read, text};

pub(super) async fn call(client: &Client, operation: &str, body: &Value) -> Result<Value, Error> {
    let service = client.service_account();
    Ok(match operation {
        "create" => read(
            &service
                .create(
                    text(body, "name"),
                    object(body, "data"),
                    text(body, "provider"),
                )
                .secret_schema_id(text(body, "secret_schema_id"))
                .secret_data(object(body, "secret_data"))
                .tags(object(body, "tags"))
                .project_id(text(body, "project_id"))
                .trusted_account_id(text(body, "trusted_account_id"))
                .service_account_mgr_id(text(body, "service_account_mgr_id"))
                .await?,
        ),
        "update" => read(
            &service
                .update(text(body, "service_account_id"))
                .name(text(body, "name"))
                .data(object(body, "data"))
                .tags(object(body, "tags"))
                .project_id(text(body, "project_id"))
                .service_account_mgr_id(text(body, "service_account_mgr_id"))
                .await?,
        ),
        "update_secret_data" => read(
            &service
                .update_secret_data(
                    text(body, "service_account_id"),
                    text(body, "secret_schema_id"),
                    object(body, "secret_data"),
                )
                .trusted_account_id(text(body, "trusted_account_id"))
                .await?,
        ),
        "delete_secret_data" => read(
            &service
                .delete_secret_data(text(body, "service_account_id"))
                .await?,
        ),
        "delete" => read(&service.delete(text(body, "service_account_id")).await?),
        "get" => read(&service.get(text(body, "service_account_id")).await?),
        "list" => read(
            &service
                .list()
                .query(query(&body["query"]))
                .service_account_id(text(body, "service_account_id"))
                .name(text(body, "name"))
                .state(text(body, "state"))
                .provider(text(body, "provider"))
                .has_secret(get(body, "has_secret"))
                .workspace_id(text(body, "workspace_id"))
                .project_id(text(body, "project_id"))
                .trusted_account_id(text(body, "trusted_account_id"))
                .secret_schema_id(text(body, "secret_schema_id"))
                .secret_id(text(body, "secret_id"))
                .await?,
        ),
        "analyze" => read(&service.analyze(analyze_query(&body["query"])).await?),
        "stat" => read(&service.stat(statistics_query(&body["query"])).await?),
        other => panic!("there is no {other}"),
    })
}
