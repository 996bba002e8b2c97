//! Each kind of credentials from environment variables, and what contradicts what.

use api_core::Environment;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use spaceone_identity::{ErrorKind, from_environment, session_from_environment};
use test_support::{MARK, assert_hidden, ok, shown_error};

use crate::support::{Identity, granted, jwt, pair};

const LOGIN: [(&str, &str); 2] = [
    ("SPACEONE_USER_ID", "user@example.com"),
    ("SPACEONE_PASSWORD", "my-password"),
];

fn token(kind: &str) -> String {
    let claims = json!({"typ": kind, "iat": 1_000});
    let [header, claims] =
        [json!({"alg": "RS256"}), claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    format!("{header}.{claims}.c2lnbmF0dXJl")
}

/// What is sent for these variables, as JSON.
async fn bodies<'a>(
    identity: &Identity,
    variables: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Vec<Value> {
    let variables = variables.into_iter();
    let endpoint = ("SPACEONE_ENDPOINT", identity.uri());
    let environment = variables
        .map(|(name, value)| (name, value.to_owned()))
        .chain([endpoint])
        .collect();
    let cache = from_environment(&environment).unwrap();
    cache.token().await.unwrap();
    let sent = identity.sent().await;
    sent.iter()
        .map(|sent| serde_json::from_str(sent.body()).unwrap())
        .collect()
}

#[tokio::test]
async fn a_domain_can_be_given_by_its_name() {
    let identity = Identity::answering([
        ok(&json!({"domain_id": "domain-123", "name": "my-company"})),
        pair("profile", &jwt("refresh", 10_800)),
        granted("mine"),
    ])
    .await;
    let name = [("SPACEONE_DOMAIN_NAME", "my-company")];
    let sent = bodies(&identity, name.into_iter().chain(LOGIN)).await;
    assert_eq!(sent[0], json!({"name": "my-company"}));
    assert_eq!(sent[1]["domain_id"], "domain-123");
}

#[tokio::test]
async fn an_external_login_takes_a_json_object() {
    let identity =
        Identity::answering([pair("profile", &jwt("refresh", 10_800)), granted("mine")]).await;
    let sent = bodies(
        &identity,
        [
            ("SPACEONE_DOMAIN_ID", "domain-123"),
            (
                "SPACEONE_EXTERNAL_CREDENTIALS",
                r#"{"access_token": "of-keycloak"}"#,
            ),
            ("SPACEONE_SCOPE", "DOMAIN"),
        ],
    )
    .await;
    assert_eq!(
        sent[0]["credentials"],
        json!({"access_token": "of-keycloak"})
    );
    assert_eq!(sent[0]["auth_type"], "EXTERNAL");
    assert_eq!(sent[1]["scope"], "DOMAIN");
}

#[tokio::test]
async fn a_refresh_token_and_a_system_token_need_no_domain() {
    let refresh = token("REFRESH_TOKEN");
    let identity = Identity::answering([granted("mine")]).await;
    let variables = [
        ("SPACEONE_REFRESH_TOKEN", refresh.as_str()),
        ("SPACEONE_SCOPE", "WORKSPACE"),
        ("SPACEONE_WORKSPACE_ID", "workspace-north"),
    ];
    let expected = json!({"grant_type": "REFRESH_TOKEN", "token": refresh, "scope": "WORKSPACE", "workspace_id": "workspace-north"});
    assert_eq!(bodies(&identity, variables).await, [expected]);

    let system = token("SYSTEM_TOKEN");
    let identity = Identity::answering([granted("all")]).await;
    let variables = [
        ("SPACEONE_SYSTEM_TOKEN", system.as_str()),
        ("SPACEONE_DOMAIN_ID", "domain-123"),
        ("SPACEONE_SCOPE", "SYSTEM"),
    ];
    let expected = json!({"grant_type": "SYSTEM_TOKEN", "token": system, "scope": "SYSTEM", "domain_id": "domain-123"});
    assert_eq!(bodies(&identity, variables).await, [expected]);
}

#[tokio::test]
async fn an_api_key_is_the_token_and_begins_no_session() {
    let key = token("CLIENT_SECRET");
    let environment = Environment::from_iter([("SPACEONE_API_KEY", key.as_str())]);
    let cache = from_environment(&environment).unwrap();
    assert_eq!(cache.token().await.unwrap().expose(), key);

    let error = session_from_environment(&environment).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("`SPACEONE_API_KEY`"), "{error}");
}

#[test]
fn variables_that_contradict_each_other_are_both_named() {
    let object = format!(r#"{{"access_token": "{MARK}"}}"#);
    let refresh = format!("{MARK}.{MARK}.{MARK}");
    let contradictions = [
        ["SPACEONE_PASSWORD", "SPACEONE_REFRESH_TOKEN"],
        ["SPACEONE_PASSWORD", "SPACEONE_API_KEY"],
        ["SPACEONE_EXTERNAL_CREDENTIALS", "SPACEONE_PASSWORD"],
        ["SPACEONE_REFRESH_TOKEN", "SPACEONE_SYSTEM_TOKEN"],
        ["SPACEONE_API_KEY", "SPACEONE_SCOPE"],
        ["SPACEONE_API_KEY", "SPACEONE_WORKSPACE_ID"],
        ["SPACEONE_REFRESH_TOKEN", "SPACEONE_USER_ID"],
        ["SPACEONE_DOMAIN_NAME", "SPACEONE_DOMAIN_ID"],
        ["SPACEONE_WORKSPACE_ID", "SPACEONE_SCOPE"],
    ];
    for variables in contradictions {
        let mut environment = vec![("SPACEONE_ENDPOINT", "https://identity.example.com")];
        let logs_in = !variables
            .iter()
            .any(|name| name.ends_with("KEY") || name.ends_with("TOKEN"));
        if logs_in && !variables.contains(&"SPACEONE_EXTERNAL_CREDENTIALS") {
            environment.extend(LOGIN);
            environment.push(("SPACEONE_DOMAIN_ID", "domain-123"));
        }
        environment.extend(variables.map(|name| {
            let value = match name {
                "SPACEONE_EXTERNAL_CREDENTIALS" => object.as_str(),
                "SPACEONE_SCOPE" => "DOMAIN",
                _ => refresh.as_str(),
            };
            (name, value)
        }));
        let error = from_environment(&environment.into_iter().collect()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{variables:?}");
        let text = error.to_string();
        let named = variables
            .iter()
            .all(|name| text.contains(&format!("`{name}`")));
        assert!(named, "{variables:?}: {text}");
        assert_hidden(&shown_error(&error));
    }
}

#[test]
fn a_value_that_cannot_be_used_is_told_by_its_variable_alone() {
    let endpoint = ("SPACEONE_ENDPOINT", "https://identity.example.com");
    let domain = ("SPACEONE_DOMAIN_ID", "domain-123");
    let unusable = [
        ("SPACEONE_EXTERNAL_CREDENTIALS", format!("[\"{MARK}\"]")),
        ("SPACEONE_EXTERNAL_CREDENTIALS", format!("{{\"{MARK}")),
        ("SPACEONE_REFRESH_TOKEN", format!("{MARK}\n")),
        ("SPACEONE_REFRESH_TOKEN", token("CLIENT_SECRET")),
        ("SPACEONE_SYSTEM_TOKEN", format!("{MARK} {MARK}")),
        ("SPACEONE_API_KEY", token("REFRESH_TOKEN")),
    ];
    for (name, value) in &unusable {
        let environment = [endpoint, domain, (*name, value.as_str())];
        let error = from_environment(&environment.into_iter().collect()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(
            error.to_string().starts_with(&format!("`{name}`")),
            "{error}"
        );
        assert_hidden(&shown_error(&error));
    }
    let [user, password] = LOGIN;
    let scope = ("SPACEONE_SCOPE", "PROJECT");
    let environment = [endpoint, domain, user, password, scope];
    let error = from_environment(&environment.into_iter().collect()).unwrap_err();
    assert!(
        error.to_string().starts_with("`SPACEONE_SCOPE` is none of"),
        "{error}"
    );
}
