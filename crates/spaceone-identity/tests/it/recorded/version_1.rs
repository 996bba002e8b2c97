//! The token service, version 1. It was observed over gRPC: the front of version 1 hands on code and message, with the status that stands for the gRPC status.

use ErrorKind::{Invalid, NotFound, Refused};
use serde_json::{Value, json};
use spaceone_identity::v1::Client;
use spaceone_identity::{ErrorKind, Reason};

use super::Becomes::{Failure, Tokens};
use super::{
    Becomes, Exchange, assert_sent, detail, exchange, failure, int, object, server, text, tokens,
    with, without,
};

fn login(more: &Value) -> Value {
    let base = json!({
        "user_id": "user@example.com",
        "credentials": {"password": "my-password"},
        "domain_id": "domain-123",
    });
    with(base, more)
}

fn logins() -> Vec<Exchange> {
    let ok = |name, sent| exchange(name, sent, 200, tokens(), Tokens);
    let wrong = |name, user: &str| {
        let sent = login(&json!({"user_id": user, "credentials": {"password": "wrong"}}));
        let answer = detail("ERROR_AUTHENTICATION_FAILURE", "User or password is wrong.");
        exchange(
            name,
            sent,
            401,
            answer,
            Failure(Refused, Some(Reason::WrongPassword)),
        )
    };
    vec![
        ok("v1_issue_ok_user", login(&json!({}))),
        ok(
            "v1_issue_ok_domain_owner",
            login(&json!({"user_type": "DOMAIN_OWNER"})),
        ),
        ok("v1_issue_ok_timeout_60", login(&json!({"timeout": 60}))),
        ok(
            "v1_issue_ok_refresh_count_2",
            login(&json!({"refresh_count": 2})),
        ),
        wrong("v1_issue_wrong_password", "user@example.com"),
        wrong("v1_issue_unknown_user", "nobody"),
        exchange(
            "v1_issue_missing_password",
            login(&json!({"credentials": {"x": "y"}})),
            401,
            detail("ERROR_INVALID_CREDENTIALS", "Incomplete."),
            Failure(Refused, Some(Reason::InvalidCredentials)),
        ),
        exchange(
            "v1_issue_refresh_count_over_max",
            login(&json!({"refresh_count": 99})),
            401,
            detail(
                "ERROR_MAX_REFRESH_COUNT",
                "Too many. (max_refresh_count = 18)",
            ),
            Failure(Invalid, Some(Reason::TooManyRefreshes)),
        ),
        exchange(
            "v1_issue_unknown_domain",
            login(&json!({"domain_id": "domain-000"})),
            404,
            detail("ERROR_NOT_FOUND", "Nothing is found."),
            Failure(NotFound, None),
        ),
        exchange(
            "an issue without a user",
            without(login(&json!({})), "user_id"),
            400,
            detail("ERROR_REQUIRED_PARAMETER", "A parameter is missing."),
            Failure(Invalid, None),
        ),
    ]
}

fn refreshes() -> Vec<Exchange> {
    let refused = |name, code, words, reason| {
        exchange(
            name,
            json!({}),
            401,
            detail(code, words),
            Failure(Refused, Some(reason)),
        )
    };
    let front = "ERROR_AUTHENTICATE_FAILURE";
    let spent = "ERROR_INVALID_REFRESH_TOKEN";
    vec![
        exchange(
            "v1_refresh_ok, v1_refresh_count_1_first, v1_refresh_reuse_old",
            json!({}),
            200,
            tokens(),
            Tokens,
        ),
        refused(
            "v1_refresh_count_exhausted",
            "ERROR_REFRESH_COUNT",
            "None is left.",
            Reason::NoRefreshLeft,
        ),
        refused(
            "v1_refresh_once/v1_refresh_reuse_old",
            spent,
            "It is spent.",
            Reason::RefreshTokenSpent,
        ),
        refused(
            "v1_refresh_garbage",
            front,
            "Authenticate failure. (message = Cannot decode token.)",
            Reason::TokenUnreadable,
        ),
        refused(
            "v1_refresh_with_access_token",
            front,
            "Authenticate failure. (message = Token validation failed.)",
            Reason::TokenInvalid,
        ),
    ]
}

/// A client that knows how released servers lay out their paths.
fn deployed(uri: String) -> Client {
    Client::builder()
        .base_url(uri)
        .path_style("deployed")
        .retry(api_core::RetryPolicy::never())
        .build()
        .unwrap()
}

async fn issue(client: &Client, body: &Value) -> Becomes {
    let token = client.token();
    let mut login = token.issue(object(body, "credentials"), text(body, "domain_id"));
    if let Some(user_id) = body["user_id"].as_str() {
        login = login.user_id(user_id);
    }
    if let Some(user_type) = body["user_type"].as_str() {
        login = login.user_type(user_type);
    }
    if let Some(timeout) = int(body, "timeout") {
        login = login.timeout(timeout);
    }
    if let Some(count) = int(body, "refresh_count") {
        login = login.refresh_count(count);
    }
    login.await.map_or_else(|error| failure(&error), |_| Tokens)
}

#[tokio::test]
async fn v1_recorded_logins_are_made_and_read() {
    for exchange in logins() {
        let identity = server(&exchange).await;
        let becomes = issue(&deployed(identity.uri()), &exchange.sent).await;
        assert_eq!(becomes, exchange.becomes, "{}", exchange.name);
        assert_sent(&identity, "POST /identity/token/issue", &exchange).await;
    }
}

#[tokio::test]
async fn v1_recorded_refreshes_are_made_and_read() {
    for exchange in refreshes() {
        let identity = server(&exchange).await;
        let refresh = deployed(identity.uri()).token().refresh("a-refresh-token");
        let becomes = refresh
            .await
            .map_or_else(|error| failure(&error), |_| Tokens);
        assert_eq!(becomes, exchange.becomes, "{}", exchange.name);
        let sent = assert_sent(&identity, "POST /identity/token/refresh", &exchange).await;
        assert!(
            format!("{sent:?}").contains("Bearer a-refresh-token"),
            "{sent:?}"
        );
    }
}
