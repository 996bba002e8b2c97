//! Calls of `User`.

use serde_json::Value;
use spaceone_identity::{Error, v2::Client};

use super::messages::{query, statistics_query};
use super::values::{get, object, read, text, texts};

pub(super) async fn call(client: &Client, operation: &str, body: &Value) -> Result<Value, Error> {
    let service = client.user();
    Ok(match operation {
        "create" => read(
            &service
                .create(text(body, "user_id"), text(body, "auth_type"))
                .password(text(body, "password"))
                .name(text(body, "name"))
                .email(text(body, "email"))
                .language(text(body, "language"))
                .timezone(text(body, "timezone"))
                .tags(object(body, "tags"))
                .reset_password(get(body, "reset_password"))
                .enforce_mfa_state(text(body, "enforce_mfa_state"))
                .enforce_mfa_type(text(body, "enforce_mfa_type"))
                .await?,
        ),
        "update" => read(
            &service
                .update(text(body, "user_id"))
                .password(text(body, "password"))
                .name(text(body, "name"))
                .email(text(body, "email"))
                .language(text(body, "language"))
                .timezone(text(body, "timezone"))
                .tags(object(body, "tags"))
                .reset_password(get(body, "reset_password"))
                .enforce_mfa_state(text(body, "enforce_mfa_state"))
                .enforce_mfa_type(text(body, "enforce_mfa_type"))
                .await?,
        ),
        "verify_email" => read(
            &service
                .verify_email(text(body, "user_id"))
                .email(text(body, "email"))
                .await?,
        ),
        "disable_mfa" => read(&service.disable_mfa(text(body, "user_id")).await?),
        "set_required_actions" => read(
            &service
                .set_required_actions(text(body, "user_id"), texts(body, "required_actions"))
                .await?,
        ),
        "set_refresh_timeout" => read(
            &service
                .set_refresh_timeout(text(body, "user_id"), get(body, "refresh_timeout"))
                .await?,
        ),
        "enable" => read(&service.enable(text(body, "user_id")).await?),
        "disable" => read(&service.disable(text(body, "user_id")).await?),
        "delete" => read(&service.delete(text(body, "user_id")).await?),
        "get" => read(&service.get(text(body, "user_id")).await?),
        "list" => read(
            &service
                .list()
                .query(query(&body["query"]))
                .user_id(text(body, "user_id"))
                .name(text(body, "name"))
                .state(text(body, "state"))
                .email(text(body, "email"))
                .auth_type(text(body, "auth_type"))
                .await?,
        ),
        "stat" => read(&service.stat(statistics_query(&body["query"])).await?),
        other => panic!("there is no {other}"),
    })
}
