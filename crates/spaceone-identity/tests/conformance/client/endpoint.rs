//! Calls of `Endpoint`.

use serde_json::Value;
use spaceone_identity::{Error, v2::Client};

use super::messages::query;
use super::values::{read, text};

pub(super) async fn call(client: &Client, operation: &str, body: &Value) -> Result<Value, Error> {
    let service = client.endpoint();
    Ok(match operation {
        "list" => read(
            &service
                .list()
                .query(query(&body["query"]))
                .service(text(body, "service"))
                .endpoint_type(text(body, "endpoint_type"))
                .await?,
        ),
        other => panic!("there is no {other}"),
    })
}
