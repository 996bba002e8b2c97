//! The configuration of a service from credential files, the environment and `VCAP_SERVICES`.

use api_core::Environment;
use ibm_iam_token::{Configuration, Error, ErrorKind, Files, Surroundings};
use serde_json::json;

use crate::support::{BX, Iam, access, pair, posted};
use test_support::{MARK, Sent, assert_hidden, shown, shown_error};

const HOME: &str = "/home/me";
const HOME_FILE: &str = "/home/me/ibm-credentials.env";
const WORKING_FILE: &str = "ibm-credentials.env";

type Pairs<'a> = &'a [(&'a str, &'a str)];

fn load(service: &str, environment: Pairs<'_>, files: Pairs<'_>) -> Result<Configuration, Error> {
    let environment: Environment = environment.iter().copied().collect();
    let files: Files = files.iter().copied().collect();
    Configuration::load(service, &Surroundings::new(environment, files))
}

/// The error of properties in the environment, wherever it comes to light.
fn error_of(properties: Pairs<'_>) -> Error {
    let source = load("my-service", properties, &[]).and_then(|found| found.source());
    source.unwrap_err()
}

/// What is sent for the properties of `SVC`, which are in the environment, when IAM answers with these tokens.
async fn sent_for(properties: Pairs<'_>, files: Pairs<'_>) -> Vec<Sent> {
    let iam = Iam::answering([pair("access-1", "not_supported"), access("access-2")]).await;
    let url = format!("{}/identity/token", iam.server.uri());
    let mut environment = vec![("SVC_AUTH_URL", url.as_str())];
    environment.extend(properties);
    let configuration = load("svc", &environment, files).unwrap();
    configuration.cache().unwrap().token().await.unwrap();
    iam.sent().await
}

fn ibm(grant: &str, fields: &str) -> Sent {
    posted(&format!(
        "grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3A{grant}&{fields}"
    ))
}

#[test]
fn the_first_place_that_says_anything_about_the_service_counts_alone() {
    let vcap = json!({"my-service": [{"credentials": {"url": "https://vcap", "apikey": "k"}}]});
    let vcap = vcap.to_string();
    let in_environment = [
        ("HOME", HOME),
        ("IBM_CREDENTIALS_FILE", "/named.env"),
        ("MY_SERVICE_URL", "https://environment"),
        ("VCAP_SERVICES", vcap.as_str()),
    ];
    let named = ("/named.env", "MY_SERVICE_URL=https://named");
    let working = (WORKING_FILE, "MY_SERVICE_URL=https://working");
    let home = (HOME_FILE, "MY_SERVICE_URL=https://home");
    let url = |environment: Pairs<'_>, files: Pairs<'_>| {
        let found = load("my-service", environment, files).unwrap();
        found.url().map(str::to_owned)
    };
    let is = |url: &str| Some(format!("https://{url}"));

    assert_eq!(url(&in_environment, &[named, working, home]), is("named"));
    let unnamed = [in_environment[0], in_environment[2], in_environment[3]];
    assert_eq!(url(&unnamed, &[working, home]), is("working"));
    assert_eq!(url(&unnamed, &[home]), is("home"));
    assert_eq!(url(&unnamed, &[]), is("environment"));
    let bound = [in_environment[0], in_environment[3]];
    assert_eq!(url(&bound, &[]), is("vcap"));

    // A file about other services is passed over; the next file is not looked at then, as in IBM's cores.
    let other = (
        WORKING_FILE,
        "OTHER_SERVICE_URL=https://other\nMY_SERVICE_URL=\n",
    );
    assert_eq!(url(&unnamed, &[other, home]), is("environment"));
    // The home directory of Windows.
    let windows = [("USERPROFILE", HOME), in_environment[2]];
    assert_eq!(url(&windows, &[home]), is("home"));
}

#[test]
fn properties_of_several_places_are_not_mixed() {
    let environment = [("HOME", HOME), ("MY_SERVICE_APIKEY", "k")];
    let file = (HOME_FILE, "MY_SERVICE_AUTH_TYPE=iam\n");
    let error = load("my-service", &environment, &[file])
        .unwrap()
        .source()
        .unwrap_err();
    let expected = format!("`MY_SERVICE_APIKEY` is not set (in {HOME_FILE})");
    assert_eq!(error.to_string(), expected);
}

#[test]
fn where_nothing_is_found_the_error_says_where_it_was_looked_for() {
    let error = load(
        "my service",
        &[("VCAP_SERVICES", "{}"), ("HOME", HOME)],
        &[],
    )
    .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(
        error.to_string(),
        "`MY_SERVICE_APIKEY` is not set, nor another property of this service; looked in the environment, VCAP_SERVICES"
    );
    let error = load("my-service", &[("HOME", HOME)], &[(HOME_FILE, "# empty")]).unwrap_err();
    assert!(error.to_string().contains(HOME_FILE), "{error}");
    let error = load("", &[("_APIKEY", "k")], &[]).unwrap_err();
    assert_eq!(error.to_string(), "`service` is empty");
}

#[test]
fn a_file_that_is_named_and_not_there_is_an_error() {
    let environment = [
        ("IBM_CREDENTIALS_FILE", "/no.env"),
        ("MY_SERVICE_APIKEY", "k"),
    ];
    let error = load("my-service", &environment, &[]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(
        error
            .to_string()
            .starts_with("`IBM_CREDENTIALS_FILE` cannot be read: /no.env"),
        "{error}"
    );
}

#[tokio::test]
async fn an_api_key_is_sent_as_the_cores_send_it() {
    let key = "apikey=my-api-key&response_type=cloud_iam";
    let plain = [("SVC_APIKEY", "my-api-key")];
    assert_eq!(sent_for(&plain, &[]).await, [ibm("apikey", key)]);

    let full = [
        ("SVC_AUTHTYPE", "IaM"),
        ("SVC_IAM_APIKEY", "my-api-key"),
        ("SVC_CLIENT_ID", "bx"),
        ("SVC_CLIENT_SECRET", "bx"),
        ("SVC_SCOPE", "scope1,scope2"),
        ("SVC_AUTH_DISABLE_SSL", "false"),
        ("SVC_ENABLE_RETRIES", "true"),
    ];
    let sent = ibm("apikey", &format!("{key}&scope=scope1%2Cscope2"));
    assert_eq!(sent_for(&full, &[]).await, [sent.with("authorization", BX)]);
}

#[tokio::test]
async fn a_refresh_token_is_sent_with_its_client() {
    let properties = [
        ("SVC_REFRESH_TOKEN", "my-refresh-token"),
        ("SVC_CLIENT_ID", "bx"),
        ("SVC_CLIENT_SECRET", "bx"),
        ("SVC_SCOPE", "scope1"),
    ];
    let form = "grant_type=refresh_token&refresh_token=my-refresh-token&response_type=cloud_iam&scope=scope1";
    let sent = posted(form).with("authorization", BX);
    assert_eq!(sent_for(&properties, &[]).await, [sent]);
}

#[tokio::test]
async fn a_profile_is_assumed_with_the_client_and_the_scope_on_the_first_request_alone() {
    let profiles: [(Pairs<'_>, &str); 3] = [
        (&[("SVC_IAM_PROFILE_ID", "my-id")], "profile_id=my-id"),
        (&[("SVC_IAM_PROFILE_CRN", "my-crn")], "profile_crn=my-crn"),
        (
            &[
                ("SVC_IAM_PROFILE_NAME", "my-name"),
                ("SVC_IAM_ACCOUNT_ID", "my-account"),
            ],
            "profile_name=my-name&account=my-account",
        ),
    ];
    for (profile, fields) in profiles {
        let mut properties = vec![
            ("SVC_AUTH_TYPE", "IAMassume"),
            ("SVC_APIKEY", "my-api-key"),
            ("SVC_CLIENT_ID", "bx"),
            ("SVC_CLIENT_SECRET", "bx"),
            ("SVC_SCOPE", "scope1"),
        ];
        properties.extend(profile);
        let key = "apikey=my-api-key&response_type=cloud_iam&scope=scope1";
        assert_eq!(
            sent_for(&properties, &[]).await,
            [
                ibm("apikey", key).with("authorization", BX),
                ibm("assume", &format!("access_token=access-1&{fields}")),
            ]
        );
    }
}

#[tokio::test]
async fn a_compute_resource_is_what_is_left_without_a_key() {
    let profiles = [
        ("SVC_IAM_PROFILE_ID", "profile_id=p"),
        ("SVC_IAM_PROFILE_CRN", "profile_crn=p"),
        ("SVC_IAM_PROFILE_NAME", "profile_name=p"),
    ];
    for (name, field) in profiles {
        let file = ("/var/run/secrets/tokens/sa-token", "my-cr-token\n");
        let sent = sent_for(&[(name, "p")], &[file]).await;
        assert_eq!(
            sent,
            [ibm("cr-token", &format!("cr_token=my-cr-token&{field}"))]
        );
    }

    let full = [
        ("SVC_AUTH_TYPE", "CONTAINER"),
        ("SVC_CR_TOKEN_FILENAME", "crtoken.txt"),
        ("SVC_IAM_PROFILE_NAME", "p"),
        ("SVC_CLIENT_ID", "bx"),
        ("SVC_CLIENT_SECRET", "bx"),
        ("SVC_SCOPE", "scope1"),
    ];
    let form = ibm(
        "cr-token",
        "cr_token=cr-token-1&scope=scope1&profile_name=p",
    );
    let sent = sent_for(&full, &[("crtoken.txt", "cr-token-1")]).await;
    assert_eq!(sent, [form.with("authorization", BX)]);
}

#[tokio::test]
async fn a_server_of_vpc_asks_the_metadata_service() {
    for (version, path) in [
        ("2022-03-01", "/instance_identity/v1/"),
        ("2025-08-26", "/identity/v1/"),
    ] {
        let metadata = Iam::answering([access("identity"), access("access")]).await;
        let url = metadata.server.uri();
        let environment = [
            ("SVC_AUTH_TYPE", "vpc"),
            ("SVC_AUTH_URL", url.as_str()),
            ("SVC_IAM_PROFILE_ID", "my-profile"),
            ("SVC_VPC_IMS_VERSION", version),
        ];
        let cache = load("svc", &environment, &[]).unwrap().cache().unwrap();
        assert_eq!(cache.token().await.unwrap().expose(), "access");
        let sent = metadata.sent().await;
        let [identity, exchange] = [&sent[0], &sent[1]];
        assert!(identity.line().starts_with(&format!("PUT {path}")));
        assert!(exchange.line().starts_with(&format!("POST {path}")));
        for sent in [identity, exchange] {
            assert!(sent.line().ends_with(&format!("?version={version}")));
        }
        let profile = r#"{"trusted_profile":{"id":"my-profile"}}"#;
        assert_eq!(exchange.body(), profile);
    }

    // The address by its name is plain http to a link that ends at the host.
    for url in [
        "http://api.metadata.cloud.ibm.com",
        "http://api.metadata.cloud.ibm.com/",
    ] {
        let environment = [("SVC_AUTH_TYPE", "VPC"), ("SVC_AUTH_URL", url)];
        let source = load("svc", &environment, &[]).unwrap().source().unwrap();
        assert!(
            format!("{source:?}").contains("http://169.254.169.254"),
            "{source:?}"
        );
    }
}

#[tokio::test]
async fn a_bearer_token_is_handed_on_as_it_is() {
    let environment = [
        ("SVC_AUTH_TYPE", "BEARERtoken"),
        ("SVC_BEARER_TOKEN", "my-bearer-token"),
    ];
    let cache = load("svc", &environment, &[]).unwrap().cache().unwrap();
    assert_eq!(cache.token().await.unwrap().expose(), "my-bearer-token");
    assert!(cache.identity().is_some());
}

#[test]
fn what_belongs_to_other_products_is_refused_by_name() {
    let types = [
        ("BasiC", "basic"),
        ("NOAuth", "noAuth"),
        ("CP4d", "cp4d"),
        ("mcsp", "mcsp"),
        ("MCSPv2", "mcspv2"),
    ];
    for (given, name) in types {
        let error = error_of(&[("MY_SERVICE_AUTH_TYPE", given), ("MY_SERVICE_APIKEY", "k")]);
        assert_eq!(error.kind(), ErrorKind::Configuration);
        let beginning = format!("`MY_SERVICE_AUTH_TYPE` is `{name}`, which ");
        assert!(error.to_string().starts_with(&beginning), "{error}");
    }
    let error = error_of(&[("MY_SERVICE_AUTH_TYPE", MARK), ("MY_SERVICE_APIKEY", "k")]);
    assert!(
        error
            .to_string()
            .starts_with("`MY_SERVICE_AUTH_TYPE` is none of "),
        "{error}"
    );
    assert_hidden(&shown_error(&error));
}

#[test]
fn g14_an_error_names_the_property_and_its_place_and_no_value() {
    let wrapped = format!("{{{MARK}}}");
    let address = format!("http://{MARK}.example.com");
    let line = format!("{MARK}\u{7}");
    let cases: [(&str, Pairs<'_>); 17] = [
        ("APIKEY", &[("AUTH_TYPE", "iam"), ("CLIENT_ID", MARK)]),
        ("APIKEY", &[("APIKEY", &wrapped)]),
        (
            "APIKEY",
            &[("AUTH_TYPE", "iamAssume"), ("IAM_PROFILE_ID", MARK)],
        ),
        ("CLIENT_SECRET", &[("APIKEY", MARK), ("CLIENT_ID", MARK)]),
        ("CLIENT_ID", &[("APIKEY", MARK), ("CLIENT_SECRET", MARK)]),
        ("CLIENT_ID", &[("REFRESH_TOKEN", MARK)]),
        (
            "REFRESH_TOKEN",
            &[("REFRESH_TOKEN", "not_supported"), ("CLIENT_ID", MARK)],
        ),
        (
            "IAM_PROFILE_ID",
            &[("AUTH_TYPE", "iamAssume"), ("APIKEY", MARK)],
        ),
        (
            "IAM_ACCOUNT_ID",
            &[
                ("AUTH_TYPE", "iamAssume"),
                ("APIKEY", MARK),
                ("IAM_PROFILE_NAME", MARK),
            ],
        ),
        (
            "IAM_PROFILE_ID",
            &[("AUTH_TYPE", "container"), ("CR_TOKEN_FILENAME", MARK)],
        ),
        ("IAM_PROFILE_ID", &[("URL", MARK)]),
        (
            "IAM_PROFILE_NAME",
            &[("IAM_PROFILE_ID", MARK), ("IAM_PROFILE_NAME", MARK)],
        ),
        (
            "IAM_PROFILE_NAME",
            &[("AUTH_TYPE", "vpc"), ("IAM_PROFILE_NAME", MARK)],
        ),
        (
            "VPC_IMS_VERSION",
            &[("AUTH_TYPE", "vpc"), ("VPC_IMS_VERSION", MARK)],
        ),
        ("AUTH_URL", &[("APIKEY", MARK), ("AUTH_URL", &address)]),
        (
            "AUTH_DISABLE_SSL",
            &[("APIKEY", MARK), ("AUTH_DISABLE_SSL", "true")],
        ),
        (
            "BEARER_TOKEN",
            &[("AUTH_TYPE", "bearerToken"), ("BEARER_TOKEN", &line)],
        ),
    ];
    for (property, pairs) in cases {
        let named: Vec<_> = pairs
            .iter()
            .map(|(name, value)| (format!("MY_SERVICE_{name}"), *value))
            .collect();
        let in_environment: Vec<_> = named
            .iter()
            .map(|(name, value)| (name.as_str(), *value))
            .collect();
        let text: String = named.iter().fold(String::new(), |text, (name, value)| {
            text + name + "=" + value + "\n"
        });
        let places = [
            ("the environment", load("my-service", &in_environment, &[])),
            (
                WORKING_FILE,
                load("my-service", &[("PATH", "/")], &[(WORKING_FILE, &text)]),
            ),
        ];
        for (place, found) in places {
            let found = found.unwrap();
            assert_hidden(&shown(&found));
            let error = found.source().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration, "{property}");
            let shown = error.to_string();
            assert!(
                shown.starts_with(&format!("`MY_SERVICE_{property}` ")),
                "{property}: {shown}"
            );
            assert!(
                shown.ends_with(&format!("(in {place})")),
                "{place}: {shown}"
            );
            assert_hidden(&shown_error(&error));
        }
    }
}

#[test]
fn g14_vcap_services_that_cannot_be_read_are_not_quoted() {
    for text in [
        "{\"my-service\": [?",
        "[\"?\"]",
        "{\"my-service\": \"?\"}",
        "?",
    ] {
        let text = text.replace('?', MARK);
        let error = load("my-service", &[("VCAP_SERVICES", &text)], &[]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(
            error.to_string().starts_with("`VCAP_SERVICES` is no JSON"),
            "{error}"
        );
        assert_hidden(&shown_error(&error));
    }
}
