//! Calls of `ExternalAuth`.

use serde_json::Value;
use spaceone_identity::{Error, v2::Client};

use super::messages::plugin_request;
use super::values::read;

pub(super) async fn call(client: &Client, operation: &str, body: &Value) -> Result<Value, Error> {
    let service = client.external_auth();
    Ok(match operation {
        "set" => read(&service.set(plugin_request(&body["plugin_info"])).await?),
        "unset" => read(&service.unset().await?),
        "get" => read(&service.get().await?),
        other => panic!("there is no {other}"),
    })
}
