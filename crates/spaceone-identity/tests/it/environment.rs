//! The cache from environment variables.

use api_core::Environment;
use spaceone_identity::{ErrorKind, from_environment};
use test_support::{MARK, assert_hidden, shown, shown_error};

use crate::support::{Identity, Served, Server, jwt};

/// All that is required, with another value or none for one variable.
fn environment(changed: &str, value: &str) -> Environment {
    let variables = [
        ("SPACEONE_ENDPOINT", "https://identity.example.com"),
        ("SPACEONE_DOMAIN_ID", "domain-123"),
        ("SPACEONE_USER_ID", "user@example.com"),
        ("SPACEONE_PASSWORD", MARK),
        ("SPACEONE_WORKSPACE_ID", ""),
    ];
    variables
        .into_iter()
        .map(|(name, old)| (name, if name == changed { value } else { old }))
        .collect()
}

async fn bodies(identity: &Identity, workspace: &str) -> Vec<String> {
    let uri = identity.uri();
    let environment = Environment::from_iter([
        ("SPACEONE_ENDPOINT", uri.as_str()),
        ("SPACEONE_DOMAIN_ID", "domain-123"),
        ("SPACEONE_USER_ID", "user@example.com"),
        ("SPACEONE_PASSWORD", "my-password"),
        ("SPACEONE_WORKSPACE_ID", workspace),
    ]);
    from_environment(&environment)
        .unwrap()
        .token()
        .await
        .unwrap();
    identity
        .sent()
        .await
        .iter()
        .map(|sent| sent.body().to_owned())
        .collect()
}

const LOGIN: &str = r#"{"credentials":{"password":"my-password","user_id":"user@example.com"},"domain_id":"domain-123","auth_type":"LOCAL"}"#;

#[tokio::test]
async fn the_login_and_the_workspace_come_from_the_environment() {
    let (_, identity) = Server::start(Served::Documented).await;
    let token = jwt("refresh-1", 10_800);
    let grant = format!(
        r#"{{"grant_type":"REFRESH_TOKEN","token":"{token}","scope":"WORKSPACE","workspace_id":"workspace-north"}}"#
    );
    assert_eq!(bodies(&identity, "workspace-north").await, [LOGIN, &grant]);
}

#[tokio::test]
async fn without_a_workspace_the_token_is_the_users_own() {
    let (_, identity) = Server::start(Served::Documented).await;
    let token = jwt("refresh-1", 10_800);
    let grant = format!(r#"{{"grant_type":"REFRESH_TOKEN","token":"{token}","scope":"USER"}}"#);
    assert_eq!(bodies(&identity, "").await, [LOGIN, &grant]);
}

#[test]
fn each_missing_variable_is_named() {
    for missing in [
        "SPACEONE_ENDPOINT",
        "SPACEONE_DOMAIN_ID",
        "SPACEONE_USER_ID",
        "SPACEONE_PASSWORD",
    ] {
        let error = from_environment(&environment(missing, "")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(
            error.to_string().contains(&format!("`{missing}`")),
            "{error}"
        );
        assert_hidden(&shown_error(&error));
    }
    from_environment(&environment("SPACEONE_WORKSPACE_ID", "")).unwrap();
}

#[tokio::test]
async fn g14_an_unusable_variable_is_named_and_its_value_is_not_shown() {
    for address in [
        "http://identity.",
        "ftp://identity.",
        "https://user@",
        "no address ",
    ] {
        let error = from_environment(&environment(
            "SPACEONE_ENDPOINT",
            &format!("{address}{MARK}.com"),
        ))
        .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{address}");
        assert!(error.to_string().contains("`SPACEONE_ENDPOINT`"), "{error}");
        assert_hidden(&shown_error(&error));
    }
    assert_hidden(&shown(&environment("", "")));
}
