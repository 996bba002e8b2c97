//! Grants, version 2.

use ErrorKind::{Denied, Interaction, Invalid, NotFound, Refused};
use serde_json::{Value, json};
use spaceone_identity::v2::Client;
use spaceone_identity::{ErrorKind, Reason};

use super::Becomes::{Failure, Granted};
use super::version_2::{MALFORMED, denied, deployed, not_found, required, unknown};
use super::{
    Becomes, Exchange, assert_sent, detail, exchange, failure, int, server, text, twice, with,
};

fn grant(more: &Value) -> Value {
    let base =
        json!({"grant_type": "REFRESH_TOKEN", "token": "a-refresh-token", "scope": "DOMAIN"});
    with(base, more)
}

fn workspace(id: &str) -> Value {
    grant(&json!({"scope": "WORKSPACE", "workspace_id": id}))
}

fn granted(role: &str, more: &Value) -> Value {
    let base =
        json!({"access_token": "a-scoped-token", "role_type": role, "domain_id": "domain-123"});
    with(base, more)
}

fn admin() -> Value {
    granted("DOMAIN_ADMIN", &json!({"role_id": "role-admin"}))
}

fn in_workspace(role: &str) -> Value {
    granted(
        role,
        &json!({"role_id": "role-1", "workspace_id": "workspace-123"}),
    )
}

const ADMIN: Becomes = Granted("DOMAIN_ADMIN", false, true);

#[expect(clippy::too_many_lines, reason = "a table")]
fn grants() -> Vec<Exchange> {
    let refused = |name, words: &str, reason| {
        exchange(
            name,
            grant(&json!({"token": "another-token"})),
            401,
            twice(words),
            Failure(Refused, Some(reason)),
        )
    };
    vec![
        exchange(
            "grant_ok_domain",
            grant(&json!({"domain_id": "domain-123"})),
            200,
            admin(),
            ADMIN,
        ),
        exchange(
            "grant_ok_domain_no_domain_id",
            grant(&json!({})),
            200,
            admin(),
            ADMIN,
        ),
        exchange(
            "grant_domain_id_mismatch",
            grant(&json!({"domain_id": "domain-000"})),
            200,
            admin(),
            ADMIN,
        ),
        exchange(
            "grant_large_timeout",
            grant(&json!({"timeout": 99_999_999})),
            200,
            admin(),
            ADMIN,
        ),
        exchange(
            "grant_timeout_120",
            grant(&json!({"timeout": 120})),
            200,
            admin(),
            ADMIN,
        ),
        exchange(
            "grant_permissions_ignored",
            grant(&json!({"permissions": ["identity:User.read"]})),
            200,
            admin(),
            ADMIN,
        ),
        exchange(
            "grant_workspace_id_with_domain_scope",
            grant(&json!({"workspace_id": "workspace-123"})),
            200,
            admin(),
            ADMIN,
        ),
        exchange(
            "grant_ok_system",
            grant(&json!({"scope": "SYSTEM"})),
            200,
            admin(),
            ADMIN,
        ),
        exchange(
            "grant_ok_user",
            grant(&json!({"scope": "USER"})),
            200,
            admin(),
            ADMIN,
        ),
        exchange(
            "grant_ok_user_plain",
            grant(&json!({"scope": "USER"})),
            200,
            granted("USER", &json!({})),
            Granted("USER", false, false),
        ),
        exchange(
            "grant_ok_workspace_admin",
            workspace("workspace-123"),
            200,
            in_workspace("DOMAIN_ADMIN"),
            Granted("DOMAIN_ADMIN", true, true),
        ),
        exchange(
            "grant_ok_workspace_member",
            workspace("workspace-123"),
            200,
            in_workspace("WORKSPACE_MEMBER"),
            Granted("WORKSPACE_MEMBER", true, true),
        ),
        exchange(
            "grant_ok_workspace_owner",
            workspace("workspace-123"),
            200,
            in_workspace("WORKSPACE_OWNER"),
            Granted("WORKSPACE_OWNER", true, true),
        ),
        refused(
            "grant_access_token_as_refresh, grant_app_client_secret, grant_tampered_refresh",
            "Token validation failed.",
            Reason::TokenInvalid,
        ),
        refused(
            "expiry_grant_refresh_expired",
            "Token validation failed.",
            Reason::TokenInvalid,
        ),
        refused(
            "grant_garbage_token",
            "Cannot decode token.",
            Reason::TokenUnreadable,
        ),
        exchange(
            "grant_bogus_scope",
            grant(&json!({"scope": "ALL"})),
            500,
            unknown("no such value"),
            MALFORMED,
        ),
        exchange(
            "grant_project_scope",
            grant(&json!({"scope": "PROJECT"})),
            400,
            detail("ERROR_INVALID_PARAMETER", " It is invalid. (key = scope)"),
            MALFORMED,
        ),
        exchange(
            "grant_grant_type_system_token",
            grant(&json!({"grant_type": "SYSTEM_TOKEN"})),
            400,
            detail("ERROR_INVALID_GRANT_TYPE", " It does not fit."),
            Failure(Invalid, Some(Reason::WrongGrantType)),
        ),
        exchange(
            "grant_workspace_missing_id",
            grant(&json!({"scope": "WORKSPACE"})),
            400,
            required("workspace_id"),
            MALFORMED,
        ),
        exchange(
            "grant_workspace_unknown",
            workspace("workspace-000"),
            404,
            not_found(),
            Failure(NotFound, None),
        ),
        exchange(
            "grant_workspace_plain_denied",
            workspace("workspace-123"),
            403,
            denied(),
            Failure(Denied, Some(Reason::NoPermission)),
        ),
        exchange(
            "grant_domain_plain_denied, grant_root_domain_scope_denied",
            grant(&json!({})),
            403,
            denied(),
            Failure(Denied, Some(Reason::NoPermission)),
        ),
        exchange(
            "grant_system_denied",
            grant(&json!({"scope": "SYSTEM"})),
            403,
            denied(),
            Failure(Denied, Some(Reason::NoPermission)),
        ),
        exchange(
            "grant_update_password_required",
            grant(&json!({"scope": "USER"})),
            400,
            detail(
                "ERROR_UPDATE_PASSWORD_REQUIRED",
                " Another password is needed.",
            ),
            Failure(Interaction, Some(Reason::NewPasswordRequired)),
        ),
    ]
}

async fn ask_for_grant(client: &Client, body: &Value) -> Becomes {
    let token = client.token();
    let mut grant = token.grant(
        text(body, "grant_type"),
        text(body, "token"),
        text(body, "scope"),
    );
    if let Some(timeout) = int(body, "timeout") {
        grant = grant.timeout(timeout);
    }
    if let Some(items) = body["permissions"].as_array() {
        grant = grant.permissions(items.iter().filter_map(Value::as_str));
    }
    if let Some(domain_id) = body["domain_id"].as_str() {
        grant = grant.domain_id(domain_id);
    }
    if let Some(workspace_id) = body["workspace_id"].as_str() {
        grant = grant.workspace_id(workspace_id);
    }
    match grant.await {
        Err(error) => failure(&error),
        Ok(granted) => {
            let role = [
                "DOMAIN_ADMIN",
                "WORKSPACE_OWNER",
                "WORKSPACE_MEMBER",
                "USER",
            ]
            .into_iter()
            .find(|role| *role == granted.role_type.as_str());
            Granted(
                role.unwrap(),
                granted.workspace_id.is_some(),
                granted.role_id.is_some(),
            )
        }
    }
}

#[tokio::test]
async fn v2_recorded_grants_are_made_and_read() {
    for exchange in grants() {
        let identity = server(&exchange).await;
        let becomes = ask_for_grant(&deployed(&identity), &exchange.sent).await;
        assert_eq!(becomes, exchange.becomes, "{}", exchange.name);
        assert_sent(&identity, "POST /identity/token/grant", &exchange).await;
    }
}
