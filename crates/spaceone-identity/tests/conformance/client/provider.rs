//! Calls of `Provider`.

use serde_json::Value;
use spaceone_identity::{Error, v2::Client};

use super::messages::{plugin_info, query, statistics_query};
use super::values::{get, object, read, text};

pub(super) async fn call(client: &Client, operation: &str, body: &Value) -> Result<Value, Error> {
    let service = client.provider();
    Ok(match operation {
        "create" => read(
            &service
                .create(text(body, "provider"), text(body, "name"))
                .alias(text(body, "alias"))
                .plugin_info(plugin_info(&body["plugin_info"]))
                .color(text(body, "color"))
                .icon(text(body, "icon"))
                .order(get(body, "order"))
                .options(object(body, "options"))
                .tags(object(body, "tags"))
                .await?,
        ),
        "update" => read(
            &service
                .update(text(body, "provider"))
                .name(text(body, "name"))
                .alias(text(body, "alias"))
                .plugin_info(plugin_info(&body["plugin_info"]))
                .color(text(body, "color"))
                .icon(text(body, "icon"))
                .order(get(body, "order"))
                .options(object(body, "options"))
                .tags(object(body, "tags"))
                .await?,
        ),
        "update_plugin" => read(
            &service
                .update_plugin(text(body, "provider"))
                .version(text(body, "version"))
                .options(object(body, "options"))
                .upgrade_mode(text(body, "upgrade_mode"))
                .await?,
        ),
        "delete" => read(&service.delete(text(body, "provider")).await?),
        "get" => read(&service.get(text(body, "provider")).await?),
        "list" => read(
            &service
                .list()
                .query(query(&body["query"]))
                .provider(text(body, "provider"))
                .name(text(body, "name"))
                .alias(text(body, "alias"))
                .is_managed(get(body, "is_managed"))
                .await?,
        ),
        "stat" => read(&service.stat(statistics_query(&body["query"])).await?),
        other => panic!("there is no {other}"),
    })
}
