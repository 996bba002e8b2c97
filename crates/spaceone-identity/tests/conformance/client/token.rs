//! Calls of `Token`.

use serde_json::Value;
use spaceone_identity::{Error, v2::Client};

use super::values::{get, object, read, text, texts};

pub(super) async fn call(client: &Client, operation: &str, body: &Value) -> Result<Value, Error> {
    let service = client.token();
    Ok(match operation {
        "issue" => read(
            &service
                .issue(
                    object(body, "credentials"),
                    text(body, "domain_id"),
                    text(body, "auth_type"),
                )
                .timeout(get(body, "timeout"))
                .verify_code(text(body, "verify_code"))
                .await?,
        ),
        "grant" => read(
            &service
                .grant(
                    text(body, "grant_type"),
                    text(body, "token"),
                    text(body, "scope"),
                )
                .timeout(get(body, "timeout"))
                .permissions(texts(body, "permissions"))
                .domain_id(text(body, "domain_id"))
                .workspace_id(text(body, "workspace_id"))
                .await?,
        ),
        other => panic!("there is no {other}"),
    })
}
