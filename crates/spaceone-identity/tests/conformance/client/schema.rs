//! Calls of `Schema`.

use serde_json::Value;
use spaceone_identity::{Error, v2::Client};

use super::messages::{query, statistics_query};
use super::values::{get, object, read, text, texts};

pub(super) async fn call(client: &Client, operation: &str, body: &Value) -> Result<Value, Error> {
    let service = client.schema();
    Ok(match operation {
        "create" => read(
            &service
                .create(
                    text(body, "schema_id"),
                    text(body, "name"),
                    text(body, "schema_type"),
                    text(body, "provider"),
                )
                .schema(object(body, "schema"))
                .related_schemas(texts(body, "related_schemas"))
                .options(object(body, "options"))
                .tags(object(body, "tags"))
                .await?,
        ),
        "update" => read(
            &service
                .update(text(body, "schema_id"))
                .name(text(body, "name"))
                .schema(object(body, "schema"))
                .related_schemas(texts(body, "related_schemas"))
                .options(object(body, "options"))
                .tags(object(body, "tags"))
                .await?,
        ),
        "delete" => read(&service.delete(text(body, "schema_id")).await?),
        "get" => read(&service.get(text(body, "schema_id")).await?),
        "list" => read(
            &service
                .list()
                .query(query(&body["query"]))
                .schema_id(text(body, "schema_id"))
                .name(text(body, "name"))
                .schema_type(text(body, "schema_type"))
                .provider(text(body, "provider"))
                .related_schema_id(text(body, "related_schema_id"))
                .is_managed(get(body, "is_managed"))
                .await?,
        ),
        "stat" => read(&service.stat(statistics_query(&body["query"])).await?),
        other => panic!("there is no {other}"),
    })
}
