//! Logins and look-ups of domains, version 2.

use ErrorKind::{Interaction, NotFound, Refused, Unavailable};
use serde_json::{Value, json};
use spaceone_identity::v2::Client;
use spaceone_identity::{ErrorKind, Reason};

use super::Becomes::{Failure, Tokens};
use super::version_2::{MALFORMED, deployed, not_found, required, unknown};
use super::{
    Becomes, Exchange, assert_sent, detail, exchange, failure, int, object, server, text, tokens,
    unauthenticated, with,
};
use crate::support::{Identity, jwt, not_served, pair};

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

fn mfa_required() -> Value {
    let words = " A code is needed. (user_id = user@example.com), (mfa_type = EMAIL)";
    detail("ERROR_MFA_REQUIRED", words)
}

#[expect(clippy::too_many_lines, reason = "a table")]
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
    let identity =
        Identity::answering([not_served(), pair("an-access-token", "a-refresh-token")]).await;
    assert_eq!(issue(&identity.v2(), &login(&json!({}))).await, Tokens);
    assert_eq!(identity.lines().await, ["v2/token/issue", "token/issue"]);
}
