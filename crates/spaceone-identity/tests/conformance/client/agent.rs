//! Calls of `Agent`.

use serde_json::Value;
use spaceone_identity::{Error, v2::Client};

use super::messages::query;
use super::values::{object, read, text};

pub(super) async fn call(client: &Client, operation: &str, body: &Value) -> Result<Value, Error> {
    let service = client.agent();
    Ok(match operation {
        "create" => read(
            &service
                .create(text(body, "service_account_id"), object(body, "options"))
                .await?,
        ),
        "enable" => read(&service.enable(text(body, "service_account_id")).await?),
        "disable" => read(&service.disable(text(body, "service_account_id")).await?),
        "regenerate" => read(&service.regenerate(text(body, "service_account_id")).await?),
        "delete" => read(&service.delete(text(body, "service_account_id")).await?),
        "get" => read(&service.get(text(body, "service_account_id")).await?),
        "list" => read(
            &service
                .list()
                .query(query(&body["query"]))
                .agent_id(text(body, "agent_id"))
                .service_account_id(text(body, "service_account_id"))
                .state(text(body, "state"))
                .await?,
        ),
        other => panic!("there is no {other}"),
    })
}
