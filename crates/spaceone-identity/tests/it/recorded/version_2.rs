//! The token service and the look-up of domains, version 2.

use ErrorKind::{Denied, Interaction, Invalid, NotFound, Refused, Unavailable};
use serde_json::{Value, json};
use spaceone_identity::v2::Client;
use spaceone_identity::{ErrorKind, Reason};

use super::Becomes::{Failure, Granted, Tokens};
use super::{
    Becomes, Exchange, assert_sent, detail, exchange, failure, int, object, server, text, tokens,
    twice, unauthenticated, with,
};
use crate::support::{Identity, jwt};

fn login(more: &Value) -> Value {
    let base = json!({
        "credentials": {"user_id": "user@example.com", "password": "my-password"},
        "auth_type": "LOCAL",
        "domain_id": "domain-123",
    });
    with(base, more)
}

fn second_step(code: &str) -> Value {
    login(&json!({"auth_type": "MFA", "verify_code": code}))
}

fn credentials(credentials: &Value) -> Value {
    login(&json!({"credentials": credentials}))
}

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
const MALFORMED: Becomes = Failure(Invalid, None);

fn required(key: &str) -> Value {
    detail(
        "ERROR_REQUIRED_PARAMETER",
        &format!(" A parameter is missing. (key = {key})"),
    )
}

fn unknown(words: &str) -> Value {
    detail("ERROR_UNKNOWN", words)
}

fn denied() -> Value {
    detail("ERROR_PERMISSION_DENIED", "No permission.")
}

fn not_found() -> Value {
    detail(
        "ERROR_NOT_FOUND",
        " Nothing is found. (id = somewhere-else)",
    )
}

fn mfa_required() -> Value {
    let words = " A code is needed. (user_id = user@example.com), (mfa_type = EMAIL)";
    detail("ERROR_MFA_REQUIRED", words)
}

fn logins() -> Vec<Exchange> {
    let ok = |name, more: Value| exchange(name, login(&more), 200, tokens(), Tokens);
    vec![
        ok("issue_ok_local", json!({})),
        ok("issue_ok_timeout_60", json!({"timeout": 60})),
        ok("issue_timeout_zero", json!({"timeout": 0})),
        ok("issue_timeout_negative", json!({"timeout": -5})),
        ok("issue_timeout_over_max", json!({"timeout": 10_000_000})),
        ok(
            "issue_credentials_extra_field",
            json!({"credentials": {"user_id": "user@example.com", "password": "my-password", "x": 1}}),
        ),
        ok("issue_mfa_step2_ok", second_step("123456")),
        exchange(
            "issue_auth_type_bogus",
            login(&json!({"auth_type": "SAML"})),
            500,
            unknown("no such value"),
            MALFORMED,
        ),
        exchange(
            "issue_auth_type_lowercase",
            login(&json!({"auth_type": "local"})),
            500,
            unknown("no such value"),
            MALFORMED,
        ),
        exchange(
            "issue_auth_type_none",
            login(&json!({"auth_type": "NONE"})),
            400,
            required("auth_type"),
            MALFORMED,
        ),
        exchange(
            "issue_large_password",
            credentials(&json!({"user_id": "user@example.com", "password": "x".repeat(100_000)})),
            500,
            unknown(" longer than 72 bytes"),
            MALFORMED,
        ),
        exchange(
            "issue_external_not_configured",
            login(&json!({"auth_type": "EXTERNAL", "credentials": {"access_token": "x"}})),
            500,
            unknown(" no attribute"),
            MALFORMED,
        ),
        exchange(
            "issue_credentials_empty",
            credentials(&json!({})),
            401,
            unauthenticated("Invalid credentials provided."),
            Failure(Refused, Some(Reason::InvalidCredentials)),
        ),
        exchange(
            "issue_credentials_without_password",
            credentials(&json!({"user_id": "user@example.com"})),
            401,
            unauthenticated("Invalid credentials provided."),
            Failure(Refused, Some(Reason::InvalidCredentials)),
        ),
        exchange(
            "issue_wrong_password, lockout_01 to 10",
            credentials(&json!({"user_id": "user@example.com", "password": "wrong"})),
            401,
            unauthenticated("A user \"user@example.com\" is not exist or password is not correct."),
            Failure(Refused, Some(Reason::WrongPassword)),
        ),
        exchange(
            "issue_password_number",
            credentials(&json!({"user_id": "user@example.com", "password": 1})),
            401,
            unauthenticated("A user \"user@example.com\" is not exist or password is not correct."),
            Failure(Refused, Some(Reason::WrongPassword)),
        ),
        exchange(
            "issue_password_special_utf8",
            credentials(
                &json!({"user_id": "user@example.com", "password": "pä$$wörd\u{0}\u{2603}"}),
            ),
            401,
            unauthenticated("A user \"user@example.com\" is not exist or password is not correct."),
            Failure(Refused, Some(Reason::WrongPassword)),
        ),
        exchange(
            "lockout_11 to 13",
            credentials(&json!({"user_id": "user@example.com", "password": "wrong"})),
            401,
            unauthenticated("Login is blocked. Please try again later."),
            Failure(Refused, Some(Reason::LoginBlocked)),
        ),
        exchange(
            "issue_unknown_user",
            credentials(&json!({"user_id": "nobody", "password": "x"})),
            404,
            not_found(),
            Failure(NotFound, None),
        ),
        exchange(
            "issue_user_id_case",
            credentials(&json!({"user_id": "USER@example.com", "password": "my-password"})),
            404,
            not_found(),
            Failure(NotFound, None),
        ),
        exchange(
            "issue_wrong_domain",
            login(&json!({"domain_id": "domain-000"})),
            404,
            not_found(),
            Failure(NotFound, None),
        ),
        exchange(
            "issue_disabled_domain",
            login(&json!({"domain_id": "domain-off"})),
            400,
            detail("ERROR_DOMAIN_STATE", " It is disabled."),
            Failure(Refused, Some(Reason::DomainDisabled)),
        ),
        exchange(
            "issue_disabled_user",
            login(&json!({})),
            400,
            detail("ERROR_USER_STATE_DISABLED", " It is disabled."),
            Failure(Refused, Some(Reason::UserDisabled)),
        ),
        exchange(
            "issue_mfa_step1_local, issue_mfa_resend",
            login(&json!({})),
            500,
            mfa_required(),
            Failure(Interaction, Some(Reason::MfaRequired)),
        ),
        exchange(
            "issue_mfa_step2_local_with_code",
            login(&json!({"verify_code": "123456"})),
            500,
            mfa_required(),
            Failure(Interaction, Some(Reason::MfaRequired)),
        ),
        exchange(
            "issue_mfa_step2_wrong_code",
            second_step("000000"),
            400,
            detail(
                "ERROR_INVALID_VERIFY_CODE",
                " It is wrong. (verify_code = 000000)",
            ),
            Failure(Interaction, Some(Reason::WrongCode)),
        ),
        exchange(
            "issue_mfa_step2_code_reused, issue_mfa_user_without_mfa",
            second_step("123456"),
            401,
            unauthenticated("Invalid credentials provided."),
            Failure(Refused, Some(Reason::InvalidCredentials)),
        ),
        exchange(
            "issue_mfa_resend_via_mfa, issue_mfa_step2_no_code",
            login(&json!({"auth_type": "MFA"})),
            401,
            unauthenticated("A user is not authenticated."),
            Failure(Refused, Some(Reason::NotAuthenticated)),
        ),
        exchange(
            "issue_mfa_enforced_not_activated",
            login(&json!({})),
            500,
            detail(
                "ERROR_MFA_NOT_ACTIVATED",
                &format!(
                    " Not active. (mfa_state = DISABLED), (access_token = {})",
                    jwt("inside", 60)
                ),
            ),
            Failure(Interaction, Some(Reason::MfaNotActivated)),
        ),
        exchange(
            "upstream_down_issue",
            login(&json!({})),
            503,
            detail("ERROR_GRPC_CONNECTION", "The service is down."),
            Failure(Unavailable, None),
        ),
    ]
}

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

/// A client that knows how released servers lay out their paths.
fn deployed(identity: &Identity) -> Client {
    Client::builder()
        .base_url(identity.uri())
        .path_style("deployed")
        .retry(api_core::RetryPolicy::never())
        .build()
        .unwrap()
}

async fn issue(client: &Client, body: &Value) -> Becomes {
    let credentials = object(body, "credentials");
    let token = client.token();
    let mut login = token.issue(
        credentials,
        text(body, "domain_id"),
        text(body, "auth_type"),
    );
    if let Some(timeout) = int(body, "timeout") {
        login = login.timeout(timeout);
    }
    if let Some(code) = body["verify_code"].as_str() {
        login = login.verify_code(code);
    }
    login.await.map_or_else(|error| failure(&error), |_| Tokens)
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
async fn v2_recorded_logins_are_made_and_read() {
    for exchange in logins() {
        let identity = server(&exchange).await;
        let becomes = issue(&deployed(&identity), &exchange.sent).await;
        assert_eq!(becomes, exchange.becomes, "{}", exchange.name);
        assert_sent(&identity, "POST /identity/token/issue", &exchange).await;
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

#[tokio::test]
async fn v2_recorded_look_ups_of_domains_are_made_and_read() {
    let sent = json!({"name": "my-company"});
    let found = json!({"domain_id": "domain-123", "name": "my-company", "external_auth_state": "DISABLED", "metadata": {}, "config": {}});
    let known = exchange(
        "domain_get_auth_info_noauth",
        sent.clone(),
        200,
        found,
        Tokens,
    );
    let identity = server(&known).await;
    let domain = deployed(&identity)
        .domain()
        .get_auth_info("my-company")
        .await
        .unwrap();
    assert_eq!(
        (domain.domain_id.as_str(), domain.name.as_str()),
        ("domain-123", "my-company")
    );
    assert_sent(&identity, "POST /identity/domain/get-auth-info", &known).await;

    let unknown = exchange(
        "domain_get_auth_info_unknown",
        sent,
        404,
        not_found(),
        Failure(NotFound, None),
    );
    let identity = server(&unknown).await;
    let error = deployed(&identity)
        .domain()
        .get_auth_info("my-company")
        .await
        .unwrap_err();
    assert_eq!(failure(&error), unknown.becomes);
    assert_sent(&identity, "POST /identity/domain/get-auth-info", &unknown).await;
}

#[tokio::test]
async fn v2_a_recorded_server_that_has_no_versioned_paths_is_found_out() {
    let identity = Identity::answering([
        crate::support::not_served(),
        wiremock::ResponseTemplate::new(200).set_body_json(tokens()),
    ])
    .await;
    assert_eq!(issue(&identity.v2(), &login(&json!({}))).await, Tokens);
    assert_eq!(identity.lines().await, ["v2/token/issue", "token/issue"]);
}
