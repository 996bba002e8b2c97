//! What a login is made of, checked before it is sent.

use serde_json::json;
use spaceone_identity::v2::token::AuthType;
use spaceone_identity::{
    Error, ErrorKind, SecretObject, SecretString, Session, from_environment, password_credentials,
};
use test_support::{MARK, assert_hidden, shown_error};

use crate::support::{Identity, pair, posted};

/// None of these is a user's or a password that was meant.
fn unmeant() -> [(String, &'static str); 7] {
    let control = "holds a control character, such as a line feed at its end";
    [
        (String::new(), "is empty"),
        (format!("{MARK}\n"), control),
        (format!("{MARK}\r\n"), control),
        (format!("\t{MARK}"), control),
        (format!("{MARK}\0{MARK}"), control),
        (format!("{MARK}\u{7f}"), control),
        (format!("{MARK}\u{85}"), control),
    ]
}

#[track_caller]
fn refused(error: &Error, field: &str, reason: &str) {
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(error.to_string(), format!("`{field}` {reason}"));
    assert_hidden(&shown_error(error));
}

#[tokio::test]
async fn h5_a_user_or_password_that_cannot_be_meant_is_refused_before_anything_is_sent() {
    let identity = Identity::answering([]).await;
    let log_in = |user: &str, password: &str| {
        Session::log_in(identity.v2(), "domain-123", user, password).unwrap_err()
    };
    for (value, reason) in unmeant() {
        let user = password_credentials(value.as_str(), &"my-password".into()).unwrap_err();
        let password =
            password_credentials("user", &SecretString::from(value.as_str())).unwrap_err();
        refused(&user, "user_id", reason);
        refused(&password, "password", reason);
        refused(&log_in(&value, "my-password"), "user_id", reason);
        refused(&log_in("user@example.com", &value), "password", reason);
    }
    assert_eq!(identity.sent().await, []);
}

#[test]
fn h5_the_environment_names_the_variable_whose_value_cannot_be_meant() {
    // An empty variable is one that is not set.
    for (value, reason) in &unmeant()[1..] {
        for variable in ["SPACEONE_USER_ID", "SPACEONE_PASSWORD"] {
            let variables = [
                ("SPACEONE_ENDPOINT", "https://identity.example.com"),
                ("SPACEONE_DOMAIN_ID", "domain-123"),
                ("SPACEONE_USER_ID", "user@example.com"),
                ("SPACEONE_PASSWORD", "my-password"),
            ];
            let environment = variables
                .into_iter()
                .map(|(name, old)| (name, if name == variable { value } else { old }))
                .collect();
            refused(
                &from_environment(&environment).unwrap_err(),
                variable,
                reason,
            );
        }
    }
}

#[tokio::test]
async fn blanks_and_other_scripts_are_part_of_a_password() {
    let identity = Identity::answering([pair("my-access-token", "my-refresh-token")]).await;
    let credentials = password_credentials(" Jörg ", &" pass wörd 密码 ".into()).unwrap();
    let login = identity
        .v2()
        .token()
        .issue(credentials, "domain-123", AuthType::Local);
    login.await.unwrap();

    let body = r#"{"credentials":{"password":" pass wörd 密码 ","user_id":" Jörg "},"domain_id":"domain-123","auth_type":"LOCAL"}"#;
    assert_eq!(
        identity.sent().await,
        [posted("/identity/v2/token/issue", body)]
    );
}

#[tokio::test]
async fn what_an_external_provider_wants_goes_out_as_it_is() {
    let identity = Identity::answering([pair("my-access-token", "my-refresh-token")]).await;
    let credentials = SecretObject::from_iter([
        ("SAMLResponse", json!("PHNhbWxwOlJlc3\r\nBvbnNlPg==\r\n")),
        ("RelayState", json!("")),
    ]);
    let login = identity
        .v2()
        .token()
        .issue(credentials, "domain-123", AuthType::External);
    login.await.unwrap();

    let body = concat!(
        r#"{"credentials":{"RelayState":"","SAMLResponse":"PHNhbWxwOlJlc3\r\nBvbnNlPg==\r\n"},"#,
        r#""domain_id":"domain-123","auth_type":"EXTERNAL"}"#
    );
    assert_eq!(
        identity.sent().await,
        [posted("/identity/v2/token/issue", body)]
    );
}
