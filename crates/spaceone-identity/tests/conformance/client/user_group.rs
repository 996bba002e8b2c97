//! Calls of `UserGroup`.

use serde_json::Value;
use spaceone_identity::{Error, v2::Client};

use super::messages::{query, statistics_query};
use super::values::{object, read, text, texts};

pub(super) async fn call(client: &Client, operation: &str, body: &Value) -> Result<Value, Error> {
    let service = client.user_group();
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
                .update(text(body, "user_group_id"))
                .name(text(body, "name"))
                .description(text(body, "description"))
                .tags(object(body, "tags"))
                .await?,
        ),
        "delete" => read(&service.delete(text(body, "user_group_id")).await?),
        "add_users" => read(
            &service
                .add_users(text(body, "user_group_id"), texts(body, "users"))
                .await?,
        ),
        "remove_users" => read(
            &service
                .remove_users(text(body, "user_group_id"), texts(body, "users"))
                .await?,
        ),
        "get" => read(&service.get(text(body, "user_group_id")).await?),
        "list" => read(
            &service
                .list()
                .query(query(&body["query"]))
                .user_group_id(text(body, "user_group_id"))
                .name(text(body, "name"))
                .user_id(text(body, "user_id"))
                .await?,
        ),
        "stat" => read(&service.stat(statistics_query(&body["query"])).await?),
        other => panic!("there is no {other}"),
    })
}
