//! Calls of `Workspace`.

use serde_json::Value;
use spaceone_identity::{Error, v2::Client};

use super::messages::{analyze_query, query, statistics_query};
use super::values::{get, object, read, text};

pub(super) async fn call(client: &Client, operation: &str, body: &Value) -> Result<Value, Error> {
    let service = client.workspace();
    Ok(match operation {
        "create" => read(
            &service
                .create(text(body, "name"))
                .tags(object(body, "tags"))
                .await?,
        ),
        "update" => read(
            &service
                .update(text(body, "workspace_id"))
                .name(text(body, "name"))
                .tags(object(body, "tags"))
                .await?,
        ),
        "change_workspace_group" => read(
            &service
                .change_workspace_group(text(body, "workspace_id"))
                .workspace_group_id(text(body, "workspace_group_id"))
                .await?,
        ),
        "delete" => read(
            &service
                .delete(text(body, "workspace_id"))
                .force(get(body, "force"))
                .await?,
        ),
        "enable" => read(&service.enable(text(body, "workspace_id")).await?),
        "disable" => read(&service.disable(text(body, "workspace_id")).await?),
        "add_package" => read(
            &service
                .add_package(text(body, "workspace_id"), text(body, "package_id"))
                .await?,
        ),
        "remove_package" => read(
            &service
                .remove_package(text(body, "workspace_id"), text(body, "package_id"))
                .await?,
        ),
        "get" => read(&service.get(text(body, "workspace_id")).await?),
        "list" => read(
            &service
                .list()
                .query(query(&body["query"]))
                .workspace_id(text(body, "workspace_id"))
                .name(text(body, "name"))
                .state(text(body, "state"))
                .created_by(text(body, "created_by"))
                .is_managed(get(body, "is_managed"))
                .is_dormant(get(body, "is_dormant"))
                .workspace_group_id(text(body, "workspace_group_id"))
                .await?,
        ),
        "analyze" => read(&service.analyze(analyze_query(&body["query"])).await?),
        "stat" => read(&service.stat(statistics_query(&body["query"])).await?),
        other => panic!("there is no {other}"),
    })
}
