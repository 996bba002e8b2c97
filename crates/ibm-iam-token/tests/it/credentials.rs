//! API keys as people have them, addresses by name, and the resources of a service authorization.

use auth_core::TokenSource;
use ibm_iam_token::{
    AccessToken, ApiKey, Client, Endpoint, ErrorKind, ExposeSecret, Region, SecretString,
    ServiceAuthorization, TokenCache, cli_client,
};

use crate::support::{BX, Iam, access, pair, posted};
use test_support::{MARK, assert_hidden, shown, shown_error};

fn exposed(key: ApiKey) -> String {
    SecretString::from(key).expose_secret().to_owned()
}

#[test]
fn g14_keys_that_wear_braces_or_quotes_are_refused_by_the_name_of_the_field() {
    for wrapped in ["{?}", "{?", "?}", "\"?\"", "\"?", "?\"", "'?'", "{\"?\"}"] {
        let key = wrapped.replace('?', MARK);
        let error = ApiKey::new(key.clone()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(
            error
                .to_string()
                .starts_with("`apikey` begins or ends with"),
            "{error}"
        );
        assert_hidden(&shown_error(&error));
        assert!(ApiKey::from_text(&format!("{key}\n")).is_err());
    }
    for empty in ["", "\n", "  \r\n"] {
        let error = ApiKey::from_text(empty).unwrap_err();
        assert_eq!(error.to_string(), "`apikey` is empty");
    }
}

#[test]
fn a_key_is_taken_as_it_is_or_from_a_text_with_a_line_end() {
    assert_eq!(
        exposed(ApiKey::new("my-{\"api-key").unwrap()),
        "my-{\"api-key"
    );
    assert_eq!(
        exposed(ApiKey::from_text("my-api-key\r\n").unwrap()),
        "my-api-key"
    );
}

#[test]
fn g14_a_key_is_read_from_the_json_of_the_console() {
    let download = r#"{
        "name": "robot",
        "description": "",
        "createdAt": "2026-01-01T00:00+0000",
        "apikey": "my-api-key"
    }"#;
    assert_eq!(exposed(ApiKey::from_json(download).unwrap()), "my-api-key");

    for json in [
        "{\"apikey\": {\"?\": 1}}",
        "{\"apikey\": \"{?}\"}",
        "{\"apiKey\": \"?\"}",
        "{\"apikey\": \"\", \"name\": \"?\"}",
        "[\"?\"]",
        "{\"apikey\": \"?\"",
        "?",
    ] {
        let error = ApiKey::from_json(&json.replace('?', MARK)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{json}");
        assert!(error.to_string().starts_with("`apikey` "), "{error}");
        assert_hidden(&shown_error(&error));
    }
    assert_hidden(&shown(&ApiKey::new(MARK).unwrap()));
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("apikey.json");
    let error = ApiKey::read(&path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("apikey.json"), "{error}");

    std::fs::write(&path, "{\"apikey\": \"my-api-key\"}").unwrap();
    assert_eq!(exposed(ApiKey::read(&path).unwrap()), "my-api-key");
}

#[tokio::test]
async fn a_checked_key_is_sent_as_any_other() {
    let iam = Iam::answering([access("my-access-token")]).await;
    let key = ApiKey::from_text("my-api-key\n").unwrap();
    iam.client.get_token_api_key(key).await.unwrap();
    let form = "grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Aapikey&apikey=my-api-key";
    assert_eq!(iam.sent().await, [posted(form)]);
}

#[test]
fn addresses_have_names() {
    use Region::{AuSyd, BrSao, CaMon, CaTor, EuDe, EuEs, EuGb, JpOsa, JpTok, UsEast, UsSouth};

    let addresses = [
        (Endpoint::Public, "https://iam.cloud.ibm.com"),
        (Endpoint::Private, "https://private.iam.cloud.ibm.com"),
        (Endpoint::Staging, "https://iam.test.cloud.ibm.com"),
        (
            Endpoint::PrivateStaging,
            "https://private.iam.test.cloud.ibm.com",
        ),
        (
            Endpoint::from("https://iam.example.com/identity/token"),
            "https://iam.example.com",
        ),
        (
            Endpoint::from("https://iam.example.com/identity/token/"),
            "https://iam.example.com",
        ),
        (
            Endpoint::from("https://example.com/iam/"),
            "https://example.com/iam",
        ),
    ];
    for (endpoint, address) in addresses {
        assert_eq!(endpoint.to_string(), address);
        let source = |builder: api_core::ClientBuilder<Client>| {
            builder.build().unwrap().get_token_api_key("k").identity()
        };
        assert_eq!(
            source(Client::builder().base_url(endpoint)),
            source(Client::builder().base_url(address))
        );
    }
    assert_eq!(Endpoint::default(), Endpoint::Public);

    let regions = [
        (AuSyd, "au-syd"),
        (BrSao, "br-sao"),
        (CaMon, "ca-mon"),
        (CaTor, "ca-tor"),
        (EuDe, "eu-de"),
        (EuEs, "eu-es"),
        (EuGb, "eu-gb"),
        (JpOsa, "jp-osa"),
        (JpTok, "jp-tok"),
        (UsEast, "us-east"),
        (UsSouth, "us-south"),
    ];
    for (region, name) in regions {
        let address = Endpoint::PrivateIn(region).to_string();
        assert_eq!(address, format!("https://private.{name}.iam.cloud.ibm.com"));
    }
}

#[tokio::test]
async fn a_resource_is_named_by_its_crn_or_by_its_iam_id() {
    let iam = Iam::responding(access("my-resource-token")).await;
    let names = [
        "crn:v1:bluemix:public:s3::a/b:c::",
        "crn-crn:v1:bluemix:public:s3::a/b:c::",
    ];
    let of = |name: &str| {
        let fixed = AccessToken::fixed("my-access-token").unwrap();
        ServiceAuthorization::new(iam.client.clone(), fixed, name)
    };
    for name in names.into_iter().chain(["iam-ServiceId-1"]) {
        TokenCache::new(of(name)).token().await.unwrap();
    }

    let form = |id: &str| {
        let grant = "grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Aiam-authz";
        posted(&format!(
            "{grant}&access_token=my-access-token&desired_iam_id={id}"
        ))
    };
    let resource = form("crn-crn%3Av1%3Abluemix%3Apublic%3As3%3A%3Aa%2Fb%3Ac%3A%3A");
    assert_eq!(
        iam.sent().await,
        [resource.clone(), resource, form("iam-ServiceId-1")]
    );
}

#[tokio::test]
async fn the_client_of_the_command_line_tool_has_a_name() {
    let iam = Iam::answering([pair("my-access-token", "my-refresh-token")]).await;
    let login = iam.client.get_token_password("u", "p", cli_client());
    login.await.unwrap();
    let form = posted("grant_type=password&username=u&password=p");
    assert_eq!(iam.sent().await, [form.with("authorization", BX)]);
}
