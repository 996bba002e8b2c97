//! The cache from environment variables.

use api_core::Environment;
use tenant_token::{ErrorKind, from_environment};
use test_support::{MARK, assert_hidden, shown, shown_error};

use crate::support::{FORM, OneAccess, access, posted};

/// All variables, with another value for one of them.
fn environment(changed: &str, value: &str) -> Environment {
    let variables = [
        ("ONEACCESS_DOMAIN", "abcdefg.huaweioneaccess.com"),
        ("ONEACCESS_CLIENT_ID", "my-client-id"),
        ("ONEACCESS_CLIENT_SECRET", MARK),
    ];
    variables
        .into_iter()
        .map(|(name, old)| (name, if name == changed { value } else { old }))
        .collect()
}

#[tokio::test]
async fn the_application_and_its_tenant_come_from_the_environment() {
    let oneaccess = OneAccess::answering([access("my-access-token", 1800)]).await;
    let environment = Environment::from_iter([
        ("ONEACCESS_DOMAIN", oneaccess.server.uri()),
        ("ONEACCESS_CLIENT_ID", "my-client-id".to_owned()),
        ("ONEACCESS_CLIENT_SECRET", "my-client-secret".to_owned()),
    ]);

    let token = from_environment(&environment)
        .unwrap()
        .token()
        .await
        .unwrap();

    assert_eq!(token.expose(), "my-access-token");
    assert_eq!(oneaccess.sent().await, [posted(FORM)]);
}

#[test]
fn a_domain_and_its_address_are_the_same_tenant() {
    let identity = |domain: &str| {
        from_environment(&environment("ONEACCESS_DOMAIN", domain))
            .unwrap()
            .identity()
    };
    assert_eq!(
        identity("abcdefg.huaweioneaccess.com"),
        identity("https://abcdefg.huaweioneaccess.com/")
    );
    assert_ne!(
        identity("abcdefg.huaweioneaccess.com"),
        identity("other.huaweioneaccess.com")
    );
}

#[test]
fn each_missing_variable_is_named() {
    for missing in [
        "ONEACCESS_DOMAIN",
        "ONEACCESS_CLIENT_ID",
        "ONEACCESS_CLIENT_SECRET",
    ] {
        let error = from_environment(&environment(missing, "")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(
            error.to_string().contains(&format!("`{missing}`")),
            "{error}"
        );
        assert_hidden(&shown_error(&error));
    }
}

#[test]
fn g14_an_unusable_variable_is_named_and_its_value_is_not_shown() {
    for domain in [
        "http://tenant.",
        "ftp://tenant.",
        "user:word@tenant.",
        "no domain ",
    ] {
        let error = from_environment(&environment(
            "ONEACCESS_DOMAIN",
            &format!("{domain}{MARK}.com"),
        ))
        .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{domain}");
        assert!(error.to_string().contains("`ONEACCESS_DOMAIN`"), "{error}");
        assert_hidden(&shown_error(&error));
    }
    assert_hidden(&shown(&environment("", "")));
}
