//! Calls of `WorkspaceUser`.

use serde_json::Value;
use spaceone_identity::{Error, v2::Client};

use super::messages::{page, query, statistics_query};
use super::values::{get, object, read, text};

pub(super) async fn call(client: &Client, operation: &str, body: &Value) -> Result<Value, Error> {
    let service = client.workspace_user();
    Ok(match operation {
        "create" => read(
            &service
                .create(
                    text(body, "user_id"),
                    text(body, "auth_type"),
                    text(body, "role_id"),
                )
                .password(text(body, "password"))
                .name(text(body, "name"))
                .email(text(body, "email"))
                .language(text(body, "language"))
                .timezone(text(body, "timezone"))
                .tags(object(body, "tags"))
                .reset_password(get(body, "reset_password"))
                .await?,
        ),
        "get" => read(
            &service
                .get(text(body, "user_id"))
                .workspace_id(text(body, "workspace_id"))
                .await?,
        ),
        "find" => read(
            &service
                .find(text(body, "keyword"), text(body, "workspace_id"))
                .state(text(body, "state"))
                .auth_type(text(body, "auth_type"))
                .page(page(&body["page"]))
                .await?,
        ),
        "list" => read(
            &service
                .list(text(body, "workspace_id"))
                .query(query(&body["query"]))
                .user_id(text(body, "user_id"))
                .name(text(body, "name"))
                .state(text(body, "state"))
                .email(text(body, "email"))
                .auth_type(text(body, "auth_type"))
                .role_type(text(body, "role_type"))
                .await?,
        ),
        "stat" => read(
            &service
                .stat(statistics_query(&body["query"]), text(body, "workspace_id"))
                .await?,
        ),
        other => panic!("there is no {other}"),
    })
}
