//! The cache from environment variables.

use api_core::Environment;
use ibm_iam_token::{ErrorKind, from_api_key_environment};
use test_support::{MARK, assert_hidden, shown, shown_error};

use crate::support::{Iam, access, posted};

#[tokio::test]
async fn the_api_key_and_the_address_come_from_the_environment() {
    let iam = Iam::answering([access("my-access-token")]).await;
    let environment = Environment::from_iter([
        ("IBMCLOUD_API_KEY", "my-api-key".to_owned()),
        ("IBMCLOUD_IAM_API_ENDPOINT", iam.server.uri()),
    ]);

    let token = from_api_key_environment(&environment)
        .unwrap()
        .token()
        .await
        .unwrap();

    assert_eq!(token.expose(), "my-access-token");
    assert_eq!(
        iam.sent().await,
        [posted(
            "grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Aapikey&apikey=my-api-key"
        )]
    );
}

#[test]
fn the_address_is_ibms_own_unless_the_environment_says_otherwise() {
    let cache = |variables: &[(&str, &str)]| {
        let key = [("IBMCLOUD_API_KEY", "my-api-key")];
        let environment: Environment = key.iter().chain(variables).copied().collect();
        from_api_key_environment(&environment)
            .unwrap()
            .identity()
            .unwrap()
    };
    assert_eq!(
        cache(&[]),
        cache(&[("IBMCLOUD_IAM_API_ENDPOINT", "https://iam.cloud.ibm.com")])
    );
    assert_ne!(
        cache(&[]),
        cache(&[(
            "IBMCLOUD_IAM_API_ENDPOINT",
            "https://private.iam.cloud.ibm.com"
        )])
    );
}

#[test]
fn a_missing_api_key_is_named() {
    let environments = [
        Environment::from_iter([("PATH", "/usr/bin")]),
        Environment::from_iter([("IBMCLOUD_API_KEY", "")]),
        Environment::from_iter([("IBMCLOUD_IAM_API_ENDPOINT", "https://iam.cloud.ibm.com")]),
    ];
    for environment in environments {
        let error = from_api_key_environment(&environment).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("`IBMCLOUD_API_KEY`"), "{error}");
    }
}

#[tokio::test]
async fn g14_an_unusable_variable_is_named_and_its_value_is_not_shown() {
    for address in [
        "http://iam.example.com",
        "ftp://iam.example.com",
        "https://user:@iam.example.com",
        "not an address",
    ] {
        let environment = Environment::from_iter([
            ("IBMCLOUD_API_KEY", MARK.to_owned()),
            (
                "IBMCLOUD_IAM_API_ENDPOINT",
                address
                    .replace("example", MARK)
                    .replace(":@", &format!(":{MARK}@")),
            ),
        ]);
        let error = from_api_key_environment(&environment).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{address}");
        assert!(
            error.to_string().contains("`IBMCLOUD_IAM_API_ENDPOINT`"),
            "{error}"
        );
        assert_hidden(&shown_error(&error));
    }

    let environment = Environment::from_iter([("IBMCLOUD_API_KEY", format!("{MARK}\n"))]);
    assert_hidden(&shown(&environment));
    let error = match from_api_key_environment(&environment) {
        Ok(cache) => cache.token().await.unwrap_err(),
        Err(error) => error,
    };
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_hidden(&shown_error(&error));
}
