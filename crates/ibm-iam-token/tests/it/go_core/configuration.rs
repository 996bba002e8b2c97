//! After `config_utils_test.go` and the resources that it reads.

use api_core::Environment;
use auth_core::TokenSource;
use ibm_iam_token::{Client, Configuration, Error, Files, Surroundings};
use serde_json::json;

use super::same;
use crate::support::bx;

/// The lines of Go's `my-credentials.env` that are about IAM, and those that show how lines are read.
const FILE: &str = "\
# These credentials are for tests.

SERVICE_1_URL=https://service1/api
SERVICE_1_DISABLE_SSL=true
SERVICE_1_AUTH_TYPE=IAM
SERVICE_1_APIKEY=my-api-key
SERVICE_1_CLIENT_ID=bx
SERVICE_1_CLIENT_SECRET=bx
SERVICE_1_AUTH_URL=https://iamhost/iam/api
SERVICE2_AUTHTYPE=BasiC
SERVICE2_USERNAME=my-user
SERVICE2_PASSWORD=my-password
SERVICE6_AUTH_TYPE=IAM
SERVICE6_APIKEY=my-api-key
SERVICE6_SCOPE=scope1 scope2 scope3
SERVICE8A_AUTH_TYPE=vpc
SERVICE8B_AUTH_TYPE=vpc
SERVICE8B_IAM_PROFILE_CRN=crn:iam-profile1
SERVICE9_AUTH_TYPE=iam
SERVICE9_REFRESH_TOKEN=refresh-token
SERVICE9_CLIENT_ID=bx
SERVICE9_CLIENT_SECRET=bx
SERVICE11_AUTH_TYPE=iAmAsSuME
SERVICE11_APIKEY=my-api-key
SERVICE11_IAM_PROFILE_ID=iam-profile-1
EQUAL_SERVICE_URL==https:/my=host.com/my=service/api
EQUAL_SERVICE_APIKEY==my=api=key=
ERROR1_AUTH_TYPE=iaM
ERROR3_AUTH_TYPE=bearerTOKEN
ERROR3_BEARER_TOKEN=
";

fn in_file(service: &str) -> Result<Configuration, Error> {
    let environment = Environment::from_iter([("IBM_CREDENTIALS_FILE", "my-credentials.env")]);
    let files = Files::from_iter([("my-credentials.env", FILE)]);
    Configuration::load(service, &Surroundings::new(environment, files))
}

fn bound(service: &str) -> Result<Configuration, Error> {
    let services = json!({
        "service-1": [{"credentials": {"url": "https://service1/api", "username": "u", "password": "p", "apikey": "my-vcap-apikey1"}}],
        "service2": [{"credentials": {"url": "https://service2/api", "username": "u", "password": "p"}}],
        "service3": [{"credentials": {"url": "https://service3/api", "iam_apikey": "my-vcap-apikey3"}}],
        "key_to_service_entry_1": [
            {"name": "service4", "credentials": {"apikey": "my-vcap-apikey4"}},
            {"name": "service_entry_key_and_key_to_service_entries", "credentials": {"apikey": "by-name"}},
        ],
        "service_entry_key_and_key_to_service_entries": [
            {"name": "service_entry_key-2", "credentials": {"apikey": "by-key"}},
        ],
        "empty_service": [],
        "no-creds-service": [{"name": "no-creds-service", "plan": "elite"}],
    });
    let environment = Environment::from_iter([("VCAP_SERVICES", services.to_string())]);
    Configuration::load(
        service,
        &Surroundings::new(environment, Files::from_iter([("", "")])),
    )
}

fn keyed(key: &str) -> impl TokenSource {
    let client = Client::new().unwrap();
    client.get_token_api_key(key).response_type("cloud_iam")
}

#[test]
fn get_service_properties_error() {
    assert_eq!(in_file("").unwrap_err().to_string(), "`service` is empty");
}

/// Go gives no authenticator and no error, so that a program goes on without any.
#[test]
fn get_service_properties_no_config() {
    let error = in_file("not_a_service").unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("`NOT_A_SERVICE_APIKEY` is not set"),
        "{error}"
    );
}

#[test]
fn get_service_properties_from_credential_file() {
    let found = in_file("service-1").unwrap();
    assert_eq!(found.url(), Some("https://service1/api"));
    let client = Client::builder()
        .base_url("https://iamhost/iam/api")
        .build()
        .unwrap();
    let key = client
        .get_token_api_key("my-api-key")
        .response_type("cloud_iam");
    same(&found.source().unwrap(), &key.client(bx()));

    let client = Client::new().unwrap();
    let scoped = client
        .get_token_api_key("my-api-key")
        .response_type("cloud_iam");
    same(
        &in_file("service6").unwrap().source().unwrap(),
        &scoped.scope("scope1 scope2 scope3"),
    );
    let refresh = client
        .get_token_refresh_token("refresh-token", bx())
        .response_type("cloud_iam");
    same(&in_file("service9").unwrap().source().unwrap(), &refresh);
    for service in ["service8a", "service8b", "service11"] {
        assert!(in_file(service).unwrap().source().is_ok(), "{service}");
    }

    let found = in_file("equal-service").unwrap();
    assert_eq!(found.url(), Some("=https:/my=host.com/my=service/api"));
    same(&found.source().unwrap(), &keyed("=my=api=key="));

    for (service, property) in [
        ("service2", "SERVICE2_AUTH_TYPE"),
        ("error1", "ERROR1_APIKEY"),
        ("error3", "ERROR3_BEARER_TOKEN"),
    ] {
        let error = in_file(service).unwrap().source().unwrap_err();
        assert!(
            error.to_string().starts_with(&format!("`{property}` ")),
            "{error}"
        );
        assert!(
            error.to_string().ends_with("(in my-credentials.env)"),
            "{error}"
        );
    }
}

#[test]
fn get_service_properties_from_vcap() {
    let found = bound("service-1").unwrap();
    assert_eq!(found.url(), Some("https://service1/api"));
    let keys = [
        ("service-1", "my-vcap-apikey1"),
        ("service3", "my-vcap-apikey3"),
        ("service4", "my-vcap-apikey4"),
        // By the name of an entry before the key of a list.
        ("service_entry_key_and_key_to_service_entries", "by-name"),
        ("service_entry_key-2", "by-key"),
    ];
    for (service, key) in keys {
        same(&bound(service).unwrap().source().unwrap(), &keyed(key));
    }
    // The first entry under a key that is no name of an entry.
    same(
        &bound("key_to_service_entry_1").unwrap().source().unwrap(),
        &keyed("my-vcap-apikey4"),
    );

    let error = bound("service2").unwrap().source().unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("`SERVICE2_AUTH_TYPE` is `basic`"),
        "{error}"
    );
    assert!(error.to_string().ends_with("(in VCAP_SERVICES)"), "{error}");
    for service in ["empty_service", "no-creds-service", "watson"] {
        assert!(bound(service).is_err(), "{service}");
    }
}
