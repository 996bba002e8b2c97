//! Calls of `Package`.

use serde_json::Value;
use spaceone_identity::{Error, v2::Client};

use super::messages::{query, statistics_query};
use super::values::{get, object, read, text};

pub(super) async fn call(client: &Client, operation: &str, body: &Value) -> Result<Value, Error> {
    let service = client.package();
    Ok(match operation {
        "create" => read(
            &service
                .create(text(body, "name"))
                .description(text(body, "description"))
                .tags(object(body, "tags"))
                .await?,
        ),
        "update" => read(
            &service
                .update(text(body, "package_id"))
                .name(text(body, "name"))
                .description(text(body, "description"))
                .tags(object(body, "tags"))
                .await?,
        ),
        "delete" => read(&service.delete(text(body, "package_id")).await?),
        "set_default" => read(&service.set_default(text(body, "package_id")).await?),
        "change_order" => read(
            &service
                .change_order(text(body, "package_id"), get(body, "order"))
                .await?,
        ),
        "get" => read(&service.get(text(body, "package_id")).await?),
        "list" => read(
            &service
                .list()
                .query(query(&body["query"]))
                .package_id(text(body, "package_id"))
                .name(text(body, "name"))
                .await?,
        ),
        "stat" => read(&service.stat(statistics_query(&body["query"])).await?),
        other => panic!("there is no {other}"),
    })
}
