//! Calls of `Job`.

use serde_json::Value;
use spaceone_identity::{Error, v2::Client};

use super::messages::{query, statistics_query};
use super::values::{read, text};

pub(super) async fn call(client: &Client, operation: &str, body: &Value) -> Result<Value, Error> {
    let service = client.job();
    Ok(match operation {
        "delete" => read(&service.delete(text(body, "job_id")).await?),
        "get" => read(&service.get(text(body, "job_id")).await?),
        "list" => read(
            &service
                .list()
                .query(query(&body["query"]))
                .job_id(text(body, "job_id"))
                .status(text(body, "status"))
                .workspace_id(text(body, "workspace_id"))
                .trusted_account_id(text(body, "trusted_account_id"))
                .plugin_id(text(body, "plugin_id"))
                .await?,
        ),
        "stat" => read(&service.stat(statistics_query(&body["query"])).await?),
        other => panic!("there is no {other}"),
    })
}
