//! Calls of `Domain`.

use serde_json::Value;
use spaceone_identity::{Error, v2::Client};

use super::messages::{admin, query};
use super::values::{object, read, text};

pub(super) async fn call(client: &Client, operation: &str, body: &Value) -> Result<Value, Error> {
    let service = client.domain();
    Ok(match operation {
        "create" => read(
            &service
                .create(text(body, "name"), admin(&body["admin"]))
                .tags(object(body, "tags"))
                .await?,
        ),
        "update" => read(
            &service
                .update(text(body, "domain_id"))
                .name(text(body, "name"))
                .tags(object(body, "tags"))
                .await?,
        ),
        "delete" => read(&service.delete(text(body, "domain_id")).await?),
        "enable" => read(&service.enable(text(body, "domain_id")).await?),
        "disable" => read(&service.disable(text(body, "domain_id")).await?),
        "get" => read(&service.get(text(body, "domain_id")).await?),
        "get_auth_info" => read(&service.get_auth_info(text(body, "name")).await?),
        "list" => read(
            &service
                .list()
                .query(query(&body["query"]))
                .domain_id(text(body, "domain_id"))
                .name(text(body, "name"))
                .state(text(body, "state"))
                .await?,
        ),
        other => panic!("there is no {other}"),
    })
}
