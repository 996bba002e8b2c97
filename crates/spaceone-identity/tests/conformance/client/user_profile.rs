//! Calls of `UserProfile`.

use serde_json::Value;
use spaceone_identity::{Error, v2::Client};

use super::values::{object, read, text};

pub(super) async fn call(client: &Client, operation: &str, body: &Value) -> Result<Value, Error> {
    let service = client.user_profile();
    Ok(match operation {
        "update" => read(
            &service
                .update()
                .name(text(body, "name"))
                .email(text(body, "email"))
                .language(text(body, "language"))
                .timezone(text(body, "timezone"))
                .tags(object(body, "tags"))
                .await?,
        ),
        "update_password" => read(
            &service
                .update_password(text(body, "new_password"))
                .current_password(text(body, "current_password"))
                .await?,
        ),
        "verify_email" => read(&service.verify_email().email(text(body, "email")).await?),
        "confirm_email" => read(&service.confirm_email(text(body, "verify_code")).await?),
        "reset_password" => read(
            &service
                .reset_password(text(body, "user_id"), text(body, "domain_id"))
                .await?,
        ),
        "enable_mfa" => read(
            &service
                .enable_mfa(text(body, "mfa_type"), object(body, "options"))
                .await?,
        ),
        "disable_mfa" => read(&service.disable_mfa().await?),
        "confirm_mfa" => read(&service.confirm_mfa(text(body, "verify_code")).await?),
        "get" => read(
            &service
                .get()
                .workspace_group_id(text(body, "workspace_group_id"))
                .await?,
        ),
        "get_workspaces" => read(
            &service
                .get_workspaces()
                .workspace_group_id(text(body, "workspace_group_id"))
                .await?,
        ),
        "get_workspace_groups" => read(&service.get_workspace_groups().await?),
        other => panic!("there is no {other}"),
    })
}
