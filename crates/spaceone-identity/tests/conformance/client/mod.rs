//! The client, called as an application does: every argument and every setter is filled from a sample, and every member
//! of the typed answer is turned back into JSON. What is right is not said here.

mod agent;
mod answers;
mod app;
mod domain;
mod endpoint;
mod external_auth;
mod job;
mod messages;
mod package;
mod project;
mod project_group;
mod provider;
mod role;
mod role_binding;
mod schema;
mod service_account;
mod token;
mod trusted_account;
mod user;
mod user_group;
mod user_profile;
mod values;
mod workspace;
mod workspace_group;
mod workspace_group_user;
mod workspace_user;

use serde_json::Value;
use spaceone_identity::{Error, v2::Client};

/// Calls an operation of the service of a document with all that the sample of its body has.
pub(crate) async fn call(
    client: &Client,
    document: &str,
    operation: &str,
    body: &Value,
) -> Result<Value, Error> {
    match document {
        "agent" => agent::call(client, operation, body).await,
        "app" => app::call(client, operation, body).await,
        "domain" => domain::call(client, operation, body).await,
        "endpoint" => endpoint::call(client, operation, body).await,
        "external_auth" => external_auth::call(client, operation, body).await,
        "job" => job::call(client, operation, body).await,
        "package" => package::call(client, operation, body).await,
        "project" => project::call(client, operation, body).await,
        "project_group" => project_group::call(client, operation, body).await,
        "provider" => provider::call(client, operation, body).await,
        "role" => role::call(client, operation, body).await,
        "role_binding" => role_binding::call(client, operation, body).await,
        "schema" => schema::call(client, operation, body).await,
        "service_account" => service_account::call(client, operation, body).await,
        "token" => token::call(client, operation, body).await,
        "trusted_account" => trusted_account::call(client, operation, body).await,
        "user" => user::call(client, operation, body).await,
        "user_group" => user_group::call(client, operation, body).await,
        "user_profile" => user_profile::call(client, operation, body).await,
        "workspace" => workspace::call(client, operation, body).await,
        "workspace_group" => workspace_group::call(client, operation, body).await,
        "workspace_group_user" => workspace_group_user::call(client, operation, body).await,
        "workspace_user" => workspace_user::call(client, operation, body).await,
        other => panic!("there is no {other}"),
    }
}
