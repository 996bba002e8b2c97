//! Calls of `Role`.

use serde_json::Value;
use spaceone_identity::{Error, v2::Client};

use super::messages::{query, statistics_query};
use super::values::{object, read, text, texts};

pub(super) async fn call(client: &Client, operation: &str, body: &Value) -> Result<Value, Error> {
    let service = client.role();
    Ok(match operation {
        "create" => read(
            &service
                .create(text(body, "name"), text(body, "role_type"))
                .permissions(texts(body, "permissions"))
                .page_access(texts(body, "page_access"))
                .tags(object(body, "tags"))
                .await?,
        ),
        "update" => read(
            &service
                .update(text(body, "role_id"))
                .name(text(body, "name"))
                .permissions(texts(body, "permissions"))
                .page_access(texts(body, "page_access"))
                .tags(object(body, "tags"))
                .await?,
        ),
        "enable" => read(&service.enable(text(body, "role_id")).await?),
        "disable" => read(&service.disable(text(body, "role_id")).await?),
        "delete" => read(&service.delete(text(body, "role_id")).await?),
        "get" => read(&service.get(text(body, "role_id")).await?),
        "list" => read(
            &service
                .list()
                .query(query(&body["query"]))
                .role_id(text(body, "role_id"))
                .name(text(body, "name"))
                .role_type(text(body, "role_type"))
                .state(text(body, "state"))
                .await?,
        ),
        "list_basic_role" => read(
            &service
                .list_basic_role()
                .query(query(&body["query"]))
                .role_id(text(body, "role_id"))
                .name(text(body, "name"))
                .role_type(text(body, "role_type"))
                .state(text(body, "state"))
                .await?,
        ),
        "stat" => read(&service.stat(statistics_query(&body["query"])).await?),
        other => panic!("there is no {other}"),
    })
}
