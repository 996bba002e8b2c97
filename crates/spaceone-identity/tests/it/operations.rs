//! One request per operation: every byte of it, and every member of its answer.

use serde_json::json;
use spaceone_identity::password_credentials;
use spaceone_identity::v1::token::UserType;
use spaceone_identity::v2::token::{AuthType, GrantType, RoleType, Scope};
use spaceone_identity::{ErrorKind, ExposeSecret, SecretObject};
use test_support::ok;

use crate::support::{Identity, credentials, pair, posted};

const V2_ISSUE: &str = "/identity/v2/token/issue";
const V2_GRANT: &str = "/identity/v2/token/grant";
const V1_ISSUE: &str = "/identity/v1/token/issue";
const V1_REFRESH: &str = "/identity/v1/token/refresh";

#[tokio::test]
async fn v2_issue_sends_what_is_required() {
    let identity = Identity::answering([pair("my-access-token", "my-refresh-token")]).await;

    let credentials = password_credentials("user@example.com", &"p\"ss wörd".into()).unwrap();
    let answer = identity
        .v2()
        .token()
        .issue(credentials, "domain-123", AuthType::Local)
        .await
        .unwrap();

    let body = r#"{"credentials":{"password":"p\"ss wörd","user_id":"user@example.com"},"domain_id":"domain-123","auth_type":"LOCAL"}"#;
    assert_eq!(identity.sent().await, [posted(V2_ISSUE, body)]);
    assert_eq!(answer.access_token.expose_secret(), "my-access-token");
    assert_eq!(answer.refresh_token.expose_secret(), "my-refresh-token");
}

#[tokio::test]
async fn v2_issue_sends_every_option_in_the_documents_order() {
    let identity = Identity::answering([pair("my-access-token", "my-refresh-token")]).await;

    let request = identity
        .v2()
        .token()
        .issue(credentials(), "domain-123", AuthType::Mfa);
    request.verify_code("123456").timeout(-1).await.unwrap();

    let body = concat!(
        r#"{"credentials":{"password":"my-password","user_id":"user@example.com"},"#,
        r#""domain_id":"domain-123","auth_type":"MFA","timeout":-1,"verify_code":"123456"}"#
    );
    assert_eq!(identity.sent().await, [posted(V2_ISSUE, body)]);
}

#[tokio::test]
async fn v2_issue_sends_free_form_credentials_whole() {
    let identity = Identity::answering([pair("my-access-token", "my-refresh-token")]).await;

    let saml = SecretObject::from_iter([(
        "post_data",
        json!({"SAMLResponse": ["é", 1, null, {"deep": true}]}),
    )]);
    identity
        .v2()
        .token()
        .issue(saml, "domain-123", AuthType::External)
        .send()
        .await
        .unwrap();

    let body = concat!(
        r#"{"credentials":{"post_data":{"SAMLResponse":["é",1,null,{"deep":true}]}},"#,
        r#""domain_id":"domain-123","auth_type":"EXTERNAL"}"#
    );
    assert_eq!(identity.sent().await, [posted(V2_ISSUE, body)]);
}

#[tokio::test]
async fn v2_grant_sends_what_is_required() {
    let identity = Identity::answering([ok(&json!({
        "access_token": "my-access-token",
        "role_type": "USER",
        "domain_id": "domain-123",
    }))])
    .await;

    let request =
        identity
            .v2()
            .token()
            .grant(GrantType::RefreshToken, "my-refresh-token", Scope::User);
    let answer = request.await.unwrap();

    let body = r#"{"grant_type":"REFRESH_TOKEN","token":"my-refresh-token","scope":"USER"}"#;
    assert_eq!(identity.sent().await, [posted(V2_GRANT, body)]);
    assert_eq!(answer.access_token.expose_secret(), "my-access-token");
    assert_eq!(answer.role_type, RoleType::User);
    assert_eq!(answer.domain_id, "domain-123");
    assert_eq!(answer.workspace_id, None);
    assert_eq!(answer.role_id, None);
}

#[tokio::test]
async fn v2_grant_sends_every_option_in_the_documents_order() {
    let identity = Identity::answering([ok(&json!({
        "role_id": "role-123",
        "workspace_id": "workspace-123",
        "domain_id": "domain-123",
        "role_type": "WORKSPACE_MEMBER",
        "access_token": "my-access-token",
        "a member of next year": {"deep": [null]},
    }))])
    .await;

    let request = identity
        .v2()
        .token()
        .grant(GrantType::SystemToken, "my-system-token", Scope::Workspace)
        .workspace_id("workspace-123")
        .domain_id("domain-123")
        .permissions(["inventory:*", "cost,analysis:read"])
        .timeout(604_800);
    let answer = request.send().await.unwrap();

    let body = concat!(
        r#"{"grant_type":"SYSTEM_TOKEN","token":"my-system-token","scope":"WORKSPACE","timeout":604800,"#,
        r#""permissions":["inventory:*","cost,analysis:read"],"domain_id":"domain-123","workspace_id":"workspace-123"}"#
    );
    assert_eq!(identity.sent().await, [posted(V2_GRANT, body)]);
    assert_eq!(answer.access_token.expose_secret(), "my-access-token");
    assert_eq!(answer.role_type, RoleType::WorkspaceMember);
    assert_eq!(answer.domain_id, "domain-123");
    assert_eq!(answer.workspace_id.as_deref(), Some("workspace-123"));
    assert_eq!(answer.role_id.as_deref(), Some("role-123"));
}

#[tokio::test]
async fn v2_enums_are_open_in_both_directions() {
    let identity = Identity::answering([ok(&json!({
        "access_token": "my-access-token",
        "role_type": "GALAXY_ADMIN",
        "domain_id": "domain-123",
    }))])
    .await;

    let request = identity.v2().token().grant(
        GrantType::from("APP_TOKEN"),
        "my-token",
        Scope::from("GALAXY"),
    );
    let answer = request.await.unwrap();

    assert_eq!(answer.role_type.as_str(), "GALAXY_ADMIN");
    assert_eq!(answer.role_type.to_string(), "GALAXY_ADMIN");
    assert!(
        matches!(&answer.role_type, RoleType::Unknown(value) if value.as_str() == "GALAXY_ADMIN")
    );
    let body = r#"{"grant_type":"APP_TOKEN","token":"my-token","scope":"GALAXY"}"#;
    assert_eq!(identity.sent().await, [posted(V2_GRANT, body)]);

    // A value that has a name is known by it, from whatever text it was made.
    assert_eq!(RoleType::from("DOMAIN_ADMIN"), RoleType::DomainAdmin);
    assert_eq!(
        RoleType::from("WORKSPACE_OWNER".to_owned()),
        RoleType::WorkspaceOwner
    );
    assert_eq!(Scope::from("SYSTEM"), Scope::System);
    assert_eq!(Scope::from("DOMAIN"), Scope::Domain);
    assert_eq!(Scope::from("PROJECT"), Scope::Project);
}

#[tokio::test]
async fn v1_issue_sends_what_is_required() {
    let identity = Identity::answering([pair("my-access-token", "my-refresh-token")]).await;

    let credentials = SecretObject::from_iter([("password", "my-password")]);
    let answer = identity
        .v1()
        .token()
        .issue(credentials, "domain-123")
        .await
        .unwrap();

    let body = r#"{"credentials":{"password":"my-password"},"domain_id":"domain-123"}"#;
    assert_eq!(identity.sent().await, [posted(V1_ISSUE, body)]);
    assert_eq!(answer.access_token.expose_secret(), "my-access-token");
    assert_eq!(answer.refresh_token.expose_secret(), "my-refresh-token");
}

#[tokio::test]
async fn v1_issue_sends_every_option_in_the_documents_order() {
    let identity = Identity::answering([pair("my-access-token", "my-refresh-token")]).await;

    let request = identity
        .v1()
        .token()
        .issue(
            SecretObject::from_iter([("password", "my-password")]),
            "domain-123",
        )
        .refresh_count(6)
        .timeout(3_600)
        .user_type(UserType::DomainOwner)
        .user_id("user@example.com");
    request.await.unwrap();

    let body = concat!(
        r#"{"user_id":"user@example.com","credentials":{"password":"my-password"},"user_type":"DOMAIN_OWNER","#,
        r#""domain_id":"domain-123","timeout":3600,"refresh_count":6}"#
    );
    assert_eq!(identity.sent().await, [posted(V1_ISSUE, body)]);
}

#[tokio::test]
async fn v1_refresh_sends_the_refresh_token_as_bearer_and_an_empty_object() {
    let identity =
        Identity::answering([pair("my-next-access-token", "my-next-refresh-token")]).await;

    let answer = identity
        .v1()
        .token()
        .refresh("my-refresh-token")
        .await
        .unwrap();

    let sent = posted(V1_REFRESH, "{}").with("authorization", "Bearer my-refresh-token");
    assert_eq!(identity.sent().await, [sent]);
    assert_eq!(answer.access_token.expose_secret(), "my-next-access-token");
    assert_eq!(
        answer.refresh_token.expose_secret(),
        "my-next-refresh-token"
    );
}

#[tokio::test]
async fn h7_a_request_that_is_sent_again_is_the_same_bytes() {
    let identity = Identity::responding(pair("my-access-token", "my-refresh-token")).await;

    let request = identity
        .v2()
        .token()
        .issue(credentials(), "domain-123", AuthType::Local)
        .timeout(60);
    request.send().await.unwrap();
    request.send().await.unwrap();
    request.clone().await.unwrap();

    let [first, second, third] = identity.sent().await.try_into().unwrap();
    assert_eq!(first, second);
    assert_eq!(first, third);
}

#[tokio::test]
async fn h5_a_token_that_cannot_be_meant_is_refused_before_anything_is_sent() {
    let identity = Identity::answering([]).await;

    let grant =
        identity
            .v2()
            .token()
            .grant(GrantType::RefreshToken, "my-refresh-token\n", Scope::Domain);
    let errors = [
        ("token", grant.await.unwrap_err()),
        (
            "refresh_token",
            identity
                .v1()
                .token()
                .refresh("my-refresh-token\r\nX-More: 1")
                .await
                .unwrap_err(),
        ),
        (
            "refresh_token",
            identity.v1().token().refresh("").await.unwrap_err(),
        ),
    ];
    for (field, error) in errors {
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains(&format!("`{field}`")), "{error}");
    }
    assert_eq!(identity.sent().await, []);
}
